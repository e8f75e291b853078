"""Tells the practices where they were shown: on agendas, on visits and in exchanges."""

from django.db.models import Q

from index.query import IndexUnavailable, read
from networks.models import Network
from practices.showings import Showing, Way, register
from publishing.whole import rows_of

from .models import Exchange, Meeting, StudyVisit


def register_ways() -> None:
    """Make the three ways in which events show practices known."""
    register(_way(Meeting, "agenda__practices", "agenda_items__meeting"))
    register(_way(StudyVisit, "practices", "study_visits"))
    register(_way(Exchange, "practices", "exchanges"))


def shown_practices() -> set[int]:
    """Return the keys of the practices that any published event shows; worked out anew when something changed."""

    def ask(view):
        if "shown practices" not in view.kept:
            view.kept["shown practices"] = _shown_now()
        return view.kept["shown practices"]

    try:
        return read(ask)
    except IndexUnavailable:
        return _shown_now()


def _shown_now() -> set[int]:
    ways = ((Meeting, "agenda__practices"), (StudyVisit, "practices"), (Exchange, "practices"))
    return {pk for model, way in ways for pk in model.objects.published().values_list(way, flat=True) if pk}


def _way(model, forward: str, back: str) -> Way:
    """Return the way from practices to the published events of `model`: `forward` from the event, `back` to it."""

    def shown():
        return model.objects.published().filter(**{f"{forward}__isnull": False}).distinct()

    def showings(practice):
        for event in _events(practice, back):
            if event.is_published:
                network = event.network
                yield Showing(event.slug, network.slug if network and network.is_published else "")

    def network_choices():
        networks = Network.objects.published().filter(pk__in=shown().values("network_id"))
        return [(network.slug, network.short_name) for network in networks]

    public = Network.objects.published
    return Way(
        prefetch=f"{back}__network",
        showings=showings,
        at_events=lambda slugs: Q(**{f"{back}__in": model.objects.published().filter(slug__in=slugs)}),
        of_networks=lambda slugs: Q(
            **{f"{back}__in": model.objects.published().filter(network__in=public().filter(slug__in=slugs))}
        ),
        event_choices=lambda: [(event.slug, event.title) for event in shown()],
        network_choices=network_choices,
    )


def _events(practice, back: str):
    first, _dot, second = back.partition("__")
    for row in rows_of(practice, first):
        yield getattr(row, second) if second else row
