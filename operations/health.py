"""Whether the portal can answer: asked by load balancers, timers and people who look after it."""

import contextlib

from django.db import DatabaseError
from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from index.store import IndexUnavailable, store
from replicas.reading import reads


@never_cache
@require_safe
def alive(request):
    """Answer that the process takes requests; asks nothing else, so that no fault elsewhere gets it restarted."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
def ready(request):
    """Answer 200 where pages can be made, 503 where neither primary nor replica answers. Without index it is slower.

    {"database": "ok" or "away", "index": "ok" or "away"}
    """
    database, index = "away", "away"
    with contextlib.suppress(DatabaseError):
        with reads().cursor() as cursor:
            cursor.execute("SELECT 1")
        database = "ok"
        with contextlib.suppress(IndexUnavailable):
            store().read(lambda searcher, _kept: searcher.num_docs)
            index = "ok"
    return JsonResponse({"database": database, "index": index}, status=200 if database == "ok" else 503)
