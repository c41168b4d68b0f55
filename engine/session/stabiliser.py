"""Decides which part of a growing hypothesis is stable: text that successive hypotheses agree on, never taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from engine.events import Word
from engine.session.alignment import respelled, units_before
from engine.text.units import common_prefix, same_unit, split_units
from engine.timeline import to_samples

RARE_S = 0.6  # between two partials
# Whisper base, on the streams of benchmarks/peers.py: a third of the words below 0.35 were right; of the
# newest words, which the end of the sound may cut, 90 % from 0.85 on; of the others 93 % from 0.6 on.
SURE, SURE_NEWEST, DOUBTFUL = 0.6, 0.85, 0.35
SETTLED = 0.4  # what is less probable is not stable yet: finals change 1 to 2 % of the stable words, without this 4 %


@dataclass(frozen=True, slots=True)
class Shown:
    """What a reader sees of an utterance: `stable` only grows; `tentative` may change."""

    stable: str = ""
    tentative: str = ""


@dataclass(frozen=True, slots=True)
class Steadiness:
    """How much proof text needs before it is shown, and before it is stable.

    agreement: hypotheses in a row that must have a unit (word or Chinese character) in the same place.
    margin_s: the sound of a stable unit ended so long before the newest sound; for models with word times.
    held_back: how many of the newest units are not stable yet; for models without word times.
    shown_after: hypotheses in a row before a unit is shown; None: it is shown when it is stable.

    Where the model gives no probabilities, the first words of an utterance are shown without waiting for that proof;
    those that it gives count by SURE, SURE_NEWEST and DOUBTFUL.
    """

    agreement: int = 2
    margin_s: float = 0.3
    held_back: int = 1
    shown_after: int | None = 1


class CaptionMode(Enum):
    """The user's choice between early and calm captions."""

    FAST = "fast"
    BALANCED = "balanced"
    CALM = "calm"

    @property
    def steadiness(self) -> Steadiness:
        return _STEADINESS[self]

    def steadiness_at(self, hop_s: float) -> Steadiness:
        """The steadiness for a hop. Where partials are rare, waiting for several of them would hold words back for
        seconds.
        """
        if hop_s <= RARE_S:
            return self.steadiness
        return replace(self.steadiness, agreement=2, shown_after=1)


# benchmarks/peers.py, Whisper base: 10 % of the words ever shown are replaced or removed in balanced mode, 2 % in calm.
# Fast shows every partial as it comes.
_STEADINESS = {
    CaptionMode.FAST: Steadiness(),
    CaptionMode.BALANCED: Steadiness(agreement=3, margin_s=0.4, held_back=2, shown_after=2),
    CaptionMode.CALM: Steadiness(agreement=3, margin_s=0.6, held_back=2, shown_after=None),
}
_REWRITTEN_LONGER = 2  # units by which the same words may grow without new ones being taken for them
_REMEMBERED = 3  # hypotheses; the most that any mode compares


class Stabiliser:
    """LocalAgreement over successive hypotheses of one utterance that changes shown text as little as possible.

    Source: LocalAgreement-n, Liu et al. 2020 (arXiv 2005.11185), as in Whisper-Streaming (arXiv 2307.14743).
    """

    def __init__(self, steadiness: Steadiness | None = None) -> None:
        self._steadiness = steadiness or CaptionMode.BALANCED.steadiness
        self._stable: list[str] = []
        self._tentative: list[str] = []
        self._before: list[list[str]] = []  # continuations of the last hypotheses, newest last
        self._probabilities: list[float] = []  # of the newest continuation's units, if known

    @property
    def stable(self) -> str:
        """Text that no later partial takes back."""
        return "".join(self._stable).lstrip()

    def adapt(self, steadiness: Steadiness) -> None:
        """Use `steadiness` from the next hypothesis on."""
        self._steadiness = steadiness

    def push(
        self, text: str, words: Sequence[Word] = (), length: int = 0, probabilities: Sequence[float] = ()
    ) -> Shown:
        """The newest hypothesis for the whole utterance so far. Returns what to show now.

        words: its words with their places, if known. length: samples of the sound that it was made from.
        probabilities: of its units, if known.
        """
        heard = split_units(text)
        units = respelled(self._stable + self._tentative, heard)
        cut = self._already_stable(units)
        fits = len(probabilities) == len(heard) == len(units)
        self._probabilities = list(probabilities[cut:]) if fits else []
        rest = units[cut:]
        ripe = units_before(units, words, length - to_samples(self._steadiness.margin_s))
        self._before = [*self._before, rest][-_REMEMBERED:]
        self._settle(rest, len(rest) - self._steadiness.held_back if ripe is None else ripe - cut)
        return Shown(self.stable, self._tail())

    def _settle(self, rest: list[str], ripe: int) -> None:
        """Move the agreed and ripe part of `rest` to the stable text, and choose what to show of the remainder."""
        if self._probabilities:
            ripe = min(ripe, next((at for at, each in enumerate(self._probabilities) if each < SETTLED), ripe))
        grown = max(0, min(self._agreed(self._steadiness.agreement), ripe))
        newly = rest[:grown]
        self._stable += newly
        self._before = [continuation[grown:] for continuation in self._before]
        follows = common_prefix(self._tentative, newly) == min(grown, len(self._tentative))
        self._probabilities = self._probabilities[grown:]
        self._tentative = self._to_show(rest[grown:], self._tentative[grown:] if follows else [])

    def _to_show(self, rest: list[str], held: list[str]) -> list[str]:
        """Keep the shown units `held`, place by place, until there is enough proof of something else."""
        wanted = self._steadiness.shown_after
        if wanted is None:
            return []
        first = not self._stable and not held
        if wanted <= 1 or (first and not self._probabilities):
            return rest
        shown: list[str] = []
        for at, unit in enumerate(rest):
            replaces = at < len(held) and not same_unit(held[at], unit)
            if self._proven(at, wanted, replaces):
                shown.append(unit)
            elif at < len(held):
                shown.append(held[at])
            else:
                break
        return held if common_prefix(shown, held) == len(shown) else shown

    def _proven(self, at: int, wanted: int, replaces: bool) -> bool:
        """Whether the unit `at` of the newest continuation may be shown; one that replaces another needs more."""
        in_a_row = self._in_a_row(at)
        if not self._probabilities:
            return in_a_row >= wanted
        probability = self._probabilities[at]
        sure = probability >= (SURE_NEWEST if at == len(self._probabilities) - 1 else SURE)
        if in_a_row > wanted or (sure and not replaces):
            return True
        return in_a_row >= wanted and (sure if replaces else probability >= DOUBTFUL)

    def _in_a_row(self, at: int) -> int:
        """How many of the last hypotheses have the newest one's unit in this place."""
        unit = self._before[-1][at]
        differs = (
            count
            for count, each in enumerate(reversed(self._before))
            if at >= len(each) or not same_unit(each[at], unit)
        )
        return next(differs, len(self._before))

    def _agreed(self, count: int) -> int:
        """The number of leading units that the last `count` continuations share."""
        last = self._before[-count:]
        return min(common_prefix(each, last[-1]) for each in last) if len(last) == count else 0

    def _already_stable(self, units: list[str]) -> int:
        """How many leading units of the new hypothesis correspond to the stable text: the cut of least edit distance.

        Counting units would repeat or swallow a word whenever the model rewrites one stable word as two.
        """
        stable = self._stable
        if common_prefix(stable, units) == min(len(stable), len(units)):
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
        cuts = [at for at, cost in enumerate(costs) if cost == best]
        near = [at for at in cuts if at <= len(stable) + _REWRITTEN_LONGER]
        # Only far cuts are as good where the model now writes several words more in front of the stable ones.
        return max(near) if near else min(cuts)

    def _tail(self) -> str:
        tail = "".join(self._tentative)
        return tail if self._stable else tail.lstrip()
