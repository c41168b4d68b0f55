"""Gets, checks, repairs, moves, exports and removes models for the window."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from app.choices import LiveState
from app.control.current_session import CurrentSession
from app.control.languages import wanted_languages
from app.control.preferences import Preferences
from app.control.workers import Job, Lane, Workers
from app.model_store.host import ModelHost
from engine.errors import BadInput, CaptioningError
from engine.text.sentence import Sentence

if TYPE_CHECKING:
    from app.model_store.fetching.means import FetchMeans
    from app.model_store.fetching.outcome import FetchProgress
    from app.model_store.fetching.steering import FetchSteering
    from app.model_store.obtainable import ModelCatalogue, ObtainableModel
    from app.model_store.store import ModelStore
    from app.model_store.view import StoreView


class Act(Enum):
    """An action on a model."""

    GET = "get"
    CHECK = "check"
    REPAIR = "repair"
    REMOVE = "remove"
    EXPORT = "export"
    IMPORT = "import"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class ModelWork:
    """An action that runs. model: its name, "" where it concerns all, or one that has no name yet.

    share: of what is done, 0..1. fetched: how the fetch stands, None while there is none.
    """

    act: Act
    model: str
    share: float = 0.0
    fetched: FetchProgress | None = None
    paused: bool = False


@dataclass(frozen=True, slots=True)
class ActDone:
    """How an action ended. failure: None on success. model: its name from now on. notes: further sentences.
    writes_text: False for a model that only tells speakers apart.
    """

    act: Act
    model: str
    title: str
    failure: CaptioningError | None = None
    notes: tuple[Sentence, ...] = ()
    writes_text: bool = True


class ModelManager:
    """Runs one action at a time, in the order of the requests.

    Followers are called, on any thread, with each `ActDone`, and with None when an action begins or makes progress.
    means: what a fetch may use, from the present settings.
    """

    def __init__(self, host: ModelHost, preferences: Preferences, current: CurrentSession, workers: Workers) -> None:
        self._host, self._preferences, self._current, self._workers = host, preferences, current, workers
        self._lock = threading.Lock()
        self._works: dict[str, ModelWork] = {}
        self._steering: dict[str, FetchSteering] = {}
        self._closed = False
        self.followers: list[Callable[[ActDone | None], None]] = []
        self.means: Callable[[], FetchMeans] = self._means

    @property
    def works(self) -> dict[str, ModelWork]:
        """By the name of the model."""
        with self._lock:
            return dict(self._works)

    def look(self, done: Callable[[StoreView | CaptioningError], None]) -> None:
        """All that the page shows; `done` is called on a worker."""
        self._workers.run(Lane.MODELS, lambda job: self._look(), done)

    def get(self, model: ObtainableModel) -> None:
        """Fetch and install it, or go on with that."""

        def work(steering: FetchSteering, job: Job[ActDone]) -> ActDone:
            from app.model_store.upkeep import get

            name, notes = get(
                model, self._store, self.means(), steering, self._fetched(model.name), self._progress(model.name, job)
            )
            return ActDone(Act.GET, name, model.title, None, tuple(notes), model.role == "recognition")

        self._run(Act.GET, model.name, model.title, work)

    def pause(self, model: str) -> None:
        self._steer(model, True)

    def resume(self, model: str) -> None:
        self._steer(model, False)

    def cancel(self, model: str) -> None:
        """What was fetched goes."""
        if (steering := self._steering.get(model)) is not None:
            steering.cancel()
            self._notify()

    def check(self, model: str, title: str) -> None:
        def work(_: FetchSteering, job: Job[ActDone]) -> ActDone:
            self._store.check(model, self._progress(model, job))
            return ActDone(Act.CHECK, model, title)

        self._run(Act.CHECK, model, title, work)

    def repair(self, model: str, title: str) -> None:
        def work(steering: FetchSteering, job: Job[ActDone]) -> ActDone:
            from app.model_store.upkeep import repair

            self._free(model, title)
            report = self._progress(model, job)
            repair(model, self._store, self._catalogue(), self.means(), steering, self._fetched(model), report)
            return ActDone(Act.REPAIR, model, title)

        self._run(Act.REPAIR, model, title, work)

    def remove(self, model: str, title: str) -> None:
        """Refused while it writes captions. Where it was the chosen one, the choice is Earshot's again."""

        def work(_steering: FetchSteering, _job: Job[ActDone]) -> ActDone:
            from app.model_store.fetching.pins import forget

            self._free(model, title)
            store = self._store
            store.remove(model)
            forget(store.folder, model)
            settings = self._preferences.settings
            if settings.model == model:
                self._preferences.change_settings(replace(settings, model=None), lambda _: None)
            return ActDone(Act.REMOVE, model, title)

        self._run(Act.REMOVE, model, title, work)

    def export(self, model: str, title: str, target: Path) -> None:
        def work(_: FetchSteering, job: Job[ActDone]) -> ActDone:
            from app.model_store.exporting import export_model

            export_model(self._store.find(model), target, self._progress(model, job))
            return ActDone(Act.EXPORT, model, title)

        self._run(Act.EXPORT, model, title, work)

    def bring_in(self, path: Path) -> None:
        """Import what lies in a folder, or in an archive that Earshot exported."""

        def work(_: FetchSteering, job: Job[ActDone]) -> ActDone:
            entry = self._store.import_checkpoint(path, progress=self._progress("", job))
            return ActDone(Act.IMPORT, entry.name, entry.title, writes_text=entry.writes_text)

        self._run(Act.IMPORT, "", path.name, work)

    def move(self, target: Path) -> None:
        """The folder of all models. Refused while captions run."""

        def work(_: FetchSteering, job: Job[ActDone]) -> ActDone:
            from app.model_store.moving import move_models

            self._free(None, "")
            place = move_models(self._preferences.folders, target, self._progress("", job))
            return ActDone(Act.MOVE, "", str(place))

        self._run(Act.MOVE, "", str(target), work)

    def close(self) -> None:
        """End running fetches; they continue where they stopped when they are started again."""
        self._closed = True
        for steering in list(self._steering.values()):
            steering.leave()

    # -- on a worker -------------------------------------------------------------------------------------

    @property
    def _store(self) -> ModelStore:
        from app.model_store.store import ModelStore

        return ModelStore(self._preferences.folders.models)

    def _look(self) -> StoreView:
        from app.model_store.view import look

        settings = self._preferences.settings
        return look(self._preferences.folders, settings, self._catalogue(), wanted_languages(settings))

    def _catalogue(self) -> ModelCatalogue:
        from app.model_store.obtainable import read_catalogue

        return read_catalogue(self._preferences.folders.config / "models.toml")

    def _means(self) -> FetchMeans:
        from app.model_store.fetching.means import means_by

        return means_by(self._preferences.settings)

    def _free(self, model: str | None, title: str) -> None:
        """No session needs the model (any, for None), and none is loaded. Raises BadInput."""
        held = self._host.capabilities
        if held is None or model not in (None, held.name):
            return
        if not self._host.let_go(lambda: self._current.state is not LiveState.IDLE or self._current.improving > 0):
            raise BadInput(
                Sentence("{title} is in use.", title=title or held.title),
                "Stop the captions, or let captions use another model, then try again.",
            )

    # -- how the works stand -----------------------------------------------------------------------------

    def _run(self, act: Act, model: str, title: str, work: Callable[[FetchSteering, Job[ActDone]], ActDone]) -> None:
        from app.model_store.fetching.steering import FetchSteering, FetchStopped

        with self._lock:
            if model in self._works or self._closed:
                return
            self._works[model] = ModelWork(act, model)
            steering = self._steering[model] = FetchSteering()

        def guarded(job: Job[ActDone]) -> ActDone:
            try:
                steering.check()
                return work(steering, job)
            except FetchStopped:
                return ActDone(act, model, title, Stopped())

        def done(outcome: ActDone | CaptioningError) -> None:
            with self._lock:
                del self._works[model], self._steering[model]
            self._notify(outcome if isinstance(outcome, ActDone) else ActDone(act, model, title, outcome))

        self._workers.run(Lane.MODEL_FILES, guarded, done)
        self._notify()

    def _steer(self, model: str, pause: bool) -> None:
        with self._lock:
            steering, work = self._steering.get(model), self._works.get(model)
            if steering is None or work is None:
                return
            (steering.pause if pause else steering.resume)()
            self._works[model] = replace(work, paused=pause)
        self._notify()

    def _fetched(self, model: str) -> Callable[[FetchProgress], None]:
        def show(progress: FetchProgress) -> None:
            self._change(model, fetched=progress, share=progress.done / (progress.total or 1))

        return show

    def _progress(self, model: str, job: Job[ActDone]) -> Callable[[float, str], None]:
        """Raises FetchStopped where the act was cancelled."""
        steering = self._steering[model]

        def report(share: float, doing: str) -> None:
            steering.check()
            job.progress(share, doing)
            self._change(model, fetched=None, share=share)

        return report

    def _change(self, model: str, *, fetched: FetchProgress | None, share: float) -> None:
        with self._lock:
            self._works[model] = replace(self._works[model], fetched=fetched, share=share)
        self._notify()

    def _notify(self, done: ActDone | None = None) -> None:
        for follow in list(self.followers):
            follow(done)


class Stopped(CaptioningError):
    """The user, or the end of the program, broke an act off: nothing to tell."""

    def __init__(self) -> None:
        super().__init__("This was broken off.")
