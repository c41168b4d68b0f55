"""The last lines of what is being said, as the overlay shows them: they only ever move up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from engine.text.units import common_prefix, split_units
from engine.text.wrapping import line_filled, wrap

REMEMBERED = 12  # utterances; more than the overlay can show
RESERVE = 0.05  # of a line: for the commas and full stops that come when the speech is over
_PASSED = 64  # settled utterances that left the screen and are still known to have done so

Key = tuple[int, int]
"""Session and utterance: later ones are greater."""


@dataclass(frozen=True, slots=True)
class ShownText:
    """The present text of an utterance; `tentative` follows `stable` directly.

    label: whose words they are, with a blank behind it. settled: its speech is over. draft: it may be improved once.
    names: words of the vocabulary that it holds.
    """

    stable: str
    tentative: str = ""
    label: str = ""
    settled: bool = False
    draft: bool = False
    names: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return self.stable + self.tentative


@dataclass(frozen=True, slots=True)
class CaptionLine:
    """One line: `label`, `stable` and `tentative` follow each other directly."""

    stable: str = ""
    tentative: str = ""
    label: str = ""
    draft: bool = False

    @property
    def text(self) -> str:
        return self.label + self.stable + self.tentative


@dataclass(slots=True)
class _Utterance:
    key: Key
    said: ShownText = ShownText("")
    label: str = ""
    lines: list[str] = field(default_factory=list)
    height: int = 0  # most lines it ever had: when a guess gets shorter, its upper lines stay where they are


class RollingLines:
    """Breaks utterances into lines of a pixel width.

    measure: width of a text in pixels. visible: how many lines are on the screen. Lines that are full keep their
    breaks, whatever follows; an utterance that has left the screen is not improved any more.
    """

    def __init__(self, measure: Callable[[str], float], width: float, visible: int = 2) -> None:
        self._measure = measure
        self._width = width
        self._visible = visible
        self._utterances: list[_Utterance] = []
        self._passed: list[Key] = []
        self._names: dict[str, None] = {}

    def show(self, key: Key, said: ShownText) -> str:
        """The present text of an utterance, new or known. Returns the part of it that is new to a reader."""
        utterance = self._find(key)
        if utterance is None:
            if not said.text.strip() or self._is_past(key):
                return ""
            utterance = self._open(key)
        elif utterance.said.settled and not self._is_visible(utterance):
            return ""
        before, utterance.said = utterance.said, said
        self._names.update(dict.fromkeys(said.names))
        self._label(utterance)
        self._break(utterance)
        old, new = split_units(before.text), split_units(said.text)
        return "".join(new[common_prefix(old, new) :])

    def label(self, key: Key, label: str) -> None:
        """Whose words an utterance is, found after them; only on the screen, and where no word moves for it."""
        utterance = self._find(key)
        if utterance is not None and self._is_visible(utterance):
            utterance.said = replace(utterance.said, label=label)
            self._label(utterance)

    def withdraw(self, key: Key) -> None:
        self._utterances = [each for each in self._utterances if each.key != key]

    def clear(self) -> None:
        """All text leaves the screen. What is still being spoken comes back with its next words."""
        self._pass_by(self._utterances)
        self._utterances = []

    def reflow(self, measure: Callable[[str], float], width: float, visible: int) -> None:
        """The reader changed the size: every break is found anew."""
        self._measure, self._width, self._visible = measure, width, visible
        for utterance in self._utterances:
            utterance.lines, utterance.height, utterance.label = [], 0, utterance.said.label
            self._break(utterance)

    def last(self, count: int) -> list[CaptionLine]:
        """The newest lines, oldest first; fewer than `count` when fewer were said."""
        lines = [line for utterance in self._utterances for line in _split(utterance)]
        return lines[-count:]

    def _find(self, key: Key) -> _Utterance | None:
        return next((each for each in self._utterances if each.key == key), None)

    def _is_past(self, key: Key) -> bool:
        return key in self._passed or (len(self._utterances) == REMEMBERED and key < self._utterances[0].key)

    def _is_visible(self, utterance: _Utterance) -> bool:
        below = sum(each.height for each in self._utterances if each.key > utterance.key)
        return below < self._visible

    def _open(self, key: Key) -> _Utterance:
        if self._utterances:
            # Its lines that fell empty are taken by the new utterance: nothing moves.
            self._utterances[-1].height = len(self._utterances[-1].lines)
        opened = _Utterance(key)
        ordered = sorted([*self._utterances, opened], key=lambda each: each.key)
        self._pass_by(ordered[:-REMEMBERED])
        self._utterances = ordered[-REMEMBERED:]
        return opened

    def _pass_by(self, gone: list[_Utterance]) -> None:
        settled = [each.key for each in gone if each.said.settled]
        self._passed = [*self._passed, *settled][-_PASSED:]

    def _label(self, utterance: _Utterance) -> None:
        """A label that comes to words that are on the screen must not move them: it is left out without room."""
        label = utterance.said.label
        if not utterance.lines or self._measure(label + utterance.lines[0].rstrip()) <= self._width:
            utterance.label = label

    def _break(self, utterance: _Utterance) -> None:
        text, label_px = utterance.said.text, self._measure(utterance.label) if utterance.label else 0.0

        def px_filled(begin: int, end: int) -> float:
            room = self._width - (label_px if begin == 0 else 0.0)
            return self._measure(text[begin:end]) / max(room, 1.0)

        filled, reserve = line_filled(text, px_filled), 1.0 if utterance.said.settled else 1.0 + RESERVE
        names = tuple(self._names)
        utterance.lines = wrap(text, lambda begin, end: reserve * filled(begin, end), utterance.lines, names)
        utterance.height = max(utterance.height, len(utterance.lines))


def _split(utterance: _Utterance) -> list[CaptionLine]:
    lines, left, label = [], len(utterance.said.stable), utterance.label
    for line in utterance.lines:
        stable = line[:left].rstrip() if len(line) <= left else line[:left]
        lines.append(CaptionLine(stable, line[left:].rstrip(), label, utterance.said.draft))
        left, label = max(0, left - len(line)), ""
    return lines + [CaptionLine()] * (utterance.height - len(lines))
