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
