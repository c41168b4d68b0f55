"""Counts how often each hotword was offered, heard and replaced, and when last, in a small SQLite file."""

from __future__ import annotations

import logging
import queue
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from app.folders import DAMAGED_USAGE, make_file
from engine.errors import CaptioningError
from engine.events import Final

log = logging.getLogger(__name__)

CLOSE_S = 2.0
_TABLE = """CREATE TABLE IF NOT EXISTS usage (
    word TEXT PRIMARY KEY, offered INTEGER NOT NULL, heard INTEGER NOT NULL, replaced INTEGER NOT NULL,
    last_heard REAL  -- Unix seconds
) WITHOUT ROWID"""
_ADD = """INSERT INTO usage (word, offered, heard, replaced, last_heard) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (word) DO UPDATE SET offered = max(0, offered + excluded.offered),
    heard = max(0, heard + excluded.heard), replaced = max(0, replaced + excluded.replaced),
    last_heard = coalesce(excluded.last_heard, last_heard)"""


@dataclass(frozen=True, slots=True)
class Usage:
    """offered: to a model, as a candidate. heard: in finals. replaced: of these, put in place by rule."""

    offered: int = 0
    heard: int = 0
    replaced: int = 0
    last_heard: float | None = None


@dataclass(slots=True)
class _Counted:
    """What one final, or the difference between two of one utterance, adds to the counts."""

    at: float
    offered: Counter[str] = field(default_factory=Counter)
    heard: Counter[str] = field(default_factory=Counter)
    replaced: Counter[str] = field(default_factory=Counter)


class UsageCounts:
    """`note` returns at once; a thread of its own writes, and what it has written stays through a crash.

    A file that cannot be written loses counts, never captions: the log says so once.
    """

    def __init__(self, path: Path, now: Callable[[], float] = time.time) -> None:
        self._path, self._now = path, now
        self._waiting: queue.SimpleQueue[_Counted | threading.Event | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._writer: threading.Thread | None = None
        self._drafts: dict[int, _Counted] = {}
        self._failed = False

    def begin_session(self) -> None:
        """Utterances are numbered anew."""
        self._drafts.clear()

    def note(self, final: Final) -> None:
        """Count the hotwords of one final; one that takes the place of a draft counts in its place."""
        counted = _counted(final, self._now())
        before = self._drafts.pop(final.utterance_id, None)
        if final.draft:
            self._drafts[final.utterance_id] = counted
        if before is not None:
            counted = _difference(counted, before)
        if counted.offered or counted.heard or counted.replaced:
            self._start_writer()
            self._waiting.put(counted)

    def all(self) -> dict[str, Usage]:
        """The counts by word; none where the file is absent or cannot be read."""
        if not self._path.exists():
            return {}
        try:
            with closing(sqlite3.connect(self._path, timeout=1)) as database:
                rows = database.execute("SELECT word, offered, heard, replaced, last_heard FROM usage").fetchall()
        except sqlite3.Error as error:
            log.info("hotword counts cannot be read: %s", error)
            return {}
        return {word: Usage(*counts) for word, *counts in rows}

    def settle(self, timeout_s: float = CLOSE_S) -> bool:
        """Wait until everything noted before is written; False where that takes too long."""
        if self._writer is None:
            return True
        written = threading.Event()
        self._waiting.put(written)
        return written.wait(timeout_s)

    def forget(self) -> None:
        """Nothing that was noted before is written later: the file may be deleted. Waits CLOSE_S at most."""
        self._drafts.clear()
        self.settle()

    def close(self) -> None:
        """Write pending counts, for CLOSE_S at most."""
        with self._lock:
            writer, self._writer = self._writer, None
        if writer is not None:
            self._waiting.put(None)
            writer.join(CLOSE_S)

    def _start_writer(self) -> None:
        with self._lock:
            if self._writer is None:
                self._writer = threading.Thread(target=self._write, name="hotword-usage", daemon=True)
                self._writer.start()

    # -- on the thread that writes -----------------------------------------------------------------------

    def _write(self) -> None:
        while (first := self._waiting.get()) is not None:
            batch, ended = [first], False
            with suppress(queue.Empty):
                while not ended:
                    ended = (each := self._waiting.get_nowait()) is None
                    if each is not None:
                        batch.append(each)
            self._add([each for each in batch if isinstance(each, _Counted)])
            for each in batch:
                if isinstance(each, threading.Event):
                    each.set()
            if ended:
                return

    def _add(self, batch: list[_Counted]) -> None:
        rows = [row for each in batch for row in _rows(each)]
        try:
            self._insert(rows)
        except Exception as error:  # the edge of the thread: counts are lost, captions never
            if not self._failed:
                self._failed = True
                known = isinstance(error, (sqlite3.Error, CaptioningError))
                log.warning("hotwords are not counted: %s", error, exc_info=not known)

    def _insert(self, rows: list[tuple[object, ...]]) -> None:
        try:
            _insert(self._path, rows)
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
                raise
            with suppress(OSError):
                self._path.replace(self._path.with_suffix(DAMAGED_USAGE))
            _insert(self._path, rows)


def _insert(path: Path, rows: Iterable[tuple[object, ...]]) -> None:
    make_file(path)
    # A connection a batch: a few each minute at most, and no file is open in a silence.
    with closing(sqlite3.connect(path, timeout=5)) as database, database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute(_TABLE)
        database.executemany(_ADD, rows)


def _counted(final: Final, at: float) -> _Counted:
    return _Counted(at, Counter(final.hotwords_offered), Counter(final.hotwords_used), Counter(final.hotwords_replaced))


def _difference(now: _Counted, before: _Counted) -> _Counted:
    return _Counted(
        now.at,
        _minus(now.offered, before.offered),
        _minus(now.heard, before.heard),
        _minus(now.replaced, before.replaced),
    )


def _minus(now: Counter[str], before: Counter[str]) -> Counter[str]:
    found = Counter(now)
    found.subtract(before)
    return Counter({word: count for word, count in found.items() if count})


def _rows(counted: _Counted) -> list[tuple[object, ...]]:
    words = dict.fromkeys((*counted.offered, *counted.heard, *counted.replaced))
    return [
        (
            word,
            counted.offered[word],
            counted.heard[word],
            counted.replaced[word],
            counted.at if counted.heard[word] > 0 else None,
        )
        for word in words
    ]
