"""The roll of a network's members on a day: the groups of the page, with countries resolved by their dates."""

import datetime as dt
import re
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _

from directory.models import Country
from directory.names import fold
from publishing.likeness import told_rows

from .models import Membership, Network


@dataclass(frozen=True)
class Seat:
    """One line of the roll."""

    label: str
    url: str
    role: str
    membership: Membership


@dataclass
class SeatGroup:
    heading: str
    seats: list[Seat] = field(default_factory=list)


def parse_day(text: str) -> dt.date | None:
    """Read "2017", "2017-03" or "2017-03-09": the last day of what is named. None where it is no such date."""
    match = re.fullmatch(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", text.strip(), re.ASCII)
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    if month is not None and not 1 <= month <= 12:
        return None
    try:
        if day:
            return dt.date(year, month, day)
        first_after = dt.date(year + (month or 12) // 12, (month or 12) % 12 + 1, 1)
        return first_after - dt.timedelta(days=1)
    except (ValueError, OverflowError):
        return None


class AsOf:
    """The day that the address of a page asks for: today where it names none, or nothing that is a day."""

    def __init__(self, params: QueryDict):
        self.asked = params.get("as_of", "").replace("\0", "").strip()[:20]
        day = parse_day(self.asked) if self.asked else dt.date.today()
        self.day = day or dt.date.today()
        fault = _("“%(text)s” is no date. Write a year, as 2017, or a day, as 2017-03-09.") % {"text": self.asked}
        self.error = "" if day else fault
        self.kept = {"as_of": self.asked} if self.asked and day else {}  # for the addresses of other pages


def roll_on(network: Network, day: dt.date) -> list[SeatGroup]:
    """Return the members of `network` on `day` in the groups that the page shows."""
    groups: dict[str, SeatGroup] = {}
    for row in _members(network, day):
        heading = row.group or default_heading(row)
        groups.setdefault(heading, SeatGroup(heading)).seats.extend(seats_of(row, day))
    return list(groups.values())


def _members(network: Network, day: dt.date):
    told = told_rows(network, "memberships")
    if told is None:
        return network.memberships.on(day).with_members()
    return [row for row in told if row.may_hold_on(day)]


def default_heading(row: Membership) -> str:
    """Return the heading for a member whose record names no group."""
    if row.role != Membership.Role.MEMBER:
        return _("Roles")
    if row.country or row.country_group:
        return _("Countries")
    if row.counted_group:
        return _("Counted members")
    return _("Networks") if row.member_network else _("Organisations")


def seats_of(row: Membership, day: dt.date) -> list[Seat]:
    """Return the lines of one membership: one, or one for each country of a group of countries on `day`."""
    role = "" if row.role == Membership.Role.MEMBER else str(row.get_role_display())
    if row.country_group:
        countries = sorted(Country.objects.eu_on(day), key=lambda country: fold(country.label))
        return [Seat(country.label, country.get_absolute_url(), role, row) for country in countries]
    member = row.organisation or row.country
    if row.member_network and row.member_network.is_published:
        member = row.member_network
    return [Seat(row.label, member.get_absolute_url() if member else "", role, row)]
