"""The whole server of these tests: it takes half a minute to start, so all tests ask one."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from edge.nginx import command

from .site import Site


@pytest.fixture(scope="session")
def site():
    """Start everything once; the tests that break something mend it again."""
    if command(Path()) is None:
        (pytest.fail if os.environ.get("REQUIRE_NGINX") else pytest.skip)("nginx is not installed.")
    folder = Path(tempfile.mkdtemp(prefix="portal-ops-"))
    folder.chmod(0o755)  # PostgreSQL runs as somebody else
    running = Site(folder)
    try:
        running.start()
        yield running
    finally:
        running.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def database(site):
    """Return the PostgreSQL behind the whole server; a machine without one has nothing to stop or restart."""
    if site.database is None:
        (pytest.fail if os.environ.get("REQUIRE_POSTGRES") else pytest.skip)("PostgreSQL is not installed.")
    return site.database
