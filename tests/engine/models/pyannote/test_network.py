"""pyannote segmentation as our graph against torch, with weights of chance and with the published ones."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from app.folders import user_folders
from engine.errors import ModelUnusable
from engine.models.family import ImportOptions
from engine.models.fun_asr_nano.checkpoints.torch_file import read_torch_file
from engine.models.pyannote import family, network
from engine.models.pyannote.overlaps import OverlapModel
from engine.models.voices import WINDOW
from engine.timeline import SAMPLE_RATE

PUBLISHED = "pyannote-segmentation-3.0.bin"


def _torch_network():  # type: ignore[no-untyped-def]
    torch = pytest.importorskip("torch")
    from tests.engine.models.pyannote.torch_pyannote import Pyannote

    torch.manual_seed(3)
    net = Pyannote().eval()
    with torch.no_grad():
        for norm in (net.sincnet.wav_norm1d, *net.sincnet.norm1d):
            norm.weight.uniform_(0.5, 2.0)
            norm.bias.normal_(0.0, 0.2)
        net.classifier.weight.mul_(20.0)  # else all classes are about as likely
    return torch, net


def _installed(weights: Path, work: Path) -> OverlapModel:
    work.mkdir()
    published = family.published(weights, ImportOptions())
    assert published is not None
    published.install("overlap", work, lambda share, doing: None)
    return OverlapModel(work, threads=1)


def _compare(torch, net, model: OverlapModel) -> None:  # type: ignore[no-untyped-def]
    rng = np.random.default_rng(0)
    loud = np.repeat(rng.uniform(0.0, 0.3, 40), WINDOW // 40)
    sound = (rng.normal(size=(2, WINDOW)) * loud).astype(np.float32)
    with torch.no_grad():
        expected = net(torch.from_numpy(sound)).numpy()
    found = model.network(sound)
    assert found.shape == (2, 589, network.CLASSES)
    assert np.abs(found - expected).max() <= 1e-4 * np.abs(expected).max()


def test_the_graph_gives_what_torch_gives_with_weights_of_chance(tmp_path: Path) -> None:
    torch, net = _torch_network()
    torch.save({"state_dict": net.state_dict(), "versions": {"torch": torch.__version__}}, tmp_path / "model.bin")
    _compare(torch, net, _installed(tmp_path / "model.bin", tmp_path / "installed"))


def test_the_graph_gives_what_torch_gives_with_the_published_weights(tmp_path: Path) -> None:
    """EARSHOT_PYANNOTE: where the published file is."""
    weights = Path(os.environ.get("EARSHOT_PYANNOTE", user_folders().models / PUBLISHED))
    if not weights.is_file():
        pytest.skip("no weights of pyannote segmentation 3.0 here; name the file in EARSHOT_PYANNOTE")
    torch, net = _torch_network()
    stored = read_torch_file(weights)
    state = {name: torch.from_numpy(stored[name].read()) for name in network.expected_tensors()}
    net.load_state_dict(state)
    _compare(torch, net, _installed(weights, tmp_path / "installed"))


def test_weights_with_a_tensor_missing_are_refused_by_its_name(tmp_path: Path) -> None:
    torch, net = _torch_network()
    state = net.state_dict()
    del state["lstm.bias_hh_l2_reverse"]
    torch.save(state, tmp_path / "model.bin")
    with pytest.raises(ModelUnusable, match=r"lstm\.bias_hh_l2_reverse"):
        family.published(tmp_path / "model.bin", ImportOptions())


def test_other_weights_are_left_to_other_families(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    torch.save({"some.weight": torch.zeros(3)}, tmp_path / "model.bin")
    assert family.published(tmp_path / "model.bin", ImportOptions()) is None
    assert family.published(tmp_path, ImportOptions()) is None


def test_what_is_expected_is_what_the_network_learns() -> None:
    _, net = _torch_network()
    assert network.expected_tensors() == {name: tuple(each.shape) for name, each in net.state_dict().items()}


class Scripted(OverlapModel):
    """Hears two speakers in given frames."""

    def __init__(self, begin: int, end: int) -> None:
        self._two = begin, end

    def network(self, sound: np.ndarray) -> np.ndarray:
        classes = np.zeros((len(sound), 589, network.CLASSES), np.float32)
        classes[:, :, 1] = 1.0
        classes[:, slice(*self._two), 5] = 2.0
        return classes


def test_frames_of_two_speakers_become_a_stretch_of_the_sound() -> None:
    second = round(SAMPLE_RATE / network.FRAME_STEP)
    ((begin, end),) = Scripted(2 * second, 3 * second).overlaps(np.zeros(WINDOW, np.float32))
    assert begin / SAMPLE_RATE == pytest.approx(2.0, abs=0.05)
    assert end / SAMPLE_RATE == pytest.approx(3.0, abs=0.05)


def test_what_lies_behind_a_short_sound_is_no_overlap() -> None:
    model = Scripted(0, 589)
    ((begin, end),) = model.overlaps(np.zeros(SAMPLE_RATE, np.float32))
    assert 0 <= begin < network.FRAME_LENGTH
    assert end == SAMPLE_RATE
    assert model.overlaps(np.zeros(100, np.float32)) == []
