"""The model that a live controller holds loaded, and how another takes its place while captions run."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from engine.errors import CaptioningError, ModelUnusable
from engine.events import Degraded

if TYPE_CHECKING:
    from app.settings import Settings
    from engine.models.recogniser import Capabilities, Recogniser
    from engine.session.scheduler import PassCosts

log = logging.getLogger(__name__)
T = TypeVar("T")

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "samples" / "meeting.flac"
CLOSE_S = 1.0  # for a pass between sessions
MEASURED_S = 2.0  # of the sample recording; enough for the passes of a slow machine to show


class NoRoomForBoth(ModelUnusable):
    """Two models would not fit into memory together; each alone may."""


@dataclass(frozen=True, slots=True)
class LoadRequest:
    """What a model is loaded for: its name, None for the best at hand, and the part of the computer that it gets."""

    name: str | None
    threads: int
    graphics: str


class HeldModel:
    """One recogniser is kept loaded from session to session. Any thread may call; loading is done by one at a time."""

    def __init__(
        self, settings: Callable[[], Settings], models: Path, degraded: Callable[[Degraded], None] = lambda _: None
    ) -> None:
        """settings: as they are now. models: the folder of models.

        degraded: called, on any thread, with what a model has to do without, each time that it is found out.
        """
        self._settings = settings
        self._models = models
        self._degraded = degraded
        self._loading = threading.RLock()
        self._lock = threading.Lock()
        self._recogniser: Recogniser | None = None
        self._loaded_as: LoadRequest | None = None
        self._costs: PassCosts | None = None
        self._outgoing: list[Recogniser] = []
        self.degradations: list[Degraded] = []  # of the held model, found while it was loaded

    @property
    def capabilities(self) -> Capabilities | None:
        return self._recogniser.capabilities if self._recogniser else None

    @property
    def held(self) -> Recogniser | None:
        return self._recogniser

    def get(self, name: str | None) -> Recogniser:
        """The model, loaded now unless it is already. Between sessions only. Raises CaptioningError."""
        with self._loading:
            self._release_outgoing()
            wish = self._wish(name)
            if self._recogniser is None or wish != self._loaded_as:
                self._forget()
                self._recogniser = self._load(wish)
                self._loaded_as = wish
            return self._recogniser

    def use_between_sessions(self, work: Callable[[Recogniser], T]) -> T:
        """`work` has the model to itself; a session that begins meanwhile waits for it.

        Raises CaptioningError where no model is loaded yet.
        """
        with self._loading:
            if self._recogniser is None:
                raise CaptioningError("No model is loaded yet.", "Start captions once.")
            return work(self._recogniser)

    def measured(self) -> PassCosts:
        """What it costs here, measured once on the beginning of the sample recording."""
        from engine.session.scheduler import PassCosts

        with self._loading:
            if self._costs is None and self._recogniser is not None:
                self._costs = _measured(self._recogniser)
            return self._costs or PassCosts()

    def bring_in(self, name: str | None) -> tuple[Recogniser, PassCosts] | None:
        """Load and measure another model while the present one goes on; None where it is the one that is held.

        From now on it is the one that is held; the one before waits for `release`. Raises CaptioningError, with the
        present model in its place, where the new one cannot be loaded or there is no room for both.
        """
        with self._loading:
            wish = self._wish(name)
            if self._recogniser is not None and wish == self._loaded_as:
                return None
            self._check_room(name)
            other = self._load(wish)
            costs = _measured(other)
            with self._lock:
                if self._recogniser is not None:
                    self._outgoing.append(self._recogniser)
                self._recogniser, self._loaded_as, self._costs = other, wish, costs
            return other, self.measured()

    def release(self, recogniser: Recogniser) -> None:
        """It is needed no more. Does nothing for one that was released already, or that is held."""
        with self._lock:
            if recogniser not in self._outgoing:
                return
            self._outgoing.remove(recogniser)
        recogniser.close()

    def close(self) -> None:
        """What is being loaded now is not waited for: it goes with the program."""
        if not self._loading.acquire(timeout=CLOSE_S):
            return
        try:
            self._release_outgoing()
            self._forget()
        finally:
            self._loading.release()

    def _wish(self, name: str | None) -> LoadRequest:
        settings = self._settings()
        return LoadRequest(name, settings.threads, settings.graphics)

    def _load(self, wish: LoadRequest) -> Recogniser:
        from app.models.loading import load_recogniser

        found: list[Degraded] = []
        loading = True

        def tell(what: str, remedy: str) -> None:
            event = Degraded(0, what, remedy)
            if loading:
                found.append(event)  # what comes later may pass: the session that it befalls tells it
            self._degraded(event)

        recogniser = load_recogniser(wish.name, wish.threads, self._models, wish.graphics, tell)
        loading = False
        self.degradations = found
        return recogniser

    def _check_room(self, name: str | None) -> None:
        """Both models are in memory until the utterance that is being spoken has its final."""
        from app.models.memory import needed_bytes
        from app.models.store import ModelStore
        from engine.models.memory import available_bytes

        store = ModelStore(self._models)
        entry = store.best_at_hand() if name is None else store.find(name)
        needed, free = needed_bytes(entry), available_bytes()
        if free is not None and needed > free:
            raise NoRoomForBoth(
                "There is no room in memory for {title} beside the model that is in use.",
                "Stop the captions, then start again with it.",
                title=entry.title,
            )

    def _forget(self) -> None:
        if self._recogniser is not None:
            self._recogniser.close()
        self._recogniser, self._loaded_as, self._costs = None, None, None

    def _release_outgoing(self) -> None:
        """Those whose session ended before it could hand them back."""
        for each in list(self._outgoing):
            self.release(each)


def _measured(recogniser: Recogniser) -> PassCosts | None:
    from engine.audio.file import read_mono
    from engine.session.measuring import measure
    from engine.timeline import to_samples

    try:
        speech = read_mono(SAMPLE)[: to_samples(MEASURED_S)]
    except CaptioningError as absent:
        log.info("nothing to measure the model with: %s", absent)
        return None
    return measure(recogniser, speech)
