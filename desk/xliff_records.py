"""Records out to translators and back: what a file would change, held against what is stored, and taking it in."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from audit.log import write
from audit.models import Act
from publishing.cleaning import cleaned_entry
from publishing.differences import compare_words
from publishing.models import Publication, Translation
from publishing.translating import Clash, may_translate, save_translation, seen_by, translation_of
from search.sources import SOURCES
from xliff import Job, Unit, XliffFault, check, doubts, read_xliff
from xliff.checks import is_empty
from xliff.jobs import locale_of


@dataclass(frozen=True)
class Change:
    """One text of a file: what is stored in its place and what would be."""

    key: str
    label: str
    old: str
    new: str

    @cached_property
    def spans(self):
        """Both texts, cut into what stays, goes and comes."""
        return compare_words(self.old, self.new)


@dataclass
class Arrived:
    """The translation of one record as it came: what would change, what is not translated, what to look at twice."""

    record: Publication
    language: str
    texts: dict[str, str]
    changes: list[Change]
    untranslated: list[str]
    doubts: list[str]
    seen: str

    @property
    def is_public(self) -> bool:
        """Whether readers see a translation now that a draft would take off the site."""
        stored = translation_of(self.record, self.language)
        return self.record.is_published and stored is not None and stored.is_approved


@dataclass
class Plan:
    """What some files would do. Where there is a fault, nothing of it is done."""

    arrived: list[Arrived] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        """Whether it may be taken in as approved."""
        return not any(one.untranslated for one in self.arrived)

    @property
    def changes(self) -> int:
        return sum(len(one.changes) for one in self.arrived)

    @property
    def fingerprint(self) -> str:
        """A digest of what stands in the plan and of what it was held against."""
        told = [
            (one.record.kind(), one.record.pk, one.language, sorted(one.texts.items()), one.seen)
            for one in self.arrived
        ]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def job_of(record: Publication, language: str) -> Job:
    """Return the texts of a record as they go out for `language`, with what is translated already."""
    translation = translation_of(record, language)
    told, labels = translation.texts if translation else {}, record.labels_of_texts()
    units = [
        Unit(key, labels[key], text, told.get(key, ""), field_.max_length, getattr(field_, "is_rich", False))
        for key, text in record.texts_by_key().items()
        for field_ in [record.field_of_text(key)]
    ]
    return Job(record.kind(), record.slug, record.version, record.language, language, tuple(units))


def plan(files: Sequence[tuple[str, bytes]], user) -> Plan:
    """Return what files, each a name and its content, would change if `user` took them in. Writes nothing."""
    made = Plan()
    jobs: list[Job] = []
    for name, content in files:
        try:
            came = read_xliff(content, {source.kind for source in SOURCES}, is_whole=False)
        except XliffFault as refused:
            head = f"{name}: " if len(files) > 1 else ""
            made.faults += [head + fault for fault in refused.faults]
        else:
            jobs += [replace(job, target_language=_own_code(job.target_language)) for job in came]
    records = _records(jobs, user)
    seen = set()
    for job in jobs:
        record, place = records.get((job.kind, job.reference)), (job.name, job.target_language)
        if record is None:
            fault = _("“%(file)s” is no record that you may see: it was deleted or has a new address. Fetch it anew.")
            made.faults.append(fault % {"file": job.name})
        elif place in seen:
            fault = _("“%(file)s” comes twice in the language “%(language)s”. Send each record once.")
            made.faults.append(fault % {"file": job.name, "language": job.target_language})
        else:
            _add(made, job, record, user)
        seen.add(place)
    return made


def _own_code(code: str) -> str:
    """Return a language as the portal writes it: "de-DE" is "de"."""
    locale = locale_of(code)
    return locale.language if locale else code


def _records(jobs: Iterable[Job], user) -> dict[tuple[str, str], Publication]:
    """Return the records that the jobs name and `user` may see, in a few queries for each type."""
    wanted = defaultdict(set)
    for job in jobs:
        wanted[job.kind].add(job.reference)
    found = {}
    for kind, slugs in wanted.items():
        model = apps.get_model(kind)
        rows = model.objects.visible_to(user).prefetch_related("translations", *model.translated_rows)
        found |= {(kind, record.slug): record for record in rows.filter(slug__in=slugs)}
    return found


def _add(made: Plan, job: Job, record: Publication, user) -> None:
    """Hold a job against its record; add what it would change to the plan, or what is at fault with it."""
    language = job.target_language
    expected = job_of(record, language)
    faults = check(job, expected, is_whole=False)
    if not faults and not may_translate(user, record, language):
        fault = _(
            "“%(file)s”: you may not translate it into “%(language)s”. Ask an administrator to enter the language."
        )
        faults = [fault % {"file": job.name, "language": language}]
    if faults:
        made.faults += faults
        return
    came = {unit.key: unit for unit in job.units}
    texts, changes, untranslated = {}, [], []
    for unit in expected.units:
        new = came[unit.key].target if unit.key in came else ""
        if is_empty(unit, new):
            untranslated.append(unit.label)
            continue
        texts[unit.key] = cleaned_entry(record.field_of_text(unit.key), new)
        if texts[unit.key] != unit.target:
            changes.append(Change(unit.key, unit.label, unit.target, texts[unit.key]))
    seen = seen_by(record, translation_of(record, language))
    made.arrived.append(Arrived(record, language, texts, changes, untranslated, doubts(job), seen))


@transaction.atomic
def take_in(made: Plan, user, state: str) -> int:
    """Store what a plan without faults holds, all or nothing, and return how many translations are others now.

    Raises ValidationError where somebody was faster, or a text is missing in what is to be approved.
    """
    if state == Translation.State.APPROVED and not made.is_complete:
        raise ValidationError(_("It cannot come in as approved: some texts are not translated."))
    done = 0
    for one in sorted(made.arrived, key=lambda one: (one.record.kind(), one.record.pk, one.language)):
        if one.texts:
            before = translation_of(one.record, one.language)
            stored = _saved(one, user, state)
            done += before is None or stored.changed_at != before.changed_at
    write(Act.IMPORTED, user, detail=f"XLIFF, {done} translations, {state}")
    return done


def _saved(one: Arrived, user, state: str):
    try:
        return save_translation(
            one.record, one.language, one.texts, user, state=state, seen=one.seen, renewed=one.texts
        )
    except Clash as clash:
        fault = _("“%(record)s” changed in the portal meanwhile. Nothing was taken in: look at the changes again.")
        raise ValidationError(fault % {"record": one.record}) from clash
    except ValidationError as faults:
        raise ValidationError([f"{one.record}: {fault}" for fault in faults.messages]) from faults
