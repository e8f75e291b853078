"""The folder of the index: opened once per process, brought into step with the change log, thrown away when damaged.

The database is the truth. Each process reads; the one that holds the lock of the folder writes.
"""

import contextlib
import fcntl
import json
import logging
import os
import shutil
import threading
from pathlib import Path

import tantivy
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Max

from . import schema
from .models import Change
from .registry import type_readers

log = logging.getLogger(__name__)
HEAP_BYTES = 50_000_000
CATCH_UP_AT_MOST = 5_000


class IndexUnavailable(Exception):
    """The index can neither be read nor be built: lists come from the database meanwhile."""


class Store:
    """One folder of the index as this process sees it."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.place = folder / schema.version()
        self.index: tantivy.Index | None = None
        self.position = -1
        self.database = ""
        self.lock = threading.Lock()
        self.cache: dict = {}

    # Reading

    def searcher(self) -> tantivy.Searcher:
        """Return a searcher in step with the change log.

        Raises IndexUnavailable where there is no index and none can be built.
        """
        newest = Change.objects.aggregate(newest=Max("pk"))["newest"] or 0
        with self.lock:
            try:
                return self._searcher(newest)
            except (ValueError, OSError) as fault:
                log.exception("The index in %s is damaged; it is built anew.", self.place)
                self.index = None
                try:
                    self.rebuild()
                    return self._opened().searcher()
                except (ValueError, OSError) as second:
                    raise IndexUnavailable(str(second)) from fault

    def _searcher(self, newest: int) -> tantivy.Searcher:
        written = self._written_position()
        if written != newest:
            self._follow(newest)
            written = self._written_position()
        index = self._opened()
        if written != self.position:
            index.reload()
            self.position = written
            self.cache.clear()
        return index.searcher()

    def _opened(self) -> tantivy.Index:
        if self.index is None:
            if self._written_position() < 0:
                raise OSError(f"There is no index in {self.place}.")
            self.index = _with_analysers(tantivy.Index.open(str(self.place / "data")))
            self.position = self._written_position()
            self.cache.clear()
        return self.index

    def _written_position(self) -> int:
        """Return the last change in the folder, -1 where there is no index or it was built from another database."""
        try:
            written = json.loads((self.place / "position.json").read_text())
            return int(written["position"]) if written["database"] == self._database() else -1
        except (OSError, ValueError, KeyError, TypeError):
            return -1

    def _database(self) -> str:
        """Return what tells this database from every other one: when its first migration ran."""
        if not self.database:
            first = MigrationRecorder(connection).migration_qs.order_by("pk").values_list("applied", flat=True).first()
            self.database = f"{connection.vendor} {first}"
        return self.database

    # Writing

    def _follow(self, newest: int) -> None:
        """Bring the index up to change `newest`; another process that is at it already is left to finish."""
        with self._writing() as mine:
            if not mine:
                return
            written = self._written_position()
            pending = Change.objects.filter(pk__gt=written)
            is_behind_too_far = written < 0 or written > newest or pending.count() > CATCH_UP_AT_MOST
            if is_behind_too_far or (written and not Change.objects.filter(pk__lte=max(written, 0) + 1).exists()):
                self._build()
            elif written < newest:
                self._apply(list(pending.values_list("pk", "kind", "object_id")))

    def _apply(self, changes: list[tuple[int, str, int]]) -> None:
        wanted: dict[str, set[int]] = {}
        for _number, kind, pk in changes:
            wanted.setdefault(kind, set()).add(pk)
        index = self._opened()
        writer = index.writer(HEAP_BYTES, 1)
        for kind, pks in wanted.items():
            for pk in pks:
                writer.delete_documents_by_term("key", f"{kind}/{pk}")
            if kind in type_readers:
                for document in type_readers[kind](pks):
                    writer.add_document(schema.to_tantivy(document))
        writer.commit()
        writer.wait_merging_threads()
        self._write_position(changes[-1][0])

    def rebuild(self) -> int:
        """Build the index anew from what is published and return the number of its documents.

        Raises OSError where another process is at it.
        """
        with self._writing(wait=True) as mine:
            if not mine:
                raise OSError(f"Another process is building the index in {self.folder}.")
            return self._build()

    def _build(self) -> int:
        newest = Change.objects.aggregate(newest=Max("pk"))["newest"] or 0
        beside = self.folder / f"{self.place.name}.new-{os.getpid()}"
        shutil.rmtree(beside, ignore_errors=True)
        (beside / "data").mkdir(parents=True)
        index = _with_analysers(tantivy.Index(schema.schema(), path=str(beside / "data")))
        writer = index.writer(HEAP_BYTES * 2, 1)
        number = 0
        for documents in type_readers.values():
            for document in documents(None):
                writer.add_document(schema.to_tantivy(document))
                number += 1
        writer.commit()
        writer.wait_merging_threads()
        (beside / "position.json").write_text(json.dumps({"position": newest, "database": self._database()}))
        old = self.folder / f"{self.place.name}.old-{os.getpid()}"
        if self.place.exists():
            self.place.rename(old)
        beside.rename(self.place)
        shutil.rmtree(old, ignore_errors=True)
        self.index, self.position = None, -1
        return number

    def _write_position(self, position: int) -> None:
        fresh = self.place / f"position.{os.getpid()}"
        fresh.write_text(json.dumps({"position": position, "database": self._database()}))
        fresh.replace(self.place / "position.json")

    @contextlib.contextmanager
    def _writing(self, wait: bool = False):
        """Hold the folder's lock, which the death of the process frees too; yield whether it was to be had."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with open(self.folder / "writer.lock", "a") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait or not self.place.exists() else fcntl.LOCK_NB))
            except BlockingIOError:
                yield False
                return
            yield True


_stores: dict[tuple[int, Path], Store] = {}


def store() -> Store:
    """Return this process's view of the folder that the settings name; a forked child opens its own."""
    key = (os.getpid(), Path(settings.INDEX_DIR))
    if key not in _stores:
        _stores[key] = Store(key[1])
    return _stores[key]


def _with_analysers(index: tantivy.Index) -> tantivy.Index:
    for name, analyser in schema.analysers().items():
        index.register_tokenizer(name, analyser)
    return index
