"""Runs the bench on SQLite and on PostgreSQL, each with a folder and a database of its own that go afterwards."""

import os
import subprocess
import sys
import tempfile
from urllib.parse import urlsplit, urlunsplit

import psycopg

DATABASE = f"portal_bench_{os.getpid()}"


def main() -> None:
    """Run both; say so where no PostgreSQL answers."""
    url = os.environ.get("BENCH_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
    run({})
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=3) as server:
            server.execute(f'CREATE DATABASE "{DATABASE}"')
    except psycopg.OperationalError:
        print(f"No PostgreSQL answers at {url}: measured on SQLite only.")
        return
    try:
        run({"DATABASE_URL": urlunsplit(urlsplit(url)._replace(path=f"/{DATABASE}"))})
    finally:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f'DROP DATABASE "{DATABASE}" WITH (FORCE)')


def run(settings: dict[str, str]) -> None:
    """Measure with these settings in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        given = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        environment = given | {"DATA_DIR": folder, "EMBEDDED": "1"} | settings
        for part in ("bench.run", "bench.edge"):
            done = subprocess.run([sys.executable, "-m", part], env=environment, check=False)
            if done.returncode:
                sys.exit(done.returncode)


main()
