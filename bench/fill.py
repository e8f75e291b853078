"""Fills a database with generated practices: seeded, so that each run measures the same."""

import datetime as dt
import random
import sys
import time

from django.core.management import call_command
from django.db import models, transaction
from django.utils import timezone

from directory.models import Country, Fund, Organisation, Place, TargetGroup, Topic
from practices.grading import Design, Label, Outcome
from practices.models import EvidenceItem, FundingShare, ParticipantCount, Partner, Practice
from publishing.models import State

from .full import FULL, complete
from .words import EVERYWHERE, LANGUAGES, rare_word, text

SEED = 20_26
CHUNK = 2_000
TEXTS = ("challenge", "goals", "how_it_works", "results", "failures", "transfer", "evaluation")


def fill(number: int) -> float:
    """Write the portal's own content and then `number` practices; return the seconds the practices took."""
    call_command("migrate", verbosity=0)
    call_command("load_content", verbosity=0)
    chance, terms = random.Random(SEED), Terms()
    begun = time.monotonic()
    for start in range(0, number, CHUNK):
        with transaction.atomic():
            _write(chance, terms, range(start, min(start + CHUNK, number)))
        show("practices", min(start + CHUNK, number), number, begun)
    return time.monotonic() - begun


def show(what: str, done: int, whole: int, begun: float) -> None:
    """Draw a progress bar on the terminal, or one line at the end where there is none."""
    if not sys.stderr.isatty() and done < whole:
        return
    bar = "#" * (30 * done // whole)
    sys.stderr.write(f"\r{what:12} [{bar:30}] {done:,} of {whole:,}, {time.monotonic() - begun:.0f} s")
    if done >= whole:
        sys.stderr.write("\n")
    sys.stderr.flush()


class Terms:
    """The vocabularies, read once."""

    def __init__(self):
        self.topics = list(Topic.objects.order_by("pk").values_list("pk", flat=True))
        self.groups = list(TargetGroup.objects.order_by("pk").values_list("pk", flat=True))
        self.countries = list(Country.objects.order_by("pk").values_list("pk", flat=True))
        self.places = list(Place.objects.order_by("pk").values_list("pk", flat=True))
        self.funds = list(Fund.objects.order_by("pk").values_list("pk", flat=True))
        self.organisations = list(Organisation.objects.order_by("pk").values_list("pk", flat=True))


def practice(chance: random.Random, number: int) -> Practice:
    """Return one practice of 150 to 400 words, not yet stored."""
    language, words = chance.choice(LANGUAGES), chance.randint(150, 400) // len(TEXTS)
    first = dt.date(chance.randint(2000, 2025), chance.randint(1, 12), 1)
    level, label = chance.choice([0, 0, 0, 1, 1, 2, 3, 4]), chance.choice([*[Label.SHARED] * 6, *Label])
    made = Practice(
        title=f"{text(chance, language, 5)[:80].rstrip('.')} {rare_word(chance)}",
        slug=f"bench-{number}",
        summary=text(chance, language, 25) + (f" {EVERYWHERE}" if chance.random() < 0.8 else ""),
        language=language,
        state=State.PUBLISHED,
        published_at=timezone.now() - dt.timedelta(minutes=number),
        kind_of_practice=chance.choice(Practice.Kind.values),
        level=chance.choice(Practice.Level.values),
        origin=chance.choice(Practice.Origin.values),
        period=f"{first:%Y-%m}/{first.year + chance.randint(1, 6)}",
        is_regular_service=chance.random() < 0.1,
        evidence_level=level,
        label=label,
        assessed_score=chance.randint(6, 18) if label != Label.SHARED else 0,
    )
    for name in TEXTS:
        setattr(made, name, text(chance, language, words))
    return made


def _write(chance: random.Random, terms: Terms, numbers: range) -> None:
    rows = models.QuerySet(Practice).bulk_create([practice(chance, number) for number in numbers], batch_size=500)
    for field, known, most in (
        ("topics", terms.topics, 3), ("target_groups", terms.groups, 2), ("countries", terms.countries, 2),
        ("places", terms.places, 1),
    ):  # fmt: skip
        through = getattr(Practice, field).through
        own, other = (
            Practice._meta.get_field(field).m2m_column_name(),
            Practice._meta.get_field(field).m2m_reverse_name(),
        )
        ties = [
            through(**{own: row.pk, other: pk}) for row in rows for pk in chance.sample(known, chance.randint(1, most))
        ]
        through.objects.bulk_create(ties, batch_size=500)
    FundingShare.objects.bulk_create(
        [FundingShare(practice=row, fund_id=chance.choice(terms.funds), amount=50_000) for row in rows], batch_size=500
    )
    Partner.objects.bulk_create(
        [
            Partner(practice=row, organisation_id=chance.choice(terms.organisations), is_implementer=True)
            for row in rows
        ],
        batch_size=500,
    )
    ParticipantCount.objects.bulk_create(
        [ParticipantCount(practice=row, number=chance.randint(10, 900), unit="people") for row in rows], batch_size=500
    )
    EvidenceItem.objects.bulk_create(
        [
            EvidenceItem(practice=row, kind=Design.COUNTS, outcome=Outcome.POSITIVE, finding="Counted.", year=2020)
            for row in rows
            if row.evidence_level
        ],
        batch_size=500,
    )
    complete(chance, [row for row, number in zip(rows, numbers, strict=True) if number < FULL])
