"""The link checker, on real servers of the tests' own: what each answer means, and where it refuses to knock."""

import datetime as dt
import itertools
import socket
import ssl
import threading
import time
from contextlib import contextmanager, suppress
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils import timezone, translation
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.models import Country, Source
from news.models import NewsItemDocument
from weblinks.checking import LinkChecker
from weblinks.given import outside_links
from weblinks.hosts import Status, is_public, place_of

from ..factories import NewsItemFactory, SourceFactory

AGENT = "TestPortal/1 (+https://portal.example/)"


class Handler(BaseHTTPRequestHandler):
    """Answers by the path: `/404` with that code, other paths by a method of that name."""

    protocol_version = "HTTP/1.1"

    def do_HEAD(self):
        self.server.seen.append((self.command, self.path, dict(self.headers)))
        with suppress(OSError):
            getattr(self, self.path.strip("/").partition("?")[0].partition("/")[0], self.by_code)()

    do_GET = do_HEAD  # noqa: N815  the name that http.server asks for

    def by_code(self):
        code = self.path.strip("/").partition("?")[0]
        self.answer(int(code) if code.isdigit() else 200)

    def answer(self, code, **headers):
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def to(self):
        """Redirect with the code and to the address of the query: /to?301&/next."""
        code, _sep, target = self.path.partition("?")[2].partition("&")
        self.answer(int(code), Location=target)

    def nowhere(self):
        self.answer(302)

    def circle(self):
        self.answer(301, Location="/circle_back")

    def circle_back(self):
        self.answer(301, Location="circle")

    def careless(self):
        self.answer(302, Location=" /new place#é ".encode().decode("latin-1"))

    def long_way(self):
        self.answer(302, Location="/" + "x" * 3000)

    def no_head(self):
        self.answer(405 if self.command == "HEAD" else 200)

    def mute_head(self):
        if self.command == "HEAD":
            self.close_connection = True
        else:
            self.answer(200)

    def busy(self):
        self.answer(429, Retry_After="7")

    def closed_till(self):
        self.answer(503, Retry_After=format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)))

    def asleep(self):
        self.server.over.wait(5)

    def drip(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not self.server.over.wait(0.05):
            self.wfile.write(b"X-Drip: 1\r\n" if self.server.sent % 2 else b"X")
            self.wfile.flush()

    def endless(self):
        if self.command == "HEAD":
            return self.answer(501)
        self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
        self.close_connection = True
        while not self.server.over.is_set():
            self.server.sent += self.wfile.write(b"x" * 65_536)
        return None

    def gibberish(self):
        self.wfile.write(b"220 mail.example ESMTP\r\n")
        self.close_connection = True

    def many_headers(self):
        self.answer(200, **{f"X-{n}": "y" for n in range(200)})

    def log_message(self, *_args):
        pass


@contextmanager
def serving(host="127.0.0.1", tls=None):
    server = ThreadingHTTPServer((host, 0), Handler)
    server.daemon_threads, server.seen, server.sent, server.over = True, [], 0, threading.Event()
    server.handle_error = lambda *_args: None
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    server.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.over.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def server():
    with serving() as started:
        yield started


def checker(server, **how) -> LinkChecker:
    ways = {"timeout": 2, "pause": 0, "permitted": {("127.0.0.1", server.port)}, "resolver": lambda *_a: ["127.0.0.1"]}
    return LinkChecker(AGENT, **ways | how)


def checked(server, path, host="127.0.0.1", **how):
    return checker(server, **how).check(f"http://{host}:{server.port}{path}")


# ---- what answers mean


@pytest.mark.parametrize(
    ("path", "status", "code", "words"),
    [
        ("/200", "ok", 200, "The page is there."),
        ("/204", "ok", 204, "The page is there."),
        ("/404", "gone", 404, "no such page (404)"),
        ("/410", "gone", 410, "no such page (410)"),
        ("/400", "broken", 400, "error (400)"),
        ("/500", "broken", 500, "error (500)"),
        ("/503", "broken", 503, "error (503)"),
        ("/403", "skipped", 403, "Look at it yourself."),
        ("/401", "skipped", 401, "Look at it yourself."),
        ("/429", "skipped", 429, "come back later"),
        ("/busy", "skipped", 429, "come back later"),
        ("/closed_till", "skipped", 503, "come back later"),
        ("/no_head", "ok", 200, "The page is there."),
        ("/mute_head", "ok", 200, "The page is there."),
        ("/nowhere", "broken", None, "without saying where to"),
        ("/gibberish", "broken", None, "does not answer as a web server does"),
        ("/many_headers", "broken", None, "does not answer as a web server does"),
        ("/to?302&http://[", "broken", None, "something that is no address"),
        ("/long_way", "broken", None, "something that is no address"),
        ("/to?302&mailto:a@b.example", "refused", None, "http:// or https://"),
        ("/to?302&file:///etc/passwd", "refused", None, "http:// or https://"),
    ],
)
def test_answer_becomes_a_verdict(server, path, status, code, words):
    verdict = checked(server, path)

    assert (verdict.status, verdict.code) == (status, code)
    assert words in verdict.reason
    assert verdict.reason.endswith(".")
    assert verdict.url == f"http://127.0.0.1:{server.port}{path}"
    assert timezone.now() - verdict.checked_at < dt.timedelta(seconds=20)


def test_head_comes_first_and_says_who_asks(server):
    checked(server, "/200?q=é#part", host="portal.example")
    checked(server, "/no_head")

    assert [(method, path) for method, path, _headers in server.seen] == [
        ("HEAD", "/200?q=%C3%A9"),
        ("HEAD", "/no_head"),
        ("GET", "/no_head"),
    ]
    first, _head, last = (headers for _method, _path, headers in server.seen)
    assert (first["User-Agent"], first["Host"]) == (AGENT, f"portal.example:{server.port}")
    assert last["Range"] == "bytes=0-65535"
    assert "Cookie" not in first


def test_page_that_moved_for_good_has_a_new_address(server):
    verdict = checked(server, f"/to?301&/to?308&http://127.0.0.1:{server.port}/new#part")

    assert verdict.status == "moved"
    assert verdict.final_url.endswith("/new#part")


def test_new_address_is_the_last_that_is_for_good(server):
    verdict = checked(server, "/to?301&/to?302&/new")

    assert (verdict.status, verdict.final_url.partition("/to")[2]) == ("moved", "?302&/new")


def test_passing_redirect_is_no_move(server):
    verdict = checked(server, "/careless")

    assert (verdict.status, verdict.final_url.rpartition("/")[2]) == ("ok", "new%20place#é")


def test_page_that_leads_to_the_start_page_is_told(server):
    verdict = checked(server, "/to?302&/")

    assert verdict.status == "moved"
    assert "start page" in verdict.reason


def test_page_that_moved_and_is_gone_is_gone(server):
    assert checked(server, "/to?301&/404").status == "gone"


def test_circle_ends_where_it_begins(server):
    verdict = checked(server, "/circle")

    assert (verdict.status, verdict.code, verdict.reason) == ("broken", 301, "The address leads in a circle.")
    assert len(server.seen) == 2


def test_trail_ends_after_five_redirects(server):
    assert checked(server, "/to?302&" * 5 + "/200").status == "ok"
    verdict = checked(server, "/to?302&" * 6 + "/200")

    assert (verdict.status, verdict.code) == ("broken", 302)
    assert "more than 5 times" in verdict.reason


# ---- patience and manners


def test_host_that_asks_for_time_is_left_alone(server):
    asker = checker(server)

    asker.check(f"http://127.0.0.1:{server.port}/busy")
    verdict = asker.check(f"http://127.0.0.1:{server.port}/200")

    assert (verdict.status, verdict.code) == ("skipped", None)
    assert len(server.seen) == 1
    assert asker.check(f"http://other.example:{server.port}/200").status == "ok"


def test_one_host_is_asked_once_in_a_pause_and_others_at_once(server):
    asker = checker(server, pause=0.8)
    begun = time.monotonic()

    for host in ("a.example", "b.example", "c.example"):
        asker.check(f"http://{host}:{server.port}/200")
    assert time.monotonic() - begun < 0.8
    asker.check(f"http://a.example:{server.port}/200")
    assert time.monotonic() - begun >= 0.8


@pytest.mark.parametrize("path", ["/asleep", "/drip"])
def test_slow_server_does_not_hold_the_check_up(server, path):
    begun = time.monotonic()

    verdict = checked(server, path, timeout=0.4)

    assert (verdict.status, verdict.reason) == ("unreachable", "The server takes longer than 0.4 seconds.")
    assert time.monotonic() - begun < 2


def test_of_a_huge_page_only_the_beginning_is_read(server):
    verdict = checked(server, "/endless")

    assert verdict.status == "ok"
    assert server.sent < 20_000_000


def test_server_that_is_off_is_unreachable(server):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        verdict = checker(server, permitted={("127.0.0.1", port)}).check(f"http://127.0.0.1:{port}/")

    assert (verdict.status, verdict.reason) == ("unreachable", "The server does not answer.")


def test_second_address_of_a_host_is_tried(server):
    permitted = {("127.0.0.1", server.port), ("127.0.0.9", server.port)}

    verdict = checked(server, "/200", resolver=lambda *_a: ["127.0.0.9", "127.0.0.1"], permitted=permitted)

    assert verdict.status == "ok"


def test_proxies_of_the_environment_are_not_used(server, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    assert checked(server, "/200").status == "ok"


def test_reason_is_in_the_language_of_the_editor(server):
    with translation.override("de"):
        assert checked(server, "/200").reason == "Die Seite ist da."


# ---- names


def test_host_in_other_letters_is_asked_by_its_ascii_name(server):
    asked = []

    verdict = checked(
        server, "/200", host="BÜCHER.example.", resolver=lambda host, _p: asked.append(host) or ["127.0.0.1"]
    )

    assert verdict.status == "ok"
    assert asked == ["xn--bcher-kva.example"]
    assert server.seen[0][2]["Host"] == f"xn--bcher-kva.example:{server.port}"


@pytest.mark.parametrize("fault", [socket.gaierror(-2, "unknown"), UnicodeError(), None])
def test_unknown_host_is_unreachable(server, fault):
    def resolver(_host, _port):
        if fault:
            raise fault
        return []

    verdict = checked(server, "/", host="nowhere.example", resolver=resolver)

    assert (verdict.status, verdict.reason) == ("unreachable", "There is no host “nowhere.example”.")


# ---- where it refuses to knock

PRIVATE = [
    "127.0.0.1", "127.8.9.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",  # noqa: S104
    "169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.192", "192.0.2.1", "198.18.0.1", "198.51.100.7",
    "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "168.63.129.16", "192.88.99.1",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "fe80::1", "fe80::1%eth0", "fc00::1",
    "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1", "2001::1", "2002:7f00:1::", "2002:a00:1::1", "3fff::1",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::808:808", "100::1", "4000::1", "no address", "",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_address_outside_the_public_internet_is_refused(address):
    verdict = LinkChecker(AGENT, pause=0, resolver=lambda *_a: [address]).check("http://innocent.example/")

    assert not is_public(address)
    assert (verdict.status, verdict.code) == ("refused", None)


@pytest.mark.parametrize("address", ["8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "64:ff9b::808:808"])
def test_public_address_is_none_of_these(address):
    assert is_public(address)


def test_one_private_address_among_public_ones_is_enough():
    verdict = LinkChecker(AGENT, resolver=lambda *_a: ["8.8.8.8", "10.0.0.1"]).check("http://two.example/")

    assert verdict.status == "refused"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://127.0.0.1./", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://0/",
        "http://2130706433/", "http://0x7f000001/", "http://0x7f.0.0.1/", "http://0177.0.0.1/", "http://127.1/",
        "http://127.0.0.01/", "http://①②⑦.0.0.1/", "http://１２７。０。０。１/", "http://[fe80::1]/", "http://127.0.0.0x1/",
        "http://user@example.org/", "http://user:secret@example.org/", "http://example.org@127.0.0.1/",
        "http://example.org:22/", "http://example.org:8080/", "http://example.org:0/", "https://example.org:6379/",
        "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "javascript:alert(1)", "data:text/html,x",
        "mailto:a@example.org",
    ],
)  # fmt: skip
def test_address_that_hides_where_it_leads_is_refused(url):
    verdict = LinkChecker(AGENT, pause=0, resolver=no_lookup).check(url)

    assert (verdict.status, verdict.code, verdict.final_url) == ("refused", None, url)


def no_lookup(host, _port):
    """Stand for a resolver that only knows what IP addresses are spelled like."""
    return [host] if host[0].isdigit() or ":" in host else pytest.fail(f"{host} was looked up")


@pytest.mark.parametrize(
    "url",
    [
        "", " ", "http://", "http:///path", "http://[", "http://[::1", "http://[x]/", "http://[fe80::1%25eth0]/",
        "//example.org/",
        "example.org", "http://exa mple.org/", "http://example.org/a b", "http://example.org\\@127.0.0.1/",
        "http://example.org:port/", "http://example.org:99999/", "http://-example.org/", "http://a..example/",
        "http://exam%70le.org/", "http://ex\u00adample.org:x/", "http://example.org/\r\nHost: x", "http://\ud800.example/",
        "http://.", "http://" + "a" * 64 + ".example/", "http://example.org/" + "x" * 2000, "http://ab＃c.example/",
    ],
)  # fmt: skip
def test_what_is_no_address_is_broken(url):
    verdict = LinkChecker(AGENT, pause=0, resolver=no_lookup).check(url)

    assert (verdict.status, verdict.reason) == ("broken", "This is no address that a browser could open. Correct it.")


@given(st.text() | st.text(st.sampled_from("http:/.@[]%?#\\ :0x7fé。①-")).map(lambda rest: f"http://{rest}"))
@settings(max_examples=500, deadline=None)
def test_no_text_makes_the_check_fail(url):
    assert LINKS.check(url).status in set(Status) - {"ok", "moved"}


LINKS = LinkChecker(AGENT, pause=0, resolver=lambda *_a: ["127.0.0.1"])


@given(st.binary(max_size=60).filter(lambda raw: not set(raw) & set(b"\r\n\0")))
@settings(max_examples=60, deadline=None)
def test_no_redirect_makes_the_check_fail(location):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

        def answer():
            link, _address = listener.accept()
            with link:
                link.recv(65_536)
                link.sendall(b"HTTP/1.1 302 Found\r\nLocation: " + location + b"\r\nContent-Length: 0\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        asker = LinkChecker(AGENT, pause=0, timeout=1, max_redirects=0, permitted={("127.0.0.1", port)})
        assert asker.check(f"http://127.0.0.1:{port}/").status == "broken"
        thread.join()


@pytest.mark.parametrize(
    "target", ["http://10.0.0.1/", "http://169.254.169.254/latest/", "http://127.0.0.1:1/", "//[::1]/"]
)
def test_redirect_into_a_private_network_is_refused(server, target):
    verdict = checker(server, resolver=lambda host, _p: [host]).check(f"http://127.0.0.1:{server.port}/to?302&{target}")

    assert verdict.status == "refused"
    assert target.strip("/") in verdict.final_url
    assert len(server.seen) == 1


def test_permission_is_for_one_address_and_port_only(server):
    with serving() as other:
        verdict = checker(server).check(f"http://127.0.0.1:{other.port}/200")

        assert verdict.status == "refused"
        assert other.seen == []


def test_name_that_changes_its_address_between_look_and_leap_gains_nothing(server):
    """A rebinding name: permitted when it is looked at, an inner server ever after."""
    with socket.create_server(("127.0.0.2", server.port)) as inner:
        inner.settimeout(0.05)
        answers = itertools.chain(["127.0.0.1"], itertools.repeat("127.0.0.2"))
        verdict = checked(server, "/no_head", host="rebind.example", resolver=lambda *_a: [next(answers)])

        assert verdict.status == "ok"
        assert next(answers) == "127.0.0.2"
        assert [method for method, _path, _headers in server.seen] == ["HEAD", "GET"]
        with pytest.raises(TimeoutError):
            inner.accept()


def test_name_that_changes_its_address_on_the_way_is_looked_at_again(server):
    answers = itertools.chain(["127.0.0.1"], itertools.repeat("127.0.0.2"))
    verdict = checked(server, "/to?302&/200", host="rebind.example", resolver=lambda *_a: [next(answers)])

    assert verdict.status == "refused"
    assert len(server.seen) == 1


def test_ports_of_the_web_need_no_naming():
    assert place_of("https://example.org").host_header == "example.org"
    assert place_of("http://example.org:443/").host_header == "example.org:443"
    assert place_of("HTTPS://[2606:4700::1111]:443/ä?b=ö c".replace(" ", "+")).target == "/%C3%A4?b=%C3%B6+c"


# ---- secure connections


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate that nobody signed, for secure.example, as (certificate file, context of a server)."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "secure.example")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("secure.example")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return str(path), context


def test_secure_site_is_known_by_its_name_though_asked_by_its_address(certificate):
    ca_file, context = certificate
    names = []
    context.sni_callback = lambda _link, name, _context: names.append(name)
    with serving(tls=context) as server:
        verdict = checker(server, ca_file=ca_file).check(f"https://secure.example:{server.port}/200")

    assert verdict.status == "ok"
    assert names == ["secure.example"]


@pytest.mark.parametrize(
    ("host", "is_trusted"), [("secure.example", False), ("other.example", True), ("127.0.0.1", True)]
)
def test_certificate_that_proves_nothing_is_told(certificate, host, is_trusted):
    ca_file, context = certificate
    with serving(tls=context) as server:
        how = {"ca_file": ca_file} if is_trusted else {}
        verdict = checker(server, **how).check(f"https://{host}:{server.port}/200")

        assert verdict.status == "broken"
        assert "certificate" in verdict.reason
        assert server.seen == []


def test_plain_server_behind_a_secure_address_is_told(server):
    verdict = checker(server).check(f"https://127.0.0.1:{server.port}/200")

    assert (verdict.status, verdict.reason) == ("broken", "No secure connection to the site can be made.")


# ---- the links of the records


def test_every_address_of_the_records_is_found_once(db, django_assert_num_queries):
    source = SourceFactory(url="https://example.org/a")
    SourceFactory(url="")
    owner = NewsItemFactory(state="draft")
    document = NewsItemDocument.objects.create(owner=owner, title="A", url="https://example.org/b")

    with django_assert_num_queries(2):
        found = list(outside_links([Source, Country, NewsItemDocument]))

    assert found == [(source, "url", "https://example.org/a"), (document, "url", "https://example.org/b")]
