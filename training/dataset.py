"""Batches of a bounded length of audio, in an order that follows from seed and epoch alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.random import Generator
from torch import Tensor

from engine.frontend import lfr
from training import replicas
from training.data.corpus import Utterance
from training.data.features import Views

FRAMES_A_SECOND = 100
_SILENT = -15.9  # log of the filter bank's floor


@dataclass(frozen=True, slots=True)
class Clip:
    """One training example: utterances spoken one after the other, by index into the pool."""

    members: tuple[int, ...]
    view: int


@dataclass(frozen=True, slots=True)
class Batch:
    """features: float32 [B, T, 560]; mask: bool [B, T]; clips and the random seed behind each row."""

    features: Tensor
    mask: Tensor
    clips: tuple[Clip, ...]
    starts: tuple[tuple[int, ...], ...]  # frame at which each member begins


class Pool:
    """Utterances of several corpora under one numbering. weights: how often an epoch shows each corpus."""

    def __init__(self, views: Sequence[Views], weights: Sequence[int], keep: Callable[[Utterance], bool]) -> None:
        self._views = views
        self.members: list[tuple[int, int]] = []
        self.utterances: list[Utterance] = []
        for source, (one, weight) in enumerate(zip(views, weights, strict=True)):
            chosen = [number for number, item in enumerate(one.corpus.utterances) if keep(item)]
            for _ in range(weight):
                self.members += [(source, number) for number in chosen]
                self.utterances += [one.corpus.utterances[number] for number in chosen]
        self._lengths = [[one.lengths(view) for view in range(one.count)] for one in views]

    def __len__(self) -> int:
        return len(self.members)

    def length(self, member: int, view: int) -> int:
        source, number = self.members[member]
        return int(self._lengths[source][view % len(self._lengths[source])][number])

    def frames(self, member: int, view: int) -> np.ndarray:
        source, number = self.members[member]
        return np.asarray(self._views[source].frames(view % self._views[source].count, number), np.float32)

    def lead_s(self, member: int, view: int) -> float:
        source, number = self.members[member]
        return self._views[source].lead_s(view % self._views[source].count, number)


@dataclass(frozen=True, slots=True)
class Plan:
    """seconds: audio a batch. joined: share of clips made of 2 to 4 utterances. longest_s: of a clip.
    curriculum: in the first epoch, short clips come first. throats: share of clips in another throat."""

    seconds: float = 80.0
    joined: float = 0.0
    longest_s: float = 15.0
    seed: int = 5
    masks: bool = True
    views: Sequence[int] = (0, 1, 2)
    curriculum: bool = False
    throats: float = 0.0


def epoch_of(pool: Pool, plan: Plan, epoch: int) -> list[list[Clip]]:
    """All batches of an epoch. Every utterance occurs once (as often as its corpus weighs)."""
    random = np.random.default_rng([plan.seed, epoch])
    order = list(random.permutation(len(pool)))
    clips: list[Clip] = []
    while order:
        view = int(random.choice(plan.views))
        wanted = int(random.integers(2, 5)) if random.random() < plan.joined else 1
        clips.append(_clip(pool, order, wanted, view, plan.longest_s))
    lengths = np.array([_frames(pool, clip) for clip in clips]) * random.uniform(0.95, 1.05, len(clips))
    batches = _cut(pool, [clips[place] for place in np.argsort(lengths)], plan.seconds)
    if plan.curriculum and epoch == 0:
        return batches
    return [batches[place] for place in random.permutation(len(batches))]


def _clip(pool: Pool, order: list[int], wanted: int, view: int, longest_s: float) -> Clip:
    members = [int(order.pop())]
    room = longest_s * FRAMES_A_SECOND - pool.length(members[0], view)
    while len(members) < wanted and order and pool.length(int(order[-1]), view) < room:
        members.append(int(order.pop()))
        room -= pool.length(members[-1], view)
    return Clip(tuple(members), view)


def _frames(pool: Pool, clip: Clip) -> int:
    return sum(pool.length(member, clip.view) for member in clip.members)


def _cut(pool: Pool, clips: list[Clip], seconds: float) -> list[list[Clip]]:
    batches: list[list[Clip]] = []
    for clip in clips:  # sorted, so the newest is the longest of its batch
        full = batches and (len(batches[-1]) + 1) * _frames(pool, clip) > seconds * FRAMES_A_SECOND
        if not batches or full:
            batches.append([])
        batches[-1].append(clip)
    return batches


def load(pool: Pool, clips: Sequence[Clip], plan: Plan, random: Generator) -> Batch:
    """The batch's rows, with stretches of time and frequency masked (SpecAugment, Park et al. 2019)."""
    rows, starts = [], []
    for clip in clips:
        frames, places = _joined(pool, clip, random)
        if plan.throats and random.random() < plan.throats:
            frames = in_another_throat(frames, random.uniform(0.88, 1.12))
        if plan.masks:
            _mask(frames, random)
        rows.append(lfr.stack(frames))
        starts.append(places)
    longest = max(len(one) for one in rows)
    features = torch.zeros(len(rows), longest, lfr.ROW_WIDTH)
    mask = torch.zeros(len(rows), longest, dtype=torch.bool)
    for place, one in enumerate(rows):
        features[place, : len(one)] = torch.from_numpy(one)
        mask[place, : len(one)] = True
    return Batch(features, mask, tuple(clips), tuple(starts))


def _joined(pool: Pool, clip: Clip, random: Generator) -> tuple[np.ndarray, tuple[int, ...]]:
    parts: list[np.ndarray] = []
    starts, at = [], 0
    for member in clip.members:
        if parts:
            parts.append(_pause(parts[-1], int(random.integers(8, 60)), random))
            at += len(parts[-1])
        starts.append(at)
        parts.append(pool.frames(member, clip.view))
        at += len(parts[-1])
    return np.concatenate(parts), tuple(starts)


def _pause(before: np.ndarray, frames: int, random: Generator) -> np.ndarray:
    """Frames as quiet as the quietest of what came before."""
    floor = np.quantile(before, 0.05, axis=0) if len(before) else np.full(80, _SILENT)
    return np.asarray(np.maximum(_SILENT, floor + random.normal(0, 0.5, (frames, before.shape[1]))), np.float32)


def in_another_throat(frames: np.ndarray, factor: float) -> np.ndarray:
    """Frames [T, 80] with their mel axis stretched: what a shorter (below 1) or longer vocal tract would give
    (vocal tract length perturbation, Jaitly and Hinton 2013)."""
    last = frames.shape[1] - 1
    place = np.minimum(np.arange(frames.shape[1]) * factor, last)
    below = np.minimum(place.astype(int), last - 1)
    part = (place - below).astype(np.float32)
    return np.asarray(frames[:, below] * (1 - part) + frames[:, below + 1] * part, np.float32)


def _mask(frames: np.ndarray, random: Generator) -> None:
    """In place: two bands of up to 12 bins, and of time up to 8 frames for each 1.2 s, set to the mean."""
    mean = frames.mean()
    for _ in range(2):
        width, at = int(random.integers(0, 13)), int(random.integers(0, 68))
        frames[:, at : at + width] = mean
    for _ in range(len(frames) // 120 + 1):
        width, at = int(random.integers(0, 9)), int(random.integers(0, max(1, len(frames) - 8)))
        frames[at : at + width] = mean


def batches(pool: Pool, plan: Plan, first_step: int) -> Iterator[tuple[int, int, Batch]]:
    """Without end: (step, epoch, batch), from step `first_step` on. Resumes exactly where it would have been."""
    step, epoch = 0, 0
    while True:
        groups = epoch_of(pool, plan, epoch)
        for place, group in enumerate(groups):
            if step >= first_step:
                random = np.random.default_rng([plan.seed, epoch, place, replicas.rank()])
                yield step, epoch, load(pool, replicas.share(group), plan, random)
            step += 1
        epoch += 1
