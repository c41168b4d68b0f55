"""A folder as CTranslate2 keeps a Whisper model, with everything in it but the weights."""

from __future__ import annotations

import json
import struct
from pathlib import Path

MULTILINGUAL, ENGLISH_ONLY = 51_865, 51_864


def write_folder(
    folder: Path,
    spec: str = "WhisperSpec",
    entries: int = MULTILINGUAL,
    languages: tuple[str, ...] = ("en", "zh", "yue"),
    vocabulary: str = "vocabulary.txt",
) -> Path:
    """It cannot be loaded. entries: of the vocabulary."""
    folder.mkdir(parents=True)
    name = spec.encode() + b"\0"
    (folder / "model.bin").write_bytes(struct.pack("<IH", 6, len(name)) + name + bytes(1000))
    config = {"alignment_heads": [[1, 0]], "lang_ids": [50_259], "suppress_ids": [1, 2]}
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    special = ["endoftext", *languages, "translate", "notimestamps", "0.02"]
    tokens = [{"id": 50_257 + at, "content": f"<|{each}|>"} for at, each in enumerate(special)]
    (folder / "tokenizer.json").write_text(json.dumps({"added_tokens": tokens}), encoding="utf-8")
    words = [f"w{at}" for at in range(entries)]
    text = json.dumps(words) if vocabulary.endswith(".json") else "\n".join(words) + "\n"
    (folder / vocabulary).write_text(text, encoding="utf-8")
    return folder
