"""The database out into a file and back, by the engine's own means: SQLite's backup, PostgreSQL's pg_dump and psql."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.backends.postgresql.client import DatabaseClient

EMPTY_SCHEMA = b"DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n"


class BackupFault(Exception):
    """What keeps a backup from being made or put back, as a sentence that says what to do."""


def is_empty() -> bool:
    """Whether the portal holds no account yet, or no tables at all."""
    try:
        return not get_user_model().objects.exists()
    except DatabaseError:
        return True


def dump(target: Path) -> None:
    """Write the database as it stands at one moment, while others go on reading and writing."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(target)) as copy:
            connection.connection.backup(copy)
        return
    with target.open("wb") as out:
        _run(["pg_dump", "--format=plain", "--no-owner", "--no-privileges"], stdout=out)


def load(source: Path) -> None:
    """Make the database what the file holds, as a whole or not at all, and bring its tables up to this version."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(source)) as copy:
            copy.backup(connection.connection)
    else:
        connection.close()
        script = source.with_name("script.sql")
        with script.open("wb") as whole, source.open("rb") as dumped:
            whole.write(EMPTY_SCHEMA)
            shutil.copyfileobj(dumped, whole)
        with script.open("rb") as given:
            _run(["psql", "--no-psqlrc", "--quiet", "--single-transaction", "-v", "ON_ERROR_STOP=1"], stdin=given)
    connection.close()
    call_command("migrate", interactive=False, verbosity=0)


def _run(command: list[str], **streams) -> None:
    """Run one of PostgreSQL's programs on the portal's database. Raises BackupFault with what it said."""
    if shutil.which(command[0]) is None:
        raise BackupFault(f"{command[0]} is not installed. It comes with PostgreSQL's client programs.")
    given, own = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    streams = {"stdout": subprocess.DEVNULL} | streams
    done = subprocess.run(
        [*command, *given[1:]], env=os.environ | (own or {}), stderr=subprocess.PIPE, check=False, **streams
    )
    if done.returncode:
        raise BackupFault(f"{command[0]}: {done.stderr.decode(errors='replace').strip()}")
