"""Reads raw sound from standard input: puts a WAV header without a length before it."""

from __future__ import annotations

import os
import struct
import threading
from contextlib import suppress
from dataclasses import dataclass

from engine.errors import BadInput

_OPEN = 0xFFFFFFFF  # a length that is not known
_PIECE = 65_536
_KINDS = {"s16le": (1, 16), "s24le": (1, 24), "s32le": (1, 32), "f32le": (3, 32), "u8": (1, 8), "mulaw": (7, 8)}
"""WAVE format tag and bits a sample. Source: RFC 2361 and Microsoft's mmreg.h."""
FORMATS = tuple(_KINDS)
_HEADS = (b"RIFF", b"RF64", b"RIFX", b"FORM", b"fLaC", b"OggS", b"ID3", b"\x1aE\xdf\xa3", b"caff", b".snd", b"#!AMR")
_HEAD = 12


@dataclass(frozen=True, slots=True)
class RawFormat:
    """rate: samples a second. format: one of FORMATS. forced: also where the sound begins as a known file does."""

    rate: int = 16_000
    channels: int = 1
    format: str = "s16le"
    forced: bool = False

    def __post_init__(self) -> None:
        if not 1_000 <= self.rate <= 384_000 or not 1 <= self.channels <= 64:
            raise BadInput("No raw sound is like that.", "Name a rate from 1000 to 384000, and 1 to 64 channels.")

    def header(self) -> bytes:
        """Of a WAV file. Source: RIFF and WAVE as Microsoft and IBM published them in 1991."""
        tag, bits = _KINDS[self.format]
        block = self.channels * bits // 8
        described = struct.pack("<HHIIHH", tag, self.channels, self.rate, self.rate * block, block, bits)
        return (
            struct.pack("<4sI4s4sI", b"RIFF", _OPEN, b"WAVE", b"fmt ", len(described))
            + described
            + struct.pack("<4sI", b"data", _OPEN)
        )


def lead_standard_input(raw: RawFormat) -> None:
    """From now on descriptor 0 brings a file: what came, where it begins as one does; else a header and what came."""
    given = os.dup(0)
    head = _read_head(given)
    outlet, inlet = os.pipe()
    os.dup2(outlet, 0)
    os.close(outlet)
    first = head if is_file(head) and not raw.forced else raw.header() + head
    threading.Thread(target=_pump, args=(given, inlet, first), name="standard input", daemon=True).start()


def is_file(head: bytes) -> bool:
    return head.startswith(_HEADS) or head[4:8] == b"ftyp"


def _read_head(descriptor: int) -> bytes:
    head = b""
    while len(head) < _HEAD and (piece := os.read(descriptor, _HEAD - len(head))):
        head += piece
    return head


def _pump(given: int, inlet: int, first: bytes) -> None:
    with suppress(OSError), os.fdopen(inlet, "wb", buffering=0) as pipe:  # the reader may be gone
        while first:
            pipe.write(first)
            first = os.read(given, _PIECE)
