"""Reads captions to screen readers and braille displays, where the user wants it."""

from __future__ import annotations

from collections.abc import Callable

from engine.events import CaptionEvent, Final, Partial
from engine.text.units import split_units
from ui.common.speakers import prefix

FEWEST_UNITS = 5  # word by word, speech would break off at each
_ENDS = (".", "?", "!", "。", "？", "！", "，", ",")


class CaptionAnnouncer:
    """Announces each word once: of finished captions, or as soon as it will not be taken back.

    mode: off, finals or stable. A caption that is improved later is not read again.
    """

    def __init__(self, announce: Callable[[str], None]) -> None:
        self._announce = announce
        self.mode = "off"
        self._announced: dict[int, int] = {}  # units, by utterance
        self._finished: set[int] = set()

    def begin_session(self) -> None:
        self._announced.clear()
        self._finished.clear()

    def show_event(self, event: CaptionEvent) -> None:
        if self.mode == "off" or not isinstance(event, Partial | Final) or event.utterance_id in self._finished:
            return
        if isinstance(event, Final):
            self._finished.add(event.utterance_id)
            self._read(event, event.text, at_least=1)
        elif self.mode == "stable":
            self._read(event, event.stable, at_least=FEWEST_UNITS)

    def _read(self, event: Partial | Final, text: str, at_least: int) -> None:
        units = split_units(text)
        read = self._announced.get(event.utterance_id, 0)
        fresh = units[read:]
        if not fresh or (len(fresh) < at_least and not fresh[-1].endswith(_ENDS)):
            return
        self._announced[event.utterance_id] = len(units)
        words = "".join(fresh).strip()
        self._announce(words if read else prefix(event.stream) + words)
