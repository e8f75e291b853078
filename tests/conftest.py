"""Fixtures of all tests: an index of their own for each test, the loaded content, a client."""

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import translation


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
