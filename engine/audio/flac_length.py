"""Restores the length of a FLAC file that was cut off, so that players can seek in it and know its end.

Format: RFC 9639, STREAMINFO (8.2), the frame header (9.1) and its checksums.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

_TAIL = 1 << 18  # bytes; holds several frames of the longest kind
_SYNC = b"\xff\xf8"  # frames of one size, which is what libFLAC writes
_STREAMINFO_AT, _FIRST_FRAME_AT_LEAST = 8, 42
_TOTAL_AT = 21  # 36 bits, of which the upper 4 share a byte with the sample size


@dataclass(frozen=True, slots=True)
class _FlacFrame:
    """The header of a frame at byte `at` of the tail: its number, and its length in samples."""

    at: int
    number: int
    samples: int


def mend_length(path: Path) -> int | None:
    """Write the number of whole samples into the header of `path`, and cut off an incomplete frame.

    Returns that number; None where nothing was to be done, or libFLAC did not begin the file. Raises OSError.
    """
    with path.open("r+b") as file:
        head = file.read(_FIRST_FRAME_AT_LEAST)
        if len(head) < _FIRST_FRAME_AT_LEAST or head[:4] != b"fLaC" or _total(head):
            return None
        start = max(_FIRST_FRAME_AT_LEAST, file.seek(0, os.SEEK_END) - _TAIL)
        file.seek(start)
        tail = file.read()
        block = int.from_bytes(head[_STREAMINFO_AT + 2 : _STREAMINFO_AT + 4], "big")
        last = _last_frame(list(_frames(tail, block)))
        if last is None:
            return None
        samples = last.number * block
        if _crc(tail[last.at :], 0x8005, 16) == 0:
            samples += last.samples
        else:
            file.truncate(start + last.at)
        file.seek(_TOTAL_AT)
        file.write(bytes([(head[_TOTAL_AT] & 0xF0) | samples >> 32]) + (samples & 0xFFFFFFFF).to_bytes(4, "big"))
        return samples


def _total(head: bytes) -> int:
    return (head[_TOTAL_AT] & 0x0F) << 32 | int.from_bytes(head[_TOTAL_AT + 1 : _TOTAL_AT + 5], "big")


def _last_frame(frames: list[_FlacFrame]) -> _FlacFrame | None:
    """The last frame that follows its predecessor: sound can look like a header by chance."""
    following = [later for earlier, later in pairwise(frames) if later.number == earlier.number + 1]
    if following:
        return following[-1]
    return frames[0] if frames and frames[0].number == 0 else None


def _frames(tail: bytes, block: int) -> Iterator[_FlacFrame]:
    at = tail.find(_SYNC)
    while at >= 0:
        if (frame := _frame_at(tail, at, block)) is not None:
            yield frame
        at = tail.find(_SYNC, at + 1)


def _frame_at(tail: bytes, at: int, block: int) -> _FlacFrame | None:
    if at + 16 > len(tail):
        return None
    size_code, rate_code = tail[at + 2] >> 4, tail[at + 2] & 0x0F
    place = at + 4
    width = max(1, 8 - (tail[place] ^ 0xFF).bit_length())  # of a number coded as UTF-8 codes characters
    number = tail[place] & (0x7F if width == 1 else 0x7F >> width)
    for each in tail[place + 1 : place + width]:
        number = number << 6 | each & 0x3F
    place += width
    wide = {6: 1, 7: 2}.get(size_code, 0)
    samples = int.from_bytes(tail[place : place + wide], "big") + 1 if wide else block
    place += wide + {12: 1, 13: 2, 14: 2}.get(rate_code, 0)
    whole = _crc(tail[at : place + 1], 0x07, 8) == 0
    return _FlacFrame(at, number, samples) if whole and width <= 6 else None


def _crc(content: bytes, polynomial: int, bits: int) -> int:
    """The checksum; 0 for content that ends with its own one."""
    top, mask, value = 1 << (bits - 1), (1 << bits) - 1, 0
    for each in content:
        value ^= each << (bits - 8)
        for _ in range(8):
            value = ((value << 1) ^ polynomial if value & top else value << 1) & mask
    return value
