"""The table of powers as the help page prints it."""

from collections.abc import Iterable

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext as _


def power_words() -> dict[str, str]:
    """Return the powers in words, in the order of the table."""
    return {
        "view": _("see drafts"),
        "draft": _("write drafts for own countries"),
        "add": _("add"),
        "change": _("change"),
        "publish": _("publish"),
        "translate": _("translate into own languages"),
    }


def power_rows(kinds: Iterable[str], duties, everything: str) -> list[tuple[str, list[str]]]:
    """Return for each type its name and, for each duty, what it may do with it."""
    words = power_words()
    rows = []
    for kind in kinds:
        cells = []
        for duty in duties:
            if duty.name == everything:
                cells.append(_("everything"))
            else:
                cells.append(", ".join(word for power, word in words.items() if kind in duty.powers.get(power, ())))
        rows.append((capfirst(str(apps.get_model(kind)._meta.verbose_name_plural)), cells))
    return rows
