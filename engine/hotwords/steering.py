"""The active vocabulary: what is offered to a model before it writes, and how its text is changed afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, islice

from engine.events import Word
from engine.hotwords.entries import Candidate
from engine.hotwords.lattice import Lattice
from engine.hotwords.proof import SpellingScorer, places_of, proven
from engine.hotwords.replacement import Replacement, ReplacementMode, replace_hotwords
from engine.hotwords.retrieval import MOST, HotwordIndex
from engine.hotwords.rules import RuleSet
from engine.text.characters import is_han
from engine.text.units import letters

MOST_CHARACTERS = 400  # of all hotwords in one prompt: they share 1,024 positions with sound and answer


@dataclass(frozen=True, slots=True)
class Written:
    """A text after replacement: its words, moved accordingly; entries that it holds; entries that replaced similar
    text; and a sentence for each change.
    """

    text: str
    words: tuple[Word, ...]
    used: tuple[str, ...]
    replaced: tuple[str, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Steering:
    """The active vocabulary. rules: None for none."""

    index: HotwordIndex
    replacement: ReplacementMode = ReplacementMode.CAREFUL
    rules: RuleSet | None = None

    def chosen(self, text: str, lattice: Lattice | None = None) -> tuple[str, ...]:
        """Entries to offer to a model whose first text is `text`; none for an empty text, whatever the lattice says: a
        model writes what it is offered into silence.
        """
        if not letters(text):
            return ()
        return as_many_as_help(each.hotword.text for each in self.index.candidates(text, lattice))

    def written(self, text: str, words: Sequence[Word] = (), scorer: SpellingScorer | None = None) -> Written:
        """The text with hotwords applied first, then the user's rules. scorer: of the sound, where there is one."""
        matches = self.index.matches(text)
        by_sound = replace_hotwords(text, matches, self.replacement, self._proven(text, words, scorer))
        used = [each.hotword.text for each in sorted(matches, key=lambda each: each.start) if each.written_so]
        replaced = tuple(each.meant for each in by_sound.replacements)
        used += replaced
        moved = moved_words(text, words, by_sound.replacements)
        sentences = [each.sentence for each in by_sound.replacements]
        text = by_sound.text
        for step in () if self.rules is None else self.rules.steps(text):
            moved = moved_words(text, moved, step.replacements)
            sentences += [each.sentence for each in step.replacements]
            text = step.text
        return Written(text, moved, tuple(dict.fromkeys(used)), replaced, (*sentences, *self._switched_off()))

    def _proven(self, text: str, words: Sequence[Word], scorer: SpellingScorer | None) -> dict[Candidate, float]:
        if scorer is None or self.replacement is ReplacementMode.OFF:
            return {}
        return proven(text, words, self.index.doubtful(text), scorer)

    def _switched_off(self) -> tuple[str, ...]:
        """Rules that were switched off since the last sentence, each reported once."""
        if self.rules is None:
            return ()
        return tuple(f"the rule {each.rule.title} is switched off: {each.what}" for each in self.rules.take_problems())


def as_many_as_help(words: Iterable[str]) -> tuple[str, ...]:
    """The first MOST words of MOST_CHARACTERS in all; longer lists make models repeat themselves."""
    first = tuple(islice(words, MOST))
    lengths = accumulate(len(word) for word in first)
    return tuple(word for word, length in zip(first, lengths, strict=True) if length <= MOST_CHARACTERS)


def moved_words(text: str, words: Sequence[Word], replacements: Sequence[Replacement]) -> tuple[Word, ...]:
    """Words with times after replacements in `text`; none where they cannot be found in it.

    A replacement of several words takes their whole time; Chinese characters share it evenly.
    """
    places = places_of(text, words)
    if places is None:
        return ()
    moved: list[Word] = []
    at = 0
    for each in replacements:
        while at < len(words) and places[at][1] <= each.start:
            moved.append(words[at])
            at += 1
        first = at
        while at < len(words) and places[at][0] < each.end:
            at += 1
        if first < at:
            before = text[places[first][0] : each.start] if places[first][0] < each.start else ""
            behind = text[each.end : places[at - 1][1]]
            moved += _joined(words[first:at], before + each.meant + behind)
    return (*moved, *words[at:])


def _joined(words: Sequence[Word], text: str) -> list[Word]:
    known = [each.probability for each in words if each.probability is not None]
    whole = replace(words[0], text=text, end=words[-1].end, probability=min(known, default=None), interpolated=True)
    if not text:
        return []
    if not all(is_han(each) for each in text):
        return [whole]
    length = whole.end - whole.start
    borders = [whole.start + length * at // len(text) for at in range(len(text) + 1)]
    return [replace(whole, text=character, start=borders[at], end=borders[at + 1]) for at, character in enumerate(text)]
