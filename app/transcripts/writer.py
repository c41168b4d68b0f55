"""Writes one session to the transcripts on a thread of its own; the engine never waits for the database."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from app.transcripts.disk_sync import DiskSync
from app.transcripts.journal import Begun, Ended, Entry, Journal
from app.transcripts.store import TranscriptStore
from engine.errors import CaptioningError
from engine.events import CaptionEvent, EngineError, Final, Notice
from engine.text.sentence import Sentence

log = logging.getLogger(__name__)

RETRY_S = 1.0
ON_DISK_S = 1.0  # longest wait for the disk before a final is shown (power cuts); usually some ms
FINISH_S = 2.0  # of the 5 s that the program waits for the end of a session (app/control/earshot.py)


@dataclass(slots=True)
class _Waiting:
    """An entry that the database does not have yet. journalled: it outlives this process all the same."""

    entry: Entry
    journalled: bool


class TranscriptWriter:
    """One session, one writer. Every method but add, finish and close returns at once, and any thread may call it.

    A final is in the session's journal when `add` returns, so that it outlives the program and, unless the disk is
    slower than ON_DISK_S, a power cut. It is in the database soon after. What the database refuses is reported once and
    tried again, also after the session has ended.
    """

    def __init__(
        self, open_store: Callable[[], TranscriptStore], journals: Path, post: Callable[[CaptionEvent], None]
    ) -> None:
        """open_store: called on the writer's thread, until it succeeds. journals: see journal.journals_of."""
        self._open_store = open_store
        self._journals = journals
        self._post = post
        self._changed = threading.Condition()
        self._begun: Begun | None = None
        self._journal: Journal | None = None
        self._disk: DiskSync | None = None
        self._waiting: list[_Waiting] = []
        self._store: TranscriptStore | None = None
        self._refused = False  # by the last attempt to write
        self._reported = False
        self._position = 0
        self._ending = False
        self._closed = False
        self.session_id: int | None = None
        self._thread = threading.Thread(target=self._run, name="transcript-writer", daemon=True)

    @property
    def begun(self) -> bool:
        return self._begun is not None

    @property
    def unsaved(self) -> tuple[Final, ...]:
        """Finals that the database does not have yet."""
        with self._changed:
            return tuple(each.entry for each in self._waiting if isinstance(each.entry, Final))

    @property
    def refused(self) -> bool:
        """The database refused what it was given last, or an entry is in memory only."""
        with self._changed:
            return self._refused or not all(each.journalled for each in self._waiting)

    def begin(self, begun: Begun) -> None:
        """The session starts now."""
        self._begun = begun
        try:
            self._journal = Journal(self._journals, begun)
            self._disk = DiskSync(self._journal.sync)
        except OSError as failed:  # the database may take what comes
            log.warning("the session has no journal: %s", failed)
        self._thread.start()

    def go_on(self, begun: Begun, session_id: int) -> None:
        """As `begin`, for a transcript that is in the database; waits for that. Raises TranscriptStoreError."""
        self.session_id = session_id
        self.begin(begun)
        self._open_store().hold(session_id, self._journal.name if self._journal else None)

    def add(self, entry: Entry) -> None:
        """Keep `entry`, after those before it. Waits for the disk where it is a final, ON_DISK_S at most."""
        with self._changed:
            self._waiting.append(_Waiting(entry, self._journalled(entry)))
            self._position = entry.end if isinstance(entry, Final) else self._position
            self._changed.notify_all()
        if isinstance(entry, Final) and self._disk is not None:
            self._disk.wait(ON_DISK_S)

    def add_while_open(self, entry: Entry) -> bool:
        """Keep `entry` where the session still runs; False where it has not begun, or has ended."""
        with self._changed:
            is_open = self.begun and not self._ending
            if is_open:
                self.add(entry)
            return is_open

    def finish(self, position: int, timeout_s: float = FINISH_S) -> bool:
        """The session ended at `position`. Waits until all of it is in the database; False where that takes too long.

        Then an event says so, and the attempts go on.
        """
        self.add(Ended(position))
        done = self.suspend(timeout_s)
        if not done:
            self._post(self._reported_at_the_end(position))
        return done

    def suspend(self, timeout_s: float = FINISH_S) -> bool:
        """Nothing follows, but the transcript is not ended: another writer may go on with it. Waits as `finish`."""
        with self._changed:
            self._ending = True
            self._changed.notify_all()
            done = self._changed.wait_for(lambda: not self._waiting, timeout_s)
        if done:
            self._thread.join(timeout_s)
        return done

    def close(self, timeout_s: float = FINISH_S) -> None:
        """Make no more attempts. What the database lacks stays in the journal, for the next start."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def _journalled(self, entry: Entry) -> bool:
        if self._journal is None:
            return False
        try:
            self._journal.add(entry)
        except (OSError, ValueError) as failed:  # ValueError: closed, as a model was loaded when all had ended
            log.warning("the journal of the session cannot be written: %s", failed)
            return False
        return True

    def _reported_at_the_end(self, position: int) -> CaptionEvent:
        texts = len(self.unsaved)
        with self._changed:
            safe = all(each.journalled for each in self._waiting)
        if safe:
            kept = "They are kept beside them, and come into them later or when Earshot starts again."
            return Notice(position, Sentence("Texts that are not in the transcripts yet: {count}.", count=texts), kept)
        lost = "Copy or export the captions before Earshot is closed."
        return EngineError(position, Sentence("Texts that are not saved: {count}.", count=texts), lost)

    # -- on the writer's thread --------------------------------------------------------------------------

    def _run(self) -> None:
        while self._wait():
            try:
                self._write()
            except CaptioningError as failed:
                self._refuse(failed)
            except Exception as unforeseen:  # the edge of the thread: captions continue, and this is tried again
                log.exception("the transcript was not written")
                self._refuse(
                    CaptioningError("{reason}.", "Captions continue; Earshot tries again.", reason=repr(unforeseen))
                )
        self._let_go()

    def _wait(self) -> bool:
        """Until there is something to write, or to try again; False when there will be nothing more."""
        with self._changed:
            if self._refused:
                self._changed.wait_for(lambda: self._closed, RETRY_S)
            else:
                self._changed.wait_for(self._has_work)
            store_is_gone = self._store is not None and self._store.database.closed
            return not (self._closed or store_is_gone or (self._ending and not self._waiting))

    def _has_work(self) -> bool:
        return bool(self._waiting) or self._ending or self._closed or self.session_id is None

    def _write(self) -> None:
        store = self._opened()
        number = self.session_id or self._begin_in(store)
        failure: Exception | None = None
        for waiting in self._snapshot():
            try:
                store.enter(number, waiting.entry)
            except CaptioningError:
                raise
            except Exception as unforeseen:  # of this entry alone; the rest goes on
                failure = unforeseen
            else:
                self._took(waiting)
        if failure is not None:
            raise failure
        with self._changed:
            self._refused = False
            reported, self._reported = self._reported, False
        if reported:
            self._post(Notice(self._position, "The transcript is saved again, with all that was said meanwhile."))

    def _opened(self) -> TranscriptStore:
        if self._store is None:
            self._store = self._open_store()
            for notice in self._store.database.take_notices():
                self._post(Notice(self._position, notice))
        return self._store

    def _begin_in(self, store: TranscriptStore) -> int:
        if self._begun is None:
            raise RuntimeError("a session that did not begin")
        holder = self._journal.name if self._journal else None
        self.session_id = store.begin_session(**asdict(self._begun), holder=holder)
        return self.session_id

    def _snapshot(self) -> list[_Waiting]:
        with self._changed:
            return list(self._waiting)

    def _took(self, waiting: _Waiting) -> None:
        with self._changed:
            self._waiting.remove(waiting)
            if not self._waiting and self._journal is not None:
                with suppress(OSError):  # what is in both is taken in once
                    self._journal.clear()
            self._changed.notify_all()

    def _refuse(self, failed: CaptioningError) -> None:
        with self._changed:
            self._refused = True
            reported, self._reported = self._reported, True
        if self._journal is not None:
            with suppress(OSError):  # for a power cut; the end of the program costs nothing in any case
                self._journal.sync()
        if not reported:
            what = Sentence("The transcript is not saved: {reason}", reason=failed.what)
            self._post(EngineError(self._position, what, failed.remedy))

    def _let_go(self) -> None:
        whole = not self._waiting and self._ending
        if whole and self._store is not None and self.session_id is not None:
            with suppress(CaptioningError):  # then it stays in the list
                self.session_id = None if self._store.drop_if_empty(self.session_id) else self.session_id
        with self._changed:
            if self._disk is not None:
                self._disk.close()
            if self._journal is not None:
                with suppress(OSError):
                    self._journal.close(remove=whole)
