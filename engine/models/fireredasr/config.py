"""The shape of a FireRedASR checkpoint: dimensions, and the tensors that follow from them.

Source: FireRedTeam/FireRedASR @5bf83d8 (fireredasr/models/module) and arXiv 2501.14350, table 1.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.errors import ModelUnusable
from engine.models.family import LENGTH_MASKS, LengthMask

if TYPE_CHECKING:
    from engine.models.fun_asr_nano.checkpoints.tensors import Shape  # with numpy, which listing models does not need

CONTEXT_FRAMES = 6
"""Zero frames behind the sound: the context of the two convolutions in front, less one."""

ROW_SAMPLES = 640
"""Samples between two encoder rows: four frames of 10 ms."""

JOINED_ROWS = 2
"""Encoder rows in one of the language model: 80 ms."""

LLM_BEAMS = 3
"""Of the language model's search, without a penalty for repetition or length, as FireRedASR2's code has it."""

LLM_POSITIONS = 2048
"""Of the language model's cache: 375 rows of 30 s, and three texts with a token for each row."""

SUBSAMPLING_CHANNELS = 32
_MOST_LAYERS, _WIDEST = 200, 1 << 20  # far above every model: a file must not keep us busy
_OTHER = "Take a checkpoint of the FireRedASR family."


@dataclass(frozen=True, slots=True)
class FireRedConfig:
    """Names of the fields as in the checkpoint's `args`. The defaults are AED-L's.

    llm_dim: width of the language model's rows, 0 where a decoder of its own writes the text.
    """

    idim: int = 80
    odim: int = 7832
    d_model: int = 1280
    d_inner: int = 5120
    n_head: int = 20
    n_layers_enc: int = 16
    n_layers_dec: int = 16
    kernel_size: int = 33
    pe_maxlen: int = 5000
    pad_id: int = 2
    sos_id: int = 3
    eos_id: int = 4
    llm_dim: int = 0
    length_mask: LengthMask = "first"

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            if field.name != "length_mask":
                self._check(field.name, getattr(self, field.name))
        if self.idim != 80 or self.d_model % self.n_head or self.d_model % 2 or self.kernel_size % 2 == 0:
            raise ModelUnusable("The dimensions in the checkpoint are those of another kind of model.", _OTHER)
        if max(self.pad_id, self.sos_id, self.eos_id) >= self.odim:
            raise ModelUnusable("The checkpoint's special tokens are not in its vocabulary.", _OTHER)
        if self.length_mask not in LENGTH_MASKS:
            raise ModelUnusable(
                "There is no length mask {name}.",
                "Choose one of {names}.",
                name=self.length_mask,
                names=", ".join(LENGTH_MASKS),
            )

    @property
    def d_head(self) -> int:
        return self.d_model // self.n_head

    @property
    def subsampled(self) -> int:
        """Numbers a row behind the two convolutions."""
        return SUBSAMPLING_CHANNELS * _halved_twice(self.idim)

    def visible_rows(self, frames: int) -> int:
        """How many encoder rows of a sound of `frames` are not hidden."""
        if self.length_mask == "first":
            return math.ceil(frames / 4)
        return max(0, (frames - 3) // 4)

    @staticmethod
    def _check(name: str, value: object) -> None:
        least = 0 if name.endswith("_id") or name in ("n_layers_dec", "llm_dim") else 1
        most = _MOST_LAYERS if name.startswith("n_layers") else _WIDEST
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise ModelUnusable("{name} of the model is {value}.", _OTHER, name=name, value=repr(value)[:40])


def rows_of(frames: int) -> int:
    """Number of encoder rows for `frames`, context frames not counted."""
    return _halved_twice(frames + CONTEXT_FRAMES)


def from_args(args: Mapping[str, Any], length_mask: LengthMask = "first") -> FireRedConfig:
    """The config in a checkpoint's `args`. Values are Any: they come from a file. Raises ModelUnusable."""
    names = {field.name for field in dataclasses.fields(FireRedConfig)} - {"length_mask", "llm_dim"}
    if not {"d_model", "n_layers_enc", "n_head"} <= args.keys():
        raise ModelUnusable("The checkpoint does not say which dimensions it has.", _OTHER)
    found = {name: args[name] for name in names & args.keys()}
    return FireRedConfig(**found, length_mask=length_mask)


def to_mapping(config: FireRedConfig) -> dict[str, Any]:
    """Plain values for JSON; from_mapping reads them back."""
    return dataclasses.asdict(config)


def from_mapping(mapping: Mapping[str, Any]) -> FireRedConfig:
    """Raises ModelUnusable where a field is unknown or of another kind."""
    try:
        return FireRedConfig(**mapping)
    except TypeError as error:
        raise ModelUnusable(
            "The model's description cannot be read ({reason}).", "Import the model again.", reason=error
        ) from error


def tensors(config: FireRedConfig, *, with_ctc: bool) -> dict[str, Shape]:
    """All that a model of this config has."""
    found = encoder_tensors(config)
    found |= decoder_tensors(config) if config.n_layers_dec else {}
    found |= adapter_tensors(config) if config.llm_dim else {}
    return found | (ctc_tensors(config) if with_ctc else {})


def encoder_tensors(config: FireRedConfig) -> dict[str, Shape]:
    """Published name -> shape; the table of positions, which can be computed, is left out."""
    front = "encoder.input_preprocessor"
    channels = SUBSAMPLING_CHANNELS
    tensors: dict[str, Shape] = {
        f"{front}.conv.0.weight": (channels, 1, 3, 3),
        f"{front}.conv.0.bias": (channels,),
        f"{front}.conv.2.weight": (channels, channels, 3, 3),
        f"{front}.conv.2.bias": (channels,),
        **_linear(f"{front}.out", config.d_model, config.subsampled),
    }
    for index in range(config.n_layers_enc):
        tensors |= _conformer_block(f"encoder.layer_stack.{index}", config)
    return tensors


def decoder_tensors(config: FireRedConfig) -> dict[str, Shape]:
    """Published name -> shape; the projection to tokens, which is the embedding once more, is left out."""
    width = config.d_model
    tensors: dict[str, Shape] = {"decoder.tgt_word_emb.weight": (config.odim, width)}
    for index in range(config.n_layers_dec):
        layer = f"decoder.layer_stack.{index}"
        for part in ("self_attn", "cross_attn"):
            tensors |= _norm(f"{layer}.{part}_norm", width)
            for name in ("w_qs", "w_vs", "fc"):
                tensors |= _linear(f"{layer}.{part}.{name}", width, width)
            tensors[f"{layer}.{part}.w_ks.weight"] = (width, width)
        tensors |= _norm(f"{layer}.mlp_norm", width)
        tensors |= _linear(f"{layer}.mlp.w_1", config.d_inner, width)
        tensors |= _linear(f"{layer}.mlp.w_2", width, config.d_inner)
    return tensors | _norm("decoder.layer_norm_out", width)


def ctc_tensors(config: FireRedConfig) -> dict[str, Shape]:
    """The second generation's CTC head."""
    return _linear("ctc.ctc_lo", config.odim, config.d_model)


def adapter_tensors(config: FireRedConfig) -> dict[str, Shape]:
    """From two encoder rows to one of the language model."""
    inner = _linear("encoder_projector.linear1", config.llm_dim, JOINED_ROWS * config.d_model)
    return inner | _linear("encoder_projector.linear2", config.llm_dim, config.llm_dim)


def _conformer_block(name: str, config: FireRedConfig) -> dict[str, Shape]:
    width, inner = config.d_model, config.d_inner
    tensors: dict[str, Shape] = {}
    for part in ("ffn1", "ffn2"):
        tensors |= _norm(f"{name}.{part}.net.0", width)
        tensors |= _linear(f"{name}.{part}.net.1", inner, width) | _linear(f"{name}.{part}.net.4", width, inner)
    attention = f"{name}.mhsa"
    for part in ("w_qs", "w_ks", "w_vs", "fc", "linear_pos"):
        tensors[f"{attention}.{part}.weight"] = (width, width)
    for part in ("q", "k", "v"):
        tensors |= _norm(f"{attention}.layer_norm_{part}", width)
    for part in ("u", "v"):
        tensors[f"{attention}.pos_bias_{part}"] = (config.n_head, config.d_head)
    convolution = f"{name}.conv"
    tensors |= _norm(f"{convolution}.pre_layer_norm", width)
    tensors[f"{convolution}.pointwise_conv1.weight"] = (4 * width, width, 1)
    tensors[f"{convolution}.depthwise_conv.weight"] = (2 * width, 1, config.kernel_size)
    tensors |= _norm(f"{convolution}.batch_norm", 2 * width)
    tensors[f"{convolution}.pointwise_conv2.weight"] = (width, 2 * width, 1)
    return tensors | _norm(f"{name}.layer_norm", width)


def _linear(name: str, out: int, into: int) -> dict[str, Shape]:
    return {f"{name}.weight": (out, into), f"{name}.bias": (out,)}


def _norm(name: str, width: int) -> dict[str, Shape]:
    return {f"{name}.weight": (width,), f"{name}.bias": (width,)}


def _halved_twice(length: int) -> int:
    """What two 3-wide convolutions with stride 2 leave."""
    return ((length - 3) // 2 + 1 - 3) // 2 + 1
