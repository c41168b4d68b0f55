"""The networks that are trained are the ones that the product runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import gguf
import numpy as np
import pytest
import torch

from engine.models.fun_asr_nano.vocabulary import TokenVocabulary
from tests.support.training import exported_work
from training import dataset, mini, respell, tokens
from training.llm_shape import LlmDims
from training.qwen import Qwen
from training.speaking import Bench, saying_loss

pytestmark = pytest.mark.slow

_NAMES = {
    "attn_norm": "input_layernorm",
    "ffn_norm": "post_attention_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "attn_q_norm": "self_attn.q_norm",
    "attn_k_norm": "self_attn.k_norm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}
_ENDS = {"token_embd": "embed_tokens", "output_norm": "norm"}


@pytest.fixture
def golden(shared: Callable[[str], Path]) -> tuple[Qwen, dict[str, np.ndarray]]:
    """The reference's weights in our decoder, and what the reference computed."""
    decoder = Qwen(LlmDims(64, 2, 4, 2, 32, 128, 320), theta=1e6)
    reader = gguf.GGUFReader(shared("golden/qwen3-tiny/qwen3-tiny-f32.gguf"))
    state = {_published(tensor.name): torch.from_numpy(np.array(tensor.data)) for tensor in reader.tensors}
    decoder.load_state_dict(state)
    return decoder.eval(), dict(np.load(shared("golden/qwen3-tiny/golden.npz")))


def _published(name: str) -> str:
    parts = name.split(".")
    if parts[0] != "blk":
        return f"model.{_ENDS[parts[0]]}.weight"
    return f"model.layers.{parts[1]}.{_NAMES[parts[2]]}.weight"


def _whole(decoder: Qwen, arrays: dict[str, np.ndarray], case: str) -> torch.Tensor:
    front, behind = (decoder.embed(torch.from_numpy(arrays[name]).long()) for name in ("prefix_ids", "suffix_ids"))
    return torch.cat([front, torch.from_numpy(arrays[f"{case}_audio"]), behind])[None]


@pytest.mark.parametrize("case", ["n0", "n5", "n42", "n63"])
@torch.no_grad()
def test_the_decoder_in_training_computes_the_reference_s_logits(
    golden: tuple[Qwen, dict[str, np.ndarray]], case: str
) -> None:
    decoder, arrays = golden
    hidden, _ = decoder(_whole(decoder, arrays, case))
    np.testing.assert_allclose(decoder.logits(hidden)[0].numpy(), arrays[f"{case}_logits"], atol=1e-4)


@torch.no_grad()
def test_a_row_at_a_time_with_the_cache_gives_what_all_rows_give_at_once(
    golden: tuple[Qwen, dict[str, np.ndarray]],
) -> None:
    decoder, arrays = golden
    whole = _whole(decoder, arrays, "n5")
    at_once, _ = decoder(whole)
    _, cache = decoder(whole[:, :20])
    for place in range(20, whole.shape[1]):
        row, cache = decoder(whole[:, place : place + 1], cache)
        torch.testing.assert_close(row[:, 0], at_once[:, place], atol=1e-5, rtol=0)


def test_the_model_has_the_size_that_its_card_promises() -> None:
    config = mini.read_config(mini.CONFIG, ctc_vocabulary=4249, decoder_vocabulary=2560)
    network = mini.new_audio_network(config.audio, seed=1)
    assert 5e6 < mini.parameters(network.audio_encoder) < 12e6
    assert 5e6 < mini.parameters(Qwen(config.decoder)) < 15e6


def test_the_same_seed_gives_the_same_first_weights() -> None:
    config = mini.read_config(mini.CONFIG, ctc_vocabulary=2000, decoder_vocabulary=500)
    one, other = (mini.new_audio_network(config.audio, seed=4).state_dict() for _ in range(2))
    assert all(torch.equal(one[name], other[name]) for name in one)


def test_another_throat_moves_a_tone_along_the_mel_axis() -> None:
    frames = np.zeros((2, 80), np.float32)
    frames[:, 40] = 1.0
    assert dataset.in_another_throat(frames, 1.0).argmax(1).tolist() == [40, 40]
    assert dataset.in_another_throat(frames, 0.9).argmax(1).tolist() == [44, 44]
    assert dataset.in_another_throat(frames, 1.1).argmax(1).tolist() == [36, 36]


def test_the_vector_of_a_piece_begins_as_the_decoder_s_own_of_the_same_text() -> None:
    work = exported_work()
    bench = Bench.set_up(work, work / "mini.toml")
    bench.vectors.begin_like(bench.decoder, bench.words, bench.tokens)
    [piece], [token] = bench.words.encode("e"), bench.tokens.text("e")
    assert torch.equal(bench.vectors(torch.tensor(piece)), bench.decoder.embed(torch.tensor(token)))


def test_a_ctc_branch_keeps_what_it_knows_in_another_vocabulary() -> None:
    old, new = (
        TokenVocabulary(tokens.ctc_ranks(texts, merges)) for texts, merges in ((["the the"], 2), (["the then"], 6))
    )
    weight, bias = torch.randn(old.size, 8), torch.randn(old.size)
    rows, biases = respell.carried(weight, bias, old, new)
    [before], [after] = old.encode("the"), new.encode("the")
    assert torch.equal(rows[after], weight[before])
    assert biases[after] == bias[before]
    assert torch.equal(rows[new.blank_id], weight[old.blank_id])


def test_a_new_piece_begins_like_the_longest_one_that_was_known() -> None:
    old, new = (
        TokenVocabulary(tokens.ctc_ranks(texts, merges)) for texts, merges in ((["the the"], 2), (["then then"], 6))
    )
    weight = torch.randn(old.size, 8)
    rows, _ = respell.carried(weight, torch.zeros(old.size), old, new)
    [before], [after] = old.encode("the"), new.encode("then")
    assert (rows[after] - weight[before]).abs().max() < 0.2


def test_a_row_between_all_vectors_is_worse_than_one_that_says_its_piece() -> None:
    """In the mean both are as far from the right vectors; only one of them can be read."""
    vectors = torch.eye(4)
    believed = torch.eye(4)
    between = vectors.mean(0).expand(4, 4)
    loss, figures = saying_loss(vectors * 0.5, believed, vectors)
    vague, _ = saying_loss(between, believed, vectors)
    assert figures["said"] == 1.0
    assert loss < vague / 2
