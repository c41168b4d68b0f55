"""Small Fun-ASR-Nano models, written in every layout in which the real one is published.

Every weight is k/128 with |k| <= 127, and each row of 32 holds a 127: such numbers are exact in float32,
bfloat16, float16 and in ggml's Q8_0 alike, so that all containers must give the very same tensors.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Mapping
from pathlib import Path

import gguf
import gguf.quants
import numpy as np
import yaml

from engine.models.fun_asr_nano.config import (
    EncoderConfig,
    FunAsrConfig,
    TransformerConfig,
    expected_tensors,
)
from training.llm_shape import LlmDims, llm_tensors

VOCABULARY_RANKS = 19
SPECIAL_TOKENS = 1679
TINY = FunAsrConfig(
    encoder=EncoderConfig(
        input_size=560, output_size=32, attention_heads=4, linear_units=64, num_blocks=3, tp_blocks=2
    ),
    adaptor=TransformerConfig(encoder_dim=32, ffn_dim=64, llm_dim=64, n_layer=2),
    ctc_decoder=TransformerConfig(encoder_dim=32, ffn_dim=64, llm_dim=32, n_layer=1),
    ctc_vocab_size=VOCABULARY_RANKS + SPECIAL_TOKENS,
)
TINY_LLM = LlmDims(hidden=64, layers=1, heads=2, kv_heads=1, head_dim=32, intermediate=64, vocab=96)

Weights = dict[str, np.ndarray]


def random_weights(
    config: FunAsrConfig = TINY, *, ctc: bool = True, llm: LlmDims | None = TINY_LLM, seed: int = 1
) -> Weights:
    """All tensors of a model, under their published names."""
    generator = np.random.default_rng(seed)
    shapes = expected_tensors(config, with_ctc=ctc) | ({} if llm is None else llm_tensors(llm))
    return {name: _exact(generator, shape) for name, shape in shapes.items()}


def _exact(generator: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    numbers = generator.integers(-126, 127, shape).astype(np.float32) / 128
    if len(shape) == 2:
        numbers[:, ::32] = 127 / 128
    return numbers


def write_side_files(
    folder: Path, config: FunAsrConfig = TINY, *, vocabulary: bool = True, ranks: int = VOCABULARY_RANKS
) -> None:
    """config.yaml, the CTC vocabulary and a tokenizer folder, as the publisher lays them out."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.yaml").write_text(yaml.safe_dump(config_yaml(config)), encoding="utf-8")
    (folder / "Qwen3-0.6B").mkdir(exist_ok=True)
    (folder / "Qwen3-0.6B" / "tokenizer.json").write_text("{}", encoding="utf-8")
    if vocabulary:
        (folder / "multilingual.tiktoken").write_text(_vocabulary(ranks), encoding="ascii")


LETTERS = "".join(map(chr, range(ord("!"), ord("!") + TINY_LLM.vocab - 2)))


def write_decoder_files(folder: Path, dims: LlmDims = TINY_LLM, letters: str = LETTERS) -> None:
    """The language model's config.json and a tokenizer.json of single letters, beside each other."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(decoder_json(dims)), encoding="utf-8")
    added = [
        {"id": dims.vocab - 2, "content": "<|endoftext|>", "special": True},
        {"id": dims.vocab - 1, "content": "<|im_end|>", "special": True},
    ]
    tokenizer = {
        "model": {"vocab": {letter: index for index, letter in enumerate(letters)}, "merges": []},
        "added_tokens": added,
    }
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer), encoding="utf-8")


def decoder_json(dims: LlmDims = TINY_LLM) -> dict[str, object]:
    return {
        "model_type": "qwen3",
        "hidden_size": dims.hidden,
        "intermediate_size": dims.intermediate,
        "num_hidden_layers": dims.layers,
        "num_attention_heads": dims.heads,
        "num_key_value_heads": dims.kv_heads,
        "head_dim": dims.head_dim,
        "vocab_size": dims.vocab,
        "max_position_embeddings": 512,
        "rms_norm_eps": 1e-6,
        "rope_theta": 1e6,
        "tie_word_embeddings": False,
        "eos_token_id": dims.vocab - 1,
    }


def _vocabulary(ranks: int) -> str:
    tokens = (chr(ord("a") + rank) if rank < 26 else f"a{rank}" for rank in range(ranks))
    return "".join(f"{base64.b64encode(token.encode()).decode()} {rank}\n" for rank, token in enumerate(tokens))


def config_yaml(config: FunAsrConfig) -> dict[str, object]:
    encoder = config.encoder
    return {
        "model": "FunASRNano",
        "audio_encoder_conf": {
            "output_size": encoder.output_size,
            "attention_heads": encoder.attention_heads,
            "linear_units": encoder.linear_units,
            "num_blocks": encoder.num_blocks,
            "tp_blocks": encoder.tp_blocks,
            "kernel_size": encoder.kernel_size,
            "sanm_shfit": encoder.sanm_shift,
        },
        "audio_adaptor_conf": _transformer_yaml(config.adaptor)
        | ({"use_low_frame_rate": True} if config.use_low_frame_rate else {}),
        "ctc_decoder_conf": _transformer_yaml(config.ctc_decoder),
        "ctc_vocab_size": config.ctc_vocab_size,
    }


def _transformer_yaml(config: TransformerConfig) -> dict[str, object]:
    return {
        "downsample_rate": 1,
        "ffn_dim": config.ffn_dim,
        "llm_dim": config.llm_dim,
        "encoder_dim": config.encoder_dim,
        "n_layer": config.n_layer,
    }


def write_torch(
    path: Path, weights: Mapping[str, np.ndarray], *, half: bool = True, holder: str | None = "state_dict"
) -> None:
    """model.pt as on the hubs: everything bf16 but the CTC branch."""
    import torch

    tensors = {
        name: torch.from_numpy(array).to(torch.bfloat16 if half and not name.startswith("ctc") else torch.float32)
        for name, array in weights.items()
    }
    torch.save({holder: tensors} if holder else tensors, path)


def write_safetensors(path: Path, weights: Mapping[str, np.ndarray], dtype: str = "F32") -> None:
    """Written by hand, because the numpy side of the library knows no bf16."""
    table: dict[str, object] = {"__metadata__": {"format": "pt"}}
    bodies = []
    position = 0
    for name, array in weights.items():
        body = _encoded(array, dtype)
        table[name] = {
            "dtype": dtype,
            "shape": list(array.shape),
            "data_offsets": [position, position + len(body)],
        }
        bodies.append(body)
        position += len(body)
    header = json.dumps(table).encode()
    header += b" " * (-len(header) % 8)
    path.write_bytes(len(header).to_bytes(8, "little") + header + b"".join(bodies))


def write_sparse_safetensors(path: Path, shapes: Mapping[str, tuple[int, ...]]) -> None:
    """A file of full size, bf16 with a float32 CTC branch, whose numbers are a hole that reads as zeroes."""
    table: dict[str, object] = {}
    position = 0
    for name, shape in shapes.items():
        width = 4 if name.startswith("ctc") else 2
        end = position + width * math.prod(shape)
        dtype = "F32" if width == 4 else "BF16"
        table[name] = {"dtype": dtype, "shape": list(shape), "data_offsets": [position, end]}
        position = end
    header = json.dumps(table).encode()
    with path.open("wb") as file:
        file.write(len(header).to_bytes(8, "little") + header)
        file.truncate(8 + len(header) + position)


def _encoded(array: np.ndarray, dtype: str) -> bytes:
    if dtype == "BF16":
        return (np.ascontiguousarray(array).view(np.uint32) >> 16).astype("<u2").tobytes()
    return array.astype({"F32": "<f4", "F16": "<f2", "F64": "<f8"}[dtype]).tobytes()


def transformers_weights(weights: Mapping[str, np.ndarray], config: FunAsrConfig = TINY) -> Weights:
    """The same model under the names of transformers 5.23.0, q, k and v apart and without CTC.

    Written out as a list of rules of its own, so that it does not lean on the reader that it tests.
    """
    renamed: Weights = {}
    blocks, all_blocks = config.encoder.num_blocks, config.encoder.num_blocks + config.encoder.tp_blocks
    for name, array in weights.items():
        if name.startswith("ctc"):
            continue
        if "linear_q_k_v" in name:
            for projection, part in zip("qkv", np.split(array, 3), strict=True):
                renamed[_renamed(name, blocks, all_blocks).replace("linear_q_k_v", f"{projection}_proj")] = part
        else:
            renamed[_renamed(name, blocks, all_blocks)] = array
    return renamed


def _renamed(name: str, blocks: int, all_blocks: int) -> str:
    if name.startswith("llm."):
        return name.replace("llm.model.", "model.language_model.").replace("llm.lm_head", "lm_head")
    for old, new in {
        "audio_encoder.after_norm": f"model.audio_tower.layers.{blocks - 1}.final_layernorm",
        "audio_encoder.tp_norm": f"model.audio_tower.layers.{all_blocks - 1}.final_layernorm",
        "audio_adaptor.linear1": "model.multi_modal_projector.linear_1",
        "audio_adaptor.linear2": "model.multi_modal_projector.linear_2",
        "audio_adaptor.blocks": "model.multi_modal_projector.layers",
        "fsmn_block": "fsmn.conv",
        "feed_forward.w_1": "mlp.fc1",
        "feed_forward.w_2": "mlp.fc2",
        "norm1": "input_layernorm",
        "norm2": "post_attention_layernorm",
        "linear_out": "o_proj",
        "linear_q.": "q_proj.",
        "linear_k.": "k_proj.",
        "linear_v.": "v_proj.",
    }.items():
        name = name.replace(old, new)
    if name.startswith("audio_encoder."):
        _, group, index, rest = name.split(".", 3)
        first = {"encoders0": 0, "encoders": 1, "tp_encoders": blocks}[group]
        name = f"model.audio_tower.layers.{first + int(index)}.{rest}"
    return name


def write_transformers(
    folder: Path,
    weights: Mapping[str, np.ndarray],
    config: FunAsrConfig = TINY,
    *,
    shards: int = 1,
    dims: LlmDims = TINY_LLM,
    dtype: str = "BF16",
) -> None:
    """config.json and weights in one file or in several with an index."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config_json(config, dims)), encoding="utf-8")
    renamed = transformers_weights(weights, config)
    if shards == 1:
        write_safetensors(folder / "model.safetensors", renamed, dtype)
        return
    names = sorted(renamed)
    places: dict[str, str] = {}
    for shard in range(shards):
        file = f"model-{shard + 1:05d}-of-{shards:05d}.safetensors"
        part = {name: renamed[name] for name in names[shard::shards]}
        write_safetensors(folder / file, part, dtype)
        places |= dict.fromkeys(part, file)
    index = {"metadata": {}, "weight_map": places}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index), encoding="utf-8")


def config_json(config: FunAsrConfig, dims: LlmDims) -> dict[str, object]:
    return {
        "model_type": "fun_asr_nano",
        "text_config": decoder_json(dims),
        "audio_config": {
            "hidden_size": config.encoder.output_size,
            "num_attention_heads": config.encoder.attention_heads,
            "intermediate_size": config.encoder.linear_units,
            "num_hidden_layers": config.encoder.num_blocks + config.encoder.tp_blocks,
            "num_timestamp_prediction_layers": config.encoder.tp_blocks,
            "fsmn_kernel_size": config.encoder.kernel_size,
        },
        "adaptor_config": {
            "hidden_size": config.adaptor.llm_dim,
            "intermediate_size": config.adaptor.llm_dim // 4,
            "num_hidden_layers": config.adaptor.n_layer,
            "projector_hidden_size": config.adaptor.ffn_dim,
        },
    }


def write_gguf(path: Path, weights: Mapping[str, np.ndarray], config: FunAsrConfig = TINY, wtype: str = "f16") -> None:
    """The encoder file that the publisher's llama.cpp runtime makes, in one of its three precisions."""
    encoder, adaptor = config.encoder, config.adaptor
    writer = gguf.GGUFWriter(path, "funasr-sensevoice-encoder")
    for key, value in {
        "enc.input_size": encoder.input_size,
        "enc.output_size": encoder.output_size,
        "enc.attention_heads": encoder.attention_heads,
        "enc.linear_units": encoder.linear_units,
        "enc.num_blocks": encoder.num_blocks,
        "enc.tp_blocks": encoder.tp_blocks,
        "enc.kernel_size": encoder.kernel_size,
        "enc.sanm_shfit": encoder.sanm_shift,
        "adp.llm_dim": adaptor.llm_dim,
        "adp.encoder_dim": adaptor.encoder_dim,
        "adp.ffn_dim": adaptor.ffn_dim,
        "adp.n_layer": adaptor.n_layer,
        "adp.attention_heads": adaptor.attention_heads,
        "adp.downsample_rate": 1,
        "frontend.n_mels": 80,
    }.items():
        writer.add_uint32(f"funasr.{key}", value)
    for name, array in weights.items():
        if name.startswith(("audio_encoder.", "audio_adaptor.")):
            _add(writer, name, array, wtype)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _add(writer: gguf.GGUFWriter, name: str, array: np.ndarray, wtype: str) -> None:
    matrix = array.ndim == 2 and "norm" not in name
    if name.endswith("fsmn_block.weight"):
        writer.add_tensor(name, np.ascontiguousarray(array[:, 0, :].T))
    elif wtype == "f16" and matrix:
        writer.add_tensor(name, array.astype(np.float16))
    elif wtype == "q8_0" and matrix and array.shape[1] % 32 == 0:
        kind = gguf.GGMLQuantizationType.Q8_0
        writer.add_tensor(name, gguf.quants.quantize(array, kind), raw_dtype=kind)
    else:
        writer.add_tensor(name, array)
