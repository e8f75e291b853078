"""Files that somebody sent in and has yet to decide on: kept for a day, opened by whoever sent them alone."""

import datetime as dt
import secrets
from collections.abc import Iterable

from django.core.files.storage import default_storage
from django.utils import timezone

FOLDER = "arrivals"
KEPT_FOR = dt.timedelta(days=1)


def put(session, key: str, files: Iterable) -> None:
    """Keep uploaded files under a name that nobody guesses, noted in the session of the sender."""
    drop(session, key)
    _sweep()
    kept = [(upload.name, default_storage.save(f"{FOLDER}/{secrets.token_hex(16)}", upload)) for upload in files]
    session[key] = kept


def take(session, key: str) -> list[tuple[str, bytes]]:
    """Return name and content of the files, or nothing where they are gone."""
    found = []
    for name, path in session.get(key, ()):
        if not default_storage.exists(path):
            return []
        with default_storage.open(path) as handle:
            found.append((name, handle.read()))
    return found


def drop(session, key: str) -> None:
    """Delete the files."""
    for _name, path in session.pop(key, ()):
        default_storage.delete(path)


def _sweep() -> None:
    """Delete what nobody decided on in time."""
    try:
        names = default_storage.listdir(FOLDER)[1]
    except FileNotFoundError:
        return
    for name in names:
        path = f"{FOLDER}/{name}"
        if timezone.now() - default_storage.get_modified_time(path) > KEPT_FOR:
            default_storage.delete(path)
