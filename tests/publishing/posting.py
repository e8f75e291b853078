"""Filling in a page's form as a browser would."""

from bs4 import BeautifulSoup


def form_values(client, url: str, answer=None) -> dict:
    """Return the names and values that a browser would send from the main form of an admin page."""
    page = BeautifulSoup((answer or client.get(url)).content, "html.parser")
    form = page.find("form", id=lambda value: bool(value) and value.endswith("_form"))
    values: dict = {}
    for field in form.find_all(["input", "textarea", "select"]):
        name, kind = field.get("name"), field.get("type")
        if not name or kind in ("submit", "file") or (kind in ("checkbox", "radio") and not field.has_attr("checked")):
            continue
        if field.name == "select":
            chosen = [option["value"] for option in field.find_all("option") if option.has_attr("selected")]
            if chosen or not field.has_attr("multiple"):
                values[name] = chosen if field.has_attr("multiple") else (chosen or [""])[0]
        else:
            values[name] = field.text.removeprefix("\n") if field.name == "textarea" else field.get("value", "")
    return values
