"""The result of every checkpoint reader: the model's shape, its tensors under their published names, its side files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from engine.errors import ModelUnusable
from engine.models.fun_asr_nano.checkpoints.tensors import LazyTensors, Shape, TensorSource
from engine.models.fun_asr_nano.config import FunAsrConfig, ctc_tensors, expected_tensors

_CTC_PREFIXES = ("ctc_decoder.", "ctc.")
_LLM_PREFIX = "llm."


class CheckpointKind(Enum):
    """The container of the weights; the value is shown to the user."""

    TORCH = "PyTorch checkpoint"
    SAFETENSORS = "safetensors with the published names"
    TRANSFORMERS = "safetensors of transformers"
    ENCODER_GGUF = "encoder GGUF"


@dataclass(frozen=True, slots=True)
class SideFiles:
    """Files beside the weights. vocabulary: the CTC head's multilingual.tiktoken.

    tokenizer: the folder with Qwen's tokenizer.json. decoder: a GGUF of the language model.
    """

    config: Path | None = None
    vocabulary: Path | None = None
    tokenizer: Path | None = None
    decoder: Path | None = None


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A recognised checkpoint; no weights have been read yet.

    tensors: encoder, adaptor and, where `has_ctc`, the CTC branch, each of the expected shape.
    llm: the language model's tensors, as far as they are in it. notes: sentences that the user should know.
    """

    kind: CheckpointKind
    weights: tuple[Path, ...]
    config: FunAsrConfig
    tensors: LazyTensors
    llm: LazyTensors
    has_ctc: bool
    side: SideFiles = SideFiles()
    notes: tuple[str, ...] = ()


def assemble(
    kind: CheckpointKind,
    weights: tuple[Path, ...],
    config: FunAsrConfig,
    sources: Mapping[str, TensorSource],
    side: SideFiles,
) -> Checkpoint:
    """Check names and shapes and sort the tensors into audio and language.

    Raises ModelUnusable naming the first tensor of the encoder or adaptor that is missing or misshapen. The
    CTC branch is taken whole or not at all.
    """
    place = weights[0].name
    needed = expected_tensors(config, with_ctc=False)
    _require(place, needed, sources)
    ctc = ctc_tensors(config)
    flaw = _ctc_flaw(ctc, sources)
    audio = needed if flaw else needed | ctc
    return Checkpoint(
        kind=kind,
        weights=weights,
        config=config,
        tensors=LazyTensors({name: sources[name] for name in audio}),
        llm=LazyTensors({name: sources[name] for name in _llm_names(sources)}),
        has_ctc=not flaw,
        side=side,
        notes=(flaw,) if flaw else (),
    )


def is_published_layout(names: Mapping[str, TensorSource]) -> bool:
    return any(name.startswith("audio_encoder.") for name in names)


def _llm_names(sources: Mapping[str, TensorSource]) -> list[str]:
    """The names in a fixed order, so that equal weights become equal files."""
    names = [name for name in sources if name.startswith(_LLM_PREFIX)]
    return sorted(names, key=lambda name: [part.zfill(4) if part.isdigit() else part for part in name.split(".")])


def _require(place: str, needed: Mapping[str, Shape], sources: Mapping[str, TensorSource]) -> None:
    missing = [name for name in needed if name not in sources]
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        raise ModelUnusable(
            f"{place} lacks {missing[0]}{more} of the {len(needed)} tensors of this model.",
            "Download it again, with all its parts and the config that belongs to it.",
        )
    for name, shape in needed.items():
        if sources[name].shape != shape:
            raise ModelUnusable(
                f"{name} in {place} is {_by(sources[name].shape)} where the config asks for {_by(shape)}.",
                "Put weights and config of one and the same model into the folder.",
            )


def _ctc_flaw(ctc: Mapping[str, Shape], sources: Mapping[str, TensorSource]) -> str:
    """Why CTC cannot be used; empty where it can."""
    missing = [name for name in ctc if name not in sources]
    if len(missing) == len(ctc) or not any(name.startswith(_CTC_PREFIXES) for name in sources):
        return "This copy holds no CTC weights: its language model alone writes the text, later and without word times."
    if missing:
        return f"{len(missing)} of the {len(ctc)} CTC tensors are missing ({missing[0]}), so CTC is not used."
    for name, shape in ctc.items():
        if sources[name].shape != shape:
            return f"{name} is {_by(sources[name].shape)} where the config asks for {_by(shape)}, so CTC is not used."
    return ""


def _by(shape: Shape) -> str:
    return " x ".join(map(str, shape)) or "of no uniform shape"
