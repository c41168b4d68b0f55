"""The language of an utterance: the user's choice, else what the model detects among the user's languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

EARLIEST_S = 1.0  # of sound; before, nothing is decided
ENOUGH_S = 2.0  # from here on the whole window decides where the short one leaves a doubt
SURE = 0.9  # share of the likelier language; speakers with an accent stay below


def short(code: str) -> str:
    """The code that Whisper uses: zh-CN and zh-Hant are zh."""
    return code.split("-")[0].casefold()


def candidates(wanted: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    """Those of the user's languages that the model knows, in their order; all that it knows where it knows none."""
    found = tuple(dict.fromkeys(code for code in map(short, wanted) if code in known))
    return found or tuple(known)


def foreign(shares: Mapping[str, float], among: Sequence[str]) -> str | None:
    """The language that the sound is almost surely in, where it is none of `among`."""
    best = max(shares, key=lambda code: shares[code], default="")
    return best if best not in among and shares.get(best, 0.0) >= SURE else None


def likeliest(shares: Mapping[str, float], among: Sequence[str]) -> tuple[str, float]:
    """The most probable of `among`, and its share of the probability of all of them."""
    best = max(among, key=lambda code: shares.get(code, 0.0))
    total = sum(shares.get(code, 0.0) for code in among)
    return best, shares.get(best, 0.0) / total if total else 0.0
