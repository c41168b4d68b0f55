"""The transcript of the session that runs or ran last, and exports of any stored one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.choices import LeftOver
from app.control.current_session import CurrentSession
from app.control.degradations import together, unkept_rules, without_word_times
from app.control.workers import Lane, Workers
from engine.errors import BadInput, CaptioningError
from engine.events import CaptionEvent, Degraded, Notice

if TYPE_CHECKING:
    from app.control.preferences import Preferences
    from app.exporters.options import ExportChoices
    from app.exporters.preview import ExportPreview
    from app.transcripts.retention import RetentionRules
    from app.transcripts.store import TranscriptStore
    from app.transcripts.values import ClockMark, Transcript
    from app.transcripts.writer import TranscriptWriter

KEEP_S = 5.0  # so long the program waits at its end for each kind of work that still writes something


class Transcripts:
    """`done` is called on a worker, always, and may bring any CaptioningError."""

    def __init__(
        self,
        file: Path,
        current: CurrentSession,
        workers: Workers,
        retention: Callable[[], RetentionRules],
        preferences: Preferences,
    ) -> None:
        """preferences: remember the choices of exports."""
        self._preferences = preferences
        self._file = file
        self._retention = retention
        self._current = current
        self._workers = workers
        self._opening = threading.Lock()  # it may take seconds
        self._store: TranscriptStore | None = None

    @property
    def session_id(self) -> int | None:
        """Of the running session or the last one, in the store; None while it is not there."""
        sink = self._current.sink
        return sink.session_id if sink else None

    @property
    def text_is_kept(self) -> bool:
        """Every final of the running session, or the last one, is on the disk; False where that was refused."""
        sink = self._current.sink
        return sink is None or sink.text_is_kept

    @property
    def clock_marks(self) -> tuple[ClockMark, ...]:
        """Of the running session or the last one."""
        sink = self._current.sink
        return sink.marks if sink else ()

    def export(
        self,
        session_id: int | None,
        target: Path,
        format_name: str,
        done: Callable[[Degraded | CaptioningError | None], None],
    ) -> None:
        """Write a session; None for the session on the page, stored or not. A Degraded says what the file lacks."""
        self.export_joined((session_id,), target, format_name, done)

    def export_joined(
        self,
        sessions: Sequence[int | None],
        target: Path,
        format_name: str,
        done: Callable[[Degraded | CaptioningError | None], None],
    ) -> None:
        """Several in one file, one after another."""
        self._workers.run(Lane.EXPORTS, lambda job: self._export(sessions, target, format_name), done)

    @property
    def export_choices(self) -> ExportChoices:
        """Those of the last export."""
        from app.exporters.options import ExportChoices, own_rules
        from app.exporters.rules import OWN

        now = self._preferences.settings
        own = own_rules(now.subtitle_limits, now.subtitle_rules)
        template, limits = now.export_template or "", own.pop(OWN)
        return ExportChoices(now.export_format, now.subtitle_preset, limits, template, tuple(own.items()))

    def remember_export(self, choices: ExportChoices, done: Callable[[CaptioningError | None], None]) -> None:
        """For exports from now on."""
        from app.exporters.options import kept_rules

        changed = replace(
            self._preferences.settings,
            export_format=choices.format,
            subtitle_preset=choices.preset,
            subtitle_limits=tuple(f"{name}={value:g}" for name, value in choices.limits) or None,
            subtitle_rules=kept_rules(choices.named) or None,
            export_template=choices.template or None,
        )
        self._preferences.change_settings(changed, done)

    def preview_export(
        self,
        sessions: Sequence[int | None],
        choices: ExportChoices,
        done: Callable[[ExportPreview | CaptioningError], None],
    ) -> None:
        """How a file would begin, and the rules that it would not keep."""
        self._workers.run(Lane.THINKING, lambda job: self._preview(sessions, choices), done)

    def correct(
        self, session_id: int, utterance_id: int, text: str, done: Callable[[CaptioningError | None], None]
    ) -> None:
        """Keep a reader's text beside what was heard."""
        self._workers.run(Lane.TRANSCRIPTS, lambda job: self.store().correct(session_id, utterance_id, text), done)

    def find_left_over(self, done: Callable[[list[LeftOver] | CaptioningError], None]) -> None:
        """Look for sessions that a crash or a kill broke off, the newest first; each is found once."""
        self._workers.run(Lane.TRANSCRIPTS, lambda job: self._left_over(), done)

    def store(self) -> TranscriptStore:
        """Opened once, and again where another Earshot put the file aside. Raises CaptioningError."""
        from app.transcripts.store import TranscriptStore

        with self._opening:
            if self._store is not None and self._store.database.replaced:
                self._store.close()
                self._store = None
            if self._store is None:
                self._store = TranscriptStore(self._file)
            return self._store

    def writer(self, post: Callable[[CaptionEvent], None]) -> TranscriptWriter:
        """For a new session. It opens the store on its own thread, so that the caller does not wait."""
        from app.transcripts.journal import journals_of
        from app.transcripts.writer import TranscriptWriter

        return TranscriptWriter(self.store, journals_of(self._file), post)

    def close(self) -> None:
        """Waits KEEP_S at most."""
        if (sink := self._current.sink) is not None:
            sink.close()
        if self._opening.acquire(timeout=KEEP_S):
            try:
                if self._store is not None:
                    self._store.close()
                    self._store = None
            finally:
                self._opening.release()

    def _left_over(self) -> list[LeftOver]:
        """With at least one text; an event says what else the store found at its opening."""
        from app.transcripts.file_ledger import FileLedger
        from app.transcripts.left_over import end_left_over
        from app.transcripts.retention import tidy

        store = self.store()
        if (reminder := tidy(store, self._retention())) is not None:
            self._current.report(Notice(0, reminder))
        ledger = FileLedger(self._file)
        left = end_left_over(store, ledger.transcripts())
        for notice in (*store.database.take_notices(), *ledger.take_notices()):
            self._current.report(Notice(0, notice))
        return left

    def _preview(self, sessions: Sequence[int | None], choices: ExportChoices) -> ExportPreview:
        from app.exporters.preview import preview_of

        return preview_of(self._joined(sessions), choices)

    def _export(self, sessions: Sequence[int | None], target: Path, format_name: str) -> Degraded | None:
        """Returns what the file has to do without."""
        from app.exporters import broken_rules, format_named, write_export

        transcript, options = self._joined(sessions), self.export_choices.options
        write_export(transcript, target, format_name, options)
        lacking = without_word_times(transcript) if format_named(format_name).word_times else None
        return together(lacking, unkept_rules(broken_rules(transcript, format_name, options)))

    def _joined(self, sessions: Sequence[int | None]) -> Transcript:
        from app.exporters.joining import joined

        return joined([self._transcript(each) for each in sessions])

    def _transcript(self, session_id: int | None) -> Transcript:
        """As it is shown, also what the disk refused. None: the session that runs, or the last one."""
        sink = self._current.sink
        if sink is not None and session_id in (None, sink.session_id):
            transcript = sink.transcript(self.store)
            if transcript.segments or session_id is not None:
                return transcript
        if session_id is None:
            raise BadInput("These captions were not stored, so they cannot be exported.", "They can still be copied.")
        return self.store().load(session_id)
