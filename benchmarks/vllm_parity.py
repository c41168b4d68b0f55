"""Whether a real vLLM writes, token for token, what the local language model writes, through Earshot's own client.

    python benchmarks/vllm_parity.py make /tmp/qwen3-tiny          # a Qwen3 of random weights, for vLLM and as GGUF
    python benchmarks/vllm_parity.py compare /tmp/qwen3-tiny http://127.0.0.1:8000

How a vLLM for the processor is set up to be compared with: docs/remote.md.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from engine.models.away import Away, RemoteModel
from engine.models.fun_asr_nano.llm.convert import write_gguf
from engine.models.fun_asr_nano.llm.job import DecodedAnswer, DecodeJob
from engine.models.fun_asr_nano.llm.prompt import PromptOptions
from engine.models.remote.completions import RemoteDecoderService
from engine.models.remote.link import HttpLink, RequestPatience
from engine.models.remote.prompts import PromptRows
from tests.support.llm import opened, rows
from tests.support.tiny_llm import BYTES, END_OF_TURN, SPECIALS, THINK, VOCABULARY, HeldTensors, _config, _tokenizer

WIDTH, HEAD_DIM = 256, 64  # what vLLM's kernels for processors take
LAYERS, HEADS, KV_HEADS, FEED_FORWARD = 2, 4, 2, 512
OPTIONS = (PromptOptions(), PromptOptions("en", ("Earshot",), itn=False))
UTTERANCES = 8


def make(folder: Path) -> None:
    """In `folder` for vLLM; decoder.gguf in `folder`/local."""
    weights = _weights(np.random.default_rng(7))
    shape = {
        **_config("qwen3", tied=True),
        "hidden_size": WIDTH,
        "intermediate_size": FEED_FORWARD,
        "head_dim": HEAD_DIM,
        "architectures": ["Qwen3ForCausalLM"],
        "hidden_act": "silu",
        "attention_bias": False,
        "torch_dtype": "float32",
    }
    local = folder / "local"
    local.mkdir(parents=True, exist_ok=True)
    for place in (folder, local):
        (place / "config.json").write_text(json.dumps(shape), encoding="utf-8")
    (local / "tokenizer.json").write_text(json.dumps(_tokenizer()), encoding="utf-8")
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    held = HeldTensors({f"llm.{name}": tensor for name, tensor in weights.items()})
    write_gguf(local / "decoder.gguf", held, local, "f32")
    _published_tokenizer().save(str(folder / "tokenizer.json"))
    named = {"tokenizer_class": "PreTrainedTokenizerFast", "eos_token": SPECIALS[2], "pad_token": SPECIALS[0]}
    (folder / "tokenizer_config.json").write_text(json.dumps(named), encoding="utf-8")
    print(f"vllm serve {folder} --enable-prompt-embeds --enforce-eager --dtype float32 --max-model-len 512")


def compare(folder: Path, address: str) -> int:
    gguf = folder / "local" / "decoder.gguf"
    prompts = PromptRows(gguf, print)
    prompts.open()
    link = HttpLink(RemoteModel("vllm", address), "parity", Away(lambda: True), RequestPatience(30.0, 120.0))
    service = RemoteDecoderService(link, prompts, print)
    print(f"served: {service.connect()}")
    jobs = [
        DecodeJob(rows(11 + seed, WIDTH, seed=seed), 5.0, options, most_tokens=24)
        for seed in range(UTTERANCES)
        for options in OPTIONS
    ]
    with opened(gguf) as engine:
        here = [engine.decode(job) for job in jobs]
    begun = time.monotonic()
    alone = [service.decode(job) for job in jobs]
    between = time.monotonic()
    with ThreadPoolExecutor(UTTERANCES) as pool:
        together = list(pool.map(service.decode, jobs))
    ended = time.monotonic()
    service.close()
    same = sum(
        _said(one) == _said(other) == _said(third) for one, other, third in zip(here, alone, together, strict=True)
    )
    texts = sum(one.text == other.text for one, other in zip(here, alone, strict=True))
    print(f"{same} of {len(jobs)} answers have the same tokens and ending, {texts} the same text")
    print(f"one after the other {between - begun:.2f} s, {UTTERANCES} at once {ended - between:.2f} s")
    return 0 if same == len(jobs) else 1


def _said(answer: DecodedAnswer) -> tuple[object, ...]:
    return answer.tokens, answer.ending


def _weights(random: np.random.Generator) -> dict[str, np.ndarray]:
    def matrix(height: int, width: int) -> np.ndarray:
        return np.asarray(random.standard_normal((height, width)) * 2 / np.sqrt(width), np.float32)

    def scale(length: int) -> np.ndarray:
        return np.asarray(1 + 0.2 * random.standard_normal(length), np.float32)

    found = {"model.embed_tokens.weight": matrix(VOCABULARY, WIDTH), "model.norm.weight": scale(WIDTH)}
    for layer in range(LAYERS):
        at, queries, keys = f"model.layers.{layer}", HEADS * HEAD_DIM, KV_HEADS * HEAD_DIM
        found |= {
            f"{at}.input_layernorm.weight": scale(WIDTH),
            f"{at}.post_attention_layernorm.weight": scale(WIDTH),
            f"{at}.self_attn.q_proj.weight": matrix(queries, WIDTH),
            f"{at}.self_attn.k_proj.weight": matrix(keys, WIDTH),
            f"{at}.self_attn.v_proj.weight": matrix(keys, WIDTH),
            f"{at}.self_attn.o_proj.weight": matrix(WIDTH, queries),
            f"{at}.self_attn.q_norm.weight": scale(HEAD_DIM),
            f"{at}.self_attn.k_norm.weight": scale(HEAD_DIM),
            f"{at}.mlp.gate_proj.weight": matrix(FEED_FORWARD, WIDTH),
            f"{at}.mlp.up_proj.weight": matrix(FEED_FORWARD, WIDTH),
            f"{at}.mlp.down_proj.weight": matrix(WIDTH, FEED_FORWARD),
        }
    return found


def _published_tokenizer() -> Tokenizer:
    """The vocabulary of the tiny model in the form that Transformers reads."""
    known = json.loads(json.dumps(_tokenizer()))["model"]["vocab"]
    known |= {text: BYTES + at for at, text in enumerate((*SPECIALS, THINK))}
    made = Tokenizer(models.BPE(vocab=known, merges=[("t", "h")]))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    made.add_special_tokens([AddedToken(text, special=True) for text in SPECIALS])
    assert made.token_to_id(SPECIALS[2]) == END_OF_TURN
    return made


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("act", choices=("make", "compare"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("address", nargs="?", default="http://127.0.0.1:8000")
    arguments = parser.parse_args()
    if arguments.act == "make":
        make(arguments.folder)
        return 0
    return compare(arguments.folder, arguments.address)


if __name__ == "__main__":
    sys.exit(main())
