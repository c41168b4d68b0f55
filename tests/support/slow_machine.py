"""A machine as slow as a test wants: sound goes on arriving while the model computes."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.audio.capture import Capture
from engine.events import BehindBy, CaptionEvent, Final, Partial, SpeechStarted, Word
from engine.models.recogniser import Capabilities, Hypothesis, Request
from engine.session.channel import ChannelInput
from engine.session.options import SessionOptions
from engine.session.scheduler import PassCosts
from engine.session.session import Session
from engine.session.session_model import Outcome
from engine.timeline import to_samples, to_seconds
from tests.support.audio import HandClock, HandSource, sine
from tests.support.recognisers import SCRIPTED, LoudnessDetector

BLOCK = 512
WORD_S = 0.25


@dataclass(frozen=True, slots=True)
class Speed:
    """guess_s: one guess. final: seconds a second of sound."""

    guess_s: float
    final: float


class SlowMachine:
    """Plays `sound` in real time of its own clock to a session whose model needs what `speed` says.

    beside: the model finishes on a thread of its own, simulated as well. ready_s: when the model is there; 0: at once.
    """

    def __init__(
        self,
        sound: np.ndarray,
        speed: Speed,
        options: SessionOptions | None = None,
        beside: bool = False,
        ready_s: float = 0.0,
    ) -> None:
        self._sound = sound
        self._played = 0
        self._fraction_s = 0.0
        self.speed = speed
        self.clock = HandClock()
        self.began_s = self.clock()
        self.events: list[tuple[float, CaptionEvent]] = []
        self._source = HandSource()
        self.runner = BesideInTime(self.clock)
        self.recogniser = TellingTime(self, beside)
        self._stopped = False
        self._ready_s: float | None = ready_s or None
        measured = replace(options or SessionOptions(), costs=PassCosts(speed.guess_s, speed.final))
        capture = Capture(self._source, self._take, clock=self.clock)
        detector = LoudnessDetector()
        recogniser = None if ready_s else self.recogniser
        source = ChannelInput(capture, detector, self._take)
        self.session = Session([source], recogniser, self._take, measured, self.clock, self.runner)
        self.session.start()

    def pass_s(self, seconds: float) -> None:
        """Time passes; sound arrives meanwhile."""
        self._fraction_s += seconds
        while self._fraction_s >= to_seconds(BLOCK):
            self._fraction_s -= to_seconds(BLOCK)
            self.clock.pass_s(to_seconds(BLOCK))
            self._source.deliver(self._sound[self._played : self._played + BLOCK])
            self._played += BLOCK

    def run(self, seconds: float = math.inf) -> None:
        """So long, at least; without `seconds` to the end."""
        until_s = self.clock() + seconds
        while not self.session.done and self.clock() < until_s:
            if self._played >= len(self._sound) and not self._stopped:
                self._stopped = True
                self.session.stop()
            if self._ready_s is not None and self.clock() - self.began_s >= self._ready_s:
                self._ready_s = None
                self.session.exchange(self.recogniser, lambda: None)
            if not self.session.step():
                self.pass_s(0.016)

    def of(self, kind: type) -> list[CaptionEvent]:
        return [event for _, event in self.events if isinstance(event, kind)]

    def kept(self) -> dict[int, Final]:
        """The last final of each utterance."""
        return {event.utterance_id: event for _, event in self.events if isinstance(event, Final)}

    def lags_s(self) -> list[float]:
        """For each word that was spoken: from its end until a text that holds it was posted."""
        starts: dict[int, int] = {}
        shown: dict[int, int] = {}
        lags = []
        for at_s, event in self.events:
            if isinstance(event, SpeechStarted):
                shown[event.utterance_id] = 0
            elif isinstance(event, Partial | Final):
                starts[event.utterance_id] = event.start
                count = len(event.text.split())
                for word in range(shown[event.utterance_id], count):
                    spoken_s = self.began_s + to_seconds(event.start) + (word + 1) * WORD_S
                    lags.append(at_s - spoken_s)
                shown[event.utterance_id] = max(count, shown[event.utterance_id])
        return lags

    def left_s(self) -> list[float]:
        return [event.left_s for _, event in self.events if isinstance(event, BehindBy) and event.left_s > 0]

    def _take(self, event: CaptionEvent) -> None:
        self.events.append((self.clock(), event))


class BesideInTime:
    """Passes beside the engine thread: computed at once, given when their time has come."""

    holds_up = False

    def __init__(self, clock: Callable[[], float], cost_s: float = 0.0) -> None:
        self._clock, self.cost_s = clock, cost_s
        self._outcome: Outcome | None = None
        self.running = False

    @property
    def busy(self) -> bool:
        return self._outcome is not None

    def start(self, work: Callable[[], Outcome]) -> None:
        assert not self.busy
        self.running, now_s = True, self._clock()
        self._outcome = replace(work(), started_s=now_s, computed_s=now_s + self.cost_s)
        self.running = False

    def take(self) -> Outcome | None:
        if self._outcome is None or self._outcome.computed_s > self._clock():
            return None
        outcome, self._outcome = self._outcome, None
        return outcome

    def give_up(self) -> None:
        self._outcome = None

    def close(self) -> None:
        pass


class TellingTime:
    """A recogniser that writes one word for each quarter of a second of speech that it hears."""

    def __init__(self, machine: SlowMachine, beside: bool) -> None:
        self.machine = machine
        self.capabilities: Capabilities = replace(SCRIPTED, concurrent_finals=beside)
        self.open = 0

    def begin(self, request: Request) -> TellingUtterance:
        self.open += 1
        return TellingUtterance(self)

    def close(self) -> None:
        pass


class TellingUtterance:
    def __init__(self, recogniser: TellingTime) -> None:
        self._recogniser = recogniser

    def hypothesise(self, audio: np.ndarray) -> Hypothesis:
        self._recogniser.machine.pass_s(self._recogniser.machine.speed.guess_s)
        return words_in(audio)

    def finish(self, audio: np.ndarray) -> Hypothesis:
        machine = self._recogniser.machine
        cost_s = machine.speed.final * to_seconds(len(audio))
        if machine.runner.running:
            machine.runner.cost_s = cost_s
        else:
            machine.pass_s(cost_s)
        return words_in(audio)

    def close(self) -> None:
        self._recogniser.open -= 1


def words_in(audio: np.ndarray) -> Hypothesis:
    """One word for each quarter of a second up to the end of the speech in `audio`."""
    loud = np.flatnonzero(np.abs(audio) > 0.01)
    count = math.floor(to_seconds(int(loud[-1]) + 1) / WORD_S) if len(loud) else 0
    step = to_samples(WORD_S)
    words = tuple(Word(f"w{at}", at * step, (at + 1) * step) for at in range(count))
    return Hypothesis(" ".join(word.text for word in words), words)


def talk(lengths_s: Sequence[float], gaps_s: Sequence[float]) -> np.ndarray:
    """Speech of each length, each followed by its gap."""
    parts = []
    for length_s, gap_s in zip(lengths_s, gaps_s, strict=True):
        parts += [sine(length_s), np.zeros(to_samples(gap_s), dtype=np.float32)]
    return np.concatenate(parts)
