"""Pages about the nouns that all rooms share: countries, topics, organisations and sources."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q, Value
from django.shortcuts import get_object_or_404
from django.views.generic import ListView, TemplateView

from directory.europe import shapes
from directory.models import Country, Organisation, Source, Topic
from directory.names import fold
from events.models import Exchange, Lesson, Meeting, Party, Recommendation, StudyVisit
from networks.models import Membership, Network
from practices.models import Practice

from .cited import claims_of, open_questions
from .figures import country_figures, entries_by_topic
from .sources import SOURCES

SHOWN = 12


class CountryListView(TemplateView):
    """The map of Europe beside a table with the same figures."""

    http_method_names = ["get", "head", "options"]
    template_name = "search/country_list.html"

    def get_context_data(self, **kwargs):
        rows = country_figures()
        return super().get_context_data(rows=rows, shapes=shapes(), **kwargs)


class CountryDetailView(TemplateView):
    """What a country gives and takes: networks, meetings, visits, exchanges and practices."""

    http_method_names = ["get", "head", "options"]
    template_name = "search/country_detail.html"

    def get_context_data(self, code, **kwargs):
        country = get_object_or_404(Country, code=code.upper())
        today = dt.date.today()
        seats = Membership.objects.of_country(country).filter(network__in=Network.objects.published())
        parties = Party.objects.filter(Q(country=country) | Q(organisation__country=country))
        exchanges = Exchange.objects.published().for_listing()
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
            given=exchanges.filter(parties__in=parties.filter(role=Party.Role.GIVER)).distinct(),
            taken=exchanges.filter(parties__in=parties.filter(role=Party.Role.RECEIVER)).distinct(),
            shared=exchanges.filter(parties__in=parties.filter(role=Party.Role.PARTNER)).distinct(),
            practices=Practice.objects.published().filter(countries=country).for_listing()[:SHOWN],
            **kwargs,
        )


class TopicListView(TemplateView):
    """All topics with the number of entries on each."""

    http_method_names = ["get", "head", "options"]
    template_name = "search/topic_list.html"

    def get_context_data(self, **kwargs):
        numbers = entries_by_topic()
        topics = sorted(Topic.objects.current(), key=lambda topic: fold(topic.label))
        return super().get_context_data(topics=[(topic, numbers.get(topic.slug, 0)) for topic in topics], **kwargs)


class TopicDetailView(TemplateView):
    """What was learnt about a topic first, then practices, networks, meetings and news."""

    http_method_names = ["get", "head", "options"]
    template_name = "search/topic_detail.html"

    def get_context_data(self, slug, **kwargs):
        topic = get_object_or_404(Topic, slug=slug)
        filed = _kinds_on(topic)
        sections = [_section(listed, topic) for listed in TOPIC_ORDER if listed.kind in filed]
        return super().get_context_data(topic=topic, sections=sections, **kwargs)


@dataclass(frozen=True)
class Section:
    """The first entries of one type on a topic, and the address of all of them."""

    label: str
    items: list
    url: str


# What was learnt comes first.
TOPIC_ORDER = sorted(SOURCES, key=lambda source: source.model not in (Lesson, Recommendation, Practice))


def _kinds_on(topic: Topic) -> set[str]:
    """Return the types with public entries on a topic, in one query: most topics have few of the many."""
    arms = [
        listed.model.objects.published().filter(topics=topic).order_by().values_list(Value(listed.kind))
        for listed in SOURCES
    ]
    return {kind for (kind,) in arms[0].union(*arms[1:])}


def _section(listed, topic: Topic) -> Section:
    rows = listed.model.objects.published().filter(topics=topic).for_listing()[:SHOWN]
    return Section(listed.label, list(rows), f"{listed.list_url}?topic={topic.slug}")


class OrganisationListView(ListView):
    """The organisations of the directory by type, with the number of networks each sits in."""

    http_method_names = ["get", "head", "options"]
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
    template_name = "search/source_list.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(sources=Source.objects.all(), questions=open_questions(), **kwargs)


class SourceDetailView(TemplateView):
    """One source and the published records that quote it."""

    http_method_names = ["get", "head", "options"]
    template_name = "search/source_detail.html"

    def get_context_data(self, reference, **kwargs):
        source = get_object_or_404(Source, reference=reference)
        return super().get_context_data(source=source, claims=claims_of(source), **kwargs)
