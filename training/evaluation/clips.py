"""Which clips are looked at, and how a text is scored against what was said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from rapidfuzz.distance import Levenshtein

from app.scoring import ErrorCount, Measure, count_errors, normalise, tokens
from training.data.corpus import Corpus, Utterance
from training.evaluation.tables import Absent

T = TypeVar("T")
LANGUAGES = {"en": "English", "zh": "Mandarin", "mix": "Mandarin with English"}
MEASURES = {"en": Measure.WORDS, "zh": Measure.CHARACTERS, "mix": Measure.MIXED}
SCORED = (
    "Word errors of English, character errors of Mandarin, mixed errors of both together. A text is compared with "
    "the sentence as it is written and as it is spoken, and the smaller count holds: numbers may be written either way."
)


@dataclass(frozen=True, slots=True)
class HeldOut:
    """One utterance of a corpus. key: names it among all corpora."""

    key: tuple[str, int]
    said: Utterance
    corpus: Corpus

    def samples(self) -> np.ndarray:
        """float32 (n,), 16 kHz."""
        return self.corpus.samples(self.key[1])


class HeldOutSets:
    """The corpora NAMES-seen and NAMES-unseen of a training folder, which no step of training sees.

    limit: clips of a language in a set.
    """

    def __init__(self, work: Path, limit: int | None = None, names: str = "dev") -> None:
        self._work, self._limit, self._names = work, limit, names
        self._open: dict[str, Corpus] = {}

    def clips(self, name: str, language: str, keep: Callable[[Utterance], bool] = lambda said: True) -> list[HeldOut]:
        """Evenly taken from the corpus where there are more than the limit. Raises Absent where it is not there."""
        corpus = self._corpus(name)
        numbers = [at for at, said in enumerate(corpus.utterances) if said.language == language and keep(said)]
        return [HeldOut((name, at), corpus.utterances[at], corpus) for at in evenly(numbers, self._limit)]

    def _corpus(self, name: str) -> Corpus:
        if name not in self._open:
            corpus = Corpus(self._work / f"{self._names}-{name}")
            if not len(corpus):
                raise Absent(f"there is no corpus {self._names}-{name} in the training folder")
            self._open[name] = corpus
        return self._open[name]


def evenly(found: Sequence[T], most: int | None) -> list[T]:
    """At most `most` of them, from all parts of the sequence."""
    if most is None or len(found) <= most:
        return list(found)
    return [found[at * len(found) // most] for at in range(most)]


def errors(said: Utterance, text: str) -> ErrorCount:
    measure, language = MEASURES[said.language], None if said.language == "mix" else said.language
    counts = (count_errors(reference, text, measure, language) for reference in (said.written, said.spoken))
    return min(counts, key=lambda count: count.errors)


def unfinished_errors(said: Utterance, text: str) -> ErrorCount:
    """Of a guess on the way: against that beginning of the sentence which it fits best."""
    counts = [_beginning(said, reference, text) for reference in (said.spoken, said.written)]
    return min(counts, key=lambda count: count.errors)


def _beginning(said: Utterance, reference: str, text: str) -> ErrorCount:
    measure, language = MEASURES[said.language], None if said.language == "mix" else said.language
    whole, heard = (tokens(normalise(each, language), measure) for each in (reference, text))
    distances = [Levenshtein.distance(whole[:length], heard) for length in range(len(whole) + 1)]
    best = min(range(len(distances)), key=lambda length: (distances[length], -length))
    return ErrorCount(substitutions=distances[best], reference_length=best)


def total(counts: Iterable[ErrorCount]) -> ErrorCount:
    return sum(counts, ErrorCount())
