"""CAM++ as a model family (engine/models/family.py): it tells voices apart and writes no text."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from engine.models.speaker_family import SpeakerFamily

if TYPE_CHECKING:
    import numpy as np

    from engine.models.campplus.voices import VoiceModel
    from engine.models.fun_asr_nano.checkpoints.tensors import Shape, TensorSource

_DENSE = "xvector.dense.linear.weight"


class Campplus(SpeakerFamily):
    name = "campplus"
    title = "CAM++ speakers"
    statement = (
        "CAM++ and its weights are published by the 3D-Speaker project of Alibaba Group under the Apache License 2.0. "
        "What holds for your copy stands on the page that you took it from."
    )
    weights = ("*campplus*.pt", "*campplus*.bin")
    graph = "voices.onnx"
    memory_beside = 90_000_000  # what a batch of pieces needs, and the library
    largest = 200_000_000

    def expected_tensors(self, found: Mapping[str, TensorSource]) -> Mapping[str, Shape] | None:
        from engine.models.campplus.network import expected_tensors

        if _DENSE not in found or "head.conv1.weight" not in found:
            return None
        return expected_tensors(found[_DENSE].shape[0])

    def write_graph(self, weights: Mapping[str, np.ndarray], path: Path) -> None:
        from engine.models.campplus.network import write_graph

        write_graph(weights, path)

    def load_voices(self, folder: Path, threads: int) -> VoiceModel:
        from engine.models.campplus.voices import VoiceModel

        return VoiceModel(folder / self.graph, threads)


FAMILY = Campplus()
