"""A file between its check and its confirmation: kept with the uploads, where every worker finds it, for a day at most.

Its signed label says whose it is and what the check came to. Only the same person may open it, for the same type.
"""

import datetime as dt
from dataclasses import dataclass

from django.core import signing
from django.core.files.base import ContentFile
from django.utils import timezone
from import_export.tmp_storages import MediaStorage

from ..cleaning import plain_text

SALT = "publishing.bulk"
FOLDER = "bulk"
GOOD_FOR = dt.timedelta(days=1)


class Gone(Exception):
    """The label is too old, was changed or is somebody else's, or the file is no longer kept."""


@dataclass(frozen=True)
class Parcel:
    """A file that waits: the type it is for, where it is kept, what it was called, and the digest of its check."""

    kind: str
    place: str
    file_name: str
    digest: str = ""

    def label(self, user) -> str:
        """Return the signed label that the confirmation brings back."""
        told = [self.kind, self.place, self.file_name, self.digest, user.pk]
        return signing.dumps(told, salt=SALT, compress=True)

    def open(self) -> ContentFile:
        """Return the file. Raises Gone where it is no longer kept."""
        try:
            return ContentFile(_storage(self.place).read())
        except OSError as fault:
            raise Gone from fault

    def throw_away(self) -> None:
        _storage(self.place).remove()


def keep_file(kind: str, upload) -> Parcel:
    """Keep an uploaded file, and clear away what nobody came back for."""
    sweep()
    storage = _storage()
    upload.seek(0)
    storage.save(upload.read())
    return Parcel(kind, storage.name, plain_text(upload.name)[:120])


def parcel_of(label: str, kind: str, user) -> Parcel:
    """Return the parcel with this label. Raises Gone where it is not this user's or for another type."""
    try:
        *told, owner = signing.loads(label, salt=SALT, max_age=GOOD_FOR)
        parcel = Parcel(*told)
    except (signing.BadSignature, ValueError, TypeError) as fault:
        raise Gone from fault
    if owner != user.pk or parcel.kind != kind:
        raise Gone
    return parcel


def sweep() -> None:
    """Delete the files that have been kept for longer than a day."""
    files = _storage()._storage
    try:
        names = files.listdir(FOLDER)[1]
    except FileNotFoundError:
        return
    for name in names:
        path = f"{FOLDER}/{name}"
        if files.get_modified_time(path) < timezone.now() - GOOD_FOR:
            files.delete(path)


def _storage(name: str | None = None) -> MediaStorage:
    return MediaStorage(name=name, MEDIA_FOLDER=FOLDER)
