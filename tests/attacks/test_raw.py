"""Requests that no browser writes, sent as bytes to a real server: refused or dropped, and the portal lives on."""

import http.client
import socket
import time

import pytest

from ..test_running import Portal

pytestmark = pytest.mark.running
LINE, HOST = b"GET /en/ HTTP/1.1\r\n", b"Host: 127.0.0.1\r\n"
POST = b"POST /admin/login/ HTTP/1.1\r\n" + HOST
HIDDEN = b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n"  # would be answered with 200 if it got through
RAW = {
    "two lengths": POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcde" + HIDDEN,
    "length and chunks": POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
    "length below zero": POST + b"Content-Length: -1\r\n\r\n",
    "length with a sign": POST + b"Content-Length: +5\r\n\r\nabcde",
    "length in words": POST + b"Content-Length: five\r\n\r\nabcde",
    "length beyond all numbers": POST + b"Content-Length: " + b"9" * 400 + b"\r\n\r\n",
    "list of lengths": POST + b"Content-Length: 5, 6\r\n\r\nabcdef",
    "chunk without a size": POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
    "chunk of a size below zero": POST + b"Transfer-Encoding: chunked\r\n\r\n-5\r\nabcde\r\n0\r\n\r\n",
    "chunk larger than memory": POST + b"Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\nabc",
    "unknown encoding": POST + b"Transfer-Encoding: rot13\r\n\r\nabc",
    "chunked twice": POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunked not last": POST + b"Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
    "space before the colon": LINE + HOST + b"Content-Length : 5\r\n\r\nabcde",
    "folded line": LINE + HOST + b"X-A: b\r\n c\r\n\r\n",
    "line without a colon": LINE + HOST + b"nonsense\r\n\r\n",
    "name with a NUL": LINE + HOST + b"X-\0A: b\r\n\r\n",
    "value with a NUL": LINE + HOST + b"X-A: b\0c\r\n\r\n",
    "bare carriage return": LINE + HOST + b"X-A: b\rSet-Cookie: x\r\n\r\n",
    "host of somebody else": LINE + b"Host: evil.example\r\n\r\n",
    "two hosts": LINE + HOST + b"Host: evil.example\r\n\r\n",
    "host with a path": LINE + b"Host: 127.0.0.1/evil\r\n\r\n",
    "foreign address as target": b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "NUL in the path": b"GET /en/\0 HTTP/1.1\r\n" + HOST + b"\r\n",
    "no version": b"GET /en/\r\n\r\n",
    "version 9": b"GET /en/ HTTP/9.9\r\n" + HOST + b"\r\n",
    "preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "method of signs": b"G{}T /en/ HTTP/1.1\r\n" + HOST + b"\r\n",
    "target too long": b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
    "header too long": LINE + HOST + b"X-A: " + b"a" * 70_000 + b"\r\n\r\n",
    "300 headers": LINE + HOST + b"".join(b"X-%d: y\r\n" % number for number in range(300)) + b"\r\n",
    "binary": bytes(range(256)) * 20,
    "greeting of TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\xaa" * 300,
    "TRACE": b"TRACE /en/ HTTP/1.1\r\n" + HOST + b"X-Secret: echo\r\n\r\n",
    "CONNECT": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n",
    "half a body": POST + b"Content-Length: 50000\r\n\r\nabc",
}


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    running = Portal(tmp_path_factory.mktemp("raw") / "data")
    yield running
    assert "Traceback" not in running.stop()


def send(port: int, raw: bytes) -> bytes:
    """Return all that the server answers to the bytes, "" where it only closes the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        got = b""
        try:
            line.sendall(raw)
            line.shutdown(socket.SHUT_WR)
            while part := line.recv(65_536):
                got += part
        except (ConnectionResetError, BrokenPipeError):
            pass
        return got


def test_good_request_is_answered(portal):
    got = send(portal.port, LINE + HOST + b"Connection: close\r\n\r\n")

    assert got.startswith(b"HTTP/1.1 200 ")
    assert b"</html>" in got


@pytest.mark.parametrize("what", RAW)
def test_raw_request_is_refused_and_the_portal_lives(portal, what):
    begun = time.monotonic()
    got = send(portal.port, RAW[what])

    assert time.monotonic() - begun < 10
    statuses = [part[:3] for part in got.split(b"HTTP/1.1 ")[1:]]
    assert [status for status in statuses if not status.startswith(b"4") and status != b"501"] == [], got[:300]
    assert b"evil.example" not in got
    assert b"Traceback" not in got
    assert b"echo" not in got
    assert portal.get("/healthz")


def test_static_files_and_errors_carry_the_headers_and_no_version(portal):
    style = portal.home[portal.home.index("/static/css/portal.") :].partition('"')[0]
    wanted = ["x-content-type-options", "x-frame-options", "referrer-policy", "cross-origin-opener-policy"]
    wanted += ["permissions-policy", "content-security-policy"]

    for path, status in [(style, 200), ("/static/none.css", 404), ("/en/", 200), ("/admin/login/", 200), ("/x", 404)]:
        line = http.client.HTTPConnection("127.0.0.1", portal.port, timeout=10)
        line.request("GET", path)
        answer = line.getresponse()
        answer.read()
        assert answer.status == status
        assert [name for name in wanted if not answer.getheader(name)] == [], path
        assert not any(sign.isdigit() for sign in answer.getheader("Server", "")), path
        line.close()
