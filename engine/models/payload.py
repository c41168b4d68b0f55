"""What the description of a model of graphs holds beside the common header; Fun-ASR-Nano and FireRedASR share it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from engine.errors import ModelUnusable
from engine.models.json_file import flag, table, text
from engine.models.manifest import IMPORT_AGAIN, Manifest, inside

Config = TypeVar("Config")

WEIGHTS = "audio.safetensors"
"""Only in folders that were imported for a graphics card: the weights for torch, beside the graphs."""


@dataclass(frozen=True)  # without slots, in which an alias such as Payload[FunAsrConfig] cannot be called (Python 3.11)
class Payload(Generic[Config]):
    """ctc: the folder holds a CTC graph. llm: the language model's file, relative to the folder, or None.

    precision: how the graphs keep their weights, 'fp32' or 'int8'.
    """

    config: Config
    ctc: bool
    llm: str | None = None
    precision: str = "int8"


def to_mapping(payload: Payload[Any], config: Mapping[str, Any]) -> dict[str, Any]:
    """Plain JSON values. config: the payload's, as plain values as well."""
    return {"config": config, "ctc": payload.ctc, "llm": payload.llm, "precision": payload.precision}


def from_manifest(
    manifest: Manifest, family: str, title: str, config_of: Callable[[Mapping[str, Any]], Config]
) -> Payload[Config]:
    """Raises ModelUnusable where it is another family's, or lacks something. title: of the family."""
    fields = manifest.payload
    if manifest.family != family:
        raise ModelUnusable("{name} is no {title} model.", IMPORT_AGAIN, name=manifest.name, title=title)
    try:
        return Payload(
            config=config_of(table(fields, "config")),
            ctc=flag(fields, "ctc"),
            llm=None if fields["llm"] is None else inside(text(fields, "llm")),
            precision=text(fields, "precision"),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ModelUnusable(
            "The description of {name} lacks something or has it wrong ({reason}).",
            IMPORT_AGAIN,
            name=manifest.name,
            reason=error,
        ) from error
