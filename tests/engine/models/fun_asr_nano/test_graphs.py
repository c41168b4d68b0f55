"""The graphs give the reference's values on ONNX Runtime, and those of torch's own export; torch makes neither."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from benchmarks.random_weights import random_weights
from engine.errors import ModelUnusable
from engine.models.family import Precision
from engine.models.fun_asr_nano import ctc, manifest
from engine.models.fun_asr_nano.config import EncoderConfig, FunAsrConfig, TransformerConfig
from engine.models.fun_asr_nano.export import export_onnx
from engine.models.fun_asr_nano.runtime import HEAD_ROWS, OnnxAudio
from engine.models.onnx_sessions import default_threads, session_options
from tests.support.fun_asr import Golden, cosine, golden_model

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[4]
TOLERANCE = 1e-4
INT8_COSINE = 0.999  # of encoder, adaptor and CTC decoder rows against the reference's float32 ones
CASES = ["noise_tone_3s", "speech_en_3s"]


@pytest.fixture
def golden(shared: Callable[[str], Path]) -> Golden:
    return golden_model(shared)


@pytest.fixture
def exact(golden: Golden) -> OnnxAudio:
    return OnnxAudio(golden.converted("fp32"))


@pytest.fixture
def small(golden: Golden) -> OnnxAudio:
    return OnnxAudio(golden.converted("int8"))


def sums(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if ".onnx" in path.name
    }


@pytest.mark.parametrize("case", CASES)
def test_encoder_adaptor_and_ctc_rows_equal_the_reference(golden: Golden, exact: OnnxAudio, case: str) -> None:
    reference = golden.arrays(case)
    encoded = exact.encode(reference["lfr"])
    assert np.abs(encoded - reference["encoder_out"]).max() < TOLERANCE
    assert np.abs(exact.adapt(encoded) - reference["adaptor_out"]).max() < TOLERANCE
    assert np.abs(exact.ctc(encoded).hidden - reference["ctc_decoder_out"]).max() < TOLERANCE


@pytest.mark.parametrize("case", CASES)
def test_candidates_equal_the_reference(golden: Golden, exact: OnnxAudio, case: str) -> None:
    reference = golden.arrays(case)
    scores = exact.ctc(exact.encode(reference["lfr"]))
    assert np.array_equal(scores.top_ids[:, :10], reference["ctc_top10_ids"])
    assert np.abs(scores.top_log_probs[:, :10] - reference["ctc_top10_logp"]).max() < TOLERANCE


@pytest.mark.parametrize("case", CASES)
def test_the_greedy_path_equals_the_reference(golden: Golden, exact: OnnxAudio, case: str) -> None:
    reference = golden.arrays(case)
    scores = exact.ctc(exact.encode(reference["lfr"]))
    assert np.array_equal(scores.top_ids[:, 0], reference["ctc_argmax"])
    spans = ctc.greedy(scores.top_ids[:, 0], scores.top_log_probs[:, 0], golden.config.blank_id)
    assert [span.token for span in spans] == reference["ctc_greedy_ids"].tolist()


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("which", ["align", "align2"])
def test_alignment_over_asked_columns_equals_the_reference(
    golden: Golden, exact: OnnxAudio, case: str, which: str
) -> None:
    reference = golden.arrays(case)
    targets = reference[f"{which}_targets"].astype(np.int64)
    scores = exact.ctc(exact.encode(reference["lfr"]))
    found = ctc.align(scores.blank_log_prob, exact.columns(scores, targets), targets)
    assert found is not None
    labels = np.where(found.places < 0, golden.config.blank_id, targets[found.places])
    assert np.array_equal(labels, reference[f"{which}_path"])
    assert np.abs(found.log_probs - reference[f"{which}_frame_logp"]).max() < TOLERANCE


def test_asked_columns_and_blank_are_log_probabilities_of_the_whole_vocabulary(
    golden: Golden, exact: OnnxAudio
) -> None:
    reference = golden.arrays("noise_tone_3s")
    scores = exact.ctc(exact.encode(reference["lfr"]))
    columns = exact.columns(scores, np.arange(1998))
    assert np.abs(columns - reference["ctc_log_probs"]).max() < TOLERANCE
    assert np.abs(scores.blank_log_prob - reference["ctc_log_probs"][:, -1]).max() < TOLERANCE


def test_the_short_item_of_a_batch_equals_the_reference_alone(golden: Golden, exact: OnnxAudio) -> None:
    reference = golden.arrays("batch2")
    encoded = exact.encode(reference["lfr"][1, :23])
    assert np.abs(encoded - reference["encoder_out_alone_1"]).max() < TOLERANCE
    assert np.abs(exact.adapt(encoded) - reference["adaptor_out_alone_1"]).max() < TOLERANCE


@pytest.mark.parametrize("samples", [160, 400, 1361, 3280])
def test_clips_of_few_rows_equal_torch(golden: Golden, exact: OnnxAudio, samples: int) -> None:
    pytest.importorskip("torch", reason="the extra `gpu` is not installed")
    from engine.models.fun_asr_nano.torch_runtime import TorchAudio

    rows = golden.arrays("lfr_short")[f"lfr_{samples}"]
    torch_audio = TorchAudio(golden.config, golden.weights, "cpu")
    encoded = exact.encode(rows)
    assert np.abs(encoded - torch_audio.encode(rows)).max() < TOLERANCE
    assert np.abs(exact.adapt(encoded) - torch_audio.adapt(encoded)).max() < TOLERANCE
    assert np.array_equal(exact.ctc(encoded).top_ids, torch_audio.ctc(encoded).top_ids)


FULL_WIDTH = FunAsrConfig(
    encoder=EncoderConfig(num_blocks=2, tp_blocks=1, sanm_shift=2),
    adaptor=TransformerConfig(n_layer=1),
    ctc_decoder=TransformerConfig(llm_dim=512, n_layer=1),
    ctc_vocab_size=500,
)


PARITY: list[tuple[Precision, float, float]] = [("fp32", 1e-5, 0.999_999), ("int8", np.inf, 0.9995)]


def test_the_graphs_compute_what_torchs_own_export_computes(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="the extra `gpu` is not installed")
    from tests.support.torch_export import export_with_torch

    weights = random_weights(FULL_WIDTH, seed=1)
    theirs: dict[Precision, Path] = {"fp32": tmp_path / "fp32", "int8": tmp_path / "int8"}
    for folder in theirs.values():
        folder.mkdir()
    export_with_torch(FULL_WIDTH, weights, theirs)
    features = np.random.default_rng(2).standard_normal((90, 560), np.float32) * 3
    for precision, largest, least_cosine in PARITY:
        ours = tmp_path / f"ours-{precision}"
        ours.mkdir()
        export_onnx(FULL_WIDTH, weights, ours, precision)
        found = outputs(OnnxAudio(ours), features)
        for name, values in outputs(OnnxAudio(theirs[precision]), features).items():
            assert found[name].shape == values.shape
            assert np.abs(found[name] - values).max() <= largest * max(1, np.abs(values).max()), name
            assert cosine(found[name], values) > least_cosine, name


def outputs(audio: OnnxAudio, features: np.ndarray) -> dict[str, np.ndarray]:
    """What each graph makes of the same rows."""
    encoded = audio.encode(features)
    scores = audio.ctc(encoded)
    return {
        "encoded": encoded,
        "adapted": audio.adapt(encoded),
        "hidden": scores.hidden,
        "best": scores.top_log_probs,
        "blank": scores.blank_log_prob,
        "columns": audio.columns(scores, np.arange(7)),
    }


def test_more_rows_than_the_head_scores_at_once_come_back_in_order(golden: Golden, exact: OnnxAudio) -> None:
    rows = np.tile(golden.arrays("noise_tone_3s")["lfr"], (4, 1))
    assert len(rows) > 3 * HEAD_ROWS
    encoded = exact.encode(rows)
    scores = exact.ctc(encoded)
    last = exact.columns(scores, scores.top_ids[-1, :3])[-1]
    assert scores.top_ids.shape == (len(rows), 20)
    assert np.allclose(last, scores.top_log_probs[-1, :3], atol=TOLERANCE)


@pytest.mark.parametrize("case", CASES)
def test_int8_rows_point_where_the_reference_points(golden: Golden, small: OnnxAudio, case: str) -> None:
    reference = golden.arrays(case)
    encoded = small.encode(reference["lfr"])
    assert cosine(encoded, reference["encoder_out"]) > INT8_COSINE
    assert cosine(small.adapt(encoded), reference["adaptor_out"]) > INT8_COSINE
    assert cosine(small.ctc(encoded).hidden, reference["ctc_decoder_out"]) > INT8_COSINE


def test_int8_weights_take_a_quarter_of_the_space(golden: Golden) -> None:
    def size(folder: Path) -> int:
        return sum(path.stat().st_size for path in folder.glob("*.data"))

    assert size(golden.converted("int8")) < 0.3 * size(golden.converted("fp32"))


def test_two_threads_give_what_one_gives(golden: Golden, exact: OnnxAudio) -> None:
    rows = golden.arrays("noise_tone_3s")["lfr"]
    two = OnnxAudio(golden.converted("fp32"), session_options(2))
    assert np.abs(two.encode(rows) - exact.encode(rows)).max() < TOLERANCE


def test_zero_threads_means_a_share_of_the_cores_that_leaves_others_some() -> None:
    assert 1 <= default_threads() <= 4


def test_the_same_weights_give_the_same_files(golden: Golden, tmp_path: Path) -> None:
    export_onnx(golden.config, golden.weights, tmp_path, "int8")
    assert sums(tmp_path) == sums(golden.converted("int8"))


def test_without_ctc_tensors_there_are_no_ctc_graphs(golden: Golden, tmp_path: Path) -> None:
    weights = {name: array for name, array in golden.weights.items() if not name.startswith("ctc")}
    export_onnx(golden.config, weights, tmp_path, "int8")
    assert {path.name for path in tmp_path.glob("*.onnx")} == {manifest.ENCODER_GRAPH, manifest.ADAPTOR_GRAPH}


def test_a_folder_without_ctc_graphs_has_no_ctc(golden: Golden) -> None:
    assert not OnnxAudio(golden.converted("fp32", with_ctc=False)).has_ctc


def test_an_export_with_one_ctc_tensor_missing_has_no_ctc(golden: Golden) -> None:
    from engine.models.fun_asr_nano.weights import has_ctc

    weights = {name: array for name, array in golden.weights.items() if name != "ctc.ctc_lo.bias"}
    assert has_ctc(golden.config, golden.weights)
    assert not has_ctc(golden.config, weights)


def test_an_export_that_fails_leaves_the_folder_empty(golden: Golden, tmp_path: Path) -> None:
    def interrupted(_share: float, name: str) -> None:
        if name == manifest.ADAPTOR_GRAPH:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_onnx(golden.config, golden.weights, tmp_path, "fp32", interrupted)
    assert list(tmp_path.iterdir()) == []


def test_exported_graphs_hold_no_path_of_the_machine_they_were_made_on(golden: Golden) -> None:
    folder = golden.converted("fp32")
    assert not [path.name for path in folder.glob("*.onnx") if str(ROOT).encode() in path.read_bytes()]


def test_a_damaged_graph_is_named(golden: Golden, tmp_path: Path) -> None:
    (tmp_path / manifest.ENCODER_GRAPH).write_bytes(b"no graph")
    with pytest.raises(ModelUnusable, match=r"encoder\.onnx cannot be loaded"):
        OnnxAudio(tmp_path)


def test_the_cpu_path_imports_no_torch(golden: Golden) -> None:
    program = (
        "import sys; from pathlib import Path; import numpy as np\n"
        "from engine.models.fun_asr_nano import recogniser\n"
        "from engine.models.recogniser import Request\n"
        "model = recogniser.load(Path(sys.argv[1]))\n"
        "model.begin(Request()).finish(np.zeros(8000, np.float32))\n"
        "sys.exit(sorted({'torch', 'onnx', 'PySide6'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", program, str(golden.converted("fp32"))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.stderr.strip() in ("", "[]")
