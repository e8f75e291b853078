"""A meeting report as a document to be printed: the same parts as its page, in the same order."""

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from directory.wording import describe
from events.models import MeetingReport
from pdf import (
    DataTable,
    Facts,
    Figure,
    Labels,
    Link,
    Links,
    PdfDocument,
    Section,
    Step,
    Steps,
)
from richtext import Item, List, Paragraph, Text, blocks_of


def pdf_of(report: MeetingReport, parts: dict, what_changed: str = "") -> PdfDocument:
    """Return the document of a report that is told in one language; `parts` are those of `events.editions`."""
    meeting = parts["meeting"]
    day = timezone.localdate(report.published_at or timezone.now())
    words = date_format(day, "DATE_FORMAT")
    return PdfDocument(
        language=report.language,
        title=report.title,
        portal=settings.PORTAL_NAME,
        kicker=_("Meeting report"),
        subtitle=[line for line in (_when_and_where(meeting), str(meeting.network or "")) if line],
        publisher=settings.PORTAL_OWNER or settings.PORTAL_NAME,
        published_on=day,
        published=_("Published on %(day)s") % {"day": words},
        version_note=_("Corrected: %(what)s") % {"what": what_changed} if what_changed else "",
        address=settings.PORTAL_ADDRESS + report.get_absolute_url(),
        summary=report.summary,
        sections=[section for section in _sections(report, parts) if section.blocks],
        labels=Labels(
            page=_("Page {page} of {pages}"), credit=_("Photograph: {credit}"), contents=_("Contents")
        ),
    )  # fmt: skip


def _when_and_where(meeting) -> str:
    when = describe(meeting.when) if meeting.when else ""
    return ", ".join(part for part in (when, meeting.place_label) if part)


def _sections(report: MeetingReport, parts: dict):
    meeting = parts["meeting"]
    yield Section(_("Who took part"), _participants(meeting))
    yield Section(_("What happened"), list(blocks_of(report.body)))
    agenda = [_agenda_item(item) for item in parts["agenda"]]
    if agenda:
        yield Section(_("Agenda"), [_agenda_table(parts["agenda"])])
        yield from (section for section in agenda if section.blocks)
    yield Section(_("Conclusions"), _bullets(meeting.conclusions))
    yield Section(_("What was learnt"), _learnt(parts["lessons"]))
    yield Section(
        _("Recommendations"), _steps([(row.title, row.text, row.addressee) for row in parts["recommendations"]])
    )
    steps = [(step.text, "", _who_and_when(step)) for step in report.next_steps.all()]
    yield Section(_("Next steps"), _steps(steps))
    yield Section(_("Photographs"), [_figure(photograph) for photograph in report.photographs.all()])
    yield Section(_("Documents"), _documents(report))


def _participants(meeting) -> list:
    pairs = [(_("Participants"), meeting.participants_label), (_("About the participants"), meeting.participants_note)]
    pairs += [(group.name, str(group.number or "–")) for group in meeting.participant_groups.all()]
    pairs.append((_("Countries"), ", ".join(country.label for country in meeting.countries.all())))
    told = [(term, value) for term, value in pairs if value]
    return [Facts(told)] if told else []


def _agenda_table(agenda) -> DataTable:
    """Return the order of the day: time, point and speakers."""
    rows = [
        [item.starts_at.strftime("%H:%M") if item.starts_at else "–", item.title, "\n".join(item.speakers.splitlines())]
        for item in agenda
    ]
    return DataTable([_("Time"), _("Agenda item"), _("Speakers")], rows, _("The order of the day"))


def _agenda_item(item) -> Section:
    blocks = list(blocks_of(item.text))
    shown = [practice for practice in item.practices.all() if practice.is_published]
    if shown:
        links = [Link(str(practice), settings.PORTAL_ADDRESS + practice.get_absolute_url()) for practice in shown]
        blocks += [Paragraph([Text(_("Practice presented:"))]), Links(links)]
    return Section(item.title, blocks, level=2)


def _bullets(text: str) -> list:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [List(False, [Item([Paragraph([Text(line)])]) for line in lines])] if lines else []


def _learnt(lessons) -> list:
    return [
        Paragraph(
            [Text(lesson.title, strong=True), *([Text(f"\n{lesson.text}")] if lesson.text != lesson.title else [])]
        )
        for lesson in lessons
    ]


def _steps(rows: list[tuple[str, str, str]]) -> list:
    made = [
        Step([Text(title, strong=bool(text)), *([Text(f"\n{text}")] if text and text != title else [])], note)
        for title, text, note in rows
    ]
    return [Steps(made)] if made else []


def _who_and_when(step) -> str:
    day = _("by %(day)s") % {"day": date_format(step.due_on, "DATE_FORMAT")} if step.due_on else ""
    return ", ".join(part for part in (step.who, day) if part)


def _figure(photograph) -> Figure:
    with photograph.file.open() as file:
        return Figure(file.read(), photograph.alt, photograph.caption, photograph.credit)


def _documents(report: MeetingReport) -> list:
    links = [
        Link(document.title, url if "://" in url else settings.PORTAL_ADDRESS + url)
        for document in report.documents.all()
        if (url := document.download_url)
    ]
    return [Links(links)] if links else []
