"""One llama.cpp context behind guards: nothing that is handed in here can abort the process.

llama.cpp answers some mistakes with abort() (too many tokens in a batch, too many logits asked for) and reads
past the end for others (vectors that are too narrow). All of them are refused here first.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.errors import ModelUnusable
from engine.models.fun_asr_nano.llm import library
from engine.models.fun_asr_nano.llm.errors import (
    DecoderFailed,
    DecodingCancelled,
    PromptTooLong,
    SpanRefused,
)
from engine.models.fun_asr_nano.llm.model import LlamaModel

MOST_OUTPUTS = 32  # rows of logits in one batch; llama.cpp sizes a buffer for them (27 MiB at 0.6B)
_MICRO_BATCH = 256
_F32, _F16 = 0, 1  # ggml_type
_NO_FLASH, _AUTO_FLASH = 0, -1
_FULL, _ABORTED = 1, 2  # return codes of llama_decode


@dataclass(frozen=True, slots=True)
class ContextOptions:
    """positions: the most that prompt, sound and answer take together.

    exact: float32 KV cache and plain attention, for parity with the reference; costs twice the cache.
    beams: texts that may be followed side by side, see `fork`; all of them share the positions.
    """

    positions: int = 1024
    threads: int = 2
    exact: bool = False
    beams: int = 1


@dataclass(slots=True)
class Work:
    """What was computed since the beginning, for counters and tests."""

    positions: int = 0
    outputs: int = 0


def never() -> bool:
    return False


class LlamaContext:
    """The KV cache and the computation. Not thread-safe: one thread calls; `cancelled` may change on any."""

    def __init__(self, model: LlamaModel, options: ContextOptions) -> None:
        self.model = model
        self.options = options
        self.work = Work()
        self.past = 0  # positions in the cache
        self.cancelled: Callable[[], bool] = never
        self._native = model.native
        self._batch = _BatchMemory(self._native, options.positions, self._sequences)
        self._abort = self._native.ggml_abort_callback(lambda _: self.cancelled())
        self._handle: Any = self._open()
        self._memory = self._native.llama_get_memory(self._handle)
        self._outputs = 0
        self._forks: range = range(0)  # llama.cpp's numbers of the texts that go on side by side
        self._forked = 0  # tokens of each of them

    def tokens(self, ids: np.ndarray, outputs: int) -> None:
        """Evaluate token ids, int32 (n,), after what is cached; the last `outputs` of them give logits.

        Raises SpanRefused, PromptTooLong, DecodingCancelled, DecoderFailed; the cache then holds what it held.
        """
        self._evaluate(check_tokens(ids, self.model.vocabulary), outputs)

    def vectors(self, rows: np.ndarray, outputs: int) -> None:
        """Evaluate rows, float32 (n, width), in place of tokens; otherwise like `tokens`."""
        self._evaluate(check_vectors(rows, self.model.width), outputs)

    def fork(self, tokens: np.ndarray, parents: Sequence[int]) -> None:
        """Evaluate a token behind each of several texts, int32 (n,), with an output each; `join` forgets the texts.

        parents: the text of the fork before that each token goes on from; the first fork goes on from what is cached.
        Raises as `tokens` does.
        """
        span, beams = check_tokens(tokens, self.model.vocabulary), self.options.beams
        known = self._forks or range(1)  # sequence 0 is what is cached
        if len(span) > beams or len(parents) != len(span) or not all(0 <= each < len(known) for each in parents):
            raise SpanRefused("{count} texts cannot go on from {known}.", count=len(span), known=len(known))
        if self.past + beams * (self._forked + 1) > self.options.positions:
            raise PromptTooLong("The decoder's context is full.", "Speak in shorter sentences.")
        begin = 1 if self._forks.start != 1 else 1 + beams
        forks = range(begin, begin + len(span))
        for sequence, parent in zip(forks, parents, strict=True):
            self._native.llama_memory_seq_cp(self._memory, known[parent], sequence, -1, -1)
        self._forget(self._forks)
        self._forks = forks
        self._compute(self._batch.fill_forks(span, self.past + self._forked, forks), len(span), len(span))
        self._forked += 1

    def join(self) -> None:
        """Forget all texts of `fork`; what was cached before is still there."""
        self._forget(self._forks)
        self._forks, self._forked = range(0), 0

    def logits(self, index: int) -> np.ndarray:
        """float32 (vocabulary,) of the index-th of the outputs just asked for; valid until the next evaluation.

        Raises DecoderFailed for an output that was not asked for.
        """
        if not 0 <= index < self._outputs:
            raise DecoderFailed("Output {index} of {count} was asked for.", index=index, count=self._outputs)
        pointer = self._native.llama_get_logits_ith(self._handle, index - self._outputs)
        if not pointer:
            raise DecoderFailed("llama.cpp kept no output.", "Restart Earshot.")
        return np.ctypeslib.as_array(pointer, shape=(self.model.vocabulary,))

    def best(self, index: int) -> int:
        """The likeliest token of an output. Raises DecoderFailed where the model computed no numbers."""
        row = self.logits(index)
        token = int(np.argmax(row))
        if not np.isfinite(row[token]):  # argmax finds a NaN first
            raise DecoderFailed("The language model computed no numbers for this sound.", "Import it again.")
        return token

    def truncate(self, length: int) -> None:
        """Forget everything from position `length` on; more than is cached is refused."""
        if not 0 <= length <= self.past:
            raise SpanRefused(
                "The cache holds {count} positions and cannot be cut to {length}.", count=self.past, length=length
            )
        if length < self.past:
            self._native.llama_memory_seq_rm(self._memory, 0, length, -1)
            self.past = length

    def close(self) -> None:
        handle, self._handle = self._handle, None
        if handle:
            self._native.llama_free(handle)

    def _open(self) -> Any:
        params = self._native.llama_context_default_params()
        params.n_ctx = params.n_batch = self.options.positions
        params.n_ubatch = min(_MICRO_BATCH, self.options.positions)
        params.n_outputs_max = MOST_OUTPUTS
        params.n_seq_max = self._sequences
        params.kv_unified = self.options.beams > 1  # texts side by side share what they have in common
        params.n_threads = params.n_threads_batch = self.options.threads
        params.type_k = params.type_v = _F32 if self.options.exact else _F16
        params.flash_attn_type = _NO_FLASH if self.options.exact else _AUTO_FLASH
        params.abort_callback = self._abort
        handle = self._native.llama_init_from_model(self.model.handle, params)
        if not handle:
            raise ModelUnusable(
                "There is not enough memory for the cache of {name}.",
                "Close other programs or choose a smaller model.",
                name=self.model.file.path.name,
            )
        return handle

    def _evaluate(self, span: np.ndarray, outputs: int) -> None:
        count = len(span)
        if not 0 <= outputs <= min(count, MOST_OUTPUTS):
            raise SpanRefused("{outputs} outputs cannot be had from {count} positions.", outputs=outputs, count=count)
        if self.past + count > self.options.positions:
            raise PromptTooLong(
                "The decoder holds {positions} positions, {needed} were needed.",
                "Use fewer words in your vocabulary, or speak in shorter sentences.",
                positions=self.options.positions,
                needed=self.past + count,
            )
        self._compute(self._batch.fill(span, self.past, outputs), count, outputs)
        self.past += count

    def _compute(self, batch: Any, count: int, outputs: int) -> None:
        if self.cancelled():
            raise DecodingCancelled
        self._outputs = 0
        code = self._native.llama_decode(self._handle, batch)
        if code:
            self._after_failure(code)
        self._outputs = outputs
        self.work.positions += count
        self.work.outputs += outputs

    @property
    def _sequences(self) -> int:
        """The cached one, and two sets of forks: one goes on from the other."""
        return 1 + 2 * self.options.beams if self.options.beams > 1 else 1

    def _forget(self, sequences: range) -> None:
        for sequence in sequences:
            self._native.llama_memory_seq_rm(self._memory, sequence, -1, -1)

    def _after_failure(self, code: int) -> None:
        """Bring the cache back to what it held, as far as it still does, and say what happened."""
        self._native.llama_memory_seq_rm(self._memory, 0, self.past, -1)
        self.past = min(self.past, int(self._native.llama_memory_seq_pos_max(self._memory, 0)) + 1)
        if code == _ABORTED:
            raise DecodingCancelled
        if code == _FULL:
            raise PromptTooLong("The decoder's context is full.", "Speak in shorter sentences.")
        raise DecoderFailed(
            "llama.cpp refused to decode (code {code}). {words}",
            "Restart Earshot.",
            code=code,
            words=library.last_words(),
        )


def check_tokens(ids: np.ndarray, vocabulary: int) -> np.ndarray:
    """int32 (n,), contiguous, n >= 1, each in 0..vocabulary-1; SpanRefused otherwise."""
    span = np.asarray(ids)
    if span.ndim != 1 or not len(span) or span.dtype.kind not in "iu":
        raise SpanRefused(
            "Tokens come as one row of whole numbers, not as {type} {shape}.", type=span.dtype, shape=span.shape
        )
    if span.min() < 0 or span.max() >= vocabulary:
        raise SpanRefused("A token lies outside the vocabulary of {count}.", count=vocabulary)
    return np.ascontiguousarray(span, dtype=np.int32)


def check_vectors(rows: np.ndarray, width: int) -> np.ndarray:
    """float32 (n, width), contiguous, n >= 1, finite; SpanRefused otherwise. A NaN would stay in the cache."""
    span = np.asarray(rows)
    if span.ndim != 2 or not len(span) or span.dtype != np.float32:
        raise SpanRefused(
            "Vectors come as float32 (n, {width}), not as {type} {shape}.",
            width=width,
            type=span.dtype,
            shape=span.shape,
        )
    if span.shape[1] != width:
        raise SpanRefused(
            "The decoder takes rows of {width} numbers, the adaptor gave {given}.", width=width, given=span.shape[1]
        )
    if not np.isfinite(span).all():
        raise SpanRefused("The sound's vectors hold values that are not numbers.")
    return np.ascontiguousarray(span)


class _BatchMemory:
    """The arrays of a llama_batch, made once. llama.cpp copies them during the call."""

    def __init__(self, native: Any, most: int, sequences: int) -> None:
        self._native = native
        self._positions = np.arange(most, dtype=np.int32)
        self._counts = np.ones(most, dtype=np.int32)
        self._flags = np.zeros(most, dtype=np.int8)
        self._numbers = (ctypes.c_int32 * sequences)(*range(sequences))
        pointer = ctypes.POINTER(ctypes.c_int32)
        size = ctypes.sizeof(ctypes.c_int32)
        self._each = [ctypes.cast(ctypes.byref(self._numbers, size * at), pointer) for at in range(sequences)]
        self._sequences = (pointer * most)(*[self._each[0]] * most)
        self._forks = (pointer * sequences)()
        self._kept: tuple[np.ndarray, ...] = ()

    def fill(self, span: np.ndarray, position: int, outputs: int) -> Any:
        """A llama_batch (ctypes structure) of checked tokens or vectors, valid until the next fill."""
        count = len(span)
        self._flags[:count] = 0
        self._flags[count - outputs : count] = 1
        return self._filled(span, self._positions[position:], self._sequences)

    def fill_forks(self, tokens: np.ndarray, position: int, sequences: range) -> Any:
        """Likewise of one token of each sequence, all at one position, an output each."""
        for place, sequence in enumerate(sequences):
            self._forks[place] = self._each[sequence]
        self._flags[: len(tokens)] = 1
        return self._filled(tokens, np.full(len(tokens), position, np.int32), self._forks)

    def _filled(self, span: np.ndarray, positions: np.ndarray, sequences: Any) -> Any:
        self._kept = span, positions  # the batch only points at them
        is_tokens = span.dtype == np.int32
        return self._native.llama_batch(
            len(span),
            _as(span, ctypes.c_int32) if is_tokens else None,
            None if is_tokens else _as(span, ctypes.c_float),
            _as(positions, ctypes.c_int32),
            _as(self._counts, ctypes.c_int32),
            sequences,
            _as(self._flags, ctypes.c_int8),
        )


def _as(array: np.ndarray, kind: Any) -> Any:
    """A ctypes pointer into the array (ctypes types have no useful static type)."""
    return array.ctypes.data_as(ctypes.POINTER(kind))
