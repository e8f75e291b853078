"""Asking the outside addresses of all records whether they still answer, and remembering what came."""

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils import translation

from weblinks.checking import LinkChecker, Verdict
from weblinks.given import outside_links
from weblinks.hosts import Status

from .models import LinkCheck

FAILED = {Status.GONE, Status.BROKEN, Status.UNREACHABLE, Status.REFUSED}


def user_agent() -> str:
    """Return how the checker introduces itself: with the portal's name and address."""
    name = "".join(sign for sign in settings.PORTAL_NAME if sign.isascii() and (sign.isalnum() or sign in " -")).strip()
    return f"{name.replace(' ', '-') or 'portal'}-links (+{settings.PORTAL_ADDRESS})"


def types_with_addresses() -> list[type[models.Model]]:
    """Return the portal's own types that have fields for addresses on the web."""
    own = [model for model in apps.get_models() if model._meta.app_label in settings.PORTAL_ROOMS]
    return [
        model
        for model in own
        if model is not LinkCheck and any(isinstance(field, models.URLField) for field in model._meta.concrete_fields)
    ]


def check_all(checker: LinkChecker) -> Iterator[LinkCheck]:
    """Ask every address once, the longest unasked first, and yield what came of each."""
    known = {check.url: check for check in LinkCheck.objects.all()}
    addresses = dict.fromkeys(url for _record, _name, url in outside_links(types_with_addresses()))
    LinkCheck.objects.exclude(url__in=list(addresses)).delete()
    for url in sorted(addresses, key=lambda one: known[one].checked_at.timestamp() if one in known else 0):
        with translation.override("en"):
            yield remember(known.get(url) or LinkCheck(url=url), checker.check(url))


def remember(check: LinkCheck, verdict: Verdict) -> LinkCheck:
    """Store a verdict; the moment of the first failure stays until the address answers again."""
    check.status, check.code, check.reason = verdict.status, verdict.code, verdict.reason[:300]
    check.final_url, check.checked_at = verdict.final_url[:2000], verdict.checked_at
    if verdict.status in FAILED:
        check.failing_since = check.failing_since or verdict.checked_at
    elif verdict.status != Status.SKIPPED:
        check.failing_since = None
    check.save()
    return check


def where_named(url: str) -> list[models.Model]:
    """Return the records that name an address."""
    return [record for record, _name, given in outside_links(types_with_addresses()) if given == url]
