"""A recogniser that notes what each of its passes took, whether or not anybody saw the text."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from engine.models.recogniser import Hypothesis, Recogniser, Request, Utterance
from engine.timeline import to_seconds


@dataclass(frozen=True, slots=True)
class Pass:
    """took_s, sound_s: seconds of the clock, and of the sound that was heard."""

    final: bool
    took_s: float
    sound_s: float


class TimedRecogniser:
    """Passes everything on. passes: in the order of their ends."""

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser
        self.capabilities = recogniser.capabilities
        self.passes: list[Pass] = []

    def begin(self, request: Request) -> TimedUtterance:
        return TimedUtterance(self._recogniser.begin(request), self.passes)

    def close(self) -> None:
        self._recogniser.close()


class TimedUtterance:
    def __init__(self, utterance: Utterance, passes: list[Pass]) -> None:
        self._utterance = utterance
        self._passes = passes

    def hypothesise(self, audio: np.ndarray) -> Hypothesis:
        began_s = time.monotonic()
        found = self._utterance.hypothesise(audio)
        self._passes.append(Pass(False, time.monotonic() - began_s, to_seconds(len(audio))))
        return found

    def finish(self, audio: np.ndarray) -> Hypothesis:
        began_s = time.monotonic()
        found = self._utterance.finish(audio)
        self._passes.append(Pass(True, time.monotonic() - began_s, to_seconds(len(audio))))
        return found

    def close(self) -> None:
        self._utterance.close()
