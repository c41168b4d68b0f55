"""The torch network gives the reference's values at every stage, from the same weights."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engine.errors import ModelUnusable
from engine.models.fun_asr_nano.config import FunAsrConfig, expected_tensors
from tests.support.fun_asr import Golden, golden_model

torch = pytest.importorskip("torch", reason="the extra `gpu` is not installed")

from engine.models.fun_asr_nano.building import build  # noqa: E402 - torch first, so that its absence skips
from engine.models.fun_asr_nano.network import AudioNetwork  # noqa: E402

TOLERANCE = 1e-4
CASES = ["noise_tone_3s", "speech_en_3s"]

# What the reference recorded -> where the same value leaves a module of ours.
STAGES = {
    "enc0_0_norm1": "audio_encoder.encoders0.0.norm1",
    "enc0_0_self_attn": "audio_encoder.encoders0.0.self_attn",
    "enc0_0": "audio_encoder.encoders0.0",
    "enc_0": "audio_encoder.encoders.0",
    "enc_1": "audio_encoder.encoders.1",
    "enc_after_norm": "audio_encoder.after_norm",
    "tp_0": "audio_encoder.tp_encoders.0",
    "tp_1": "audio_encoder.tp_encoders.1",
    "encoder_out": "audio_encoder",
    "adaptor_linear2": "audio_adaptor.linear2",
    "adaptor_block_0": "audio_adaptor.blocks.0",
    "adaptor_block_1": "audio_adaptor.blocks.1",
    "adaptor_out": "audio_adaptor",
    "ctc_linear2": "ctc_decoder.linear2",
    "ctc_block_0": "ctc_decoder.blocks.0",
    "ctc_block_1": "ctc_decoder.blocks.1",
    "ctc_decoder_out": "ctc_decoder",
}

LEFT_OUT_OF_SPEECH = {"enc0_0_norm1", "enc0_0_self_attn", "enc_0", "tp_0", "adaptor_block_0", "ctc_block_0"}


@pytest.fixture
def golden(shared: Callable[[str], Path]) -> Golden:
    return golden_model(shared)


@pytest.fixture
def network(golden: Golden) -> AudioNetwork:
    return build(golden.config, golden.weights, with_ctc=True)


def through(network: AudioNetwork, features: np.ndarray, mask: object = None) -> dict[str, np.ndarray]:
    """Everything the network computes of [B, T, 560], by the reference's names."""
    seen: dict[str, np.ndarray] = {}
    modules = dict(network.named_modules())
    hooks = [
        modules[place].register_forward_hook(
            lambda _module, _inputs, output, name=name: seen.update({name: output.numpy()})
        )
        for name, place in STAGES.items()
    ]
    with torch.inference_mode():
        encoded = network.audio_encoder(torch.from_numpy(features), mask)
        network.audio_adaptor(encoded, mask)
        seen["ctc_log_probs"] = torch.log_softmax(network.ctc_logits(encoded, mask), -1).numpy()
    for hook in hooks:
        hook.remove()
    return seen


@pytest.mark.parametrize(
    ("case", "stage"),
    [("noise_tone_3s", stage) for stage in STAGES]
    + [("speech_en_3s", stage) for stage in STAGES if stage not in LEFT_OUT_OF_SPEECH],
)
def test_a_stage_equals_the_reference(golden: Golden, network: AudioNetwork, case: str, stage: str) -> None:
    reference = golden.arrays(case)
    ours = through(network, reference["lfr"][None])[stage][0]
    assert np.abs(ours - reference[stage]).max() < TOLERANCE


def test_the_embedded_rows_equal_the_reference(golden: Golden, network: AudioNetwork) -> None:
    reference = golden.arrays("noise_tone_3s")
    ours = network.audio_encoder.embed(torch.from_numpy(reference["lfr"])[None])[0].numpy()
    assert np.abs(ours - reference["enc_embed"]).max() < TOLERANCE


def test_the_memory_alone_equals_the_reference(golden: Golden, network: AudioNetwork) -> None:
    reference = golden.arrays("noise_tone_3s")
    attention = network.audio_encoder.encoders0[0].self_attn
    value = attention.linear_q_k_v(torch.from_numpy(reference["enc0_0_norm1"])[None]).chunk(3, dim=-1)[2]
    ours = attention.fsmn_block.neighbours(value)[0].numpy()
    assert np.abs(ours - reference["enc0_0_fsmn_conv"]).max() < TOLERANCE


@pytest.mark.parametrize("case", CASES)
def test_the_best_ids_of_all_rows_equal_the_reference(golden: Golden, network: AudioNetwork, case: str) -> None:
    reference = golden.arrays(case)
    log_probs = through(network, reference["lfr"][None])["ctc_log_probs"][0]
    order = np.argsort(-log_probs, axis=1, kind="stable")[:, :10]
    assert np.array_equal(order, reference["ctc_top10_ids"])
    assert np.abs(np.take_along_axis(log_probs, order, 1) - reference["ctc_top10_logp"]).max() < TOLERANCE


def test_all_log_probabilities_equal_the_reference(golden: Golden, network: AudioNetwork) -> None:
    reference = golden.arrays("noise_tone_3s")
    ours = through(network, reference["lfr"][None])["ctc_log_probs"][0]
    assert np.abs(ours - reference["ctc_log_probs"]).max() < TOLERANCE


def test_scaling_leaves_the_callers_features_as_they_are(golden: Golden, network: AudioNetwork) -> None:
    features = torch.from_numpy(golden.arrays("noise_tone_3s")["lfr"])[None]
    before = features.clone()
    network.audio_encoder(features)
    assert torch.equal(features, before)


@pytest.mark.parametrize("stage", ["enc0_0", "enc_after_norm", "encoder_out", "adaptor_out", "ctc_decoder_out"])
def test_items_of_a_padded_batch_equal_the_reference(golden: Golden, network: AudioNetwork, stage: str) -> None:
    reference = golden.arrays("batch2")
    lengths = reference["lfr_len"]
    mask = torch.arange(50)[None] < torch.from_numpy(lengths)[:, None]
    ours = through(network, reference["lfr"], mask)[stage]
    for item, length in enumerate(lengths):
        assert np.abs(ours[item, :length] - reference[stage][item, :length]).max() < TOLERANCE


def test_an_item_alone_without_mask_equals_itself_in_a_padded_batch(golden: Golden, network: AudioNetwork) -> None:
    reference = golden.arrays("batch2")
    seen = through(network, reference["lfr"][1:, :23])
    assert np.abs(seen["encoder_out"][0] - reference["encoder_out_alone_1"]).max() < TOLERANCE
    assert np.abs(seen["adaptor_out"][0] - reference["adaptor_out_alone_1"]).max() < TOLERANCE


@pytest.mark.parametrize("samples", [160, 400, 1361, 3280])
def test_clips_of_few_rows_pass_through_all_stages(golden: Golden, network: AudioNetwork, samples: int) -> None:
    rows = golden.arrays("lfr_short")[f"lfr_{samples}"]
    seen = through(network, rows[None])
    assert seen["ctc_log_probs"].shape == (1, len(rows), 1998)
    assert all(np.isfinite(values).all() for values in seen.values())


def test_bfloat16_stays_close_to_float32(golden: Golden, network: AudioNetwork) -> None:
    """The first rows of positions above 256 would be lost if they were counted in bfloat16."""
    features = torch.from_numpy(np.tile(golden.arrays("noise_tone_3s")["lfr"], (8, 1)))[None]
    exact = network.audio_encoder(features)
    narrow = build(golden.config, golden.weights, with_ctc=True).bfloat16().audio_encoder(features).float()
    assert torch.nn.functional.cosine_similarity(exact, narrow, dim=-1).min() > 0.998


def test_at_full_size_the_network_has_exactly_the_published_audio_tensors() -> None:
    config = FunAsrConfig()
    with torch.device("meta"):
        network = AudioNetwork(config, with_ctc=True)
    ours = {name: tuple(tensor.shape) for name, tensor in network.state_dict().items()}
    assert ours == expected_tensors(config)
    assert len(ours) == 914 + 36 + 84 + 2


def test_without_ctc_tensors_there_is_no_ctc_branch(golden: Golden) -> None:
    network = build(golden.config, golden.weights, with_ctc=False)
    assert network.ctc is None
    assert not [name for name in network.state_dict() if name.startswith("ctc")]


def test_a_missing_tensor_is_named(golden: Golden) -> None:
    weights = dict(golden.weights)
    del weights["audio_encoder.tp_norm.bias"]
    with pytest.raises(ModelUnusable, match=r"lacks audio_encoder\.tp_norm\.bias"):
        build(golden.config, weights, with_ctc=True)


def test_a_tensor_of_another_shape_is_named_with_both_shapes(golden: Golden) -> None:
    weights = golden.weights | {"audio_adaptor.linear1.weight": np.zeros((5, 64), np.float32)}
    with pytest.raises(ModelUnusable, match=r"audio_adaptor\.linear1\.weight is 5x64 .* 96x64"):
        build(golden.config, weights, with_ctc=True)


def test_tensors_that_nobody_may_write_to_are_taken_without_a_warning(golden: Golden) -> None:
    weights = {name: array.copy() for name, array in golden.weights.items()}
    for array in weights.values():
        array.flags.writeable = False
    features = torch.from_numpy(golden.arrays("noise_tone_3s")["lfr"])[None]
    expected = build(golden.config, golden.weights, with_ctc=False).audio_encoder(features)
    assert torch.equal(build(golden.config, weights, with_ctc=False).audio_encoder(features), expected)
