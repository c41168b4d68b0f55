"""Combines the lists of a profile into one vocabulary for the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from app.hotwords.entry import Entry, HotwordList, Problem
from engine.errors import CaptioningError
from engine.hotwords.entries import Hotword
from engine.hotwords.retrieval import HotwordIndex
from engine.hotwords.rules import Rule, RuleSet


@dataclass(frozen=True)
class Vocabulary:
    """hotwords: each word once. rules: in the order of the lists. problems: by the list they stand in.

    faults: why lists or profiles are not used as the user asked.
    """

    hotwords: tuple[Hotword, ...] = ()
    rules: tuple[Rule, ...] = ()
    problems: Mapping[str, tuple[Problem, ...]] | None = None
    faults: tuple[CaptioningError, ...] = ()

    @cached_property
    def index(self) -> HotwordIndex:
        """Made on first use, 0.1 ms an entry: on a worker, please."""
        return HotwordIndex(self.hotwords)

    def rule_set(self) -> RuleSet:
        return RuleSet(self.rules)


def combined(lists: Sequence[HotwordList], learnt: Mapping[str, Sequence[str]]) -> Vocabulary:
    """A word that stands in several lists has the forms of all, and the greatest weight.

    learnt: what was heard for a word before; it helps the words that some list holds.
    """
    words: dict[str, Hotword] = {}
    for entry in (entry for each in lists for entry in each.parsed.entries):
        known = words.get(entry.text)
        words[entry.text] = entry.as_hotword() if known is None else _joined(known, entry)
    for meant, heard in learnt.items():
        if meant in words:
            words[meant] = replace(words[meant], heard=tuple(heard))
    rules = tuple(rule for each in lists for rule in each.parsed.rules)
    return Vocabulary(tuple(words.values()), rules, {each.name: each.parsed.problems for each in lists})


def _joined(known: Hotword, entry: Entry) -> Hotword:
    return replace(
        known,
        aliases=tuple(dict.fromkeys(known.aliases + entry.aliases)),
        sounds=tuple(dict.fromkeys(known.sounds + entry.sounds)),
        weight=max(known.weight, entry.weight),
    )
