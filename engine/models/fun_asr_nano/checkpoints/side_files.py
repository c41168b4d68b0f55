"""The small files beside the weights: config, CTC vocabulary, tokenizer, a language model in GGUF."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from engine.errors import ModelUnusable
from engine.models.fun_asr_nano.checkpoints.checkpoint import SideFiles
from engine.models.fun_asr_nano.checkpoints.encoder_gguf import DECODER_ARCHITECTURE
from engine.models.fun_asr_nano.checkpoints.gguf_file import read_gguf
from engine.models.fun_asr_nano.checkpoints.sniff import Container, container_of

_LARGEST_CONFIG = 1 << 20
_TOKENIZER = "tokenizer.json"
_PUBLISHED_TOKENIZER = "Qwen3-0.6B"


def side_files(folder: Path) -> SideFiles:
    """The side files in `folder` except the GGUF; the tokenizer may lie one folder deeper (Qwen3-0.6B/)."""
    config = folder / "config.yaml"
    return SideFiles(
        config=config if config.is_file() else None,
        vocabulary=_vocabulary(folder),
        tokenizer=_tokenizer(folder),
    )


class _PlainLoader(yaml.SafeLoader):
    """Plain values only, and no merge keys: a few lines of those can grow without bound."""

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Leave `<<` as it stands; nothing can be built of it, so that the file is refused."""


def parse_yaml(path: Path) -> Mapping[str, Any]:
    """A config.yaml as a mapping, read without building any object that it might name."""
    try:
        return _mapping(path, yaml.load(_text(path), _PlainLoader))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise _no_config(path) from error


def parse_json(path: Path) -> Mapping[str, Any]:
    try:
        return _mapping(path, json.loads(_text(path)))
    except (ValueError, RecursionError) as error:
        raise _no_config(path) from error


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST_CONFIG:
            raise _no_config(path)
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ModelUnusable(
            f"{path.name} is not beside the weights in {path.parent}.", "Import the whole model folder."
        ) from error


def _mapping(path: Path, value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise _no_config(path)
    return value


def _no_config(path: Path) -> ModelUnusable:
    return ModelUnusable(f"{path.name} in {path.parent} cannot be read.", "Download this file again.")


def _vocabulary(folder: Path) -> Path | None:
    """By configuration.json's word where it has one, else the only *.tiktoken there is."""
    named = _named_vocabulary(folder / "configuration.json")
    if named is not None and (folder / named).is_file() and (folder / named).resolve().is_relative_to(folder):
        return folder / named
    candidates = sorted(folder.glob("*.tiktoken"))
    return candidates[0] if candidates else None


def _named_vocabulary(path: Path) -> str | None:
    try:
        value: Any = parse_json(path)
    except ModelUnusable:
        return None
    for key in ("file_path_metas", "dataset_conf", "ctc_tokenizer_conf", "vocab_path"):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, str) else None


def _tokenizer(folder: Path) -> Path | None:
    places = [
        folder / _PUBLISHED_TOKENIZER,
        folder,
        *sorted(place for place in folder.iterdir() if place.is_dir()),
    ]
    return next((place for place in places if (place / _TOKENIZER).is_file()), None)


def decoder_beside(folder: Path, width: int) -> Path | None:
    """The GGUF of a language model in `folder` that takes rows of `width` numbers."""
    for path in sorted(folder.iterdir()):
        if path.is_file() and container_of(path) is Container.GGUF and _takes(path, width):
            return path
    return None


def _takes(path: Path, width: int) -> bool:
    try:
        file = read_gguf(path)
    except ModelUnusable:
        return False
    return (
        file.architecture == DECODER_ARCHITECTURE
        and file.metadata.get(f"{DECODER_ARCHITECTURE}.embedding_length") == width
    )
