"""Pages that only assemble: home, the pages about the portal, and the small addresses that machines ask for."""

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from directory.europe import shapes
from events.models import Exchange, Lesson, Meeting, StudyVisit
from networks.models import Network
from practices.models import Practice
from search.feeds import latest
from search.figures import country_figures

from .samples import samples

SHOWN = 4


class PageView(TemplateView):
    """A page of prose."""

    http_method_names = ["get", "head", "options"]


class HomeView(PageView):
    """What is on, what is new, the networks and the map."""

    template_name = "home.html"

    def get_context_data(self, **kwargs):
        meetings, visits = Meeting.objects.published().for_listing(), StudyVisit.objects.published().for_listing()
        upcoming = sorted([*meetings.upcoming()[:SHOWN], *visits.upcoming()[:SHOWN]], key=lambda e: e.when_from)
        past = sorted([*meetings.past()[:SHOWN], *visits.past()[:SHOWN]], key=lambda e: e.when_from, reverse=True)
        counted = [Network, Meeting, StudyVisit, Exchange, Lesson, Practice]
        return super().get_context_data(
            upcoming=upcoming[:SHOWN],
            past=past[:SHOWN],
            latest=latest(SHOWN),
            figures=[(model.objects.published().count(), model._meta.verbose_name_plural) for model in counted],
            networks=Network.objects.published().exclude(kind_of_body=Network.Kind.PROPOSED).order_by("title")[:12],
            rows=country_figures(),
            shapes=shapes(),
            **kwargs,
        )


class StyleGuideView(PageView):
    """Every component with sample data."""

    template_name = "pages/style_guide.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(sample=samples(), **kwargs)


@require_safe
def robots(request):
    """Let everybody in except into the admin, and name the sitemap."""
    sitemap = request.build_absolute_uri(reverse("sitemap-index"))
    return HttpResponse(f"User-agent: *\nDisallow: /admin/\n\nSitemap: {sitemap}\n", content_type="text/plain")


@require_safe
def favicon(request):
    """Lead old browsers to the icon."""
    return redirect(staticfiles_storage.url("img/favicon.svg"), permanent=True)


@require_safe
def health(request):
    """Answer that the application is alive."""
    return HttpResponse("ok", content_type="text/plain")
