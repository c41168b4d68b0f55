"""Lists, searches, loads and changes stored transcripts for a window; every answer comes from a worker."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

from app.control.workers import Job, Lane, Workers
from app.transcripts.editing_values import Unsaved
from app.transcripts.errors import NotStored
from app.transcripts.library import (
    KEPT_S,
    PAGE,
    ListedTranscript,
    Overview,
    delete_for_good,
    empty_bin,
    listed,
    put_into_bin,
    storage,
)
from app.transcripts.retention import RetentionRules
from app.transcripts.values import ALL, Bookmark, BookmarkRemoved, ListedPart, SearchHit, SessionSummary, Transcript
from engine.errors import CaptioningError

if TYPE_CHECKING:
    from app.transcripts.store import TranscriptStore

MOST_HITS = 200

T = TypeVar("T")
Answer = Callable[[T | CaptioningError], None]
"""Called once, on a worker, with what was asked for or with what went wrong."""


class RunningTranscript(Protocol):
    """The session that runs, or ran last."""

    @property
    def session_id(self) -> int | None:
        """None while it is not in the file yet."""

    def take_mark(self, entry: Bookmark | BookmarkRemoved) -> bool:
        """False where it has ended, or is not kept."""


class TranscriptLibrary:
    """Lists, searches, loads, renames and deletes. Every method returns at once; `done` is called on a worker.

    Reading has a lane of its own, so a long search delays no correction and no mark.
    """

    def __init__(
        self,
        store: Callable[[], TranscriptStore],
        workers: Workers,
        running: Callable[[], RunningTranscript | None],
        retention: Callable[[], RetentionRules] = RetentionRules,
        erase: Callable[[TranscriptStore], int] | None = None,
    ) -> None:
        """store: the open file, called on a worker, may raise CaptioningError. running: None before the first one.

        erase: deletes everything, as erasing.erase_all; None: what the store knows of.
        """
        self._store, self._workers, self._running = store, workers, running
        self._retention, self._erase = retention, erase or _erase
        self._search: Job[list[SearchHit]] | None = None

    def list_page(
        self, after: SessionSummary | None, done: Answer[list[ListedTranscript]], part: ListedPart = ALL
    ) -> None:
        """The newest first, at most PAGE of them; those that follow `after`."""
        self._read(lambda store: [listed(each) for each in store.sessions(PAGE, after, part)], done)

    def overview(self, done: Answer[Overview]) -> None:
        """What stands around the list: the tags in use, and what all of it takes on the disk."""
        self._read(lambda store: Overview(tuple(store.tags()), storage(store), store.count(True)), done)

    def search(self, query: str, done: Answer[list[SearchHit]]) -> None:
        """Sentences that hold every part of `query`; a search that still waits is cancelled by the next one."""
        if self._search is not None:
            self._search.cancel()
        self._search = self._read(lambda store: store.search(query, MOST_HITS), done)

    def load(self, session_id: int, done: Answer[Transcript]) -> None:
        self._read(lambda store: store.load(session_id), done)

    def rename(self, session_id: int, title: str, done: Answer[ListedTranscript]) -> None:
        """An empty title brings the date back."""

        def work(store: TranscriptStore) -> ListedTranscript:
            store.rename_session(session_id, title)
            return listed(store.load(session_id).session)

        self._write(work, done)

    def save_edits(self, session_id: int, edits: Unsaved, done: Answer[None]) -> None:
        """Keep what an editor of the transcript changed: all of it or nothing."""
        self._write(lambda store: store.save_edits(session_id, edits), done)

    def change_tags(
        self, session_id: int, add: Iterable[str], remove: Iterable[str], done: Answer[ListedTranscript]
    ) -> None:
        def work(store: TranscriptStore) -> ListedTranscript:
            store.change_tags(session_id, add, remove)
            return listed(store.load(session_id).session)

        self._write(work, done)

    def delete_everything(self, done: Answer[int]) -> None:
        """Every transcript and recording, and what else tells of them, for good; the bytes that became free.

        Refused while captions run.
        """
        self._write(self._erase, done)

    def delete(self, session_id: int, done: Answer[ListedTranscript]) -> None:
        """Into the bin, from which `restore` brings it back for the time that the user chose, KEPT_S at least.

        Then it is gone, and its recording with it.
        """

        def work(store: TranscriptStore) -> ListedTranscript:
            found = put_into_bin(store, session_id)
            self._empty_bin_later()
            return found

        self._write(work, done)

    def delete_for_good(self, session_id: int, done: Answer[ListedTranscript]) -> None:
        """With its recording; nothing brings it back."""
        self._write(lambda store: delete_for_good(store, session_id), done)

    def restore(self, session_id: int, done: Answer[None]) -> None:
        self._write(lambda store: store.take_from_bin(session_id), done)

    def add_mark(self, session_id: int | None, position: int, note: str, done: Answer[None]) -> None:
        """Mark the place at `position` (samples since the session began); a later note takes the place of an earlier.

        session_id: None for the session that runs. Its marks outlive the program as its finals do. From a key:
        `library.add_mark(None, last.end, "", relay.send)`, where `last` is the newest event with a position.
        """
        self._mark(session_id, Bookmark(position, note), done)

    def remove_mark(self, session_id: int | None, position: int, done: Answer[None]) -> None:
        """Nothing happens where there is none."""
        self._mark(session_id, BookmarkRemoved(position), done)

    def _mark(self, session_id: int | None, entry: Bookmark | BookmarkRemoved, done: Answer[None]) -> None:
        running = self._running()

        def work(job: Job[None]) -> None:
            known = None if running is None else running.session_id
            if running is not None and session_id in (None, known) and running.take_mark(entry):
                return
            number = known if session_id is None else session_id
            if number is None:
                raise NotStored
            self._store().enter(number, entry)

        self._workers.run(Lane.TRANSCRIPTS, work, done)

    def _read(self, work: Callable[[TranscriptStore], T], done: Answer[T]) -> Job[T]:
        return self._workers.run(Lane.LIBRARY, lambda job: work(self._store()), done)

    def _write(self, work: Callable[[TranscriptStore], T], done: Answer[T]) -> None:
        self._workers.run(Lane.TRANSCRIPTS, lambda job: work(self._store()), done)

    def _empty_bin_later(self) -> None:
        """What the program does not delete before its end, the next start deletes (left_over.py)."""
        timer = threading.Timer(
            KEPT_S + 1, partial(self._write, lambda store: empty_bin(store, self._retention().bin_s), _unheard)
        )
        timer.daemon = True
        timer.start()


def _erase(store: TranscriptStore) -> int:
    from app.transcripts.erasing import erase_all

    return erase_all(store, ())


def _unheard(_answer: object) -> None:
    """What fails is in the log, and tried again at the next start."""
