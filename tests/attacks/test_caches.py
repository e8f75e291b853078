"""What one reader asks shall not show in what the next one gets, and nothing private is kept for anybody."""

from urllib.parse import unquote_to_bytes

import pytest
from django.core.files.base import ContentFile
from django.utils.datastructures import CaseInsensitiveMapping

from accounts.models import User
from directory.models import Topic
from edge import asking
from mails.links import link_for
from practices.models import PracticeDocument, PracticePhotograph
from proposals.models import Proposal

from ..conftest import sign_in
from ..edge.conftest import Reader
from ..edge.conftest import _one_connection as _one_connection
from ..edge.conftest import reader as reader
from ..edge.test_answers import POISON
from ..factories import PracticeFactory, TopicFactory
from ..proposals.conftest import complete as complete
from ..proposals.conftest import terms as terms
from ..publishing.test_files import picture, upload
from .test_headers import assert_protected

pytestmark = pytest.mark.django_db
EVIL = "evil.example"
# Beside those that the tests of the page cache send: headers that decide which answer is given, and how much of it.
UNKEYED = POISON | {
    "x_method_override": "HEAD", "x_original_host": EVIL, "x_http_host_override": EVIL, "true_client_ip": "6.6.6.6",
    "x_forwarded_proto": "evil", "x_forwarded_ssl": "on", "x_amz_website_redirect_location": f"https://{EVIL}/",
    "if_none_match": "*", "if_modified_since": "Fri, 01 Jan 2100 00:00:00 GMT", "if_match": '"evil"',
    "range": "bytes=0-9", "authorization": "Basic ZXZpbDpldmls", "accept_encoding": "evil, br;q=0.1, gzip;q=2",
    "cache_control": "no-cache, evil", "upgrade": "evil", "transfer_encoding": "evil", "content_length": "5",
    "cookie": "session=evil; language=de", "x_autosave": "1", "te": "trailers, evil", "save_data": "on",
    "host": "testserver:6666",
}  # fmt: skip
PUBLIC = ["/en/", "/en/practices/?q=zebra", "/en/practices/shown/", "/en/feed/", "/sitemap.xml", "/robots.txt"]
KEPT_OUT = ("etag", "last-modified", "date", "x-accel-expires", "x-request-id")


@pytest.fixture
def shown(db):
    """Return public addresses of each kind: pages, what machines read, files made of lists, files that were given."""
    practice = PracticeFactory(published=True, slug="shown", title="Zebra", topics=[TopicFactory()])
    document = PracticeDocument.objects.create(
        owner=practice, title="Paper", file=ContentFile(b"%PDF-1.4 " + b"x" * 5000, name="paper.pdf")
    )
    photograph = PracticePhotograph(owner=practice, alt="Two people talk.", credit="Ada Berg")
    photograph.file.save("x.jpg", upload(picture()), save=False)
    photograph.save()
    files = [f"/en/practices/?format={fmt}" for fmt in ("csv", "json", "rss")]
    return [*PUBLIC, "/sitemap-practice.xml", *files, document.download_url, photograph.url]


def ask(reader: Reader, target: str, **how):
    """Ask for a target as it stands in the line of a request: a server takes the percent signs out of its path."""
    path, mark, query = target.partition("?")
    return reader.get(unquote_to_bytes(path).decode("latin-1").replace("?", "%3F") + mark + query, **how)


# One reader poisons the page of the next


def poison(path: str, method: str, name: str, value: str) -> list[str]:
    """Let somebody ask with an odd header before anybody else did; return what of it the next reader gets."""
    clean, fresh = Reader().get(path), Reader()

    first = fresh.get(path, method=method, **{name: value})
    after = fresh.get(path)

    found = [] if first.status in (200, 304, 400) else [f"status {first.status}"]
    if (after.status, after.body) != (200, clean.body):
        found.append("another page")
    ours, theirs = ({n: v for n, v in got.headers.items() if n not in KEPT_OUT} for got in (clean, after))
    return found + [f"header {n}" for n in {*ours, *theirs} if ours.get(n) != theirs.get(n)]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", PUBLIC)
def test_next_reader_sees_the_clean_page_whatever_the_first_one_sent(shown, path, method):
    assert len(UNKEYED) > 18

    found = {name: poison(path, method, name, value) for name, value in UNKEYED.items()}

    assert {name: said for name, said in found.items() if said} == {}


def test_poison_would_be_seen(shown, monkeypatch, settings):
    """A header that reached a view without standing in the key of the page would be found by the test above."""
    settings.USE_X_FORWARDED_HOST, settings.ALLOWED_HOSTS = True, ["testserver", EVIL]
    assert poison("/en/", "GET", "x_forwarded_host", EVIL) == []

    monkeypatch.setattr(asking, "PASSED_ON", {*asking.PASSED_ON, "HTTP_X_FORWARDED_HOST"})

    assert "another page" in poison("/en/", "GET", "x_forwarded_host", EVIL)
    assert "another page" in poison("/en/", "HEAD", "x_forwarded_host", EVIL)


@pytest.mark.parametrize(
    "query",
    [
        "q=zebra;topic=evil", "q=zebra&utm_content=evil", "q=zebra&q=evil", "q=evil&q=zebra", "q=zebra&%71=evil",
        "Q=evil&q=zebra", "q[]=evil&q=zebra", "q=zebra&q%00=evil", "q=zebra#evil", "q=zebra&&=evil", "q=zebra%26q=evil",
        "callback=evil&q=zebra", "_method=evil&q=zebra", "format=evil&q=zebra", "next=evil&q=zebra",
    ],
)  # fmt: skip
def test_other_ways_to_write_a_query_do_not_change_the_page_of_the_plain_one(shown, query):
    clean, fresh = Reader().get("/en/practices/?q=zebra"), Reader()

    fresh.get(f"/en/practices/?{query}")

    assert fresh.get("/en/practices/?q=zebra").body == clean.body


# What is private is kept under an address that looks public


DECEIVING = [
    "{0}x.css", "{0}%2fx.css", "{0};x.css", "{0}%00.css", "{0}%0ax.css", "{0}%23x.css", "{0}%3fx.css", "{0}?x.css",
    "{0}.css", "/static/..%2f{1}", "/en/..%2f{1}", "/en/practices/..%2f..%2f{1}", "/robots.txt/..%2f{1}",
    "/sitemap/..%2f{1}", "/en/%2e%2e/{1}", "//en/{1}", "/{0}", "/EN{0}",
]  # fmt: skip
SECRET = "zqvictim"


@pytest.fixture
def victim(client, settings):
    """Return what the browser of an administrator sends, whose name stands on each page of the desk."""
    sign_in(client, User.objects.create_superuser(SECRET, "zqvictim@example.org"))
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


@pytest.mark.parametrize(
    ("private", "mark"),
    [
        ("/admin/account/", SECRET), ("/admin/", SECRET), ("/admin/desk/freshness/", SECRET),
        ("/en/report-desk/", "Waiting for a report"),
    ],
)  # fmt: skip
def test_page_of_an_editor_is_given_to_nobody_else_under_no_name(reader, victim, private, mark):
    theirs = ask(reader, private, cookie=victim)
    assert mark in theirs.text
    assert "no-store" in theirs.headers["cache-control"]

    opened = 0
    for trick in DECEIVING:
        target = trick.format(private, private.lstrip("/"))
        told = ask(reader, target, cookie=victim)
        if mark in told.text:
            opened += 1
            assert "no-store" in told.headers["cache-control"], target
            assert "x-accel-expires" not in told.headers, target
        assert mark not in ask(reader, target).text, target

    assert opened
    assert not [page for page in reader.cache.shelf.pages.values() if mark in repr(page.bodies)]


def test_private_page_of_a_sender_is_kept_under_no_name(reader, complete, settings):
    proposal, token = complete
    Proposal.objects.filter(pk=proposal.pk).update(email="zqsender@example.org")
    way_out = link_for("z@zq.example").removeprefix(settings.PORTAL_ADDRESS)
    private = [f"/en/propose/{token}/", f"/en/propose/{token}/6/", way_out]

    seen = 0
    for page in private:
        for trick in ("{0}", *DECEIVING):
            told = ask(reader, trick.format(page, page.lstrip("/")))
            if "zqsender" in told.text or "zq.example" in told.text:
                seen += 1
                assert "no-store" in told.headers["cache-control"], trick

    assert seen >= len(private)
    assert not [page for page in reader.cache.shelf.pages.values() if "zq" in repr(page.bodies)]


def test_public_page_is_the_same_for_editors_and_readers(shown, victim):
    for path in ["/en/", "/en/practices/", "/en/practices/shown/", "/en/nothing/", "/en/search/?q=zebra", "/en/feed/"]:
        before, after, alone = Reader(), Reader(), Reader().get(path)

        assert before.get(path, cookie=victim).text == alone.text, path
        theirs = after.get(path)
        mine = after.get(path, cookie=victim)

        assert "no-store" in mine.headers["cache-control"], path
        assert before.get(path).body == theirs.body == alone.body, path
        assert SECRET not in mine.text, path


# What HTTP says of an answer


def test_head_is_get_without_the_body_and_own_etag_is_known(reader, shown):
    for path in shown:
        for encoding in ("", "gzip", "br"):
            got = reader.get(path, accept_encoding=encoding)
            head = reader.get(path, method="HEAD", accept_encoding=encoding)
            known = reader.get(path, accept_encoding=encoding, if_none_match=f'"other", {got.headers["etag"]}')
            changed = reader.get(path, accept_encoding=encoding, if_none_match='"other"')

            assert (got.status, head.status, known.status, changed.status) == (200, 200, 304, 200), path
            assert head.body == known.body == b"", path
            assert len(got.body) == int(head.headers["content-length"]), path
            assert {**head.headers, "x-accel-expires": ""} == {**got.headers, "x-accel-expires": ""}, path
            for name in ("etag", "cache-control", "vary"):
                assert known.headers[name] == got.headers[name], path


def test_text_travels_as_gzip_and_says_that_it_varies(reader, shown):
    seen = 0
    for path in shown:
        plain, packed = reader.get(path), reader.get(path, accept_encoding="gzip")

        assert plain.headers["vary"] == packed.headers["vary"] == "Accept-Encoding", path
        if len(plain.body) > 500 and not packed.headers["content-type"].startswith(("image/", "application/pdf")):
            assert packed.headers["content-encoding"] == "gzip", path
            assert len(packed.body) < len(plain.body), path
            seen += 1

    assert seen > 8


def test_what_is_not_there_is_not_kept_for_long(reader):
    topic = TopicFactory()
    moved = PracticeFactory(published=True, slug="before")
    moved.rename("after")
    missing = ["/en/nothing/", "/en/practices/none/", "/fr/topics/none/", "/en/practices/documents/none/9/"]
    missing += ["/en/practices/before/", "/sitemap-none.xml", "/robots.txt/", "/en/practices", "/nothing/", "/admin/x/"]

    for path in missing:
        answer = reader.get(path)
        said = answer.headers.get("cache-control", "")
        assert answer.status in (301, 302, 404), path
        assert "max-age=0" in said or "no-store" in said, path
        assert not {"etag", "last-modified", "age"} & set(answer.headers), path

    assert reader.get("/en/practices/before/").status == 301
    Topic.objects.filter(pk=topic.pk).update(slug="none")
    assert reader.get("/fr/topics/none/").status == 200
    assert list(reader.cache.shelf.pages) == ["http://testserver/fr/topics/none/?"]


def test_page_from_memory_is_protected_as_a_new_one(reader, shown):
    for path in shown:
        new, kept = reader.get(path), reader.get(path)
        known = reader.get(path, if_none_match=kept.headers["etag"])

        for answer in (new, kept, known):
            assert_protected(CaseInsensitiveMapping(answer.headers), (path, answer.status))
