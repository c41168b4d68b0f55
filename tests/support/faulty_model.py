"""A model whose calls fail when a test says so, and a session with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from engine.audio.capture import Capture
from engine.events import CaptionEvent
from engine.models.recogniser import Hypothesis, Request
from engine.session.channel import ChannelInput
from engine.session.options import SessionOptions
from engine.session.pass_runner import PassRunner
from engine.session.session import Session
from engine.timeline import to_samples
from tests.support.audio import HandClock, HandSource, sine
from tests.support.recognisers import SCRIPTED, AtOnce, LoudnessDetector
from tests.support.slow_machine import words_in

CALLS = ("begin", "guess", "finish", "close")


class FaultyModel:
    """Writes one word for each quarter of a second of speech. fails: asked before each of CALLS."""

    def __init__(self, fails: Callable[[str], bool] = lambda call: False, beside: bool = False) -> None:
        self.capabilities = replace(SCRIPTED, concurrent_finals=beside)
        self.fails = fails
        self.calls: list[str] = []
        self.open = 0
        self.dress: Callable[[Hypothesis], Hypothesis] = lambda hypothesis: hypothesis

    def call(self, name: str) -> None:
        self.calls.append(name)
        if self.fails(name):
            raise RuntimeError(f"{name} broke")

    def begin(self, request: Request) -> FaultyUtterance:
        self.call("begin")
        self.open += 1
        return FaultyUtterance(self)

    def close(self) -> None:
        pass


class FaultyUtterance:
    def __init__(self, model: FaultyModel) -> None:
        self._model = model

    def hypothesise(self, audio: np.ndarray) -> Hypothesis:
        self._model.call("guess")
        return self._model.dress(words_in(audio))

    def finish(self, audio: np.ndarray) -> Hypothesis:
        self._model.call("finish")
        return self._model.dress(words_in(audio))

    def close(self) -> None:
        self._model.open -= 1
        self._model.call("close")


def first(name: str, count: int = 1) -> Callable[[str], bool]:
    """The first `count` calls of this name."""
    left = [name] * count
    return lambda call: call in left and left.pop() == call


class Captioned:
    """A session with one model, sound and time in the hands of a test."""

    def __init__(
        self, model: FaultyModel, runner: PassRunner | None = None, options: SessionOptions | None = None
    ) -> None:
        self.events: list[CaptionEvent] = []
        self.clock = HandClock()
        self.source = HandSource()
        capture = Capture(self.source, self.events.append, clock=self.clock)
        post = self.events.append
        source = ChannelInput(capture, LoudnessDetector(), post)
        self.session = Session([source], model, post, options, self.clock, runner or AtOnce())
        self.session.start()

    def say(self, *lengths_s: float, gap_s: float = 1.2) -> None:
        for length_s in lengths_s:
            self.hear(sine(length_s))
            self.hear(np.zeros(to_samples(gap_s), dtype=np.float32))

    def hear(self, sound: np.ndarray) -> None:
        for at in range(0, len(sound), 512):
            self.source.deliver(sound[at : at + 512])
            self.clock.pass_s(512 / 16_000)
            self.settle()

    def stop(self) -> None:
        self.session.stop()
        for _ in range(2_000):  # a minute of the clock
            self.settle()
            if self.session.done:
                return
            self.clock.pass_s(0.032)
        raise AssertionError("the session does not end")

    def settle(self) -> None:
        while self.session.step():
            pass

    def of(self, *kinds: type) -> Sequence[CaptionEvent]:
        return [event for event in self.events if isinstance(event, kinds)]
