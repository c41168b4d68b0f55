"""Values and tensors of a GGUF file, as far as the encoder files of Fun-ASR-Nano need them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.errors import ModelUnusable
from engine.models.fun_asr_nano.checkpoints.faults import damaged, shown, unreadable
from engine.models.fun_asr_nano.checkpoints.tensors import FileTensor, stored_bytes
from engine.models.fun_asr_nano.gguf_header import (
    GgufHeader,
    GgufMalformed,
    GgufVersionUnknown,
    Scalar,
    read_header,
)

_DTYPES = {0: "F32", 1: "F16", 8: "Q8_0", 28: "F64", 30: "BF16"}
"""ggml type numbers that are read here; source: ggml.h, enum ggml_type."""


@dataclass(frozen=True, slots=True)
class GgufFile:
    """metadata: single values only; arrays (tokenizer tables) are skipped."""

    metadata: Mapping[str, Scalar]
    tensors: Mapping[str, FileTensor]

    @property
    def architecture(self) -> str:
        return str(self.metadata.get("general.architecture", ""))


def read_gguf(path: Path) -> GgufFile:
    """Raises ModelUnusable where the header or a tensor's place does not make sense."""
    try:
        header = read_header(path)
    except GgufVersionUnknown as error:
        raise ModelUnusable(
            f"{path.name} is a GGUF file of an unknown version.", "Take the publisher's present file."
        ) from error
    except GgufMalformed as error:
        raise damaged(path, str(error)) from error
    except OSError as error:
        raise unreadable(path, error) from error
    return GgufFile(header.values, _tensors(path, header))


def _tensors(path: Path, header: GgufHeader) -> dict[str, FileTensor]:
    tensors = {}
    for each in header.tensors:
        dtype = _DTYPES.get(each.type, f"ggml type {each.type}")
        length = stored_bytes(dtype, math.prod(each.dims))
        if each.position + (length or 0) > header.size:
            raise damaged(path, f"the numbers of {shown(each.name)} are not all in it")
        tensors[each.name] = FileTensor(path, each.name, dtype, tuple(reversed(each.dims)), each.position)
    return tensors
