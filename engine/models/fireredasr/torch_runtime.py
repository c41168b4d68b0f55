"""The network with torch (extra `gpu`): on a graphics card, or on the processor where one asks for it.

In float32: at the size of AED-L the encoder leaves the bound in bfloat16 that Fun-ASR's keeps (benchmarks/gpu.py).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor

from engine.models.fireredasr import config as shapes
from engine.models.fireredasr import positions
from engine.models.fireredasr.beam_search import BeamText, SearchOptions, search
from engine.models.fireredasr.config import FireRedConfig
from engine.models.fireredasr.network import FireRedModule
from engine.models.fireredasr.runtime import padded, visible_rows
from engine.models.fun_asr_nano.building import loaded
from engine.models.fun_asr_nano.torch_runtime import best_device


class TorchFireRed:
    """What FireRedNetwork is, on one device. Rows cross to and from numpy as float32."""

    def __init__(self, config: FireRedConfig, weights: Mapping[str, np.ndarray], device: str | None = None) -> None:
        self.config = config
        self._device = device or best_device()
        self.has_ctc = weights.keys() >= shapes.ctc_tensors(config).keys()
        tensors = shapes.tensors(config, with_ctc=self.has_ctc)
        self.module = loaded(lambda: FireRedModule(config, self.has_ctc), weights, tensors)
        self.module.to(device=self._device, dtype=torch.float32)

    def encode(self, features: np.ndarray, frames: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
        """As FireRedNetwork.encode."""
        visible = visible_rows(self.config, features, frames)
        places = positions.relative(visible.shape[1], self.config.d_model)
        with torch.inference_mode():
            shown = torch.tensor(visible, device=self._device)
            encoded = self.module.encoder(self._given(padded(features)), shown, self._given(places))
            return _rows(encoded), visible

    def candidates(self, encoded: np.ndarray, visible: np.ndarray, options: SearchOptions) -> list[list[BeamText]]:
        """As FireRedNetwork.candidates."""
        count, rows, _ = encoded.shape
        steps = self.steps(encoded, visible)
        return search(steps, count, rows, self.config.sos_id, self.config.eos_id, options)

    def steps(self, encoded: np.ndarray, visible: np.ndarray) -> TorchSteps:
        with torch.inference_mode():
            return TorchSteps(
                self.module, self.config, self._given(encoded), torch.tensor(visible, device=self._device)
            )

    def adapt(self, encoded: np.ndarray) -> np.ndarray:
        """As FireRedNetwork.adapt."""
        assert self.module.encoder_projector is not None
        with torch.inference_mode():
            return _rows(self.module.encoder_projector(self._given(encoded)))

    def ctc_log_probs(self, encoded: np.ndarray) -> np.ndarray:
        """As FireRedNetwork.ctc_log_probs."""
        assert self.module.ctc is not None
        with torch.inference_mode():
            return _rows(self.module.ctc.ctc_lo(self._given(encoded)).log_softmax(dim=-1))

    def close(self) -> None:
        del self.module

    def _given(self, rows: np.ndarray) -> Tensor:
        # A copy: torch warns of arrays that it must not write to, and the tables of positions are such.
        return torch.tensor(rows, dtype=torch.float32, device=self._device)


class TorchSteps:
    """The decoder over a batch of encoded utterances; keys and values stay on the device."""

    def __init__(self, module: FireRedModule, config: FireRedConfig, encoded: Tensor, visible: Tensor) -> None:
        assert module.decoder is not None
        self._decoder, self._config = module.decoder, config
        self._visible = visible
        self._cross = [layer.cross_attn.kept(encoded) for layer in self._decoder.layer_stack]
        self._past: list[tuple[Tensor, Tensor]] = []
        self._seen = torch.empty((1, 0), dtype=torch.bool, device=encoded.device)

    def step(self, tokens: np.ndarray, parents: np.ndarray) -> np.ndarray:
        """As StepDecoder says."""
        with torch.inference_mode():
            return np.asarray(self._step(*(torch.tensor(each, device=self._seen.device) for each in (tokens, parents))))

    def _step(self, tokens: Tensor, parents: Tensor) -> np.ndarray:
        at = self._seen.shape[1]
        seen = self._seen[parents] if at else self._seen.expand(len(tokens), 0)
        self._seen = torch.cat([seen, tokens[:, None] != self._config.pad_id], dim=1)
        place = positions.absolute(self._config.pe_maxlen, self._config.d_model)[at]
        rows = self._decoder.tgt_word_emb(tokens) * self._config.d_model**0.5
        rows = (rows + torch.tensor(place, device=rows.device))[:, None]
        past, self._past = self._past, []
        for index, layer in enumerate(self._decoder.layer_stack):
            normed = layer.self_attn_norm(rows)
            kept = layer.self_attn.kept(normed)
            if past:
                kept = tuple(torch.cat([old[parents], new], dim=2) for old, new in zip(past[index], kept, strict=True))
            self._past.append(kept)
            rows = rows + layer.self_attn(normed, *kept, self._seen)
            # The beams of one utterance are queries side by side, so that its keys are read once for all of them.
            beams = layer.cross_attn_norm(rows).reshape(len(self._visible), -1, self._config.d_model)
            rows = rows + layer.cross_attn(beams, *self._cross[index], self._visible).reshape(rows.shape)
            rows = rows + layer.mlp(layer.mlp_norm(rows))
        final = self._decoder.layer_norm_out(rows)[:, 0]
        return _rows(final @ self._decoder.tgt_word_emb.weight.T)


def _rows(tensor: Tensor) -> np.ndarray:
    return np.asarray(tensor.cpu().numpy())
