"""The sitemap: every published record in every language of the portal."""

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import SitemapIndexItem, x_robots_tag
from django.contrib.sites.shortcuts import get_current_site
from django.db.models import Count, Max, Value
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from directory.models import Country, Organisation, Topic
from directory.models import Source as DirectorySource

from .sources import SOURCES


class ByLanguage(Sequence):
    """The rows of `records` in every language of the portal, of which no more are read than a page names."""

    def __init__(self, records):
        self.records, self.languages = records, [code for code, _name in settings.LANGUAGES]

    def __len__(self):
        return self.records.count() * len(self.languages)

    def __getitem__(self, place):
        first, rest = divmod(place.start, len(self.languages))
        rows = self.records[first : -(-place.stop // len(self.languages))]
        return [(row, code) for row in rows for code in self.languages][rest : rest + place.stop - place.start]


class PublicationSitemap(Sitemap):
    """The published records of one type."""

    i18n = alternates = x_default = True
    limit = 5000

    def __init__(self, source):
        self.source = source

    def _items(self):
        return ByLanguage(self.items())

    def items(self):
        return self.source.model.objects.published().order_by("pk").only("slug", "updated_at")

    def lastmod(self, item):
        return item.updated_at


class DirectorySitemap(Sitemap):
    """The pages of the shared nouns."""

    i18n = alternates = x_default = True

    def items(self):
        return [
            row for model in (Country, Topic, Organisation, DirectorySource) for row in model.objects.order_by("pk")
        ]


class PageSitemap(Sitemap):
    """Home, lists and the pages about the portal."""

    i18n = alternates = x_default = True

    def items(self):
        fixed = ["home", "about", "legal", "privacy", "accessibility", "networks:overlap", "networks:timeline"]
        nouns = ["search:country-list", "search:topic-list", "search:organisation-list", "search:source-list"]
        nouns += ["search:blind-spots", "events:learnt-list", "tracker:changes"]
        return fixed + nouns + [source.list_name for source in SOURCES]

    def location(self, item):
        return reverse(item)


SITEMAPS = {
    "pages": PageSitemap(),
    "directory": DirectorySitemap(),
    **{source.model._meta.model_name: PublicationSitemap(source) for source in SOURCES},
}


def _sizes() -> dict[str, tuple[int, dt.datetime]]:
    """Return for each type its number of published records and their latest change. One query for all types."""
    arms = [
        source.model.objects.published()
        .order_by()
        .annotate(section=Value(source.model._meta.model_name))
        .values("section")
        .annotate(number=Count("pk", distinct=True), last=Max("updated_at"))
        .values_list("section", "number", "last")
        for source in SOURCES
    ]
    return {section: (number, last) for section, number, last in arms[0].union(*arms[1:], all=True)}


@require_safe
@x_robots_tag
def sitemap_index(request):
    """Name the sitemaps, each in as many pages as it needs, with the moment of their latest change."""
    sizes, languages = _sizes(), len(settings.LANGUAGES)
    base = f"{request.scheme}://{get_current_site(request).domain}"
    entries = []
    for section, sitemap in SITEMAPS.items():
        number, last = sizes.get(section, (0, None))
        is_publication = isinstance(sitemap, PublicationSitemap)
        pages = max(1, -(-number * languages // sitemap.limit)) if is_publication else sitemap.paginator.num_pages
        address = base + reverse("sitemap", args=[section])
        entries += [
            SitemapIndexItem(f"{address}?p={page}" if page > 1 else address, last) for page in range(1, pages + 1)
        ]
    return TemplateResponse(request, "sitemap_index.xml", {"sitemaps": entries}, content_type="application/xml")
