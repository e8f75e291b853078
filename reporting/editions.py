"""Editions of a report: the page and the accessible PDF as they went out, once in each language that there is."""

import secrets

from django.conf import settings
from django.core.files.base import ContentFile
from django.template.loader import render_to_string
from django.utils.translation import override

from events.editions import report_parts
from events.models import MeetingReport, ReportEdition
from pdf import make_pdf

from .document import pdf_of


def languages_of(report: MeetingReport) -> list[str]:
    """Return the language of a report and those of its approved translations."""
    return list(dict.fromkeys([report.language, *(one.language for one in report.approved_translations)]))


def make_editions(report: MeetingReport, what_changed: str = "") -> list[ReportEdition]:
    """Keep the report as it stands as its next edition, in each of its languages."""
    fresh = MeetingReport.objects.select_related("meeting__network", "published_on").get(pk=report.pk)
    last = fresh.editions.order_by("-number").values_list("number", flat=True).first()
    return [_make(fresh, (last or 0) + 1, language, what_changed) for language in languages_of(fresh)]


def make_missing(report: MeetingReport) -> list[ReportEdition]:
    """Add to the newest edition the languages into which the report was translated since."""
    newest = report.editions.order_by("-number").first()
    if newest is None:
        return []
    have = set(report.editions.filter(number=newest.number).values_list("language", flat=True))
    wanted = [language for language in languages_of(report) if language not in have]
    return [_make(report, newest.number, language, newest.what_changed) for language in wanted]


def _make(report: MeetingReport, number: int, language: str, what_changed: str) -> ReportEdition:
    known = [code for code, _name in settings.LANGUAGES]
    with override(language[:2] if language[:2] in known else "en"):
        told, parts = report.told_in(language), report_parts(report, language)
        html = render_to_string("events/report_body.html", {"object": told, **parts})
        content = make_pdf(pdf_of(told, parts, what_changed))
    edition = ReportEdition(
        report=report,
        number=number,
        language=language,
        what_changed=what_changed,
        document={"title": told.title, "summary": told.summary, "html": html},
    )
    edition.pdf.save(f"{secrets.token_hex(16)}.pdf", ContentFile(content), save=False)
    edition.save(force_insert=True)
    return edition
