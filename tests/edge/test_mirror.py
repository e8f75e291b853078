"""The copy that is the last resort: whole, nothing unpublished in it, and kept where a new one fails."""

import gzip

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import CommandError, call_command

from edge.mirror import IncompleteMirror, Mirror, place_of
from edge.nginx import Edge
from edge.wrapper import PageCache
from practices.models import Practice
from publishing.models import State
from search.sitemaps import PublicationSitemap

from ..factories import FACTORIES, TopicFactory

pytestmark = pytest.mark.django_db


def mirror(application=None) -> Mirror:
    return Mirror(application or PageCache(WSGIHandler()), "127.0.0.1:8000", "http", "/en/")


def test_copy_holds_every_published_page_in_every_language_and_no_other(tmp_path, monkeypatch):
    monkeypatch.setattr(PublicationSitemap, "limit", 2)  # three languages: more than one page of the sitemap
    shown = FACTORIES[Practice](published=True, title="Quagga", topics=[TopicFactory()])
    hidden = FACTORIES[Practice](title="Okapi")

    number = mirror().write(tmp_path / "copy")

    files = {
        str(path.relative_to(tmp_path / "copy")): path for path in (tmp_path / "copy").rglob("*") if path.is_file()
    }
    for language in ("en", "fr", "de"):
        assert "Quagga" in files[f"{language}/practices/{shown.slug}/index.html"].read_text()
    assert {"index.html", "robots.txt", "sitemap.xml", "en/feed/index.xml", "en/topics/housing/index.html"} <= set(
        files
    )
    page = files["en/practices/index.html"]
    assert gzip.decompress(files["en/practices/index.html.gz"].read_bytes()) == page.read_bytes()
    assert not [name for name in files if hidden.slug in name or "admin" in name or "propose" in name]
    assert not [name for name, path in files.items() if b"Okapi" in path.read_bytes()]
    assert number == len([name for name in files if not name.endswith(".gz")]) - 1  # the start page stands there twice


def test_next_copy_lacks_what_was_withdrawn(tmp_path):
    record = FACTORIES[Practice](published=True)
    page = tmp_path / "copy" / "en" / "practices" / record.slug / "index.html"
    mirror().write(tmp_path / "copy")
    assert page.exists()

    record.state = State.DRAFT
    record.save()
    mirror().write(tmp_path / "copy")

    assert not page.exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("copy")] == ["copy"]


def test_earlier_copy_stays_where_the_portal_fails(tmp_path):
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "index.html").write_text("earlier")

    def failing(environ, start_response):
        start_response("503 Service Unavailable", [])
        return [b""]

    with pytest.raises(IncompleteMirror, match="answers 503"):
        mirror(failing).write(tmp_path / "copy")

    assert (tmp_path / "copy" / "index.html").read_text() == "earlier"


def test_host_that_is_not_allowed_is_named(tmp_path):
    with pytest.raises(IncompleteMirror, match="ALLOWED_HOSTS"):
        Mirror(WSGIHandler(), "elsewhere.example", "http", "/en/").write(tmp_path / "copy")


def test_command_says_where_it_cannot_write(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(CommandError, match="cannot be written"):
        call_command("mirror", str(tmp_path / "file" / "copy"))


@pytest.mark.parametrize(
    ("path", "kind", "place"),
    [
        ("/en/", "text/html; charset=utf-8", "en/index.html"),
        ("/en/feed/", "application/rss+xml", "en/feed/index.xml"),
        ("/robots.txt", "text/plain", "robots.txt"), ("/static/a%20b.css", "text/css", "static/a b.css"),
    ],
)  # fmt: skip
def test_path_becomes_a_file(path, kind, place):
    assert place_of(path, kind) == place


def test_configuration_for_tls_holds_certificate_and_redirect(settings):
    settings.SECURE_HSTS_SECONDS = 31536000
    whole = Edge("443", "127.0.0.1:8000", "/c", "/m", "portal.example", "/cert", "/key").configuration()
    plain = Edge("80", "127.0.0.1:8000", "/c", "/m", "portal.example").configuration()

    assert "listen 443 ssl http2;" in whole
    assert "ssl_certificate /cert;" in whole
    assert "return 301 https://portal.example$request_uri;" in whole
    assert whole.count('add_header Strict-Transport-Security "max-age=31536000; includeSubDomains; preload"') == 2
    assert whole.count('add_header Permissions-Policy "accelerometer=()') == 2
    assert "ssl" not in plain
    assert "Strict-Transport" not in plain
    assert "access_log off;" in plain
    assert "@CACHE@" not in plain
    assert "updating" not in [line.strip() for line in plain.splitlines() if "proxy_cache_use_stale" in line][0]
