"""The model in use: its properties, its limits, and its exchange while captions run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.control.current_session import CurrentSession
from app.control.degradations import degradations
from app.control.languages import wanted_languages
from app.control.model_turns import BEHIND, ModelTurns, SharedRecogniser
from app.control.preferences import Preferences
from app.control.run import Run
from app.control.vocabulary import VocabularyService
from app.control.workers import Job, Lane, Workers
from app.model_store.host import ModelHost, NoRoomForBoth
from engine.errors import CaptioningError
from engine.events import EngineError
from engine.text.sentence import Sentence

if TYPE_CHECKING:
    from app.model_store.offer import OfferedModel
    from app.model_store.speed import Speed
    from engine.models.recogniser import Capabilities, Recogniser

SHORTEST_HOP_S = 0.3  # of new sound, for which the next captions wait at least
LOADING_S = 300.0  # a big model on a slow disk; two minutes of sound wait, the recording has all of it


class Models:
    """`done` is called on a worker, always, and may bring any CaptioningError."""

    def __init__(
        self,
        host: ModelHost,
        preferences: Preferences,
        vocabulary: VocabularyService,
        current: CurrentSession,
        workers: Workers,
    ) -> None:
        self.host = host
        self._preferences, self._vocabulary = preferences, vocabulary
        self._current, self._workers = current, workers
        self._turns = ModelTurns()

    @property
    def capabilities(self) -> Capabilities | None:
        """Of the loaded model; None before the first session."""
        return self.host.capabilities

    @property
    def title(self) -> str:
        return self.capabilities.title if self.capabilities else ""

    @property
    def rough(self) -> bool:
        """It is for a first try, not for reading along."""
        return bool(self.capabilities and self.capabilities.rough)

    def list_models(self, done: Callable[[list[OfferedModel] | CaptioningError], None]) -> None:
        """Those that write captions, the built-in model first."""
        from app.model_store.offer import offered_models

        def listed(_job: object) -> list[OfferedModel]:
            languages = wanted_languages(self._preferences.settings)
            offered = offered_models(self._preferences.folders.models, languages)
            return [each for each in offered if each.writes_text]

        self._workers.run(Lane.MODELS, listed, done)

    def try_speed(self, done: Callable[[Speed | CaptioningError], None]) -> None:
        """Load the model that the next session will use, and measure it on the sample recording."""
        self._workers.run(Lane.LOADING, lambda job: self._speed(), done)

    def exchange_model(self, name: str | None, done: Callable[[CaptioningError | None], None] | None = None) -> None:
        """Another model from the next utterance on, and for later sessions; None for the best one at hand.

        It is loaded on a worker while the present one goes on, and capture has no gap. What fails leaves the present
        model in its place; without `done` an event says so.
        """
        before = self._preferences.choose_model(name)
        self._workers.run(Lane.LOADING, lambda job: self._exchange(name, before), done or self._report_unexchanged)

    def shared(self, recogniser: Recogniser, run: Run) -> Recogniser:
        """For one session, which calls it in turn with a former one."""
        return SharedRecogniser(recogniser, self._turns, run.number)

    @contextmanager
    def borrowed(self, name: str | None) -> Iterator[Recogniser]:
        """A model for work beside captions, as of ModelHost: each call waits while captions need the processor."""
        with self.host.borrowed(name) as recogniser:
            yield SharedRecogniser(recogniser, self._turns, BEHIND)

    def report_degradations(self, run: Run) -> None:
        """What the model has to do without, and what it cannot do as the settings and options ask."""
        for each in self.host.degradations:
            self._current.deliver(run, each)
        if self.capabilities is not None:
            wanted = wanted_languages(self._preferences.settings, run.options)
            request = self._vocabulary.live().latest
            for each in degradations(self.capabilities, wanted, request, run.options.word_times):
                self._current.deliver(run, each)

    def _speed(self) -> Speed:
        from app.model_store.speed import Speed

        described = self.host.get(self._preferences.settings.model).capabilities
        costs = self.host.measured()
        return Speed(described.title, costs.final, SHORTEST_HOP_S + costs.partial_s, described.rough)

    def _exchange(self, name: str | None, before: str | None) -> None:
        """Raises CaptioningError, with the model before in its place."""
        try:
            self._bring_in(name)
        except NoRoomForBoth:  # the next session can have it
            raise
        except Exception:  # reported by the lane of workers; the settings name the model before again
            self._preferences.choose_model(before)
            raise

    def _bring_in(self, name: str | None) -> None:
        """Into the session that runs; where none does, the next one loads it."""
        from app.transcripts.provenance import model_used

        run = self._current.run
        if run is None or not run.engine.wait_until_running(LOADING_S):
            return
        before = self.host.held
        brought = self.host.bring_in(name)
        if brought is None or before is None:
            return
        recogniser, costs = self.shared(brought[0], run), brought[1]
        noted = model_used(recogniser.capabilities.name, self._preferences.folders.models)

        def exchanged() -> None:
            run.note(noted)
            self._release(run, before)

        run.engine.command(lambda session: session.exchange(recogniser, exchanged, costs))
        self.report_degradations(run)

    def _release(self, run: Run, recogniser: Recogniser) -> None:
        """Not on the engine thread: it may be a child process that takes its time, or another session's model too.
        At the end `close` does it."""

        def release(job: Job[None]) -> None:
            if self._current.end_formers(LOADING_S, but=run):
                self.host.release(recogniser)

        self._workers.run(Lane.LOADING, release, lambda _: None)

    def _report_unexchanged(self, failed: CaptioningError | None) -> None:
        if failed is not None:
            what = Sentence("The model stays as it was: {reason}", reason=failed.what)
            self._current.report(EngineError(0, what, failed.remedy))
