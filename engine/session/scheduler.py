"""Estimates when the next partial is due and what a final pass will cost, from measured times alone."""

from __future__ import annotations

from dataclasses import dataclass

LAG_BOUND_S = 3.0  # Ofcom's limit for live subtitles: what is said must be readable by then
FIRST_COST = 0.2  # compute seconds a second of sound, where nothing was measured
HEADROOM = 1.25  # a pass may take longer than the last one did
SHORTEST_HOP_S, LONGEST_HOP_S = 0.2, 1.5  # of new sound between two partials
_SMOOTHING = 0.3
_FORGET_S = 60.0  # an unrepeated measurement loses half of its weight in this time


@dataclass(frozen=True, slots=True)
class PassCosts:
    """Costs of a model on this machine. partial_s: one partial. final: compute seconds for a second of sound."""

    partial_s: float = 0.0
    final: float = FIRST_COST


class Cadence:
    """How much new sound the next partial waits for, from the duration of the last ones."""

    def __init__(self, first_pass_s: float = 0.0) -> None:
        """first_pass_s: duration of a partial, measured when the model was loaded."""
        self._last_s = first_pass_s
        self._smoothed_s = first_pass_s

    @property
    def pass_s(self) -> float:
        """Expected duration of the next partial: rises at once, falls slowly."""
        return max(self._last_s, self._smoothed_s)

    def took(self, pass_s: float) -> None:
        self._last_s = pass_s
        self._smoothed_s += _SMOOTHING * (pass_s - self._smoothed_s)

    def hop_s(self, behind_s: float = 0.0, beside_s: float = 0.0) -> float:
        """Within the limits, longer the more sound waits, and beyond them only where one pass takes that long.

        beside_s: duration of a partial at another source that is open at the same time, by the same model. Never less
        than the passes take: otherwise sound would arrive faster than it is processed.
        """
        round_s = self.pass_s + beside_s
        wanted_s = HEADROOM * round_s * (1.0 + max(0.0, behind_s))
        if behind_s >= 1.0:
            wanted_s = max(wanted_s, 2.0 * SHORTEST_HOP_S)
        return max(round_s, min(max(wanted_s, SHORTEST_HOP_S), LONGEST_HOP_S))

    def due(self, new_s: float, behind_s: float = 0.0, beside_s: float = 0.0) -> bool:
        """Whether `new_s` seconds of sound that no partial covers are worth one."""
        return new_s >= self.hop_s(behind_s, beside_s)


class FinalCost:
    """Estimates the duration of final passes. Without recent ones it returns to the measurement at loading."""

    def __init__(self, cost: float = FIRST_COST) -> None:
        """cost: compute seconds for a second of sound."""
        self._loaded = cost
        self._smoothed = cost
        self._timed_s: float | None = None

    def took(self, pass_s: float, sound_s: float, now_s: float) -> None:
        cost = pass_s / max(sound_s, 1.0)  # a very short utterance is all overhead
        before = self.cost(now_s)
        self._smoothed = before + _SMOOTHING * (cost - before)
        self._timed_s = now_s

    def cost(self, now_s: float) -> float:
        if self._timed_s is None:
            return self._smoothed
        weight: float = 0.5 ** (max(0.0, now_s - self._timed_s) / _FORGET_S)
        return self._loaded + weight * (self._smoothed - self._loaded)

    def expected_s(self, sound_s: float, now_s: float) -> float:
        return self.cost(now_s) * max(sound_s, 1.0)


def final_fits(expected_s: float, unshown_s: float, partial_s: float) -> bool:
    """Whether a final pass leaves time to show what is said meanwhile.

    unshown_s: age of the oldest speech that no text shows yet. partial_s: duration of the partial after the pass.
    """
    return unshown_s + HEADROOM * expected_s + partial_s <= LAG_BOUND_S
