"""Pages that only assemble: home, the pages about the portal, and the small addresses that machines ask for."""

import datetime as dt
import errno
import sys

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe
from django.views.defaults import server_error
from django.views.generic import TemplateView

from directory.europe import shapes
from events.models import Exchange, Lesson, Meeting, StudyVisit
from networks.models import Network
from practices.models import Practice
from publishing.listing import Listing
from search.figures import country_figures
from search.sources import SOURCES
from search.views import SearchFilter

from .samples import samples

SHOWN = 4
CONTACT_HOLDS = dt.timedelta(days=180)  # RFC 9116 wants less than a year
COUNTED = [Network, Meeting, StudyVisit, Exchange, Lesson, Practice]


class PageView(TemplateView):
    """A page of prose."""

    http_method_names = ["get", "head", "options"]
    parameters = ()


class HomeView(PageView):
    """What is on, what is new, the networks and the map."""

    template_name = "home.html"

    def get_context_data(self, **kwargs):
        newest = Listing(SearchFilter, QueryDict(), [source.model for source in SOURCES], "")
        upcoming = sorted(_events("upcoming"), key=lambda event: event.when_from)[:SHOWN]
        past = [] if upcoming else sorted(_events("past"), key=lambda event: event.when_from, reverse=True)[:SHOWN]
        return super().get_context_data(
            upcoming=upcoming,
            past=past,
            latest=newest.cards[:SHOWN],
            figures=[(_number(model, newest), model._meta.verbose_name_plural) for model in COUNTED],
            networks=Network.objects.published().exclude(kind_of_body=Network.Kind.PROPOSED).order_by("title")[:12],
            rows=country_figures(),
            shapes=shapes(),
            **kwargs,
        )


def _events(which: str) -> list:
    """Return the next, or the last, few meetings and as many visits."""
    return [
        event
        for model in (Meeting, StudyVisit)
        for event in getattr(model.objects.published().for_listing(), which)()[:SHOWN]
    ]


def _number(model, newest: Listing) -> int:
    """Return how many records of a type are published, as the list of all types counted them."""
    counts = newest.result.counts.get("kind")
    return model.objects.published().count() if counts is None else counts.get(model.kind(), 0)


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
def security_txt(request):
    """Say, as RFC 9116 has it, where a weakness is reported; a 404 where nobody is named.

    The contact is an address of a page or an e-mail address. It is of today: what it says holds for `CONTACT_HOLDS`.
    """
    contact = settings.PORTAL_SECURITY_CONTACT
    if not contact:
        raise Http404
    facts = {
        "Contact": contact if contact.startswith(("https://", "mailto:")) else f"mailto:{contact}",
        "Expires": f"{timezone.now().astimezone(dt.UTC).date() + CONTACT_HOLDS:%Y-%m-%dT00:00:00Z}",
        "Preferred-Languages": ", ".join(code for code, _name in settings.LANGUAGES),
        "Canonical": f"{settings.PORTAL_ADDRESS}{request.path}",
    }
    lines = "".join(f"{name}: {value}\n" for name, value in facts.items())
    return HttpResponse(lines, content_type="text/plain; charset=utf-8")


@require_safe
def favicon(request):
    """Lead old browsers to the icon."""
    return redirect(staticfiles_storage.url("img/favicon.svg"), permanent=True)


def failed(request):
    """Say that something went wrong, and what to do where it is known what: the database is away, the disk is full."""
    fault = sys.exc_info()[1]
    if is_full(fault):
        answer = HttpResponse(render_to_string("507.html", {"portal_name": settings.PORTAL_NAME}), status=507)
    elif isinstance(fault, OperationalError | InterfaceError):
        answer = HttpResponse(render_to_string("503.html", {"portal_name": settings.PORTAL_NAME}), status=503)
        answer["Retry-After"] = "10"
    else:
        return server_error(request)
    add_never_cache_headers(answer)
    return answer


def is_full(fault: BaseException | None) -> bool:
    """Tell whether a fault means that there is no room left on a disk: the system's, SQLite's or PostgreSQL's word."""
    while fault is not None:
        if getattr(fault, "errno", None) in (errno.ENOSPC, errno.EDQUOT) or getattr(fault, "sqlstate", "") == "53100":
            return True
        if isinstance(fault, OperationalError) and "disk is full" in str(fault):
            return True
        fault = fault.__cause__
    return False
