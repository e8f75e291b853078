"""The secret key of the embedded case: made once, kept beside the database, readable by its owner only."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def kept_secret(path: Path) -> str:
    """Return the key in `path`, making file and key where there are none.

    The file appears with the key in it, so that a process that starts at the same moment never reads half of it.
    Raises ImproperlyConfigured where the folder cannot be written.
    """
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            _make(path)
        return path.read_text().strip()
    except OSError as fault:
        raise ImproperlyConfigured(
            f"DATA_DIR {path.parent} cannot be written: {fault.strerror}. Name another folder."
        ) from fault


def _make(path: Path) -> None:
    handle, fresh = tempfile.mkstemp(prefix=f"{path.name}.", dir=path.parent)  # mode 600
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(64))
    with suppress(FileExistsError):
        os.link(fresh, path)
    os.unlink(fresh)
