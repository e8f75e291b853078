"""Each request leaves a line in the log and a count, by the name of its address: no visitor, no words, no secrets."""

import logging
import re
import time
import uuid

from django.conf import settings

from .counters import REQUESTS, SECONDS
from .lines import current, route_of

log = logging.getLogger("operations.requests")
FIT = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestMiddleware:
    """Gives each request an id, which every line of the log bears that is written while it is answered.

    The proxy's own id (X-Request-ID) is taken where TRUST_FORWARDED_FOR says that a proxy stands before the portal, so
    that its log and this one can be laid side by side.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        begun = time.perf_counter()
        # It stays until the next request: Django tells of a fault only after the last middleware has answered.
        current.set(request_id(request.headers.get("X-Request-ID", "")))
        answer = self.get_response(request)
        self.note(request, answer, time.perf_counter() - begun)
        return answer

    def note(self, request, answer, seconds: float) -> None:
        route = route_of(request)
        REQUESTS.labels(route, request.method if request.method in METHODS else "other", answer.status_code).inc()
        SECONDS.labels(route).observe(seconds)
        facts = {"route": route, "method": request.method, "status": answer.status_code}
        log.info("%(method)s %(route)s %(status)s", facts, extra=facts | {"milliseconds": round(seconds * 1000, 1)})


METHODS = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"}


def request_id(offered: str) -> str:
    """Return the proxy's id of a request where it counts and is well formed, else a new one."""
    if settings.TRUST_FORWARDED_FOR and FIT.fullmatch(offered):
        return offered
    return uuid.uuid4().hex
