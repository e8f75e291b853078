"""Where a request comes from: the one rule about the addresses of visitors."""

import hashlib
import hmac
import ipaddress

from django.conf import settings
from django.utils import timezone


def network_of(request) -> str:
    """Return the sender's address, of IPv6 the first of its /64, since one line owns all of these; "" where unknown.

    The last address of X-Forwarded-For counts only where TRUST_FORWARDED_FOR is set: anybody can send that header.
    """
    heard = [request.META.get("REMOTE_ADDR", "")]
    if settings.TRUST_FORWARDED_FOR:
        heard.insert(0, request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip())
    return next((network for address in heard if (network := _network(address))), "")


def _network(address: str) -> str:
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ""
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return str(ipaddress.IPv6Network((int(ip), 64), strict=False)[0] if ip.version == 6 else ip)


def digest_of_the_day(text: str) -> str:
    """Return a digest that is another one each day and leads back to nobody."""
    return hmac.new(settings.SECRET_KEY.encode(), f"{timezone.localdate()} {text}".encode(), hashlib.sha256).hexdigest()
