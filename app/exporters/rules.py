"""The reading rules of subtitles, and the places where a list of cues breaks them.

Sources of the presets: Netflix timed text style guides, general requirements, English and Simplified Chinese (42 or 16
characters a line, 20 or 9 a second, 5/6 s to 7 s, two frames of film between cues); BBC subtitle guidelines (37
characters a line, 160 to 180 words a minute, which is 17 characters a second); EBU Tech 3264 (40 characters a row of
teletext) with 15 a second. BBC and EBU say nothing of Chinese: there 16 characters, at 12 and 11 a second, are assumed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from itertools import pairwise

from engine.errors import BadInput
from engine.text.breaking import Ruler, takes_no_room
from engine.text.characters import is_wide
from engine.text.sentence import Sentence


@dataclass(frozen=True, slots=True)
class SubtitleRules:
    """latin_line, wide_line: characters on a line; a line of both takes its share of each. lines: of a cue.

    latin_speed, wide_speed: characters a second. shortest_ms, longest_ms: how long a cue is shown. gap_ms: between two.
    """

    latin_line: int = 42
    wide_line: int = 16
    lines: int = 2
    latin_speed: float = 20.0
    wide_speed: float = 9.0
    shortest_ms: int = 833
    longest_ms: int = 7_000
    gap_ms: int = 83

    @property
    def line_parts(self) -> int:
        """The width of a full line as the rulers of these rules measure."""
        return self.latin_line * self.wide_line

    def ruler(self, text: str) -> Ruler:
        return Ruler(text, latin=self.wide_line, wide=self.latin_line)

    def width(self, text: str) -> int:
        latin, wide = _counts(text)
        return latin * self.wide_line + wide * self.latin_line

    def reading_ms(self, text: str) -> float:
        """How long it takes to read: signs that take no room take no time."""
        latin, wide = _counts(text)
        return 1000 * (latin / self.latin_speed + wide / self.wide_speed)


@lru_cache(maxsize=1 << 14)  # words come again and again
def _counts(text: str) -> tuple[int, int]:
    """Narrow and square characters."""
    seen = [each for each in text if not takes_no_room(each)]
    wide = sum(map(is_wide, seen))
    return len(seen) - wide, wide


PRESETS: Mapping[str, SubtitleRules] = {
    "netflix": SubtitleRules(),
    "bbc": SubtitleRules(latin_line=37, latin_speed=17.0, wide_speed=12.0, shortest_ms=1_000, gap_ms=80),
    "ebu": SubtitleRules(latin_line=40, latin_speed=15.0, wide_speed=11.0, shortest_ms=1_000, gap_ms=80),
}

OWN, PRESET_OF_OWN = "own", "netflix"
"""The name of the rules that a user makes, and the preset that they are the changes of."""

LIMITS: Mapping[str, tuple[float, float]] = {
    "latin_line": (10, 200),
    "wide_line": (4, 100),
    "lines": (1, 4),
    "latin_speed": (5, 100),
    "wide_speed": (2, 50),
    "shortest_ms": (100, 5_000),
    "longest_ms": (2_000, 60_000),
    "gap_ms": (0, 1_000),
}


def rules_of(preset: str, changed: Mapping[str, float] | None = None) -> SubtitleRules:
    """A preset, with single limits of one's own. Raises BadInput for a name or a number that cannot be."""
    if preset not in PRESETS:
        raise BadInput(
            "There are no subtitle rules “{name}”.", "Choose one of {names}.", name=preset, names=", ".join(PRESETS)
        )
    values = {each.name: getattr(PRESETS[preset], each.name) for each in fields(SubtitleRules)}
    for name, value in (changed or {}).items():
        values[name] = type(values[name])(_checked(name, value)) if name in values else _checked(name, value)
    return SubtitleRules(**values)


def _checked(name: str, value: float) -> float:
    if name not in LIMITS:
        names = ", ".join(LIMITS)
        raise BadInput("Subtitles have no limit “{name}”.", "Choose one of {names}.", name=name, names=names)
    low, high = LIMITS[name]
    if not low <= value <= high:  # also what is no number
        raise BadInput(
            "{name} cannot be {value}.", "Choose {low} to {high}.", name=name, value=value, low=low, high=high
        )
    return value


@dataclass(frozen=True, slots=True)
class Cue:
    """Lines as they are shown, and when: milliseconds since the session began.

    speakers: whose words each line is, "" where one source was captioned alone. parted: a name or number had no room.
    """

    start_ms: int
    end_ms: int
    lines: tuple[str, ...]
    speakers: tuple[str, ...] = ()
    parted: bool = False


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a cue does not keep. start_ms: of the cue, since the beginning. what: for a person.

    rule: fast, short, long, gap, wide, lines or parted.
    """

    rule: str
    start_ms: int
    what: Sentence

    @property
    def when(self) -> str:
        return clock_ms(self.start_ms)


def clock_ms(ms: int) -> str:
    """HH:MM:SS.mmm"""
    seconds, rest = divmod(ms, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{rest:03d}"


def violations(cues: Sequence[Cue], rules: SubtitleRules) -> list[Violation]:
    """In order of time. Empty where every cue keeps every rule."""
    found = [each for cue in cues for each in _of_cue(cue, rules)]
    for before, after in pairwise(cues):
        gap = after.start_ms - before.end_ms
        if gap < rules.gap_ms:
            what = Sentence(
                "{found} ms lie between two subtitles; {limit} ms are asked for.", found=gap, limit=rules.gap_ms
            )
            found.append(Violation("gap", after.start_ms, what))
    return sorted(found, key=lambda each: each.start_ms)


def _of_cue(cue: Cue, rules: SubtitleRules) -> Iterator[Violation]:
    shown_ms = cue.end_ms - cue.start_ms
    text = "".join(cue.lines)

    def broken(rule: str, template: str, found: object, limit: object) -> Violation:
        return Violation(rule, cue.start_ms, Sentence(template, found=found, limit=limit))

    if len(cue.lines) > rules.lines:
        yield broken("lines", "It has {found} lines; {limit} are allowed.", len(cue.lines), rules.lines)
    if any(rules.width(line) > rules.line_parts for line in cue.lines):
        longest = max(map(len, cue.lines))
        limit = f"{rules.latin_line}/{rules.wide_line}"
        yield broken("wide", "A line has {found} characters; {limit} are allowed.", longest, limit)
    if math.ceil(rules.reading_ms(text)) > shown_ms:
        percent = round(100 * rules.reading_ms(text) / max(1, shown_ms))
        yield broken("fast", "It has to be read at {found} % of the speed that is allowed.", percent, 100)
    if shown_ms < rules.shortest_ms:
        yield broken("short", "It is shown for {found} ms; {limit} ms is the least.", shown_ms, rules.shortest_ms)
    if shown_ms > rules.longest_ms:
        yield broken("long", "It is shown for {found} ms; {limit} ms is the most.", shown_ms, rules.longest_ms)
    if cue.parted:
        yield broken("parted", "A name or a number is parted.", "", "")
