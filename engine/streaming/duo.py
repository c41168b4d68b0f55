"""Two sources at once: one session each, one model for both, one stream of events, one time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import count

import numpy as np

from engine.audio.aligned import AlignedCapture
from engine.audio.session_clock import SessionClock
from engine.audio.source import Source
from engine.errors import CaptioningError
from engine.events import CaptionEvent, DeviceLost, Stream
from engine.models.recogniser import Recogniser, Request
from engine.streaming.echo_screen import EchoScreen
from engine.streaming.listener import SpeechDetector
from engine.streaming.merging import Merging
from engine.streaming.pass_runner import ThreadRunner
from engine.streaming.scheduler import PassCosts
from engine.streaming.session import IDLE_S, QUIET_S, Session, SessionOptions
from engine.streaming.stabiliser import CaptionMode
from engine.streaming.turns import SharedRunner, Turns

GOES_ON = "The other source is still captioned; this one goes on by itself when it is back."
Record = Callable[[Stream, int, np.ndarray], None]


class DuoSession:
    """The microphone ("me") and the computer's sound ("others"), recognised in turn; commands as of Session.

    All sound that waits is heard first; then one pass of the model is made, for the two in turn. What the microphone
    heard of the loudspeakers is kept out. Utterance ids are unique over both, and positions count on one clock.
    """

    def __init__(
        self,
        sources: Mapping[Stream, Source],
        recogniser: Recogniser | None,
        detector: Callable[[], SpeechDetector],
        post: Callable[[CaptionEvent], None],
        options: SessionOptions | None = None,
        timeline: SessionClock | None = None,
        record: Record = lambda stream, position, samples: None,
        clock: Callable[[], float] = time.monotonic,
        runner: SharedRunner | None = None,
    ) -> None:
        """recogniser: as of Session. detector: makes one for each stream. record: called with all sound and its place.

        timeline: begins with the first source that could be had.
        """
        self._timeline = timeline or SessionClock(clock=clock)
        self._screen = EchoScreen()
        self._merging = Merging(post, len(sources))
        self._turns = Turns()
        self._runner = runner or SharedRunner(ThreadRunner())
        numbers = count(1)
        self._captures: dict[Stream, AlignedCapture] = {}
        self._sessions: list[Session] = []
        for stream, source in sources.items():
            capture = AlignedCapture(source, self._poster(stream), self._timeline, _of_stream(record, stream), clock)
            session = self._make_session(stream, capture, recogniser, detector(), options, clock, numbers)
            capture.may_adjust = _unless_speaking(session)
            self._captures[stream] = capture
            self._sessions.append(session)
        for session in self._sessions:
            session.peers = tuple(other for other in self._sessions if other is not session)

    def _make_session(
        self,
        stream: Stream,
        capture: AlignedCapture,
        recogniser: Recogniser | None,
        detector: SpeechDetector,
        options: SessionOptions | None,
        clock: Callable[[], float],
        numbers: Iterator[int],
    ) -> Session:
        place, post = self._runner.place(), self._poster(stream)
        if stream is Stream.ME:
            return Session(capture, recogniser, detector, post, options, clock, place, numbers, screen=self._screen)
        overhear = self._screen.overhear
        options = replace(options or SessionOptions(), tells_silence=False)  # nothing may be played for an hour
        return Session(capture, recogniser, detector, post, options, clock, place, numbers, overheard=overhear)

    # -- commands, from any thread -----------------------------------------------------------------------

    def pause(self) -> None:
        for session in self._sessions:
            session.pause()

    def resume(self) -> None:
        for session in self._sessions:
            session.resume()

    def stop(self) -> None:
        for session in self._sessions:
            session.stop()

    def hurry(self) -> None:
        for session in self._sessions:
            session.hurry()

    def wish(self, request: Request) -> None:
        for session in self._sessions:
            session.wish(request)

    def adjust(self, mode: CaptionMode, context: int, silence_scale: float) -> None:
        for session in self._sessions:
            session.adjust(mode, context, silence_scale)

    def exchange(self, recogniser: Recogniser, release: Callable[[], None], costs: PassCosts | None = None) -> None:
        """As Session.exchange; `release` is called when neither needs the present model more."""
        needing = list(self._sessions)

        def released() -> None:
            needing.pop()
            if not needing:
                release()

        for session in self._sessions:
            session.exchange(recogniser, released, costs)

    def fail(self, failed: CaptioningError) -> None:
        """As Session.fail; the first that is asked ends both."""
        for session in self._sessions:
            session.command(lambda: self.abort(failed))

    # -- the engine thread -------------------------------------------------------------------------------

    @property
    def done(self) -> bool:
        return all(session.done for session in self._sessions)

    @property
    def attentive(self) -> bool:
        return any(session.attentive for session in self._sessions)

    def start(self) -> None:
        """Begin to capture. One source that cannot be had is waited for; raises CaptioningError where none can."""
        absent: dict[Stream, CaptioningError] = {}
        for stream, capture in self._captures.items():
            try:
                capture.start()
            except CaptioningError as failure:
                absent[stream] = failure
        if len(absent) == len(self._captures):
            raise next(iter(absent.values()))
        for stream, failed in absent.items():
            self._captures[stream].wait_for(failed)

    def step(self) -> bool:
        """Do one thing. False when there was nothing to do."""
        live = [session for session in self._sessions if not session.done]
        heard = [session for session in live if session.hear()]
        worker = None if heard else self._turns.work(self._sessions, _work)
        for session in live:
            if not session.done:
                session.look_back(session in heard or session is worker)
        return bool(heard) or worker is not None

    def run(self) -> None:
        """Step until it is done; waits a moment whenever there is nothing to do."""
        idle = threading.Event()
        try:
            while not self.done:
                if not self.step():
                    idle.wait(IDLE_S if self.attentive else QUIET_S)
        finally:
            for session in self._sessions:
                session.close()

    def abort(self, failed: CaptioningError) -> None:
        """As Session.abort; what was shown of both comes before the end."""
        for session in self._sessions:
            session.keep_shown()
        for session in self._sessions:
            session.end_with(failed)

    def _poster(self, stream: Stream) -> Callable[[CaptionEvent], None]:
        return lambda event: self._post(stream, event)

    def _post(self, stream: Stream, event: CaptionEvent) -> None:
        if isinstance(event, DeviceLost):
            event = replace(event, remedy=GOES_ON)
        if stream is Stream.OTHERS:
            self._screen.read_along(event)
        self._merging.post(stream, event)


def _work(session: Session) -> bool:
    return not session.done and session.work()


def _of_stream(record: Record, stream: Stream) -> Callable[[int, np.ndarray], None]:
    return lambda position, samples: record(stream, position, samples)


def _unless_speaking(session: Session) -> Callable[[], bool]:
    return lambda: not session.speaking
