"""What the page of a report is made of, and what its editions say of corrections."""

from directory.names import language_name
from publishing.whole import fetch_whole

from .models import MeetingReport, ReportEdition

OF_MEETING = {"agenda": (), "agenda__practices": (), "participant_groups": (), "countries": (), "translations": ()}


def report_parts(report: MeetingReport, language: str | None) -> dict:
    """Return the parts of a report beside its own texts, in `language` as far as they are translated."""
    meeting = fetch_whole(report.meeting, OF_MEETING).told_in(language)
    learnt = {"lessons": meeting.lessons, "recommendations": meeting.recommendations}
    told = {
        name: [row.told_in(language) for row in rows.published().prefetch_related("translations")]
        for name, rows in learnt.items()
    }
    return {"meeting": meeting, "agenda": meeting.agenda.all(), **told}


def newest_files(editions: list[ReportEdition], original: str) -> list[tuple[ReportEdition, str, bool]]:
    """Return for each language the newest edition with a PDF, the name of the language, and whether it is behind.

    Behind is a translation that nobody has brought up to date since the `original` language was last corrected.
    """
    newest: dict[str, ReportEdition] = {}
    for edition in sorted(editions, key=lambda one: one.number):
        if edition.pdf:
            newest[edition.language] = edition
    last = newest[original].number if original in newest else 0
    return [(edition, language_name(code), edition.number < last) for code, edition in sorted(newest.items())]


def corrections(editions: list[ReportEdition]) -> list[ReportEdition]:
    """Return one edition for each correction, the newest first; `number_before` is that of the version before."""
    by_number = {edition.number: edition for edition in editions if edition.what_changed}
    for edition in by_number.values():
        edition.number_before = edition.number - 1
    return [by_number[number] for number in sorted(by_number, reverse=True)]
