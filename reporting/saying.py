"""What a report tells its readers, as plain data: two editions that say the same are one."""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from events.editions import report_parts
from events.models import MeetingReport, MeetingReportDocument, MeetingReportPhotograph, ReportEdition
from pdf import make_pdf

from .clashes import label_of
from .document import pdf_of

PLAIN = ("title", "language", "summary", "body")


@dataclass(frozen=True)
class Telling:
    """A report in one language: its texts and those of the records it is made of, as they stand."""

    report: MeetingReport
    language: str

    @cached_property
    def parts(self) -> dict:
        return report_parts(self.report, self.language)

    @cached_property
    def told(self) -> MeetingReport:
        return self.report.told_in(self.language)

    @cached_property
    def said(self) -> dict:
        """What readers are told, by the names that the desk gives to its fields and lists."""
        told, meeting = self.told, self.parts["meeting"]
        return {
            **{name: getattr(told, name) for name in PLAIN},
            "participants": [meeting.participants, meeting.participants_qualifier],
            "participants_note": meeting.participants_note,
            "countries": sorted(country.code for country in meeting.countries.all()),
            "groups": [[group.name, group.number] for group in meeting.participant_groups.all()],
            "agenda": [_agenda(item) for item in self.parts["agenda"]],
            "conclusions": meeting.conclusions,
            "lessons": [[row.title, row.text] for row in self.parts["lessons"]],
            "advice": [[row.title, row.text, row.addressee] for row in self.parts["recommendations"]],
            "steps": [[step.text, str(step.due_on or ""), step.who] for step in told.next_steps.all()],
            "documents": [[row.title, row.file.name or row.url] for row in told.documents.all()],
            "photographs": [[row.file.name, row.alt, row.caption, row.credit] for row in told.photographs.all()],
        }

    @cached_property
    def page(self) -> dict:
        """The page as it goes out: title, summary and body as HTML."""
        with override(interface_language(self.language)):
            html = render_to_string("events/report_body.html", {"object": self.told, **self.parts})
        return {"title": self.told.title, "summary": self.told.summary, "html": html}

    def pdf(self, what_changed: str) -> bytes:
        """Return the accessible PDF."""
        with override(interface_language(self.language)):
            return make_pdf(pdf_of(self.told, self.parts, what_changed))

    def is_said_by(self, edition: ReportEdition) -> bool:
        """Tell whether the edition tells readers the same. The first editions kept their page alone."""
        if "said" in edition.document:
            return edition.document["said"] == self.said
        return edition.document == self.page

    def changes_since(self, edition: ReportEdition) -> str:
        """Say in a sentence, in the language of the report, which parts are others than in the edition."""
        before = edition.document.get("said", {})
        with override(interface_language(self.report.language)):
            names = [_label(name) for name, value in self.said.items() if before.get(name) != value]
            return _("Changed: %(parts)s.") % {"parts": "; ".join(names)}


def interface_language(code: str) -> str:
    """Return the language in which the portal speaks around a text in `code`."""
    known = [one for one, _name in settings.LANGUAGES]
    return code[:2] if code[:2] in known else "en"


def _agenda(item) -> list:
    shown = sorted(practice.pk for practice in item.practices.all())
    return [item.title, str(item.starts_at or ""), item.speakers, item.text, shown]


def _label(name: str) -> str:
    models = {"documents": MeetingReportDocument, "photographs": MeetingReportPhotograph}
    return capfirst(str(models[name]._meta.verbose_name_plural)) if name in models else label_of(name)
