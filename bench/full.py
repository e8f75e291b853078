"""Makes the first records full: every text and every table that the page of a practice shows, as none leaves empty."""

import datetime as dt
import random

from django.db.models import QuerySet

from directory.models import Source
from practices.grading import Criterion, Design, Outcome
from practices.models import (
    Assessment,
    Assessor,
    Cost,
    EditorialCheck,
    EvidenceItem,
    Link,
    Practice,
    PracticeCitation,
    PracticeDocument,
    Score,
)

from .words import text

FULL = 1_000  # records, the first ones: the page of a full record is measured on these
DAY = dt.date(2024, 5, 2)


def complete(chance: random.Random, rows: list[Practice]) -> None:
    """Give the records what they lack."""
    sources = list(Source.objects.order_by("pk")[:50])
    for row in rows:
        for name in Practice.TEXTS:
            setattr(row, name, getattr(row, name) or text(chance, row.language, 40))
    QuerySet(Practice).bulk_update(rows, Practice.TEXTS, batch_size=100)
    for model, number in ((Cost, 2), (Link, 2), (EvidenceItem, 2), (PracticeCitation, 3), (PracticeDocument, 1)):
        made = [_row(model, row, n, chance, sources) for row in rows for n in range(number)]
        model._base_manager.bulk_create(made, batch_size=500)
    answers = dict.fromkeys(EditorialCheck.RULES, True)
    EditorialCheck.objects.bulk_create(EditorialCheck(practice=row, checked_on=DAY, **answers) for row in rows)
    _assess(chance, rows)


def _row(model, row: Practice, number: int, chance: random.Random, sources: list[Source]):
    said = text(chance, row.language, 8)
    values = {
        Cost: {"amount": 1_000 * (number + 1), "note": said[:200]},
        Link: {"title": said[:200], "url": f"https://example.org/{row.pk}/{number}", "language": row.language},
        EvidenceItem: {
            "kind": Design.BEFORE_AFTER, "outcome": Outcome.POSITIVE, "finding": said, "design": said, "sample": 120,
            "sample_unit": "people", "year": 2021 + number, "title": said[:200], "url": "https://example.org/study",
        },
        PracticeCitation: {"source": sources[(row.pk + number) % len(sources)], "locator": "p. 3", "claim": said},
        PracticeDocument: {"title": said[:200], "url": f"https://example.org/{row.pk}.pdf", "language": row.language},
    }[model]  # fmt: skip
    owner = "owner" if model in (PracticeCitation, PracticeDocument) else "practice"
    return model(**{owner: row}, **values)


def _assess(chance: random.Random, rows: list[Practice]) -> None:
    made = Assessment.objects.bulk_create(
        Assessment(practice=row, assessed_on=DAY, text_digest=row.digest_of_texts()) for row in rows
    )
    Score.objects.bulk_create(
        Score(assessment=one, criterion=name, points=2, reason=text(chance, one.practice.language, 15))
        for one in made
        for name in Criterion.values
    )
    Assessor.objects.bulk_create(
        Assessor(assessment=one, name=f"Expert {n}", role="researcher", interest="none") for one in made for n in (1, 2)
    )
