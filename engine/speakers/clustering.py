"""Voices into speakers: which pieces of speech sound like one person. numpy alone.

Few pieces are joined step by step, the most alike first (average linkage). Many are laid out by the spectrum of their
graph of neighbours, the number of speakers read from the largest gap between its eigenvalues. Source of the latter:
U. von Luxburg, "A tutorial on spectral clustering" (2007); T. Park et al., "Auto-tuning spectral clustering for speaker
diarization" (2019). What sounds alike is joined at the end, so that one speaker does not become two.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

FEW = 20
"""With fewer pieces, a graph of neighbours means nothing."""

MOST_POINTS = 1500
"""Of more pieces, neighbours are pooled first: a matrix of all pairs grows with the square."""

MOST_SPEAKERS = 15

_NEIGHBOURS = 0.022  # of all points, for each
_FEWEST_NEIGHBOURS = 6
_FEWEST_PIECES = 3  # a speaker with fewer goes to the next one
_ROUNDS, _STARTS = 50, 4


@dataclass(frozen=True, slots=True)
class SamePerson:
    """Cosines from which two groups are one: the mean of all pairs of pieces, and that of the centres of speakers.

    Found for CAM++ with benchmarks/speakers.py, on speakers who are not among those of its figures.
    """

    pieces: float = 0.35
    centres: float = 0.78


def clustered(voices: np.ndarray, speakers: int | None = None, same: SamePerson | None = None) -> np.ndarray:
    """The speaker of each piece, int64 (n,): 0, 1, ... in the order in which they first speak.

    voices: float32 [n, size], unit length, neighbours in time side by side. speakers: how many there are, None to find
    out. Fewer come back where the pieces are fewer.
    """
    count = len(voices)
    if count == 0:
        return np.zeros(0, np.int64)
    same = same or SamePerson()
    wanted = None if speakers is None else max(1, min(speakers, count))
    if count < FEW:
        labels = _joined_step_by_step(voices, wanted, same.pieces)
    else:
        points, owner = _pooled(voices)
        labels = _spectral(points, wanted)[owner]
        labels = _refined(voices, labels)
        if wanted is None:
            labels = _without_small(voices, labels)
            labels = _with_alike_joined(voices, labels, same.centres)
            labels = _refined(voices, labels)
    return in_order_of_speech(labels)


def centres_of(voices: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The mean voice of each speaker, [speakers, size], unit length."""
    count = int(labels.max()) + 1 if len(labels) else 0
    sums = np.zeros((count, voices.shape[1]), np.float32)
    np.add.at(sums, labels, voices)
    return unit(sums)


def unit(vectors: np.ndarray) -> np.ndarray:
    """Each row with length 1."""
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9), np.float32)


def in_order_of_speech(labels: np.ndarray) -> np.ndarray:
    """The same groups, numbered by their first piece, without gaps."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    order = np.empty(len(first), np.int64)
    order[np.argsort(first)] = np.arange(len(first))
    return np.asarray(order[inverse])


def _joined_step_by_step(voices: np.ndarray, wanted: int | None, least: float) -> np.ndarray:
    """Average linkage, until what is left is too unlike, or as many as wanted."""
    groups = [[index] for index in range(len(voices))]
    alike = (voices @ voices.T).astype(np.float64)
    np.fill_diagonal(alike, -2.0)
    while len(groups) > 1 and (wanted is None or len(groups) > wanted):
        one, other = sorted(np.unravel_index(int(alike.argmax()), alike.shape))
        if wanted is None and alike[one, other] < least:
            break
        here, there = len(groups[one]), len(groups[other])
        merged = (here * alike[one] + there * alike[other]) / (here + there)
        alike[one] = alike[:, one] = merged
        alike[one, one] = -2.0
        alike = np.delete(np.delete(alike, other, 0), other, 1)
        groups[one] += groups.pop(other)
    labels = np.empty(len(voices), np.int64)
    for number, group in enumerate(groups):
        labels[group] = number
    return labels


def _pooled(voices: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """At most MOST_POINTS means of neighbours, and the point that each piece went into."""
    width = -(-len(voices) // MOST_POINTS)
    owner = np.arange(len(voices)) // width
    return centres_of(voices, owner), owner


def _spectral(points: np.ndarray, wanted: int | None) -> np.ndarray:
    count = len(points)
    graph = points @ points.T
    kept = max(_FEWEST_NEIGHBOURS, round(_NEIGHBOURS * count))
    if kept < count:
        floor = np.partition(graph, count - kept, axis=1)[:, count - kept, None]
        graph = np.where(graph >= floor, graph, 0.0)
    graph = np.maximum((graph + graph.T) / 2, 0.0)
    np.fill_diagonal(graph, 0.0)
    root = 1.0 / np.sqrt(np.maximum(graph.sum(axis=1), 1e-9))
    values, vectors = _lowest(np.eye(count) - root[:, None] * graph * root[None, :], min(MOST_SPEAKERS + 1, count))
    if wanted is None:
        wanted = int(np.diff(values[: MOST_SPEAKERS + 1]).argmax()) + 1
    return _k_means(unit(vectors[:, :wanted]), wanted)


def _lowest(matrix: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """The smallest eigenvalues and their vectors, ascending."""
    values, vectors = np.linalg.eigh(matrix)
    return values[:count], vectors[:, :count]


def _k_means(points: np.ndarray, wanted: int) -> np.ndarray:
    """The best of a few starts, the same ones every time."""
    if wanted == 1:
        return np.zeros(len(points), np.int64)
    random = np.random.default_rng(0)
    best, least = np.zeros(len(points), np.int64), np.inf
    for _ in range(_STARTS):
        centres = _far_apart(points, wanted, random)
        for _ in range(_ROUNDS):
            away = _squares(points, centres)
            labels = away.argmin(axis=1)
            moved = np.array(
                [points[labels == at].mean(axis=0) if (labels == at).any() else centres[at] for at in range(wanted)]
            )
            if np.allclose(moved, centres):
                break
            centres = moved
        away = _squares(points, centres)
        if (spread := float(away.min(axis=1).sum())) < least:
            best, least = away.argmin(axis=1), spread
    return np.asarray(best)


def _far_apart(points: np.ndarray, wanted: int, random: np.random.Generator) -> np.ndarray:
    """First centres, each drawn far from those before (k-means++)."""
    centres = points[[random.integers(len(points))]]
    while len(centres) < wanted:
        away = _squares(points, centres).min(axis=1) + 1e-12
        centres = np.concatenate([centres, points[[random.choice(len(points), p=away / away.sum())]]])
    return centres


def _squares(points: np.ndarray, centres: np.ndarray) -> np.ndarray:
    return np.asarray(((points[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2))


def _refined(voices: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Each piece to the speaker whose centre is nearest; a speaker who loses all pieces stays as they were."""
    labels = in_order_of_speech(labels)
    for _ in range(3):
        moved = (voices @ centres_of(voices, labels).T).argmax(axis=1)
        if len(np.unique(moved)) < len(np.unique(labels)):
            break
        labels = moved
    return labels


def _without_small(voices: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Groups of a piece or two join the speaker who sounds most like them."""
    labels = in_order_of_speech(labels)
    sizes = np.bincount(labels)
    large = np.flatnonzero(sizes >= min(_FEWEST_PIECES, sizes.max()))
    alike = voices @ centres_of(voices, labels)[large].T
    return np.where(np.isin(labels, large), labels, large[alike.argmax(axis=1)])


def _with_alike_joined(voices: np.ndarray, labels: np.ndarray, least: float) -> np.ndarray:
    while True:
        labels = in_order_of_speech(labels)
        centres = centres_of(voices, labels)
        alike = centres @ centres.T
        np.fill_diagonal(alike, -2.0)
        one, other = np.unravel_index(int(alike.argmax()), alike.shape)
        if len(centres) < 2 or alike[one, other] < least:
            return labels
        labels = np.where(labels == other, one, labels)
