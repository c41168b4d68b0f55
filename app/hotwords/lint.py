"""What a careful friend would say of a list: lines that cannot be used, words that stand twice or are never found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from app.hotwords.entry import Entry, Parsed, Problem
from app.hotwords.foreign import doubts
from engine.hotwords.patterns import LONGEST
from engine.hotwords.sounding import variants

_SHORTEST_SOUND = 3  # units; a shorter one is heard everywhere


def lint(parsed: Parsed) -> list[Problem]:
    """Everything worth a word, in the order of the lines."""
    found = [*parsed.problems, *doubts(parsed.entries), *near_duplicates(parsed.entries), *_sounds(parsed.entries)]
    return sorted(found, key=lambda each: each.line)


def near_duplicates(entries: Iterable[Entry]) -> list[Problem]:
    """Entries that differ from an earlier one only in case, blanks or marks, or not at all in their sound."""
    found: list[Problem] = []
    by_letters: dict[str, Entry] = {}
    by_sound: dict[tuple[int, ...], Entry] = {}
    for entry in entries:
        letters = "".join(each for each in entry.text.casefold() if each.isalnum() or each in "+#")
        sound = next(iter(variants(entry.text)), ())
        if (known := by_letters.setdefault(letters, entry)) is not entry:
            found.append(Problem(entry.line, f"“{entry.text}” is nearly “{known.text}” of line {known.line}.", False))
        elif sound and (known := by_sound.setdefault(sound, entry)) is not entry:
            what = f"“{entry.text}” sounds the same as “{known.text}” of line {known.line}."
            found.append(Problem(entry.line, what, False))
    return found


def _sounds(entries: Iterable[Entry]) -> list[Problem]:
    found: dict[int, list[str]] = defaultdict(list)
    for entry in entries:
        said = next(iter(variants(entry.text)), ())
        if not said:
            found[entry.line].append(f"“{entry.text}” has no sound that Earshot knows.")
        elif len(said) < _SHORTEST_SOUND:
            found[entry.line].append(f"“{entry.text}” is so short that it will be found in many sentences.")
        elif len(said) > LONGEST:
            found[entry.line].append(f"“{entry.text}” is too long to be found by its sound.")
    return [Problem(line, what, skipped=False) for line, sentences in found.items() for what in sentences]
