"""Speakers while they speak: each utterance gets a label at once, and all labels are looked over in pauses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from engine.models.voices import Voices
from engine.speakers.clustering import unit
from engine.speakers.recognising import recognised
from engine.speakers.turns import Stretch, Turn, centres_in, stretches_in, turns_by
from engine.timeline import SAMPLE_RATE

NEW_VOICE = 0.5
"""An utterance less like every known voice than this has a new speaker. It decides the first label alone: the next look
at all voices groups them without it. Chosen by benchmarks/speakers.py, new_voice."""

_FOUNDING = 3 * SAMPLE_RATE // 2  # a shorter utterance adds no new speaker
_GOOD_SHARE = 0.2  # of an utterance
_FEW_NEW = 4  # pieces; fewer new ones do not justify another look at all
_PAUSE_SHARE, _BUSY_SHARE = 0.1, 0.5  # of all pieces that must be new for another look: in a pause, and without one


@dataclass(frozen=True, slots=True)
class Label:
    """speaker: 0, 1, ..., who spoke most. name: of an enrolled voice. certain: no other voice is nearly as close. also:
    the others with a good share of it, by name or number."""

    speaker: int
    name: str | None = None
    certain: bool = True
    also: tuple[str | int, ...] = ()

    def same_speaker(self, other: Label) -> bool:
        return (self.speaker, self.name, self.also) == (other.speaker, other.name, other.also)


class LiveSpeakers:
    """The voices of one session, in memory alone: 4 MB for an hour of speech. On one thread.

    Speakers keep their numbers from look to look. Where one turns out to be another, the number is not used again.
    """

    def __init__(
        self, model: Voices, speakers: int | None = None, known: Mapping[str, np.ndarray] | None = None
    ) -> None:
        """speakers: how many there are, None to find out. known: enrolled voices, unit length, by name."""
        self._model, self._speakers, self._known = model, speakers, known or {}
        self._heard: dict[int, Stretch] = {}
        self._sums = np.zeros((0, 0), np.float32)  # of the voices of each speaker
        self._numbers: list[int] = []  # of each of them
        self._next = 0
        self._pieces = self._settled = 0
        self.labels: dict[int, Label] = {}

    def hear(self, utterance: int, start: int, audio: np.ndarray) -> dict[int, Label]:
        """The labels that are new. audio: float32 (n,), 16 kHz, of an utterance that begins at `start`."""
        if utterance in self._heard:
            return {}

        def sound(begin: int, end: int) -> np.ndarray:
            return audio[begin - start : end - start]

        for stretch in stretches_in([(start, start + len(audio))], sound, self._model):
            self._heard[utterance] = stretch
            self._pieces += len(stretch.pieces)
            self._found(stretch)
            self.labels[utterance] = self._label(stretch, self.names())
            return {utterance: self.labels[utterance]}
        return {}

    def due(self, pause: bool) -> bool:
        """Whether enough pieces are new to look at all labels again."""
        new = self._pieces - self._settled
        share = _PAUSE_SHARE if pause else _BUSY_SHARE
        return new >= (_FEW_NEW if pause else 5 * _FEW_NEW) and new >= share * self._pieces

    def settle(self) -> dict[int, Label]:
        """Look at all voices again. The labels that changed."""
        if not self._pieces:
            return {}
        stretches = self._in_order()
        voices = np.concatenate([stretch.voices for stretch in stretches])
        before = [self._numbers[at] for at in (voices @ self._centres.T).argmax(axis=1)]
        centres = centres_in(stretches, self._speakers)
        used, groups = np.unique((voices @ centres.T).argmax(axis=1), return_inverse=True)
        self._numbers = self._numbered(groups, before, len(used))
        self._sums = np.stack([voices[groups == at].sum(axis=0) for at in range(len(used))])
        self._settled = self._pieces
        names = self.names()
        labels = {utterance: self._label(stretch, names) for utterance, stretch in self._heard.items()}
        changed = {utterance: label for utterance, label in labels.items() if self.labels[utterance] != label}
        self.labels = labels
        return changed

    def turns(self) -> list[Turn]:
        """Who speaks when, with the numbers of the labels."""
        return [
            replace(turn, speaker=self._numbers[turn.speaker])
            for stretch in self._in_order()
            for turn in turns_by(stretch, self._centres)
        ]

    def names(self) -> dict[int, str]:
        """Of speakers whose voice is enrolled."""
        return {self._numbers[at]: name for at, name in recognised(self._centres, self._known).items()}

    @property
    def _centres(self) -> np.ndarray:
        return unit(self._sums)

    def _in_order(self) -> list[Stretch]:
        return sorted(self._heard.values(), key=lambda stretch: stretch.start)

    def _found(self, stretch: Stretch) -> None:
        """A centre for a voice that is new; else that of its speaker moves a little."""
        voice = stretch.voices.sum(axis=0)
        alike = self._centres @ unit(voice) if len(self._sums) else np.zeros(0, np.float32)
        may_be_new = self._speakers is None or len(self._sums) < self._speakers
        long_enough = stretch.end - stretch.start >= _FOUNDING
        if not len(alike) or (may_be_new and long_enough and float(alike.max()) < NEW_VOICE):
            self._sums = np.concatenate([self._sums.reshape(-1, len(voice)), voice[None]])
            self._numbers.append(self._next)
            self._next += 1
        else:
            self._sums[int(alike.argmax())] += voice

    def _numbered(self, groups: np.ndarray, before: list[int], count: int) -> list[int]:
        """To each group the number that most of its pieces had; every number once."""
        common = Counter(zip(groups.tolist(), before, strict=True))
        numbers: dict[int, int] = {}
        for (group, number), _ in common.most_common():
            if group not in numbers and number not in numbers.values():
                numbers[group] = number
        for group in range(count):
            if group not in numbers:
                numbers[group] = self._next
                self._next += 1
        return [numbers[group] for group in range(count)]

    def _label(self, stretch: Stretch, names: Mapping[int, str]) -> Label:
        spoken = Counter[int]()
        turns = turns_by(stretch, self._centres)
        for turn in turns:
            spoken[turn.speaker] += turn.end - turn.start
        share = _GOOD_SHARE * (stretch.end - stretch.start)
        (first, _), *others = spoken.most_common()
        speakers = {first, *(at for at, length in others if length >= share)}
        certain = all(turn.certain for turn in turns if turn.speaker in speakers)
        number = self._numbers[first]
        also = sorted(self._numbers[at] for at in speakers - {first})
        return Label(number, names.get(number), certain, tuple(names.get(at) or at + 1 for at in also))
