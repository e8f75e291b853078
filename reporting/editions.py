"""Editions of a report: the page and the accessible PDF as they went out, once in each language that there is.

Whatever changes what a published report tells its readers makes its next edition: a save on the desk, in the admin, by
a file or by the clock. A translation that is out of date is not issued as if it said the same: its edition of before
stays, marked as such, until somebody brings it up to date.
"""

import datetime as dt
import secrets
from collections.abc import Iterator

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from directory.names import language_name
from events.models import Lesson, Meeting, MeetingReport, Recommendation, ReportEdition
from publishing.models import Publication
from publishing.translating import translation_of

from .saying import Telling, interface_language

# A translation of what is out already is often revised text by text: its new edition waits until nobody is at it.
QUIET = dt.timedelta(hours=1)
AT_ONCE = 20  # reports that one look brings up to date


def languages_of(report: MeetingReport) -> list[str]:
    """Return the language of a report and those of its approved translations that are not out of date."""
    parts = [*_parts(report)]
    told = [one.language for one in report.approved_translations if _is_current(parts, one.language)]
    return list(dict.fromkeys([report.language, *told]))


def _parts(report: MeetingReport) -> Iterator[Publication]:
    """Yield the records that a report is made of."""
    meeting = report.meeting
    yield from (report, meeting)
    for learnt in (meeting.lessons, meeting.recommendations):
        yield from learnt.published().prefetch_related("translations")


def _approved(parts: list[Publication], language: str) -> list:
    found = [translation_of(part, language) for part in parts]
    return [one for one in found if one and one.is_approved]


def _is_current(parts: list[Publication], language: str) -> bool:
    return all(one.is_current for one in _approved(parts, language))


@transaction.atomic
def issue(report: MeetingReport, what_changed: str = "") -> list[ReportEdition]:
    """Keep what a report tells its readers, in each language that no edition tells it in yet; return what was made.

    What its own language says makes an edition in all languages, if it is new or `what_changed` says how it differs. A
    language that came later joins the newest edition.
    """
    fresh = MeetingReport.objects.select_for_update(of=("self",)).select_related("meeting__network").get(pk=report.pk)
    moment, newest = timezone.now(), _newest(fresh)
    tellings = {language: Telling(fresh, language) for language in languages_of(fresh)}
    original, last = newest.get(fresh.language), max((one.number for one in newest.values()), default=0)
    own = tellings[fresh.language]
    if original is None or what_changed or not own.is_said_by(original):
        before = original or next(iter(newest.values()), None)
        what_changed = what_changed or (own.changes_since(before) if before else "")
        return [_make(telling, last + 1, what_changed, moment) for telling in tellings.values()]
    others = [one for language, one in tellings.items() if language != fresh.language]
    missing = [one for one in others if one.language not in newest or newest[one.language].number < original.number]
    revised = [one for one in others if one not in missing and not one.is_said_by(newest[one.language])]
    made = [_make(telling, original.number, original.what_changed, moment) for telling in missing]
    if revised and _is_quiet(fresh, [one.language for one in revised], moment):
        made += [_make(one, last + 1, _revision(fresh, one.language), moment) for one in revised]
        revised = []
    if not revised:
        ReportEdition.objects.filter(pk=original.pk).update(holds_at=moment)
    return made


def _newest(report: MeetingReport) -> dict[str, ReportEdition]:
    """Return the newest edition in each language."""
    return {one.language: one for one in report.editions.order_by("number")}


def _is_quiet(report: MeetingReport, languages: list[str], moment: dt.datetime) -> bool:
    parts = [*_parts(report)]
    changed = [one.changed_at for language in languages for one in _approved(parts, language)]
    return max(changed, default=moment - QUIET) <= moment - QUIET


def _revision(report: MeetingReport, language: str) -> str:
    with override(interface_language(report.language)):
        return _("The translation was revised (%(language)s).") % {"language": language_name(language)}


def _make(telling: Telling, number: int, what_changed: str, moment: dt.datetime) -> ReportEdition:
    edition = ReportEdition(
        report=telling.report,
        number=number,
        language=telling.language,
        what_changed=what_changed,
        holds_at=moment,
        document=telling.page | {"said": telling.said},
    )
    content = telling.pdf(what_changed)
    edition.pdf.save(f"{secrets.token_hex(16)}.pdf", ContentFile(content), save=False)
    edition.save(force_insert=True)
    return edition


def behind() -> QuerySet:
    """Return published reports that changed since an edition was last found to say what they say, some at a time."""
    own = ReportEdition.objects.filter(report=OuterRef("pk"), language=OuterRef("language")).order_by("-number")
    touched = Q(held_until=None)
    for model in (MeetingReport, Meeting, Lesson, Recommendation):
        path = {MeetingReport: "pk", Meeting: "report"}.get(model, "meeting__report")
        rows = model._base_manager.filter(**{path: OuterRef("pk")})
        touched |= Exists(rows.filter(translations__changed_at__gt=OuterRef("held_until")))
        touched |= Exists(rows.filter(updated_at__gt=OuterRef("held_until")))
    reports = MeetingReport.objects.published().annotate(held_until=Subquery(own.values("holds_at")[:1]))
    return reports.filter(touched).order_by("pk")[:AT_ONCE]
