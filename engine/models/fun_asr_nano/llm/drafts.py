"""A draft of the answer, kept in step with what the model really writes.

Where they differ, the place is found again in the draft: by letters and digits only, so that a comma or a capital that
the draft lacks (CTC writes neither) does not spoil the rest of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

_TAIL = 6  # letters by which a place is found again
_REACH = 12  # letters around the expected place in which it is looked for


class DraftTokens:
    """Token ids that may come next. `end` is offered after the last of them."""

    def __init__(self, ids: Sequence[int], end: int, text: str = "") -> None:
        self._ids = [*ids, end] if len(ids) else []
        self._end = end
        self._text = text

    def __len__(self) -> int:
        return len(self._ids)

    @classmethod
    def of_text(cls, text: str, tokenise: Callable[[str], np.ndarray], end: int) -> DraftTokens:
        return cls(tokenise(text).tolist(), end, text)

    def ahead(self, most: int) -> list[int]:
        return self._ids[:most]

    def follow(self, token: int) -> bool:
        """The model said `token`. False where the draft said something else: then it waits for `resume`."""
        if self._ids and self._ids[0] == token:
            del self._ids[0]
            return True
        self._ids.clear()
        return False

    def resume(self, said: str, tokenise: Callable[[str], np.ndarray]) -> None:
        """Take the draft up again after `said`, all of the answer so far; gives up where that is not found."""
        place = resumption(self._text, said)
        if place is not None:
            self._ids = [*tokenise(self._text[place:]).tolist(), self._end]


def resumption(draft: str, said: str) -> int | None:
    """The position in `draft` that corresponds to the end of `said`, or None.

    The last letters said are looked for near the place where they should be; the longest match wins, then the
    nearest. One letter may stand alone (a substitution): then the count of letters decides.
    """
    letters, places = _letters(draft)
    spoken, _ = _letters(said)
    if not letters or len(spoken) > len(letters) + _REACH:
        return None
    for length in range(min(_TAIL, len(spoken)), 1, -1):
        ends = _ends_of(letters, spoken[-length:], len(spoken))
        if ends:
            return _after(draft, places, min(ends, key=lambda end: abs(end - len(spoken))))
    return _after(draft, places, len(spoken)) if len(spoken) < len(letters) else None


def _ends_of(letters: str, tail: str, expected: int) -> list[int]:
    first = max(0, expected - _REACH - len(tail))
    window = letters[first : expected + _REACH]
    return [first + at + len(tail) for at in range(len(window) - len(tail) + 1) if window.startswith(tail, at)]


def _after(draft: str, places: list[int], letters: int) -> int:
    """Just behind the `letters`-th letter of the draft; a blank that follows belongs to the rest."""
    return places[letters - 1] + 1 if letters else 0


def _letters(text: str) -> tuple[str, list[int]]:
    """Letters and digits, case folded one to one, and where each stands."""
    kept = [(folded, at) for at, char in enumerate(text) if char.isalnum() and len(folded := char.lower()) == 1]
    return "".join(folded for folded, _ in kept), [at for _, at in kept]
