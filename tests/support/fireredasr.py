"""The tiny FireRedASR of the golden folder, and graphs written from it."""

from __future__ import annotations

import argparse
import atexit
import json
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime as ort
import pytest
import soundfile
from onnx import TensorProto, helper
from safetensors.numpy import load_file

from engine.models.family import LengthMask
from engine.models.fireredasr import graphs
from engine.models.fireredasr.config import FireRedConfig, from_args
from engine.models.fireredasr.runtime import FireRedNetwork

FOLDER = "golden/fireredasr-tiny"

# Every test of a run shares what was written first.
_written: dict[tuple[str, bool, int | None], Path] = {}
CTC_SEED = 5


@dataclass(frozen=True)
class FireRedGolden:
    """The reference's weights, inputs and outputs."""

    folder: Path

    @cached_property
    def config(self) -> FireRedConfig:
        return from_args(self.json("aed/args"))

    @cached_property
    def weights(self) -> dict[str, np.ndarray]:
        return load_file(self.folder / "aed/model.safetensors")

    def json(self, name: str) -> Any:
        return json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))

    def arrays(self, name: str) -> dict[str, np.ndarray]:
        with np.load(self.folder / f"{name}.npz") as arrays:
            return dict(arrays)

    def audio(self, name: str) -> np.ndarray:
        """float32, +-1.0."""
        return np.asarray(soundfile.read(self.folder / f"{name}.wav", dtype="float32")[0])

    def network(
        self, length_mask: LengthMask = "first", *, ctc: bool = False, largest: int | None = None
    ) -> FireRedNetwork:
        config = from_args(self.json("aed/args"), length_mask)
        return FireRedNetwork(self.written(ctc=ctc, largest=largest), config)

    def written(self, *, ctc: bool = False, largest: int | None = None) -> Path:
        """A folder of graphs. ctc: with a head of random numbers, since the reference has none."""
        key = ("aed", ctc, largest)
        if key not in _written:
            folder = Path(tempfile.mkdtemp(prefix="earshot-fireredasr-"))
            atexit.register(shutil.rmtree, folder, ignore_errors=True)
            weights = self.weights | (random_head(self.config) if ctc else {})
            graphs.write_graphs(self.config, weights, folder, largest)
            _written[key] = folder
        return _written[key]


def random_head(config: FireRedConfig) -> dict[str, np.ndarray]:
    random = np.random.default_rng(CTC_SEED)
    matrix = random.normal(0, 1, (config.odim, config.d_model)).astype(np.float32)
    return {"ctc.ctc_lo.weight": matrix, "ctc.ctc_lo.bias": np.zeros(config.odim, np.float32)}


def inner_values(path: Path, names: list[str], inputs: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Named values inside a graph for these inputs."""
    model = onnx.load(path)
    model.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in names)
    session = ort.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return dict(zip(names, session.run(names, dict(inputs)), strict=True))


@pytest.fixture(scope="session")
def fire_red(shared: Callable[[str], Path]) -> FireRedGolden:
    return FireRedGolden(shared(FOLDER))


def published_folder(golden: FireRedGolden, folder: Path, *, ctc: bool = False) -> Path:
    """A folder as the publisher lays it out, written with torch: the tiny AED's weights."""
    torch = pytest.importorskip("torch")
    folder.mkdir(parents=True, exist_ok=True)
    weights = golden.weights | (random_head(golden.config) if ctc else {})
    state = {name: torch.from_numpy(array.copy()) for name, array in weights.items()}
    args = argparse.Namespace(**golden.json("aed/args"))
    torch.save({"args": args, "model_state_dict": state}, folder / "model.pth.tar")
    for name in ("cmvn.ark", "dict.txt"):
        shutil.copyfile(golden.folder / name, folder / name)
    return folder


def published_llm_folder(golden: FireRedGolden, folder: Path) -> Path:
    """The same for the tiny FireRedASR-LLM."""
    torch = pytest.importorskip("torch")
    folder.mkdir(parents=True, exist_ok=True)
    weights = load_file(golden.folder / "llm/model.safetensors")
    state = {name: torch.from_numpy(array.copy()) for name, array in weights.items()}
    args = argparse.Namespace(**golden.json("llm/args"))
    torch.save({"args": args, "model_state_dict": state}, folder / "model.pth.tar")
    torch.save({"args": argparse.Namespace(**golden.json("aed/args"))}, folder / "asr_encoder.pth.tar")
    shutil.copyfile(golden.folder / "cmvn.ark", folder / "cmvn.ark")
    shutil.copytree(golden.folder / "llm/qwen2", folder / "Qwen2-7B-Instruct")
    return folder
