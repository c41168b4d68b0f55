"""Cuts off text that Whisper repeats at its end where silence is missing behind the words."""

from __future__ import annotations

from collections.abc import Sequence

_LEAST_WORDS = 3  # that are said again
_LEAST_CHARACTERS = 4  # the same for Chinese
_SHORT_PERIOD = 2  # words: "no, no" and "very, very" are speech
_SHORT_REPEATS = 3


def repeated_from(units: Sequence[str], chinese: bool = False, copies: int = 2) -> int | None:
    """Where the end of a text begins to repeat what stands directly before it; None where it does not.

    units: the text's words (Chinese: characters) as they sound, without signs and capitals. copies: 2 counts what is
    begun a second time, 3 only what comes three times in full: a loop, where two may have been said.
    Everything from there on repeats with one period the units just before. A repetition that other words follow is
    speech and stays.
    """
    least = _LEAST_CHARACTERS if chinese else _LEAST_WORDS
    count = len(units)
    for begin in range(1, count - least + 1):
        for period in range(1, begin + 1):
            if _only_repeats(units, begin, period) and _is_long_enough(period, count - begin, least, copies):
                return begin
    return None


def _only_repeats(units: Sequence[str], begin: int, period: int) -> bool:
    """The very last word may be cut off by the limit of tokens."""
    last = len(units) - 1
    whole = all(units[at] == units[at - period] for at in range(begin, last))
    return whole and units[last - period].startswith(units[last])


def _is_long_enough(period: int, repeated: int, least: int, copies: int) -> bool:
    """Periods of one or two units must come three times in all."""
    whole = copies if copies > 2 else _SHORT_REPEATS if period <= _SHORT_PERIOD else 1
    return repeated >= max(least, (whole - 1) * period)


def copied_from(units: Sequence[str], context: Sequence[str], chinese: bool = False) -> bool:
    """Whether a text stands as a whole in the context given to the model: perhaps it was not said."""
    least = _LEAST_CHARACTERS if chinese else _LEAST_WORDS
    count = len(units)
    return count >= least and any(context[at : at + count] == units for at in range(len(context) - count + 1))
