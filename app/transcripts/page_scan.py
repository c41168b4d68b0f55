"""Reads the records of a damaged SQLite file page by page, whatever has become of the trees that lead to them.

The layout is that of sqlite.org/fileformat2.html: section 1.5 for pages, 1.6 for cells that go on elsewhere, 2.1 for
records, 4 for the write-ahead log. Only cells that a page lists are read, so what was deleted does not come back.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

Value = None | int | float | str | bytes

_USUAL_PAGE = 4096
_HEADER = 100  # bytes of the file's own header, on its first page
_TABLE_LEAF, _INDEX_LEAF, _INDEX_INTERIOR = 0x0D, 0x0A, 0x02
_LONGEST = 1 << 26  # bytes of one record
_FIXED = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}  # bytes of whole numbers, by their type


@dataclass(frozen=True, slots=True)
class Record:
    """One row. number: its rowid, None in an index or a table without rowids."""

    number: int | None
    values: tuple[Value, ...]


def records(path: Path) -> Iterator[Record]:
    """Every record that can be made out in the file and its log. Raises OSError."""
    with path.open("rb") as file:
        pages = _Pages(file, Path(f"{path}-wal"))
        for number in pages.numbers():
            yield from _records_of(pages, number)


class _Pages:
    """The pages of a file, by number from 1; those in the log are newer."""

    def __init__(self, file: BinaryIO, log: Path) -> None:
        self._file = file
        head = file.read(_HEADER)
        log_size, self._newer = _log_pages(log)
        self.size = log_size or _page_size(head)
        self.usable = self.size - (head[20] if len(head) == _HEADER and head[20] < 32 else 0)
        self._count = (file.seek(0, 2) + self.size - 1) // self.size

    def numbers(self) -> list[int]:
        return sorted({*range(1, self._count + 1), *self._newer})

    def read(self, number: int) -> bytes:
        """Raises IndexError for a page that is not there."""
        if number in self._newer:
            return self._newer[number]
        if not 0 < number <= self._count:
            raise IndexError(number)
        self._file.seek((number - 1) * self.size)
        return self._file.read(self.size)


def _page_size(head: bytes) -> int:
    size = int.from_bytes(head[16:18], "big")
    size = 65_536 if size == 1 else size
    return size if size >= 512 and size & (size - 1) == 0 else _USUAL_PAGE


def _log_pages(log: Path) -> tuple[int | None, dict[int, bytes]]:
    """The page size of a write-ahead log and its newest committed pages; None where there is none."""
    try:
        content = log.read_bytes()
    except OSError:
        return None, {}
    size = int.from_bytes(content[8:12], "big")
    if len(content) < 32 or size < 512 or size & (size - 1):
        return None, {}
    salts, committed, waiting = content[16:24], {}, {}
    for at in range(32, len(content) - size - 23, size + 24):
        number, count = struct.unpack(">II", content[at : at + 8])
        if content[at + 8 : at + 16] != salts:
            break
        waiting[number] = content[at + 24 : at + 24 + size]
        if count:  # the frame ends a transaction
            committed.update(waiting)
            waiting = {}
    return size, committed


def _records_of(pages: _Pages, number: int) -> Iterator[Record]:
    page = pages.read(number)
    begin = _HEADER if number == 1 else 0
    if len(page) < begin + 8 or page[begin] not in (_TABLE_LEAF, _INDEX_LEAF, _INDEX_INTERIOR):
        return
    first = begin + (12 if page[begin] == _INDEX_INTERIOR else 8)
    cells = int.from_bytes(page[begin + 3 : begin + 5], "big")
    for place in range(first, min(first + 2 * cells, len(page) - 1), 2):
        try:
            yield _record_at(pages, page, page[begin], int.from_bytes(page[place : place + 2], "big"))
        except (IndexError, ValueError, struct.error):
            continue  # this cell is damaged; its neighbours may be whole


def _record_at(pages: _Pages, page: bytes, kind: int, at: int) -> Record:
    """Raises IndexError, ValueError or struct.error where there is none."""
    at += 4 if kind == _INDEX_INTERIOR else 0  # the number of the page to the left
    length, at = _number(page, at)
    row: int | None = None
    if kind == _TABLE_LEAF:
        row, at = _number(page, at)
    if length > _LONGEST:
        raise ValueError(length)
    return Record(row, _values(_payload(pages, page, at, length, kind)))


def _payload(pages: _Pages, page: bytes, at: int, length: int, kind: int) -> bytes:
    """The bytes of a record; what does not fit into its page continues in a chain of overflow pages."""
    usable = pages.usable
    most = usable - 35 if kind == _TABLE_LEAF else (usable - 12) * 64 // 255 - 23
    if length <= most:
        here = length
    else:
        least = (usable - 12) * 32 // 255 - 23
        here = least + (length - least) % (usable - 4)
        here = here if here <= most else least
    content = page[at : at + here]
    following = int.from_bytes(page[at + here : at + here + 4], "big") if here < length else 0
    while len(content) < length:
        overflow = pages.read(following)
        content += overflow[4 : 4 + min(usable - 4, length - len(content))]
        following = int.from_bytes(overflow[:4], "big")
    return content


def _values(payload: bytes) -> tuple[Value, ...]:
    head, at = _number(payload, 0)
    if head > len(payload):
        raise ValueError(head)
    kinds = []
    while at < head:
        kind, at = _number(payload, at)
        kinds.append(kind)
    values = []
    for kind in kinds:
        value, at = _value(payload, at, kind)
        values.append(value)
    return tuple(values)


def _value(payload: bytes, at: int, kind: int) -> tuple[Value, int]:
    if kind == 0:
        return None, at
    if kind in (8, 9):
        return kind - 8, at
    length = _FIXED.get(kind, 8 if kind == 7 else (kind - 12) // 2)
    content = payload[at : at + length]
    if len(content) != length or length < 0:
        raise ValueError(kind)
    at += length
    if kind in _FIXED:
        return int.from_bytes(content, "big", signed=True), at
    if kind == 7:
        return float(struct.unpack(">d", content)[0]), at
    return (content.decode("utf-8", "surrogateescape") if kind % 2 else content), at


def _number(content: bytes, at: int) -> tuple[int, int]:
    """A number of 1 to 9 bytes and the place behind it. Raises IndexError."""
    value = 0
    for width in range(8):
        each = content[at + width]
        value = value << 7 | each & 0x7F
        if each < 0x80:
            return value, at + width + 1
    value = value << 8 | content[at + 8]
    return value - (1 << 64) if value >> 63 else value, at + 9
