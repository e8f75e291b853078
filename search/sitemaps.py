"""The sitemap: every published record in every language of the portal."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from directory.models import Country, Organisation, Topic
from directory.models import Source as DirectorySource

from .sources import SOURCES


class PublicationSitemap(Sitemap):
    """The published records of one type."""

    i18n = alternates = x_default = True
    limit = 5000

    def __init__(self, source):
        self.source = source

    def items(self):
        return self.source.model.objects.published().order_by("pk")

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
        fixed = ["home", "about", "legal", "privacy", "accessibility"]
        nouns = ["search:country-list", "search:topic-list", "search:organisation-list", "search:source-list"]
        return fixed + nouns + [source.list_name for source in SOURCES]

    def location(self, item):
        return reverse(item)


SITEMAPS = {
    "pages": PageSitemap(),
    "directory": DirectorySitemap(),
    **{source.model._meta.model_name: PublicationSitemap(source) for source in SOURCES},
}
