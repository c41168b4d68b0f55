"""Model folders as the store sees them, with nothing in them that could be loaded."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from engine.models import manifest
from engine.models.fun_asr_nano.config import FunAsrConfig
from engine.models.fun_asr_nano.manifest import ENCODER_GRAPH, NanoPayload, describe


def write_model(
    place: Path, title: str = "Some Model", rough: bool = False, languages: tuple[str, ...] = ("en", "zh")
) -> Path:
    """A model folder as the store sees it: described files. Nothing here is ever loaded."""
    place.mkdir(parents=True)
    (place / ENCODER_GRAPH).write_bytes(b"graph")
    payload = NanoPayload(FunAsrConfig(title=title, languages=languages), ctc=True, llm=None)
    described = describe(place.name, payload, manifest.records_of(place), {}, "ours")
    manifest.write(place, replace(described, rough=rough))
    return place
