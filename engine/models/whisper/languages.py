"""The language of an utterance: the user's choice, else the detected one among the user's languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.text.languages import short_code

EARLIEST_S = 1.0  # of sound; before, nothing is decided
ENOUGH_S = 2.0  # from here on the whole window decides where the short one leaves a doubt
SURE = 0.9  # share of the likelier language; speakers with an accent stay below
_CLOSE = ({"zh", "yue"}, {"no", "nn", "da", "sv"}, {"id", "ms"}, {"bs", "hr", "sr"}, {"hi", "ur"}, {"cs", "sk"})
"""Languages that detection confuses: speech in one of a group is not reported as foreign to another."""


def candidates(wanted: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    """The user's languages that the model knows, in their order; all of the model's where there are none."""
    found = tuple(dict.fromkeys(code for code in map(short_code, wanted) if code in known))
    return found or tuple(known)


def foreign(shares: Mapping[str, float], among: Sequence[str]) -> str | None:
    """The language that the sound is almost surely in, if it is none of `among`."""
    best = max(shares, key=lambda code: shares[code], default="")
    near = {best}.union(*(group for group in _CLOSE if best in group))
    return best if near.isdisjoint(among) and shares.get(best, 0.0) >= SURE else None


def likeliest(shares: Mapping[str, float], among: Sequence[str]) -> tuple[str, float]:
    """The most probable of `among`, and its share of the probability of all of them."""
    best = max(among, key=lambda code: shares.get(code, 0.0))
    total = sum(shares.get(code, 0.0) for code in among)
    return best, shares.get(best, 0.0) / total if total else 0.0
