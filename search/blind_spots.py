"""The page of the blind spots."""

import logging

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from index.query import IndexUnavailable
from publishing.exports import FORMATS, export

from .gaps import Gaps

log = logging.getLogger(__name__)


class BlindSpotsView(TemplateView):
    """Countries by topic or target group: how much is known of each, and where nothing is."""

    http_method_names = ["get", "head", "options"]
    parameters = None  # any: `Gaps` reads them
    template_name = "search/blind_spots.html"
    heading = _("Blind spots")

    def get(self, request, *args, **kwargs):
        try:
            gaps = Gaps(request.GET)
        except IndexUnavailable:
            log.exception("The index is away; nothing can be counted.")
            return self.render_to_response(self.get_context_data(gaps=None), status=503)
        if request.GET.get("format") in FORMATS:
            return self.download(gaps, request.GET["format"])
        return self.render_to_response(self.get_context_data(gaps=gaps))

    def get_context_data(self, **kwargs):
        return super().get_context_data(heading=self.heading, **kwargs)

    def download(self, gaps: Gaps, fmt: str):
        """Return the figures of all countries, all terms of the axis and all measures as a file."""
        about = {
            "list": str(self.heading),
            "address": self.request.build_absolute_uri(self.request.path) + gaps.url().removeprefix("."),
            "made_at": timezone.now(),
            "entries": len(gaps.terms) * len(gaps.everywhere),
            "reuse": "Free to reuse if the portal is named as the source.",
        }
        return export(fmt, "blind-spots", gaps.export_rows(), about)
