"""The feed of what is new, over all published types."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import Value
from django.urls import reverse
from django.utils.translation import gettext as _

from .sources import SOURCES

LATEST = 30
FIRST, TOLD = ("place_of_type", "pk"), ("title", "slug", "summary", "published_at", "updated_at")


def latest(number: int = LATEST, sources=SOURCES) -> list:
    """Return the `number` records published last, over all types, the newest first, with what a feed tells of them.

    One query, however many types there are.
    """
    arms = [
        source.model.objects.published().order_by().annotate(place_of_type=Value(place)).values_list(*FIRST, *TOLD)
        for place, source in enumerate(sources)
    ]
    whole = arms[0].union(*arms[1:], all=True) if len(arms) > 1 else arms[0]
    rows = whole.order_by("-published_at", "place_of_type", "-pk")[:number]
    return [sources[place].model(pk=pk, **dict(zip(TOLD, told, strict=True))) for place, pk, *told in rows]


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
