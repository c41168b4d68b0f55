"""The live session as the window and the command line see it: choose, start, pause, stop, export."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.choices import LeftOver, ListedSource, LiveState, SourceChoice, SourceKind
from app.feed import CaptionFeed
from app.folders import Folders
from app.hotwords.at_hand import HotwordsAtHand
from app.keeper import Keeper
from app.languages import base_request
from app.models.held import HeldModel, NoRoomForBoth
from app.settings import Settings
from app.sources import Sources, are_files, listed_sources, open_both, open_source, session_of, title_of
from engine.errors import CaptioningError
from engine.events import CaptionEvent, EngineError, SessionEnded, SourceEnded
from engine.timeline import to_samples

if TYPE_CHECKING:
    from app.hotwords.desk import HotwordDesk
    from app.hotwords.last_heard import HeardTwice, LastHeard
    from app.hotwords.live import LiveHotwords
    from app.models.offer import OfferedModel
    from app.transcripts.store import TranscriptStore
    from engine.models.recogniser import Capabilities, Recogniser, Request
    from engine.streaming.runner import EngineThread, LiveSession

log = logging.getLogger(__name__)

CLOSE_S = 5.0  # so long the program waits at its end for the last finals


@dataclass(frozen=True, slots=True)
class LiveOptions:
    """What may differ from the settings for one session; None leaves it to them.

    record: a file to keep the sound in. partials: guesses while people speak. mode: "fast", "balanced" or "calm".
    vocabulary: the file of a hotword list that counts beside the user's lists. languages: those that are spoken, one of
    which is detected; empty leaves them to the settings.
    """

    model: str | None = None
    language: str | None = None
    languages: tuple[str, ...] = ()
    record: Path | None = None
    partials: bool = True
    mode: str | None = None
    vocabulary: Path | None = None


class LiveController:
    """Runs one live session at a time. Every method but close returns at once; what follows comes by the feed."""

    def __init__(self, settings: Settings, folders: Folders) -> None:
        self._settings = settings
        self._folders = folders
        self._lock = threading.Lock()
        self._saving = threading.Lock()
        self._state = LiveState.IDLE
        self._options = LiveOptions()
        self._engine: EngineThread | None = None
        self._keeper: Keeper | None = None
        self._model = HeldModel(lambda: self._settings, folders.models)
        self._hotwords: LiveHotwords | None = None
        self._at_hand = HotwordsAtHand(folders, self.switch_hotwords, self._hear_again)
        self._store: TranscriptStore | None = None
        self._workers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="worker")
        self.feed = CaptionFeed()

    # -- what there is -----------------------------------------------------------------------------------

    @property
    def state(self) -> LiveState:
        return self._state

    @property
    def capabilities(self) -> Capabilities | None:
        """Of the loaded model; None before the first session."""
        return self._model.capabilities

    @property
    def model_title(self) -> str:
        return self.capabilities.title if self.capabilities else ""

    @property
    def model_is_rough(self) -> bool:
        return bool(self.capabilities and self.capabilities.rough)

    @property
    def session_id(self) -> int | None:
        """Of the running session or the last one, in the transcript store."""
        return self._keeper.session_id if self._keeper else None

    @property
    def settings(self) -> Settings:
        """Those in force."""
        return self._settings

    @property
    def folders(self) -> Folders:
        return self._folders

    @property
    def text_is_kept(self) -> bool:
        """Every final of the running session, or the last one, is on the disk; False where that was refused."""
        return self._keeper is None or self._keeper.text_is_kept

    def change_settings(self, settings: Settings, done: Callable[[CaptioningError | None], None]) -> None:
        """In force from now on, as far as what runs can take them; a worker writes them and calls `done`.

        The model is not exchanged by this, and threads and graphics count when a model is loaded.
        """
        before, self._settings = self._settings, settings
        if (engine := self._engine) is not None and engine.alive:
            from engine.streaming.stabiliser import CaptionMode

            mode, context, patience = settings.caption_mode, settings.context_finals, settings.endpoint_silence_scale
            engine.command(lambda session: session.adjust(CaptionMode(mode), context, patience))
        self._workers.submit(lambda: done(self._take_settings(before)))

    def list_models(self, done: Callable[[list[OfferedModel]], None]) -> None:
        """Look on a worker, `done` is called there."""
        from app.models.offer import offered_models

        self._workers.submit(lambda: done(offered_models(self._folders.models)))

    def list_sources(self, done: Callable[[list[ListedSource]], None]) -> None:
        """Look for devices on a worker thread; `done` is called there. No devices, or a failure: an empty list."""
        self._workers.submit(lambda: done(listed_sources()))

    @property
    def hotword_desk(self) -> HotwordDesk:
        """The lists, for an editor."""
        return self._at_hand.desk

    def switch_hotwords(self, profile: str | None) -> None:
        """From the next utterance on the lists of `profile`, None for all. Raises CaptioningError."""
        self._live_hotwords().switch(profile)

    def exchange_model(self, name: str | None, done: Callable[[CaptioningError | None], None] | None = None) -> None:
        """Another model from the next utterance on, and for later sessions; None for the best one at hand.

        It is loaded on a worker while the present one goes on, and capture has no gap. What fails leaves the present
        model in its place; `done` is called on the worker with that, or None; without `done` it comes by the feed.
        """
        before, self._settings = self._settings, replace(self._settings, model=name)
        self._workers.submit(lambda: self._exchange(name, before.model, done or self._tell_unexchanged))

    def find_left_over(self, done: Callable[[list[LeftOver]], None]) -> None:
        """Look on a worker for sessions that a crash or a kill broke off; each is found once, `done` called there."""
        self._workers.submit(lambda: done(self._left_over()))

    # -- the session -------------------------------------------------------------------------------------

    def start(self, choice: SourceChoice, options: LiveOptions | None = None) -> None:
        """Begin to caption; ignored while a session runs. What fails arrives as a fatal EngineError."""
        from engine.streaming.runner import EngineThread

        with self._lock:
            if self._state is not LiveState.IDLE:
                return
            self._state = LiveState.LOADING
        wanted = options or LiveOptions()
        wanted = replace(wanted, model=wanted.model or self._settings.model)  # a later choice is an exchange
        self._options = wanted
        self._keeper = None
        self._at_hand.begin_session()
        self._engine = EngineThread(lambda: self._make_session(choice, wanted), self._receive)
        self._engine.start()

    def pause(self) -> None:
        if self._engine and self._state is LiveState.CAPTIONING:
            self._state = LiveState.PAUSED
            self._engine.pause()

    def resume(self) -> None:
        if self._engine and self._state is LiveState.PAUSED:
            self._state = LiveState.CAPTIONING
            self._engine.resume()

    def stop(self) -> None:
        """Hear no more; everything spoken before becomes a final, then SessionEnded comes."""
        if self._engine and self._state is not LiveState.IDLE:
            self._state = LiveState.STOPPING
            self._engine.stop()

    def export(
        self, session_id: int, target: Path, format_name: str, done: Callable[[CaptioningError | None], None]
    ) -> None:
        """Write a stored session on a worker thread; `done` is called there with what went wrong, or None."""
        self._workers.submit(lambda: done(self._export(session_id, target, format_name)))

    def correct(
        self, session_id: int, utterance_id: int, text: str, done: Callable[[CaptioningError | None], None]
    ) -> None:
        """Keep a reader's text beside what was heard, on a worker; `done` is called there as by `export`."""
        self._workers.submit(lambda: done(self._correct(session_id, utterance_id, text)))

    def close(self) -> None:
        """Stop, and wait a few seconds at most for what was said to be kept; drafts stay drafts."""
        self.stop()
        if self._engine is not None:
            self._engine.command(lambda session: session.hurry())
            self._engine.join(CLOSE_S)
        self._workers.shutdown(wait=True, cancel_futures=True)
        with self._lock:
            if not (self._engine and self._engine.alive):
                self._model.close()
            if self._store is not None and not (self._engine and self._engine.alive):
                self._store.close()
                self._store = None
        self._at_hand.close()

    def store(self) -> TranscriptStore:
        """The transcripts; opened once. Raises CaptioningError."""
        from app.transcripts.store import TranscriptStore

        with self._lock:
            if self._store is None:
                self._store = TranscriptStore(self._folders.transcripts_file)
            return self._store

    # -- on the engine thread ----------------------------------------------------------------------------

    def _receive(self, event: CaptionEvent) -> None:
        """The last station before the feed; an event of a session that never began has no keeper."""
        if self._keeper is not None:
            self._keeper(event)
        else:
            self._deliver(event)

    def _deliver(self, event: CaptionEvent) -> None:
        if isinstance(event, SourceEnded):
            self._state = LiveState.STOPPING
        elif isinstance(event, SessionEnded):
            if self._hotwords is not None:
                self._hotwords.rest()
            self._state = LiveState.IDLE
        self._at_hand.note(event)
        self.feed.post(event)

    def _make_session(self, choice: SourceChoice, options: LiveOptions) -> LiveSession:
        from engine.streaming.scheduler import PassCosts
        from engine.streaming.session import SessionOptions
        from engine.streaming.stabiliser import CaptionMode
        from engine.vad.endpointer import EndpointerSettings

        sources: Sources = open_both(choice) if choice.kind is SourceKind.BOTH else {None: open_source(choice)}
        recogniser = self._model.get(options.model)
        keeper = self._make_keeper(sources, recogniser, options)
        real_time = all(source.real_time for source in sources.values())
        session_options = SessionOptions(
            request=self._live_hotwords().request(self._request(), options.vocabulary),
            partials=options.partials,
            mode=CaptionMode(options.mode or self._settings.caption_mode),
            context=self._settings.context_finals,
            costs=self._model.measured() if real_time else PassCosts(),
            endpointer=EndpointerSettings(silence_scale=self._settings.endpoint_silence_scale),
        )
        session = session_of(sources, self._at_hand.dressed(recogniser), keeper, session_options)
        self._live_hotwords().follow(session.wish, self._tell_of_hotwords)
        self._keeper = keeper
        if self._state is LiveState.LOADING:
            self._state = LiveState.CAPTIONING
        return session

    def _request(self) -> Request:
        return base_request(self._settings, self._options)

    def _live_hotwords(self) -> LiveHotwords:
        from app.hotwords.live import LiveHotwords  # late: numpy comes with it

        if self._hotwords is None:
            self._hotwords = LiveHotwords(self._folders.hotwords, self._settings.hotword_replacement)
        return self._hotwords

    def _hear_again(self, last: LastHeard) -> HeardTwice:
        """On the desk's worker. Between sessions only: a model writes one final at a time."""

        def twice(recogniser: Recogniser) -> HeardTwice:
            if self._state is not LiveState.IDLE:
                raise CaptioningError("The model is busy with captions.", "Stop the captions first.")
            return last.again(recogniser, self._live_hotwords().request(self._request()))

        return self._model.use_between_sessions(twice)

    def _tell_of_hotwords(self, failed: CaptioningError) -> None:
        self._deliver(EngineError(0, failed.what, failed.remedy))

    def _make_keeper(self, sources: Sources, recogniser: Recogniser, options: LiveOptions) -> Keeper:
        store = self._open_store() if self._settings.keep_transcripts else None

        def describe() -> tuple[str, str, str | None]:
            return title_of(sources), recogniser.capabilities.name, self._request().language

        keeper = Keeper(store, self._deliver, describe)
        path = self._recording_path(options) if _worth_recording(sources, options, self._settings) else None
        if path is not None and len(sources) > 1:
            keeper.record_both_to(path)
        elif path is not None:
            keeper.record_to(path)
        return keeper

    def _open_store(self) -> TranscriptStore | None:
        """Captions matter more than their keeping: a store that cannot be opened is told of, not fatal."""
        try:
            return self.store()
        except CaptioningError as damaged:
            self._deliver(EngineError(0, f"The transcript is not saved: {damaged.what}", damaged.remedy))
            return None

    def _recording_path(self, options: LiveOptions) -> Path:
        if options.record is not None:
            return options.record
        folder = self._settings.recordings_folder or self._folders.recordings
        name = time.strftime("%Y-%m-%d %H-%M-%S")
        path = folder / f"{name}.flac"
        count = 2
        while path.exists():
            path = folder / f"{name} ({count}).flac"
            count += 1
        return path

    def _left_over(self) -> list[LeftOver]:
        """With at least one text. Ending them here loses nothing: a session that still runs elsewhere goes on."""
        try:
            store = self.store()
            running = self.session_id
            broken = [each for each in store.unfinished() if each.id != running]
            for each in broken:
                store.end_session(each.id, to_samples(each.duration_s))
        except CaptioningError as damaged:
            log.warning("left-over sessions were not looked for: %s", damaged)
            return []
        return [LeftOver(each.id, each.title, each.finals) for each in broken if each.finals]

    # -- on a worker -------------------------------------------------------------------------------------

    def _take_settings(self, before: Settings) -> CaptioningError | None:
        """The newest ones, whichever change this is: two workers must not write them in the wrong order."""
        from app.preferences import folder_problem, kept

        with self._saving:
            folder = self._settings.recordings_folder
            if folder not in (None, before.recordings_folder) and (problem := folder_problem(folder)) is not None:
                self._settings = replace(self._settings, recordings_folder=before.recordings_folder)
                return problem
            try:
                if self._hotwords is not None:
                    self._hotwords.take(self._request(), self._settings.hotword_replacement)
            except CaptioningError as unread:
                log.warning("hotwords: %s", unread)  # the watch over the lists tells of them
            return kept(self._folders.settings_file, self._settings)

    def _exchange(self, name: str | None, before: str | None, done: Callable[[CaptioningError | None], None]) -> None:
        failed: CaptioningError | None = None
        try:
            self._bring_in(name)
        except NoRoomForBoth as crowded:  # the next session can have it
            failed = crowded
        except CaptioningError as unusable:
            failed = unusable
            self._settings = replace(self._settings, model=before)
        done(failed)

    def _bring_in(self, name: str | None) -> None:
        """Into the session that runs; where none does, the next one loads it."""
        engine = self._engine
        if engine is None or not engine.wait_until_running():
            return
        before = self._model.held
        brought = self._model.bring_in(name)
        if brought is None or before is None:
            return
        recogniser, costs = brought
        release = lambda: self._on_worker(lambda: self._model.release(before))  # noqa: E731 - it is handed on
        engine.command(lambda session: session.exchange(self._at_hand.dressed(recogniser), release, costs))

    def _on_worker(self, work: Callable[[], None]) -> None:
        try:
            self._workers.submit(work)
        except RuntimeError:  # the program is ending, and its workers have
            work()

    def _tell_unexchanged(self, failed: CaptioningError | None) -> None:
        if failed is not None:
            self._deliver(EngineError(0, f"The model stays as it was: {failed.what}", failed.remedy))

    def _correct(self, session_id: int, utterance_id: int, text: str) -> CaptioningError | None:
        try:
            self.store().correct(session_id, utterance_id, text)
        except CaptioningError as failed:
            return failed
        return None

    def _export(self, session_id: int, target: Path, format_name: str) -> CaptioningError | None:
        from app.exporters import write_export

        try:
            write_export(self.store().load(session_id), target, format_name)
        except CaptioningError as failed:
            return failed
        return None


def _worth_recording(sources: Sources, options: LiveOptions, settings: Settings) -> bool:
    """A file is its own recording, unless somebody asks for another."""
    return options.record is not None or (settings.record_audio and not are_files(sources))


def export_formats() -> tuple[tuple[str, str], ...]:
    """(name, title) of each format that a transcript can be written in."""
    from app.exporters import FORMATS

    return tuple((each.name, each.title) for each in FORMATS)
