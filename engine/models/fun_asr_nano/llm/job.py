"""The decoder's input for one utterance, and its output."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from engine.models.fun_asr_nano.llm.prompt import PromptOptions

MOST_TOKENS = 512  # upstream's max_new_tokens
_TOKENS_A_SECOND = 25.0  # the fastest speech in a script that takes several tokens a character stays below
_TOKENS_ANYWAY = 24


PLAIN = PromptOptions()


class DraftSource(Enum):
    """Where a draft comes from; how often it is right is learned for each apart."""

    LLM = "llm"  # the previous partial of the same utterance
    CTC = "ctc"


@dataclass(frozen=True, slots=True)
class DecodeJob:
    """One utterance to be written down.

    rows: the adaptor's, float32 (n, width), n >= 1. audio_s: how long the sound is; bounds the answer.
    draft: what the answer probably is; verified in batches, never changes the result.
    temperature: 0 takes the likeliest token each time; above, `seed` decides (for a second attempt).
    most_tokens: a tighter bound than the one that follows from audio_s.
    repeatable: the sizes of batches, by which a quantised model rounds, follow from this job alone.
    beams: texts that are followed side by side where nothing is drawn; then no draft helps.
    """

    rows: np.ndarray
    audio_s: float
    prompt: PromptOptions = PLAIN
    draft: str = ""
    source: DraftSource = DraftSource.CTC
    temperature: float = 0.0
    seed: int = 0
    most_tokens: int = MOST_TOKENS
    repeatable: bool = False
    beams: int = 1

    @property
    def limit(self) -> int:
        """How many tokens the answer may have."""
        spoken = _TOKENS_ANYWAY + int(_TOKENS_A_SECOND * max(0.0, self.audio_s))
        return max(1, min(self.most_tokens, MOST_TOKENS, spoken))


class Ending(Enum):
    """Why the answer ends."""

    COMPLETE = "complete"  # the model said so
    LIMIT = "limit"
    LOOP = "loop"


@dataclass(frozen=True, slots=True)
class Counters:
    """What the answer took. reused + evaluated_prompt = the prompt's length, sound included.

    prefix_evaluated: positions in front of the sound that had to be computed; 0 when the prompt was warm.
    answer_evaluated: positions computed for the answer, rejected draft tokens included.
    batches: calls into llama.cpp. offered, accepted: draft tokens.
    """

    reused: int
    evaluated_prompt: int
    prefix_evaluated: int
    answer_evaluated: int
    batches: int
    offered: int
    accepted: int
    prompt_s: float
    answer_s: float


@dataclass(frozen=True, slots=True)
class DecodedAnswer:
    """The answer. tokens: without the one that ends it. text: as decoded, not tidied.

    others: likewise, the texts of the other beams, most probable first.
    """

    text: str
    tokens: tuple[int, ...]
    ending: Ending
    counters: Counters
    others: tuple[str, ...] = ()
