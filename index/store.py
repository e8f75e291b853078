"""The folder of the index: opened once per process, brought into step with the change log, thrown away when damaged.

The database is the truth. Each process reads; the one that holds the lock of the folder writes.
"""

import contextlib
import datetime as dt
import errno
import fcntl
import json
import logging
import os
import secrets
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeVar

import tantivy
from django.conf import settings
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from replicas.reading import is_on_replica, reads

from . import schema
from .looking import newest_change, newest_seen
from .models import Change
from .registry import turned_readers, type_readers

log = logging.getLogger(__name__)
HEAP_BYTES = 50_000_000
# Of a whole build, which takes as much of it as it needs: 100,000 records then come out in one piece, and each question
# goes through one instead of four.
BUILD_HEAP_BYTES = 600_000_000
CATCH_UP_AT_MOST = 20_000
REST = 10.0  # seconds after a writing that failed, in which this process does not try again
Answer = TypeVar("Answer")


class Written(NamedTuple):
    """What a folder of the index holds: the last change in it, which build of it this is, and the day it was true."""

    position: int
    build: str
    day: str


NOTHING = Written(-1, "", "")


class IndexUnavailable(Exception):
    """The index can neither be read nor be built: lists come from the database meanwhile."""


class Store:
    """One folder of the index as this process sees it."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.place = folder / schema.version()
        self.index: tantivy.Index | None = None
        self.seen = NOTHING
        self.kept: dict = {}  # a fresh one for each state: a slow reader never fills in what is no longer true
        self.database = ""
        self.known, self.known_by = NOTHING, (0, 0)  # what the file of the position says, and by what it is known
        self.rests_until = float("-inf")  # of the monotonic clock: a writing failed, and is not tried again before
        self.lock = threading.Lock()

    # Reading

    def read(self, ask: Callable[[tantivy.Searcher, dict], Answer]) -> Answer:
        """Return what `ask(searcher, kept)` finds, in step with the change log; `kept` lasts until the index changes.

        A folder that proves damaged is built anew, once. One that cannot be written, as on a full disk, is left alone
        for a while. Raises IndexUnavailable where there is no index that is true, and none can be built.
        """
        newest = newest_seen()
        try:
            try:
                return ask(*self._view(newest))
            except BaseException as fault:
                if not _is_damage(fault) or _is_full(fault) or self._rests():
                    raise
                log.exception("The index in %s is damaged; it is built anew.", self.place)
                self._recover()
                return ask(*self._view(newest))
        except BaseException as fault:
            if not _is_damage(fault):
                raise
            _behind.times += 1
            if not self._rests():
                log.error("The index in %s cannot be written; tried again in %d s: %s", self.place, REST, fault)
                self.rests_until = time.monotonic() + REST
            raise IndexUnavailable(str(fault)) from fault

    def _rests(self) -> bool:
        return time.monotonic() < self.rests_until

    def _view(self, newest: int) -> tuple[tantivy.Searcher, dict]:
        with self.lock:
            written = self._written()
            if written.position != newest or written.day != _today():
                if self._rests():
                    raise OSError("A writing failed a moment ago.")
                self._follow()
                written = self._written()
            index = self._opened(written)
            if written != self.seen:
                index.reload()
                self.seen, self.kept = written, {}
            is_ahead = written.position > newest and is_on_replica()  # of the rows that this request reads
            if written.position < newest or is_ahead or written.day != _today():
                _behind.times += 1
            return index.searcher(), ({} if is_ahead else self.kept)  # its old rows are for this request alone

    def _opened(self, written: Written) -> tantivy.Index:
        if self.index is None or written.build != self.seen.build:
            if written.position < 0:
                raise OSError(f"There is no index in {self.place}.")
            self.index = _with_analysers(tantivy.Index.open(str(self.place / "data")))
            self.seen, self.kept = written, {}
        return self.index

    def _written(self) -> Written:
        """Return what the folder holds: position -1 where there is no index or it was built from another database.

        The file that says so is replaced by each writing, never changed: it is read once for each.
        """
        try:
            path = self.place / "position.json"
            facts = os.stat(path)
            known_by = (facts.st_ino, facts.st_mtime_ns)
            if known_by != self.known_by:
                told = json.loads(path.read_text())
                is_ours = told["database"] == self._database() or told["database"] == self._database(anew=True)
                self.known = (
                    Written(int(told["position"]), str(told["build"]), str(told["day"])) if is_ours else NOTHING
                )
                self.known_by = known_by
            return self.known
        except (OSError, ValueError, KeyError, TypeError):
            return NOTHING

    def _database(self, anew: bool = False) -> str:
        """Return what tells this database from every other one: when its first migration ran.

        Kept from the first question on; `anew` asks again, since a restored backup brings that moment with it.
        """
        if not self.database or anew:
            connection = reads()
            first = MigrationRecorder(connection).migration_qs.order_by("pk").values_list("applied", flat=True).first()
            self.database = f"{connection.vendor} {first}"
        return self.database

    def behind(self) -> int:
        """Return how many changes the folder has not taken in; all of them where there is no index."""
        return Change.objects.filter(pk__gt=self._written().position).count()

    # Writing

    def _follow(self) -> None:
        """Bring the index up to the newest change; another process that is at it already is left to finish.

        The newest is asked for once more: since the reader looked, somebody may have written it, and the index too.
        """
        with self._writing() as mine:
            if not mine:
                return
            newest = newest_change()
            written = self._written().position
            if written > newest and is_on_replica():
                return  # another request was answered by a server that is ahead of this replica: it will come
            pending = Change.objects.filter(pk__gt=written)
            is_behind_too_far = written < 0 or written > newest or pending.count() > CATCH_UP_AT_MOST
            if is_behind_too_far or (written and not Change.objects.filter(pk__lte=max(written, 0) + 1).exists()):
                self._build()
            elif written < newest or self._written().day != _today():
                self._apply(list(pending.values_list("pk", "kind", "object_id")), newest)

    def _apply(self, changes: list[tuple[int, str, int]], newest: int) -> None:
        day = _today()
        wanted = self._turned(day)
        for _number, kind, pk in changes:
            if kind in type_readers:  # others, as terms, only move the position on
                wanted.setdefault(kind, set()).add(pk)
        if any(wanted.values()):
            self._read_again(wanted)
        self._write_position(changes[-1][0] if changes else newest, self.place, self._written().build, day)

    def _turned(self, day: str) -> dict[str, set[int]]:
        """Return, by type, the keys of the records that days changed by passing, from the last writing to `day`."""
        before = self._written().day
        if before == day:
            return {}
        first, last = dt.date.fromisoformat(before), dt.date.fromisoformat(day)
        return {kind: set(turned(first, last)) for kind, turned in turned_readers.items() if kind in type_readers}

    def _read_again(self, wanted: dict[str, set[int]]) -> None:
        # Opened afresh: an older view of the folder does not know, and would never remove, files of other writers.
        index = _with_analysers(tantivy.Index.open(str(self.place / "data")))
        writer = index.writer(HEAP_BYTES, 1)
        try:
            for kind, pks in wanted.items():
                for pk in pks:
                    writer.delete_documents_by_term("key", f"{kind}/{pk}")
                for document in type_readers[kind](pks):
                    writer.add_document(schema.to_tantivy(document))
            writer.commit()
            writer.wait_merging_threads()
        finally:
            del writer  # and the engine's lock with it, which the traceback of a fault would hold

    def rebuild(self, told: Callable[[int], None] = lambda number: None) -> int:
        """Build the index anew from what is published and return the number of its documents.

        Waits for another process that writes; calls `told` with the number so far, now and then.
        Raises OSError or ValueError where the folder cannot be written.
        """
        with self._writing(wait=True):
            return self._build(told)

    def _recover(self) -> None:
        """Build the index anew, unless another process did so while this one waited for its turn."""
        broken = self._written().build
        with self.lock, self._writing(wait=True):
            self.index = None
            if self._written().build == broken:
                self._build()

    def _build(self, told: Callable[[int], None] = lambda number: None) -> int:
        newest, day = newest_change(), _today()  # before any record is read: what comes meanwhile is read once more
        for left_by_the_dead in (*self.folder.glob("*.new-*"), *self.folder.glob("*.old-*")):
            shutil.rmtree(left_by_the_dead, ignore_errors=True)
        beside = self.folder / f"{self.place.name}.new-{os.getpid()}"
        (beside / "data").mkdir(parents=True)
        index = _with_analysers(tantivy.Index(schema.schema(), path=str(beside / "data")))
        number, writer = 0, index.writer(BUILD_HEAP_BYTES, 1)
        try:
            for documents in type_readers.values():
                for document in documents(None):
                    writer.add_document(schema.to_tantivy(document))
                    number += 1
                    if number % 500 == 0:
                        told(number)
            writer.commit()
            writer.wait_merging_threads()
        finally:
            del writer
        self._write_position(newest, beside, secrets.token_hex(8), day)
        old = self.folder / f"{self.place.name}.old-{os.getpid()}"
        if self.place.exists():
            self.place.rename(old)
        beside.rename(self.place)
        shutil.rmtree(old, ignore_errors=True)
        return number

    def _write_position(self, position: int, place: Path, build: str, day: str) -> None:
        fresh = place / f"position.{os.getpid()}"
        told = {"position": position, "build": build, "database": self._database(), "day": day}
        fresh.write_text(json.dumps(told))
        fresh.replace(place / "position.json")

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


class _Behind(threading.local):
    times = 0


_behind = _Behind()


def times_behind() -> int:
    """Return how often this thread was answered by an index that was away or still behind the change log.

    Another process was writing then. A page made of such an answer is good enough to be read, and not to be kept.
    """
    return _behind.times


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


def _today() -> str:
    return timezone.localdate().isoformat()


def _is_full(fault: BaseException) -> bool:
    """Tell whether a writing failed because the disk is full. The engine passes the system's error on as words."""
    return getattr(fault, "errno", None) in (errno.ENOSPC, errno.EDQUOT) or "No space left on device" in str(fault)


def _is_damage(fault: BaseException) -> bool:
    """Tell whether `fault` means a damaged folder. The engine's panics have no class that could be imported."""
    return isinstance(fault, ValueError | OSError) or type(fault).__name__ == "PanicException"
