"""The portal's addresses and one more: a constant answer to hold the others against."""

from django.http import HttpResponse
from django.urls import path

from ewsi.urls import urlpatterns as portal

body = b""


def constant(request):
    """Answer with the bytes that were set, through the same middleware as every page."""
    return HttpResponse(body)


urlpatterns = [path("bench-constant/", constant), *portal]
