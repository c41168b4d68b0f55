"""What the description of a Fun-ASR-Nano model holds beside the common header, and the names of its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.errors import ModelUnusable
from engine.models.fun_asr_nano import config as shapes
from engine.models.fun_asr_nano.config import FunAsrConfig
from engine.models.manifest import IMPORT_AGAIN, FileRecord, Manifest, ModelCapabilities, inside

FAMILY = "fun-asr-nano"
USES_CONTEXT = False
"""No released model of the family was trained with text in that place of the prompt."""

ENCODER_GRAPH = "encoder.onnx"
ADAPTOR_GRAPH = "adaptor.onnx"
CTC_GRAPH = "ctc.onnx"
CTC_HEAD_GRAPH = "ctc_head.onnx"
DATA_SUFFIX = ".data"  # beside each graph lie its weights, so that they can be mapped instead of read
VOCABULARY = "multilingual.tiktoken"
WEIGHTS = "audio.safetensors"
"""Only in folders that were imported for a GPU."""


@dataclass(frozen=True, slots=True)
class Payload:
    """ctc: the folder holds a CTC graph. llm: the language model's file, relative to the folder, or None.

    precision: how the graphs keep their weights, 'fp32' or 'int8'.
    """

    config: FunAsrConfig
    ctc: bool
    llm: str | None
    precision: str = "int8"


def describe(
    name: str,
    payload: Payload,
    files: Mapping[str, FileRecord],
    source: Mapping[str, Any],  # free-form JSON from the reader of the checkpoint
    licence: str,
    *,
    rough: bool = False,
) -> Manifest:
    """The whole description of a model with these parts."""
    with_llm = payload.llm is not None
    return Manifest(
        family=FAMILY,
        name=name,
        title=payload.config.title,
        languages=payload.config.languages,
        capabilities=ModelCapabilities(word_times=payload.ctc, hotwords=with_llm, punctuation=with_llm),
        files=files,
        licence=licence,
        source=source,
        rough=rough,
        payload=to_mapping(payload),
    )


def to_mapping(payload: Payload) -> dict[str, Any]:
    """Plain JSON values; payload_of reads them."""
    return {
        "config": shapes.to_mapping(payload.config),
        "ctc": payload.ctc,
        "llm": payload.llm,
        "precision": payload.precision,
    }


def payload_of(manifest: Manifest) -> Payload:
    """Raises ModelUnusable where it is another family's, or lacks something."""
    fields = manifest.payload
    if manifest.family != FAMILY:
        raise ModelUnusable("{name} is no Fun-ASR-Nano model.", IMPORT_AGAIN, name=manifest.name)
    try:
        return Payload(
            config=shapes.from_mapping(fields["config"]),
            ctc=bool(fields["ctc"]),
            llm=None if fields["llm"] is None else inside(str(fields["llm"])),
            precision=str(fields["precision"]),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ModelUnusable(
            "The description of {name} lacks something or has it wrong ({reason}).",
            IMPORT_AGAIN,
            name=manifest.name,
            reason=error,
        ) from error
