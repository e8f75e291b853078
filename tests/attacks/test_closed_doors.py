"""Addresses that need a right, tried without it and with every trick of writing an address; drafts and their files."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from practices.models import PracticeDocument
from publishing import previews

from ..accounts.conftest import give_password
from ..accounts.conftest import reader as reader
from ..factories import FACTORIES, PracticeFactory, TopicFactory
from ..publishing.test_exports import body_of
from ..test_contract import every_type
from .addresses import PRIVATE

pytestmark = pytest.mark.django_db
TRICKS = [
    "{0}", "{0}?format=csv", "/en/..{0}", "/static/..{0}", "/{0}", "{0}.css", "{0}x.css", "{0}%2ecss", "{0};.css",
    "{0}?x=.css", "{0}%00.css", "{0}#.css", "{0}..;/", "/en/%2e%2e{0}", "{0}%20", "{0}%09",
]  # fmt: skip
REWRITES = {
    "X-Original-URL": "/admin/", "X-Rewrite-URL": "/admin/", "X-Forwarded-User": "root", "Remote-User": "root",
    "X-Remote-User": "root", "X-Authenticated-User": "root", "X-HTTP-Method-Override": "PUT",
    "X-Forwarded-For": "127.0.0.1", "Authorization": "Basic cm9vdDpyb290",
}  # fmt: skip
OF_THE_INSIDE = ["user-tools", "changelist", "object-tools", 'id="recent-actions', "Report desk"]


def is_closed(answer) -> bool:
    """Tell whether an answer is no page of the inside: refused, not there, or led to the sign-in."""
    if answer.status_code == 200:
        return not [word for word in OF_THE_INSIDE if word in b"".join(answer).decode(errors="replace")]
    return answer.status_code in (301, 302, 400, 403, 404, 405)


@pytest.mark.parametrize("address", PRIVATE)
def test_no_way_of_writing_an_address_opens_it(client, address):
    for trick in TRICKS:
        path = trick.format(address)
        for written in {path, path.upper(), path.replace("admin", "Admin"), path.replace("/admin", "//admin")}:
            assert is_closed(client.generic("GET", written, headers=REWRITES)), written
    assert client.get(address).status_code in (302, 403, 404)


def test_the_judge_knows_the_inside(client, reader):
    give_password(client, reader)

    assert not is_closed(client.get("/admin/"))


@pytest.mark.parametrize("address", [path for path in PRIVATE if path not in ("/admin/", "/admin/account/")])
def test_account_without_powers_gets_in_nowhere(client, reader, address):
    give_password(client, reader)

    answer = client.get(address)

    assert answer.status_code in (302, 403, 404, 405) or address in (
        "/admin/password_change/", "/admin/desk/powers/", "/admin/desk/freshness/", "/admin/desk/actions/",
        "/admin/desk/translations/",
    )  # fmt: skip


@every_type
def test_draft_is_reached_by_no_address(client, source):
    topic = TopicFactory()
    shown = FACTORIES[source.model](published=True, title="Okapi shown", topics=[topic])
    draft = FACTORIES[source.model](title="Okapi secretive", topics=[topic])
    base = f"admin:{source.model._meta.app_label}_{source.model._meta.model_name}"
    addresses = [draft.get_absolute_url(), draft.get_absolute_url().replace("/en/", "/fr/")]
    addresses += [
        f"{draft.get_absolute_url()}?{query}" for query in ("preview=1", "state=draft", "format=json", "draft")
    ]
    addresses += [reverse(f"{base}_change", args=[draft.pk]), reverse(f"{base}_history", args=[draft.pk])]
    addresses += [f"/en/preview/{draft.pk}/", f"/en/preview/{previews.token_for(shown)[:-1]}/"]
    outputs = [f"{source.list_url}?format={fmt}" for fmt in ("csv", "json", "rss")]
    outputs += [f"{source.list_url}?q=okapi&state=draft&state__in=draft", "/en/search/?q=okapi", "/en/feed/"]
    outputs += [f"/sitemap-{source.model._meta.model_name}.xml", f"/en/topics/{topic.slug}/"]

    seen = 0
    for address in addresses:
        answer = client.get(address, follow=True)
        assert "Okapi secretive" not in answer.content.decode(), address
        assert answer.status_code == 404 or "/admin/login/" in answer.request["PATH_INFO"], address
    for address in outputs:
        answer = client.get(address)
        body = (body_of(answer) if answer.streaming else answer.content).decode()
        seen += "Okapi</mark> shown" in body or "Okapi shown" in body or shown.slug in body
        assert "secretive" not in body, address
        assert draft.get_absolute_url() not in body, address
    assert seen == len(outputs)


def test_files_of_drafts_and_withdrawn_records_are_not_handed_out(client):
    draft, public = PracticeFactory(), PracticeFactory(published=True)
    rows = [
        PracticeDocument.objects.create(owner=owner, title="Paper", file=ContentFile(b"%PDF-1.4 x", name="a.pdf"))
        for owner in (draft, public)
    ]
    answer = client.get(rows[1].download_url)
    assert body_of(answer) == b"%PDF-1.4 x"

    public.state = "archived"
    public.save()

    for row in rows:
        for address in (
            row.download_url,
            f"{row.download_url}?preview=",
            f"/media/{row.file.name}",
            f"/{row.file.name}",
        ):
            assert client.get(address).status_code == 404, address


def test_suggestions_of_words_come_from_public_records_alone(client):
    PracticeFactory(published=True, title="Quaggahousing")
    PracticeFactory(title="Aardvarkhousing")

    shown = client.get("/en/search/?q=Quagahousing").content.decode()
    hidden = client.get("/en/search/?q=Ardvarkhousing").content.decode()

    assert "quaggahousing" in shown.lower()
    assert "aardvarkhousing" not in hidden.lower()
