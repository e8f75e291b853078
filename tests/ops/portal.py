"""A portal of its own folder and database, driven by its commands as whoever runs it does."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

ROOT = Path(__file__).parents[2]
POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
DATABASE = f"portal_ops_{os.getpid()}"


class Portal:
    """A portal that nobody serves: commands and pages are asked of it directly."""

    def __init__(self, folder: Path, **values):
        self.folder = folder
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self.env = kept | {"EMBEDDED": "1", "DATA_DIR": str(folder / "data")} | values

    def run(self, *command: str, fails: bool = False) -> str:
        done = subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=300
        )
        assert bool(done.returncode) == fails, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stderr if fails else done.stdout

    def manage(self, *command: str, **how) -> str:
        return self.run("manage.py", *command, **how)

    def fill(self) -> None:
        """Make the tables and load the portal's content."""
        self.manage("migrate", "--verbosity", "0")
        self.manage("load_content", "--verbosity", "0")
        self.manage("collectstatic", "--noinput", "--verbosity", "0")

    def shell(self, code: str) -> str:
        return self.manage("shell", "--no-imports", "-c", code)

    def pages(self, *only: str) -> dict[str, str]:
        """Return what each public page says, as a digest, or each of `only`: paths, or how many of each section."""
        return json.loads(self.run("-m", "tests.ops.pages", *only))

    def files(self) -> dict[str, bytes]:
        root = self.folder / "data" / "uploads"
        return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@contextmanager
def postgres():
    """Yield the settings of a fresh database, which goes afterwards."""
    with psycopg.connect(POSTGRES, autocommit=True, connect_timeout=3) as server:
        server.execute(f'CREATE DATABASE "{DATABASE}"')
    try:
        yield {"DATABASE_URL": urlunsplit(urlsplit(POSTGRES)._replace(path=f"/{DATABASE}"))}
    finally:
        with psycopg.connect(POSTGRES, autocommit=True) as server:
            server.execute(f'DROP DATABASE "{DATABASE}" WITH (FORCE)')


@pytest.fixture(params=["sqlite", "postgresql"])
def portal(request, tmp_path):
    """A portal without tables yet, on each of the databases."""
    if request.param == "sqlite":
        yield Portal(tmp_path)
        return
    try:
        psycopg.connect(POSTGRES, connect_timeout=3).close()
    except psycopg.OperationalError:
        (pytest.fail if os.environ.get("REQUIRE_POSTGRES") else pytest.skip)("No PostgreSQL answers.")
    with postgres() as values:
        yield Portal(tmp_path, **values)
