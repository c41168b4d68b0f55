"""How many draft tokens are worth a batch: decided from measured costs and from how often drafts were right.

A draft that is wrong costs time. The planner keeps an account: every batch pays in what it saved against plain
decoding, and a batch whose whole draft may be wrong must be covered by the account. Each utterance brings a
small credit of its own. So drafts cannot slow decoding down by more than that credit, whatever they are worth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.models.fun_asr_nano.llm.job import DraftSource

CREDIT = 0.03  # share of an utterance's plain cost that may be lost on drafts that turn out wrong
_ADVANCE_STEPS = 4.0  # once a loading, so that the first utterance can find out what drafts are worth
_MOST_SAVED_STEPS = 6.0  # the account never holds more than these many plain steps
_FORGET = 0.97
_LEARN = 0.2


class StepCosts:
    """Seconds of a batch by its size, all positions with output; measured once, corrected as batches come in."""

    def __init__(self, sizes: Sequence[int], seconds: Sequence[float]) -> None:
        self._sizes = list(sizes)
        # No batch costs more than a bigger one: where it seems so, something else was using the machine.
        self._seconds = [max(1e-6, min(seconds[at:])) for at in range(len(seconds))]

    def of(self, size: int) -> float:
        """Between the measured sizes in proportion, beyond the last one along the last slope."""
        last = len(self._sizes) - 1
        above = next((at for at, known in enumerate(self._sizes) if known >= size), last)
        below = max(0, above - 1)
        if above == below:
            return self._seconds[above]
        slope = (self._seconds[above] - self._seconds[below]) / (self._sizes[above] - self._sizes[below])
        return max(self._seconds[below], self._seconds[below] + slope * (size - self._sizes[below]))

    def correct(self, size: int, seconds: float) -> None:
        """A batch of `size` took `seconds` just now."""
        nearest = min(range(len(self._sizes)), key=lambda at: abs(self._sizes[at] - size))
        ratio = min(2.0, max(0.5, seconds / self.of(size)))
        self._seconds[nearest] *= ratio**_LEARN


@dataclass(frozen=True, slots=True)
class Costs:
    """What this machine takes, in seconds.

    steps: a batch by its size. prompt: sound and what follows it, 16 positions. rides: what draft tokens in the
    prompt's batch add to it, by their number; the first is dear, because with a second output row the head is
    another kind of product.
    """

    steps: StepCosts
    prompt: float
    rides: StepCosts


@dataclass(slots=True)
class _Experience:
    """How often the tokens of one source were right, older ones counting less."""

    right: float = 2.0  # a mild belief to begin with: two of three
    wrong: float = 1.0

    @property
    def chance(self) -> float:
        return self.right / (self.right + self.wrong)

    def add(self, right: bool) -> None:
        self.right = self.right * _FORGET + right
        self.wrong = self.wrong * _FORGET + (not right)


class DraftPlanner:
    """Chooses window sizes for one decoder. Called for each batch of an utterance, in order."""

    def __init__(self, costs: Costs, most: int) -> None:
        self.costs = costs
        self._most = most
        self._account = _ADVANCE_STEPS * costs.steps.of(1)
        self._experience = {source: _Experience() for source in DraftSource}
        self._now = self._experience[DraftSource.CTC]

    def begin(self, source: DraftSource, ahead: int) -> int:
        """Draft tokens to send along with the prompt of a new utterance, of `ahead` that there are."""
        self._now = self._experience[source]
        step = self.costs.steps.of(1)
        plain = self.costs.prompt + ahead * step
        self._account = min(self._account, _MOST_SAVED_STEPS * step) + CREDIT * plain
        windows = range(1, min(ahead, self._most) + 1)
        prices = {size: self.costs.rides.of(size) for size in windows}
        gains = {size: self._expected(size) * step - price for size, price in prices.items()}
        return self._best(gains, prices)

    def next(self, ahead: int) -> int:
        """Draft tokens to send along with the next step; 0 is plain decoding."""
        step = self.costs.steps.of(1)
        windows = range(1, min(ahead, self._most - 1) + 1)
        prices = {size: self.costs.steps.of(size + 1) - step for size in windows}
        rates = {size: (1 + self._expected(size)) * step - self.costs.steps.of(size + 1) for size in windows}
        return self._best(rates, prices)

    def observe(self, right: bool) -> None:
        """Note whether the draft's next token was right; also for tokens that were not offered, so that a
        source that is not trusted can win trust at no cost."""
        self._now.add(right)

    def record(self, offered: int, accepted: int, price_s: float) -> None:
        """A window of `offered` tokens cost `price_s` more than a batch without it; `accepted` were right."""
        if offered:
            self._account += accepted * self.costs.steps.of(1) - price_s

    def _best(self, gains: dict[int, float], prices: dict[int, float]) -> int:
        payable = [size for size, gain in gains.items() if gain > 0 and prices[size] <= self._account]
        return max(payable, key=lambda size: gains[size], default=0)

    def _expected(self, size: int) -> float:
        """How many of `size` tokens are right before the first that is not."""
        chance = min(self._now.chance, 0.999)
        return chance * (1 - chance**size) / (1 - chance)
