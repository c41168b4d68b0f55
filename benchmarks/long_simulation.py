"""Hours of talk through the real session on a simulated clock: does lag or memory grow?

The session, its scheduler, backlog, stabiliser and guards are those of the program; time, sound and the model are not.
Sound arrives while the model "computes": each pass lets as much simulated time go by as it was measured to take
(tests/support/slow_machine.py). Sound is made when it is asked for, and events are counted and forgotten, so that
what grows here would grow in the program.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.live_figures import percentile
from benchmarks.machine import memory_of
from engine.events import BehindBy, CaptionEvent, Final, Partial, SpeechStarted
from engine.session.options import SessionOptions
from engine.timeline import to_samples, to_seconds
from tests.support.audio import sine
from tests.support.slow_machine import WORD_S, SlowMachine, Speed

PART_S = 600.0  # figures are kept apart for each ten minutes
SPEECH_S = (3.0, 1.0, 8.0, 2.0, 25.0, 0.6, 5.0, 12.0)  # lengths of utterances, again and again
GAPS_S = (0.9, 1.2, 0.9, 1.0, 1.5, 0.9, 1.0, 2.5)


class Talk:
    """As much conversation as is wanted, as one long array of which nothing is kept. float32, 16 kHz."""

    def __init__(self, seconds: float) -> None:
        parts = [
            part
            for length, gap in zip(SPEECH_S, GAPS_S, strict=True)
            for part in (sine(length), np.zeros(to_samples(gap), np.float32))
        ]
        self._round = np.concatenate(parts)
        rounds = max(1, round(to_samples(seconds) / len(self._round)))
        self._length = rounds * len(self._round)  # it ends in a pause, not within a word

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, wanted: slice) -> np.ndarray:
        """Within the length, one block at most as long as a round."""
        begin, end, _ = wanted.indices(self._length)
        return np.take(self._round, range(begin, end), mode="wrap")


@dataclass(slots=True)
class Part:
    """Ten minutes of it. lags_s: of each word, from its end to the first text that holds it."""

    lags_s: list[float]
    memory_mb: float = 0.0
    drafts: int = 0
    texts: int = 0


class LongMachine(SlowMachine):
    """Counts what comes, by the part of the session that it belongs to."""

    def __init__(self, seconds: float, speed: Speed, options: SessionOptions, beside: bool) -> None:
        self.parts: list[Part] = []
        self.most_behind_s = 0.0
        self._words: dict[int, int] = {}
        self._onset_s = 0.0
        super().__init__(Talk(seconds), speed, options, beside)  # type: ignore[arg-type]  # as long as an array is asked

    def _take(self, event: CaptionEvent) -> None:
        match event:
            case SpeechStarted():
                self._words = {event.utterance_id: 0} | dict(list(self._words.items())[:50])
                self._onset_s = to_seconds(event.start)
            case Partial() | Final():
                self._take_text(event)
            case BehindBy() if not self._stopped:
                self.most_behind_s = max(self.most_behind_s, event.behind_s)

    def _take_text(self, event: Partial | Final) -> None:
        part = self._part()
        part.texts += 1
        part.drafts += isinstance(event, Final) and event.draft
        count, before = len(event.text.split()), self._words.get(event.utterance_id)
        if before is None:  # a draft that is refined long after
            return
        for word in range(before, count):
            spoken_s = self.began_s + to_seconds(event.start) + (word + 1) * WORD_S
            if spoken_s > self.began_s + self._onset_s:  # the silence ahead of speech is no word
                part.lags_s.append(self.clock() - spoken_s)
        self._words[event.utterance_id] = max(count, before)

    def _part(self) -> Part:
        number = int((self.clock() - self.began_s) / PART_S)
        while len(self.parts) <= number:
            if self.parts:
                self.parts[-1].memory_mb = memory_of(os.getpid()).own
                self.parts[-1].lags_s = _summary(self.parts[-1].lags_s)
            self.parts.append(Part([]))
        return self.parts[number]


def _summary(lags_s: list[float]) -> list[float]:
    """p50, p95, max: a part that is over needs no more."""
    return [percentile(lags_s, 0.5), percentile(lags_s, 0.95), max(lags_s, default=0.0)]


def simulate(hours: float, speed: Speed, options: SessionOptions | None = None, beside: bool = True) -> LongMachine:
    """Runs it to its end."""
    machine = LongMachine(hours * 3600, speed, replace(options or SessionOptions()), beside)
    machine.run()
    last = machine.parts[-1]
    last.memory_mb, last.lags_s = memory_of(os.getpid()).own, _summary(last.lags_s)
    return machine


def figures_of(machine: LongMachine) -> dict[str, float]:
    """Of the whole, and of its second and last whole part: what grows differs between them."""
    whole = machine.parts[:-1] if len(machine.parts) > 2 else machine.parts
    early, late = whole[min(1, len(whole) - 1)], whole[-1]
    found: dict[str, float] = {"simulated_s": PART_S * len(whole)}
    for name, part in (("second_part", early), ("last_part", late)):
        found |= {f"{name}_lag_{key}_s": value for key, value in zip(("p50", "p95", "max"), part.lags_s, strict=True)}
        found[f"{name}_memory_mb"] = part.memory_mb
    found["lag_max_s"] = max(part.lags_s[2] for part in machine.parts)
    found["drafts"] = sum(part.drafts for part in machine.parts)
    found["texts"] = sum(part.texts for part in machine.parts)
    found["most_behind_s"] = machine.most_behind_s
    return found


def rows(machine: LongMachine) -> Iterator[str]:
    """A table of the parts."""
    yield f"{'minutes':>8}{'lag p50':>10}{'p95':>8}{'max':>8}{'drafts':>8}{'memory MB':>11}"
    for number, part in enumerate(machine.parts):
        p50, p95, most = part.lags_s
        begin = number * PART_S / 60
        yield f"{begin:8.0f}{p50:10.2f}{p95:8.2f}{most:8.2f}{part.drafts:8}{part.memory_mb:11.1f}"
