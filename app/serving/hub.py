"""The lines of the running session for caption readers, each with the number of its last change."""

from __future__ import annotations

import asyncio
import itertools
import secrets
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from app.control.broadcast import Broadcast, Improvement
from app.masking import masked_event
from app.serving.limits import Limits
from app.serving.refusals import busy
from engine.events import (
    CaptionEvent,
    DeviceBack,
    DeviceLost,
    EngineError,
    Final,
    NoSound,
    NothingSaid,
    Partial,
    SoundBack,
    SpeakerLabelled,
    SpeechStarted,
    Stream,
)
from engine.text.harmless import harmless
from engine.timeline import to_seconds

VERSION = 1
MOST_LINES = 5000
Message = dict[str, Any]
_ERRORS = DeviceLost | NoSound | EngineError


@dataclass(frozen=True, slots=True)
class SessionStatus:
    """session: its number. state: of app.choices.LiveState, in small letters."""

    session: int = 0
    state: str = "idle"


@dataclass(eq=False, slots=True)
class Viewer:
    """Who reads along. address: of the device. kind: page, events or text."""

    address: str
    kind: str
    changed: asyncio.Event = field(default_factory=asyncio.Event)


class CaptionHub:
    """Lives on the server's loop; `viewers` may be read from any thread.

    A reader asks for what has changed since the last change that it knows. So one that is slow, or comes back, gets
    every line as it stands now: partials between are skipped, finals never. Nobody holds captions back.
    """

    def __init__(
        self,
        events: Broadcast[CaptionEvent],
        improvements: Broadcast[Improvement],
        standing: Callable[[], SessionStatus],
        masks: Callable[[], bool],
        limits: Limits,
    ) -> None:
        self._all_events, self._all_improvements = events, improvements
        self._standing, self._masks, self._limits = standing, masks, limits
        self._lines: dict[Hashable, tuple[int, Message]] = {}  # the change that is longest ago first
        self._finals: dict[tuple[int, int], Final] = {}
        self._revisions = itertools.count(1)
        self.revision = 0
        self.epoch = secrets.token_hex(6)
        self.viewers: tuple[Viewer, ...] = ()
        self._shown = SessionStatus()
        self._errors: dict[tuple[str, Stream | None], str] = {}
        self.ended = asyncio.Event()

    # -- from the session --------------------------------------------------------------------------------

    @contextmanager
    def following(self) -> Iterator[None]:
        """Take what is posted from now on. On the server's loop."""
        self._loop = asyncio.get_running_loop()
        call = self._call_of(self._drain)
        events, improvements = self._all_events.reader(call), self._all_improvements.reader(call)
        self._events, self._improvements = events, improvements
        self._drain()
        try:
            yield
        finally:
            self._end()
            events.close()
            improvements.close()

    def end(self) -> None:
        """Readers are told that nothing more comes, once they have what was posted. From any thread."""
        self._call_of(self._end)()

    def _end(self) -> None:
        self._drain()
        self.ended.set()
        self._notify()

    def _call_of(self, work: Callable[[], None]) -> Callable[[], None]:
        loop = self._loop

        def call() -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(work)

        return call

    def _drain(self) -> None:
        before = self.revision
        self._stand()
        for event in self._events.drain():
            self._take(self._shown.session, event)
        for improved in self._improvements.drain():
            self._take(improved.session, improved.event)
        self._stand()
        if self.revision != before:
            self._notify()

    def _notify(self) -> None:
        for viewer in self.viewers:
            viewer.changed.set()

    def _stand(self) -> None:
        now = self._standing()
        if now.session != self._shown.session:
            self._errors.clear()
        if now != self._shown or not self.revision:
            self._shown = now
            self._put_state()

    def _put_state(self) -> None:
        error = next(reversed(self._errors.values()), None) if self._errors else None
        self._put("state", {"type": "state", "state": self._shown.state, "trouble": error})

    def _take(self, session: int, event: CaptionEvent) -> None:
        if isinstance(event, Partial | Final | NothingSaid | SpeechStarted):
            shown = masked_event(event) if self._masks() else event
            self._line(session, shown)
        elif isinstance(event, SpeakerLabelled):
            self._label(session, event)
        elif isinstance(event, _ERRORS):
            self._errors[type(event).__name__, getattr(event, "stream", None)] = harmless(event.what)
            self._put_state()
        elif isinstance(event, DeviceBack | SoundBack):
            known = "DeviceLost" if isinstance(event, DeviceBack) else "NoSound"
            if self._errors.pop((known, event.stream), None) is not None:
                self._put_state()

    def _line(self, session: int, event: CaptionEvent) -> None:
        if isinstance(event, SpeechStarted):
            return
        assert isinstance(event, Partial | Final | NothingSaid)
        key = session, event.utterance_id
        message: Message = {
            "type": {Partial: "partial", Final: "final", NothingSaid: "removed"}[type(event)],
            "session": session,
            "utterance": event.utterance_id,
            "start": round(to_seconds(event.start), 3),
            "end": round(to_seconds(event.end), 3),
        }
        if event.stream is not None:
            message["stream"] = event.stream.value
        if isinstance(event, Partial):
            message |= {"stable": harmless(event.stable), "tentative": harmless(event.tentative)}
        elif isinstance(event, Final):
            message |= {"text": harmless(event.text), "draft": event.draft, "language": event.language}
            if (before := self._lines.get(key)) is not None and "speaker" in before[1]:
                message["speaker"] = before[1]["speaker"]
            self._finals[key] = event
        else:
            self._finals.pop(key, None)
        self._put(key, message)

    def _label(self, session: int, event: SpeakerLabelled) -> None:
        """The line of the final again, with its speaker; a line that has gone needs none."""
        line = self._lines.get((session, event.utterance_id))
        if line is not None and line[1]["type"] == "final":
            speaker = {
                "number": event.speaker,
                "name": None if event.name is None else harmless(event.name),
                "certain": event.certain,
                "also": [each if isinstance(each, int) else harmless(each) for each in event.also],
                "revised": event.revised,
            }
            self._put((session, event.utterance_id), {**line[1], "speaker": speaker})

    def _put(self, key: Hashable, message: Message) -> None:
        self.revision = next(self._revisions)
        self._lines.pop(key, None)
        self._lines[key] = self.revision, {"v": VERSION, **message, "revision": self.revision}
        if len(self._lines) > MOST_LINES:
            oldest = next(iter(self._lines))
            del self._lines[oldest]
            if isinstance(oldest, tuple):
                self._finals.pop(oldest, None)

    # -- to readers --------------------------------------------------------------------------------------

    def changes(self, since: int, most: int = MOST_LINES) -> list[Message]:
        """What has changed after `since`, oldest first; at most the newest `most`."""
        found: list[Message] = []
        for revision, message in reversed(self._lines.values()):
            if revision <= since or len(found) >= most:
                break
            found.append(message)
        return found[::-1]

    def hello(self) -> Message:
        """What a reader is greeted with."""
        return {"v": VERSION, "type": "hello", "epoch": self.epoch, "session": self._shown.session}

    def finals(self) -> tuple[Final, ...]:
        """Of the session that runs or ran last, in the order of speech."""
        now = [final for (session, _), final in self._finals.items() if session == self._shown.session]
        return tuple(sorted(now, key=lambda each: (each.start, each.utterance_id)))

    def check_room(self) -> None:
        """Raises Refused where too many read along."""
        if len(self.viewers) >= self._limits.viewers:
            raise busy("As many read along as may. Try again later.", retry_s=10.0)

    @contextmanager
    def viewing(self, address: str, kind: str) -> Iterator[Viewer]:
        """Raises Refused where too many read along."""
        self.check_room()
        viewer = Viewer(address, kind)
        self.viewers = (*self.viewers, viewer)
        try:
            yield viewer
        finally:
            self.viewers = tuple(each for each in self.viewers if each is not viewer)
