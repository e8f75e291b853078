"""What the portal knows of each country on each topic or about each target group, and so where it knows nothing.

The figures come from the index: one pass over each type, in milliseconds at any number of records, kept until something
changes, and the same as those of the lists that the cells lead to.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import Country, TargetGroup, Topic
from directory.names import fold
from events.models import StudyVisit
from index.query import Crossing, View, read
from networks.models import Network
from practices.grading import EVIDENCE_LEVELS
from practices.models import Practice

COLUMNS = 7  # on one page: 27 countries with more would be more elements than a page can bear
SOME_EVIDENCE = [str(level) for level in EVIDENCE_LEVELS if level]


@dataclass(frozen=True)
class Measure:
    """Something that is counted: its name, its type, what narrows it, and the list that holds it."""

    name: str
    label: Promise | str
    model: type
    filters: dict[str, list[str]]
    list_name: str

    def query(self, **chosen: str) -> str:
        """Return what the address of the list says of what was chosen."""
        return urlencode({**chosen, **self.filters}, doseq=True)


MEASURES = [
    Measure("practices", gettext_lazy("Practices"), Practice, {}, "practices:practice-list"),
    Measure("evidence", gettext_lazy("Practices with evidence"), Practice, {"evidence": SOME_EVIDENCE},
            "practices:practice-list"),
    Measure("visits", gettext_lazy("Study visits"), StudyVisit, {}, "events:studyvisit-list"),
    Measure("networks", gettext_lazy("Networks"), Network, {}, "networks:network-list"),
]  # fmt: skip
MEASURES_BY_NAME = {measure.name: measure for measure in MEASURES}
AXES = {"topic": (gettext_lazy("Topics"), Topic), "target_group": (gettext_lazy("Target groups"), TargetGroup)}
PLACES = {"eu": gettext_lazy("EU member states"), "others": gettext_lazy("Other countries")}


@dataclass(frozen=True)
class Choice:
    label: str
    url: str
    is_chosen: bool


@dataclass(frozen=True)
class Cell:
    """A number with the list that it counts; where it is 0, the address of the form in which to propose a practice."""

    number: int
    url: str
    told: str


@dataclass(frozen=True)
class Row:
    country: Country
    cells: list[Cell]
    whole: Cell
    unknown: int


class Gaps:
    """The table that an address asks for. Whatever the address says, it is a table, with its faults named.

    Raises IndexUnavailable where nobody can count at the moment.
    """

    def __init__(self, params: QueryDict):
        self.errors: list[str] = []
        self.axis = self._chosen(params, "by", list(AXES))
        self.measure = MEASURES_BY_NAME[self._chosen(params, "show", list(MEASURES_BY_NAME))]
        self.place = self._chosen(params, "of", list(PLACES))
        self.terms = sorted(AXES[self.axis][1].objects.current(), key=lambda term: fold(term.label))
        everywhere = sorted(Country.objects.all(), key=lambda country: fold(country.label))
        today = dt.date.today()
        self.everywhere = everywhere
        self.countries = [one for one in everywhere if one.is_eu_on(today) == (self.place == "eu")]
        self.last = max(1, -(-len(self.terms) // COLUMNS))
        self.number = int(self._chosen(params, "part", [str(number) for number in range(1, self.last + 1)]))
        self.list_url, self.form_url = reverse(self.measure.list_name), reverse("proposals:start")
        self.crossings: dict[str, Crossing] = read(self._count)

    def _chosen(self, params: QueryDict, name: str, known: list[str]) -> str:
        asked = params.get(name, "")
        if asked in known:
            return asked
        if asked:
            text = _("“%(value)s” cannot be shown here. The page shows what it usually does.")
            self.errors.append(text % {"value": asked.replace("\0", "")[:40]})
        return known[0]

    def _count(self, view: View) -> dict[str, Crossing]:
        return {m.name: view.cross([m.model.kind()], "country", self.axis, m.filters) for m in MEASURES}

    # The table

    @property
    def counted(self) -> Crossing:
        return self.crossings[self.measure.name]

    @cached_property
    def columns(self) -> list:
        """The terms of this part: all parts have about as many."""
        size = -(-len(self.terms) // self.last)
        return self.terms[(self.number - 1) * size : self.number * size]

    @cached_property
    def rows(self) -> list[Row]:
        return [self._row(country) for country in self.countries]

    def _row(self, country: Country) -> Row:
        known = sum(1 for term in self.terms if self.counted.cells.get((country.code, term.slug)))
        whole = self._sum(self.counted.first.get(country.code, 0), country.label, country=country.code)
        return Row(country, [self._cell(country, term) for term in self.columns], whole, len(self.terms) - known)

    def _cell(self, country: Country, term) -> Cell:
        number = self.counted.cells.get((country.code, term.slug), 0)
        chosen = {"country": country.code, self.axis: term.slug}
        names = {"n": number, "country": country.label, "term": term.label}
        if number:
            return Cell(number, self._list_url(**chosen), _("%(n)s: %(country)s, %(term)s") % names)
        told = _("%(n)s: propose a practice, %(country)s, %(term)s") % names
        return Cell(0, f"{self.form_url}?{urlencode(chosen)}", told)

    def _sum(self, number: int, told: str, **chosen: str) -> Cell:
        return Cell(number, self._list_url(**chosen) if number else "", f"{number}: {told}")

    def _list_url(self, **chosen: str) -> str:
        asked = self.measure.query(**chosen)
        return f"{self.list_url}?{asked}" if asked else self.list_url

    @property
    def sums(self) -> list[Cell]:
        """The last row: each column over all countries, and over none."""
        return [
            self._sum(self.counted.second.get(term.slug, 0), term.label, **{self.axis: term.slug})
            for term in self.columns
        ]

    @property
    def total(self) -> Cell:
        return self._sum(self.counted.total, str(self.measure.label))

    # The sentences above it

    @property
    def size(self) -> int:
        return len(self.terms) * len(self.countries)

    @property
    def unknown(self) -> int:
        """The number of combinations for which there is none of what is counted, over all parts of the table."""
        return sum(row.unknown for row in self.rows)

    @property
    def dark(self) -> int:
        """The number of combinations for which there is neither a practice nor a visit nor a network."""
        cells = [crossing.cells for crossing in self.crossings.values()]
        pairs = ((country.code, term.slug) for country in self.countries for term in self.terms)
        return sum(1 for pair in pairs if not any(one.get(pair) for one in cells))

    # The links to other tables

    def url(self, **other: str) -> str:
        """Return the address of the table with other settings; what is usual is left out."""
        now = {"by": self.axis, "show": self.measure.name, "of": self.place, "part": "1"} | other
        usual = {"by": "topic", "show": MEASURES[0].name, "of": "eu", "part": "1"}
        asked = urlencode({name: value for name, value in now.items() if value != usual[name]})
        return f"?{asked}" if asked else "."

    @property
    def measures(self) -> list[Choice]:
        return [Choice(str(m.label), self.url(show=m.name), m == self.measure) for m in MEASURES]

    @property
    def axes(self) -> list[Choice]:
        return [Choice(str(label), self.url(by=name), name == self.axis) for name, (label, _model) in AXES.items()]

    @property
    def places(self) -> list[Choice]:
        return [Choice(str(label), self.url(of=name), name == self.place) for name, label in PLACES.items()]

    @property
    def parts(self) -> list[Choice]:
        """The parts of the table, each by its first and last term; none where one part holds all."""
        size = -(-len(self.terms) // self.last)
        shown = [self.terms[start : start + size] for start in range(0, len(self.terms), size)] if self.last > 1 else []
        return [
            Choice(f"{part[0].label} – {part[-1].label}", self.url(part=str(number)), number == self.number)
            for number, part in enumerate(shown, 1)
        ]

    @property
    def download_url(self) -> str:
        address = self.url()
        return f"{address}&format=" if address != "." else "?format="

    def export_rows(self) -> Iterator[dict]:
        """Yield one row for each country, of the EU or not, and each term, with the number of each measure."""
        today = dt.date.today()
        for country in self.everywhere:
            for term in self.terms:
                numbers = {
                    name: crossing.cells.get((country.code, term.slug), 0) for name, crossing in self.crossings.items()
                }
                is_eu = country.is_eu_on(today)
                yield {"country": country.code, "is_eu_member": is_eu, self.axis: term.slug, **numbers}
