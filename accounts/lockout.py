"""Lock-out after failed sign-ins: of a name from an address, and of an address whatever the name.

It counts what was typed, whether or not an account bears that name, so that nobody learns which names exist.
"""

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_cool_off, get_failure_limit
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, Sum
from django.utils import timezone
from django.utils.translation import ngettext

from .addresses import network_of


def address_for_axes(request) -> str | None:
    return network_of(request) or None


class LockOut(AxesDatabaseHandler):
    """Axes' own counting, with a larger limit for an address than for a name from it."""

    def get_failures(self, request, credentials=None) -> int:
        """Return the failures of the name; an address over its own limit counts as over this one."""
        by_name, by_address = self.get_user_attempts(request, credentials)
        if _failures(by_address) >= settings.LOCKOUT_ADDRESS_LIMIT:
            return get_failure_limit(request, credentials)
        return _failures(by_name)

    def reset_user_attempts(self, request, credentials=None) -> int:
        """Forget the failures of who signed in; those of the address stay, lest one account wash off the others."""
        by_name, _by_address = self.filter_user_attempts(request, credentials)
        return by_name.delete()[0]


def _failures(attempts) -> int:
    return attempts.aggregate(all=Sum("failures_since_start"))["all"] or 0


def seconds_left(request, name: str) -> int:
    """Return how long the lock-out that a request met lasts yet."""
    attempts = AccessAttempt.objects.filter(
        ip_address=request.axes_ip_address, attempt_time__gte=get_cool_off_threshold(request)
    )
    if _failures(attempts) < settings.LOCKOUT_ADDRESS_LIMIT:
        attempts = attempts.filter(username=name)
    last = attempts.aggregate(last=Max("attempt_time"))["last"] or timezone.now()
    left = last + get_cool_off(request) - timezone.now()
    return max(1, int(left.total_seconds()) + 1)


def sentence(seconds: int) -> str:
    """Say when to try again."""
    minutes = -(-seconds // 60)
    return ngettext(
        "Too many sign-ins failed. Wait %(n)s minute, then try again.",
        "Too many sign-ins failed. Wait %(n)s minutes, then try again.",
        minutes,
    ) % {"n": minutes}


def answer_of_the_page(request, answer, credentials):
    """Leave the answer to the sign-in page, which says it with the name still in its field."""
    return answer
