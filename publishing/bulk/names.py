"""The names by which files call records: each type read once, and for a name that nobody knows the nearest one."""

import difflib

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from directory.keys import key_field
from directory.models import Term

from ..models import Publication

MOST_GUESSES = 200  # in one file; looking for the nearest name takes its time


class Names:
    """The records of one type that a user may name."""

    def __init__(self, model: type[Model], user):
        self.model, self.guesses = model, 0
        rows = model._default_manager.visible_to(user) if issubclass(model, Publication) else model._default_manager
        self.known: dict[str, int] = dict(rows.values_list(key_field(model), "pk"))
        self.retired: set[str] = set()
        if issubclass(model, Term):
            self.retired = set(model.objects.exclude(retired_at=None).values_list("slug", flat=True))

    def find(self, name: str, had=()) -> tuple[str, int]:
        """Return a name as it is spelt, and the primary key; `had` are the names that the record has already.

        Raises ValidationError with the nearest name where nobody has this one, or where the term is retired.
        """
        spelt = next((form for form in (name, name.lower(), name.upper()) if form in self.known), None)
        if spelt is None:
            raise ValidationError(self._unknown(name))
        if spelt in self.retired and spelt not in had:
            raise ValidationError(_("“%(name)s” is retired. Choose another term.") % {"name": spelt})
        return spelt, self.known[spelt]

    def _unknown(self, name: str) -> str:
        facts = {"name": name[:80], "type": self.model._meta.verbose_name}
        near = nearest(name, self.known) if self.guesses < MOST_GUESSES else ""
        self.guesses += 1
        if near:
            return _("There is no %(type)s “%(name)s”. Did you mean “%(near)s”?") % (facts | {"near": near})
        return _("There is no %(type)s “%(name)s”. Look up how it is called, or add it first.") % facts


def nearest(name: str, known) -> str:
    """Return the name in `known` that is spelt most alike, or ""."""
    return next(iter(difflib.get_close_matches(name[:80].lower(), list(known), 1, 0.6)), "")
