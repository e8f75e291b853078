"""Who is here: the user of a session that has not ended and brought its second factor; anybody else is a visitor.

`request.user` stays lazy: a page that does not ask for it reads no session, sets no cookie and varies by none.
"""

import datetime as dt
from functools import partial

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from .second_factor import device_of, must_have_second_factor

BEGAN, SEEN, PROOF, ENDED = "signed_in_at", "seen_at", "second_factor", "ended"
BY_PROVIDER = "provider"
NOTED = 60  # seconds between two notes of when somebody was seen


class PresenceMiddleware:
    """Lets `request.user` be only who is really here. Follows AuthenticationMiddleware."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.user = SimpleLazyObject(partial(present, request))
        del request.auser  # nothing here is asynchronous, and it would lead past the check
        return self.get_response(request)


def present(request):
    """Return the user of the request, and note on it who is still to show a second factor (`candidate_of`)."""
    request.candidate, known = None, get_user(request)
    if not known.is_authenticated:
        return AnonymousUser()
    session, now = request.session, timezone.now().timestamp()
    if reason := why_ended(session, known, now):
        session.flush()
        session[ENDED] = reason
        return AnonymousUser()
    if now - session[SEEN] > NOTED:
        session[SEEN] = now
    if not is_proved(session, known):
        request.candidate = known
        return AnonymousUser()
    return known


def candidate_of(request):
    """Return who gave the right password but no second factor yet, or None."""
    return None if request.user.is_authenticated else request.candidate


def is_proved(session, user) -> bool:
    """Tell whether a session holds every proof that its user needs."""
    device, proof = device_of(user), session.get(PROOF)
    if device is not None and proof == device.pk:
        return True
    if proof == BY_PROVIDER and settings.OIDC_TRUST_SECOND_FACTOR:
        return True
    return device is None and not must_have_second_factor(user)


def why_ended(session, user, now: float) -> str:
    """Return why a session has ended, as "idle", "long" or "everywhere", or "" where it goes on."""
    began, seen = session.get(BEGAN), session.get(SEEN)
    if began is None or seen is None or now - began > settings.SESSION_HOURS * 3600:
        return "long"
    if now - seen > settings.SESSION_IDLE_MINUTES * 60:
        return "idle"
    if user.signed_out_at and began <= user.signed_out_at.timestamp():
        return "everywhere"
    return ""


def ends_at(session) -> dt.datetime:
    """Return when a session ends at the latest."""
    return dt.datetime.fromtimestamp(session[BEGAN] + settings.SESSION_HOURS * 3600, dt.UTC)


def prove(request, proof) -> None:
    """Note the second factor, the key of a device or `BY_PROVIDER`, in a session that gets a new key for it."""
    request.session.cycle_key()
    request.session[PROOF] = proof


def begin_session(sender, request, user, **kwargs) -> None:
    """Stamp the session of a user who signed in, and sweep out those that have run out."""
    request.session[BEGAN] = request.session[SEEN] = timezone.now().timestamp()
    request.session.pop(PROOF, None)
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
