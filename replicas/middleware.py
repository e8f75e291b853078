"""Sends the reads of public pages to a replica, and asks again elsewhere where a server dies under a page."""

from django.conf import settings
from django.core.signals import request_finished
from django.db import InterfaceError, OperationalError
from django.utils.cache import add_never_cache_headers

from . import reading

PRIVATE_PATHS = ("/admin/",)


class ReplicaMiddleware:
    """Stands in the settings only where DATABASE_REPLICA_URLS names a replica."""

    def __init__(self, get_response):
        self.get_response = get_response
        request_finished.connect(forget, dispatch_uid="replicas")  # not before: files are read while they are sent

    def __call__(self, request):
        if may_leave_primary(request):
            reading.begin(prefers_primary=brings_a_session(request))
        else:
            reading.end()
        response = self.get_response(request)
        if reading.is_unsure():
            add_never_cache_headers(response)
        return response

    def process_exception(self, request, exception):
        """Answer once more, from another server, where the one that was asked failed under the view."""
        if not isinstance(exception, OperationalError | InterfaceError) or not reading.give_up():
            return None
        view, args, kwargs = request.resolver_match
        response = view(request, *args, **kwargs)
        return response.render() if hasattr(response, "render") else response


def may_leave_primary(request) -> bool:
    """Tell whether a request only reads what is public."""
    return request.method in ("GET", "HEAD") and not request.path_info.startswith(PRIVATE_PATHS)


def brings_a_session(request) -> bool:
    """Tell whether it comes from somebody who signed in or was given a form: the primary answers, if it can."""
    cookies = request.COOKIES
    return settings.SESSION_COOKIE_NAME in cookies or settings.CSRF_COOKIE_NAME in cookies


def forget(**kwargs) -> None:
    """Let what comes after a request read from the primary again."""
    reading.end()
