"""Warns about a list: unusable lines, duplicate words, words that are never found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from app.hotwords.entry import Entry, Parsed, Problem
from app.hotwords.foreign import doubts
from engine.hotwords.patterns import LONGEST
from engine.hotwords.sounding import variants
from engine.text.sentence import Sentence

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
            found.append(_alike("“{word}” is nearly “{known}” of line {line}.", entry, known))
        elif sound and (known := by_sound.setdefault(sound, entry)) is not entry:
            found.append(_alike("“{word}” sounds the same as “{known}” of line {line}.", entry, known))
    return found


def _alike(what: str, entry: Entry, known: Entry) -> Problem:
    return Problem(entry.line, Sentence(what, word=entry.text, known=known.text, line=known.line), skipped=False)


def _sounds(entries: Iterable[Entry]) -> list[Problem]:
    found: dict[int, list[str]] = defaultdict(list)
    for entry in entries:
        said = next(iter(variants(entry.text)), ())
        if not said:
            found[entry.line].append(Sentence("“{word}” has no sound that Earshot knows.", word=entry.text))
        elif len(said) < _SHORTEST_SOUND:
            found[entry.line].append(
                Sentence("“{word}” is so short that it will be found in many sentences.", word=entry.text)
            )
        elif len(said) > LONGEST:
            found[entry.line].append(Sentence("“{word}” is too long to be found by its sound.", word=entry.text))
    return [Problem(line, what, skipped=False) for line, sentences in found.items() for what in sentences]
