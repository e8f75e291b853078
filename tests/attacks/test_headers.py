"""The protecting headers, on every kind of answer there is and not on the start page alone."""

import logging

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from practices.models import PracticeDocument, PracticePhotograph
from publishing import previews

from ..accounts.conftest import publisher as publisher
from ..conftest import sign_in
from ..factories import PracticeFactory
from ..publishing.test_files import picture, upload
from .addresses import FILES, MACHINES, PRIVATE

pytestmark = pytest.mark.django_db
FIXED = {
    "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Cross-Origin-Opener-Policy": "same-origin",
}  # fmt: skip
CAREFUL = {"strict-origin-when-cross-origin", "same-origin", "no-referrer"}
OWN = "img-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"
VERSIONS = ("Server", "X-Powered-By", "Via")
WORDS = ["Traceback", "django/", "site-packages", "DEBUG", "RuntimeError", "/srv/portal", "Exception"]
ODD = [
    "/.git/config", "/.git/HEAD", "/.env", "/.env.local", "/.htaccess", "/.svn/entries", "/.DS_Store", "/backup.sql",
    "/db.sqlite3", "/portal.sqlite3", "/var/secret_key", "/manage.py", "/ewsi/settings.py", "/requirements.lock",
    "/server-status", "/phpinfo.php", "/wp-login.php", "/cgi-bin/test.cgi", "/static/../manage.py", "/static/%2e%2e/a",
    "/actuator/env", "/console", "/__debug__/", "/en/networks/%00/", "/en/practices/%ff/", "/en/%2e%2e/%2e%2e/etc",
]  # fmt: skip


def assert_protected(answer, what):
    for name, value in FIXED.items():
        assert answer.get(name) == value, (what, name)
    assert answer.get("Referrer-Policy") in CAREFUL, what
    assert "geolocation=()" in answer.get("Permissions-Policy", ""), what
    policy = answer.get("Content-Security-Policy", "")
    assert "default-src 'none'" in policy, what
    assert "unsafe-eval" not in policy, what
    assert "*" not in policy, what
    if "sandbox" not in policy:
        assert "unsafe-inline" not in policy, what
        assert all(part in policy for part in OWN), what


@pytest.fixture
def files(db):
    """Return the address of a document, and of a photograph, of a published practice."""
    practice = PracticeFactory(published=True)
    document = PracticeDocument.objects.create(
        owner=practice, title="Paper", file=ContentFile(b"%PDF-1.4 x", name="paper.pdf")
    )
    photograph = PracticePhotograph(owner=practice, alt="Two people talk.", credit="Ada Berg")
    photograph.file.save("x.jpg", upload(picture()), save=False)
    photograph.save()
    return [document.download_url, photograph.url]


def test_every_kind_of_answer_is_protected(client, files):
    practice = PracticeFactory(published=True, slug="shown")
    pages = ["/", "/en/", "/en/practices/", "/en/practices/?topic=housing", "/en/search/?q=x", "/en/networks/compare/"]
    pages += ["/en/practices/shown/", "/en/nothing/", "/nothing", "/en/practices", "/en/propose/", "/admin/login/"]
    pages += [
        "/admin/password-reset/",
        previews.link_for(practice),
        "/en/preview/made-up/",
        *MACHINES,
        *PRIVATE,
        *files,
    ]
    pages += [f"/en/practices/?format={fmt}" for fmt in FILES]

    statuses = set()
    for address in pages:
        answer = client.get(address)
        b"".join(answer)  # the test client closes a file that was read to its end
        statuses.add(answer.status_code)
        assert_protected(answer, address)

    assert statuses == {200, 301, 302, 404}


def test_refused_and_failed_requests_are_protected_too_and_tell_nothing(settings, caplog):
    caplog.set_level(logging.CRITICAL, logger="django")
    settings.ROOT_URLCONF = "tests.attacks.broken_urls"
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)

    answers = {
        403: strict.post("/admin/login/", {"username": "x"}),
        400: strict.get("/en/", headers={"host": "evil.example"}),
        405: strict.generic("TRACE", "/en/"),
        500: strict.get("/fails/"),
    }

    for status, answer in answers.items():
        assert answer.status_code == status
        assert_protected(answer, status)
        assert not [word for word in WORDS if word in answer.content.decode()]


def test_unknown_host_is_refused_with_headers_where_all_is_sent_to_https(settings, caplog):
    caplog.set_level(logging.CRITICAL, logger="django")
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 31536000
    client = Client()

    refused = client.get("/en/", headers={"host": "evil.example"})
    assert refused.status_code == 400
    assert_protected(refused, "unknown host")

    assert client.get("/en/").headers["Location"] == "https://testserver/en/"
    for address in ["/en/", "/en/nothing/", "/admin/login/", "/robots.txt", "/static/css/none.css"]:
        assert client.get(address, secure=True).headers["Strict-Transport-Security"].startswith("max-age=31536000")


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "CONNECT", "PROPFIND", "TRACK"])
def test_only_methods_that_pages_understand_are_answered(client, method):
    client.get("/en/")
    for address in ["/en/", "/en/practices/", "/sitemap.xml", "/sitemap-network.xml", "/en/feed/", "/admin/login/"]:
        assert client.get(address).status_code == 200
        answer = client.generic(method, address, headers={"X-Mark": "echo me"})

        assert answer.status_code == 405, address
        assert b"echo me" not in answer.content


@pytest.mark.parametrize("address", ODD)
def test_odd_address_tells_no_version_and_no_inside(client, address):
    answer = client.get(address)

    assert answer.status_code in (301, 404)
    assert not [word for word in WORDS if word in answer.content.decode()]
    assert not [name for name in VERSIONS if any(sign.isdigit() for sign in answer.get(name, ""))]


def test_pages_of_editors_are_kept_by_no_cache(client, publisher):
    sign_in(client, publisher)
    opened = []

    for address in [*PRIVATE, "/admin/news/newsitem/", "/admin/news/newsitem/add/"]:
        answer = client.get(address)
        if answer.status_code == 200:
            opened.append(address)
            assert "no-store" in answer.get("Cache-Control", "") or "private" in answer.get("Cache-Control", ""), (
                address
            )

    assert {"/admin/", "/admin/account/", "/admin/news/newsitem/"} <= set(opened)
