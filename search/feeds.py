"""The feed of what is new, over all published types."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.translation import gettext as _

from .sources import SOURCES

LATEST = 30


def latest(number: int = LATEST, sources=SOURCES) -> list:
    """Return the `number` records published last, over all types, the newest first."""
    rows = [
        row for source in sources for row in source.model.objects.published().order_by("-published_at", "-pk")[:number]
    ]
    return sorted(rows, key=lambda row: (row.published_at, row.kind(), row.pk), reverse=True)[:number]


class LatestFeed(Feed):
    """RSS of the records published last."""

    parameters = ()

    def title(self):
        return _("%(portal)s: what is new") % {"portal": settings.PORTAL_NAME}

    def link(self):
        return reverse("home")

    def description(self):
        return _("Networks, meetings, visits, lessons, practices and news, the latest first.")

    def items(self):
        return latest()

    def item_title(self, item):
        return f"{item.kind_label}: {item.title}"

    def item_description(self, item):
        return item.summary

    def item_pubdate(self, item):
        return item.published_at

    def item_updateddate(self, item):
        return item.updated_at
