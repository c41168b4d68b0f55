"""The tiny Fun-ASR-Nano of the golden folder, and model folders converted from it."""

from __future__ import annotations

import atexit
import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from safetensors.numpy import load_file

from engine.models.family import Precision
from engine.models.fun_asr_nano import config, manifest
from engine.models.fun_asr_nano.config import FunAsrConfig
from engine.models.fun_asr_nano.export import export_onnx
from engine.models.fun_asr_nano.llm.convert import write_gguf
from engine.models.fun_asr_nano.manifest import NanoPayload
from engine.models.manifest import read, records_of, write
from tests.support.tiny_llm import HeldTensors

FOLDER = "golden/fun-asr-nano-tiny"
DECODER = "decoder.gguf"

# Every test of a run shares what was exported first.
_exported: dict[tuple[Precision, bool], Path] = {}


@dataclass(frozen=True)
class Golden:
    """The reference's weights, inputs and outputs."""

    folder: Path

    @cached_property
    def config(self) -> FunAsrConfig:
        return config.from_yaml_mapping(yaml.safe_load((self.folder / "config.yaml").read_text(encoding="utf-8")))

    @cached_property
    def weights(self) -> dict[str, np.ndarray]:
        return load_file(self.folder / "model.safetensors")

    @cached_property
    def meta(self) -> Any:
        return json.loads((self.folder / "meta.json").read_text(encoding="utf-8"))

    def arrays(self, name: str) -> dict[str, np.ndarray]:
        with np.load(self.folder / f"{name}.npz") as arrays:
            return dict(arrays)

    def audio(self, name: str) -> np.ndarray:
        """The samples of one case, float32."""
        arrays = self.arrays(name)
        if "waveform" in arrays:
            return arrays["waveform"]
        return arrays["waveform_int16"].astype(np.float32) / 32_768

    def converted(self, precision: Precision = "fp32", with_ctc: bool = True) -> Path:
        """A model folder with graphs, vocabulary and manifest. Shared by all tests: do not write to it."""
        key = (precision, with_ctc)
        if key not in _exported:
            _exported[key] = self._convert(precision, with_ctc)
        return _exported[key]

    def _convert(self, precision: Precision, with_ctc: bool) -> Path:
        folder = Path(tempfile.mkdtemp(prefix="earshot-tiny-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        if with_ctc:
            export_onnx(self.config, self.weights, folder, precision)
            shutil.copy(self.folder / manifest.VOCABULARY, folder)
        else:
            for path in self.converted(precision).glob("[ae]*.onnx*"):  # encoder and adaptor
                shutil.copy(path, folder)
        payload = NanoPayload(self.config, with_ctc, None, precision)
        source = {"kind": "golden"}
        write(folder, manifest.describe("tiny", payload, records_of(folder), source, "none: random weights"))
        return folder


def golden_model(shared: Callable[[str], Path]) -> Golden:
    """Skips the test where the golden folder is not beside the repository."""
    return Golden(shared(FOLDER))


def cosine(ours: np.ndarray, reference: np.ndarray) -> float:
    product = float((ours.astype(np.float64) * reference).sum())
    return product / float(np.linalg.norm(ours.astype(np.float64)) * np.linalg.norm(reference.astype(np.float64)))


def with_decoder(golden: Golden, place: Path, with_ctc: bool) -> Path:
    """A whole model folder in `place`, with a language model, and with a CTC branch or without."""
    shutil.copytree(golden.converted("fp32", with_ctc), place, dirs_exist_ok=True)
    write_gguf(place / DECODER, HeldTensors(golden.weights), golden.folder / "Qwen3-0.6B", "f32")
    payload = manifest.payload_of(read(place))
    write(place, manifest.describe("tiny", replace(payload, llm=DECODER), records_of(place), {}, "none"))
    return place
