"""The feed of what is told of actions."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.translation import gettext as _

from .changes import public_updates

LATEST = 30


class ChangesFeed(Feed):
    """RSS of the entries in the histories of actions, those written last first."""

    parameters = ()

    def title(self):
        return _("%(portal)s: changes of actions") % {"portal": settings.PORTAL_NAME}

    def link(self):
        return reverse("tracker:changes")

    def description(self):
        return _("How the actions of the action plans stand, each time that it is told anew.")

    def items(self):
        return public_updates().order_by("-added_at", "-pk")[:LATEST]

    def item_title(self, item):
        facts = {"number": item.action.number, "title": item.action.title, "status": item.get_status_display()}
        return _("Action %(number)s, %(title)s: %(status)s") % facts

    def item_description(self, item):
        return item.text or item.action.aim

    def item_link(self, item):
        return item.action.get_absolute_url()

    def item_guid(self, item):
        return f"{settings.PORTAL_ADDRESS}{item.action.get_absolute_url()}#status-{item.pk}"

    item_guid_is_permalink = False

    def item_pubdate(self, item):
        return item.added_at
