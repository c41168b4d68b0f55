"""Speech in noise, by kind of noise and its level."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from app.scoring import ErrorCount
from training.data import augment
from training.evaluation.bench import SEEN, Bench
from training.evaluation.clips import LANGUAGES, SCORED, HeldOut, errors, evenly
from training.evaluation.subject import Subject
from training.evaluation.tables import Cell, Row, Table

SNRS_DB = (15, 10, 5, 0)
_TALKERS = 12
_MOST = 60  # clips: each is heard 30 times

NoiseMaker = Callable[[int, Generator, list[HeldOut]], np.ndarray]


def _plain(make: Callable[[int, Generator], np.ndarray]) -> NoiseMaker:
    return lambda count, random, _: make(count, random)


def _babble(count: int, random: Generator, clips: list[HeldOut]) -> np.ndarray:
    return augment.babble(count, random, lambda number: clips[number % len(clips)].samples(), _TALKERS)


KINDS: dict[str, NoiseMaker] = {
    "hiss, fans, rumble": _plain(augment.coloured),
    "wind, cars passing": _plain(augment.rising_and_falling),
    "hum": _plain(augment.hum),
    "knocks, keys, dishes": _plain(augment.knocks),
    "music": _plain(augment.music),
    "chirps, alarms": _plain(augment.chirps),
    "twelve other voices": _babble,
}


def noisy(bench: Bench) -> list[Table]:
    """A table a model and language: name one trained without noise beside it to see what that training is worth."""
    return [
        _table(subject, LANGUAGES[language], evenly(bench.sets.clips(SEEN, language), _MOST), bench.seed)
        for subject in bench.subjects
        for language in ("en", "zh")
    ]


def _table(subject: Subject, language: str, clips: list[HeldOut], seed: int) -> Table:
    alone: list[Cell] = [None] * len(SNRS_DB[1:])
    rows: list[Row] = [("none", _rate(subject, clips, lambda clip: clip.samples()), *alone)]
    for place, (name, make) in enumerate(KINDS.items()):
        rates = (_rate(subject, clips, _in_noise(make, clips, [seed, place], snr)) for snr in SNRS_DB)
        rows.append((name, *rates))
    rows.append(("a room that echoes", _rate(subject, clips, _in_a_room(seed)), *alone))
    columns = tuple(f"{snr} dB" for snr in SNRS_DB)
    note = f"{len(clips)} clips, voices seen. {SCORED} Rows without noise have one figure. The noises are made."
    return Table(f"noise.{subject.name}.{language}", f"{language} in noise: {subject.name}", columns, rows, note)


def _rate(subject: Subject, clips: list[HeldOut], heard: Callable[[HeldOut], np.ndarray]) -> float:
    return sum((errors(clip.said, subject.final(heard(clip)).text) for clip in clips), ErrorCount()).rate


def _in_noise(
    make: NoiseMaker, clips: list[HeldOut], seed: list[int], snr_db: float
) -> Callable[[HeldOut], np.ndarray]:
    """The same noise for the same clip at every level, so that only the level differs."""

    def heard(clip: HeldOut) -> np.ndarray:
        samples = clip.samples()
        random = np.random.default_rng([*seed, clip.key[1]])
        return augment.mixed(samples, make(len(samples), random, clips), snr_db)

    return heard


def _in_a_room(seed: int) -> Callable[[HeldOut], np.ndarray]:
    return lambda clip: augment.in_a_room(clip.samples(), np.random.default_rng([seed, clip.key[1]]))
