"""What a browser sends to the report desk."""

import io

from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image
from pypdf import PdfWriter

from ..factories import CountryFactory, TopicFactory


def desk(meeting, name="write"):
    return reverse(f"reporting:{name}", args=[meeting.pk])


def mark(client, meeting) -> str:
    """Return what the form of the desk carries of the save that it shows."""
    return client.get(desk(meeting)).context["draft"].mark


def whole(client, meeting) -> dict:
    """A complete report, as a browser sends it."""
    TopicFactory()
    return {
        "mark": mark(client, meeting), "title": "Report of the seventh meeting", "language": "en",
        "summary": "Cities compared notes.", "participants": "42", "participants_note": "",
        "countries": [CountryFactory().code],
        "body": "<p class=MsoNormal>It went <b>well</b>.</p><script>alert(1)</script>",
        "conclusions": "Go on.\nMeet again.",
        "groups-0-name": "Ministries", "groups-0-number": "14",
        "agenda-0-title": "Housing first", "agenda-0-starts_at": "09:30", "agenda-0-speakers": "Ana Silva, Porto",
        "agenda-0-text": "She told how.", "agenda-0-practices": "Buddies\nA practice nobody knows",
        "lessons-0-title": "Ask the tenants first", "lessons-0-text": "They know.", "lessons-0-topic": "housing",
        "advice-0-title": "Pay the interpreters", "advice-0-text": "In full.", "advice-0-addressee": "Member states",
        "advice-0-topic": "housing",
        "steps-0-text": "Write a guide", "steps-0-due_on": "2025-03-01", "steps-0-who": "City of Porto",
    }  # fmt: skip


def from_page(client, meeting) -> dict:
    """Return what a browser would send from the desk without any change."""
    form = BeautifulSoup(client.get(desk(meeting)).content, "html.parser").find("form", class_="form")
    values: dict = {}
    for field in form.find_all(["input", "textarea", "select"]):
        name = field.get("name")
        if field.name == "select":
            chosen = field.find("option", selected=True)
            values[name] = chosen["value"] if chosen else ""
        elif field.get("type") == "checkbox":
            if field.has_attr("checked"):
                values.setdefault(name, []).append(field["value"])
        elif name:
            values[name] = field.text.removeprefix("\n") if field.name == "textarea" else field.get("value", "")
    return values


def paper(name: str = "slides.pdf") -> ContentFile:
    """Return a PDF of one empty page."""
    made, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(made)
    return ContentFile(made.getvalue(), name=name)


def photograph(name: str = "green.png") -> ContentFile:
    """Return a small picture."""
    made = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(made, "PNG")
    return ContentFile(made.getvalue(), name=name)
