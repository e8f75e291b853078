"""How evidence levels and labels follow from studies and assessments. Pure functions; the pages print these rules.

The levels follow the Maryland Scientific Methods Scale (Sherman and others, "Preventing Crime: What Works, What
Doesn't, What's Promising", 1997), which ranks designs by how well they rule out other causes, and the idea of Nesta's
Standards of Evidence (Puttick and Ludlow, 2012) that the top level takes proof at another place.
"""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _


class Design(models.TextChoices):
    """How a study was made."""

    CLAIM = "claim", _("a claim without figures")
    COUNTS = "counts", _("own counts")
    BEFORE_AFTER = "before-after", _("before and after")
    COMPARISON = "comparison", _("comparison group")
    QUASI = "quasi-experiment", _("strong quasi-experiment")
    RANDOM = "random", _("random assignment")


class Outcome(models.TextChoices):
    """What a study found about the practice."""

    POSITIVE = "positive", _("it helped")
    MIXED = "mixed", _("mixed")
    NONE = "none", _("no difference")
    NEGATIVE = "negative", _("it did harm")


DESIGN_LEVELS = {
    Design.CLAIM: 0,
    Design.COUNTS: 1,
    Design.BEFORE_AFTER: 2,
    Design.COMPARISON: 3,
    Design.QUASI: 4,
    Design.RANDOM: 4,
}
REPEATED = 5
REPEATED_FROM = 3  # a study repeated elsewhere must be of this level or higher, and so must the first one
EVIDENCE_LEVELS = {
    0: _("A claim: nobody has counted or compared yet."),
    1: _("Own counts: those who run it counted what they did or reached."),
    2: _("Before and after: the same people or places were measured twice."),
    3: _("Comparison group: people who took part were compared with others like them."),
    4: _("Random assignment, or a quasi-experiment that rules out other causes nearly as well."),
    5: _(
        "Repeated elsewhere: a study of level 3 or more, and another one at another place, both found that it helped."
    ),
}


class Criterion(models.TextChoices):
    """What experts assess, each from 0 to 3 points."""

    RELEVANCE = "relevance", _("relevance")
    INCLUSION = "inclusion", _("inclusion and participation")
    EFFECTIVENESS = "effectiveness", _("effectiveness")
    SUSTAINABILITY = "sustainability", _("sustainability")
    TRANSFERABILITY = "transferability", _("transferability")
    PARTNERSHIP = "partnership", _("partnership")


MAX_POINTS = 3
MIN_ASSESSORS = 2


class Label(models.TextChoices):
    """What evidence and assessment together come to. "Shared" means not assessed or not yet enough; never "bad"."""

    SHARED = "shared", _("shared")
    EMERGING = "emerging", _("emerging")
    PROMISING = "promising", _("promising")
    PROVEN = "proven", _("proven")


# Label: least evidence level, least points in all, least points in each criterion.
RULES = {
    Label.EMERGING: (1, 9, 1),
    Label.PROMISING: (2, 12, 1),
    Label.PROVEN: (4, 14, 2),
}
LABEL_RANK = {label: rank for rank, label in enumerate(Label)}


def evidence_level(items: Iterable) -> int:
    """Return the evidence level, 0 to 5, of studies with `kind`, `outcome` and `is_replication`.

    Only studies that found that the practice helped raise the level; the strongest of them decides. Level 5 takes one
    study of level 3 or more at the first place and one, marked as a replication, elsewhere.
    """
    helped = [item for item in items if item.outcome == Outcome.POSITIVE]
    first = max((DESIGN_LEVELS[Design(item.kind)] for item in helped if not item.is_replication), default=0)
    again = max((DESIGN_LEVELS[Design(item.kind)] for item in helped if item.is_replication), default=0)
    if min(first, again) >= REPEATED_FROM:
        return REPEATED
    return max(first, again)


def label_for(level: int, scores: dict[str, int] | None) -> str:
    """Return the label for an evidence level and the points by criterion; None where nothing is assessed."""
    reached = [label for label in RULES if not missing_for(label, level, scores)]
    return reached[-1] if reached else Label.SHARED


def missing_for(label: str, level: int, scores: dict[str, int] | None) -> list[str]:
    """Return, as sentences, what is missing for a label; nothing where it is reached."""
    least_level, least_total, least_each = RULES[Label(label)]
    said = []
    if level < least_level:
        said.append(_("Evidence of level %(wanted)s or more (now %(now)s).") % {"wanted": least_level, "now": level})
    if not scores:
        return [*said, str(_("A complete assessment by at least two experts."))]
    total = sum(scores.values())
    if total < least_total:
        said.append(_("At least %(wanted)s of 18 points (now %(now)s).") % {"wanted": least_total, "now": total})
    low = [str(Criterion(name).label) for name, points in scores.items() if points < least_each]
    if low:
        said.append(
            _("At least %(wanted)s points in each criterion (less in: %(list)s).")
            % {"wanted": least_each, "list": ", ".join(low)}
        )
    return [str(sentence) for sentence in said]


def next_label(label: str) -> str | None:
    """Return the label after `label`, None after the last."""
    order = list(Label)
    at = order.index(Label(label)) + 1
    return order[at] if at < len(order) else None
