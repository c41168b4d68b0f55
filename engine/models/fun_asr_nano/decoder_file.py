"""The language model of an imported checkpoint, made into the one GGUF file that the decoder loads."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

from engine.errors import ModelUnusable
from engine.models.fun_asr_nano.checkpoints.checkpoint import Checkpoint
from engine.models.fun_asr_nano.checkpoints.side_files import parse_json
from engine.models.progress import Progress

FILE_NAME = "decoder.gguf"
_BYTES_PER_NUMBER = 34 / 32  # ggml's Q8_0
_DOING = "language model"


def _can_be_converted(checkpoint: Checkpoint) -> bool:
    tokenizer = checkpoint.side.tokenizer
    return bool(checkpoint.llm) and tokenizer is not None and (tokenizer / "config.json").is_file()


def decoder_note(checkpoint: Checkpoint) -> str | None:
    """Why the checkpoint's language model is left out, where it has one and that happens."""
    if not checkpoint.llm or _can_be_converted(checkpoint):
        return None
    return (
        "config.json and tokenizer.json of the language model (Qwen3-0.6B/) are not beside the weights, "
        "so it was left out."
    )


def decoder_bytes(checkpoint: Checkpoint) -> int:
    """About how large the file will be."""
    if _can_be_converted(checkpoint):
        return round(checkpoint.llm.elements() * _BYTES_PER_NUMBER)
    return 0 if checkpoint.side.decoder is None else checkpoint.side.decoder.stat().st_size


def add_decoder(checkpoint: Checkpoint, folder: Path, kind: str, progress: Progress) -> str | None:
    """Write the language model into `folder`, quantised as `kind`; a GGUF that is there is taken as it is.

    Returns its file's name there, or None where the checkpoint has none.
    """
    target = folder / FILE_NAME
    progress(0.0, _DOING)
    if _can_be_converted(checkpoint):
        _convert(checkpoint, target, kind, progress)
    elif checkpoint.side.decoder is not None:
        shutil.copyfile(checkpoint.side.decoder, target)
    else:
        return None
    return FILE_NAME


def _convert(checkpoint: Checkpoint, target: Path, kind: str, progress: Progress) -> None:
    from engine.models.fun_asr_nano.llm.convert import write_gguf

    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        folder = _described(checkpoint, Path(scratch))
        write_gguf(target, checkpoint.llm, folder, kind, lambda share: progress(share, _DOING))


def _described(checkpoint: Checkpoint, scratch: Path) -> Path:
    """A folder with the language model's own config.json beside its tokenizer.json."""
    tokenizer = checkpoint.side.tokenizer
    if tokenizer is None:
        raise ModelUnusable("The tokenizer is not beside the weights.", "Import the whole model folder.")
    text = parse_json(tokenizer / "config.json").get("text_config")
    if not isinstance(text, dict):
        return tokenizer
    # transformers' layout describes the language model within its one config.json.
    (scratch / "config.json").write_text(json.dumps({"model_type": "qwen3", **text}), encoding="utf-8")
    shutil.copyfile(tokenizer / "tokenizer.json", scratch / "tokenizer.json")
    return scratch
