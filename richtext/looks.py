"""How the running text looks: strong, emphasised, a link. Marks may be closed in any order."""

import re

from .links import safe_href
from .runs import Look

STRONG = re.compile(r"(?<![\w-])font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
WEAK = re.compile(r"(?<![\w-])font-weight\s*:\s*(?:normal|[1-4]00)", re.IGNORECASE)
SLANTED = re.compile(r"(?<![\w-])font-style\s*:\s*(?:italic|oblique)", re.IGNORECASE)


class Looks:
    """Counts which marks are open; for each element name apart, so that no order of closing can go wrong."""

    def __init__(self):
        self.open: dict[str, list[tuple[bool, bool]]] = {}
        self.strong = self.em = 0
        self.href = ""
        self.shift = ""  # "sup" or "sub"

    @property
    def look(self) -> Look:
        return self.strong > 0, self.em > 0, self.href

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        style = attributes.get("style", "")
        if name == "a":
            self.href = safe_href(attributes.get("href", ""))
        if name in {"sup", "sub"}:
            self.shift = name
        strong = bool(STRONG.search(style)) or (name in {"b", "strong"} and not WEAK.search(style))
        em = bool(SLANTED.search(style)) or name in {"i", "em", "cite"}
        self.open.setdefault(name, []).append((strong, em))
        self.strong += strong
        self.em += em

    def end(self, name: str) -> None:
        if name == "a":
            self.href = ""
        if name == self.shift:
            self.shift = ""
        if marks := self.open.get(name):
            strong, em = marks.pop()
            self.strong -= strong
            self.em -= em
