"""Addresses that lead on: never to another site."""

from urllib.parse import urlencode, urljoin, urlsplit

import pytest

from ..accounts.conftest import CODE, LOGIN, App, give_password
from ..accounts.conftest import app as app
from ..accounts.conftest import publisher as publisher
from ..accounts.conftest import reader as reader
from ..factories import NetworkFactory

pytestmark = pytest.mark.django_db
HERE = "http://testserver"
FOREIGN = [
    "https://evil.example/", "//evil.example/", "///evil.example/", "/\\evil.example/", "\\\\evil.example/",
    "https:evil.example", "http:///evil.example/", "https://testserver@evil.example/", "https://evil.example/admin/",
    "javascript:alert(1)", "data:text/html,x", " //evil.example/", "\t//evil.example/", "/\t/evil.example/",
    "https://testserver.evil.example/", "%2f%2fevil.example/", "ftp://testserver/", "http://[::1]evil.example/",
]  # fmt: skip


def leads_abroad(location: str) -> bool:
    """Tell whether a browser on this host would leave it, reading a backslash as browsers do."""
    target = urlsplit(urljoin(f"{HERE}/admin/login/", location.strip().replace("\\", "/")))
    return (target.scheme, target.netloc) != ("http", "testserver")


def test_the_judge_knows_foreign_from_own():
    assert leads_abroad("//evil.example/")
    assert leads_abroad("/\\evil.example/")
    assert not leads_abroad("/admin/?next=//evil.example/")


@pytest.mark.parametrize("target", FOREIGN)
def test_sign_in_leads_to_no_other_site(client, reader, target):
    posted = give_password(client, reader, next=target)
    client.post("/admin/logout/")
    queried = client.post(f"{LOGIN}?{query(target)}", {"username": "reader", "password": "nine green buses wait"})
    again = client.get(f"{LOGIN}?{query(target)}")

    for answer in (posted, queried, again):
        assert answer.status_code == 302
        assert not leads_abroad(answer["Location"]), answer["Location"]


@pytest.mark.parametrize("target", FOREIGN)
def test_second_step_leads_to_no_other_site(client, publisher, app: App, target):
    first = give_password(client, publisher, next=target)
    assert not leads_abroad(first["Location"])

    answer = client.post(f"{CODE}?{query(target)}", {"code": app.code(), "next": target})

    assert answer.status_code == 302
    assert not leads_abroad(answer["Location"]), answer["Location"]


@pytest.mark.parametrize("target", FOREIGN)
def test_no_path_and_no_parameter_leads_to_another_site(client, target):
    NetworkFactory(published=True, slug="here")
    paths = [f"/{target}", f"//{target}", f"/en/{target}", "//evil.example/..", "//evil.example", "/evil.example//"]
    paths += [f"{page}?{query(target)}&url={target}" for page in ("/", "/en/", "/en/networks/here/", "/favicon.ico")]

    for path in paths:
        answer = client.generic("GET", path.replace("\t", "%09").replace(" ", "%20"))
        assert answer.status_code < 500
        assert not leads_abroad(answer.get("Location", "/")), (path, answer["Location"])


def query(target: str) -> str:
    return urlencode({"next": target})
