"""CAM++ and pyannote segmentation as our graphs against torch, with random weights and with the published ones."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.folders import user_folders
from engine.errors import ModelUnusable
from engine.models.campplus.family import FAMILY as CAMPPLUS
from engine.models.family import ImportOptions
from engine.models.fun_asr_nano.checkpoints.torch_file import read_torch_file
from engine.models.pyannote.family import FAMILY as PYANNOTE
from engine.models.speaker_family import SpeakerFamily
from engine.models.voices import WINDOW

torch = pytest.importorskip("torch")


@dataclass(frozen=True)
class Case:
    """One family. network: in torch, with random weights. run: the graph of an installed model.

    published: the name of the published file; variable: of the environment, says where it is.
    """

    family: SpeakerFamily
    network: Callable[[], Any]
    sound: Callable[[], np.ndarray]
    run: Callable[[Path, np.ndarray], np.ndarray]
    a_tensor: str
    published: str
    variable: str


def _campplus() -> Any:
    from tests.engine.models.campplus.torch_campplus import Campplus

    net = Campplus()
    for part in net.modules():
        if isinstance(part, (torch.nn.BatchNorm1d, torch.nn.BatchNorm2d)):
            part.running_mean.normal_(0.0, 0.2)
            part.running_var.uniform_(0.5, 2.0)
    return net


def _features() -> np.ndarray:
    features: np.ndarray = np.random.default_rng(0).normal(size=(2, 148, 80)).astype(np.float32)
    features -= features.mean(axis=1, keepdims=True)
    return features


def _pyannote() -> Any:
    from tests.engine.models.pyannote.torch_pyannote import Pyannote

    net = Pyannote()
    with torch.no_grad():
        for norm in (net.sincnet.wav_norm1d, *net.sincnet.norm1d):
            norm.weight.uniform_(0.5, 2.0)
            norm.bias.normal_(0.0, 0.2)
        net.classifier.weight.mul_(20.0)  # else all classes are about as likely
    return net


def _windows() -> np.ndarray:
    rng = np.random.default_rng(0)
    loud = np.repeat(rng.uniform(0.0, 0.3, 40), WINDOW // 40)
    return (rng.normal(size=(2, WINDOW)) * loud).astype(np.float32)


CASES = (
    Case(
        CAMPPLUS,
        _campplus,
        _features,
        lambda folder, features: CAMPPLUS.load_voices(folder, 1).network(features),
        "xvector.block2.tdnnd7.linear1.weight",
        "campplus_cn_en_common.pt",
        "EARSHOT_CAMPPLUS",
    ),
    Case(
        PYANNOTE,
        _pyannote,
        _windows,
        lambda folder, sound: PYANNOTE.load_overlaps(folder, 1).network(sound),
        "lstm.bias_hh_l2_reverse",
        "pyannote-segmentation-3.0.bin",
        "EARSHOT_PYANNOTE",
    ),
)


@pytest.fixture(params=CASES, ids=lambda case: case.family.name)
def case(request: pytest.FixtureRequest) -> Case:
    found: Case = request.param
    return found


@pytest.fixture
def net(case: Case) -> Any:
    torch.manual_seed(3)
    return case.network().eval()


def _compare(case: Case, net: Any, weights: Path, work: Path) -> None:
    work.mkdir()
    published = case.family.published(weights, ImportOptions())
    assert published is not None
    published.install("installed", work, lambda share, doing: None)
    sound = case.sound()
    with torch.no_grad():
        expected = net(torch.from_numpy(sound)).numpy()
    found = case.run(work, sound)
    assert found.shape == expected.shape
    assert np.abs(found - expected).max() <= 1e-4 * np.abs(expected).max()


def test_the_graph_gives_what_torch_gives_with_random_weights(case: Case, net: Any, tmp_path: Path) -> None:
    torch.save(net.state_dict(), tmp_path / "model.bin")
    _compare(case, net, tmp_path / "model.bin", tmp_path / "installed")


def test_the_graph_gives_what_torch_gives_with_the_published_weights(case: Case, net: Any, tmp_path: Path) -> None:
    """EARSHOT_CAMPPLUS, EARSHOT_PYANNOTE: where the published files are."""
    weights = Path(os.environ.get(case.variable, user_folders().models / case.published))
    if not weights.is_file():
        pytest.skip(f"no {case.published} here; name it in {case.variable}")
    stored = read_torch_file(weights)
    expected = case.family.expected_tensors(stored)
    assert expected is not None
    loaded = net.load_state_dict({name: torch.from_numpy(stored[name].read()) for name in expected}, strict=False)
    assert all(name.endswith("num_batches_tracked") for name in loaded.missing_keys)
    assert loaded.unexpected_keys == []
    _compare(case, net, weights, tmp_path / "installed")


def test_weights_beside_the_state_of_a_training_are_found(case: Case, net: Any, tmp_path: Path) -> None:
    torch.save({"state_dict": net.state_dict(), "versions": {"torch": torch.__version__}}, tmp_path / "model.bin")
    found = case.family.published(tmp_path / "model.bin", ImportOptions())
    assert found is not None
    assert found.title == case.family.title


def test_weights_with_a_tensor_missing_are_refused_by_its_name(case: Case, net: Any, tmp_path: Path) -> None:
    state = net.state_dict()
    del state[case.a_tensor]
    torch.save(state, tmp_path / "model.bin")
    with pytest.raises(ModelUnusable) as caught:
        case.family.published(tmp_path / "model.bin", ImportOptions())
    assert case.a_tensor in caught.value.what
    assert "model.bin" in caught.value.what


def test_other_weights_are_left_to_other_families(case: Case, tmp_path: Path) -> None:
    torch.save({"some.weight": torch.zeros(3)}, tmp_path / "model.bin")
    assert case.family.published(tmp_path / "model.bin", ImportOptions()) is None
    assert case.family.published(tmp_path, ImportOptions()) is None


def test_every_tensor_of_the_file_is_expected(case: Case, net: Any, tmp_path: Path) -> None:
    torch.save(net.state_dict(), tmp_path / "model.bin")
    stored = read_torch_file(tmp_path / "model.bin")
    learned = {name: each.shape for name, each in stored.items() if not name.endswith("num_batches_tracked")}
    assert case.family.expected_tensors(stored) == learned
