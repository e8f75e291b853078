"""Names of other hosts in a request: refused, or heard by nobody."""

import re
import time

import pytest

from ..accounts.conftest import reader as reader
from ..factories import PracticeFactory
from ..proposals.conftest import complete as complete
from ..proposals.conftest import terms as terms

pytestmark = pytest.mark.django_db
EVIL = "evil.example"
CARRIERS = {
    "X-Forwarded-Host": EVIL, "Forwarded": f"for=1.2.3.4;host={EVIL};proto=https", "X-Host": EVIL,
    "X-Original-Host": EVIL, "X-Forwarded-Server": EVIL, "X-HTTP-Host-Override": EVIL, "X-Original-URL": f"//{EVIL}/",
    "X-Rewrite-URL": f"//{EVIL}/", "X-Forwarded-Prefix": f"//{EVIL}", "Referer": f"https://{EVIL}/",
    "Origin": f"https://{EVIL}",
}  # fmt: skip


@pytest.mark.parametrize(
    "host",
    [EVIL, f"testserver.{EVIL}", f"{EVIL}:80", f"testserver@{EVIL}", "testserver/x", "", "a b", "[::1", "x" * 400],
)
def test_request_for_another_host_is_refused(client, host):
    assert client.get("/en/", headers={"host": "testserver"}).status_code == 200

    answer = client.get("/en/", headers={"host": host}) if host else client.get("/en/", SERVER_NAME=EVIL)

    assert answer.status_code == 400
    assert EVIL not in answer.content.decode()


def test_no_answer_names_the_host_of_a_header(client):
    PracticeFactory(published=True, slug="shown")
    pages = ["/", "/en/", "/en/practices/", "/en/practices/shown/", "/en/search/?q=x", "/en/feed/", "/robots.txt"]
    pages += ["/sitemap.xml", "/sitemap-practice.xml", "/admin/", "/admin/login/", "/en/nothing/", "/favicon.ico"]
    pages += [f"/en/practices/?format={fmt}" for fmt in ("csv", "json", "rss")]

    for page in pages:
        answer = client.get(page, headers=CARRIERS)
        body = b"".join(answer)
        assert answer.status_code < 500
        assert EVIL.encode() not in body, page
        assert EVIL not in str(answer.headers), page
    assert b"testserver" in b"".join(client.get("/en/practices/shown/"))  # where an address is written, it is its own


def test_mails_name_the_portal_and_no_other_host(client, reader, complete, mails):
    _proposal, token = complete

    client.post("/admin/password-reset/", {"email": "reader@example.org"}, headers=CARRIERS)
    client.post(f"/en/propose/{token}/mail/", headers=CARRIERS)
    until = time.monotonic() + 5
    while len(mails) < 2 and time.monotonic() < until:
        time.sleep(0.02)

    texts = [mail.as_string() for _to, mail in mails]
    assert len(texts) == 2
    assert all(re.search(r"http://127\.0\.0\.1:8000/", text) for text in texts)
    assert not [text for text in texts if EVIL in text]
