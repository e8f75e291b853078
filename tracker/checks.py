"""Where an action wants a second look: each rule with its sentence, and nothing else decides.

Rules are given the day; none of them looks at a clock. They read the action in its own language, with its history
(the newest entry first) and its items as they are fetched.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .states import Status

UNCHANGED_AFTER = dt.timedelta(days=365)
# Words that say of something that it goes on, or that it is over, in the languages in which texts are written.
GOES_ON = {
    "en": r"continu(e|es|ed|ing|ous|ously)\b|ongoing|on-going|goes on|carries on|is under way|until (?P<year>\d{4})",
    "fr": r"se poursui(t|vent|vra)|en cours|continu(e|ent|era)?\b|jusqu['’](en|à) (?P<year>\d{4})",
    "de": r"laufend|läuft (weiter|noch)|dauert an|wird fortgesetzt|fortlaufend|bis (?P<year>\d{4})",
}
OVER = {
    "en": r"(?<!not )(?<!not yet )(?<!to be )(completed|finished|concluded|has ended|have ended|came to an end)\b",
    "fr": r"(?<!pas )(?<!pas encore )(achevée?s?|terminée?s?|a pris fin|clôturée?s?)\b",
    "de": r"(?<!nicht )(?<!noch nicht )(abgeschlossen|beendet|ist zu Ende)\b",
}


@dataclass(frozen=True)
class Rule:
    """One reason to look again: its name in addresses, a few words for lists, a sentence, and the test."""

    key: str
    label: str | Promise
    sentence: str | Promise
    applies: Callable[[object, dt.date], bool]


def _words(action, table: dict[str, str]) -> re.Match | None:
    """Return where the newest entry says what `table` looks for."""
    latest = action.latest
    pattern = table.get(action.language[:2], table["en"])
    return re.search(pattern, latest.text, re.IGNORECASE) if latest else None


def _is_final(action) -> bool:
    return bool(action.status) and Status(action.status).is_final


def is_complete_but_goes_on(action, today: dt.date) -> bool:
    """Tell whether the status is final while the text says that it goes on, or names a year after that status."""
    if not _is_final(action):
        return False
    found = _words(action, GOES_ON)
    if not found or not found["year"]:
        return bool(found)
    return int(found["year"]) > action.latest.when_from.year


def is_open_but_over(action, today: dt.date) -> bool:
    """Tell whether the text says that it is over while the status says otherwise."""
    is_open = bool(action.status) and not _is_final(action)
    return is_open and bool(_words(action, OVER)) and not _words(action, GOES_ON)


def has_no_status(action, today: dt.date) -> bool:
    return action.latest is None


def names_nothing(action, today: dt.date) -> bool:
    """Tell whether the list of what carries it out is empty, whether or not the source says so."""
    return not action.items.all()


def is_overdue(action, today: dt.date) -> bool:
    """Tell whether its last day has passed before `today` while it is neither complete nor stopped."""
    return action.until_until is not None and action.until_until < today and not _is_final(action)


def is_unchanged(action, today: dt.date) -> bool:
    """Tell whether the newest entry is older than a year on `today`; what is complete or stopped need not change."""
    latest = action.latest
    if latest is None or latest.when_until is None or _is_final(action):
        return False
    return latest.when_until < today - UNCHANGED_AFTER


RULES = (
    Rule(
        "complete-but-goes-on",
        _("status and text disagree"),
        _("Status and text disagree: it is called complete or stopped, but the text says that it goes on."),
        is_complete_but_goes_on,
    ),
    Rule(
        "open-but-over",
        _("status and text disagree"),
        _("Status and text disagree: the text says that it is over, but the status does not."),
        is_open_but_over,
    ),
    Rule("no-status", _("no status"), _("No source has told yet how it stands."), has_no_status),
    Rule(
        "nothing-named",
        _("nothing is named"),
        _("The list is empty: nothing is named that carries it out."),
        names_nothing,
    ),
    Rule(
        "overdue",
        _("end date passed"),
        _("Its end date has passed, and it is neither complete nor stopped."),
        is_overdue,
    ),
    Rule(
        "unchanged",
        _("unchanged for a year"),
        _("No change of its status was told for more than a year."),
        is_unchanged,
    ),
)


def findings(action, today: dt.date) -> list[Rule]:
    """Return the rules that apply to an action on `today`, in the order of `RULES`."""
    return [rule for rule in RULES if rule.applies(action, today)]
