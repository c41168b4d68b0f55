"""Transcribes the files that the user gave to the window, one after another, while no captions run."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from app.choices import LiveState
from app.control.current_session import CurrentSession
from app.control.models import Models
from app.control.preferences import Preferences
from app.control.queued_files import FileState, QueuedFile, QueuedFiles
from app.control.transcripts import Transcripts
from app.control.workers import Job, Lane, Workers
from app.media import media_files
from engine.errors import CaptioningError

if TYPE_CHECKING:  # SQLite comes with these: a worker is the first to want them
    from app.control.file_work import FileWork
    from app.transcripts.file_ledger import FileEntry
    from engine.models.recogniser import Recogniser

log = logging.getLogger(__name__)

LOOK_EVERY_S = 0.3  # whether captions still run


class FileQueue:
    """Every method returns at once. The queue outlives the program; what was done of a file is never done again.

    followers: called on any thread when something has changed. finished: called with each transcript of a whole file.
    """

    def __init__(
        self,
        models: Models,
        preferences: Preferences,
        current: CurrentSession,
        transcripts: Transcripts,
        workers: Workers,
    ) -> None:
        self._models, self._preferences = models, preferences
        self._current, self._workers = current, workers
        self._files = QueuedFiles()
        self._transcripts = transcripts
        self._entering = threading.Lock()  # held by workers: what changes a new file waits until it is on the disk
        self._lock = threading.Lock()
        self._working = False  # under the lock: a worker runs, and will look for the next file
        self._closing = False
        self.followers = self._files.followers
        self.finished: Callable[[int], None] = lambda session_id: None

    @cached_property
    def _work(self) -> FileWork:
        from app.control.file_work import FileWork

        return FileWork(self._preferences, self._transcripts)

    @property
    def files(self) -> tuple[QueuedFile, ...]:
        """In the order in which they came."""
        return self._files.all()

    @property
    def held_up(self) -> bool:
        """Files wait because captions run; they do not while these are paused."""
        return self._current.state not in (LiveState.IDLE, LiveState.PAUSED)

    def restore(self) -> None:
        """Go on with what an earlier start left."""
        self._workers.run(Lane.FILES, lambda job: self._take(self._work.entries()), _unheard)

    def add(self, paths: Iterable[Path], track: int | None = None) -> None:
        """Files, and those within folders, at the end of the queue; one that is in it already stays where it is."""
        given = [Path(os.path.abspath(path)) for path in paths]

        def work(job: Job[None]) -> None:
            from app.transcripts.file_ledger import FileEntry

            entries = [FileEntry(path, queued=True, track=track) for path in media_files(given)]
            with self._entering:
                self._work.enter(self._take(entries))

        self._workers.run(Lane.FILES, work, _unheard)

    def pause(self, number: int) -> None:
        self._change(number, FileState.PAUSED, (FileState.WAITING, FileState.RUNNING))

    def resume(self, number: int) -> None:
        self._change(number, FileState.WAITING, (FileState.PAUSED,))

    def cancel(self, number: int) -> None:
        """What was transcribed so far is kept; `retry` goes on from there."""
        self._change(number, FileState.CANCELLED, (FileState.WAITING, FileState.RUNNING, FileState.PAUSED))

    def retry(self, number: int) -> None:
        self._change(number, FileState.WAITING, (FileState.FAILED, FileState.CANCELLED))

    def clear(self) -> None:
        """Take what is over out of the queue; transcripts stay."""
        gone = self._files.clear()
        self._keep(lambda: self._work.forget(gone))

    def forget(self) -> None:
        """Take out every file but the one in hand; on a worker. Who calls it deletes what is on the disk of them."""
        self._files.forget()

    def close(self) -> None:
        """Let go of the file in hand; the workers are waited for elsewhere."""
        self._closing = True

    def _take(self, entries: Iterable[FileEntry]) -> list[FileEntry]:
        """Returns those that were not in the queue."""
        added = self._files.add(entries)
        self._go_on()
        return added

    def _change(self, number: int, state: FileState, allowed: tuple[FileState, ...]) -> None:
        before = self._files.change(number, state, allowed)
        if before is None:
            return
        if before.state is not FileState.RUNNING:  # a running file is kept by its worker when that lets go of it
            changed = replace(before, state=state, failure=None)
            self._keep(lambda: self._work.keep_state(changed))
        self._go_on()

    def _keep(self, change: Callable[[], None]) -> None:
        def work(job: Job[None]) -> None:
            with self._entering:
                change()

        self._workers.run(Lane.TRANSCRIPTS, work, _unheard)

    def _go_on(self) -> None:
        """Start the worker if a file waits and no worker runs."""
        with self._lock:
            begins = not self._working and self._files.next() is not None
            self._working = self._working or begins
        if begins:
            self._workers.run(Lane.TRANSCRIBING, self._run, _unheard)

    # -- on the worker -----------------------------------------------------------------------------------

    def _run(self, job: Job[None]) -> None:
        pause = threading.Event()
        while True:
            with self._entering, self._lock:
                file = None if self._closing else self._files.next()
                self._working = file is not None
            if file is None:
                return
            if not self._may_work() or self._try(file) is None:
                pause.wait(LOOK_EVERY_S)

    def _may_work(self) -> bool:
        return not (self._closing or self._models.host.wanted or self.held_up)

    def _try(self, file: QueuedFile) -> FileState | None:
        """The state that it has afterwards; None where the model was not to be had."""
        try:
            return self._with_model(file)
        except CaptioningError as failed:
            self._fail(file, failed)
        except Exception as unforeseen:
            what = CaptioningError(
                "This could not be done ({reason}).", "The log has the details.", reason=type(unforeseen).__name__
            )
            self._fail(file, what)
            raise
        return FileState.FAILED

    def _with_model(self, file: QueuedFile) -> FileState | None:
        model = self._preferences.settings.model
        if self._current.state is LiveState.PAUSED:  # its session has the model; it goes first when it goes on
            with self._models.borrowed(model) as recogniser:
                return self._transcribe(file, recogniser)
        return self._models.host.lend(model, self._may_work, lambda recogniser: self._transcribe(file, recogniser))

    def _fail(self, file: QueuedFile, failure: CaptioningError) -> None:
        if not self._files.has(file.number):  # it was forgotten meanwhile
            return
        try:
            self._work.keep_state(replace(file, state=FileState.FAILED, failure=failure))
        except CaptioningError as unsaved:  # then the next start knows nothing of it
            log.warning("what failed is not kept: %s", unsaved)
        self._files.fail(file.number, failure)

    def _transcribe(self, file: QueuedFile, recogniser: Recogniser) -> FileState:
        state = self._files.begin(file.number)
        if state is not FileState.RUNNING:
            return state
        number = file.number
        result = self._work.transcribe(
            file,
            recogniser,
            lambda share, left_s: self._files.show_progress(number, share, left_s),
            lambda: self._may_work() and self._files.runs(number),
        )
        file = self._files.end(number, result)
        if file.state in (FileState.PAUSED, FileState.CANCELLED):
            self._work.keep_state(file)
        self._files.let_go()
        if file.state is FileState.DONE and result.session_id is not None:
            self.finished(result.session_id)
        return file.state


def _unheard(_answer: object) -> None:
    """What fails is in the log, and in the state of its file."""
