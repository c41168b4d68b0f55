"""Builds Earshot without its window: the parts that a window, a terminal or a server uses."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING

from app.control.broadcast import Broadcast, Improvement
from app.control.current_session import CurrentSession
from app.control.departures import Departures
from app.control.devices import LISTING, Devices
from app.control.file_queue import FileQueue
from app.control.languages import wanted_languages
from app.control.model_manager import ModelManager
from app.control.models import Models
from app.control.preferences import Preferences
from app.control.remote_models import RemoteModels
from app.control.session_control import SessionControl
from app.control.speakers import Speakers
from app.control.transcripts import KEEP_S, Transcripts
from app.control.vocabulary import VocabularyService
from app.control.workers import Job, Lane, Workers
from app.folders import Folders
from app.model_store.host import ModelHost
from app.settings import Settings
from engine.errors import CaptioningError
from engine.events import CaptionEvent

if TYPE_CHECKING:
    from app.control.library import TranscriptLibrary
    from app.control.playback import Playback
    from app.control.refining import Refining
    from app.transcripts.retention import RetentionRules
    from app.transcripts.store import TranscriptStore

SLOW = (
    "app.transcripts.sink",
    "app.control.library",
    "app.control.playback",
    "app.control.refining",
    "engine.audio.capture",
    "engine.session.session",
    "engine.session.two_sources",
    "app.hotwords.list_editing",
    "app.hotwords.trying",
    "app.hotwords.live",
)
"""Modules that nothing needs before the window is seen; numpy and others come with some."""


class Earshot:
    """Puts the parts together. Every method of a part but `close` returns at once.

    Parts that no first paint needs are made when they are first asked for.
    """

    def __init__(self, settings: Settings, folders: Folders) -> None:
        self.events = Broadcast[CaptionEvent]()
        self.improvements = Broadcast[Improvement]()  # of captions before those that run
        self.departures = Departures()
        self._workers = workers = Workers()
        self._current = current = CurrentSession(self.events, self.improvements)
        self.preferences = Preferences(settings, folders, current, workers)
        self.remote = RemoteModels(self.preferences, self.departures, workers)
        host = ModelHost(
            lambda: self.preferences.settings,
            lambda: folders.models,
            current.report,
            lambda: wanted_languages(self.preferences.settings),
            lambda: self.remote.away(),
        )
        self.vocabulary = VocabularyService(self.preferences, current, host)
        self.models = Models(host, self.preferences, self.vocabulary, current, workers)
        self.model_manager = ModelManager(host, self.preferences, current, workers)
        self.transcripts = Transcripts(folders.transcripts_file, current, workers, self._retention, self.preferences)
        self.files = FileQueue(self.models, self.preferences, current, self.transcripts, workers)
        self.speakers = Speakers(self.transcripts.store, folders, lambda: self.preferences.settings, workers)
        self.files.finished = lambda number: self.speakers.when_ended(lambda: number)
        self.devices = Devices(workers)
        self.session = SessionControl(
            current, self.preferences, self.models, self.vocabulary, self.transcripts, workers
        )
        self.session.voices, self.session.ended = self.speakers.live, self.speakers.session_ended

    @cached_property
    def library(self) -> TranscriptLibrary:
        from app.control.library import TranscriptLibrary

        current = self._current
        return TranscriptLibrary(
            self.transcripts.store, self._workers, lambda: current.sink, self._retention, self._erase_all
        )

    @property
    def marks(self) -> TranscriptLibrary:
        return self.library

    @cached_property
    def playback(self) -> Playback:
        from app.control.playback import Playback

        return Playback(self._workers)

    @cached_property
    def refining(self) -> Refining:
        from app.control.refining import Refining

        return Refining(self.transcripts.store, self.models, self.vocabulary, self._workers)

    def warm_up(self) -> None:
        """Import on a worker what the first Start and the first look at the vocabulary would wait for."""

        def import_slowly(job: Job[None]) -> None:
            for each in SLOW:
                job.progress(0.0, each)
                import_module(each)

        self._workers.run(Lane.THINKING, import_slowly, lambda _: None)

    def _retention(self) -> RetentionRules:
        from app.transcripts.retention import RetentionRules

        settings = self.preferences.settings
        return RetentionRules(settings.bin_days, settings.delete_after_days)

    def _erase_all(self, store: TranscriptStore) -> int:
        from app.transcripts.erasing import erase_all

        folders, chosen = self.preferences.folders, self.preferences.settings.recordings_folder
        recordings = [each for each in (chosen, folders.recordings) if each is not None]
        return erase_all(store, recordings, folders.traces, self._forget)

    def _forget(self) -> None:
        """What was said and what was to be transcribed, as far as memory holds it."""
        self.files.forget()
        self.vocabulary.forget_heard()

    def collect_details(self, done: Callable[[str | CaptioningError], None]) -> None:
        """What a report of a fault needs; `done` is called on a worker."""
        from app.details import details

        folders, settings = self.preferences.folders, self.preferences.settings
        self._workers.run(Lane.DEVICES, lambda job: details(folders, settings), done, late=LISTING)

    def close(self) -> None:
        """End the session, and wait KEEP_S at most for each part that writes something.

        What hangs is left behind, and with it what it may still use.
        """
        self.files.close()
        self.model_manager.close()
        self.remote.close()
        self.session.close()
        if "playback" in vars(self):
            self.playback.close()
        at_rest = self._workers.close(KEEP_S)
        self.vocabulary.close()
        if at_rest and not self._current.join(0.0):
            self.models.host.close()
            self.transcripts.close()
