"""Recognises the kind of a file by its first bytes."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from engine.errors import ModelUnusable
from engine.models.fun_asr_nano.checkpoints.faults import DOWNLOAD_AGAIN, unreadable
from engine.models.fun_asr_nano.checkpoints.safetensors_file import LARGEST_HEADER

_HEAD_BYTES = 512


class Container(Enum):
    """A kind of file that can hold weights, or another that is mistaken for one."""

    TORCH_ZIP = "zip"
    SAFETENSORS = "safetensors"
    GGUF = "gguf"
    ONNX = "onnx"
    EMPTY = "empty"
    LFS_POINTER = "lfs"
    HTML = "html"
    OLD_PICKLE = "pickle"
    TEXT = "text"
    UNKNOWN = "unknown"


HOLDS_WEIGHTS = frozenset({Container.TORCH_ZIP, Container.SAFETENSORS, Container.GGUF, Container.ONNX})


def container_of(path: Path) -> Container:
    """Raises ModelUnusable only where the file cannot be read at all."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError as error:
        raise unreadable(path, error) from error
    return _by_signature(head) or _by_form(head)


def _by_signature(head: bytes) -> Container | None:
    if not head:
        return Container.EMPTY
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Container.TORCH_ZIP
    if head.startswith(b"GGUF"):
        return Container.GGUF
    if head.startswith(b"version https://git-lfs"):
        return Container.LFS_POINTER
    if head.lstrip().lower().startswith((b"<!doctype html", b"<html", b"<head", b"<?xml")):
        return Container.HTML
    return None


def _by_form(head: bytes) -> Container:
    if int.from_bytes(head[:8], "little") <= LARGEST_HEADER and head[8:9] == b"{":
        return Container.SAFETENSORS
    if head[0] == 0x80 and head[1:2] in (b"\x02", b"\x03", b"\x04", b"\x05"):
        return Container.OLD_PICKLE
    if len(head) > 2 and head[0] == 0x08 and 0x01 <= head[1] <= 0x20:  # an ONNX model's field 1: ir_version
        return Container.ONNX
    return Container.TEXT if _is_text(head) else Container.UNKNOWN


def _is_text(head: bytes) -> bool:
    return not any(byte < 0x09 or 0x0E <= byte < 0x20 for byte in head)


def refuse_foreign(path: Path, container: Container) -> ModelUnusable:
    """The sentence for a file that holds no weights."""
    what, remedy = _FOREIGN[container]
    return ModelUnusable(what.format(name=path.name), remedy)


_FOREIGN = {
    Container.ONNX: (  # also sherpa-onnx's, which lacks tensors: docs/models.md
        "{name} is an ONNX export, from which the published weights cannot be told.",
        "Import the publisher's model.pt (ModelScope's copy has captions while speaking) instead.",
    ),
    Container.EMPTY: ("{name} is empty.", DOWNLOAD_AGAIN),
    Container.LFS_POINTER: (
        "{name} is a Git LFS pointer, not the file that it stands for.",
        "Run 'git lfs pull' in its folder, or download the file itself.",
    ),
    Container.HTML: (
        "{name} is a web page that was saved under this name.",
        "Open the page in a browser, sign in where it asks, and download the file itself.",
    ),
    Container.OLD_PICKLE: (
        "{name} is in PyTorch's format from before 2020 or a bare pickle, neither of which is read here.",
        "Take the publisher's model.pt.",
    ),
    Container.TEXT: (
        "{name} is a text file, not a checkpoint.",
        "Choose the model's folder or its model.pt.",
    ),
    Container.UNKNOWN: (
        "{name} is of no kind that Earshot knows.",
        "Choose a model.pt, a safetensors file or an encoder GGUF of Fun-ASR-Nano.",
    ),
}
