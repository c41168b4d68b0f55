"""A model.pt is read as torch.save wrote it, in all its forms, and nothing in it is ever run."""

from __future__ import annotations

import importlib
import os
import pickle
import subprocess
import sys
import zipfile
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import ModelUnusable
from engine.models.fun_asr_nano.checkpoints import tensors
from engine.models.fun_asr_nano.checkpoints.tensors import LazyTensors
from engine.models.fun_asr_nano.checkpoints.torch_file import read_torch_file

torch = pytest.importorskip("torch", reason="the test writes its files with torch")


def saved(path: Path, value: object) -> LazyTensors:
    torch.save(value, path)
    return LazyTensors(read_torch_file(path))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "model.pt"


@pytest.mark.parametrize("dtype", ["float32", "float16", "bfloat16", "float64"])
def test_each_kind_of_number_is_widened_exactly(dtype: str, path: Path) -> None:
    tensor = torch.randn(7, 5, generator=torch.Generator().manual_seed(3)).to(getattr(torch, dtype))
    np.testing.assert_array_equal(saved(path, {"w": tensor})["w"], tensor.float().numpy())


def test_bfloat16_extremes_keep_their_value(path: Path) -> None:
    tensor = torch.tensor([0.0, -0.0, 1e-40, 3.3e38, -1.5], dtype=torch.bfloat16)
    read = saved(path, {"w": tensor})["w"]
    np.testing.assert_array_equal(read.view(np.uint32), tensor.float().numpy().view(np.uint32))


VIEWS: dict[str, Callable[[Any], Any]] = {
    "transposed": lambda base: base.t(),
    "rows from the middle": lambda base: base[2:5],
    "every second column": lambda base: base[:, ::2],
    "one column": lambda base: base[:, 3],
    "permuted": lambda base: base.reshape(6, 2, 4).permute(2, 0, 1),
    "a single number": lambda base: base[1, 1],
    "nothing": lambda base: base[:0],
}


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_into_a_storage_is_read_as_the_view(view: str, path: Path) -> None:
    tensor = VIEWS[view](torch.arange(48.0).reshape(6, 8))
    weights = saved(path, {"w": tensor})
    assert weights["w"].shape == tuple(tensor.shape)
    np.testing.assert_array_equal(weights["w"], tensor.numpy())
    pieces = [np.atleast_1d(piece) for piece in weights.pieces("w")]
    np.testing.assert_array_equal(np.concatenate(pieces), np.atleast_1d(tensor.numpy()))


def test_tensors_may_share_a_storage(path: Path) -> None:
    base = torch.arange(24.0).reshape(6, 4)
    read = saved(path, {"head": base, "embedding": base, "part": base[4:]})
    np.testing.assert_array_equal(read["head"], read["embedding"])
    np.testing.assert_array_equal(read["part"], base[4:].numpy())


@pytest.mark.parametrize("holder", ["state_dict", "model_state_dict", "model", None])
def test_weights_are_found_under_each_customary_key(holder: str | None, path: Path) -> None:
    weights = {"w": torch.ones(3)}
    value = {"epoch": 7, "loss": 0.25, "best": None, holder: weights} if holder else weights
    assert list(saved(path, value)) == ["w"]


def test_one_module_prefix_is_taken_off(path: Path) -> None:
    assert list(saved(path, {"module.module.w": torch.ones(1)})) == ["module.w"]


def test_a_modules_own_state_dict_is_read(path: Path) -> None:
    """It is an OrderedDict that carries an attribute of its own."""
    state = torch.nn.Linear(3, 2).state_dict()
    assert isinstance(state, OrderedDict)
    np.testing.assert_array_equal(saved(path, state)["weight"], state["weight"].numpy())


def test_parameters_are_read_as_tensors(path: Path) -> None:
    parameter = torch.nn.Parameter(torch.arange(3.0))
    np.testing.assert_array_equal(saved(path, {"w": parameter})["w"], [0, 1, 2])


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_each_pickle_protocol_is_read(protocol: int, path: Path) -> None:
    torch.save({"state_dict": {"w": torch.arange(4.0)}}, path, pickle_protocol=protocol)
    np.testing.assert_array_equal(LazyTensors(read_torch_file(path))["w"], [0, 1, 2, 3])


def test_a_changed_number_is_noticed_in_pieces_as_well(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tensors, "PIECE", 64)
    weights = saved(path, {"w": torch.full((100, 2), 3.0)})
    assert len(list(weights.pieces("w"))) == 4
    raw = path.read_bytes()
    number = np.float32(3).tobytes()
    path.write_bytes(raw.replace(number, np.float32(4).tobytes(), 1))
    with pytest.raises(ModelUnusable, match="a checksum inside it is wrong"):
        list(weights.pieces("w"))


def test_a_file_without_checksums_is_read(path: Path) -> None:
    torch.serialization.set_crc32_options(False)
    try:
        read = saved(path, {"w": torch.arange(4.0)})
    finally:
        torch.serialization.set_crc32_options(True)
    np.testing.assert_array_equal(read["w"], [0, 1, 2, 3])


def test_whole_numbers_beside_the_weights_are_let_be(path: Path) -> None:
    read = saved(path, {"w": torch.ones(2), "steps": torch.tensor(5)})
    np.testing.assert_array_equal(read["w"], [1, 1])
    with pytest.raises(ModelUnusable, match="steps"):
        read["steps"]


def test_torch_is_not_imported_to_read_its_file(path: Path) -> None:
    torch.save({"w": torch.ones(2, dtype=torch.bfloat16)}, path)
    program = (
        "import sys; from pathlib import Path\n"
        "from engine.models.fun_asr_nano.checkpoints.torch_file import read_torch_file\n"
        "print(read_torch_file(Path(sys.argv[1]))['w'].read().sum(), 'torch' in sys.modules)"
    )
    root = Path(__file__).resolve().parents[5]
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["2.0", "False"]


class Calls:
    """Pickled, it asks the reader to call `function`."""

    def __init__(self, function: Callable[..., object], *arguments: object) -> None:
        self._call = (function, arguments)

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return self._call


def zipped(path: Path, pickled: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", pickled)
        archive.writestr("archive/byteorder", "little")
        archive.writestr("archive/version", "3\n")
    return path


@pytest.mark.parametrize("protocol", [0, 2, 4])
@pytest.mark.parametrize("place", ["top", "inside", "beside the weights"])
def test_a_file_that_wants_to_run_something_is_refused_and_runs_nothing(
    protocol: int, place: str, path: Path, tmp_path: Path
) -> None:
    mark = tmp_path / "was-run"
    call = Calls(os.system, f"touch {mark}")
    value = {"top": call, "inside": {"state_dict": {"w": call}}, "beside the weights": {"w": 1.0, "x": [call]}}[place]
    zipped(path, pickle.dumps(value, protocol))
    with pytest.raises(ModelUnusable, match=r"asks to run \w+\.system.*nothing was run"):
        read_torch_file(path)
    assert not mark.exists()


@pytest.mark.parametrize(
    ("function", "arguments", "name"),
    [
        (eval, ("1+1",), "eval"),
        (exec, ("x=1",), "exec"),
        (importlib.import_module, ("antigravity",), "import_module"),
        (getattr, (os, "system"), "getattr"),
        (subprocess.Popen, (["true"],), "Popen"),
        (torch.load, ("x",), "load"),
    ],
)
def test_every_other_global_is_refused_by_its_name(
    function: Callable[..., object], arguments: tuple[object, ...], name: str, path: Path
) -> None:
    value = Calls(function, *(argument for argument in arguments if isinstance(argument, str | list)))
    with pytest.raises(ModelUnusable, match=rf"asks to run [\w.]*{name}"):
        read_torch_file(zipped(path, pickle.dumps(value)))


def test_an_instance_built_without_a_call_is_refused(path: Path) -> None:
    """OBJ, INST and NEWOBJ make objects without REDUCE."""
    for pickled in (b"(cos\nsystem\nX\x04\x00\x00\x00trueo.", b"(S'true'\nios\nsystem\n.", b"cos\nsystem\n)\x81."):
        with pytest.raises(ModelUnusable):
            read_torch_file(zipped(path, pickled))


def test_a_storage_class_cannot_be_called(path: Path) -> None:
    with pytest.raises(ModelUnusable, match=r"asks to run torch\.FloatStorage"):
        read_torch_file(zipped(path, b"ctorch\nFloatStorage\n)R."))


def test_a_tensor_that_leaves_its_storage_is_refused(path: Path) -> None:
    torch.save({"w": torch.arange(16.0)}, path)
    with zipfile.ZipFile(path) as archive:
        pickled = archive.read("model/data.pkl")
        numbers = archive.read("model/data/0")
    for wrong in (pickled.replace(b"K\x10\x85", b"K\x11\x85"), pickled.replace(b"K\x01\x85", b"K\x02\x85")):
        assert wrong != pickled
        zipped(path, wrong)
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr("archive/data/0", numbers)
        with pytest.raises(ModelUnusable, match="table of weights cannot be read"):
            read_torch_file(path)


def test_a_tensor_that_repeats_one_number_forever_is_refused(path: Path) -> None:
    torch.save({"w": torch.ones(1).expand(1 << 40)}, path)
    with pytest.raises(ModelUnusable):
        read_torch_file(path)


def test_a_hostile_name_cannot_write_to_the_terminal(path: Path) -> None:
    with pytest.raises(ModelUnusable) as caught:
        read_torch_file(zipped(path, b"c\x1b[2Jos\nsystem" + b"m" * 500 + b"\n."))
    assert caught.value.what.isprintable()
    assert len(caught.value.what) < 200


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes, dict[str, bytes]]:
    """A good file taken apart: where to put another, its pickle, and its storages."""
    path = tmp_path_factory.mktemp("parts") / "model.pt"
    weights = {f"w{index}": torch.arange(6.0).reshape(2, 3).t() for index in range(4)}
    torch.save({"state_dict": weights, "epoch": 3}, path)
    with zipfile.ZipFile(path) as archive:
        storages = {name.removeprefix("model/"): archive.read(name) for name in archive.namelist() if "/data/" in name}
        return path, archive.read("model/data.pkl"), storages


@settings(max_examples=300, deadline=None)
@given(changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=4))
def test_a_changed_pickle_under_good_checksums_is_read_or_refused(
    changes: list[tuple[float, int]], parts: tuple[Path, bytes, dict[str, bytes]]
) -> None:
    path, pickled, storages = parts
    raw = bytearray(pickled)
    for place, value in changes:
        raw[int(place * len(raw))] = value
    zipped(path, bytes(raw))
    with zipfile.ZipFile(path, "a") as archive:
        for name, numbers in storages.items():
            archive.writestr(f"archive/{name}", numbers)
    try:
        for tensor in LazyTensors(read_torch_file(path)).values():
            assert tensor.size <= 6
    except ModelUnusable:
        pass


@settings(max_examples=300, deadline=None)
@given(raw=st.binary(max_size=200))
def test_any_bytes_in_place_of_the_pickle_are_read_or_refused(
    raw: bytes, parts: tuple[Path, bytes, dict[str, bytes]]
) -> None:
    with pytest.raises(ModelUnusable):
        read_torch_file(zipped(parts[0], raw))
