"""What a hypothesis is worth to reinforcement learning: the report's four rewards.

1 - error rate; precision and recall of the hotwords; a penalty for spans that nobody said, found by pattern; -1 for
another language.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.scoring import Measure, count_errors, keywords_found
from engine.text.loops import unlooped
from engine.text.scripts import script

MEASURES = {"en": Measure.WORDS, "zh": Measure.CHARACTERS, "mix": Measure.MIXED, "none": Measure.WORDS}
_FAST = 30.0  # characters a second that nobody speaks
_HAN_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Said:
    """The truth about an utterance. listed: the hotwords in its prompt; names: those that were said."""

    text: str
    language: str
    seconds: float
    names: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()


def reward(said: Said, written: str) -> float:
    """The sum of the four; 2 is perfect with hotwords listed, 1 without."""
    return accuracy(said, written) + keywords(said, written) - hallucinated(said, written) + language(said, written)


def accuracy(said: Said, written: str) -> float:
    """1 - error rate, at least -1. Where nobody spoke: 1 for nothing, else less with every character."""
    if not said.text:
        return 1.0 if not written.strip() else max(-1.0, -0.1 * len(written))
    counts = count_errors(said.text, written, MEASURES[said.language], _code(said.language))
    return max(-1.0, 1 - counts.errors / max(1, counts.reference_length))


def keywords(said: Said, written: str) -> float:
    """Mean of precision and recall over the list; 0 where there is none. An invented hotword costs."""
    if not said.listed:
        return 0.0
    found = set(keywords_found(said.listed, written, _code(said.language)))
    there = {name for name in said.names if name in said.listed}
    if not there:
        return -float(len(found))
    recall = len(found & there) / len(there)
    precision = len(found & there) / len(found) if found else 0.0
    return (precision + recall) / 2


def hallucinated(said: Said, written: str) -> float:
    """0.5 for a loop, 0.5 for more characters than can be spoken in the time."""
    loops = unlooped(written) != written
    crowded = len(written) > _FAST * max(0.5, said.seconds)
    return 0.5 * loops + 0.5 * crowded


def language(said: Said, written: str) -> float:
    """-1 where the text is in the other language."""
    letters: Sequence[str] = [found for char in written if (found := script(char))]
    if not letters or said.language not in ("en", "zh"):
        return 0.0
    han = sum(found == "HAN" for found in letters) / len(letters)
    return -1.0 if (han > _HAN_SHARE) != (said.language == "zh") else 0.0


def _code(language: str) -> str | None:
    return language if language in ("en", "zh") else None
