"""What holds for every answer, whoever makes it: which methods are understood, and what a page may ask of a browser."""

from django.conf import settings
from django.http import HttpResponseNotAllowed

METHODS = ["GET", "HEAD", "POST", "OPTIONS"]


class ProtectionMiddleware:
    """Refuses TRACE and all else that no page understands; gives protecting headers to each answer. Stands first.

    A view that is a function would answer any method as it answers GET. Django's own middleware gives most of these
    headers too, but not where it refuses a request itself, as one for another host.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.headers = {
            "Permissions-Policy": settings.PERMISSIONS_POLICY,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
            "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
        }

    def __call__(self, request):
        answer = self.get_response(request)
        for name, value in self.headers.items():
            answer.headers.setdefault(name, value)
        return answer

    def process_view(self, request, view, args, kwargs):
        return None if request.method in METHODS else HttpResponseNotAllowed(METHODS)
