"""Tries a list on a sentence: which entries match and why, and the resulting text."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass

from app.hotwords.entry import HotwordList, Parsed
from app.hotwords.library import HotwordLibrary
from app.hotwords.vocabulary import Vocabulary, combined
from engine.hotwords.entries import Candidate
from engine.hotwords.replacement import ReplacementMode
from engine.hotwords.steering import Steering, Written

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Trial:
    """text: as it was given, which is what it stays without a list. entries: that were searched.

    candidates: best first, with score and reason. written: the text with the list, by the name of the replacement:
    off (then only rules change it), careful or always.
    """

    text: str
    entries: int
    candidates: tuple[Candidate, ...]
    written: Mapping[str, Written]


class Trials:
    """Tries sentences; the index of the newest vocabulary is kept. One worker at a time."""

    def __init__(self, library: HotwordLibrary) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._newest: Vocabulary | None = None

    def attempt(self, text: str, unsaved: Mapping[str, Parsed] | None = None) -> Trial:
        """With the lists of the active profile, those in `unsaved` as they are there.

        A list in `unsaved` is searched whether or not the profile has it: it is the one that is being worked on.
        """
        vocabulary = self.vocabulary(unsaved or {})
        text = " ".join(text.split())
        steering = {mode: Steering(vocabulary.index, mode, vocabulary.rule_set()) for mode in ReplacementMode}
        return Trial(
            text,
            len(vocabulary.hotwords),
            vocabulary.index.candidates(text, most=MOST_SHOWN),
            {mode.value: each.written(text) for mode, each in steering.items()},
        )

    def vocabulary(self, unsaved: Mapping[str, Parsed]) -> Vocabulary:
        """Its index is made where something has changed: 0.1 ms an entry."""
        there = self._library.names()
        profiles = self._library.profiles()
        names = dict.fromkeys((*profiles.lists_of(profiles.active, there), *unsaved))
        lists = [
            HotwordList(name, unsaved[name]) if name in unsaved else self._library.read(name)
            for name in names
            if name in unsaved or name in there
        ]
        made = combined(lists, self._library.learnt.load())
        with self._lock:
            if self._newest is None or (made.hotwords, made.rules) != (self._newest.hotwords, self._newest.rules):
                self._newest = made
            return self._newest
