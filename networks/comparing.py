"""Up to four networks side by side on a day, and what each two of them share."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from django.conf import settings
from django.db.models import Prefetch
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from directory.names import fold
from directory.wording import describe
from publishing.filters import clean_words
from publishing.side_by_side import Row, SideBySide, joined

from .asking import Downloadable
from .models import Grant, Membership, Network
from .rolls import AsOf
from .seats import Seats, seats_on, type_label

LISTED = 120  # networks offered at once; more are found by their names
GRANTS = Prefetch("grants", Grant.objects.select_related("fund", "giver"))
BETWEEN = ("governance", "formality", "legal_note", "funding", "frequency")


@dataclass(frozen=True)
class Further:
    """A line that a room above adds to the comparison: `tell(networks, day)` gives the values of each by its key."""

    key: str  # the name of the column in files
    name: str
    tell: Callable[[list[Network], dt.date], dict[int, list[str]]]


further: list[Further] = []


def register(line: Further) -> None:
    """Add a line to the comparison of networks."""
    further.append(line)


@dataclass(frozen=True)
class Pair:
    """What two networks share."""

    left: Network
    right: Network
    members: list[str]
    topics: list[str]


class Comparison(Downloadable, SideBySide):
    """Up to four networks with their members on the day that is asked for."""

    model = Network
    parameter = "network"
    missing = _("There is no network “%(slug)s”. It was left out.")
    too_many = _("Four networks fit side by side. Those after the fourth were left out.")
    fetched = ("topics", "target_groups", "legal_basis", "products", GRANTS)
    heading = _("Compare networks")

    def __init__(self, params: QueryDict):
        super().__init__(params)
        self.as_of, self.q = AsOf(params), clean_words(params.get("q", ""))
        if self.as_of.error:
            self.errors.append(self.as_of.error)
        self.seats = seats_on(self.records, self.as_of.day) if self.records else {}

    def kept(self):
        return self.as_of.kept

    @property
    def query(self) -> str:
        return self.url() if self.records else ""

    @property
    def total(self) -> int:
        return len(self.records)

    # Choosing

    @cached_property
    def _published(self) -> list[Network]:
        return sorted(Network.objects.published(), key=lambda network: fold(network.title))

    @property
    def is_long(self) -> bool:
        """Whether there are too many networks to offer them all at once."""
        return len(self._published) > LISTED

    @property
    def choices(self) -> list[tuple[Network, bool]]:
        """The networks to choose from, those that were chosen first, and whether each of them was."""
        chosen = [record.pk for record in self.records]
        words = fold(self.q)
        others = [one for one in self._published if one.pk not in chosen and words in fold(str(one))]
        return [*((record, True) for record in self.records), *((one, False) for one in others[:LISTED])]

    # The lines

    def lines(self) -> list[Row]:
        seats = self.seats
        return [
            self.line(_("On that day"), lambda n: capfirst(str(n.standing_on(self.as_of.day).label))),
            self.line(_("Kind"), lambda n: capfirst(str(n.get_kind_of_body_display()))),
            self.line(_("Level"), lambda n: capfirst(str(n.get_level_display()))),
            self.line(_("From when to when"), lambda n: capfirst(n.lived)),
            self.text("purpose"),
            self.line(_("Members"), lambda n: len(seats[n.pk].members) or ""),
            self.line(_("Members by type"), lambda n: joined(_types(seats[n.pk]))),
            self.line(_("Members by country"), lambda n: ", ".join(_countries(seats[n.pk]))),
            self.line(
                _("Members that are only counted"), lambda n: joined(_counted(row) for row in seats[n.pk].counted)
            ),
            self.line(_("Who began it, pays for it or proposed it"), lambda n: joined(_beside(seats[n.pk]))),
            *(self.text(field) for field in BETWEEN),
            self.line(_("Legal basis"), lambda n: joined(n.legal_basis.all())),
            self.line(_("Grants"), lambda n: joined(_grants(n))),
            self.line(_("Meetings a year"), lambda n: n.meetings_per_year or ""),
            *(self.line(name, lambda n, told=told: joined(told.get(n.pk, []))) for _key, name, told in self._further),
            self.line(_("Topics"), lambda n: joined(topic.label for topic in n.topics.all())),
            self.line(_("Target groups"), lambda n: joined(group.label for group in n.target_groups.all())),
            self.line(_("Products"), lambda n: joined(product.title for product in n.products.all())),
        ]

    @cached_property
    def _further(self) -> list[tuple[str, str, dict[int, list[str]]]]:
        return [(line.key, line.name, line.tell(self.records, self.as_of.day)) for line in further]

    @cached_property
    def pairs(self) -> list[Pair]:
        """What each two of the chosen networks share."""
        return [
            Pair(left, right, self._shared_members(left, right), _shared_topics(left, right))
            for left, right in combinations(self.records, 2)
        ]

    def _shared_members(self, left: Network, right: Network) -> list[str]:
        other = self.seats[right.pk].members
        return sorted((member.label for member in self.seats[left.pk].members if member in other), key=fold)

    # As a file

    def export_rows(self) -> Iterator[dict]:
        for network in self.records:
            seats = self.seats[network.pk]
            yield {
                "network": network.slug,
                "title": network.title,
                "address": f"{settings.PORTAL_ADDRESS}{network.get_absolute_url()}",
                "as_of": self.as_of.day.isoformat(),
                "standing": network.standing_on(self.as_of.day).value,
                "kind": network.kind_of_body,
                "level": network.level,
                "created": network.created,
                "ended": network.ended,
                "members": len(seats.members),
                "members_by_type": [f"{kind}: {len(members)}" for kind, members in seats.by_type().items()],
                "members_by_country": [f"{home.code}: {number}" for home, number in seats.by_country()],
                "member_names": [member.name for member in seats.members],
                "members_only_counted": [_counted(row) for row in seats.counted],
                "beside": _beside(seats),
                **{field: getattr(network, field).splitlines() for field in BETWEEN},
                "legal_basis": [str(act) for act in network.legal_basis.all()],
                "grants": _grants(network),
                "meetings_per_year": network.meetings_per_year,
                **{key: told.get(network.pk, []) for key, _name, told in self._further},
                "topics": [topic.slug for topic in network.topics.all()],
                "target_groups": [group.slug for group in network.target_groups.all()],
                "products": [product.title for product in network.products.all()],
                "members_shared_with": self._numbers(network, "members"),
                "topics_shared_with": self._numbers(network, "topics"),
            }

    def _numbers(self, network: Network, what: str) -> list[str]:
        """Return what the network shares with each other one in numbers, as "emn: 28"."""
        numbers = []
        for pair in self.pairs:
            if network in (pair.left, pair.right):
                other = pair.right if network == pair.left else pair.left
                numbers.append(f"{other.slug}: {len(getattr(pair, what))}")
        return numbers


def _types(seats: Seats) -> list[str]:
    """Return the number of members of each type, with their names but for countries, which have a line of their own."""
    told = []
    for kind, members in seats.by_type().items():
        names = [member.label for member in members if member.table != "country"]
        told.append(
            f"{type_label(kind)} ({len(members)})" + (f": {', '.join(sorted(names, key=fold))}" if names else "")
        )
    return told


def _countries(seats: Seats) -> list[str]:
    return [f"{home.label} ({number})" if number > 1 else home.label for home, number in seats.by_country()]


def _counted(row: Membership) -> str:
    """Return a counted group in words, as "NGOs: 90 in 38 countries"."""
    number = str(row.count) if row.count else ""
    where = ""
    if row.count_countries:
        where = ngettext("in %(n)s country", "in %(n)s countries", row.count_countries) % {"n": row.count_countries}
    told = " ".join(filter(None, [number, where]))
    return f"{row.label}: {told}" if told else row.label


def _beside(seats: Seats) -> list[str]:
    return [f"{row.label} ({row.get_role_display()})" for row in seats.beside]


def _grants(network: Network) -> list[str]:
    """Return the network's grants in words: form, fund or giver, period and amount, as far as they are known."""
    told = []
    for grant in network.grants.all():
        amount = f"{grant.amount:,.0f} {grant.currency}" if grant.amount is not None else grant.amount_as_written
        parts = [grant.form, str(grant.fund or grant.giver or ""), describe(grant.period), amount]
        way = gettext("given by this network") if grant.is_given else ""
        told.append(", ".join(filter(None, [*parts, way])))
    return told


def _shared_topics(left: Network, right: Network) -> list[str]:
    other = {topic.pk for topic in right.topics.all()}
    return sorted((topic.label for topic in left.topics.all() if topic.pk in other), key=fold)
