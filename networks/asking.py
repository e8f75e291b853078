"""What an address asks of the pages over all networks: one choice of a closed list, or none."""

from collections.abc import Iterable

from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from directory.names import fold

from .models import Network


class Choice:
    """The value that an address gives for `name`, "" for none; one that is no choice is named in `error`."""

    def __init__(self, params: QueryDict, name: str, label: str, pairs: Iterable[tuple[str, str]], default: str = ""):
        self.name, self.label = name, label
        self.pairs = [(str(value), str(told)) for value, told in pairs]
        asked = params.get(name, "").replace("\0", "").strip()
        known = asked in dict(self.pairs)
        fault = _("“%(value)s” is no choice of the filter “%(filter)s”. It was left out.")
        self.error = fault % {"value": asked[:60], "filter": label} if asked and not known else ""
        self.value = asked if known else default
        self.kept = {name: asked} if known and asked != default else {}


def kind_choice(params: QueryDict) -> Choice:
    """Return the kind of network that an address asks for."""
    kinds = [(value, capfirst(str(label))) for value, label in Network.Kind.choices]
    return Choice(params, "kind", _("Kind"), sorted(kinds, key=lambda pair: fold(pair[1])))


class Downloadable:
    """A page with a lasting address, its `query`, whose rows go out as files."""

    query = ""

    @property
    def download_url(self) -> str:
        """The address of the files, but for the name of the format."""
        return f"{self.query}&format=" if self.query else "?format="
