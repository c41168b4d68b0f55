"""The caption server beside a session: off until the window or the terminal starts it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote

from app.control.departures import Departure, Departures
from app.settings import Settings
from engine.text.sentence import Sentence

if TYPE_CHECKING:
    from app.choices import LiveState
    from app.control.broadcast import Broadcast, Improvement
    from app.serving.hub import CaptionHub
    from app.serving.server_thread import ServerThread
    from engine.events import CaptionEvent

PORT = 8781
SHARED = Departure(
    Sentence("your network"), Sentence("Whoever has the link reads the captions on other devices in your network.")
)


class _Session(Protocol):
    @property
    def state(self) -> LiveState: ...

    @property
    def number(self) -> int: ...


class CaptionedProgram(Protocol):
    """What the server asks of Earshot."""

    @property
    def events(self) -> Broadcast[CaptionEvent]: ...

    @property
    def improvements(self) -> Broadcast[Improvement]: ...

    @property
    def session(self) -> _Session: ...

    @property
    def departures(self) -> Departures: ...


@dataclass(frozen=True, slots=True)
class ServedCaptions:
    """Where they are. link: for a browser, with the token where one is needed. network: not this computer alone."""

    url: str
    token: str | None
    network: bool

    @property
    def link(self) -> str:
        return self._with("")

    @property
    def overlay_link(self) -> str:
        """For a browser source of OBS: transparent, captions alone."""
        return self._with("obs")

    def _with(self, flag: str) -> str:
        parts = [f"token={quote(self.token)}" if self.token else "", flag]
        query = "&".join(filter(None, parts))
        return f"{self.url}/{f'?{query}' if query else ''}"


class CaptionServer:
    """`start` and `stop` take a moment: for workers. The rest may be asked from any thread."""

    def __init__(self, program: CaptionedProgram, settings: Callable[[], Settings]) -> None:
        self._program, self._settings = program, settings
        self._lock = threading.Lock()
        self._thread: ServerThread | None = None
        self._hub: CaptionHub | None = None
        self._end_mark: Callable[[], None] = lambda: None
        self.served: ServedCaptions | None = None

    def start(self, network: bool = False, port: int = PORT) -> ServedCaptions:
        """network: for other devices, with a token; else for this computer alone. port: 0 for a free one.

        Raises CaptioningError.
        """
        from app.serving.application import application
        from app.serving.captions import CaptionRoutes
        from app.serving.hub import CaptionHub
        from app.serving.limits import Limits
        from app.serving.server_thread import ServerThread
        from app.serving.tokens import new_token

        with self._lock:
            self._stop()
            limits, token = Limits(), new_token() if network else None
            hub = CaptionHub(
                self._program.events,
                self._program.improvements,
                self._standing,
                lambda: self._settings().mask_profanity,
                limits,
            )
            routes = CaptionRoutes(hub, self._style)
            thread = ServerThread(application(routes.routes, token, limits, lifespan=routes.lifespan))
            address = thread.start("0.0.0.0" if network else "127.0.0.1", port)
            self._thread, self._hub = thread, hub
            if network:
                self._end_mark = self._program.departures.begin(SHARED)
            self.served = ServedCaptions(address.url, token, network)
            return self.served

    def stop(self) -> None:
        with self._lock:
            self._stop()

    @property
    def viewers(self) -> tuple[str, ...]:
        """The address of each reader."""
        hub = self._hub
        return () if hub is None else tuple(each.address for each in hub.viewers)

    def _stop(self) -> None:
        thread, hub, self._thread, self._hub, self.served = self._thread, self._hub, None, None, None
        if thread is not None and hub is not None:
            hub.end()
            thread.stop()
        self._end_mark()

    def _standing(self) -> Any:
        from app.serving.hub import SessionStatus

        return SessionStatus(self._program.session.number, self._program.session.state.name.lower())

    def _style(self) -> dict[str, Any]:
        settings = self._settings()
        return {
            "text": settings.overlay_text_colour,
            "tentative": settings.overlay_tentative_colour,
            "background": settings.overlay_background,
            "opacity": settings.overlay_opacity / 100,
            "outline": settings.overlay_outline,
            "align": {"centre": "center"}.get(settings.overlay_align, settings.overlay_align),
            "weight": {"normal": 400, "medium": 500, "bold": 700}[settings.overlay_weight],
            "font": settings.overlay_font,
            "lines": settings.overlay_lines,
            "size": settings.caption_font_size,
        }
