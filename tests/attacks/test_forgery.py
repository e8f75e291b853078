"""Requests that another site makes in an editor's name, and addresses that are merely opened: nothing changes."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from accounts.models import User
from publishing.models import State

from ..accounts.conftest import LOGIN, PASSWORD, page_of
from ..accounts.conftest import reader as reader
from ..conftest import sign_in
from ..factories import NewsItemFactory
from ..proposals.conftest import complete as complete
from ..proposals.conftest import terms as terms

pytestmark = pytest.mark.django_db
ACTION = {"action": "publish", "reason": ""}
LIST = "/admin/news/newsitem/"


@pytest.fixture
def editor(db):
    """A browser of an administrator that keeps the rules about forged requests."""
    client = Client(enforce_csrf_checks=True)
    sign_in(client, User.objects.create_superuser("root"))
    return client


def token_of(client, address: str = LIST) -> str:
    return page_of(client.get(address)).select_one("input[name=csrfmiddlewaretoken]")["value"]


def publish(client, record, token="", **headers):
    values = ACTION | {"_selected_action": record.pk} | ({"csrfmiddlewaretoken": token} if token else {})
    answer = client.post(LIST, values, headers=headers)
    record.refresh_from_db()
    return answer


@pytest.mark.parametrize(
    ("kind", "headers"),
    [
        ("", {}),
        ("made up", {}),
        ("x" * 64, {}),
        ("of somebody else", {}),
        ("own", {"origin": "https://evil.example"}),
        ("own", {"origin": "null"}),
        ("own", {"origin": "http://testserver.evil.example"}),
        ("own", {"origin": "https://testserver"}),
    ],
)
def test_forged_request_is_refused_and_changes_nothing(editor, kind, headers):
    record = NewsItemFactory()
    token = token_of(editor)
    stranger = token_of(Client(enforce_csrf_checks=True), LOGIN)

    refused = publish(editor, record, {"own": token, "of somebody else": stranger}.get(kind, kind), **headers)

    assert (refused.status_code, record.state) == (403, State.DRAFT)
    assert publish(editor, record, token, origin="http://testserver").status_code == 302
    assert record.state == State.PUBLISHED


@pytest.mark.parametrize("address", [LOGIN, "/admin/logout/", "/admin/logout/everywhere/", "/admin/password_change/"])
def test_forms_of_the_sign_in_are_guarded_too(editor, address):
    assert editor.post(address, {"username": "x", "password": "y"}).status_code == 403
    assert editor.get("/admin/account/").status_code == 200


def test_opening_an_address_changes_nothing(client, complete):
    root = User.objects.create_superuser("root")
    sign_in(client, root)
    record = NewsItemFactory(published=True)
    proposal, token = complete
    page = reverse("admin:news_newsitem_change", args=[record.pk])
    addresses = [
        f"{page}delete/", f"{LIST}?action=archive&_selected_action={record.pk}", f"{page}?state=draft&_save=1",
        f"{page}history/?restore=1", f"/admin/proposals/proposal/{proposal.pk}/delete/", "/admin/logout/",
        "/admin/logout/everywhere/", f"/admin/accounts/user/{root.pk}/delete/", f"/en/propose/{token}/send/",
        f"/en/propose/{token}/mail/", f"/en/propose/{token}/1/?title=Other&go=on",
        "/admin/account/second-step/?code=1", "/admin/account/recovery-codes/?make=1",
    ]  # fmt: skip

    for method in (client.get, client.head):
        for address in addresses:
            assert method(address).status_code < 500, address

    before = dict(proposal.answers)
    record.refresh_from_db()
    proposal.refresh_from_db()
    assert (record.state, proposal.state, proposal.answers) == (State.PUBLISHED, "started", before)
    assert User.objects.filter(pk=root.pk).exists()
    assert client.get("/admin/account/").status_code == 200


def test_an_image_of_the_sign_out_signs_nobody_out(client, reader, settings):
    client.post(LOGIN, {"username": "reader", "password": PASSWORD})
    kept = client.cookies[settings.SESSION_COOKIE_NAME].value

    answer = client.get("/admin/logout/")

    assert answer.status_code == 405
    assert settings.SESSION_COOKIE_NAME not in answer.cookies
    assert client.cookies[settings.SESSION_COOKIE_NAME].value == kept
    assert Session.objects.filter(pk=kept).exists()
    assert client.get("/admin/account/").status_code == 200


def views_of(resolver):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from views_of(entry)
        else:
            yield entry.callback


def test_only_the_link_that_ends_mails_is_free_of_the_token():
    views = list(views_of(get_resolver()))
    free = {view.view_class.__name__ for view in views if getattr(view, "csrf_exempt", False)}

    assert len(views) > 150
    assert free == {"RefuseView"}
