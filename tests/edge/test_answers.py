"""How public and private pages answer: what may keep them, what they depend on, and what a hit costs."""

import time

import pytest
from django.db import connection
from django.test.signals import template_rendered
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import User
from edge.asking import parameters, sifted
from edge.pages import SETTLED, Page
from practices.models import Practice

from ..factories import FACTORIES, TopicFactory
from ..test_pages import PAGES

pytestmark = pytest.mark.django_db
make = FACTORIES[Practice]


@pytest.fixture
def rendered():
    """Return the list of templates that were rendered."""
    names = []

    def note(template, **kwargs):
        names.append(template.name)

    template_rendered.connect(note)
    yield names
    template_rendered.disconnect(note)


@pytest.mark.usefixtures("loaded_content")
@pytest.mark.parametrize("path", [*PAGES, "feed/", "practices/?format=csv&topic=housing"])
def test_public_page_is_for_everybody_and_kept(reader, rendered, path):
    first = reader.get(f"/en/{path}", accept_encoding="gzip, br")
    rendered.clear()
    with CaptureQueriesContext(connection) as queries:
        second = reader.get(f"/en/{path}", accept_encoding="gzip, br")
        known = reader.get(f"/en/{path}", accept_encoding="gzip, br", if_none_match=first.headers["etag"])

    assert first.status == second.status == 200
    assert first.body == second.body
    assert first.headers["vary"] == "Accept-Encoding"
    assert first.headers["content-encoding"] == "br"
    assert first.headers["cache-control"] == "public, max-age=0, stale-if-error=86400"
    assert not first.headers["etag"].startswith("W/")
    assert not {"set-cookie", "expires"} & set(first.headers)
    assert "csrf" not in first.text
    assert known.status == 304
    assert known.body == b""
    assert known.headers["etag"] == first.headers["etag"]
    assert "content-length" not in known.headers
    assert rendered == []
    assert len(queries) <= 2  # the counter's, for each request in whose time it fell due


def test_page_says_since_when_it_is_true_and_answers_by_that(reader, monkeypatch):
    record = make(published=True)
    reader.get(record.get_absolute_url())
    time.sleep(SETTLED + 1)

    answer = reader.get(record.get_absolute_url())
    known = reader.get(record.get_absolute_url(), if_modified_since=answer.headers["last-modified"])
    monkeypatch.setattr("edge.counter._day_of", lambda now: "2030-01-01")
    reader.cache.counter.look_now()
    next_day = reader.get(record.get_absolute_url(), if_modified_since=answer.headers["last-modified"])

    assert answer.headers["last-modified"].endswith("GMT")
    assert known.status == 304
    assert next_day.status == 200


def test_second_in_which_a_state_was_seen_is_no_validator_before_it_is_over():
    page = Page.made("/", "1", 1_800_000_000.0, [], b"")

    assert page.last_modified(1_800_000_001.9) == ""
    assert page.last_modified(1_800_000_002.0) == "Fri, 15 Jan 2027 08:00:00 GMT"


def test_head_answers_as_get_without_the_body(reader):
    record = make(published=True)
    for path in [record.get_absolute_url(), "/en/nothing-here/", "/admin/login/"]:
        got, head = reader.get(path), reader.get(path, method="HEAD")

        assert head.body == b""
        assert head.status == got.status
        assert set(head.headers) == set(got.headers)
        assert {n: v for n, v in head.headers.items() if n in ("etag", "content-length", "content-type")} == {
            n: v for n, v in got.headers.items() if n in ("etag", "content-length", "content-type")
        }


@pytest.mark.parametrize(
    ("header", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("br;q=0, gzip;q=0.5", "gzip"), ("*", "br"), ("", None),
        ("identity", None), ("gzip;q=0", None), ("x" * 10_000, None), ("GZIP", "gzip"),
    ],
)  # fmt: skip
def test_each_reader_gets_the_encoding_that_it_takes(reader, header, encoding):
    record = make(published=True)
    plain = reader.get(record.get_absolute_url())

    answer = reader.get(record.get_absolute_url(), accept_encoding=header)

    assert answer.headers.get("content-encoding") == encoding
    assert answer.text == plain.text
    assert (answer.headers["etag"] == plain.headers["etag"]) == (encoding is None)
    assert int(answer.headers["content-length"]) == len(answer.body)


def test_page_that_is_missing_is_looked_for_again_each_time(reader):
    first = reader.get("/en/practices/quagga/")
    make(published=True, slug="quagga")

    assert first.status == 404
    assert first.headers["cache-control"].startswith("public, max-age=0")
    assert reader.get("/en/practices/quagga/").status == 200


@pytest.mark.parametrize(
    "path", ["/admin/login/", "/en/propose/", "/en/report-desk/", "/en/preview/x/", "/", "/healthz"]
)
def test_private_page_is_kept_by_nobody(reader, path):
    answer = reader.get(path)

    assert "no-store" in answer.headers["cache-control"]
    assert "x-accel-expires" not in answer.headers
    assert not reader.cache.shelf.pages


POISON = {
    "x_forwarded_host": "evil.example", "forwarded": "host=evil.example", "x_host": "evil.example",
    "x_forwarded_server": "evil.example", "x_original_url": "/admin/", "x_rewrite_url": "/admin/",
    "x_forwarded_prefix": "/evil", "x_forwarded_port": "4443", "x_forwarded_for": "6.6.6.6", "x_real_ip": "6.6.6.6",
    "x_http_method_override": "POST", "user_agent": "evil", "referer": "https://evil.example/",
    "origin": "evil.example",
    "accept_language": "de", "accept": "application/evil", "x_requested_with": "evil", "cookie": "evil=1",
    "x_forwarded_scheme": "evil", "x_request_id": "evil", "content_type": "evil",
}  # fmt: skip


@pytest.mark.parametrize(
    "path", ["/en/", "/en/practices/?q=zebra", "/en/feed/", "/sitemap.xml", "/robots.txt", "/en/no/"]
)
def test_no_header_of_one_reader_shows_in_the_page_of_the_next(reader, path):
    make(published=True)
    clean = reader.get(path)
    for name, value in POISON.items():
        fresh = type(reader)()

        poisoned = fresh.get(path, **{name: value})

        assert poisoned.body == clean.body, name
        assert "evil" not in repr(poisoned.headers), name
        assert fresh.get(path).body == clean.body, name


def test_wrong_host_is_refused_and_kept_for_nobody(reader):
    assert reader.get("/en/", host="evil.example").status == 400
    assert reader.get("/en/").status == 200


def test_who_brings_a_session_is_served_past_the_cache(reader, client, settings):
    client.force_login(User.objects.create_superuser("root"))
    session = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"

    theirs = reader.get("/en/", cookie=session)

    assert theirs.status == 200
    assert "no-store" in theirs.headers["cache-control"]
    assert not reader.cache.shelf.pages
    assert reader.get("/en/", cookie="utm=1; theme=dark").headers["cache-control"].startswith("public")


def test_each_language_is_a_page_of_its_own(reader):
    english, german = reader.get("/en/", accept_language="de"), reader.get("/de/", accept_language="en")

    assert 'lang="en"' in english.text
    assert 'lang="de"' in german.text


def test_order_and_strangers_in_the_query_make_no_other_page(reader):
    TopicFactory()
    make(published=True)
    asked = reader.get("/en/practices/?topic=housing&sort=-title")

    for query in [
        "sort=-title&topic=housing",
        "utm_source=x&topic=housing&sort=-title",
        "topic=housing&q=&sort=-title",
    ]:
        assert reader.get(f"/en/practices/?{query}").body == asked.body
    assert len(reader.cache.shelf.pages) == 1
    assert "utm_source" not in reader.get("/en/?utm_source=%3Cscript%3E").text


def test_query_keeps_what_a_view_reads():
    assert (
        sifted("page=2&topic=b&topic=a&page=3&x=1&q=", frozenset({"page", "topic", "q"}))
        == "page=2&page=3&topic=b&topic=a"
    )
    assert sifted("%74opic=a&b", frozenset({"topic"})) == "%74opic=a"
    assert sifted("b=1&a=&b=0", None) == "a=&b=1&b=0"


def public_patterns(resolver, prefix=""):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from public_patterns(entry, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry.callback


def test_each_public_view_says_what_it_reads_of_a_query():
    private = ("en/propose/", "en/report-desk/", "en/preview/", "en/rich-text/")
    views = {
        path: view
        for path, view in public_patterns(get_resolver())
        if path.startswith("en/") and not path.startswith(private)
    }
    silent = [path for path, view in views.items() if not hasattr(getattr(view, "view_class", view), "parameters")]

    assert len(views) > 40
    assert silent == [], "Say `parameters`: the names that the view reads of an address, () for none, None for any."
    assert parameters("/en/practices/") >= {"q", "topic", "page", "format", "sort", "more"}


def test_hit_takes_microseconds(reader):
    record = make(published=True)
    path = record.get_absolute_url()
    reader.cache.counter.every = 60
    reader.get(path)

    begun = time.perf_counter()
    for _ in range(1000):
        reader.get(path)

    assert (time.perf_counter() - begun) / 1000 < 0.001
