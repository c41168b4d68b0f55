"""Every number of the reference: features, encoder, decoder, and all beam searches, alone and in a batch."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.frontend import fbank
from engine.models.family import LengthMask
from engine.models.fireredasr import cmvn, graphs, positions
from engine.models.fireredasr.beam_search import SearchOptions, best_tokens, extend, smoothed
from engine.models.fireredasr.config import CONTEXT_FRAMES
from engine.models.fireredasr.features import features
from engine.models.fireredasr.runtime import FireRedNetwork, OnnxSteps
from tests.support.fireredasr import FireRedGolden, fire_red, inner_values

__all__ = ["fire_red"]

MASKS: dict[str, LengthMask] = {"orig": "first", "head": "2025-12"}
PARAMS = {
    "beam_size": "beams",
    "nbest": "best",
    "decode_max_len": "steps",
    "softmax_smoothing": "smoothing",
    "length_penalty": "length_penalty",
    "eos_penalty": "eos_penalty",
}
DEFAULTS = SearchOptions(beams=1, best=1, smoothing=1.0, length_penalty=0.0, eos_penalty=1.0)


def close(found: np.ndarray, expected: np.ndarray, tolerance: float) -> None:
    np.testing.assert_allclose(found, expected, rtol=0, atol=tolerance)


def heard(fire_red: FireRedGolden, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Features [n, frames, 80] and their lengths."""
    arrays = fire_red.arrays("aed/features")
    if name == "batch":
        return arrays["batch_feat"], arrays["batch_len"]
    feature = arrays[f"{name}_feat"]
    return feature[None], np.array([len(feature)])


def test_features_are_those_of_the_reference(fire_red: FireRedGolden) -> None:
    expected = fire_red.arrays("aed/features")
    statistics = cmvn.read(fire_red.folder / "cmvn.ark")
    close(statistics.mean, expected["cmvn_mean"], 1e-12)
    close(statistics.scale, expected["cmvn_istd"], 1e-12)
    for name in "ab":
        close(fbank.log_mel(fire_red.audio(name), "povey"), expected[f"{name}_fbank"], 2e-4)
        close(features(fire_red.audio(name), statistics), expected[f"{name}_feat"], 1e-4)


def test_positions_are_those_of_the_reference(fire_red: FireRedGolden) -> None:
    expected = fire_red.arrays("aed/pos_tables")
    width = fire_red.config.d_model
    table = positions.relative(5000, width)
    assert table.shape == tuple(expected["enc_pe_shape"][1:])
    middle = len(table) // 2
    close(table[:4], expected["enc_pe_first4"], 1e-3)  # upstream's product of place and frequency is a float32
    close(table[middle - 4 : middle + 5], expected["enc_pe_mid9"], 1e-6)
    close(table[-4:], expected["enc_pe_last4"], 1e-3)
    later = positions.absolute(5000, width)
    close(later[:8], expected["dec_pe_first8"], 1e-6)
    close(later[-2:], expected["dec_pe_last2"], 1e-3)


@pytest.mark.parametrize("variant", MASKS)
@pytest.mark.parametrize("name", ["batch", "a", "b"])
def test_encoder_rows_and_lengths_are_those_of_the_reference(fire_red: FireRedGolden, variant: str, name: str) -> None:
    expected = fire_red.arrays(f"aed/encoder_{variant}")
    encoded, visible = fire_red.network(MASKS[variant]).encode(*heard(fire_red, name))
    close(encoded, expected[f"{name}.enc_out"], 1e-5)
    assert (visible.sum(axis=1) == expected[f"{name}.enc_len"]).all()
    assert (visible[:, None] == expected[f"{name}.enc_mask"]).all()


@pytest.mark.parametrize("variant", MASKS)
def test_each_part_of_a_block_is_that_of_the_reference(fire_red: FireRedGolden, variant: str) -> None:
    expected = fire_red.arrays(f"aed/encoder_{variant}")
    network = fire_red.network(MASKS[variant])
    feature, lengths = heard(fire_red, "batch")
    _, visible = network.encode(feature, lengths)
    places = positions.relative(visible.shape[1], network.config.d_model)
    close(places, expected["batch.pos_emb"][0], 1e-5)
    parts = [f"block.0.{part}" for part in ("ffn1", "mhsa", "attention", "conv", "ffn2", "out")]
    inputs = {
        "features": np.pad(feature, ((0, 0), (0, CONTEXT_FRAMES), (0, 0))),
        "visible": visible,
        "positions": places,
    }
    found = inner_values(fire_red.written() / graphs.ENCODER, ["embed", *parts, "block.1.out"], inputs)
    close(found["embed"], expected["batch.embed"], 1e-5)
    # The reference's feed-forward modules give x + FF(x), of which a block keeps the mean with x.
    close(2 * found["block.0.ffn1"] - found["embed"], expected["batch.blk0_ffn1_out"], 2e-5)
    close(found["block.0.mhsa"], expected["batch.blk0_mhsa_out"], 1e-5)
    close(found["block.0.attention"], expected["batch.blk0_attn"], 1e-5)
    close(found["block.0.conv"], expected["batch.blk0_conv_out"], 1e-5)
    close(2 * found["block.0.ffn2"] - found["block.0.conv"], expected["batch.blk0_ffn2_out"], 2e-5)
    close(found["block.0.out"], expected["batch.blk0_out"], 1e-5)
    close(found["block.1.out"], expected["batch.blk1_out"], 1e-5)


@pytest.mark.parametrize("variant", MASKS)
def test_forced_tokens_with_padding_between_give_the_reference_numbers(fire_red: FireRedGolden, variant: str) -> None:
    expected = fire_red.arrays(f"aed/decoder_forced_{variant}")
    network = fire_red.network(MASKS[variant])
    steps = OnnxSteps(network, *network.encode(*heard(fire_red, "batch")))
    tokens = expected["tokens"]
    found = [steps.step(column, np.arange(len(tokens))) for column in tokens.T]
    close(np.stack(found, axis=1), expected["logits"], 1e-4)


@pytest.mark.parametrize("variant", MASKS)
def test_each_part_of_a_decoder_layer_is_that_of_the_reference(fire_red: FireRedGolden, variant: str) -> None:
    expected = fire_red.arrays(f"aed/decoder_forced_{variant}")
    network = fire_red.network(MASKS[variant])
    steps = RecordedSteps(network, *network.encode(*heard(fire_red, "batch")))
    tokens = expected["tokens"]
    names = {"embedded": "dec_in", "layer.0.self": "l0_self", "layer.0.cross": "l0_cross", "layer.0.mlp": "l0_mlp"}
    names |= {"layer.0.out": "l0_out", "layer.1.out": "l1_out"}
    for place, column in enumerate(tokens.T):
        steps.step(column, np.arange(len(tokens)))
        found = inner_values(fire_red.written() / graphs.STEP, list(names), steps.inputs)
        for name, reference in names.items():
            close(found[name].reshape(len(tokens), -1), expected[reference][:, place], 1e-4)
        assert (steps.inputs["seen"] == expected["tgt_mask"][:, place, : place + 1]).all()


class RecordedSteps(OnnxSteps):
    """Keeps the inputs of the last step."""

    def run(self, inputs: dict[str, Any]) -> list[Any]:
        self.inputs = {name: value.numpy() for name, value in inputs.items()}
        return super().run(inputs)


@pytest.mark.parametrize("variant", MASKS)
def test_every_beam_search_gives_the_reference_texts_and_scores(fire_red: FireRedGolden, variant: str) -> None:
    network = fire_red.network(MASKS[variant])
    encoded = {name: network.encode(*heard(fire_red, name)) for name in ("batch", "a", "b")}
    cases = fire_red.json(f"aed/beam_{variant}")
    assert len(cases) == 21
    for case, expected in cases.items():
        options = options_of(expected["params"])
        found = network.candidates(*encoded[case.partition("/")[0]], options)
        wanted = expected["hyps"]
        assert [[list(each.tokens) for each in group] for group in found] == [
            [each["yseq"] for each in group] for group in wanted
        ], case
        scores = [each.score for group in found for each in group]
        close(np.array(scores), np.array([each["score"] for group in wanted for each in group]), 1e-4)


def options_of(params: dict[str, Any]) -> SearchOptions:
    fields = {PARAMS[name]: value for name, value in params.items()}
    return SearchOptions(**{**{name: getattr(DEFAULTS, name) for name in PARAMS.values()}, **fields})


@pytest.mark.parametrize("variant", MASKS)
@pytest.mark.parametrize("case", ["greedy", "beam3_readme"])
def test_every_step_of_a_search_is_that_of_the_reference(fire_red: FireRedGolden, variant: str, case: str) -> None:
    trace = fire_red.arrays(f"aed/trace_{case}_{variant}")
    options = options_of(fire_red.json(f"aed/beam_{variant}")[f"batch/{case}"]["params"])
    network = fire_red.network(MASKS[variant])
    config, beams = network.config, options.beams
    steps = OnnxSteps(network, *network.encode(*heard(fire_red, "batch")))
    tokens, parents = np.full(2 * beams, config.sos_id), np.arange(2 * beams)
    scores, ended = np.where(np.arange(2 * beams).reshape(2, beams) % beams, -1e10, 0.0), np.zeros(2 * beams, bool)
    for at in range(len(trace["logits"])):
        logits = steps.step(tokens, parents)
        close(logits, trace["logits"][at], 1e-4)
        ways, gains = best_tokens(smoothed(logits, options, config.eos_id), beams)
        assert (ways == trace["tok_ids"][at]).all()
        close(gains, trace["tok_scores"][at], 1e-4)
        ways[ended], gains[ended] = config.eos_id, [0.0, *[-1e10] * (beams - 1)]
        extension = extend(scores, gains.reshape(2, beams, beams))
        scores = extension.scores
        real = trace["beam_scores"][at] > -1e9
        np.testing.assert_allclose(scores, trace["beam_scores"][at], rtol=1e-5, atol=1e-4)
        assert (extension.places == trace["beam_idx"][at])[real].all()
        row, way = np.divmod(trace["beam_idx"][at], beams)
        parents = (row + beams * np.arange(2)[:, None]).reshape(-1)
        tokens = ways[parents, way.reshape(-1)]
        ended = tokens == config.eos_id


def test_a_batch_says_what_each_utterance_says_alone(fire_red: FireRedGolden) -> None:
    network: FireRedNetwork = fire_red.network()
    options = SearchOptions(best=3)
    together = network.candidates(*network.encode(*heard(fire_red, "batch")), options)
    alone = [network.candidates(*network.encode(*heard(fire_red, name)), options)[0] for name in "ab"]
    assert [[each.tokens for each in group] for group in together] == [
        [each.tokens for each in group] for group in alone
    ]
    for one, other in zip(together, alone, strict=True):
        close(np.array([each.score for each in one]), np.array([each.score for each in other]), 1e-5)


def test_int8_stays_close_to_the_reference(fire_red: FireRedGolden) -> None:
    expected = fire_red.arrays("aed/encoder_orig")["a.enc_out"][0]
    encoded, visible = fire_red.network(largest=127).encode(*heard(fire_red, "a"))
    cosine = (encoded[0] * expected).sum(1) / np.linalg.norm(encoded[0], axis=1) / np.linalg.norm(expected, axis=1)
    assert cosine.min() > 0.99
    found = fire_red.network(largest=127).candidates(encoded, visible, SearchOptions())[0][0]
    assert list(found.tokens) == fire_red.json("aed/beam_orig")["a/beam3_readme"]["hyps"][0][0]["yseq"]
