"""Fixtures of all tests: an index of their own for each test, the loaded content, a mail server, a browser."""

import email
import os
import shutil
import socket
import threading
import time

import pytest
from aiosmtpd.controller import Controller
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import translation
from playwright.sync_api import sync_playwright

from .signing import sign_in as sign_in

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory):
    """Let SQLite write into a file, as it does for readers: in memory, threads lock each other out without waiting."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Make the tables from the models, which takes a tenth of the time, and the table that tells databases apart.

    That migrations make the same is checked by `makemigrations --check` and by the tests that start a portal.
    """
    with django_db_blocker.unblock():
        recorder = MigrationRecorder(connection)
        recorder.ensure_schema()
        recorder.record_applied("tests", "tables")


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path):
    """Give each test its own index and uploads, and static files without a manifest."""
    settings.INDEX_DIR = tmp_path / "index"
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]


@pytest.fixture(autouse=True)
def _english():
    """Begin each test in English: a request for a French page would leave French behind."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="module")
def loaded_content(django_db_setup, django_db_blocker):
    """Load the portal's content once for the tests of a module; each test undoes its own changes."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_content", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def content(db):
    """Load the portal's content for one test."""
    call_command("load_content", verbosity=0)


@pytest.fixture
def browser(live_server, monkeypatch):
    """Chromium on the loaded portal. Its driver keeps an event loop that Django would take for async code."""
    if not CHROMIUM:
        (pytest.fail if os.environ.get("REQUIRE_BROWSER") else pytest.skip)("Chromium is not installed.")
    call_command("load_content", verbosity=0)
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
        _let_the_server_end()
        connections.close_all()  # under the driver's event loop this thread has connections of its own


def _let_the_server_end():
    """Wait until what the browser broke off is answered: its transaction would stand in the way of emptying tables."""
    ends_at = time.monotonic() + 20
    while time.monotonic() < ends_at:
        if not any("process_request_thread" in thread.name for thread in threading.enumerate()):
            return
        time.sleep(0.02)


class Box:
    """Takes the mails in."""

    def __init__(self):
        self.mails = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  the server calls it so
        self.mails.append((envelope.rcpt_tos, email.message_from_bytes(envelope.content, policy=email.policy.default)))
        return "250 taken"


@pytest.fixture
def mails(settings):
    """Return the list that mails arrive in, sent through a real SMTP server."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    box = Box()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EDITORS_EMAIL = "editors@portal.example"
    yield box.mails
    server.stop()
