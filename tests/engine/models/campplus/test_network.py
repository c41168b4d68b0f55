"""CAM++ as our graph against torch, with weights of chance and with the published ones."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from app.folders import user_folders
from engine.errors import ModelUnusable
from engine.models.campplus import family, network
from engine.models.campplus.voices import GRAPH, VoiceModel
from engine.models.family import ImportOptions
from engine.models.fun_asr_nano.checkpoints.torch_file import read_torch_file

PUBLISHED = "campplus_cn_en_common.pt"


def _torch_network():  # type: ignore[no-untyped-def]
    torch = pytest.importorskip("torch")
    from tests.engine.models.campplus.torch_campplus import Campplus

    torch.manual_seed(3)
    net = Campplus().eval()
    for part in net.modules():
        if isinstance(part, (torch.nn.BatchNorm1d, torch.nn.BatchNorm2d)):
            part.running_mean.normal_(0.0, 0.2)
            part.running_var.uniform_(0.5, 2.0)
    return torch, net


def _installed(weights: Path, work: Path) -> VoiceModel:
    work.mkdir()
    published = family.published(weights, ImportOptions())
    assert published is not None
    published.install("campplus", work, lambda share, doing: None)
    return VoiceModel(work, threads=1)


def _compare(torch, net, model: VoiceModel) -> None:  # type: ignore[no-untyped-def]
    features = np.random.default_rng(0).normal(size=(2, 148, 80)).astype(np.float32)
    features -= features.mean(axis=1, keepdims=True)
    with torch.no_grad():
        expected = net(torch.from_numpy(features)).numpy()
    found = model.network(features)
    assert np.abs(found - expected).max() <= 1e-4 * np.abs(expected).max()


def test_the_graph_gives_what_torch_gives_with_weights_of_chance(tmp_path: Path) -> None:
    torch, net = _torch_network()
    torch.save(net.state_dict(), tmp_path / "model.pt")
    _compare(torch, net, _installed(tmp_path / "model.pt", tmp_path / "installed"))


def test_the_graph_gives_what_torch_gives_with_the_published_weights(tmp_path: Path) -> None:
    """EARSHOT_CAMPPLUS: where the published file is."""
    weights = Path(os.environ.get("EARSHOT_CAMPPLUS", user_folders().models / PUBLISHED))
    if not weights.is_file():
        pytest.skip(f"no {PUBLISHED} here; name it in EARSHOT_CAMPPLUS")
    torch, net = _torch_network()
    net.load_state_dict(torch.load(weights, weights_only=True))
    _compare(torch, net, _installed(weights, tmp_path / "installed"))


def test_weights_with_a_tensor_missing_are_refused_by_its_name(tmp_path: Path) -> None:
    torch, net = _torch_network()
    state = net.state_dict()
    del state["xvector.block2.tdnnd7.linear1.weight"]
    torch.save(state, tmp_path / "model.pt")
    with pytest.raises(ModelUnusable, match=r"xvector\.block2\.tdnnd7\.linear1\.weight"):
        family.published(tmp_path / "model.pt", ImportOptions())


def test_other_weights_are_left_to_other_families(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    torch.save({"some.weight": torch.zeros(3)}, tmp_path / "model.pt")
    assert family.published(tmp_path / "model.pt", ImportOptions()) is None
    assert family.published(tmp_path, ImportOptions()) is None


def test_every_tensor_of_the_file_is_expected(tmp_path: Path) -> None:
    torch, net = _torch_network()
    torch.save(net.state_dict(), tmp_path / "model.pt")
    stored = {name: each.shape for name, each in read_torch_file(tmp_path / "model.pt").items()}
    counted = {name: shape for name, shape in stored.items() if not name.endswith("num_batches_tracked")}
    assert network.expected_tensors(192) == counted
    assert GRAPH.endswith(".onnx")
