"""Practices by the hundred."""

from django.utils.translation import gettext_lazy as _

from publishing.bulk import PublicationResource, RowsColumn, columns_of

from .models import Practice


class PracticeResource(PublicationResource):
    private = ("contact_email",)

    run_by = RowsColumn("partners", "organisation", _("run by"), is_implementer=True)
    partners = RowsColumn("partners", "organisation", _("partners"), is_implementer=False)
    funds = RowsColumn("funding_shares", "fund", _("funds"))

    class Meta(PublicationResource.Meta):
        model = Practice
        fields = columns_of(Practice, "run_by", "partners", "funds", "sources")
