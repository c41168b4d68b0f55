"""One pass of the model: features and a prompt in, tokens and how sure it is of them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.models.whisper.tokens import Tokens
from engine.text.wording import TokenSpan

if TYPE_CHECKING:
    import ctranslate2

_MOST_TOKENS = 224  # half of the text window; the other half may hold previous text
_TOKENS_FREE, _TOKENS_A_SECOND = 10, 9  # never reached by speech: they end a loop


@dataclass(frozen=True, slots=True)
class DecodedTokens:
    """Text tokens and how probable each is. log_prob: their mean, the end of text counted. no_speech: 0..1."""

    ids: tuple[int, ...]
    probabilities: tuple[float, ...]
    log_prob: float
    no_speech: float


class Decoder:
    """A loaded CTranslate2 model with its tokens."""

    def __init__(self, model: ctranslate2.models.Whisper, tokens: Tokens) -> None:
        self._model = model
        self.tokens = tokens

    @property
    def bins(self) -> int:
        return int(self._model.n_mels)

    def encode(self, features: np.ndarray) -> ctranslate2.StorageView:
        """features: float32 [bins, frames], 3,000 frames at most. Returns [1, frames / 2, width]."""
        import ctranslate2

        return self._model.encode(ctranslate2.StorageView.from_array(features[None]))

    def decode(
        self, encoded: ctranslate2.StorageView, prompt: list[int], sound_s: float, beam: int = 1
    ) -> DecodedTokens:
        """The most probable text behind `prompt` for `sound_s` seconds of sound."""
        most = min(_MOST_TOKENS, round(_TOKENS_FREE + _TOKENS_A_SECOND * sound_s))
        result = self._model.generate(
            encoded,
            [prompt],
            beam_size=beam,
            max_length=len(prompt) + most,
            return_scores=True,
            return_logits_vocab=beam == 1,
            return_no_speech_prob=True,
        )[0]
        ids = tuple(token for token in result.sequences_ids[0] if token < self.tokens.end_of_text)
        # The score is the sum divided by the length; with a length penalty of 1 it counts the text's tokens alone.
        total = result.scores[0] * max(1, len(result.sequences_ids[0]))
        return DecodedTokens(
            ids,
            _probabilities(result.logits[0] if beam == 1 else (), ids),
            total / (len(ids) + 1),
            result.no_speech_prob,
        )

    def languages(self, encoded: ctranslate2.StorageView) -> dict[str, float]:
        """Probability of each language that the model knows."""
        return {token.strip("<|>"): float(share) for token, share in self._model.detect_language(encoded)[0]}

    def align(
        self, encoded: ctranslate2.StorageView, language: str | None, ids: tuple[int, ...], frames: int
    ) -> list[TokenSpan]:
        """The place of each text token, in steps of 20 ms. frames: of the sound, without the silence behind it."""
        start = self.tokens.start_sequence(language)
        found = self._model.align(encoded, start, [list(ids)], [frames], median_filter_width=7)[0]
        first: dict[int, int] = dict(reversed(found.alignments))  # of each token, and the end of text, its first step
        if any(at not in first for at in range(len(ids) + 1)):
            return []
        steps = [first[at] for at in range(len(ids) + 1)]
        return [
            TokenSpan(token, begin, end, probability)
            for token, begin, end, probability in zip(ids, steps, steps[1:], found.text_token_probs, strict=False)
        ]

    def close(self) -> None:
        self._model.unload_model()


def _probabilities(logits: Sequence[ctranslate2.StorageView], ids: tuple[int, ...]) -> tuple[float, ...]:
    """Of each token among all that could have stood in its place; none where the search kept no scores."""
    found = []
    for token, storage in zip(ids, logits, strict=False):
        row = np.array(storage).ravel()
        found.append(float(1.0 / np.exp(row - row[token]).sum()))
    return tuple(found)
