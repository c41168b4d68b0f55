"""The rows of a prompt's text, for a language model that computes elsewhere: tokens, then their embeddings, from the
local file of the same model.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path

import numpy as np

from engine.models.family import Report
from engine.models.fun_asr_nano.llm import weights
from engine.models.fun_asr_nano.llm.job import DecodeJob
from engine.models.fun_asr_nano.llm.model import ON_CPU
from engine.models.fun_asr_nano.llm.prompt import PromptOptions
from engine.models.fun_asr_nano.llm.service import DecoderService
from engine.models.fun_asr_nano.llm.worker import Assignment

_KEPT = 16
_NO_ROWS = np.zeros((0, 0), np.float32)


class PromptRows:
    """Any thread may call. The tokeniser is llama.cpp's, in a process of its own, as for the local decoder."""

    def __init__(self, path: Path, report: Report) -> None:
        self._file = weights.inspect(path)
        self._table = weights.EmbeddingTable(self._file)
        self._service = DecoderService(Assignment(str(path), 0, 1, False, ON_CPU, prompts_only=True), report)
        self._lock = threading.Lock()
        self._known: OrderedDict[PromptOptions, tuple[np.ndarray, np.ndarray]] = OrderedDict()

    @property
    def width(self) -> int:
        return self._file.width

    def open(self) -> None:
        """Raises ComponentMissing without llama.cpp, ModelUnusable, DecoderDied."""
        self._service.open()

    def of(self, options: PromptOptions) -> tuple[np.ndarray, np.ndarray]:
        """float32 (n, width) in front of the sound, and behind it. Raises as DecoderService.decode."""
        with self._lock:
            known = self._known.get(options)
            if known is None:
                known = self._made(options)
            self._known[options] = known
            self._known.move_to_end(options)
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
            return known

    def close(self) -> None:
        self._service.close()

    def _made(self, options: PromptOptions) -> tuple[np.ndarray, np.ndarray]:
        laid = self._service.decode(DecodeJob(_NO_ROWS, 0.0, options))
        rows = self._table.rows(np.array(laid.tokens, np.int32))
        before = laid.counters.prefix_evaluated
        return rows[:before], rows[before:]
