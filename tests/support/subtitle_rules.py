"""Reads a subtitle file with another program's parser and says which rules it breaks.

Written apart from the exporter: it shares no code with it, and counts in its own way.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

import srt  # type: ignore[import-untyped] # ships no types
import webvtt


@dataclass(frozen=True, slots=True)
class Limits:
    latin_line: int
    wide_line: int
    lines: int
    latin_speed: float
    wide_speed: float
    shortest_ms: int
    longest_ms: int
    gap_ms: int


NETFLIX = Limits(42, 16, 2, 20, 9, 833, 7000, 83)
BBC = Limits(37, 16, 2, 17, 12, 1000, 7000, 80)
EBU = Limits(40, 16, 2, 15, 11, 1000, 7000, 80)


@dataclass(frozen=True, slots=True)
class Shown:
    start_ms: int
    end_ms: int
    text: str


def read_srt(content: str) -> list[Shown]:
    return [
        Shown(round(1000 * cue.start.total_seconds()), round(1000 * cue.end.total_seconds()), cue.content)
        for cue in srt.parse(content)
    ]


def read_vtt(content: str) -> list[Shown]:
    return [
        Shown(_ms(cue.start), _ms(cue.end), html.unescape(re.sub("<[^>]*>", "", cue.raw_text)))
        for cue in webvtt.from_string(content).captions
    ]


def broken(cues: list[Shown], limits: Limits) -> set[tuple[int, str]]:
    """(start in ms, rule) of each."""
    found = {(cue.start_ms, rule) for cue in cues for rule in _rules_broken(cue, limits)}
    return found | {(b.start_ms, "gap") for a, b in pairwise(cues) if b.start_ms - a.end_ms < limits.gap_ms}


def _rules_broken(cue: Shown, limits: Limits) -> list[str]:
    shown_ms = cue.end_ms - cue.start_ms
    lines = cue.text.split("\n")
    counts = [_count(line) for line in lines]
    seconds = sum(latin / limits.latin_speed + wide / limits.wide_speed for latin, wide in counts)
    share = max(latin / limits.latin_line + wide / limits.wide_line for latin, wide in counts)
    conditions = {
        "lines": len(lines) > limits.lines,
        "wide": share > 1 + 1e-9,
        "fast": seconds * 1000 > shown_ms + 1e-6,
        "short": shown_ms < limits.shortest_ms,
        "long": shown_ms > limits.longest_ms,
        "parted": any(re.search(r"\d$", a) and re.match(r"(%|km|kg|million|percent)\b", b) for a, b in pairwise(lines)),
    }
    return [rule for rule, holds in conditions.items() if holds]


def _count(line: str) -> tuple[int, int]:
    """Narrow and square characters; what stands on another one, or is not seen, is none."""
    seen = [each for each in line if unicodedata.category(each) not in {"Mn", "Me", "Cf"}]
    wide = sum(unicodedata.east_asian_width(each) in {"W", "F"} for each in seen)
    return len(seen) - wide, wide


def _ms(stamp: str) -> int:
    *hours, minutes, seconds = stamp.split(":")
    return round(1000 * (3600 * int(hours[0] if hours else 0) + 60 * int(minutes) + float(seconds)))
