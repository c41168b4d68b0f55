"""The network in torch: the reference's numbers, and those of the graphs that recognition on a processor uses."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.models.family import NO_GRAPHICS, ImportOptions, LengthMask, LoadOptions
from engine.models.fireredasr import family
from engine.models.fireredasr.config import from_args
from engine.models.fun_asr_nano import torch_folder
from engine.models.progress import silent
from engine.models.recogniser import Request
from tests.engine.models.fireredasr.test_parity import MASKS, close, heard, options_of
from tests.support.fireredasr import FireRedGolden, fire_red, published_folder, random_head

__all__ = ["fire_red"]

torch = pytest.importorskip("torch", reason="the extra `gpu` is not installed")

from engine.models.fireredasr.torch_runtime import TorchFireRed  # noqa: E402 - needs torch


def runtime(golden: FireRedGolden, mask: LengthMask = "first", *, ctc: bool = False) -> TorchFireRed:
    config = from_args(golden.json("aed/args"), mask)
    return TorchFireRed(config, golden.weights | (random_head(config) if ctc else {}), "cpu")


@pytest.mark.parametrize("variant", MASKS)
@pytest.mark.parametrize("name", ["batch", "a", "b"])
def test_encoder_rows_are_those_of_the_reference_and_of_the_graph(
    fire_red: FireRedGolden, variant: str, name: str
) -> None:
    expected = fire_red.arrays(f"aed/encoder_{variant}")
    encoded, visible = runtime(fire_red, MASKS[variant]).encode(*heard(fire_red, name))
    close(encoded, expected[f"{name}.enc_out"], 1e-5)
    by_graph, shown = fire_red.network(MASKS[variant]).encode(*heard(fire_red, name))
    close(encoded, by_graph, 1e-5)
    assert (visible == shown).all()


def test_a_sound_that_the_later_mask_hides_whole_gives_numbers(fire_red: FireRedGolden) -> None:
    features = np.ones((1, 5, 80), np.float32)
    encoded, visible = runtime(fire_red, "2025-12").encode(features)
    assert not visible.any()
    close(encoded, fire_red.network("2025-12").encode(features)[0], 1e-5)


@pytest.mark.parametrize("variant", MASKS)
def test_forced_tokens_give_the_logits_of_the_reference(fire_red: FireRedGolden, variant: str) -> None:
    expected = fire_red.arrays(f"aed/decoder_forced_{variant}")
    model = runtime(fire_red, MASKS[variant])
    steps = model.steps(*model.encode(*heard(fire_red, "batch")))
    tokens = expected["tokens"]
    found = [steps.step(column, np.arange(len(tokens))) for column in tokens.T]
    close(np.stack(found, axis=1), expected["logits"], 1e-4)


@pytest.mark.parametrize("variant", MASKS)
def test_every_beam_search_gives_the_texts_and_scores_of_the_reference(fire_red: FireRedGolden, variant: str) -> None:
    model = runtime(fire_red, MASKS[variant])
    encoded = {name: model.encode(*heard(fire_red, name)) for name in ("batch", "a", "b")}
    for case, expected in fire_red.json(f"aed/beam_{variant}").items():
        found = model.candidates(*encoded[case.partition("/")[0]], options_of(expected["params"]))
        wanted = [[(each["yseq"], each["score"]) for each in group] for group in expected["hyps"]]
        assert [[list(each.tokens) for each in group] for group in found] == [
            [tokens for tokens, _ in group] for group in wanted
        ], case
        close(
            np.array([each.score for group in found for each in group]),
            np.array([score for group in wanted for _, score in group]),
            1e-4,
        )


def test_the_ctc_head_gives_the_numbers_of_the_graph(fire_red: FireRedGolden) -> None:
    model, graph = runtime(fire_red, ctc=True), fire_red.network(ctc=True)
    encoded, _ = model.encode(*heard(fire_red, "a"))
    close(model.ctc_log_probs(encoded), graph.ctc_log_probs(encoded), 1e-4)


def test_a_model_imported_for_a_graphics_card_is_used_there(
    fire_red: FireRedGolden, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The processor stands in for the card: the way from the import to the text is the same."""
    source, work = published_folder(fire_red, tmp_path / "source", ctc=True), tmp_path / "model"
    work.mkdir()
    published = family.published(source, ImportOptions("fp32", for_gpu=True))
    assert published is not None
    described = published.install("tiny", work, silent)
    assert described.size < published.size
    on_graphs = family.load(work, described, LoadOptions())
    monkeypatch.setattr(torch_folder, "device_for", lambda *_: "cpu:0")
    told: list[str] = []
    on_torch = family.load(work, described, LoadOptions(graphics="gpu", report=lambda what, _: told.append(what)))
    assert isinstance(on_torch._network, TorchFireRed)  # type: ignore[attr-defined]
    found = [model.begin(Request()).finish(fire_red.audio("a")) for model in (on_graphs, on_torch)]
    assert found[0].text == found[1].text
    assert found[0].alternatives == found[1].alternatives
    places = [[(word.text, word.start, word.end) for word in each.words] for each in found]
    assert places[0] == places[1] != []
    assert not told


def test_without_a_card_the_processor_does_it_and_says_so(fire_red: FireRedGolden, tmp_path: Path) -> None:
    published = family.published(published_folder(fire_red, tmp_path / "source"), ImportOptions())
    assert published is not None
    (tmp_path / "model").mkdir()
    described = published.install("tiny", tmp_path / "model", silent)
    told: list[str] = []
    options = LoadOptions(graphics="gpu", report=lambda what, _: told.append(what))
    family.load(tmp_path / "model", described, options).close()
    assert told == [NO_GRAPHICS[0]]


def test_a_card_computes_in_float32_convolutions_included(fire_red: FireRedGolden) -> None:
    model = runtime(fire_red, ctc=True)
    assert {each.dtype for each in model.module.parameters()} == {torch.float32}
    assert not torch.backends.cudnn.allow_tf32
    assert not torch.backends.cuda.matmul.allow_tf32
