"""Who speaks when: voices of short pieces, grouped into speakers, and the time between them shared out."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.models.progress import Progress, silent
from engine.models.voices import Voices
from engine.speakers.clustering import SamePerson, centres_of, clustered, unit
from engine.timeline import SAMPLE_RATE

PIECE = 3 * SAMPLE_RATE // 2
STEP = PIECE // 2
"""Samples. Voices are taken of so much speech, so often."""

UNCERTAIN = 0.1
"""Two speakers whose cosines to the voice are closer than this cannot be told apart there."""

_LONG_ENOUGH = 4 * SAMPLE_RATE // 5  # shorter pieces join groups but found none
_GRID = SAMPLE_RATE // 20
_SHORTEST_TURN = 7 * SAMPLE_RATE // 10
_AT_ONCE = 16  # pieces

Span = tuple[int, int]
"""[begin, end) in samples."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One speaker from `start` to `end` (samples). speaker: 0, 1, ... certain: no other voice is nearly as close."""

    start: int
    end: int
    speaker: int
    certain: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """Speech without a break. pieces: parts of it. voices: of these, float32 [pieces, size], unit length."""

    start: int
    end: int
    pieces: tuple[Span, ...]
    voices: np.ndarray


def found_turns(
    stretches: Sequence[Stretch], speakers: int | None = None, same: SamePerson | None = None
) -> tuple[list[Turn], np.ndarray]:
    """The turns in order, and the mean voice of each speaker, [speakers, size]. Speakers are numbered as they first
    speak. speakers: how many there are, None to find out.
    """
    centres = centres_in(stretches, speakers, same)
    turns = [turn for stretch in stretches for turn in turns_by(stretch, centres)]
    order = list(dict.fromkeys(turn.speaker for turn in turns))
    places = {speaker: place for place, speaker in enumerate(order)}
    return [replace(turn, speaker=places[turn.speaker]) for turn in turns], centres[order]


def stretches_in(
    speech: Sequence[Span], sound: Callable[[int, int], np.ndarray], model: Voices, progress: Progress = silent
) -> list[Stretch]:
    """The voices of `speech`, which is in order and does not overlap; stretches without sound are left out.

    sound: float32 (n,), 16 kHz, of a span, shorter where the recording ends. progress: may raise, which ends it.
    """
    spans = [pieces_of(*stretch) for stretch in speech]
    voices = iter(_voices([span for each in spans for span in each], sound, model, progress))
    stretches: list[Stretch] = []
    for (start, end), pieces in zip(speech, spans, strict=True):
        known = [(span, voice) for span, voice in zip(pieces, voices, strict=False) if voice is not None]
        if known:
            kept, vectors = zip(*known, strict=True)
            stretches.append(Stretch(start, end, kept, np.array(vectors, np.float32)))
    return stretches


def centres_in(stretches: Sequence[Stretch], speakers: int | None = None, same: SamePerson | None = None) -> np.ndarray:
    """The mean voice of each speaker. speakers: as in `found_turns`."""
    founding = founding_voices(stretches)
    return centres_of(founding, clustered(founding, speakers, same)) if len(founding) else np.zeros((0, 0), np.float32)


def mean_voice(stretches: Sequence[Stretch]) -> np.ndarray:
    """Of one speaker, float32 (size,), unit length. stretches: not empty."""
    return unit(np.concatenate([stretch.voices for stretch in stretches]).mean(axis=0))


def founding_voices(stretches: Sequence[Stretch]) -> np.ndarray:
    """Of the pieces that are long enough to found a group."""
    lengths = np.array([end - start for stretch in stretches for start, end in stretch.pieces])
    if not len(lengths):
        return np.zeros((0, 0), np.float32)
    voices = np.concatenate([stretch.voices for stretch in stretches])
    return np.asarray(voices[lengths >= min(_LONG_ENOUGH, int(lengths.max()))])


def pieces_of(start: int, end: int) -> list[Span]:
    """PIECE long every STEP; the last one is moved back to the end, and one that is too short stays short."""
    if end - start <= PIECE:
        return [(start, end)] if end > start else []
    return [(begin, begin + PIECE) for begin in (*range(start, end - PIECE, STEP), end - PIECE)]


def _voices(
    spans: Sequence[Span], sound: Callable[[int, int], np.ndarray], model: Voices, progress: Progress
) -> list[np.ndarray | None]:
    """None where a recording has no sound any more."""
    found: list[np.ndarray | None] = []
    for at in range(0, len(spans), _AT_ONCE):
        progress(at / len(spans), "")
        sounds = [sound(*span) for span in spans[at : at + _AT_ONCE]]
        voices = iter(model.voices([each for each in sounds if len(each)]) if any(map(len, sounds)) else ())
        found += [next(voices) if len(each) else None for each in sounds]
    return found


def turns_by(stretch: Stretch, centres: np.ndarray) -> list[Turn]:
    """A place is nearest to whom the pieces over it are, those most whose middle it is near."""
    start, end = stretch.start, stretch.end
    places = np.arange(start + _GRID // 2, max(end, start + _GRID // 2 + 1), _GRID)
    middles = np.array([sum(piece) / 2 for piece in stretch.pieces])
    away = np.abs(places[:, None] - middles[None, :])
    weights = np.maximum(1.0 - away / STEP, 1e-6)
    weights[np.arange(len(places)), away.argmin(axis=1)] += 1e-3  # beyond the last middle, the nearest piece counts
    scores = weights @ (stretch.voices @ centres.T) / weights.sum(axis=1, keepdims=True)
    return _smoothed(start, end, scores)


def _smoothed(start: int, end: int, scores: np.ndarray) -> list[Turn]:
    runs = _runs(scores.argmax(axis=1))
    while len(runs) > 1:
        short = min(range(len(runs)), key=lambda at: runs[at][1] - runs[at][0])
        if (runs[short][1] - runs[short][0]) * _GRID >= _SHORTEST_TURN:
            break
        sides = [at for at in (short - 1, short + 1) if 0 <= at < len(runs)]
        other = max(sides, key=lambda at: float(scores[runs[short][0] : runs[short][1], runs[at][2]].mean()))
        labels = np.concatenate([np.full(until - begin, who) for begin, until, who in runs])
        labels[runs[short][0] : runs[short][1]] = runs[other][2]
        runs = _runs(labels)
    return [
        Turn(
            start + begin * _GRID if at else start,
            start + until * _GRID if at < len(runs) - 1 else end,
            who,
            _certain(scores[begin:until].mean(axis=0), who),
        )
        for at, (begin, until, who) in enumerate(runs)
    ]


def _certain(scores: np.ndarray, who: int) -> bool:
    others = np.delete(scores, who)
    return not len(others) or float(scores[who] - others.max()) >= UNCERTAIN


def _runs(labels: np.ndarray) -> list[tuple[int, int, int]]:
    """(begin, end, label) of neighbours that are the same."""
    cuts = [0, *(np.flatnonzero(np.diff(labels)) + 1).tolist(), len(labels)]
    return [(begin, end, int(labels[begin])) for begin, end in itertools.pairwise(cuts)]
