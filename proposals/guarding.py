"""Spam kept out without a third party: a trap, a clock, and a count of how often somebody wrote.

The same form sent twice, by a second press of the button or by ten at once, is taken once.
"""

import datetime as dt
import json
import secrets

from django import forms
from django.core import signing
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.addresses import digest_of_the_day, network_of

from .models import Attempt

TRAP, CLOCK = "website_url", "begun"
SALT = "proposals.clock"
TOO_FAST, TOO_OLD = dt.timedelta(seconds=3), dt.timedelta(days=2)
LIMITS = {"start": 10, "mail": 5, "task": 10, "contact": 5, "trial": 10}  # uses an hour


class Guard(forms.Form):
    """The two fields that people do not see or touch."""

    website_url = forms.CharField(required=False)
    begun = forms.CharField(required=False)


def clock() -> str:
    """Return what a form carries to tell when it was handed out, and from any other one."""
    return signing.dumps([timezone.now().timestamp(), secrets.token_urlsafe(12)], salt=SALT)


def token_of(request) -> str:
    """Return a secret that is the same whenever the same form comes with the same words, and nowhere else."""
    words = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
    return salted_hmac(SALT, json.dumps([request.path, words]), algorithm="sha256").hexdigest()[:48]


def is_first(request) -> bool:
    """Tell whether this form comes for the first time with these words, and remember for a day that it came."""
    try:
        with transaction.atomic():
            Attempt.objects.create(form=Attempt.ONCE, who=token_of(request))
    except IntegrityError:
        return False
    return True


def forget(request) -> None:
    """Let this form come once more as it is: what it asks for could not be done."""
    Attempt.objects.filter(form=Attempt.ONCE, who=token_of(request)).delete()


def faults(request, form: str) -> list[str]:
    """Return, as sentences, why a form is not taken as it came; nothing where it is, which is counted.

    `form` is one of `LIMITS`.
    """
    if request.POST.get(TRAP):
        return [_("One field must stay empty. Empty it and press the button again.")]
    if fault := _fault_of_time(request.POST.get(CLOCK, "")):
        return [fault]
    if is_too_often(request, form):
        return [_("Many messages came from your connection within the hour. Nothing is lost: try again in an hour.")]
    return []


def _fault_of_time(text: str) -> str:
    try:
        begun = dt.datetime.fromtimestamp(signing.loads(text, salt=SALT, max_age=TOO_OLD)[0], dt.UTC)
    except signing.SignatureExpired:
        return _("The page was open for a long time. Nothing is lost: press the button once more.")
    except (signing.BadSignature, TypeError, ValueError, OverflowError):
        return _("The page was not sent as it was handed out. Nothing is lost: press the button once more.")
    if timezone.now() - begun < TOO_FAST:
        return _("That was faster than anybody types. Nothing is lost: press the button once more.")
    return ""


def is_too_often(request, form: str) -> bool:
    """Tell whether the sender used `form` too often within the hour, and count this use."""
    now, who = timezone.now(), who_is(request)
    Attempt.objects.filter(at__lt=now - dt.timedelta(days=1)).delete()
    used = Attempt.objects.filter(form=form, who=who, at__gte=now - dt.timedelta(hours=1)).count()
    if used >= LIMITS[form]:
        return True
    Attempt.objects.create(form=form, who=who, at=now)
    return False


def who_is(request) -> str:
    """Return a digest of the sender's network that is another one each day and leads back to nobody."""
    return digest_of_the_day(network_of(request))
