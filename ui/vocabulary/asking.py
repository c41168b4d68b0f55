"""Work on the lists asked from the window: done on a worker, answered in the GUI thread, its errors told."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar, cast

from engine.errors import CaptioningError
from ui.common.banner import BannerStack, Kind
from ui.common.relay import Relay
from ui.common.sentences import translated

if TYPE_CHECKING:
    from app.hotwords.library import HotwordLibrary
    from ui.vocabulary.ports import VocabularyPort

T = TypeVar("T")
SHOWN_MS = 8000


class Asking:
    """The way from the editor to its port and back; after `cut`, nothing comes back any more."""

    def __init__(self, port: VocabularyPort, banners: BannerStack) -> None:
        self.port = port
        self.banners = banners
        self._relays: list[Relay] = []
        self._is_cut = False

    def ask(
        self,
        work: Callable[[HotwordLibrary], T],
        then: Callable[[T], object] = lambda answer: None,
        otherwise: Callable[[CaptioningError], None] | None = None,
        slow: bool = False,
    ) -> None:
        """`then` gets the answer. Errors are shown, or go to `otherwise`."""
        self.port.ask(work, cast(Callable[[T | CaptioningError], None], self.way_back(then, otherwise)), slow)

    def way_back(
        self, then: Callable[[T], object], otherwise: Callable[[CaptioningError], None] | None = None
    ) -> Callable[[object], None]:
        """A function for the worker to call with the answer, once."""
        relay = Relay(lambda answer: self._receive(relay, then, otherwise, answer))
        if self._is_cut:
            relay.cut()
        else:
            self._relays.append(relay)
        return partial(_send, relay)

    @property
    def waiting(self) -> int:
        """Answers that are still to come."""
        return len(self._relays)

    def tell(self, what: str, remedy: str = "", kind: Kind = Kind.INFO, name: str = "vocabulary") -> None:
        """One notice; an error stays until it is dismissed."""
        self.banners.tell(name, kind, what, remedy, for_ms=None if kind is Kind.ERROR else SHOWN_MS)

    def tell_error(self, failed: CaptioningError, name: str = "vocabulary") -> None:
        self.tell(translated(failed.what), translated(failed.remedy), Kind.ERROR, name)

    def offer(self, name: str, what: str, title: str, act: Callable[[], None]) -> None:
        """A notice with one thing to do about it, which stays until that is done or it is dismissed."""

        def clicked() -> None:
            self.banners.clear(name)
            act()

        self.banners.tell(name, Kind.INFO, what).offer(title, clicked)

    def cut(self) -> None:
        self._is_cut = True
        for relay in self._relays:
            relay.cut()
        self._relays.clear()

    def _receive(
        self,
        relay: Relay,
        then: Callable[[T], object],
        otherwise: Callable[[CaptioningError], None] | None,
        answer: object,
    ) -> None:
        if relay in self._relays:
            self._relays.remove(relay)
        if not isinstance(answer, CaptioningError):
            then(cast(T, answer))
            return
        if otherwise is None:
            self.tell_error(answer)
        else:
            otherwise(answer)


def _send(relay: Relay, answer: object) -> None:
    relay.send(answer)
