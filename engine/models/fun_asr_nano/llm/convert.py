"""A decoder's GGUF made from a published checkpoint: the llm.* tensors and the tokenizer folder.

Source: the tensor and key names of convert_hf_to_gguf.py (llama.cpp) for qwen2 and qwen3; rows of q and k are
not permuted (NeoX rotary halves), matrices are written as [out, in], vectors stay float32.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import gguf
import numpy as np
from gguf import GGMLQuantizationType, TokenType

from engine.errors import ModelUnusable
from engine.isolation import children
from engine.models.fun_asr_nano.llm import library
from engine.models.json_file import read_json

PREFIX = "llm."
KINDS = ("q8_0", "q5_k_m", "q4_k_m", "f16", "f32")
"""How the weights may be kept. The two with _k_ need llama.cpp, the rest is done here."""

Progress = Callable[[float], None]
_NATIVE_KINDS = {"q4_k_m": 15, "q5_k_m": 17}  # llama_ftype
_FILE_TYPES = {"f32": 0, "f16": 1, "q8_0": 7}
_BLOCK = 32
_REMEDY = "Fetch the checkpoint again."
_QUANTISE_S, _QUANTISE_BYTES_A_SECOND = 120.0, 2e6  # at most; two cores do 100e6

_GLOBAL_NAMES = {
    "model.embed_tokens.weight": "token_embd.weight",
    "model.norm.weight": "output_norm.weight",
    "lm_head.weight": "output.weight",
}
_LAYER_NAMES = {
    "input_layernorm": "attn_norm",
    "post_attention_layernorm": "ffn_norm",
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "self_attn.q_norm": "attn_q_norm",
    "self_attn.k_norm": "attn_k_norm",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}
_LAYER = re.compile(r"model\.layers\.(\d+)\.(.+)\.(weight|bias)")


class CheckpointTensors(Protocol):
    """A checkpoint that gives up one piece of a tensor at a time."""

    def names(self) -> Iterable[str]: ...

    def shape(self, name: str) -> tuple[int, ...]: ...

    def pieces(self, name: str) -> Iterable[np.ndarray]:
        """float32, consecutive along the first axis."""


@dataclass(frozen=True, slots=True)
class QwenConfig:
    """The decoder's dimensions, from its config.json. Nothing fixes 0.6B."""

    architecture: str
    hidden: int
    layers: int
    heads: int
    kv_heads: int
    head_dim: int
    feed_forward: int
    vocabulary: int
    longest: int
    theta: float
    epsilon: float
    end_of_turn: int
    tied: bool


def write_gguf(
    target: Path, source: CheckpointTensors, folder: Path, kind: str = "q8_0", progress: Progress = lambda _: None
) -> None:
    """Make `target` whole or not at all. folder: with config.json and tokenizer.json. kind: one of KINDS.

    Raises ModelUnusable for a checkpoint that lacks something, ComponentMissing where a kind needs llama.cpp.
    """
    if kind not in KINDS:
        raise ModelUnusable(f"There is no decoder of kind {kind}.", f"Choose one of {', '.join(KINDS)}.")
    config = read_config(folder)
    with _partial(target) as partial:
        if kind in _NATIVE_KINDS:
            library.load()  # better to hear now than after a minute that it is missing
            with _partial(target) as whole:
                _write(whole, source, config, folder, "f16", lambda share: progress(share / 2))
                _quantise(whole, partial, _NATIVE_KINDS[kind])
        else:
            _write(partial, source, config, folder, kind, progress)
        os.replace(partial, target)
    progress(1.0)


def read_config(folder: Path) -> QwenConfig:
    """The dimensions in folder/config.json. Raises ModelUnusable where they are missing or another model's."""
    fields = _json(folder / "config.json")
    kind = fields.get("model_type")
    if kind not in ("qwen2", "qwen3"):
        raise ModelUnusable(f"{folder.name} describes a {kind} model, not a Qwen decoder.", _REMEDY)
    try:
        return _config(str(kind), fields)
    except (KeyError, TypeError, ValueError) as error:
        raise ModelUnusable(f"config.json in {folder.name} lacks or garbles {error}.", _REMEDY) from error


def quantise_in_child(arguments: list[str]) -> None:
    """Child process: quantise argument 0 into argument 1 as llama_ftype argument 2; exit code 1 on failure."""
    native = library.load()
    params = native.llama_model_quantize_default_params()
    params.ftype = int(arguments[2])
    params.nthread = os.cpu_count() or 1
    code = native.llama_model_quantize(arguments[0].encode(), arguments[1].encode(), params)
    if code:
        raise SystemExit(f"llama.cpp: {library.last_words()}")


def _config(kind: str, fields: dict[str, Any]) -> QwenConfig:
    heads, hidden = int(fields["num_attention_heads"]), int(fields["hidden_size"])
    rope = fields.get("rope_parameters") or {}
    end = fields["eos_token_id"]
    return QwenConfig(
        architecture=kind,
        hidden=hidden,
        layers=int(fields["num_hidden_layers"]),
        heads=heads,
        kv_heads=int(fields["num_key_value_heads"]),
        head_dim=int(fields.get("head_dim") or hidden // heads),
        feed_forward=int(fields["intermediate_size"]),
        vocabulary=int(fields["vocab_size"]),
        longest=int(fields["max_position_embeddings"]),
        theta=float(fields.get("rope_theta") or rope["rope_theta"]),
        epsilon=float(fields["rms_norm_eps"]),
        end_of_turn=int(end[0] if isinstance(end, list) else end),
        tied=bool(fields.get("tie_word_embeddings", False)),
    )


def _write(
    path: Path, source: CheckpointTensors, config: QwenConfig, folder: Path, kind: str, progress: Progress
) -> None:
    names = _wanted(source, config)
    types = {native: _type_of(expected_shape(native, config), kind) for native in names.values()}
    with contextlib.closing(gguf.GGUFWriter(path, config.architecture)) as writer:
        add_dimensions(writer, config, kind)
        _add_vocabulary(writer, config, folder)
        for native, form in types.items():
            size, raw = _stored(expected_shape(native, config), form)
            writer.add_tensor_info(native, raw, np.dtype(np.uint8), size, raw_dtype=form)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_ti_data_to_file()
        for done, (name, native) in enumerate(names.items()):
            progress(done / len(names))
            writer.write_tensor_data(_read(source, name, expected_shape(native, config), types[native]))


def _wanted(source: CheckpointTensors, config: QwenConfig) -> dict[str, str]:
    """Checkpoint name -> GGUF name, complete. A head that equals the embeddings is left out: it is shared."""
    found = {name: native for name in source.names() if (native := _native_name(name)) is not None}
    missing = needed_tensors(config) - set(found.values())
    if missing:
        raise ModelUnusable(
            f"The checkpoint lacks {len(missing)} tensors of its language model, {min(missing)} for one.", _REMEDY
        )
    by_native = {native: name for name, native in found.items()}
    head = by_native.get("output.weight")
    if head is not None and _same(source, head, by_native["token_embd.weight"]):
        del found[head]
    elif head is None and not config.tied:
        raise ModelUnusable("The checkpoint lacks the language model's output head.", _REMEDY)
    return found


def _same(source: CheckpointTensors, one: str, other: str) -> bool:
    if source.shape(one) != source.shape(other):
        return False
    pairs = zip(source.pieces(one), source.pieces(other), strict=True)
    return all(np.array_equal(left, right) for left, right in pairs)


def _native_name(name: str) -> str | None:
    """The GGUF name of a tensor of the language model; None for any other tensor."""
    if not name.startswith(PREFIX):
        return None
    plain = name.removeprefix(PREFIX)
    if plain in _GLOBAL_NAMES:
        return _GLOBAL_NAMES[plain]
    match = _LAYER.fullmatch(plain)
    if match is None or match[2] not in _LAYER_NAMES:
        return None
    return f"blk.{match[1]}.{_LAYER_NAMES[match[2]]}.{match[3]}"


def needed_tensors(config: QwenConfig) -> set[str]:
    """By their GGUF names; an output head of its own apart."""
    layer = {f"{name}.weight" for name in _LAYER_NAMES.values()}
    if config.architecture == "qwen2":
        layer -= {"attn_q_norm.weight", "attn_k_norm.weight"}
        layer |= {"attn_q.bias", "attn_k.bias", "attn_v.bias"}
    needed = {f"blk.{index}.{name}" for index in range(config.layers) for name in layer}
    return needed | {"token_embd.weight", "output_norm.weight"}


def expected_shape(native: str, config: QwenConfig) -> tuple[int, ...]:
    """Of the tensor with the GGUF name `native`; matrices as [out, in]."""
    hidden, queries, keys = config.hidden, config.heads * config.head_dim, config.kv_heads * config.head_dim
    stem = re.sub(r"^blk\.\d+\.", "", native)
    shapes: dict[str, tuple[int, ...]] = {
        "token_embd.weight": (config.vocabulary, hidden),
        "output.weight": (config.vocabulary, hidden),
        "attn_q.weight": (queries, hidden),
        "attn_k.weight": (keys, hidden),
        "attn_v.weight": (keys, hidden),
        "attn_output.weight": (hidden, queries),
        "attn_q.bias": (queries,),
        "attn_k.bias": (keys,),
        "attn_v.bias": (keys,),
        "attn_q_norm.weight": (config.head_dim,),
        "attn_k_norm.weight": (config.head_dim,),
        "ffn_gate.weight": (config.feed_forward, hidden),
        "ffn_up.weight": (config.feed_forward, hidden),
        "ffn_down.weight": (hidden, config.feed_forward),
    }
    return shapes.get(stem, (hidden,))


def _read(source: CheckpointTensors, name: str, shape: tuple[int, ...], kind: GGMLQuantizationType) -> np.ndarray:
    """The tensor as the file keeps it: uint8. The table of words is 0.6 GB as float32, so none is whole at once."""
    if source.shape(name) != shape:
        raise ModelUnusable(f"{name} has the shape {source.shape(name)} where config.json asks for {shape}.", _REMEDY)
    size, raw = _stored(shape, kind)
    stored, filled = np.empty(size, np.uint8), 0
    for piece in source.pieces(name):
        if not np.isfinite(piece).all():
            raise ModelUnusable(f"{name} holds values that are not numbers.", _REMEDY)
        part = _packed(piece, kind).reshape(-1)
        stored[filled : filled + len(part)] = part
        filled += len(part)
    return stored.reshape(raw)


def _type_of(shape: tuple[int, ...], kind: str) -> GGMLQuantizationType:
    if len(shape) == 1 or kind == "f32":
        return GGMLQuantizationType.F32
    if kind == "q8_0" and shape[-1] % _BLOCK == 0:
        return GGMLQuantizationType.Q8_0
    return GGMLQuantizationType.F16


def _stored(shape: tuple[int, ...], kind: GGMLQuantizationType) -> tuple[int, tuple[int, ...]]:
    """Bytes in all, and the shape in bytes that the writer wants to hear for packed tensors."""
    block, size = gguf.GGML_QUANT_SIZES[kind]
    raw = (*shape[:-1], shape[-1] // block * size)
    return int(np.prod(raw)), raw


def _packed(tensor: np.ndarray, kind: GGMLQuantizationType) -> np.ndarray:
    if kind is GGMLQuantizationType.F32:
        return tensor.view(np.uint8)
    if kind is GGMLQuantizationType.F16:
        return tensor.astype(np.float16).view(np.uint8)
    return quantise_q8_0(tensor)


def quantise_q8_0(tensor: np.ndarray) -> np.ndarray:
    """float32 (rows, n), n a multiple of 32, as Q8_0: uint8 (rows, n / 32 * 34).

    A block is a float16 scale and 32 int8 values; the scale makes the block's largest magnitude 127.
    Source: quantize_row_q8_0_ref of ggml-quants.c; six times as fast as the gguf package's.
    """
    blocks = tensor.reshape(-1, _BLOCK)
    packed = np.empty((len(blocks), 2 + _BLOCK), dtype=np.uint8)
    step = 1 << 16  # blocks at a time, so that the work stays in the cache
    for begin in range(0, len(blocks), step):
        part = blocks[begin : begin + step]
        scale = np.maximum(part.max(axis=1), -part.min(axis=1)) / np.float32(127)
        inverse = np.divide(1, scale, out=np.zeros_like(scale), where=scale > 0)
        packed[begin : begin + step, :2] = scale.astype(np.float16)[:, None].view(np.uint8)
        values = np.rint(part * inverse[:, None]).astype(np.int8)
        packed[begin : begin + step, 2:] = values.view(np.uint8)
    return packed.reshape(len(tensor), -1)


def add_dimensions(writer: Any, config: QwenConfig, kind: str) -> None:
    """What llama.cpp asks a file for. writer: a GGUFWriter, whose package has no types. kind: one of KINDS."""
    writer.add_context_length(config.longest)
    writer.add_embedding_length(config.hidden)
    writer.add_block_count(config.layers)
    writer.add_feed_forward_length(config.feed_forward)
    writer.add_head_count(config.heads)
    writer.add_head_count_kv(config.kv_heads)
    writer.add_key_length(config.head_dim)
    writer.add_value_length(config.head_dim)
    writer.add_rope_freq_base(config.theta)
    writer.add_layer_norm_rms_eps(config.epsilon)
    writer.add_file_type((_FILE_TYPES | _NATIVE_KINDS)[kind])


def _add_vocabulary(writer: Any, config: QwenConfig, folder: Path) -> None:
    words, kinds, merges = read_vocabulary(folder, config.vocabulary)
    add_words(writer, config, words, kinds, merges)
    padding = words.index("<|endoftext|>") if "<|endoftext|>" in words else config.end_of_turn
    writer.add_pad_token_id(padding)
    writer.add_bos_token_id(padding)


def add_words(writer: Any, config: QwenConfig, words: list[str], kinds: list[TokenType], merges: list[str]) -> None:
    """A byte-level vocabulary as Qwen has it. words, kinds: by id."""
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(words)
    writer.add_token_types(kinds)
    writer.add_token_merges(merges)
    writer.add_eos_token_id(config.end_of_turn)
    writer.add_add_bos_token(False)


def read_vocabulary(folder: Path, size: int) -> tuple[list[str], list[TokenType], list[str]]:
    """Words by id, their kinds, and the merges in order. Ids that nothing defines become [PADn], unused."""
    fields = _json(folder / "tokenizer.json")
    try:
        base = fields["model"]["vocab"]
        words = [f"[PAD{index}]" for index in range(size)]
        kinds = [TokenType.UNUSED] * size
        for word, index in base.items():
            words[index], kinds[index] = word, TokenType.NORMAL
        for added in fields["added_tokens"]:
            words[added["id"]] = added["content"]
            kinds[added["id"]] = TokenType.CONTROL if added["special"] else TokenType.USER_DEFINED
        merges = [merge if isinstance(merge, str) else " ".join(merge) for merge in fields["model"]["merges"]]
    except (KeyError, TypeError, IndexError) as error:
        raise ModelUnusable(f"tokenizer.json in {folder.name} makes no sense ({error!r}).", _REMEDY) from error
    return words, kinds, merges


def _json(path: Path) -> dict[str, Any]:
    try:
        fields = read_json(path)
    except (OSError, ValueError) as error:
        raise ModelUnusable(f"{path.name} is missing from {path.parent} or unreadable.", _REMEDY) from error
    if not isinstance(fields, dict):
        raise ModelUnusable(f"{path.name} in {path.parent} makes no sense.", _REMEDY)
    return fields


def _quantise(whole: Path, target: Path, kind: int) -> None:
    """In a child: llama.cpp answers a file that it does not like with abort()."""
    bound_s = _QUANTISE_S + whole.stat().st_size / _QUANTISE_BYTES_A_SECOND
    try:
        done = children.run(f"{__name__}:quantise_in_child", str(whole), str(target), str(kind), timeout_s=bound_s)
    except subprocess.TimeoutExpired as late:
        raise ModelUnusable(f"llama.cpp did not quantise the decoder within {bound_s:.0f} s.", "Choose q8_0.") from late
    if done.returncode:
        words = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise ModelUnusable(f"llama.cpp could not quantise the decoder ({words[-1:]}).", "Choose q8_0.")


@contextlib.contextmanager
def _partial(target: Path) -> Iterator[Path]:
    """A file beside the target that is gone afterwards, unless it was moved into place."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=target.name + ".", suffix=".partial")
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)
