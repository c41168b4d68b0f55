"""pyannote segmentation as a model family (engine/models/family.py): it finds where two speak at once and writes no
text."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from engine.models.speaker_family import SpeakerFamily

if TYPE_CHECKING:
    import numpy as np

    from engine.models.fun_asr_nano.checkpoints.tensors import Shape, TensorSource
    from engine.models.pyannote.overlaps import OverlapModel


class Pyannote(SpeakerFamily):
    name = "pyannote"
    title = "pyannote segmentation 3.0"
    statement = (
        "pyannote segmentation 3.0 and its weights are published by CNRS under the MIT License. What holds for your "
        "copy stands on the page that you took it from."
    )
    weights = ("pytorch_model.bin",)
    graph = "segmentation.onnx"
    memory_beside = 60_000_000  # what a window of sound needs, and the library
    largest = 100_000_000

    def expected_tensors(self, found: Mapping[str, TensorSource]) -> Mapping[str, Shape] | None:
        from engine.models.pyannote.network import FILTERBANK, expected_tensors

        return expected_tensors() if f"{FILTERBANK}.low_hz_" in found else None

    def write_graph(self, weights: Mapping[str, np.ndarray], path: Path) -> None:
        from engine.models.pyannote.network import write_graph

        write_graph(weights, path)

    def load_overlaps(self, folder: Path, threads: int) -> OverlapModel:
        from engine.models.pyannote.overlaps import OverlapModel

        return OverlapModel(folder / self.graph, threads)


FAMILY = Pyannote()
