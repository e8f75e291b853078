"""Which servers a link may lead the portal to: public ones, and nothing that only looks like one.

Whoever writes a link chooses where the portal's own server knocks. So an address is taken apart once, strictly, its
name is looked up once, and the connection goes to the very address that was judged here.
"""

import re
import socket
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import quote, urlsplit

import idna
from django.utils.translation import gettext as _

MAX_LENGTH = 2000
PORTS = {"http": 80, "https": 443}
Resolver = Callable[[str, int], Iterable[str]]

UNFIT = re.compile(r"[\s\x00-\x1f\x7f-\x9f\\]")
NAME = re.compile(r"(?=.{1,253}$)(?:(?!-)[a-z0-9_-]{1,63}\.)*(?!-)[a-z0-9_-]{1,63}")
NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)")  # what some programs take for an IPv4 address

# Special-purpose networks (IANA registries, July 2025), and the address at which Azure keeps its machines' secrets.
CLOSED = [
    ip_network(net)
    for net in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
    )
]  # fmt: skip
GLOBAL_6 = ip_network("2000::/3")
NAT64 = ip_network("64:ff9b::/96")  # how a server without IPv4 sees those that have nothing else


class Status(StrEnum):
    """What became of a link. A link that is refused was not asked for; one that is skipped may be well."""

    OK = "ok"
    MOVED = "moved"
    GONE = "gone"
    BROKEN = "broken"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    SKIPPED = "skipped"


class Stop(Exception):
    """The check ends here, with this status and reason."""

    def __init__(self, status: Status, reason: str, code: int | None = None):
        self.status, self.reason, self.code = status, reason, code
        super().__init__(reason)


@dataclass(frozen=True)
class Place:
    """An address taken apart: `host` in ASCII, `target` as it is sent in the request."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def host_header(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def place_of(url: str, ports: Collection[int] = frozenset(PORTS.values())) -> Place:
    """Take `url` apart. Raises Stop where it is malformed, hides a host, or asks for anything but the web."""
    try:
        if not is_fit(url):
            raise ValueError(url)
        parts = urlsplit(url)
        scheme, host, port = parts.scheme.lower(), parts.hostname, parts.port
        target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
        query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]")
    except ValueError as fault:
        raise _malformed() from fault
    if scheme and scheme not in PORTS:
        raise Stop(Status.REFUSED, _("Only addresses that begin with http:// or https:// are checked."))
    if not scheme or not host:
        raise _malformed()
    if "@" in parts.netloc:
        raise Stop(Status.REFUSED, _("The address holds a user name or a password. Take it out."))
    port = PORTS[scheme] if port is None else port
    if port not in ports:
        raise Stop(
            Status.REFUSED, _("The address asks for port %(port)s; only 80 and 443 are checked.") % {"port": port}
        )
    return Place(scheme, host_of(host), port, f"{target}?{query}" if query else target)


def is_fit(url: str) -> bool:
    """Tell whether `url` is short enough and free of blanks, control characters and backslashes."""
    return len(url) <= MAX_LENGTH and not UNFIT.search(url)


def _malformed() -> Stop:
    return Stop(Status.BROKEN, _("This is no address that a browser could open. Correct it."))


def host_of(host: str) -> str:
    """Return a host in its one spelling: a name in ASCII, an IP address as usual. Raises Stop for what is neither."""
    try:
        if ":" in host:
            return str(IPv6Address(host if "%" not in host else ""))
        name = (host if host.isascii() else idna.encode(host, uts46=True).decode()).lower().removesuffix(".")
        if NUMBER.fullmatch(name):
            return _number(name)
    except ValueError as fault:
        raise _malformed() from fault
    if not NAME.fullmatch(name):
        raise _malformed()
    return name


def _number(name: str) -> str:
    """Return an IPv4 address that is written in four decimal parts. Other spellings serve to hide where they lead."""
    try:
        return str(IPv4Address(name))
    except ValueError as fault:
        raise Stop(Status.REFUSED, _("The address spells its host as a number. Give the name of the host.")) from fault


def is_public(address: str) -> bool:
    """Tell whether an IP address belongs to the public Internet and hides no other one."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if ip.version == 6 and ip in NAT64:
        return is_public(str(IPv4Address(int(ip) & 0xFFFFFFFF)))
    if ip.version == 6 and ip not in GLOBAL_6:
        return False
    return not ip.is_private and not any(ip in net for net in CLOSED if net.version == ip.version)


def resolve(host: str, port: int) -> list[str]:
    """Ask the system for the IP addresses of a host. Raises OSError where there are none."""
    return [entry[4][0] for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def addresses_of(place: Place, resolver: Resolver, permitted: Collection[tuple[str, int]]) -> list[str]:
    """Look the host up once and return its IP addresses.

    Raises Stop where there is none, or where a single one is not public: a name with one foot in a private network is
    no accident. `permitted` holds pairs of IP address and port that are taken nevertheless.
    """
    try:
        found = list(dict.fromkeys(resolver(place.host, place.port)))
    except (OSError, ValueError):
        found = []
    if not found:
        raise Stop(Status.UNREACHABLE, _("There is no host “%(host)s”.") % {"host": place.host})
    for address in found:
        if (address, place.port) not in permitted and not (place.port in PORTS.values() and is_public(address)):
            raise Stop(
                Status.REFUSED, _("The address leads into a private or reserved network, where readers cannot follow.")
            )
    return found
