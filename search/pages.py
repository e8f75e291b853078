"""Pages about the nouns that all rooms share: countries, topics, organisations and sources."""

import datetime as dt

from django.db.models import Count, F, Q
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import ListView, TemplateView

from directory.europe import shapes
from directory.models import Country, Organisation, Source, Topic
from directory.names import fold
from events.models import Exchange, Lesson, Meeting, Party, Recommendation, StudyVisit
from networks.models import Membership, Network
from practices.models import Practice
from tracker.models import Action

from .cited import claims_of, open_questions
from .figures import country_figures, entries_by_topic
from .shelves import Shelf, stocked
from .sources import SOURCES

SHOWN = 12
SHOWN_FIRST, SHOWN_LAST = 6, 4  # entries of each list on the page of a topic


class CountryListView(TemplateView):
    """The map of Europe beside a table with the same figures."""

    http_method_names = ["get", "head", "options"]
    parameters = ()
    template_name = "search/country_list.html"

    def get_context_data(self, **kwargs):
        rows = country_figures()
        return super().get_context_data(rows=rows, shapes=shapes(), **kwargs)


class CountryDetailView(TemplateView):
    """What a country gives and takes: networks, meetings, visits, exchanges and practices."""

    http_method_names = ["get", "head", "options"]
    parameters = ()
    template_name = "search/country_detail.html"

    def get_context_data(self, code, **kwargs):
        country = get_object_or_404(Country, code=code.upper())
        today = dt.date.today()
        seats = Membership.objects.of_country(country).filter(network__in=Network.objects.published())
        exchanges = _exchanges(country)
        return super().get_context_data(
            country=country,
            seats=seats.select_related("network").order_by("network__title"),
            is_current=not country.eu_until or country.is_eu_on(today),
            organisations=country.organisations.all(),
            meetings=Meeting.objects.published().in_country(country).for_listing().newest_first()[:SHOWN],
            visits=StudyVisit.objects.published()
            .filter(Q(venue_country=country) | Q(place__country=country) | Q(visited_places__country=country))
            .distinct()
            .for_listing()
            .newest_first()[:SHOWN],
            given=exchanges[Party.Role.GIVER],
            taken=exchanges[Party.Role.RECEIVER],
            shared=exchanges[Party.Role.PARTNER],
            practices=Practice.objects.published().filter(countries=country).for_listing()[:SHOWN],
            **kwargs,
        )


def _exchanges(country: Country) -> dict[str, list[Exchange]]:
    """Return the published exchanges in which a country has a part, by its role; one query."""
    parties = Party.objects.filter(Q(country=country) | Q(organisation__country=country))
    rows = Exchange.objects.published().filter(parties__in=parties).annotate(role_here=F("parties__role")).distinct()
    found: dict[str, list[Exchange]] = {role: [] for role in Party.Role}
    for exchange in rows.for_listing():
        found[exchange.role_here].append(exchange)
    return found


class TopicListView(TemplateView):
    """All topics with the number of entries on each."""

    http_method_names = ["get", "head", "options"]
    parameters = ()
    template_name = "search/topic_list.html"

    def get_context_data(self, **kwargs):
        numbers = entries_by_topic()
        topics = sorted(Topic.objects.current(), key=lambda topic: fold(topic.label))
        return super().get_context_data(topics=[(topic, numbers.get(topic.slug, 0)) for topic in topics], **kwargs)


class TopicDetailView(TemplateView):
    """What was learnt about a topic first, then practices, the best proven first, networks, meetings and the rest."""

    http_method_names = ["get", "head", "options"]
    parameters = ()
    template_name = "search/topic_detail.html"

    def get_context_data(self, slug, **kwargs):
        topic = get_object_or_404(Topic, slug=slug)
        return super().get_context_data(topic=topic, shelves=stocked(topic_shelves(topic), topic.slug), **kwargs)


def topic_shelves(topic: Topic) -> list[Shelf]:
    """Return the lists on the page of a topic in their order; types without a place of their own come last."""

    def shelf(label, models, name, order, sort=""):
        return Shelf(label, models, order, SHOWN_FIRST, f"{reverse(name)}?topic={topic.slug}{sort}")

    first = [
        shelf(_("What was learnt"), (Lesson, Recommendation), "events:learnt-list", "newest"),
        shelf(_("Practices, strongest evidence first"), (Practice,), "practices:practice-list", "evidence",
              "&sort=evidence"),
        shelf(_("Networks"), (Network,), "networks:network-list", "title"),
        shelf(_("Meetings, visits and exchanges"), (Meeting, StudyVisit, Exchange), "events:calendar", "newest"),
        shelf(_("Actions that the action plans ask for"), (Action,), "tracker:action-list", "number"),
    ]  # fmt: skip
    placed = {model for one in first for model in one.models}
    return first + [
        Shelf(
            source.label, (source.model,), source.filterset.default_sort, SHOWN_LAST,
            f"{source.list_url}?topic={topic.slug}",
        )
        for source in SOURCES
        if source.model not in placed
    ]  # fmt: skip


class OrganisationListView(ListView):
    """The organisations of the directory by type, with the number of networks each sits in."""

    http_method_names = ["get", "head", "options"]
    parameters = ("page",)
    template_name = "search/organisation_list.html"
    paginate_by = 50

    def get_queryset(self):
        shown = Q(memberships__network__in=Network.objects.published())
        rows = Organisation.objects.select_related("country")
        return rows.annotate(networks=Count("memberships__network", filter=shown, distinct=True)).order_by(
            "kind", "name", "pk"
        )

    def paginate_queryset(self, queryset, page_size):
        paginator = self.get_paginator(queryset, page_size)
        page = paginator.get_page(self.request.GET.get("page", "1"))  # whatever is asked for, there is a page
        return paginator, page, page.object_list, page.has_other_pages()


class OrganisationDetailView(TemplateView):
    """An organisation with the networks it sits in and its roles there."""

    http_method_names = ["get", "head", "options"]
    parameters = ()
    template_name = "search/organisation_detail.html"

    def get_context_data(self, slug, **kwargs):
        rows = Organisation.objects.select_related("country", "place__country", "parent")
        organisation = get_object_or_404(rows.prefetch_related("names", "parts", "citations__source"), slug=slug)
        seats = organisation.memberships.filter(network__in=Network.objects.published())
        return super().get_context_data(
            organisation=organisation,
            seats=seats.select_related("network", "source").order_by("network__title"),
            visits=StudyVisit.objects.published().filter(
                Q(host=organisation) | Q(visited_organisations=organisation)
            ).distinct().for_listing(),
            exchanges=Exchange.objects.published().filter(parties__organisation=organisation).distinct().for_listing(),
            **kwargs,
        )  # fmt: skip


class SourceListView(TemplateView):
    """Every document that states a fact of the portal, and the questions on which they disagree."""

    http_method_names = ["get", "head", "options"]
    parameters = ()
    template_name = "search/source_list.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(sources=Source.objects.all(), questions=open_questions(), **kwargs)


class SourceDetailView(TemplateView):
    """One source and the published records that quote it."""

    http_method_names = ["get", "head", "options"]
    parameters = ()
    template_name = "search/source_detail.html"

    def get_context_data(self, reference, **kwargs):
        source = get_object_or_404(Source, reference=reference)
        return super().get_context_data(source=source, claims=claims_of(source), **kwargs)
