"""A Whisper model as CTranslate2 keeps it: a folder of a few files, told apart from others without loading it.

Source of the file format: OpenNMT/CTranslate2, python/ctranslate2/specs/model_spec.py (`_serialize`) and
docs/conversion.md. Only the standard library is needed, so that set-up can describe a model before all is installed.
"""

from __future__ import annotations

import re
import struct
from pathlib import Path
from typing import Any

from engine.errors import ModelUnusable
from engine.models.json_file import MOST_BYTES, read_json
from engine.models.manifest import FileRecord, Manifest, ModelCapabilities

FAMILY = "whisper"
WEIGHTS = "model.bin"
CONFIG = "config.json"
TOKENIZER = "tokenizer.json"
VOCABULARIES = ("vocabulary.txt", "vocabulary.json")
PREPROCESSOR = "preprocessor_config.json"  # of models with another number of mel bands than 80

USES_CONTEXT = True
"""The text of the user's own and earlier sentences, as text that came before."""

_SPEC = "WhisperSpec"
_CONFIG_KEYS = ("alignment_heads", "lang_ids", "suppress_ids")
_ENGLISH_ONLY_ENTRIES = 51_864  # of the vocabulary; the first multilingual models have one more
_LANGUAGE = re.compile(r"<\|([a-z]{2,3})\|>")
_NO_TITLE = {"", "faster", "whisper", "openai", "systran", "models", "ct2", "ctranslate2"}
_REVISION = re.compile(r"[0-9a-f]{40}")
_WHOLE = "Download the whole folder of a Whisper model that was converted for CTranslate2 (faster-whisper)."


def looks_like_one(folder: Path) -> bool:
    """Whether CTranslate2 may have made the folder."""
    return (folder / WEIGHTS).is_file() and (folder / CONFIG).is_file() and bool(_vocabularies(folder))


def files_of(folder: Path) -> list[Path]:
    """The files that the model consists of. Raises ModelUnusable where it is incomplete, or another kind of model."""
    for name in (WEIGHTS, CONFIG, TOKENIZER):
        if not (folder / name).is_file():
            raise ModelUnusable(
                "{name} is missing from the Whisper model in {folder}.", _WHOLE, name=name, folder=folder
            )
    if not _vocabularies(folder):
        raise ModelUnusable(
            "{name} is missing from the Whisper model in {folder}.", _WHOLE, name=VOCABULARIES[0], folder=folder
        )
    for path in (folder / CONFIG, folder / TOKENIZER, *_vocabularies(folder)):
        if path.stat().st_size > MOST_BYTES:  # reading it would take too long
            raise ModelUnusable("{path} is too large for such a file.", _WHOLE, path=path)
    if (spec := _spec(folder / WEIGHTS)) is None:
        raise ModelUnusable("{path} is no model of CTranslate2.", _WHOLE, path=folder / WEIGHTS)
    if spec != _SPEC:
        raise ModelUnusable("{path} holds a model of another kind ({kind}).", _WHOLE, path=folder / WEIGHTS, kind=spec)
    config = _parsed(folder / CONFIG)
    for key in _CONFIG_KEYS:
        if not isinstance(config, dict) or not config.get(key):
            raise ModelUnusable("{path} lacks {key}.", _WHOLE, path=folder / CONFIG, key=key)
    optional = [folder / PREPROCESSOR] if (folder / PREPROCESSOR).is_file() else []
    return [folder / WEIGHTS, folder / CONFIG, folder / TOKENIZER, *_vocabularies(folder), *optional]


def languages_of(folder: Path) -> tuple[str, ...]:
    """The codes of the languages that the model knows, in its own order. Raises ModelUnusable."""
    tokenizer = _parsed(folder / TOKENIZER)
    try:
        tokens = [str(token["content"]) for token in tokenizer["added_tokens"]]
    except (KeyError, TypeError) as error:
        raise ModelUnusable("{path} is no tokenizer of Whisper.", _WHOLE, path=folder / TOKENIZER) from error
    codes = tuple(found[1] for token in tokens if (found := _LANGUAGE.fullmatch(token)))
    return codes if codes and is_multilingual(folder) else ("en",)


def is_multilingual(folder: Path) -> bool:
    """By the size of the vocabulary: the tokenizer of the English-only models has all the languages, too."""
    return _entries(folder) > _ENGLISH_ONLY_ENTRIES


def title_of(folder: Path) -> str:
    """ "Whisper small.en" for a folder called faster-whisper-small.en, also within the cache of a hub."""
    name = folder.name
    if _REVISION.fullmatch(name) and folder.parent.name == "snapshots":
        name = folder.parent.parent.name
    words = [word for word in re.split(r"[-_\s]+", name.lower()) if word not in _NO_TITLE]
    return f"Whisper {'-'.join(words)}".strip()


def describe(
    folder: Path,
    name: str,
    title: str,
    files: dict[str, FileRecord],
    licence: str,
    source: dict[str, Any],  # plain JSON values
) -> Manifest:
    """The description of the model in `folder`. Its payload is empty: CTranslate2 tells the rest once it is loaded.

    Raises ModelUnusable where the folder holds none.
    """
    files_of(folder)
    return Manifest(
        family=FAMILY,
        name=name,
        title=title,
        languages=languages_of(folder),
        capabilities=ModelCapabilities(word_times=True, hotwords=True, punctuation=True),
        files=files,
        licence=licence,
        source=source,
    )


def _vocabularies(folder: Path) -> list[Path]:
    return [folder / name for name in VOCABULARIES if (folder / name).is_file()]


def _entries(folder: Path) -> int:
    """How many entries the vocabulary has. Raises ModelUnusable where there is none."""
    if not (found := _vocabularies(folder)):
        raise ModelUnusable(
            "{name} is missing from the Whisper model in {folder}.", _WHOLE, name=VOCABULARIES[0], folder=folder
        )
    path = found[0]
    if path.suffix != ".json":
        with path.open("rb") as file:
            return len(file.read(MOST_BYTES).splitlines())
    entries = _parsed(path)
    if not isinstance(entries, list):
        raise ModelUnusable("{path} is no vocabulary.", _WHOLE, path=path)
    return len(entries)


def _spec(path: Path) -> str | None:
    """The kind of model in the file's header: a uint32 version, then a text with its length and a zero at its end."""
    with path.open("rb") as file:
        start = file.read(4 + 2)
        if len(start) < 4 + 2:
            return None
        _version, length = struct.unpack("<IH", start)
        text = file.read(length)
    if not text.endswith(b"\0") or not text[:-1].isalnum():
        return None
    return text[:-1].decode("ascii", errors="replace")


def _parsed(path: Path) -> Any:
    # Any: whatever JSON may hold.
    try:
        return read_json(path)
    except (OSError, ValueError) as error:
        raise ModelUnusable("{path} cannot be read ({reason}).", _WHOLE, path=path, reason=error) from error
