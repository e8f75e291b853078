"""Start the portal on this machine: prepare what is missing, then serve. `make run` calls it."""

import hashlib
import os
import secrets
import socket
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from index.schema import version

from .compile_messages import compile_catalogues

WORKERS = "2"


class Command(BaseCommand):
    help = "Prepares database, content, index and static files where needed, and serves on HOST:PORT."
    requires_system_checks = []

    def handle(self, *args, **options):
        host, port = os.environ.get("HOST", "127.0.0.1"), read_port(os.environ.get("PORT", "8000"))
        check_folder(settings.DATA_DIR)
        check_free(host, port)
        check_database()
        executor = MigrationExecutor(connection)
        check_version(executor)
        with self.step("Compiling translations"):
            compile_catalogues()
        self.migrate(executor)
        self.stdout.write("Reading the content ...")
        call_command("load_content", verbosity=0, stdout=self.stdout)
        self.make_administrator()
        if not (settings.INDEX_DIR / version() / "position.json").exists():
            call_command("rebuild_index", stdout=self.stdout)
        self.collect_static()
        self.stdout.write(f"The portal is on http://{host}:{port}/ (Ctrl-C ends it).")
        self.stdout.flush()
        connection.close()
        serve(host, port)

    @contextmanager
    def step(self, name: str):
        """Say what was done and how long it took, where that was more than a moment."""
        begun = time.monotonic()
        yield
        if time.monotonic() - begun > 0.3:
            self.stdout.write(f"{name}: {time.monotonic() - begun:.1f} s")

    def migrate(self, executor: MigrationExecutor) -> None:
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Preparing the database ...")
            with self.step("Preparing the database"):
                call_command("migrate", interactive=False, verbosity=0)

    def make_administrator(self) -> None:
        users = get_user_model().objects
        if users.filter(is_superuser=True).exists():
            return
        password = secrets.token_urlsafe(12)
        users.create_superuser("admin", "", password)
        self.stdout.write(f"Administrator: name admin, password {password} (shown this once)")
        self.stdout.write(
            "Sign in at /admin/ with them. It then asks to set up an app for codes, as for all who publish."
        )

    def collect_static(self) -> None:
        """Collect the static files when one of them, or Django, changed since the last time."""
        stamp, digest = settings.STATIC_ROOT / ".digest", static_digest()
        if stamp.exists() and stamp.read_text() == digest:
            return
        self.stdout.write("Collecting static files ...")
        with self.step("Collecting static files"):
            call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        stamp.write_text(digest)


def static_digest() -> str:
    """Return a digest of all that goes into the static files: names, sizes and times, and Django's version."""
    files = sorted(path for folder in settings.STATICFILES_DIRS for path in Path(folder).rglob("*") if path.is_file())
    facts = [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    return hashlib.sha256(repr((django.get_version(), facts)).encode()).hexdigest()


def read_port(text: str) -> int:
    """Return the port number, or raise CommandError with what to write."""
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise CommandError(f"PORT is “{text}”. Give a number from 1 to 65535, as: make run PORT=8080")
    return int(text)


def check_folder(folder: Path) -> None:
    """Raise CommandError where the data cannot be written into `folder`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as fault:
        raise CommandError(f"DATA_DIR {folder} cannot be written: {fault.strerror}. Name another folder.") from fault


def check_free(host: str, port: int) -> None:
    """Raise CommandError where another program listens on the address already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            raise CommandError(
                f"Nothing can be served on {host}:{port}: {fault.strerror}. Choose another, as: make run PORT=8080"
            ) from fault


def check_database() -> None:
    """Raise CommandError where no database answers."""
    try:
        connection.ensure_connection()
    except OperationalError as fault:
        raise CommandError(f"The database of DATABASE_URL does not answer: {str(fault).strip()}") from fault


def check_version(executor: MigrationExecutor) -> None:
    """Raise CommandError where another version of the portal made the tables of the database."""
    known = executor.loader.disk_migrations
    rooms = {app for app, _name in known}
    strange = sorted(key for key in executor.loader.applied_migrations if key[0] in rooms and key not in known)
    if strange:
        raise CommandError(
            f"Another version of the portal made this database: it knows “{'.'.join(strange[0])}”, this one does not. "
            "Start that version, or name an empty DATA_DIR or database."
        )


def serve(host: str, port: int) -> None:
    """Become gunicorn: this process ends, the server takes its place and Ctrl-C reaches it alone."""
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    options = ["--bind", address, "--workers", os.environ.get("WEB_CONCURRENCY", WORKERS)]
    options += ["--config", str(settings.BASE_DIR / "gunicorn.conf.py")]
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *options])  # noqa: S606
