"""Sends the captions of one session to one receiver, on a thread of its own."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Protocol

from app.choices import LiveState
from app.control.broadcast import Broadcast, Improvement, Reader
from app.control.departures import Departure, Departures
from app.masking import masked_event
from app.outputs.receiver import CaptionReceiver, NotLive, ReceiverAway, Shown
from app.settings import Settings
from app.transcripts.values import ClockMark
from engine.errors import CaptioningError
from engine.events import CaptionEvent, Final, NothingSaid, Partial, SessionEnded
from engine.text.sentence import Sentence

log = logging.getLogger(__name__)

FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 30.0  # between two attempts
REST_S = 1.0
LATE_S = 30.0  # after its end, a session's captions are given up where the receiver is still away
STALE_S = 60.0  # what was said that long before something is live there, does not belong there
ACTIVE = (LiveState.LOADING, LiveState.CAPTIONING, LiveState.PAUSED)


class _CaptionedSession(Protocol):
    @property
    def state(self) -> LiveState: ...

    @property
    def number(self) -> int: ...

    @property
    def improving(self) -> int: ...

    @property
    def begun(self) -> list[Callable[[int], None]]: ...


class _KeptCaptions(Protocol):
    @property
    def clock_marks(self) -> tuple[ClockMark, ...]: ...


class SendingProgram(Protocol):
    """What the outputs ask of Earshot."""

    @property
    def events(self) -> Broadcast[CaptionEvent]: ...

    @property
    def improvements(self) -> Broadcast[Improvement]: ...

    @property
    def session(self) -> _CaptionedSession: ...

    @property
    def transcripts(self) -> _KeptCaptions: ...

    @property
    def departures(self) -> Departures: ...


class OutputStanding(Enum):
    OFF = "off"
    CONNECTING = "connecting"
    RUNNING = "running"
    WAITING = "waiting"  # the receiver is away
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class OutputState:
    """what, remedy: sentences, "" where there is nothing to say. sent: finished captions."""

    standing: OutputStanding = OutputStanding.OFF
    what: str = ""
    remedy: str = ""
    sent: int = 0

    @property
    def on(self) -> bool:
        return self.standing not in (OutputStanding.OFF, OutputStanding.FAILED)

    @property
    def failing(self) -> bool:
        return self.standing in (OutputStanding.WAITING, OutputStanding.FAILED)


class CaptionFeed:
    """Sends what is said from `start` on, until the session has ended that runs then, or begins next.

    Partials are replaced while they wait, finals never. What is improved after it was sent stays as it was sent.
    changed: called on any thread when `state` has changed. allowed: raises CaptioningError once captions may not leave.
    """

    def __init__(
        self,
        program: SendingProgram,
        receiver: CaptionReceiver,
        departure: Departure,
        settings: Callable[[], Settings],
        changed: Callable[[], None],
        allowed: Callable[[], None] = lambda: None,
    ) -> None:
        self._program, self._receiver, self._departure = program, receiver, departure
        self._notify, self._allowed = changed, allowed
        self.state = OutputState(OutputStanding.CONNECTING)
        self._captions = _SessionCaptions(program, lambda: settings().mask_profanity)
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="output", daemon=True)

    def start(self) -> None:
        self._captions.join()
        self._thread.start()

    def stop(self, within_s: float) -> None:
        """Send nothing more. A request on its way is waited for `within_s` at most."""
        self._ending.set()
        self._captions.called.set()
        self._thread.join(within_s)

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def _run(self) -> None:
        end_mark = self._program.departures.begin(self._departure)
        try:
            self._deliver()
            self._stand(OutputStanding.OFF, self._left_over())
        except CaptioningError as failed:
            self._stand(OutputStanding.FAILED, failed)
        except Exception as unforeseen:
            log.exception("an output failed")
            what = Sentence("This could not be done ({reason}).", reason=type(unforeseen).__name__)
            self._stand(OutputStanding.FAILED, CaptioningError(what, "The log has the details."))
        finally:
            self._captions.leave()
            self._receiver.close()
            end_mark()

    def _deliver(self) -> None:
        """Until the end of the session. Raises CaptioningError for what no further attempt would mend."""
        wait_s = FIRST_WAIT_S
        while not (self._ending.is_set() or self._given_up()):
            sent = self.state.sent
            try:
                self._allowed()
                self._receiver.open()
                self._stand(OutputStanding.RUNNING)
                self._send_all()
                self._receiver.end()
                return
            except ReceiverAway as away:
                self._receiver.close()
                if isinstance(away, NotLive):
                    self._captions.drop_before(time.monotonic() - STALE_S)
                self._stand(OutputStanding.WAITING, away)
                wait_s = FIRST_WAIT_S if self.state.sent > sent else wait_s
                self._ending.wait(away.wait_s or wait_s)
                wait_s = min(2 * wait_s, LONGEST_WAIT_S)

    def _send_all(self) -> None:
        while not self._ending.is_set():
            event = self._captions.next()
            if event is None:
                if self._captions.ended:
                    return
                self._receiver.rest()
                self._captions.called.wait(REST_S)
                continue
            self._allowed()
            self._receiver.send(event)
            self._captions.done()
            finals = self.state.sent + isinstance(event, Final)
            self._change(replace(self.state, what=self._receiver.note, remedy="", sent=finals))

    def _given_up(self) -> bool:
        self._captions.read()
        ended_s = self._captions.ended_s
        return ended_s is not None and time.monotonic() > ended_s + LATE_S

    def _left_over(self) -> CaptioningError | None:
        count = 0 if self._ending.is_set() else self._captions.finals_left
        if not count:
            return None
        what = Sentence("Captions that did not arrive: {count}.", count=count)
        return CaptioningError(what, "The transcript has them.")

    def _stand(self, standing: OutputStanding, why: CaptioningError | None = None) -> None:
        what, remedy = (why.what, why.remedy) if why is not None else (self._receiver.note, "")
        if standing is OutputStanding.OFF and why is None:
            what = ""
        self._change(replace(self.state, standing=standing, what=what, remedy=remedy))

    def _change(self, state: OutputState) -> None:
        if state != self.state:
            self.state = state
            self._notify()


class _SessionCaptions:
    """What is still to be sent of one session. `join` and `begin` may be called on any thread, the rest on one.

    called: set when there may be something new.
    """

    def __init__(self, program: SendingProgram, masks: Callable[[], bool]) -> None:
        self._program, self._masks = program, masks
        self._lock = threading.Lock()
        self._number: int | None = None
        self._events: Reader[CaptionEvent] | None = None
        self._improvements: Reader[Improvement] | None = None
        self._left: list[CaptionEvent] = []  # read before another session began
        self._past = False
        self._waiting: deque[tuple[float, Shown]] = deque()
        self._finished: set[int] = set()
        self.called = threading.Event()
        self.ended_s: float | None = None

    def join(self) -> None:
        """The session that runs; else the next one, once it begins."""
        session = self._program.session
        session.begun.append(self._begin)
        if session.state in ACTIVE:
            self._begin(session.number)

    def leave(self) -> None:
        with self._lock:
            self._program.session.begun.remove(self._begin)
            for reader in (self._events, self._improvements):
                if reader is not None:
                    reader.close()

    @property
    def ended(self) -> bool:
        return self.ended_s is not None and not self._waiting

    @property
    def finals_left(self) -> int:
        return sum(isinstance(event, Final) for _, event in self._waiting)

    def next(self) -> Shown | None:
        """The oldest one; `done` takes it away."""
        self.read()
        return self._waiting[0][1] if self._waiting else None

    def done(self) -> None:
        self._waiting.popleft()

    def drop_before(self, heard_s: float) -> None:
        self._waiting = deque(each for each in self._waiting if each[0] >= heard_s)

    def _begin(self, number: int) -> None:
        with self._lock:
            if self._number is None:
                self._number = number
                self._events = self._program.events.reader(self.called.set)
                self._improvements = self._program.improvements.reader(self.called.set)
            elif number != self._number and self._events is not None:
                self._left += self._events.drain()
                self._events.close()
                self._past = True
        self.called.set()

    def read(self) -> None:
        self.called.clear()
        with self._lock:
            past = self._past
            over = past and not self._program.session.improving
            events, self._left = self._left, []
            if self._events is not None and not past:
                events += self._events.drain()
            improvements = self._improvements.drain() if self._improvements is not None else []
        for event in (*events, *(each.event for each in improvements if each.session == self._number)):
            self._take(event)
        if over and self.ended_s is None:
            self.ended_s = time.monotonic()

    def _take(self, event: CaptionEvent) -> None:
        if isinstance(event, SessionEnded):
            self.ended_s = time.monotonic()
            return
        event = masked_event(event) if self._masks() else event
        if isinstance(event, Partial | Final | NothingSaid) and event.utterance_id not in self._finished:
            number = event.utterance_id
            same = [each for each in self._waiting if each[1].utterance_id == number]
            for each in same:
                self._waiting.remove(each)
            self._waiting.append((time.monotonic(), event))
            if isinstance(event, Final):
                self._finished.add(number)
