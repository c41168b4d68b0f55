"""Starts, pauses and ends a session: opens its sources, loads its model, and passes its events on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.choices import LiveOptions, LiveState, SourceChoice, SourceKind
from app.control.current_session import CurrentSession
from app.control.models import LOADING_S, Models
from app.control.preferences import Preferences
from app.control.run import Run
from app.control.sources import Sources, are_files, open_both, open_source, session_of, title_of
from app.control.transcripts import Transcripts
from app.control.vocabulary import VocabularyService
from app.control.workers import Lane, Late, Workers
from app.folders import claimed_name
from engine.errors import CaptioningError
from engine.events import CaptionEvent, Notice, SessionEnded

if TYPE_CHECKING:
    from app.control.live_speakers import LiveLabels
    from app.transcripts.sink import TranscriptSink
    from app.transcripts.values import LabelKept, Provenance
    from engine.models.recogniser import Request
    from engine.session.session import Session

log = logging.getLogger(__name__)
Post = Callable[[CaptionEvent], None]
Keep = Callable[["LabelKept"], bool]

RECORDING_NAME = "%Y-%m-%d %H-%M-%S"
CLOSE_S = 5.0  # so long the program waits at its end for the last finals
LOADING = Late(
    LOADING_S,
    CaptioningError("The model is still not loaded after 5 minutes.", "Start again, or choose a smaller model."),
)


class SessionControl:
    """Runs one session at a time. Every method but `close` returns at once; events say what follows.

    begun: called by `start` with the number of the session, before its first event; they must return at once.
    voices: makes what labels the speakers of a session, or None; given what posts its events and what keeps its labels.
    ended: called on any thread with each session that ends.
    """

    def __init__(
        self,
        current: CurrentSession,
        preferences: Preferences,
        models: Models,
        vocabulary: VocabularyService,
        transcripts: Transcripts,
        workers: Workers,
    ) -> None:
        self._current, self._preferences, self._workers = current, preferences, workers
        self._models, self._vocabulary, self._transcripts = models, vocabulary, transcripts
        self.begun: list[Callable[[int], None]] = []
        self.voices: Callable[[LiveOptions, Post, Keep], LiveLabels | None] = lambda options, post, keep: None
        self.ended: Callable[[Run], None] = lambda run: None
        preferences.followers.append(self._take_settings)

    @property
    def state(self) -> LiveState:
        return self._current.state

    @property
    def number(self) -> int:
        """Of the session that runs or ran last, counted from 0; by it an Improvement names its session."""
        return self._current.run.number if self._current.run else 0

    @property
    def labels(self) -> LiveLabels | None:
        """Of the speakers of the session that runs or ran last, where they are wanted."""
        return self._current.run.voices if self._current.run else None

    @property
    def improving(self) -> int:
        """How many captions of sessions that were stopped may still change; 0 once all of these have ended."""
        return self._current.improving

    def start(self, choice: SourceChoice, options: LiveOptions | None = None) -> None:
        """Begin to caption; ignored while a session runs that was not stopped. What fails arrives as a fatal
        EngineError. What is left of the one before is improved behind the new one."""
        from engine.session.engine_thread import EngineThread

        wanted = options or LiveOptions()
        wanted = replace(wanted, model=wanted.model or self._preferences.settings.model)  # a later one is an exchange
        engine = EngineThread(lambda: self._make_session(run, choice), lambda event: self._receive(run, event))
        run = Run(engine, wanted)
        if not self._current.begin(run):
            return
        for each in tuple(self.begun):
            each(run.number)
        self._vocabulary.begin_session()
        engine.start()
        self._workers.run(
            Lane.LOADING, lambda job: self._load_model(run, choice), partial(_end_without, run), late=LOADING
        )

    def pause(self) -> None:
        self._current.change(Run.pause)

    def resume(self) -> None:
        self._current.change(Run.resume)

    def stop(self) -> None:
        """Hear no more; what was spoken before becomes a final, then SessionEnded comes. The next may start at once."""
        self._current.change(Run.stop)

    def skip_refining(self) -> None:
        """Come to the end without a further pass of the model; after `stop`."""
        self._current.skip_refining()

    def close(self) -> None:
        """Stop; wait CLOSE_S at most for what was said to be kept. Drafts stay drafts.

        A model or device that hangs is left behind; the recording is whole all the same.
        """
        self.stop()
        self.skip_refining()
        for run in self._current.join(CLOSE_S):
            if run.sink is not None:
                run.sink.end_recording()

    # -- on the engine thread ----------------------------------------------------------------------------

    def _receive(self, run: Run, event: CaptionEvent) -> None:
        """An event of a session that never began has no sink."""
        if run.sink is not None:
            run.sink(event)
        else:
            self._deliver(run, event)

    def _deliver(self, run: Run, event: CaptionEvent) -> None:
        """From any thread."""
        shown = self._current.deliver(run, event)
        if shown is not None:
            self._vocabulary.note(shown)
        if isinstance(event, SessionEnded):
            if run.voices is not None:
                run.voices.end()
            self.ended(run)

    def _make_session(self, run: Run, choice: SourceChoice) -> Session:
        """Nothing that can wait is waited for: the first words are said now. The model comes by `_load_model`."""
        from app.transcripts.provenance import passes_of
        from engine.session.options import SessionOptions
        from engine.session.stabiliser import CaptionMode
        from engine.vad.endpointer import EndpointerSettings

        settings = self._preferences.settings
        sources: Sources = open_both(choice) if choice.kind is SourceKind.BOTH else {None: open_source(choice)}
        sink = run.sink = self._make_sink(run, sources)
        options = SessionOptions(
            partials=run.options.partials,
            mode=CaptionMode(run.options.mode or settings.caption_mode),
            context=settings.context_finals,
            endpointer=EndpointerSettings(silence_scale=settings.endpoint_silence_scale),
            observer=self._vocabulary.last_heard.take,
        )
        sink.note(passes_of(options))
        run.voices = voices = self.voices(run.options, partial(self._deliver, run), sink.keep_label)
        if voices is None:
            return session_of(sources, None, sink, options)
        return session_of(sources, None, sink, options, voices.take)

    def _make_sink(self, run: Run, sources: Sources) -> TranscriptSink:
        from app.transcripts.sink import TranscriptSink

        def describe() -> tuple[str, str, str | None]:
            return title_of(sources), run.model, self._vocabulary.request(run.options).language

        post = partial(self._deliver, run)
        kept = self._preferences.settings.keep_transcripts
        sink = TranscriptSink(self._transcripts.writer(post) if kept else None, post, describe)
        if run.options.record or (self._preferences.settings.record_audio and not are_files(sources)):
            record = sink.record_both_to if len(sources) > 1 else sink.record_to
            record(*self._recording_path(run.options))
        return sink

    def _recording_path(self, options: LiveOptions) -> tuple[Path, bool]:
        """Where to, and whether the name is claimed already."""
        if options.record is not None:
            return options.record, False
        folder = self._preferences.settings.recordings_folder or self._preferences.folders.recordings
        return claimed_name(folder, RECORDING_NAME, ".flac")

    # -- on a worker -------------------------------------------------------------------------------------

    def _load_model(self, run: Run, choice: SourceChoice) -> None:
        """For a session that captures already; what it heard meanwhile is written then. Raises CaptioningError."""
        from app.transcripts.provenance import model_used

        if not run.engine.wait_until_running(LOADING_S):
            return  # it has reported why
        host = self._models.host
        if not (host.has(run.options.model) or self._current.end_formers(LOADING_S)):
            raise CaptioningError("The model still works on the captions before.", "Start again in a moment.")
        recogniser = self._models.shared(host.get(run.options.model), run)
        costs = host.measured() if choice.real_time else None
        hotwords = self._vocabulary.live()
        hotwords.follow(partial(_set_request, run), partial(self._report_hotwords, run))
        _set_request(
            run, hotwords.request(self._vocabulary.request(run.options), run.options.vocabulary)
        )  # as settings are now
        run.model = recogniser.capabilities.name
        noted = model_used(run.model, self._preferences.folders.models)
        self._models.report_degradations(run)  # before the first text, which may be the last of a short file
        run.engine.command(lambda session: session.exchange(recogniser, partial(_note_model, run, noted), costs))
        self._current.has_model(run, hotwords.rest)

    def _report_hotwords(self, run: Run, failed: CaptioningError) -> None:
        """Captions go on without the list: no failure of theirs."""
        self._deliver(run, Notice(0, failed.what, failed.remedy))

    def _take_settings(self) -> None:
        try:
            self._vocabulary.take_settings()
        except CaptioningError as unread:
            log.warning("hotwords: %s", unread)  # the watch over the lists reports them
        if (run := self._current.run) is not None and not run.ended:
            self._models.report_degradations(run)


def _end_without(run: Run, loaded: CaptioningError | None) -> None:
    if loaded is not None:
        run.engine.fail(loaded)


def _set_request(run: Run, request: Request) -> None:
    from app.transcripts.provenance import asked_with

    def take(session: Session) -> None:
        session.set_request(request)
        for noted in asked_with(request):
            run.note(noted)

    run.engine.command(take)


def _note_model(run: Run, noted: Provenance) -> None:
    """On the engine thread, once the session has its model."""
    run.note(noted)
    if run.sink is not None:
        run.sink.model_is_known()
