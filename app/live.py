"""The live session as the window and the command line see it: choose, start, pause, stop, export."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from app.choices import LeftOver, ListedSource, LiveOptions, LiveState, SourceChoice, SourceKind
from app.control.run import Run
from app.control.workers import Job, Lane, Late, Workers
from app.degradations import degradations, without_word_times
from app.feed import CaptionFeed
from app.folders import Folders, claimed_name
from app.hotwords.at_hand import HotwordsAtHand
from app.keeper import Keeper
from app.languages import base_request, wanted_languages
from app.models.held import HeldModel, NoRoomForBoth
from app.settings import Settings
from app.sources import Sources, are_files, listed_sources, listed_tracks, open_both, open_source, session_of, title_of
from engine.errors import BadInput, CaptioningError
from engine.events import CaptionEvent, Degraded, EngineError, Notice, SessionEnded
from engine.text.sentence import Sentence

if TYPE_CHECKING:
    from app.hotwords.desk import HotwordService
    from app.hotwords.last_heard import HeardTwice, LastHeard
    from app.hotwords.live import LiveHotwords
    from app.models.offer import OfferedModel
    from app.transcripts.store import TranscriptStore
    from app.transcripts.values import ClockMark, Transcript
    from app.transcripts.writer import TranscriptWriter
    from engine.models.recogniser import Capabilities, Recogniser, Request
    from engine.session.session import Session

log = logging.getLogger(__name__)

RECORDING_NAME = "%Y-%m-%d %H-%M-%S"
CLOSE_S = 5.0  # so long the program waits at its end for the last finals
KEEP_S = 5.0  # and so long for each kind of work that still writes something
LOADING_S = 300.0  # a big model on a slow disk; two minutes of sound wait, the recording has all of it
LOADING = Late(
    LOADING_S,
    CaptioningError("The model is still not loaded after 5 minutes.", "Start again, or choose a smaller model."),
)
LISTING = Late(15.0, CaptioningError("The sound system does not answer.", "Restart it, or restart the computer."))

SLOW = (
    "engine.audio.capture",
    "engine.session.session",
    "engine.session.two_sources",
    "app.hotwords.desk",
    "app.hotwords.live",
)
"""Modules with which numpy and others come."""

Answer = Callable[[CaptioningError | None], None]
"""Called on a worker with what went wrong, or None."""


class LiveController:
    """Runs one live session at a time. Every method but close returns at once; what follows comes by the feed.

    One lock guards what a session is and where it stands; it is never held while anything is opened, loaded or
    waited for. `done` of every method is called on a worker, always, and may bring any CaptioningError.
    """

    def __init__(self, settings: Settings, folders: Folders) -> None:
        self._settings = settings
        self._folders = folders
        self._lock = threading.Lock()
        self._opening = threading.Lock()  # of the store, which may take seconds
        self._options = LiveOptions()
        self._run: Run | None = None
        self._model = HeldModel(lambda: self._settings, folders.models, self._tell)
        self._hotwords: LiveHotwords | None = None
        self._at_hand = HotwordsAtHand(folders, self.switch_hotwords, self._hear_again)
        self._store: TranscriptStore | None = None
        self._workers = Workers()
        self.feed = CaptionFeed()

    # -- what there is -----------------------------------------------------------------------------------

    @property
    def state(self) -> LiveState:
        with self._lock:
            return self._run.state if self._run else LiveState.IDLE

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
        keeper = self._keeper
        return keeper.session_id if keeper else None

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
        keeper = self._keeper
        return keeper is None or keeper.text_is_kept

    @property
    def clock_marks(self) -> tuple[ClockMark, ...]:
        """Of the running session or the last one."""
        keeper = self._keeper
        return keeper.marks if keeper else ()

    def change_settings(self, settings: Settings, done: Answer) -> None:
        """In force from now on, as far as what runs can take them; a worker writes them and calls `done`.

        The model is not exchanged by this, and threads and graphics count when a model is loaded.
        """
        before, self._settings = self._settings, settings
        if (run := self._run) is not None and run.engine.alive:
            from engine.session.stabiliser import CaptionMode

            mode, context, patience = settings.caption_mode, settings.context_finals, settings.endpoint_silence_scale
            run.engine.command(lambda session: session.adjust(CaptionMode(mode), context, patience))
        self._workers.run(Lane.SETTINGS, lambda job: self._take_settings(before), done)

    def warm_up(self) -> None:
        """Import on a worker what the first Start and the first look at the vocabulary would wait for."""

        def import_slowly(job: Job[None]) -> None:
            for each in SLOW:
                job.progress(0.0, each)
                import_module(each)

        self._workers.run(Lane.THINKING, import_slowly, _unheard)

    def list_models(self, done: Callable[[list[OfferedModel] | CaptioningError], None]) -> None:
        from app.models.offer import offered_models

        self._workers.run(Lane.MODELS, lambda job: offered_models(self._folders.models), done)

    def list_sources(self, done: Callable[[list[ListedSource] | CaptioningError], None]) -> None:
        """Look for devices; an empty list where there are none. A sound system that hangs is told after a while."""
        self._workers.run(Lane.DEVICES, lambda job: listed_sources(), done, late=LISTING)

    def list_tracks(self, path: Path, done: Callable[[list[ListedSource] | CaptioningError], None]) -> None:
        """The audio tracks of a file that has several, the one that its default choice takes among them."""
        self._workers.run(Lane.FILES, lambda job: listed_tracks(path), done)

    @property
    def hotword_desk(self) -> HotwordService:
        """The lists, for an editor."""
        return self._at_hand.desk

    def switch_hotwords(self, profile: str | None) -> None:
        """From the next utterance on the lists of `profile`, None for all. Raises CaptioningError."""
        self._live_hotwords().switch(profile)

    def exchange_model(self, name: str | None, done: Answer | None = None) -> None:
        """Another model from the next utterance on, and for later sessions; None for the best one at hand.

        It is loaded on a worker while the present one goes on, and capture has no gap. What fails leaves the present
        model in its place; without `done` it comes by the feed.
        """
        before, self._settings = self._settings, replace(self._settings, model=name)
        self._workers.run(Lane.LOADING, lambda job: self._exchange(name, before.model), done or self._tell_unexchanged)

    def collect_details(self, done: Callable[[str | CaptioningError], None]) -> None:
        """What a report of a fault needs."""
        from app.details import details

        self._workers.run(Lane.DEVICES, lambda job: details(self._folders, self._settings), done, late=LISTING)

    def find_left_over(self, done: Callable[[list[LeftOver] | CaptioningError], None]) -> None:
        """Look for sessions that a crash or a kill broke off; each is found once."""
        self._workers.run(Lane.TRANSCRIPTS, lambda job: self._left_over(), done)

    # -- the session -------------------------------------------------------------------------------------

    def start(self, choice: SourceChoice, options: LiveOptions | None = None) -> None:
        """Begin to caption; ignored while a session runs. What fails arrives as a fatal EngineError."""
        from engine.session.engine_thread import EngineThread

        wanted = options or LiveOptions()
        wanted = replace(wanted, model=wanted.model or self._settings.model)  # a later choice is an exchange
        with self._lock:
            if self._run is not None and not self._run.ended:
                return
            self._options = wanted
            self._at_hand.begin_session()
            self._run = run = Run(
                EngineThread(lambda: self._make_session(run, choice, wanted), lambda event: self._receive(run, event))
            )
        run.engine.start()
        self._workers.run(
            Lane.LOADING, lambda job: self._load_model(run, choice, wanted), partial(_end_without, run), late=LOADING
        )

    def pause(self) -> None:
        with self._lock:
            if self._run is not None and self._run.pause():
                self._run.engine.pause()

    def resume(self) -> None:
        with self._lock:
            if self._run is not None and self._run.resume():
                self._run.engine.resume()

    def stop(self) -> None:
        """Hear no more; everything spoken before becomes a final, then SessionEnded comes."""
        with self._lock:
            if self._run is not None and self._run.stop():
                self._run.engine.stop()

    def hurry(self) -> None:
        """Come to the end without a further pass of the model; after `stop`."""
        if (run := self._run) is not None:
            run.engine.skip_final_passes()

    def export(
        self,
        session_id: int | None,
        target: Path,
        format_name: str,
        done: Callable[[Degraded | CaptioningError | None], None],
    ) -> None:
        """Write a session; None for the one that is shown, stored or not. A Degraded says what the file lacks."""
        self._workers.run(Lane.EXPORTS, lambda job: self._export(session_id, target, format_name), done)

    def correct(self, session_id: int, utterance_id: int, text: str, done: Answer) -> None:
        """Keep a reader's text beside what was heard."""
        self._workers.run(Lane.TRANSCRIPTS, lambda job: self.store().correct(session_id, utterance_id, text), done)

    def close(self) -> None:
        """Stop; wait CLOSE_S at most for what was said to be kept, and KEEP_S for each part that writes something.

        Drafts stay drafts. What hangs is left behind; the recording is whole all the same.
        """
        self.stop()
        run = self._run
        if run is not None:
            run.engine.skip_final_passes()
            if not run.engine.join(CLOSE_S) and run.keeper is not None:
                run.keeper.end_recording()  # the engine thread hangs in a model or a device
        at_rest = self._workers.close(KEEP_S)
        self._at_hand.close()
        if at_rest and (run is None or not run.engine.alive):
            self._model.close()
            self._close_store()

    def store(self) -> TranscriptStore:
        """The transcripts; opened once, and again where another Earshot put the file aside. Raises CaptioningError."""
        from app.transcripts.store import TranscriptStore

        with self._opening:
            if self._store is not None and self._store.replaced:
                self._store.close()
                self._store = None
            if self._store is None:
                self._store = TranscriptStore(self._folders.transcripts_file)
            return self._store

    def _close_store(self) -> None:
        if (keeper := self._keeper) is not None:
            keeper.close()
        if self._opening.acquire(timeout=KEEP_S):
            try:
                if self._store is not None:
                    self._store.close()
                    self._store = None
            finally:
                self._opening.release()

    @property
    def _keeper(self) -> Keeper | None:
        """Of the running session or the last one."""
        run = self._run
        return run.keeper if run else None

    # -- on the engine thread ----------------------------------------------------------------------------

    def _receive(self, run: Run, event: CaptionEvent) -> None:
        """The last step before the feed; an event of a session that never began has no keeper."""
        if run.keeper is not None:
            run.keeper(event)
        else:
            self._deliver(run, event)

    def _deliver(self, run: Run, event: CaptionEvent) -> None:
        """From any thread. Who sees the session ended has its last event in the feed, and may begin the next one."""
        with self._lock:
            if isinstance(event, SessionEnded) and not run.ended and self._hotwords is not None:
                self._hotwords.rest()
            shown = run.take(event)
            if shown is not None:
                self.feed.post(shown)
        if shown is not None:
            self._at_hand.note(shown)

    def _tell(self, event: CaptionEvent) -> None:
        """What belongs to no session in particular."""
        if (run := self._run) is not None:
            self._deliver(run, event)
        else:
            self.feed.post(event)

    def _make_session(self, run: Run, choice: SourceChoice, options: LiveOptions) -> Session:
        """Nothing that can wait is waited for: the first words are said now. The model comes by `_load_model`."""
        from engine.session.options import SessionOptions
        from engine.session.stabiliser import CaptionMode
        from engine.vad.endpointer import EndpointerSettings

        sources: Sources = open_both(choice) if choice.kind is SourceKind.BOTH else {None: open_source(choice)}
        keeper = run.keeper = self._make_keeper(run, sources, options)
        session_options = SessionOptions(
            partials=options.partials,
            mode=CaptionMode(options.mode or self._settings.caption_mode),
            context=self._settings.context_finals,
            endpointer=EndpointerSettings(silence_scale=self._settings.endpoint_silence_scale),
            tells_silence=choice.kind in (SourceKind.MICROPHONE, SourceKind.BOTH),
            observer=self._at_hand.last.take,
        )
        return session_of(sources, None, keeper, session_options)

    def _tell_degradations(self, run: Run, options: LiveOptions) -> None:
        """What the model has to do without, and what it cannot do for these wishes."""
        capabilities = self._model.capabilities
        for each in self._model.degradations:
            self._deliver(run, each)
        if capabilities is not None:
            wanted, request = wanted_languages(self._settings, options), self._live_hotwords().latest
            for each in degradations(capabilities, wanted, request, options.word_times):
                self._deliver(run, each)

    def _request(self) -> Request:
        return base_request(self._settings, self._options)

    def _live_hotwords(self) -> LiveHotwords:
        from app.hotwords.live import LiveHotwords  # late: numpy comes with it

        with self._lock:
            if self._hotwords is None:
                self._hotwords = LiveHotwords(self._folders.hotwords, self._settings.hotword_replacement)
            return self._hotwords

    def _hear_again(self, last: LastHeard) -> HeardTwice:
        """On the desk's worker. Between sessions only: a model writes one final at a time."""

        def twice(recogniser: Recogniser) -> HeardTwice:
            if self.state is not LiveState.IDLE:
                raise CaptioningError("The model is busy with captions.", "Stop the captions first.")
            return last.again(recogniser, self._live_hotwords().request(self._request()))

        return self._model.use_between_sessions(twice)

    def _tell_of_hotwords(self, run: Run, failed: CaptioningError) -> None:
        """Captions go on without the list: no failure of theirs."""
        self._deliver(run, Notice(0, failed.what, failed.remedy))

    def _make_keeper(self, run: Run, sources: Sources, options: LiveOptions) -> Keeper:
        def describe() -> tuple[str, str, str | None]:
            return title_of(sources), run.model, self._request().language

        post = partial(self._deliver, run)
        keeper = Keeper(self._make_writer(post), post, describe)
        if _worth_recording(sources, options, self._settings):
            record = keeper.record_both_to if len(sources) > 1 else keeper.record_to
            record(*self._recording_path(options))
        return keeper

    def _make_writer(self, post: Callable[[CaptionEvent], None]) -> TranscriptWriter | None:
        """It opens the store on its own thread, so that nobody waits for that; None where no transcript is wanted."""
        from app.transcripts.journal import journals_of
        from app.transcripts.writer import TranscriptWriter

        if not self._settings.keep_transcripts:
            return None
        return TranscriptWriter(self.store, journals_of(self._folders.transcripts_file), post)

    def _recording_path(self, options: LiveOptions) -> tuple[Path, bool]:
        """Where to, and whether the name is claimed already."""
        if options.record is not None:
            return options.record, False
        return claimed_name(self._settings.recordings_folder or self._folders.recordings, RECORDING_NAME, ".flac")

    def _left_over(self) -> list[LeftOver]:
        """With at least one text; what else the store found at its opening is told by the feed."""
        from app.transcripts.left_over import end_left_over

        store = self.store()
        for notice in store.take_notices():
            self._tell(Notice(0, notice))
        return end_left_over(store)

    # -- on a worker -------------------------------------------------------------------------------------

    def _load_model(self, run: Run, choice: SourceChoice, options: LiveOptions) -> None:
        """For a session that captures already; what it heard meanwhile is written then. Raises CaptioningError."""
        if not run.engine.wait_until_running(LOADING_S):
            return  # it has told why
        recogniser = self._model.get(options.model)
        costs = self._model.measured() if choice.real_time else None
        hotwords = self._live_hotwords()
        hotwords.follow(lambda newer: _wish(run, newer), lambda failed: self._tell_of_hotwords(run, failed))
        _wish(run, hotwords.request(self._request(), options.vocabulary))  # as the settings are now
        run.model = recogniser.capabilities.name
        self._tell_degradations(run, options)  # before the first text, which may be the last of a short file
        run.engine.command(lambda session: session.exchange(recogniser, partial(_note_model, run), costs))
        with self._lock:
            run.ready = True
            if run.ended:
                hotwords.rest()

    def _take_settings(self, before: Settings) -> CaptioningError | None:
        """The newest ones, whichever change this is."""
        from app.preferences import folder_problem, kept

        folder = self._settings.recordings_folder
        if folder not in (None, before.recordings_folder) and (problem := folder_problem(folder)) is not None:
            self._settings = replace(self._settings, recordings_folder=before.recordings_folder)
            return problem
        try:
            if self._hotwords is not None:
                self._hotwords.take(self._request(), self._settings.hotword_replacement)
        except CaptioningError as unread:
            log.warning("hotwords: %s", unread)  # the watch over the lists tells of them
        if (run := self._run) is not None and not run.ended:
            self._tell_degradations(run, self._options)
        return kept(self._folders.settings_file, self._settings)

    def _exchange(self, name: str | None, before: str | None) -> None:
        """Raises CaptioningError, with the model before in its place."""
        try:
            self._bring_in(name)
        except NoRoomForBoth:  # the next session can have it
            raise
        except Exception:
            self._settings = replace(self._settings, model=before)
            raise

    def _bring_in(self, name: str | None) -> None:
        """Into the session that runs; where none does, the next one loads it."""
        run = self._run
        if run is None or not run.engine.wait_until_running(LOADING_S):
            return
        before = self._model.held
        brought = self._model.bring_in(name)
        if brought is None or before is None:
            return
        recogniser, costs = brought
        run.engine.command(lambda session: session.exchange(recogniser, partial(self._release, before), costs))
        self._tell_degradations(run, self._options)

    def _release(self, recogniser: Recogniser) -> None:
        """Not on the engine thread: it may be a child process that takes its time. At the end `close` does it."""
        self._workers.run(Lane.LOADING, lambda job: self._model.release(recogniser), _unheard)

    def _tell_unexchanged(self, failed: CaptioningError | None) -> None:
        if failed is not None:
            what = Sentence("The model stays as it was: {reason}", reason=failed.what)
            self._tell(EngineError(0, what, failed.remedy))

    def _export(self, session_id: int | None, target: Path, format_name: str) -> Degraded | None:
        """Returns what the file has to do without."""
        from app.exporters import format_named, write_export

        transcript = self._transcript(session_id)
        write_export(transcript, target, format_name)
        return without_word_times(transcript) if format_named(format_name).word_times else None

    def _transcript(self, session_id: int | None) -> Transcript:
        """As it is shown, also what the disk refused. None: the session that runs, or the last one."""
        keeper = self._keeper
        if keeper is not None and session_id in (None, keeper.session_id):
            transcript = keeper.transcript(self.store)
            if transcript.segments or session_id is not None:
                return transcript
        if session_id is None:
            raise BadInput("These captions were not stored, so they cannot be exported.", "They can still be copied.")
        return self.store().load(session_id)


def _end_without(run: Run, loaded: CaptioningError | None) -> None:
    if loaded is not None:
        run.engine.fail(loaded)


def _wish(run: Run, request: Request) -> None:
    run.engine.command(lambda session: session.set_request(request))


def _note_model(run: Run) -> None:
    """On the engine thread, once the session has its model."""
    if run.keeper is not None:
        run.keeper.model_is_known()


def _unheard(_answer: object) -> None:
    """Nobody waits for it; what fails is in the log."""


def _worth_recording(sources: Sources, options: LiveOptions, settings: Settings) -> bool:
    """A file is its own recording, unless somebody asks for another."""
    return options.record is not None or (settings.record_audio and not are_files(sources))


def export_formats() -> tuple[tuple[str, str], ...]:
    """(name, title) of each format that a transcript can be written in."""
    from app.exporters import FORMATS

    return tuple((each.name, each.title) for each in FORMATS)
