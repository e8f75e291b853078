"""Meetings by the hundred."""

from django.utils.translation import gettext as _

from publishing.bulk import PublicationResource, columns_of

from .models import Meeting


class MeetingResource(PublicationResource):
    like = ("title", "network_id", "when")

    class Meta(PublicationResource.Meta):
        model = Meeting
        fields = columns_of(Meeting, "sources")

    def signs(self, facts):
        dated = [("date", facts["network_id"], facts["when"])] if facts["network_id"] and facts["when"] else []
        return [*super().signs(facts), *dated]

    def why(self, sign):
        return _("It is of the same network on the same date.") if sign[0] == "date" else super().why(sign)
