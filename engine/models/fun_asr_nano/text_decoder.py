"""The contract of a language model that turns the adaptor's rows into the final text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from engine.models.fun_asr_nano.audio import CtcScores
from engine.models.recogniser import Hypothesis, Request


@dataclass(frozen=True, slots=True)
class EncodedUtterance:
    """What the audio half knows of one utterance.

    audio_rows: float32 [n, 1024], the adaptor's rows that the language model is given, no more.
    draft: the CTC text with its words, or None where the model has no CTC branch.
    scores: what the draft was made from, for a search of hotwords among the candidates; None likewise.
    samples: length of the utterance.
    """

    audio_rows: np.ndarray
    draft: Hypothesis | None
    scores: CtcScores | None
    samples: int


class TextDecoder(Protocol):
    """A language model, loaded."""

    def decode(self, heard: EncodedUtterance, request: Request) -> Hypothesis:
        """The text. Words may be left empty: the recogniser then aligns the text to the CTC scores."""

    def close(self) -> None:
        """Release memory; no call may follow."""
