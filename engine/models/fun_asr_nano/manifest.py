"""What the description of a Fun-ASR-Nano model holds beside the common header, and the names of its files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.models.fun_asr_nano import config as shapes
from engine.models.fun_asr_nano.config import FunAsrConfig
from engine.models.manifest import FileRecord, Manifest, ModelCapabilities
from engine.models.payload import Payload, from_manifest, to_mapping

FAMILY = "fun-asr-nano"
USES_CONTEXT = False
"""No released model of the family was trained with text in that place of the prompt."""

ENCODER_GRAPH = "encoder.onnx"
ADAPTOR_GRAPH = "adaptor.onnx"
CTC_GRAPH = "ctc.onnx"
CTC_HEAD_GRAPH = "ctc_head.onnx"
VOCABULARY = "multilingual.tiktoken"
NanoPayload = Payload[FunAsrConfig]


def describe(
    name: str,
    payload: NanoPayload,
    files: Mapping[str, FileRecord],
    source: Mapping[str, Any],  # free-form JSON from the reader of the checkpoint
    licence: str,
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
        payload=to_mapping(payload, shapes.to_mapping(payload.config)),
    )


def payload_of(manifest: Manifest) -> NanoPayload:
    """Raises ModelUnusable where it is another family's, or lacks something."""
    return from_manifest(manifest, FAMILY, "Fun-ASR-Nano", shapes.from_mapping)
