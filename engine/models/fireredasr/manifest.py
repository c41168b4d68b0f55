"""What the description of a FireRedASR model holds beside the common header."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.models.fireredasr import config as shapes
from engine.models.fireredasr.config import FireRedConfig
from engine.models.manifest import FileRecord, Manifest, ModelCapabilities
from engine.models.payload import Payload, from_manifest, to_mapping

FAMILY = "fireredasr"
LANGUAGES = ("zh", "yue", "en")


FireRedPayload = Payload[FireRedConfig]


def title(ctc: bool, llm: bool) -> str:
    """The AED's second generation has a CTC head. The LLM's two generations look the same."""
    return "FireRedASR-LLM" if llm else "FireRedASR2-AED" if ctc else "FireRedASR-AED"


def describe(
    name: str,
    payload: FireRedPayload,
    files: Mapping[str, FileRecord],
    source: Mapping[str, Any],  # plain JSON values
    licence: str,
) -> Manifest:
    """The whole description of a model with these parts."""
    return Manifest(
        family=FAMILY,
        name=name,
        title=title(payload.ctc, payload.llm is not None),
        languages=LANGUAGES,
        capabilities=ModelCapabilities(word_times=payload.ctc, hotwords=False, punctuation=False),
        files=files,
        licence=licence,
        source=source,
        payload=to_mapping(payload, shapes.to_mapping(payload.config)),
    )


def payload_of(manifest: Manifest) -> FireRedPayload:
    """Raises ModelUnusable where it is another family's, or lacks something."""
    return from_manifest(manifest, FAMILY, "FireRedASR", shapes.from_mapping)
