"""What goes out to translators and comes back: the texts of a record, and when two texts are the same."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from babel import Locale, UnknownLocaleError

from .codes import canonical

# What XML 1.0 can hold no sign of, not even escaped.
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class XliffFault(ValueError):
    """A file that cannot be taken. `faults` holds one sentence for each thing to mend."""

    def __init__(self, faults: list[str]):
        self.faults = faults
        super().__init__("\n".join(faults))


@dataclass(frozen=True)
class Unit:
    """One text of a record. `max_length` counts characters as stored; rich texts are HTML."""

    key: str
    label: str
    source: str
    target: str = ""
    max_length: int | None = None
    is_rich: bool = False

    @property
    def name(self) -> str:
        """How a fault names the text."""
        return f"{self.label} ({self.key})" if self.label else self.key


@dataclass(frozen=True)
class Job:
    """The texts of one record in its own language and in another. `version` is that of the original."""

    kind: str
    reference: str
    version: int
    source_language: str
    target_language: str
    units: tuple[Unit, ...]

    @property
    def name(self) -> str:
        """How a fault names the record, as "practices.practice/job-guides"."""
        return f"{self.kind}/{self.reference}"


def writable(text: str) -> str:
    """Return `text` without what XML cannot hold, its lines ended in one way."""
    return UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def essence(text: str, is_rich: bool) -> str:
    """Return what two texts share that differ only in white space, in how letters are composed or tags spelled.

    Translation programs split, trim and compose anew. None of that changes what a translator read.
    """
    text = writable(text)
    return " ".join(unicodedata.normalize("NFC", canonical(text) if is_rich else text).split())


def digest(unit: Unit) -> str:
    """Return a short fingerprint of the unit's source text."""
    return hashlib.sha256(essence(unit.source, unit.is_rich).encode()).hexdigest()[:16]


def locale_of(code: str) -> Locale | None:
    """Return what is known of a language code, as "de", "pt-BR" or "sr-Latn"; None where it is unknown."""
    try:
        return Locale.parse(code, sep="-")
    except (ValueError, UnknownLocaleError):
        return None


def same_language(one: str, other: str) -> bool:
    """Tell whether two codes mean one language; "de" is also "de-DE", which some programs insist upon."""
    first, second = locale_of(one), locale_of(other)
    if first is None or second is None:
        return one.lower() == other.lower()
    return (
        first.language == second.language
        and (first.script or second.script) == (second.script or first.script)
        and (first.territory or second.territory) == (second.territory or first.territory)
    )
