"""What benchmarks/encoder.py compares: one runtime of the audio half each, loaded from a prepared folder.

The folder holds fp32/ and int8/ (graphs) and audio.safetensors (the same weights under their published names).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from engine.models.fun_asr_nano.config import FunAsrConfig
from engine.models.payload import WEIGHTS

CONFIG = FunAsrConfig()


class Measured(Protocol):
    """The two stages whose cost is asked for."""

    def encode(self, features: np.ndarray) -> np.ndarray: ...

    def ctc(self, encoded: np.ndarray) -> object: ...


@dataclass(frozen=True, slots=True)
class Variant:
    """load: from (folder, threads). ctc: whether it has that stage. device: 'cpu' or 'cuda'."""

    title: str
    load: Callable[[Path, int], Measured]
    ctc: bool = True
    device: str = "cpu"


class Baseline:
    """The encoder of transformers' native port with our weights: what a Python user would take instead."""

    def __init__(self, folder: Path, threads: int, dtype: str) -> None:
        import torch
        from safetensors.numpy import load_file

        # Installed beside this project, if at all (--baseline-python).
        from transformers.models.fun_asr_nano.modeling_fun_asr_nano import (  # type: ignore[import-not-found]
            FunAsrNanoEncoder,
            FunAsrNanoEncoderConfig,
        )

        torch.set_num_threads(threads)
        self._dtype = getattr(torch, dtype)
        network = FunAsrNanoEncoder(FunAsrNanoEncoderConfig(attn_implementation="sdpa"))
        network.load_state_dict(_as_transformers(load_file(folder / WEIGHTS)), strict=True)
        self._network = network.eval().to(self._dtype)

    def encode(self, features: np.ndarray) -> np.ndarray:
        import torch

        with torch.inference_mode():
            rows = torch.from_numpy(features)[None].to(self._dtype)
            mask = torch.ones(rows.shape[:2], dtype=torch.int64)
            found = self._network(rows, mask).last_hidden_state[0].float().numpy()
            return np.asarray(found)

    def ctc(self, encoded: np.ndarray) -> object:
        raise AssertionError("the native port has no CTC branch")


def _as_transformers(weights: dict[str, np.ndarray]) -> dict[str, Any]:
    """Our encoder tensors as torch ones (hence Any) under the names of the native port."""
    import torch

    blocks = CONFIG.encoder.num_blocks
    first = {"encoders0": 0, "encoders": 1, "tp_encoders": blocks}
    found: dict[str, Any] = {}
    for name, array in weights.items():
        part, _, rest = name.removeprefix("audio_encoder.").partition(".")
        if part in first:
            index, _, rest = rest.partition(".")
            for theirs, values in _block_tensor(rest, array):
                found[f"layers.{first[part] + int(index)}.{theirs}"] = torch.from_numpy(values)
        elif part in ("after_norm", "tp_norm"):
            last = blocks - 1 if part == "after_norm" else blocks + CONFIG.encoder.tp_blocks - 1
            found[f"layers.{last}.final_layernorm.{rest}"] = torch.from_numpy(array)
    return found


_RENAMED = {
    "self_attn.linear_out": "self_attn.o_proj",
    "self_attn.fsmn_block": "self_attn.fsmn.conv",
    "feed_forward.w_1": "mlp.fc1",
    "feed_forward.w_2": "mlp.fc2",
    "norm1": "input_layernorm",
    "norm2": "post_attention_layernorm",
}


def _block_tensor(name: str, array: np.ndarray) -> list[tuple[str, np.ndarray]]:
    part, _, kind = name.rpartition(".")
    if part == "self_attn.linear_q_k_v":
        thirds = np.split(array, 3)
        return [(f"self_attn.{letter}_proj.{kind}", third) for letter, third in zip("qkv", thirds, strict=True)]
    return [(f"{_RENAMED[part]}.{kind}", array)]


def _graphs(precision: str, spinning: bool = False) -> Callable[[Path, int], Measured]:
    def load(folder: Path, threads: int) -> Measured:
        from engine.models.fun_asr_nano.runtime import OnnxAudio
        from engine.models.onnx_sessions import session_options

        options = session_options(threads)
        if spinning:
            options.add_session_config_entry("session.intra_op.allow_spinning", "1")
        return OnnxAudio(folder / precision, options)

    return load


def _torch(dtype: str, device: str = "cpu") -> Callable[[Path, int], Measured]:
    def load(folder: Path, threads: int) -> Measured:
        import torch
        from safetensors.numpy import load_file

        from engine.models.fun_asr_nano.torch_runtime import TorchAudio

        torch.set_num_threads(threads)
        return TorchAudio(CONFIG, load_file(folder / WEIGHTS), device, getattr(torch, dtype))

    return load


VARIANTS = {
    "onnx-int8": Variant("ONNX Runtime int8", _graphs("int8")),
    "onnx-int8-spin": Variant("ONNX Runtime int8, spinning", _graphs("int8", spinning=True)),
    "onnx-fp32": Variant("ONNX Runtime fp32", _graphs("fp32")),
    "torch-fp32": Variant("torch fp32", _torch("float32")),
    "torch-bf16": Variant("torch bf16", _torch("bfloat16")),
    "cuda-bf16": Variant("torch bf16, CUDA", _torch("bfloat16", "cuda"), device="cuda"),
    "cuda-fp32": Variant("torch fp32, CUDA", _torch("float32", "cuda"), device="cuda"),
    "transformers-fp32": Variant("transformers fp32", lambda f, t: Baseline(f, t, "float32"), ctc=False),
    "transformers-bf16": Variant("transformers bf16", lambda f, t: Baseline(f, t, "bfloat16"), ctc=False),
}
