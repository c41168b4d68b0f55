"""The last lines of what is being said, as a caption window shows them: they only ever move up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ui.common.line_breaking import wrap

REMEMBERED = 8  # utterances; more than two lines can ever show


@dataclass(frozen=True, slots=True)
class CaptionLine:
    """One line; `tentative` follows `stable` directly."""

    stable: str = ""
    tentative: str = ""

    @property
    def text(self) -> str:
        return self.stable + self.tentative


Key = tuple[int, int]
"""Session and utterance: later ones are greater."""


@dataclass(slots=True)
class _Utterance:
    key: Key
    stable: str = ""
    tentative: str = ""
    lines: list[str] = field(default_factory=list)
    height: int = 0  # most lines it ever had: when a guess gets shorter, its upper lines stay where they are


class RollingLines:
    """Breaks utterances into lines of a pixel width.

    measure: width of a text in pixels. Lines that are full keep their breaks, whatever follows.
    """

    def __init__(self, measure: Callable[[str], float], width: float) -> None:
        self._measure = measure
        self._width = width
        self._utterances: list[_Utterance] = []

    def show(self, key: Key, stable: str, tentative: str = "") -> None:
        """The present text of an utterance, new or known; one that left the screen long ago stays away."""
        utterance = self._find(key)
        if utterance is None:
            if not (stable + tentative).strip() or self._is_past(key):
                return
            utterance = self._open(key)
        utterance.stable, utterance.tentative = stable, tentative
        self._break(utterance)

    def withdraw(self, key: Key) -> None:
        self._utterances = [each for each in self._utterances if each.key != key]

    def reflow(self, measure: Callable[[str], float], width: float) -> None:
        """The reader changed the size: every break is found anew."""
        self._measure, self._width = measure, width
        for utterance in self._utterances:
            utterance.lines, utterance.height = [], 0
            self._break(utterance)

    def last(self, count: int) -> list[CaptionLine]:
        """The newest lines, oldest first; fewer than `count` when fewer were said."""
        lines = [line for utterance in self._utterances for line in _split(utterance)]
        return lines[-count:]

    def _find(self, key: Key) -> _Utterance | None:
        return next((each for each in self._utterances if each.key == key), None)

    def _is_past(self, key: Key) -> bool:
        return len(self._utterances) == REMEMBERED and key < self._utterances[0].key

    def _open(self, key: Key) -> _Utterance:
        if self._utterances:
            # Its lines that fell empty are taken by the new utterance: nothing moves.
            self._utterances[-1].height = len(self._utterances[-1].lines)
        opened = _Utterance(key)
        self._utterances = sorted([*self._utterances, opened], key=lambda each: each.key)[-REMEMBERED:]
        return opened

    def _break(self, utterance: _Utterance) -> None:
        text = utterance.stable + utterance.tentative
        utterance.lines = wrap(text, self._fits, utterance.lines)
        utterance.height = max(utterance.height, len(utterance.lines))

    def _fits(self, text: str) -> bool:
        return self._measure(text) <= self._width


def _split(utterance: _Utterance) -> list[CaptionLine]:
    lines, left = [], len(utterance.stable)
    for line in utterance.lines:
        lines.append(CaptionLine(line[:left].rstrip() if len(line) <= left else line[:left], line[left:].rstrip()))
        left = max(0, left - len(line))
    return lines + [CaptionLine()] * (utterance.height - len(lines))
