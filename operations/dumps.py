"""The database out into a file and back, by the engine's own means: SQLite's backup, PostgreSQL's pg_dump and psql."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, InterfaceError, connection

EMPTY_SCHEMA = b"DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n"


class BackupFault(Exception):
    """What keeps a backup from being made or put back, as a sentence that says what to do."""


def is_empty() -> bool:
    """Whether the portal holds no account yet, or no tables at all. Raises BackupFault where nobody can tell."""
    users = get_user_model()
    with told_as_fault("The database cannot be read"):
        return users._meta.db_table not in connection.introspection.table_names() or not users.objects.exists()


@contextlib.contextmanager
def told_as_fault(what: str):
    """Turn what a database or a command raises into a BackupFault that begins with `what`."""
    try:
        yield
    except (DatabaseError, InterfaceError, sqlite3.Error, CommandError) as fault:
        raise BackupFault(f"{what}: {str(fault).strip()}") from fault


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
    """Make the database what the file holds, as a whole or not at all: its tables too are those of back then."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(source)) as copy, told_as_fault("The database was left as it was"):
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


def migrate() -> None:
    """Bring the tables of the loaded database up to this version. Raises BackupFault."""
    with told_as_fault("The database is that of the backup, but its tables cannot be brought up to this version"):
        call_command("migrate", interactive=False, verbosity=0)


def _run(command: list[str], **streams) -> None:
    """Run one of PostgreSQL's programs on the portal's database. Raises BackupFault with what it said."""
    if shutil.which(command[0]) is None:
        raise BackupFault(f"{command[0]} is not installed. It comes with PostgreSQL's client programs.")
    address, own = address_of(connection)
    streams = {"stdout": subprocess.DEVNULL} | streams
    done = subprocess.run(
        [*command, "--dbname", address], env=os.environ | own, stderr=subprocess.PIPE, check=False, **streams
    )
    if done.returncode:
        raise BackupFault(f"{command[0]}: {done.stderr.decode(errors='replace').strip()}")


def address_of(connection) -> tuple[str, dict[str, str]]:
    """Return how the portal itself reaches its database, several servers and all, and the password as a variable."""
    from psycopg.conninfo import make_conninfo  # only where PostgreSQL is
    from psycopg.pq import Conninfo

    wanted = connection.get_connection_params()
    password = wanted.pop("password", "")
    known = {option.keyword.decode() for option in Conninfo.get_defaults()}
    address = make_conninfo(**{name: value for name, value in wanted.items() if name in known})
    return address, {"PGPASSWORD": password} if password else {}
