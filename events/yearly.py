"""Tells the comparison of networks how often each met, year by year."""

import datetime as dt

from django.db.models import Count, F
from django.utils.translation import gettext_lazy as _

from networks.comparing import Further, register

from .models import Meeting


def register_meetings() -> None:
    """Add the line of meetings to the comparison."""
    register(Further("meetings_by_year", _("Meetings on record, by year"), meetings_by_year))


def meetings_by_year(networks, day: dt.date) -> dict[int, list[str]]:
    """Return how many public meetings each network began in each year up to `day`, as "2016: 2". One query.

    Meetings that were cancelled or postponed do not count, nor those of which no source tells the year.
    """
    held = Meeting.objects.published().filter(network__in=[one.pk for one in networks], when_from__lte=day)
    of_a_year = held.filter(when_until__year=F("when_from__year")).exclude(status__in=Meeting.NOT_HELD)
    found: dict[int, list[str]] = {}
    rows = of_a_year.order_by("network", "when_from__year").values_list("network", "when_from__year")
    for network, year, number in rows.annotate(number=Count("pk")):
        found.setdefault(network, []).append(f"{year}: {number}")
    return found
