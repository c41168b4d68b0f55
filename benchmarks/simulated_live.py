"""A recording through the session as it runs beside a microphone, on a clock that does not wait.

VAD, session, guesses, finals beside them, guards and vocabulary are those of the program; time is not. A guess lets
GUESS_S of sound go by and a final FINAL_S, however busy the machine is: the same recording gives the same captions.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from engine.audio.capture import Capture
from engine.events import CaptionEvent, Final, NothingSaid, Partial
from engine.models.recogniser import Capabilities, Hypothesis, Recogniser, Request, Utterance
from engine.session.channel import ChannelInput
from engine.session.options import SessionOptions
from engine.session.scheduler import PassCosts
from engine.session.session import Session
from engine.timeline import to_seconds
from engine.vad.gate import SpeechDetector, speech_detector
from tests.support.audio import HandClock, HandSource
from tests.support.slow_machine import BesideInTime

BLOCK = 512
GUESS_S = 0.4  # of simulated time: Whisper base over a sentence, on two cores
FINAL_S = 0.5


@dataclass(slots=True)
class Told:
    """One utterance: its place, what became of it, and what was shown before.

    text: of the last final, empty where nothing was said; then `reason` says why. guess: the last one, its stable part
    in `stable`.
    """

    start_s: float
    end_s: float = 0.0
    text: str = ""
    reason: str | None = None
    language: str | None = None
    guess: str = ""
    stable: str = ""


@dataclass(slots=True)
class _Time:
    """The simulated clock; what it moves brings sound."""

    sound: np.ndarray
    clock: HandClock = field(default_factory=HandClock)
    source: HandSource = field(default_factory=HandSource)
    played: int = 0
    due_s: float = 0.0

    def pass_s(self, seconds: float) -> None:
        self.due_s += seconds
        while self.due_s >= to_seconds(BLOCK):
            self.due_s -= to_seconds(BLOCK)
            self.clock.pass_s(to_seconds(BLOCK))
            self.source.deliver(self.sound[self.played : self.played + BLOCK])
            self.played += BLOCK

    @property
    def over(self) -> bool:
        return self.played >= len(self.sound)


def caption(
    sound: np.ndarray,
    recogniser: Recogniser,
    request: Request | None = None,
    detector: SpeechDetector | None = None,
    partials: bool = True,
    context: int = 0,
) -> list[Told]:
    """What becomes of each utterance in `sound`, float32 (n,), 16 kHz; in their order. context: see SessionOptions."""
    time = _Time(sound)
    told: dict[int, Told] = {}
    runner = BesideInTime(time.clock, FINAL_S)
    timed = _Timed(recogniser, time, runner)
    capture = Capture(time.source, lambda event: None, clock=time.clock)
    costs = PassCosts(GUESS_S, FINAL_S / 5.0)
    options = SessionOptions(request or Request(), partials, context=context, costs=costs)
    detector = detector or speech_detector()
    source = ChannelInput(capture, detector, lambda event: _note(told, event))
    session = Session([source], timed, lambda event: None, options, time.clock, runner)
    session.start()
    stopped = False
    while not session.done:
        if time.over and not stopped:
            stopped = True
            session.stop()
        if not session.step():
            time.pass_s(to_seconds(BLOCK))
    session.close()
    return [told[utterance_id] for utterance_id in sorted(told)]


def _note(told: dict[int, Told], event: CaptionEvent) -> None:
    if not isinstance(event, Partial | Final | NothingSaid):
        return
    each = told.setdefault(event.utterance_id, Told(to_seconds(event.start)))
    each.end_s = to_seconds(event.end)
    match event:
        case Partial():
            each.guess, each.stable = event.text, event.stable
        case Final():
            each.text, each.reason, each.language = event.text, event.reason, event.language
        case NothingSaid():
            each.text, each.reason = "", event.reason


class _Timed:
    """A recogniser whose passes take simulated time."""

    def __init__(self, recogniser: Recogniser, time: _Time, runner: BesideInTime) -> None:
        self._recogniser = recogniser
        self._time = time
        self._runner = runner

    @property
    def capabilities(self) -> Capabilities:
        return self._recogniser.capabilities

    def begin(self, request: Request) -> Utterance:
        return _TimedUtterance(self._recogniser.begin(request), self._time, self._runner)

    def close(self) -> None:
        self._recogniser.close()


class _TimedUtterance:
    def __init__(self, utterance: Utterance, time: _Time, runner: BesideInTime) -> None:
        self._utterance = utterance
        self._time = time
        self._runner = runner

    def hypothesise(self, audio: np.ndarray) -> Hypothesis:
        guess = self._utterance.hypothesise(audio.copy())  # sound that arrives meanwhile may move what it is a view of
        self._time.pass_s(GUESS_S)
        return guess

    def finish(self, audio: np.ndarray) -> Hypothesis:
        final = self._utterance.finish(audio)
        if not self._runner.running:
            self._time.pass_s(FINAL_S)
        return final

    def close(self) -> None:
        self._utterance.close()
