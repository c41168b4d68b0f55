"""Masks swear words with asterisks on the screen, where the user wants it; the transcript keeps them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

from engine.events import CaptionEvent, Final, Partial
from engine.text.borders import joined

_LIST = Path(__file__).resolve().parents[1] / "resources" / "profanity.txt"


def masked(text: str) -> str:
    """The text with the first character and an asterisk for each other one of every swear word.

    It is as long as before, so that times and places of words still fit.
    """
    return _words().sub(lambda found: _stars(text, found), text)


def masked_event(event: CaptionEvent) -> CaptionEvent:
    """The same for what an event shows. A swear word across the stable and the tentative text is one."""
    if isinstance(event, Partial):
        text = masked(event.text)
        at = len(event.stable)
        return event if text == event.text else replace(event, stable=text[:at], tentative=text[at:])
    if isinstance(event, Final):
        text = masked(event.text)
        words = tuple(replace(word, text=masked(word.text)) for word in event.words)
        others = tuple(map(masked, event.alternatives))
        unchanged = text == event.text and others == event.alternatives
        return event if unchanged else replace(event, text=text, words=words, alternatives=others)
    return event


class Masking:
    """Masks what a window shows, and remembers what was said: who corrects a caption starts from that."""

    def __init__(self, wanted: Callable[[], bool]) -> None:
        self._wanted = wanted
        self._said: dict[str, str] = {}

    def shown(self, event: CaptionEvent) -> CaptionEvent:
        if not self._wanted():
            return event
        made = masked_event(event)
        if isinstance(event, Final) and isinstance(made, Final) and made is not event:
            self._said[" ".join(made.text.split())] = " ".join(event.text.split())
        return made

    def text(self, said: str) -> str:
        """A corrected caption as it is shown."""
        if not self._wanted():
            return said
        made = masked(said)
        if made != said:
            self._said[made] = said
        return made

    def said(self, shown: str) -> str:
        """What stands in the transcript for a caption."""
        return self._said.get(shown, shown)


def _stars(text: str, found: re.Match[str]) -> str:
    begin, end = found.span()
    if joined(text, begin) or joined(text, end):
        return found.group()
    return text[begin] + "*" * (end - begin - 1)


@cache
def _words() -> re.Pattern[str]:
    lines = _LIST.read_text(encoding="utf-8").splitlines()
    words = {word for line in lines if not line.startswith("#") for word in line.split()}
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))), re.IGNORECASE)
