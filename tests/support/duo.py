"""A session of two sources that a test holds in its hands."""

from __future__ import annotations

import numpy as np

from engine.events import CaptionEvent, Stream
from engine.models.recogniser import Recogniser
from engine.session.options import SessionOptions
from engine.session.pass_runner import PassRunner
from engine.session.session import Session
from engine.session.two_sources import two_sources
from tests.support.audio import HandClock, HandSource
from tests.support.recognisers import AtOnce, LoudnessDetector, ScriptedRecogniser

BLOCK = 512


class DuoRig:
    """hear() lets both sources deliver the same length of sound, block by block, the session working in between."""

    def __init__(
        self,
        texts: tuple[str, ...] = (),
        options: SessionOptions | None = None,
        recogniser: Recogniser | None = None,
        runner: PassRunner | None = None,
        late_model: bool = False,
    ) -> None:
        """late_model: there is none yet."""
        self.events: list[CaptionEvent] = []
        self.recorded: dict[Stream, dict[int, np.ndarray]] = {stream: {} for stream in Stream}
        self.clock = HandClock()
        self.me = HandSource(["Hand microphone"])
        self.others = HandSource(["Hand speaker"])
        self.recogniser = recogniser or ScriptedRecogniser(texts)
        sources, post = {Stream.ME: self.me, Stream.OTHERS: self.others}, self.events.append
        inputs = two_sources(sources, LoudnessDetector, post, record=self._record, clock=self.clock)
        self.session = Session(
            inputs, None if late_model else self.recogniser, post, options, self.clock, runner or AtOnce()
        )

    def settle(self) -> None:
        while self.session.step():
            pass

    def hear(self, me: np.ndarray, others: np.ndarray) -> None:
        """float32 (n,) each; the shorter one goes on in silence."""
        length = max(len(me), len(others))
        both = [np.pad(sound, (0, length - len(sound))) for sound in (me, others)]
        for at in range(0, length, BLOCK):
            for source, sound in zip((self.me, self.others), both, strict=True):
                source.deliver(sound[at : at + BLOCK])
            self.clock.pass_s(len(both[0][at : at + BLOCK]) / 16_000)
            self.settle()

    def stop(self) -> None:
        self.session.stop()
        self.settle()

    def of(self, *kinds: type) -> list[CaptionEvent]:
        return [event for event in self.events if isinstance(event, kinds)]

    def _record(self, stream: Stream, position: int, samples: np.ndarray) -> None:
        self.recorded[stream][position] = samples
