"""Whatever fails, in whatever order: every utterance that was begun is told, once, in order, and nothing stays open."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
import pytest

from engine.audio.capture import Capture
from engine.errors import CaptioningError
from engine.events import CaptionEvent, EngineError, Final, NothingSaid, Partial, SessionEnded, SpeechStarted
from engine.session.channel import ChannelInput
from engine.session.session import Session
from engine.session.session_model import Outcome
from engine.session.stabiliser import CaptionMode
from engine.timeline import to_samples
from tests.support.audio import HandClock, HandSource, sine
from tests.support.faulty_model import FaultyModel
from tests.support.recognisers import LoudnessDetector


class SlowRunner:
    """Passes take what chance says of the clock's time, and some come back only after minutes."""

    holds_up = False

    def __init__(self, chance: random.Random, clock: Callable[[], float]) -> None:
        self._chance, self._clock = chance, clock
        self._running: tuple[float, Callable[[], Outcome]] | None = None
        self._given_up: list[tuple[float, Callable[[], Outcome]]] = []

    @property
    def busy(self) -> bool:
        return self._running is not None

    def start(self, work: Callable[[], Outcome]) -> None:
        assert self._running is None
        takes_s = 200.0 if self._chance.random() < 0.03 else 3.0 * self._chance.random()
        self._running = (self._clock() + takes_s, work)

    def take(self) -> Outcome | None:
        for at, (_, work) in enumerate(self._given_up):
            if self._given_up[at][0] <= self._clock():
                del self._given_up[at]
                work()
                break
        if self._running is None or self._running[0] > self._clock():
            return None
        _, work = self._running
        self._running = None
        return work()

    def give_up(self) -> None:
        assert self._running is not None
        self._given_up.append(self._running)
        self._running = None

    def close(self) -> None:
        for _, work in [*self._given_up, *([self._running] if self._running else [])]:
            work()


class Storm:
    """A session to which chance does everything that can happen to it. Every tenth call of a model fails."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.clock = HandClock()
        self.events: list[CaptionEvent] = []
        self.models: list[FaultyModel] = []
        self.released: list[int] = []
        self.fatal = False
        self._capture_source = HandSource()
        runner = SlowRunner(self.chance, self.clock)
        model = self._model() if self.chance.random() < 0.5 else None
        capture = Capture(self._capture_source, self.events.append, clock=self.clock)
        source = ChannelInput(capture, LoudnessDetector(), self.events.append)
        self.session = Session([source], model, self.events.append, clock=self.clock, runner=runner)
        self.session.start()

    def _model(self) -> FaultyModel:
        model = FaultyModel(lambda call: self.chance.random() < 0.1, self.chance.random() < 0.5)
        self.models.append(model)
        return model

    def run(self) -> None:
        for _ in range(40):
            self._something_happens()
            self._hear(self.chance.choice([0.3, 1.0, 2.5, 6.0]), speech=True)
            self._hear(self.chance.choice([0.2, 0.5, 1.5, 4.0]), speech=False)
        self._exchange()  # there is a model at last
        self.session.stop()
        if self.chance.random() < 0.3:
            self.session.skip_final_passes()
        for _ in range(20_000):
            if self.session.done:
                break
            if not self.session.step():
                self.clock.pass_s(0.1)
        self.session.close()

    def _hear(self, seconds: float, speech: bool) -> None:
        sound = sine(seconds) if speech else np.zeros(to_samples(seconds), dtype=np.float32)
        for at in range(0, len(sound), 1_024):
            self._capture_source.deliver(sound[at : at + 1_024])
            self.clock.pass_s(1_024 / 16_000)
            for _ in range(self.chance.randrange(4)):
                self.session.step()

    def _something_happens(self) -> None:
        nothing: Callable[[], None] = lambda: None  # noqa: E731 - one of several
        self.chance.choice(
            [nothing, nothing, nothing, self._exchange, self._pause, self._lose, self._adjust, self._fail]
        )()

    def _exchange(self) -> None:
        number = len(self.models)
        self.session.exchange(self._model(), lambda: self.released.append(number))

    def _pause(self) -> None:
        self.session.pause()
        self._hear(1.0, speech=True)
        self.session.resume()

    def _lose(self) -> None:
        self._capture_source.lose()
        self.clock.pass_s(2.0)

    def _adjust(self) -> None:
        self.session.adjust(self.chance.choice(list(CaptionMode)), 0, self.chance.choice([0.7, 1.0, 1.5]))

    def _fail(self) -> None:
        if self.chance.random() < 0.1 and not self.fatal:
            self.fatal = True
            self.session.fail(CaptioningError("A fault.", "Start again."))


@pytest.mark.parametrize("seed", range(40))
def test_every_utterance_is_told_once_and_in_order_whatever_fails(seed):
    storm = Storm(seed)
    storm.run()
    events = storm.events
    ended = events[-1]
    assert isinstance(ended, SessionEnded)
    assert sum(isinstance(event, SessionEnded) for event in events) == 1
    assert any(isinstance(event, EngineError) and event.fatal for event in events) == storm.fatal
    started = [event.utterance_id for event in events if isinstance(event, SpeechStarted)]
    told: dict[int, list[CaptionEvent]] = {}
    for event in events:
        if isinstance(event, Final | NothingSaid):
            told.setdefault(event.utterance_id, []).append(event)
        elif isinstance(event, Partial):
            assert event.utterance_id not in told
    assert list(told) == started
    for each in told.values():
        drafts = [isinstance(event, Final) and event.draft for event in each]
        assert drafts in ([False], [True], [True, False])
        assert len(each) == 1 or isinstance(each[1], Final)
    assert ended.finals == sum(isinstance(each[0], Final) for each in told.values())
    assert sum(model.open for model in storm.models) == 0
    assert len(storm.released) == len(set(storm.released))
