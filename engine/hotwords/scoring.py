"""The distance that scores: weighted edits between an entry's sounds and a place of the text that ends at a token.

score = 1 - distance / units of the entry. A missing or extra unit costs 1; a substitution costs what
engine/hotwords/phones.py says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.hotwords.patterns import Places
from engine.hotwords.phones import inventory
from engine.hotwords.sounding import PhoneticText, Reading

RARE_READING_COST = 0.15  # of a character, when its context asks for another one
_FAR = np.float32(1e6)
_BATCH = 2048  # places at once: their rows stay in the processor's cache


@dataclass(frozen=True, slots=True)
class Scored:
    """patterns, begins (slot), ends (slot behind): int [n]. scores: float32 [n]."""

    patterns: np.ndarray
    begins: np.ndarray
    ends: np.ndarray
    scores: np.ndarray


class Scorer:
    """Holds the units of all patterns, reversed, because a place is known by its end."""

    def __init__(self, readings: Sequence[Reading]) -> None:
        self._lengths = np.array([len(each) for each in readings], np.int64)
        self._units = np.zeros((len(readings), int(self._lengths.max(initial=1))), np.int64)
        for number, reading in enumerate(readings):
            self._units[number, : len(reading)] = reading[::-1]

    def score(self, text: PhoneticText, places: Places, slack: float) -> Scored:
        """The best beginning for each end; only those within `slack` remain."""
        order = np.argsort(self._lengths[places.patterns], kind="stable")
        patterns, ends = places.patterns[order], places.ends[order]
        costs = slot_costs(text)
        begun = np.array([*text.begins, False])
        parts = [
            self._batch(patterns[at : at + _BATCH], ends[at : at + _BATCH], costs, begun, slack)
            for at in range(0, len(patterns), _BATCH)
        ]
        if not parts:
            none = np.zeros(0, np.int64)
            return Scored(none, none, none, np.zeros(0, np.float32))
        distances = np.concatenate([each[1] for each in parts])
        scores = 1 - distances / self._lengths[patterns]
        kept = scores >= 1 - slack - 1e-6
        begins = np.concatenate([each[0] for each in parts])
        return Scored(patterns[kept], begins[kept], ends[kept], scores[kept].astype(np.float32))

    def _batch(
        self, patterns: np.ndarray, ends: np.ndarray, costs: np.ndarray, begun: np.ndarray, slack: float
    ) -> tuple[np.ndarray, np.ndarray]:
        """(begin, distance) of each place: columns of the edit distance, from the end of the text backwards."""
        lengths = self._lengths[patterns]
        longest = int(lengths.max())
        units = self._units[patterns, :longest]
        steps = np.arange(longest + 1, dtype=np.float32)
        row = np.broadcast_to(steps, (len(patterns), longest + 1)).copy()
        rows = np.arange(len(patterns))
        best, begin = np.full(len(patterns), _FAR), ends.copy()
        for back in range(1, min(longest + int(longest * slack), int(ends.max())) + 1):
            at = np.maximum(ends - back, -1)  # -1 reads the last row, which costs too much
            new = np.empty_like(row)
            new[:, 0] = back
            np.minimum(row[:, :-1] + costs[at[:, None], units], row[:, 1:] + 1, out=new[:, 1:])
            row = np.minimum.accumulate(new - steps, axis=1) + steps
            row[at < 0] = _FAR
            distance = row[rows, lengths]
            better = begun[at] & (distance < best)
            best[better], begin[better] = distance[better], at[better]
        return begin, best


def slot_costs(text: PhoneticText) -> np.ndarray:
    """float32 [slots + 1, units]: what each unit of a pattern costs at each slot; the last row is beyond the text."""
    table = inventory().costs
    costs = np.full((len(text.slots) + 1, len(table)), _FAR)
    for at, slot in enumerate(text.slots):
        costs[at] = table[slot[0]]
        if len(slot) > 1:
            np.minimum(costs[at], table[list(slot[1:])].min(axis=0) + RARE_READING_COST, out=costs[at])
    return costs
