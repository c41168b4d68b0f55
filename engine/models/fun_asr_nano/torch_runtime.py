"""The audio half on a GPU, or on the CPU where one asks for it, with torch (extra `gpu`)."""

from __future__ import annotations

import numpy as np
import torch

from engine.models.fun_asr_nano.audio import CtcScores
from engine.models.fun_asr_nano.building import build
from engine.models.fun_asr_nano.config import FunAsrConfig
from engine.models.fun_asr_nano.graphs import TOP_K
from engine.models.fun_asr_nano.weights import Weights, has_ctc

# float32 means float32 on a card: torch's default rounds what convolutions are given to TF32, 10 bits of fraction.
torch.backends.cudnn.allow_tf32 = False


def best_device() -> str:
    return "cuda" if torch.cuda.is_available() else "cpu"


def best_dtype(device: str) -> torch.dtype:
    """bfloat16 where the GPU computes in it, float32 elsewhere. float16 never: the adaptor's rows reach 1187
    and the sums inside it leave float16's range (reported by the llama.cpp port and by users of others)."""
    if device.startswith("cuda") and torch.cuda.is_bf16_supported(including_emulation=False):
        return torch.bfloat16
    return torch.float32


class TorchAudio:
    """The network of a checkpoint on one device. Rows cross to and from numpy as float32."""

    def __init__(
        self,
        config: FunAsrConfig,
        weights: Weights,
        device: str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        self._device = device or best_device()
        self._dtype = dtype or best_dtype(self._device)
        network = build(config, weights, has_ctc(config, weights))
        self._network = network.to(device=self._device, dtype=self._dtype)
        self._count = min(TOP_K, config.ctc_vocab_size)
        self._blank = config.blank_id

    @property
    def has_ctc(self) -> bool:
        return self._network.ctc is not None

    def encode(self, features: np.ndarray) -> np.ndarray:
        # Features stay float32: the encoder itself narrows them, after it has added the positions.
        with torch.inference_mode():
            return _rows(self._network.audio_encoder(self._given(features, torch.float32)))

    def adapt(self, encoded: np.ndarray) -> np.ndarray:
        with torch.inference_mode():
            return _rows(self._network.audio_adaptor(self._given(encoded, self._dtype)))

    def ctc(self, encoded: np.ndarray) -> CtcScores:
        assert self._network.ctc_decoder is not None
        with torch.inference_mode():
            hidden = self._network.ctc_decoder(self._given(encoded, self._dtype))
            logits, total = self._logits(hidden)
            best = torch.topk(logits, self._count, dim=-1)
            return CtcScores(
                hidden=_rows(hidden),
                top_ids=best.indices[0].cpu().numpy(),
                top_log_probs=_rows(best.values - total),
                blank_log_prob=_rows(logits[..., self._blank] - total[..., 0]),
            )

    def columns(self, scores: CtcScores, wanted: np.ndarray) -> np.ndarray:
        with torch.inference_mode():
            logits, total = self._logits(self._given(scores.hidden, self._dtype))
            return _rows(logits[..., torch.tensor(wanted, device=self._device)] - total)

    def close(self) -> None:
        del self._network

    def _logits(self, hidden: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """[1, T, vocabulary] and the logarithm of their exponentials' sum [1, T, 1], float32."""
        assert self._network.ctc is not None
        logits = self._network.ctc(hidden).float()
        return logits, torch.logsumexp(logits, dim=-1, keepdim=True)

    def _given(self, rows: np.ndarray, dtype: torch.dtype) -> torch.Tensor:
        # A copy: torch warns of arrays that it must not write to, and a growing utterance's are such.
        return torch.tensor(rows, dtype=dtype, device=self._device)[None]


def _rows(tensor: torch.Tensor) -> np.ndarray:
    return np.asarray(tensor[0].float().cpu().numpy())
