"""The shape of a Fun-ASR-Nano checkpoint: dimensions, and the tensors that follow from them.

Source: the published config.yaml and the class defaults of modelscope/FunASR @3c58cb5
(models/sense_voice/model.py, models/llm_asr/adaptor.py, models/fun_asr_nano/model.py).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.errors import ModelUnusable
from engine.models.fun_asr_nano import languages

ROW_SAMPLES = 960
"""Samples between two encoder rows: six 10 ms frames, 60 ms."""

ENCODER_EPS, TRANSFORMER_EPS = 1e-5, 1e-12
"""Of the layer norms in the encoder, and in adaptor and CTC decoder."""

LONGEST_WAVE = 10_000.0
"""Of the encoder's positions, in radians a row turned over."""

OWN_SECTION = "earshot"
"""A table that a model of ours has in its config.yaml: title and languages. Other programs pass over it."""

_LONGEST_TITLE = 60
_OTHER_SHAPE = "Take a checkpoint of the Fun-ASR-Nano family."


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """Reads values of a parsed config file that anybody may have written. Raises ModelUnusable for other types."""

    name: str
    remedy: str

    def section(self, mapping: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        """A table, empty where there is none."""
        section = mapping.get(key) or {}
        if not isinstance(section, Mapping):
            raise ModelUnusable(f"{key} in {self.name} is not a table.", self.remedy)
        return section

    def integer(self, section: Mapping[str, Any], key: str, default: int) -> int:
        value = section.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int):
            raise ModelUnusable(f"{key} in {self.name} is not a whole number.", self.remedy)
        return value


_YAML = ConfigFile("config.yaml", _OTHER_SHAPE)

Shape = tuple[int, ...]


_BLOCKS = ("num_blocks", "tp_blocks", "n_layer")
_MOST_BLOCKS, _WIDEST = 1000, 1 << 20  # far above every model: a config must not keep us busy


def _positive(config: EncoderConfig | TransformerConfig, except_for: tuple[str, ...]) -> None:
    for field in dataclasses.fields(config):
        value = getattr(config, field.name)
        most = _MOST_BLOCKS if field.name in _BLOCKS else _WIDEST
        if not (0 if field.name in except_for else 1) <= value <= most:
            raise ModelUnusable(f"{field.name} of the model is {value}.", _OTHER_SHAPE)


def _divisible(width: int, parts: int, what: str) -> None:
    if width % parts:
        raise ModelUnusable(f"The {what}'s width {width} cannot be cut into {parts}.", _OTHER_SHAPE)


@dataclass(frozen=True, slots=True)
class EncoderConfig:
    """The SAN-M encoder. num_blocks counts the first block, which widens 560 to 512, too."""

    input_size: int = 560
    output_size: int = 512
    attention_heads: int = 4
    linear_units: int = 2048
    num_blocks: int = 50
    tp_blocks: int = 20
    kernel_size: int = 11
    sanm_shift: int = 0

    def __post_init__(self) -> None:
        _positive(self, except_for=("sanm_shift", "tp_blocks"))
        _divisible(self.output_size, self.attention_heads, "encoder")
        if not 0 <= self.sanm_shift <= (self.kernel_size - 1) // 2:
            raise ModelUnusable("The encoder's FSMN shift lies outside its kernel.", _OTHER_SHAPE)


@dataclass(frozen=True, slots=True)
class TransformerConfig:
    """The adaptor and the CTC decoder: encoder_dim -> ffn_dim -> llm_dim, then n_layer blocks."""

    encoder_dim: int = 512
    ffn_dim: int = 2048
    llm_dim: int = 1024
    n_layer: int = 2
    attention_heads: int = 8

    def __post_init__(self) -> None:
        _positive(self, except_for=("n_layer",))
        _divisible(self.llm_dim, self.attention_heads, "adaptor")
        _divisible(self.llm_dim, 4, "adaptor")


CTC_DECODER = TransformerConfig(llm_dim=512, n_layer=5)


@dataclass(frozen=True, slots=True)
class FunAsrConfig:
    """Everything that decides the audio half's tensors and arithmetic.

    use_low_frame_rate: one audio row of eight reaches the LLM (Nano); False gives it all rows (MLT-Nano).
    ctc_decoder and ctc_vocab_size say what a CTC branch would look like; whether the checkpoint has one is
    not the config's business but that of the tensors found.
    """

    encoder: EncoderConfig = EncoderConfig()
    adaptor: TransformerConfig = TransformerConfig()
    ctc_decoder: TransformerConfig = CTC_DECODER
    ctc_vocab_size: int = 60_515
    use_low_frame_rate: bool = True
    languages: tuple[str, ...] = languages.NANO
    title: str = "Fun-ASR-Nano"

    def __post_init__(self) -> None:
        widths = {self.encoder.output_size, self.adaptor.encoder_dim, self.ctc_decoder.encoder_dim}
        if len(widths) != 1:
            raise ModelUnusable("Encoder, adaptor and CTC decoder do not agree on their width.", _OTHER_SHAPE)
        if self.ctc_vocab_size < 2:
            raise ModelUnusable("The CTC vocabulary is empty.", _OTHER_SHAPE)

    @property
    def blank_id(self) -> int:
        return self.ctc_vocab_size - 1

    def audio_tokens(self, rows: int) -> int:
        """How many of `rows` (at least 1) adaptor rows the LLM is given, counted from the first one."""
        if not self.use_low_frame_rate:
            return rows
        for _ in range(3):  # three stride-2 convolutions in the arithmetic that the model was trained with
            rows = 1 + (rows - 1) // 2
        return rows


def from_yaml_mapping(mapping: Mapping[str, Any]) -> FunAsrConfig:
    """The config of a parsed config.yaml; keys that it leaves out take the published code's defaults.

    Values are Any: they come from a YAML file. Raises ModelUnusable for another model's file.
    """
    if mapping.get("model") != "FunASRNano":
        raise ModelUnusable("This config.yaml does not describe a Fun-ASR-Nano model.", _OTHER_SHAPE)
    low_rate = bool(_YAML.section(mapping, "audio_adaptor_conf").get("use_low_frame_rate", False))
    own = _YAML.section(mapping, OWN_SECTION)
    return FunAsrConfig(
        encoder=_encoder(_YAML.section(mapping, "audio_encoder_conf")),
        adaptor=_transformer(_YAML.section(mapping, "audio_adaptor_conf"), TransformerConfig()),
        ctc_decoder=_transformer(_YAML.section(mapping, "ctc_decoder_conf"), CTC_DECODER),
        ctc_vocab_size=_YAML.integer(mapping, "ctc_vocab_size", FunAsrConfig().ctc_vocab_size),
        use_low_frame_rate=low_rate,
        # The published file does not name its languages. The multilingual model is recognised by its frame rate.
        languages=_languages(own) or (languages.NANO if low_rate else languages.MULTILINGUAL),
        title=_title(own) or ("Fun-ASR-Nano" if low_rate else "Fun-ASR-MLT-Nano"),
    )


def to_mapping(config: FunAsrConfig) -> dict[str, Any]:
    """Plain values for JSON; from_mapping reads them back."""
    mapping = dataclasses.asdict(config)
    return {**mapping, "languages": list(config.languages)}


def from_mapping(mapping: Mapping[str, Any]) -> FunAsrConfig:
    """Raises ModelUnusable where a field is missing, unknown or of another kind."""
    try:
        fields = dict(mapping)
        fields["encoder"] = EncoderConfig(**fields["encoder"])
        fields["adaptor"] = TransformerConfig(**fields["adaptor"])
        fields["ctc_decoder"] = TransformerConfig(**fields["ctc_decoder"])
        fields["languages"] = tuple(fields["languages"])
        return FunAsrConfig(**fields)
    except (KeyError, TypeError) as error:
        raise ModelUnusable(f"The model's description cannot be read ({error}).", "Import the model again.") from error


def expected_tensors(config: FunAsrConfig, *, with_ctc: bool = True) -> dict[str, Shape]:
    """Published name -> shape of every tensor of the audio half, encoder first."""
    tensors = _encoder_tensors(config.encoder) | _transformer_tensors("audio_adaptor", config.adaptor)
    return tensors | ctc_tensors(config) if with_ctc else tensors


def ctc_tensors(config: FunAsrConfig) -> dict[str, Shape]:
    """The CTC branch's own tensors (86 at full size): all of them are there, or there is no CTC."""
    head = {"ctc.ctc_lo": (config.ctc_vocab_size, config.ctc_decoder.llm_dim)}
    return _transformer_tensors("ctc_decoder", config.ctc_decoder) | _linear(head)


def _encoder_tensors(config: EncoderConfig) -> dict[str, Shape]:
    width, prefix = config.output_size, "audio_encoder"
    tensors = _sanm_block(f"{prefix}.encoders0.0", config, config.input_size)
    for index in range(config.num_blocks - 1):
        tensors |= _sanm_block(f"{prefix}.encoders.{index}", config, width)
    tensors |= _norm(f"{prefix}.after_norm", width)
    for index in range(config.tp_blocks):
        tensors |= _sanm_block(f"{prefix}.tp_encoders.{index}", config, width)
    return tensors | _norm(f"{prefix}.tp_norm", width)


def _sanm_block(name: str, config: EncoderConfig, width_in: int) -> dict[str, Shape]:
    width, units = config.output_size, config.linear_units
    linears = {
        f"{name}.self_attn.linear_out": (width, width),
        f"{name}.self_attn.linear_q_k_v": (3 * width, width_in),
        f"{name}.feed_forward.w_1": (units, width),
        f"{name}.feed_forward.w_2": (width, units),
    }
    memory = {f"{name}.self_attn.fsmn_block.weight": (width, 1, config.kernel_size)}
    return _linear(linears) | memory | _norm(f"{name}.norm1", width_in) | _norm(f"{name}.norm2", width)


def _transformer_tensors(name: str, config: TransformerConfig) -> dict[str, Shape]:
    width = config.llm_dim
    linears = {
        f"{name}.linear1": (config.ffn_dim, config.encoder_dim),
        f"{name}.linear2": (width, config.ffn_dim),
    }
    tensors = _linear(linears)
    for index in range(config.n_layer):
        block = f"{name}.blocks.{index}"
        square = {f"{block}.self_attn.linear_{part}": (width, width) for part in ("q", "k", "v", "out")}
        feed = {
            f"{block}.feed_forward.w_1": (width // 4, width),
            f"{block}.feed_forward.w_2": (width, width // 4),
        }
        tensors |= _linear(square | feed) | _norm(f"{block}.norm1", width) | _norm(f"{block}.norm2", width)
    return tensors


def _linear(weights: Mapping[str, Shape]) -> dict[str, Shape]:
    tensors: dict[str, Shape] = {}
    for name, shape in weights.items():
        tensors |= {f"{name}.weight": shape, f"{name}.bias": shape[:1]}
    return tensors


def _norm(name: str, width: int) -> dict[str, Shape]:
    return {f"{name}.weight": (width,), f"{name}.bias": (width,)}


def _encoder(section: Mapping[str, Any]) -> EncoderConfig:
    if section.get("input_layer", "pe") != "pe" or not section.get("normalize_before", True):
        raise ModelUnusable("The encoder is of a kind that Earshot does not know.", _OTHER_SHAPE)
    defaults = EncoderConfig()
    shift = _YAML.integer(section, "sanm_shift", 0) or _YAML.integer(section, "sanm_shfit", 0)  # published spelling
    return EncoderConfig(
        output_size=_YAML.integer(section, "output_size", defaults.output_size),
        attention_heads=_YAML.integer(section, "attention_heads", defaults.attention_heads),
        linear_units=_YAML.integer(section, "linear_units", defaults.linear_units),
        num_blocks=_YAML.integer(section, "num_blocks", defaults.num_blocks),
        tp_blocks=_YAML.integer(section, "tp_blocks", defaults.tp_blocks),
        kernel_size=_YAML.integer(section, "kernel_size", defaults.kernel_size),
        sanm_shift=shift,
    )


def _transformer(section: Mapping[str, Any], defaults: TransformerConfig) -> TransformerConfig:
    if _YAML.integer(section, "downsample_rate", 1) != 1:
        raise ModelUnusable("The adaptor joins several rows, which no published checkpoint does.", _OTHER_SHAPE)
    fields = {
        item.name: _YAML.integer(section, item.name, getattr(defaults, item.name))
        for item in dataclasses.fields(TransformerConfig)
    }
    return TransformerConfig(**fields)


def _languages(own: Mapping[str, Any]) -> tuple[str, ...]:
    codes = own.get("languages") or []
    if not isinstance(codes, list) or not all(code in tuple(languages.PROMPT_NAMES) for code in codes):
        raise ModelUnusable(f"languages under {OWN_SECTION} in config.yaml are not codes of languages.", _OTHER_SHAPE)
    return tuple(codes)


def _title(own: Mapping[str, Any]) -> str:
    title = own.get("title") or ""
    if not isinstance(title, str) or len(title) > _LONGEST_TITLE or not title.isprintable():
        raise ModelUnusable(f"title under {OWN_SECTION} in config.yaml is no title.", _OTHER_SHAPE)
    return title
