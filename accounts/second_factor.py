"""The second factor: who needs one, the app's codes (TOTP), and the recovery codes that stand in for the app once."""

import hashlib
import logging
import secrets
import time
from base64 import b32encode
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from audit.log import write
from audit.models import Act

from .models import RecoveryCode, User

log = logging.getLogger("accounts")
GIVES_POWER = {"accounts.add_user", "accounts.change_user", "auth.add_group", "auth.change_group"}
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # 32, without those that look alike: five bits each
HOW_MANY, GROUPS = 10, 4  # codes, and groups of four letters in each: 80 bits, so that a plain digest is safe


class CodeRefused(Exception):
    """A code was not taken; the message says in a sentence why."""


def must_have_second_factor(user) -> bool:
    """Tell whether the user can publish anything, or give somebody the power to."""
    if user.is_superuser:
        return True
    powers = user.get_all_permissions()
    return bool(powers & GIVES_POWER) or any(power.partition(".")[2].startswith("publish_") for power in powers)


def needs_second_factor(user) -> bool:
    """Tell whether a password alone is not enough: the user's powers ask for more, or an app is set up."""
    return device_of(user) is not None or must_have_second_factor(user)


def device_of(user) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


# Setting up


def new_key() -> str:
    """Return a new secret of 160 bits, in hexadecimal digits as django-otp keeps it."""
    return secrets.token_hex(20)


def key_as_text(key: str) -> str:
    """Return a secret as apps want it typed, in groups of four."""
    text = b32encode(bytes.fromhex(key)).decode()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def address_for_app(user, key: str) -> str:
    """Return what the code to scan says: the `otpauth` address that all apps read."""
    issuer = settings.PORTAL_NAME.replace(":", "")
    values = {"secret": b32encode(bytes.fromhex(key)).decode(), "issuer": issuer}
    return f"otpauth://totp/{quote(issuer)}:{quote(user.get_username())}?{urlencode(values, quote_via=quote)}"


@transaction.atomic
def set_up(user, key: str, code: str, replaces: bool) -> TOTPDevice | None:
    """Keep the app's secret where the app's code shows that it holds it.

    An app that is there already is forgotten where the new one `replaces` it, and else stays the only one.
    """
    User.objects.select_for_update().get(pk=user.pk)
    if not replaces and device_of(user):
        return None
    totp = TOTP(bytes.fromhex(key))
    totp.time = time.time()
    if not (code.isdecimal() and len(code) == 6 and totp.verify(int(code), tolerance=1)):
        return None
    TOTPDevice.objects.filter(user=user).delete()
    log.info("Account %s set up a second factor", user.pk)
    write(Act.SECURED, user, detail="second factor set up")
    return TOTPDevice.objects.create(user=user, name="app", key=key, last_t=totp.t())


# Asking for it


@transaction.atomic
def verify(user, code: str) -> TOTPDevice | None:
    """Return the user's device if the code is right, from the app or from the list, and not used yet.

    Wrong ones of both kinds are counted together, and after each the wait doubles; CodeRefused says how long it is.
    """
    device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=True).first()
    if device is None:
        raise CodeRefused(_("No app is set up for this account."))
    is_allowed, facts = device.verify_is_allowed()
    if not is_allowed:
        seconds = int((facts["locked_until"] - timezone.now()).total_seconds()) + 1
        raise CodeRefused(_too_soon(seconds))
    code = code.replace(" ", "")
    if code.isdecimal() and len(code) == 6:
        is_right = device.verify_token(code)
    elif is_right := _use_up(user, code):
        device.throttle_reset()
    else:
        device.throttle_increment()
    return device if is_right else None


def _too_soon(seconds: int) -> str:
    if seconds < 100:
        return ngettext(
            "Too many wrong codes. Wait %(n)s second and try again.",
            "Too many wrong codes. Wait %(n)s seconds and try again.",
            seconds,
        ) % {"n": seconds}
    minutes = seconds // 60 + 1
    return ngettext(
        "Too many wrong codes. Wait %(n)s minute and try again.",
        "Too many wrong codes. Wait %(n)s minutes and try again.",
        minutes,
    ) % {"n": minutes}


# Recovery codes


@transaction.atomic
def new_recovery_codes(user) -> list[str]:
    """Return ten new codes, in the only moment they can be read; those before are void."""
    codes = [_new_code() for _number in range(HOW_MANY)]
    user.recovery_codes.all().delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=digest_of(user, code)) for code in codes)
    log.info("Account %s made new recovery codes", user.pk)
    write(Act.SECURED, user, detail="new recovery codes")
    return codes


def _new_code() -> str:
    letters = [secrets.choice(LETTERS) for _letter in range(4 * GROUPS)]
    return "-".join("".join(letters[at : at + 4]) for at in range(0, len(letters), 4))


def digest_of(user, code: str) -> str:
    """Return what is kept of a recovery code, however it was typed."""
    letters = code.lower().replace("-", "").replace(" ", "")
    return hashlib.sha256(f"{user.pk} {letters}".encode()).hexdigest()


def are_codes_of(user, codes: list[str]) -> bool:
    """Tell whether all of `codes` are unused recovery codes of the user."""
    digests = {digest_of(user, code) for code in codes}
    return user.recovery_codes.filter(digest__in=digests).count() == len(digests)


def _use_up(user, code: str) -> bool:
    """Delete the code and tell whether it was there: of two that come at once, one is too late."""
    used, _rows = user.recovery_codes.filter(digest=digest_of(user, code)).delete()
    if used:
        log.warning("Account %s used a recovery code; %s left", user.pk, user.recovery_codes.count())
        write(Act.SECURED, user, detail="recovery code used")
    return bool(used)


# Starting anew


@transaction.atomic
def reset(user, by: str) -> bool:
    """Forget the user's app and codes, so that the next sign-in asks to set them up; tell whether there were any."""
    deleted, _rows = TOTPDevice.objects.filter(user=user).delete()
    codes, _rows = user.recovery_codes.all().delete()
    log.warning("The second factor of account %s was reset", user.pk)  # by whom stands in the audit log
    write(Act.SECURED, None, user, detail=f"second factor reset by {by}")
    return bool(deleted or codes)
