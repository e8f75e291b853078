"""Whether links still lead somewhere: asks as politely and as little as it can, and never anything but public servers.

The rules for robots are not fetched: they guide programs that wander from page to page, and would double the requests.
This one opens single pages that an editor named, as a reader would, and says in its User-Agent whose program it is.
"""

import http.client
import re
import socket
import ssl
import threading
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from urllib.parse import urldefrag, urljoin, urlsplit

import certifi
from django.utils import timezone
from django.utils.translation import gettext as _

from .hosts import PORTS, Place, Resolver, Status, Stop, addresses_of, is_fit, place_of, resolve

PERMANENT = {301, 308}
REDIRECTS = {302, 303, 307, *PERMANENT}
GONE = {404, 410}
LATER = {429, 503}
# For readers who signed in, or not for programs: 999 is what LinkedIn says to those.
GUARDED = {401, 402, 403, 407, 451, 999}
MAX_ADDRESSES = 3
SHORT_WAIT, LONGEST_WAIT = 60, 86_400  # seconds


@dataclass(frozen=True)
class Verdict:
    """What became of one link. `final_url` is the address to use for one that moved, else where the check ended."""

    url: str
    status: Status
    code: int | None
    final_url: str
    reason: str
    checked_at: datetime


class Answer(NamedTuple):
    """What of a server's answer counts."""

    code: int
    location: str
    retry_after: str


class LinkChecker:
    """Checks links one by one; keeps in mind when it last asked which host. May be shared by threads.

    `user_agent` names the portal and its address. `timeout` is the seconds for a connection, and again for an answer;
    how long looking up a name may take, the system's resolver says. `pause` is the seconds between two requests to a
    host, `max_bytes` how much of a page is read where asking for its head alone does not do. `permitted` holds pairs of
    IP address and port that may be asked though they are not public, and `ca_file` the certificates to trust instead of
    the usual ones. The environment's proxies are not used: a proxy would look names up anew.
    """

    def __init__(
        self,
        user_agent: str,
        *,
        timeout: float = 10,
        pause: float = 1,
        max_redirects: int = 5,
        max_bytes: int = 65_536,
        permitted: Collection[tuple[str, int]] = (),
        resolver: Resolver = resolve,
        ca_file: str | None = None,
    ):
        self.headers = {"User-Agent": user_agent, "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}
        self.timeout, self.pause, self.max_redirects, self.max_bytes = timeout, pause, max_redirects, max_bytes
        self.permitted, self.resolver = frozenset(permitted), resolver
        self.ports = frozenset(PORTS.values()) | {port for _address, port in self.permitted}
        self.tls = ssl.create_default_context(cafile=ca_file)
        if not ca_file:
            self.tls.load_verify_locations(certifi.where())
        self._lock = threading.Lock()
        self._free_at: dict[str, float] = {}
        self._closed_until: dict[str, float] = {}

    def check(self, url: str) -> Verdict:
        """Return what becomes of a reader who follows `url`. Whatever goes wrong is a verdict too."""
        trail = [url]
        try:
            status, code, reason = self._follow(trail)
        except Stop as stop:
            status, code, reason = stop.status, stop.code, stop.reason
        return Verdict(url, status, code, trail[-1], reason, timezone.now())

    def _follow(self, trail: list[str]) -> tuple[Status, int, str]:
        """Go from redirect to redirect, noting each address in `trail`; it ends with the address to use."""
        lasting = 0  # how many redirects in a row, from the first, are for good
        while True:
            answer = self._ask(place_of(trail[-1], self.ports))
            if answer.code not in REDIRECTS:
                return self._judge(trail, lasting, answer)
            lasting += answer.code in PERMANENT and lasting == len(trail) - 1
            target = _next_address(trail[-1], answer.location)
            if target in trail:
                raise Stop(Status.BROKEN, _("The address leads in a circle."), answer.code)
            if len(trail) > self.max_redirects:
                raise Stop(
                    Status.BROKEN,
                    _("The address leads on and on, more than %(most)s times.") % {"most": self.max_redirects},
                    answer.code,
                )
            trail.append(target)

    def _judge(self, trail: list[str], lasting: int, answer: Answer) -> tuple[Status, int, str]:
        code = answer.code
        if code in GONE:
            return Status.GONE, code, _("The server says that there is no such page (%(code)s).") % {"code": code}
        if code in GUARDED:
            reason = _("The server shows this page to some only (%(code)s). Look at it yourself.") % {"code": code}
            return Status.SKIPPED, code, reason
        if not 200 <= code < 300:
            return Status.BROKEN, code, _("The server answers with an error (%(code)s).") % {"code": code}
        if _is_start(trail[-1]) and not _is_start(trail[0]):
            reason = _("The address leads to the start page of the site. See whether the content is still to be had.")
            return Status.MOVED, code, reason
        if lasting:
            del trail[lasting + 1 :]
            return Status.MOVED, code, _("The page has moved for good. Use the new address.")
        return Status.OK, code, _("The page is there.")

    def _ask(self, place: Place) -> Answer:
        """Ask for the head of a page, and for its beginning where the server does not answer that as it should."""
        if self._closed_until.get(place.host, 0) > time.monotonic():
            raise _later(None)
        addresses = addresses_of(place, self.resolver, self.permitted)
        answer = self._request("HEAD", place, addresses)
        if answer is None or (answer.code >= 400 and answer.code not in LATER):
            answer = self._request("GET", place, addresses)
        if answer is None:
            raise Stop(Status.BROKEN, _("The server does not answer as a web server does."))
        if answer.code == 429 or (answer.code in LATER and answer.retry_after):
            self._closed_until[place.host] = time.monotonic() + _seconds(answer.retry_after)
            raise _later(answer.code)
        return answer

    def _request(self, method: str, place: Place, addresses: list[str]) -> Answer | None:
        """Send one request to the first address that can be reached; return None where the answer is not HTTP."""
        self._wait(place.host)
        is_slow = False
        for address in addresses[:MAX_ADDRESSES]:
            try:
                link = self._connect(place, address)
            except ssl.SSLCertVerificationError as fault:
                reason = _("The certificate of the site cannot be verified: browsers may warn readers.")
                raise Stop(Status.BROKEN, reason) from fault
            except ssl.SSLError as fault:
                raise Stop(Status.BROKEN, _("No secure connection to the site can be made.")) from fault
            except OSError as fault:
                is_slow = isinstance(fault, TimeoutError)
                continue
            return self._exchange(link, method, place)
        raise self._slow() if is_slow else Stop(Status.UNREACHABLE, _("The server does not answer."))

    def _wait(self, host: str) -> None:
        with self._lock:
            now = time.monotonic()
            start = max(now, self._free_at.get(host, 0))
            self._free_at[host] = start + self.pause
        time.sleep(start - now)

    def _connect(self, place: Place, address: str) -> socket.socket:
        """Connect to that IP address and no other; the certificate must be that of the host by name."""
        plain = socket.create_connection((address, place.port), self.timeout)
        if place.scheme == "http":
            return plain
        try:
            return self.tls.wrap_socket(plain, server_hostname=place.host)
        except (OSError, ValueError):
            plain.close()
            raise

    def _exchange(self, link: socket.socket, method: str, place: Place) -> Answer | None:
        """Send a request and read the answer, all within the timeout: a server may send one letter at a time."""
        connection = http.client.HTTPConnection(place.host, place.port)
        connection.auto_open, connection.sock = 0, link
        headers = {"Host": place.host_header, **self.headers}
        if method == "GET":
            headers["Range"] = f"bytes=0-{self.max_bytes - 1}"
        late = threading.Event()
        timer = threading.Timer(self.timeout, _hang_up, (link, late))
        timer.daemon = True
        timer.start()
        answer = None
        try:
            connection.request(method, place.target, headers=headers)
            with connection.getresponse() as response:
                answer = Answer(
                    response.status, response.getheader("Location", ""), response.getheader("Retry-After", "")
                )
                if method == "GET":
                    response.read(self.max_bytes)
        except TimeoutError:
            late.set()
        except (OSError, http.client.HTTPException, ValueError):
            answer = None
        finally:
            timer.cancel()
            connection.close()
            link.close()
        if late.is_set():
            raise self._slow()
        return answer

    def _slow(self) -> Stop:
        return Stop(
            Status.UNREACHABLE,
            _("The server takes longer than %(seconds)s seconds.") % {"seconds": f"{self.timeout:g}"},
        )


def _hang_up(link: socket.socket, late: threading.Event) -> None:
    late.set()
    with suppress(OSError, ValueError):
        link.shutdown(socket.SHUT_RDWR)


def _later(code: int | None) -> Stop:
    return Stop(Status.SKIPPED, _("The server asks to come back later."), code)


def _seconds(retry_after: str) -> float:
    """Return for how long a server wants to be left alone; it says so in seconds or by a date."""
    wait = SHORT_WAIT
    if re.fullmatch("[0-9]{1,9}", retry_after.strip()):
        wait = int(retry_after)
    else:
        with suppress(ValueError, TypeError, OverflowError):
            wait = (parsedate_to_datetime(retry_after) - timezone.now()).total_seconds()
    return min(max(wait, 0), LONGEST_WAIT)


def _next_address(here: str, location: str) -> str:
    """Return where a redirect leads. Servers put spaces and letters there that should have been escaped."""
    with suppress(UnicodeError):
        location = location.encode("latin-1").decode()
    location = location.strip().replace(" ", "%20")
    if not location:
        raise Stop(Status.BROKEN, _("The server sends readers on without saying where to."))
    try:
        target, fragment = urldefrag(urljoin(here, location))
        fragment = fragment or urldefrag(here).fragment
        whole = f"{target}#{fragment}" if fragment else target
        if not is_fit(whole):
            raise ValueError(whole)
    except ValueError as fault:
        raise Stop(Status.BROKEN, _("The server sends readers on to something that is no address.")) from fault
    return whole


def _is_start(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query
