"""A backup: database and files in one archive, which is proved before anything that stands is touched.

The archive is a compressed tar: `database`, `uploads/…`, and last `manifest.json` with a digest of each part. What lies
in an object store is that store's to keep; the archive then says so.
"""

import contextlib
import datetime as dt
import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from index.changes import begin_anew
from index.store import store

from .dumps import BackupFault, dump, is_empty, load, migrate

FORMAT = 1
DATABASE, FILES, MANIFEST = "database", "uploads", "manifest.json"
CHUNK = 1024 * 1024


@dataclass
class Manifest:
    """What an archive holds: the engine, the migrations that made the tables, and the SHA-256 of each part by name."""

    format: int = FORMAT
    made_at: str = ""
    engine: str = ""
    has_files: bool = True
    migrations: list[str] = field(default_factory=list)
    digests: dict[str, str] = field(default_factory=dict)


def make(target: Path) -> Manifest:
    """Write a backup to `target`, which appears only when it is whole. Raises BackupFault where it cannot be made."""
    if target.exists():
        raise BackupFault(f"{target} exists already. Name another file: no backup is written over.")
    manifest = Manifest(
        made_at=timezone.now().isoformat(timespec="seconds"),
        engine=connection.vendor,
        has_files=_has_files(),
        migrations=_applied(),
    )
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
            dump(Path(folder) / DATABASE)
            part = Path(folder) / "archive"
            with part.open("wb") as handle:
                os.chmod(part, 0o600)
                _write(handle, manifest, Path(folder) / DATABASE)
                handle.flush()
                os.fsync(handle.fileno())
            _unpacked(part, Path(folder) / "proof")
            part.replace(target)
    except OSError as fault:
        raise BackupFault(f"The backup cannot be written to {target}: {fault.strerror or fault}.") from fault
    return manifest


def _write(handle, manifest: Manifest, database: Path) -> None:
    with tarfile.open(fileobj=handle, mode="w:gz", compresslevel=6) as archive:
        for name, path in [(DATABASE, database), *_files()]:
            with contextlib.suppress(FileNotFoundError):  # somebody deleted it since it was listed
                _add(archive, manifest, name, path)
        told = json.dumps(asdict(manifest), indent=1).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size, entry.mtime = len(told), int(dt.datetime.now(dt.UTC).timestamp())
        archive.addfile(entry, io.BytesIO(told))


def _add(archive: tarfile.TarFile, manifest: Manifest, name: str, path: Path) -> None:
    """Add a file as long as it is now, and digest the very bytes that go in: an upload may still be growing."""
    with path.open("rb") as handle:
        entry = archive.gettarinfo(arcname=name, fileobj=handle)
        read = _Digesting(handle)
        archive.addfile(entry, read)
    manifest.digests[name] = read.digest.hexdigest()


class _Digesting:
    """A file that digests what is read of it."""

    def __init__(self, handle):
        self.handle, self.digest = handle, hashlib.sha256()

    def read(self, size: int) -> bytes:
        block = self.handle.read(size)
        self.digest.update(block)
        return block


def restore(source: Path, replaces: bool = False) -> Manifest:
    """Put back database and files of a backup and build the index anew; what came later is gone.

    The archive is unpacked and proved first. The database changes as a whole or not at all; where its tables cannot be
    brought up to this version afterwards, index and caches follow it all the same. Raises BackupFault with a sentence
    on what to do, among others where the portal holds records and `replaces` is not set.
    """
    if not is_empty() and not replaces:
        raise BackupFault(
            "This portal holds records already. Make a backup of them, then run the command again with --replace."
        )
    try:
        with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix=".restore-") as folder:
            manifest = _unpacked(source, Path(folder))
            _check_place_of_files(manifest)
            if manifest.has_files:
                _bring_files(Path(folder) / FILES)
            load(Path(folder) / DATABASE)
            if manifest.has_files:
                _remove_others(manifest)
    except OSError as fault:
        raise BackupFault(f"The backup cannot be put back: {fault.strerror or fault}.") from fault
    try:
        migrate()
    finally:
        begin_anew()
    store().rebuild()
    return manifest


def _check_place_of_files(manifest: Manifest) -> None:
    """Raise BackupFault where files of the archive, or those that it leaves to a bucket, would be lost."""
    if manifest.has_files and len(manifest.digests) > 1 and not _has_files():
        raise BackupFault(
            "This backup holds files, and this portal keeps its own in a bucket. Put it back without S3_BUCKET, then "
            f"copy {settings.DATA_DIR / 'uploads'} into the bucket with your store's tool."
        )
    if not manifest.has_files and _has_files():
        raise BackupFault(
            "This backup was made where files lie in a bucket; it holds none. Set S3_BUCKET as it was there, and run "
            "the command again."
        )


def _unpacked(source: Path, folder: Path) -> Manifest:
    """Unpack the archive into `folder` and prove each part. Raises BackupFault."""
    try:
        with tarfile.open(source, "r:gz") as archive:
            _extract(archive, folder)
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text()))
    except FileNotFoundError as fault:
        raise BackupFault(f"{source} is no whole backup: a part is missing. Take another one.") from fault
    except (tarfile.TarError, EOFError, OSError, ValueError, TypeError) as fault:
        raise BackupFault(f"{source} is no backup of this portal, or it is damaged: {fault}") from fault
    if manifest.format != FORMAT:
        raise BackupFault(f"{source} has format {manifest.format}; this portal reads {FORMAT}. Use its own version.")
    if manifest.engine != connection.vendor:
        raise BackupFault(f"{source} comes from {manifest.engine}, this portal runs on {connection.vendor}.")
    _prove(source, folder, manifest)
    return manifest


def _extract(archive: tarfile.TarFile, folder: Path) -> None:
    """Write the parts of an archive into `folder`. Raises ValueError for one that would lie elsewhere or is no file.

    By hand, since Python 3.11 learnt to refuse such members in its later releases only.
    """
    for entry in archive:
        place = PurePosixPath(entry.name)
        is_known = entry.name in (DATABASE, MANIFEST) or place.parts[:1] == (FILES,)
        if not entry.isreg() or not is_known or ".." in place.parts or place.is_absolute():
            raise ValueError(f"{entry.name} is no part of a backup.")
        target = folder / place
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.extractfile(entry) as part, target.open("wb") as out:
            shutil.copyfileobj(part, out, CHUNK)


def _prove(source: Path, folder: Path, manifest: Manifest) -> None:
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} - {MANIFEST}
    if found != set(manifest.digests):
        raise BackupFault(f"{source} is no whole backup: parts are missing or too many. Take another one.")
    for name, digest in manifest.digests.items():
        if _digest(folder / name) != digest:
            raise BackupFault(f"{source} is damaged: {name} is not what was saved. Take another one.")
    unknown = set(manifest.migrations) - set(_known())
    if unknown:
        newest = max(unknown)
        raise BackupFault(f"{source} was made by a newer portal, which knows {newest}. Update this one first.")


def _has_files() -> bool:
    """Whether uploads lie in a folder of this machine."""
    return isinstance(default_storage, FileSystemStorage)


def _files() -> Iterator[tuple[str, Path]]:
    root = Path(settings.MEDIA_ROOT)
    if not _has_files() or not root.is_dir():
        return
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield f"{FILES}/{path.relative_to(root)}", path


def _bring_files(folder: Path) -> None:
    """Copy in what is not there or differs. Names are random, so that nothing of the running portal is in the way."""
    for path in folder.rglob("*"):
        if not path.is_file():
            continue
        place = Path(settings.MEDIA_ROOT) / path.relative_to(folder)
        if place.exists() and _digest(place) == _digest(path):
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        part = place.with_name(f".{place.name}.part")
        part.write_bytes(path.read_bytes())
        part.replace(place)


def _remove_others(manifest: Manifest) -> None:
    for name, path in list(_files()):
        if name not in manifest.digests:
            with contextlib.suppress(FileNotFoundError):
                path.unlink()


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while block := handle.read(CHUNK):
            digest.update(block)
    return digest.hexdigest()


def _applied() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def _known() -> list[str]:
    return [f"{app}.{name}" for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations]
