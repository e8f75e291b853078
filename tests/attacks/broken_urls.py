"""The portal's addresses, and one whose view fails."""

from django.urls import path

from ewsi.urls import urlpatterns as portal


def fails(request):
    raise RuntimeError("A secret of the inside: /srv/portal/secret_key")


urlpatterns = [path("fails/", fails), *portal]
