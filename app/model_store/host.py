"""Keeps one model loaded, and exchanges it while captions run."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from app.model_store.wanted_lock import WantedLock
from engine.errors import CaptioningError, ModelUnusable
from engine.events import Degraded
from engine.models.away import HERE, Away

if TYPE_CHECKING:
    from app.settings import Settings
    from engine.models.family import Report
    from engine.models.recogniser import Capabilities, Recogniser
    from engine.session.scheduler import PassCosts

log = logging.getLogger(__name__)
T = TypeVar("T")

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "samples" / "meeting.flac"
CLOSE_S = 1.0  # for a pass between sessions
MEASURED_S = 2.0  # of the sample recording; enough for the passes of a slow machine to show


STOP_FIRST = "Stop the captions, then start again with it."


class NoRoomForBoth(ModelUnusable):
    """Two models would not fit into memory together; each alone may."""


@dataclass(frozen=True, slots=True)
class LoadRequest:
    """What a model is loaded for: its name, None where none is at hand, and the part of the computer that it gets."""

    name: str | None
    threads: int
    graphics: str
    graphics_layers: int = 0


class ModelHost:
    """One recogniser is kept loaded from session to session. Any thread may call; loading is done by one at a time."""

    def __init__(
        self,
        settings: Callable[[], Settings],
        models: Callable[[], Path],
        degraded: Callable[[Degraded], None] = lambda _: None,
        languages: Callable[[], Sequence[str]] = tuple,
        away: Callable[[], Away] = lambda: HERE,
    ) -> None:
        """settings: as they are now. models: the folder of models. languages: that are spoken. away: what models on
        other machines may do.

        degraded: called, on any thread, with what a model has to do without, each time that it is found out.
        """
        self._settings = settings
        self._models = models
        self._degraded = degraded
        self._languages = languages
        self._away = away
        self._loading = WantedLock()
        self._lock = threading.Lock()
        self._recogniser: Recogniser | None = None
        self._loaded_as: LoadRequest | None = None
        self._costs: PassCosts | None = None
        self._outgoing: list[Recogniser] = []
        self._lent: list[Recogniser] = []
        self.degradations: list[Degraded] = []  # of the held model, found while it was loaded

    @property
    def capabilities(self) -> Capabilities | None:
        return self._recogniser.capabilities if self._recogniser else None

    @property
    def held(self) -> Recogniser | None:
        return self._recogniser

    def has(self, name: str | None) -> bool:
        """Whether `get` would return the loaded model and close no other."""
        with self._loading:
            return self._recogniser is not None and self._request(name) == self._loaded_as and not self._outgoing

    def get(self, name: str | None) -> Recogniser:
        """The model, loaded now unless it is already. Between sessions only. Raises CaptioningError."""
        with self._loading:
            self._release_outgoing()
            request = self._request(name)
            if self._recogniser is None or request != self._loaded_as:
                self._forget()
                self._recogniser = self._load(request, others=True)
                self._loaded_as = request
            return self._recogniser

    def use_between_sessions(self, work: Callable[[Recogniser], T]) -> T:
        """`work` has the model to itself; a session that begins meanwhile waits for it.

        Raises CaptioningError where no model is loaded yet.
        """
        with self._loading:
            if self._recogniser is None:
                raise CaptioningError("No model is loaded yet.", "Start captions once.")
            return work(self._recogniser)

    @property
    def wanted(self) -> bool:
        """Somebody waits for `lend` to come to its end."""
        return self._loading.wanted

    def lend(self, name: str | None, may_begin: Callable[[], bool], work: Callable[[Recogniser], T]) -> T | None:
        """`work` has the model, loaded now if need be, to itself, and ends soon after it is `wanted`.

        None, and nothing is loaded, where `may_begin`, asked once the model is free, says no. Raises CaptioningError.
        """
        with self._loading:
            return work(self.get(name)) if may_begin() else None

    def measured(self) -> PassCosts:
        """What it costs here, measured once on the beginning of the sample recording."""
        from engine.session.scheduler import PassCosts

        with self._loading:
            if self._costs is None and self._recogniser is not None:
                self._costs = self._measure(self._recogniser)
            return self._costs or PassCosts()

    def bring_in(self, name: str | None) -> tuple[Recogniser, PassCosts] | None:
        """Load and measure another model while the current one works; None if it is the loaded one.

        It is the loaded model from now on; the previous one stays until `release`. Raises CaptioningError, with the
        present model in its place, where the new one cannot be loaded or there is no room for both.
        """
        with self._loading:
            request = self._request(name)
            if self._recogniser is not None and request == self._loaded_as:
                return None
            self._check_room(request)
            other = self._load(request, others=name is None)
            costs = self._measure(other)
            with self._lock:
                if self._recogniser is not None:
                    self._outgoing.append(self._recogniser)
                self._recogniser, self._loaded_as, self._costs = other, request, costs
            return other, self.measured()

    @contextmanager
    def borrowed(self, name: str | None) -> Iterator[Recogniser]:
        """A model for work beside captions: the loaded one if it is that model, else another, loaded for this
        alone. It stays open until it is given back, whichever model is loaded meanwhile.

        Raises CaptioningError where it cannot be loaded, or where there is no room for it beside the loaded one.
        """
        recogniser = self._lend(name)
        try:
            yield recogniser
        finally:
            with self._lock:
                self._lent.remove(recogniser)
                in_use = recogniser in (self._recogniser, *self._outgoing, *self._lent)
            if not in_use:
                recogniser.close()

    def release(self, recogniser: Recogniser) -> None:
        """It is needed no more. Does nothing for one that was released already, or that is held."""
        with self._lock:
            if recogniser not in self._outgoing:
                return
            self._outgoing.remove(recogniser)
        self._close(recogniser)

    def let_go(self, used: Callable[[], bool]) -> bool:
        """Close what is held, so that its files are free; False, and it stays, where it is `used`."""
        with self._loading:
            if used() or self._lent:
                return False
            self._release_outgoing()
            self._forget()
            return True

    def close(self) -> None:
        """What is being loaded now is not waited for: it goes with the program."""
        if not self._loading.acquire(timeout=CLOSE_S):
            return
        try:
            self._release_outgoing()
            self._forget()
        finally:
            self._loading.release()

    def _request(self, name: str | None) -> LoadRequest:
        """The automatic choice is made here, each time: another model may have been got, or a language chosen."""
        from app.model_store.store import ModelStore, NoModelAtHand

        settings = self._settings()
        if name is None:
            with suppress(NoModelAtHand):
                name = ModelStore(self._models()).best_at_hand(self._languages()).name
        return LoadRequest(name, settings.threads, settings.graphics, settings.graphics_layers)

    def _load(self, request: LoadRequest, others: bool) -> Recogniser:
        found: list[Degraded] = []
        loading = True

        def report(what: str, remedy: str) -> None:
            event = Degraded(0, what, remedy)
            if loading:
                found.append(event)  # what comes later may pass: the session that it befalls reports it
            self._degraded(event)

        recogniser = self._opened(request, report, others)
        loading = False
        self.degradations = found
        return recogniser

    def _opened(self, request: LoadRequest, report: Report, others: bool) -> Recogniser:
        from app.model_store.loading import load_recogniser

        return load_recogniser(
            request.name,
            request.threads,
            self._models(),
            request.graphics,
            report,
            self._languages(),
            others,
            request.graphics_layers,
            self._away(),
        )

    def _lend(self, name: str | None) -> Recogniser:
        from engine.models.family import to_the_log

        with self._loading:
            request = self._request(name)
            lent = self._recogniser if request == self._loaded_as else None
            if lent is None:
                if self._recogniser is not None:
                    self._check_room(request, "Choose a smaller model, or close other programs.")
                lent = self._opened(request, to_the_log, others=name is None)  # the borrower reports what it lacks
            with self._lock:
                self._lent.append(lent)
            return lent

    def _measure(self, recogniser: Recogniser) -> PassCosts | None:
        from app.model_store.measured import remember

        costs = _measured(recogniser)
        if costs is not None:
            remember(self._models(), recogniser.capabilities.name, costs.final)
        return costs

    def _check_room(self, request: LoadRequest, remedy: str = STOP_FIRST) -> None:
        """Both models are in memory until the utterance that is being spoken has its final."""
        from app.model_store.memory import needed_bytes
        from app.model_store.store import ModelStore
        from engine.models.memory import available_bytes

        store = ModelStore(self._models())
        entry = store.best_at_hand() if request.name is None else store.find(request.name)
        needed, free = needed_bytes(entry, store.list()), available_bytes()
        if free is not None and needed > free:
            raise NoRoomForBoth(
                "There is no room in memory for {title} beside the model that is in use.",
                remedy,
                title=entry.title,
            )

    def _forget(self) -> None:
        before = self._recogniser
        self._recogniser, self._loaded_as, self._costs = None, None, None
        if before is not None:
            self._close(before)

    def _close(self, recogniser: Recogniser) -> None:
        """What is lent is closed when it is given back."""
        with self._lock:
            lent = recogniser in self._lent
        if not lent:
            recogniser.close()

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
