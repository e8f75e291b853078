"""Outside addresses: asked, remembered, and shown to editors."""

import http.server
import threading

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.models import User
from desk.links import check_all, user_agent
from desk.models import LinkCheck
from weblinks.checking import LinkChecker

from ..factories import PracticeFactory, SourceFactory
from ..signing import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    """A site whose page /there is there until it is taken down."""

    class Handler(http.server.BaseHTTPRequestHandler):
        down = False

        def do_GET(self):
            self.send_response(404 if self.path != "/there" or Handler.down else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_HEAD = do_GET  # noqa: N815  the name that the server looks for

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server, Handler
    server.shutdown()
    server.server_close()


def run(server):
    checker = LinkChecker(user_agent(), pause=0, permitted={server.server_address})
    return {check.url.rpartition("/")[2]: check for check in check_all(checker)}


def test_addresses_of_all_records_are_asked_and_failures_remembered(site):
    server, handler = site
    base = f"http://127.0.0.1:{server.server_port}"
    SourceFactory(url=f"{base}/there")
    PracticeFactory().links.create(title="A page", url=f"{base}/gone")

    first = run(server)
    since = first["gone"].failing_since
    handler.down = True
    second = run(server)
    handler.down = False
    third = run(server)

    assert (first["there"].status, first["gone"].status) == ("ok", "gone")
    assert second["gone"].failing_since == since
    assert second["there"].failing_since is not None
    assert third["there"].failing_since is None


def test_addresses_that_nobody_names_any_more_are_forgotten(site):
    server, _handler = site
    source = SourceFactory(url=f"http://127.0.0.1:{server.server_port}/there")
    run(server)

    source.delete()
    run(server)

    assert not LinkCheck.objects.exists()


def test_command_refuses_private_addresses_and_says_so(capsys):
    SourceFactory(url="http://127.0.0.1:1/secret")

    call_command("check_links", pause=0.0)

    told = capsys.readouterr().out
    assert "http://127.0.0.1:1/secret" in told
    assert "Asked 1 addresses, 1 do not answer as they should." in told
    assert LinkCheck.objects.get().status == "refused"


def test_editor_finds_the_record_behind_an_address(client):
    sign_in(client, User.objects.create_superuser("root"))
    practice = PracticeFactory(title="Has a link")
    practice.links.create(title="A page", url="https://example.org/x")
    check = LinkCheck.objects.create(url="https://example.org/x", status="gone")

    page = client.get(reverse("admin:desk_linkcheck_change", args=[check.pk])).content.decode()

    assert reverse("admin:practices_practice_change", args=[practice.pk]) in page
