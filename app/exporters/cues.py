"""Cuts finals into readable subtitles on word borders, and times them by the rules.

The rules and their sources: rules.py. A cue is at most half a second early or a second and a half late (BBC subtitle
guidelines), and only where it, or one beside it, could not be read otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from app.exporters.cutting import Cutter, pieces_of
from app.exporters.rules import PRESETS, Cue, SubtitleRules
from app.exporters.wording import speaker_name, spoken, with_speaker
from app.transcripts.values import Transcript

EARLY_MS = 500
LATE_MS = 1_500
_LATEST_MS = 10_000  # where a cue would else be shown for an instant: many words in the time of one, as of a correction
_STANDARD = PRESETS["netflix"]


def cues_of(transcript: Transcript, rules: SubtitleRules = _STANDARD, names: bool = False) -> list[Cue]:
    """All cues, in order, each of at least 1 ms, none before the one ahead of it has gone.

    names: where there are two speakers, a name stands before the first words of each turn; without, a dash where two
    share a cue.
    """
    cut = sorted(_cut(transcript, rules, names), key=lambda cue: cue.start_ms)
    return _timed(list(_shared(cut, rules, names)), rules)


def _cut(transcript: Transcript, rules: SubtitleRules, names: bool) -> Iterator[Cue]:
    """Times are those of the words: cues of two speakers may overlap."""
    for speaker, turn in groupby(spoken(transcript), key=lambda said: speaker_name(said[0], transcript)):
        lead = with_speaker(_short(speaker, rules), "") if speaker and names else ""
        finals = list(turn)
        for cut in Cutter(pieces_of(finals, rules, lead), rules, lead).cuts():
            lines = (lead + cut.lines[0], *cut.lines[1:]) if cut.first else cut.lines
            yield Cue(cut.begin_ms, cut.end_ms, lines, (speaker,) * len(lines), cut.parted)


def _short(name: str, rules: SubtitleRules) -> str:
    """A name takes half a line at most."""
    while rules.width(name) > rules.line_parts // 2:
        name = name[:-1]
    return name


def _shared(cues: list[Cue], rules: SubtitleRules, names: bool) -> Iterator[Cue]:
    """Two speakers who leave each other too little time are shown together, a line each."""
    number = 0
    while number < len(cues):
        cue = cues[number]
        if number + 1 < len(cues) and (both := _together(cue, cues[number + 1], rules, names)) is not None:
            yield both
            number += 2
        else:
            yield cue
            number += 1


def _together(first: Cue, second: Cue, rules: SubtitleRules, names: bool) -> Cue | None:
    if first.speakers == second.speakers or len(first.lines) + len(second.lines) > min(2, rules.lines):
        return None
    if second.start_ms - first.start_ms >= _needed_ms(first, rules) + rules.gap_ms:
        return None
    lines = first.lines + second.lines
    if not names:
        lines = tuple(f"- {line}" for line in lines)
    end = max(first.end_ms, second.end_ms)
    too_wide = any(rules.width(line) > rules.line_parts for line in lines)
    if too_wide or end - first.start_ms > rules.longest_ms:
        return None
    return Cue(first.start_ms, end, lines, first.speakers + second.speakers, first.parted or second.parted)


def _timed(cues: list[Cue], rules: SubtitleRules) -> list[Cue]:
    """Begins as they are spoken, moved only where time is lacking; ends late enough to be read."""
    needed = [_needed_ms(cue, rules) for cue in cues]
    starts = _late(cues, _early(cues, needed, rules), needed, rules)
    timed = []
    for number, (cue, start) in enumerate(zip(cues, starts, strict=True)):
        end = min(max(cue.end_ms, start + needed[number]), start + rules.longest_ms)
        if number + 1 < len(cues):
            end = min(end, starts[number + 1] - rules.gap_ms)
        timed.append(replace(cue, start_ms=start, end_ms=max(end, start + 1)))
    return timed


def _early(cues: list[Cue], needed: list[int], rules: SubtitleRules) -> list[int]:
    starts = [cue.start_ms for cue in cues]
    for number in range(len(cues) - 2, -1, -1):
        lacking = starts[number] + needed[number] + rules.gap_ms - starts[number + 1]
        if lacking > 0:
            starts[number] = max(0, starts[number] - min(lacking, EARLY_MS))
    return starts


def _late(cues: list[Cue], early: list[int], needed: list[int], rules: SubtitleRules) -> list[int]:
    starts: list[int] = []
    for number, (cue, start) in enumerate(zip(cues, early, strict=True)):
        if number:
            read, seen = needed[number - 1] + rules.gap_ms, rules.shortest_ms + rules.gap_ms
            start = max(
                start,
                min(starts[-1] + read, cue.start_ms + LATE_MS),
                min(starts[-1] + seen, cue.start_ms + _LATEST_MS),
                starts[-1] + 1 + rules.gap_ms,
            )
        starts.append(start)
    return starts


def _needed_ms(cue: Cue, rules: SubtitleRules) -> int:
    """To be read, and to be seen at all; no more than a cue may last."""
    reading = math.ceil(rules.reading_ms("".join(cue.lines)))
    return min(max(reading, rules.shortest_ms), rules.longest_ms)
