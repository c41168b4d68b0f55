"""The language model of FireRedASR-LLM: Qwen2 as it was published, with what LoRA added put into its matrices.

Source: FireRedTeam/FireRedASR @5bf83d8, fireredasr/models/fireredasr_llm.py (r 64, alpha 16, seven matrices a layer).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.errors import ModelUnusable
from engine.models.fun_asr_nano.checkpoints.safetensors_file import read_safetensors
from engine.models.fun_asr_nano.checkpoints.tensors import Float32, LazyTensors, Shape, TensorSource
from engine.models.fun_asr_nano.llm.convert import PREFIX

_ALPHA = 16.0
_ADDED = "llm.base_model.model."
_DOWN, _UP = ".lora_A.default.weight", ".lora_B.default.weight"
_REMEDY = "Download it again from the publisher."


@dataclass(frozen=True, slots=True)
class Merged:
    """base + alpha / r * up @ down, a piece at a time."""

    base: TensorSource
    down: TensorSource
    up: TensorSource

    @property
    def shape(self) -> Shape:
        return self.base.shape

    def read(self) -> Float32:
        return np.concatenate(list(self.pieces()))

    def pieces(self) -> Iterator[Float32]:
        down = self.down.read() * np.float32(_ALPHA / self.down.shape[0])
        up, done = self.up.read(), 0
        for piece in self.base.pieces():
            yield piece + up[done : done + len(piece)] @ down
            done += len(piece)


def merged(base: Mapping[str, TensorSource], checkpoint: Mapping[str, TensorSource]) -> LazyTensors:
    """The base model's tensors under the names that write_gguf reads, with LoRA in those that it changes.

    Raises ModelUnusable where a pair of LoRA has no partner, no matrix, or another shape.
    """
    added = {name.removeprefix(_ADDED): tensor for name, tensor in checkpoint.items() if name.startswith(_ADDED)}
    changed = {name.removesuffix(_DOWN) for name in added if name.endswith(_DOWN)}
    changed |= {name.removesuffix(_UP) for name in added if name.endswith(_UP)}
    tensors = dict(base)
    for name in changed:
        down, up, matrix = added.get(name + _DOWN), added.get(name + _UP), base.get(f"{name}.weight")
        if down is None or up is None or matrix is None or _product(up.shape, down.shape) != matrix.shape:
            raise ModelUnusable("The changes to {name} do not fit the language model.", _REMEDY, name=name)
        tensors[f"{name}.weight"] = Merged(matrix, down, up)
    return LazyTensors({PREFIX + name: tensor for name, tensor in sorted(tensors.items())})


def base_model(folder: Path) -> tuple[Path, dict[str, TensorSource]]:
    """The folder of Qwen2 within a model's folder, and its tensors. Raises ModelUnusable where there is none."""
    for place in sorted(path for path in folder.iterdir() if path.is_dir()):
        files = sorted(place.glob("*.safetensors"))
        if files and (place / "config.json").is_file() and (place / "tokenizer.json").is_file():
            return place, {name: tensor for file in files for name, tensor in read_safetensors(file).items()}
    raise ModelUnusable(
        "The language model, Qwen2-7B-Instruct with config.json and tokenizer.json, is not in {folder}.",
        "Put its folder beside the weights, as the publisher says.",
        folder=folder,
    )


def _product(up: Shape, down: Shape) -> Shape:
    return (up[0], down[1]) if len(up) == len(down) == 2 and up[1] == down[0] else ()
