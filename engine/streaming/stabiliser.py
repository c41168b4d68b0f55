"""Which part of a growing hypothesis is stable: what successive hypotheses agree on is never taken back."""

from __future__ import annotations

from dataclasses import dataclass

from engine.streaming.units import same_unit, split_units


@dataclass(frozen=True, slots=True)
class Shown:
    """What a reader sees of an utterance: `stable` only grows; `tentative` may change."""

    stable: str = ""
    tentative: str = ""


class Stabiliser:
    """LocalAgreement over successive hypotheses of one utterance.

    A unit (word or Chinese character) becomes stable when `agreement` hypotheses in a row have it in the same
    place, and `held_back` units or more follow it: the newest words lack their right context.
    Source: LocalAgreement-n, Liu et al. 2020 (arXiv 2005.11185), as in Whisper-Streaming (arXiv 2307.14743).
    """

    def __init__(self, agreement: int = 2, held_back: int = 1) -> None:
        self._agreement = agreement
        self._held_back = held_back
        self._stable: list[str] = []
        self._before: list[list[str]] = []  # continuations of the last hypotheses, newest last

    def push(self, text: str) -> Shown:
        """The newest hypothesis for the whole utterance so far. Returns what to show now."""
        units = split_units(text)
        rest = units[self._already_stable(units) :]
        self._before = [*self._before, rest][-self._agreement :]
        agreed = self._agreed()
        if agreed:
            self._stable.extend(rest[:agreed])
            self._before = [continuation[agreed:] for continuation in self._before]
            rest = rest[agreed:]
        return Shown("".join(self._stable).lstrip(), self._tail(rest))

    def _agreed(self) -> int:
        """Leading units that all remembered continuations share, less those held back."""
        if len(self._before) < self._agreement:
            return 0
        newest = self._before[-1]
        count = 0
        for units in zip(*self._before, strict=False):
            if not all(same_unit(unit, units[-1]) for unit in units):
                break
            count += 1
        return max(0, min(count, len(newest) - self._held_back))

    def _already_stable(self, units: list[str]) -> int:
        """How many leading units of the new hypothesis stand for the stable text: the cut of least edit distance.

        A plain count would repeat or swallow a word whenever the model rewrites one of the stable words in two.
        """
        stable = self._stable
        if all(same_unit(a, b) for a, b in zip(stable, units, strict=False)):
            return min(len(stable), len(units))
        costs = list(range(len(units) + 1))
        for done, unit in enumerate(stable, start=1):
            diagonal, costs[0] = costs[0], done
            for at, other in enumerate(units, start=1):
                diagonal, costs[at] = (
                    costs[at],
                    min(diagonal + (not same_unit(unit, other)), costs[at] + 1, costs[at - 1] + 1),
                )
        best = min(costs)
        return max(at for at, cost in enumerate(costs) if cost == best and at <= len(stable) + 2)

    def _tail(self, rest: list[str]) -> str:
        tail = "".join(rest)
        return tail if self._stable else tail.lstrip()
