"""A context that knows what its cache was computed from, and computes only what differs.

Reuse is exact: a position is kept only where everything before it, and itself, came from the same token or from
a bit-equal row of sound. A quantised model rounds a position by the batch that it was in, though. What is to be
repeatable therefore reuses only tokens in front of the sound that were computed as one batch of their own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.models.fun_asr_nano.llm.context import LlamaContext, check_vectors
from engine.models.fun_asr_nano.llm.errors import SpanRefused

Key = int | bytes
"""What a position was computed from: a token's id, or the digest of a row of sound."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt laid out against the cache.

    prefix: positions in front of the sound. shared: positions at the beginning that need not be computed.
    vectors: float32 (len(keys) - shared, width), the rest of it. alone: positions of `shared` that were computed
    while it was laid out.
    """

    keys: list[Key]
    prefix: int
    shared: int
    vectors: np.ndarray
    alone: int = 0


class WarmContext:
    """A LlamaContext plus the keys of its positions. Not thread-safe."""

    def __init__(self, context: LlamaContext) -> None:
        self.context = context
        self._keys: list[Key] = []
        self._alone = 0  # positions at the beginning that were computed as one batch

    @property
    def past(self) -> int:
        return self.context.past

    def lay_out(self, before: np.ndarray, rows: np.ndarray, after: np.ndarray, repeatable: bool = False) -> Prompt:
        """before, after: int32 token ids; rows: float32 (n, width), n >= 1. Raises SpanRefused for bad rows.

        repeatable: the tokens in front of the sound are computed now, where they were not computed alone before.
        """
        if not len(rows):
            raise SpanRefused("There is no sound to write down.")
        rows = check_vectors(rows, self.context.model.width)
        keys: list[Key] = [*before.tolist(), *map(_digest, rows), *after.tolist()]
        # The last position is computed again in any case: its logits are what the answer begins with.
        shared = min(_common(self._keys, keys), len(keys) - 1)
        alone = 0
        if repeatable and len(keys) < self.context.options.positions:
            alone = self._compute_alone(before, shared)
            shared = len(before)
        spans = [self._embedded(before), rows, self._embedded(after)]
        return Prompt(keys, len(before), shared, np.concatenate(spans)[shared:], alone)

    def enter(self, prompt: Prompt, ride: Sequence[int]) -> None:
        """Compute what the cache lacks of the prompt, and draft tokens with it, all as vectors in one batch.

        Outputs: one for the prompt, then one for each token of `ride`. A batch costs much of its time however
        small it is, so one is cheaper than a batch each for sound, suffix and draft.
        """
        self.truncate(prompt.shared)
        vectors = prompt.vectors
        if len(ride):
            vectors = np.concatenate([vectors, self._embedded(np.array(ride, np.int32))])
        self.context.vectors(vectors, 1 + len(ride))
        self._keys = [*prompt.keys, *ride]

    def step(self, tokens: Sequence[int]) -> None:
        """Compute tokens behind what is cached, with one output each."""
        self.context.tokens(np.array(tokens, np.int32), len(tokens))
        self._keys += tokens

    def truncate(self, length: int) -> None:
        """Forget the positions from `length` on."""
        self.context.truncate(length)
        del self._keys[length:]
        self._alone = self._alone if length >= self._alone else 0

    def reconcile(self) -> None:
        """After a batch that failed half-way: believe what the context says it still holds."""
        self.truncate(self.context.past)

    def _compute_alone(self, before: np.ndarray, shared: int) -> int:
        """Have `before` in the cache as one batch; the number of positions that this took."""
        if self._alone == len(before) <= shared:
            return 0
        self.truncate(0)
        self.context.vectors(self._embedded(before), 0)
        self._keys, self._alone = list(before.tolist()), len(before)
        return len(before)

    def _embedded(self, ids: np.ndarray) -> np.ndarray:
        return self.context.model.embeddings.rows(ids)


def _digest(row: np.ndarray) -> bytes:
    return hashlib.blake2b(row.tobytes(), digest_size=16).digest()


def _common(one: Sequence[Key], other: Sequence[Key]) -> int:
    """How many entries at the beginning are equal."""
    differing = (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(differing, min(len(one), len(other)))
