"""Figures for Prometheus: requests by the name of their address, seconds, and how far the index is behind.

`prometheus_client` adds up those of all workers in PROMETHEUS_MULTIPROC_DIR, which gunicorn.conf.py makes.
"""

import hmac
import os

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Gauge
from prometheus_client import generate_latest as written
from prometheus_client.multiprocess import MultiProcessCollector

from index.store import store


@never_cache
@require_safe
def metrics(request):
    """Answer with all figures to whoever holds METRICS_TOKEN ("Authorization: Bearer …"); to others it is not there."""
    given = request.headers.get("Authorization", "")
    wanted = f"Bearer {settings.METRICS_TOKEN}"
    if not settings.METRICS_TOKEN or not hmac.compare_digest(given.encode(), wanted.encode()):
        raise Http404
    return HttpResponse(written(_counted()) + written(_of_now()), content_type=CONTENT_TYPE_LATEST)


def _counted() -> CollectorRegistry:
    """Return what the workers counted: together where they share a folder, else this process alone."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    together = CollectorRegistry()
    MultiProcessCollector(together)
    return together


def _of_now() -> CollectorRegistry:
    """Return what is measured at this moment."""
    now = CollectorRegistry()
    up = Gauge("portal_database_up", "1 where the database answers.", registry=now)
    behind = Gauge("portal_index_changes_behind", "Changes that this server's index has not taken in.", registry=now)
    try:
        connection.ensure_connection()
        behind.set(store().behind())
        up.set(1)
    except DatabaseError:
        up.set(0)
    return now
