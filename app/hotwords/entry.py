"""The parsed lines of a hotword list: entries, rules and problems."""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import CaptioningError
from engine.hotwords.entries import Hotword
from engine.hotwords.rules import Rule
from engine.text.sentence import Sentence

LEAST_WEIGHT, MOST_WEIGHT = 0.1, 10.0


@dataclass(frozen=True, slots=True)
class Entry:
    """A word or phrase with its optional fields. line: where it stands in its file, from 1; 0 for a new one."""

    text: str
    aliases: tuple[str, ...] = ()
    sounds: tuple[str, ...] = ()
    weight: float = 1.0
    note: str = ""
    line: int = 0

    def as_hotword(self) -> Hotword:
        return Hotword(self.text, self.aliases, self.sounds, weight=self.weight)


@dataclass(frozen=True, slots=True)
class Problem:
    """One sentence on one line of a file. line: from 1; 0 for the file as a whole. skipped: the line is not used."""

    line: int
    what: str
    skipped: bool = True

    def __str__(self) -> str:
        return Sentence("line {line}: {reason}", line=self.line, reason=self.what) if self.line else self.what


@dataclass(frozen=True, slots=True)
class Parsed:
    """What could be read of a file, and what could not."""

    entries: tuple[Entry, ...] = ()
    rules: tuple[Rule, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class HotwordList:
    """One list by its name, as it was read. fault: why it is not used as a whole, or not all of it."""

    name: str
    parsed: Parsed
    fault: CaptioningError | None = None
