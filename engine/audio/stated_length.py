"""Finds where an uncompressed file states that its sound lies, and where it really ends.

Killed recorders, streams and files over 4 GB leave wrong lengths: the bytes decide. Sources: RIFF (Microsoft 1991),
RF64 (EBU Tech 3306), Wave64 (Sony), AIFF-C (Apple 1991), AU (Sun).
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

ReadAt = Callable[[int, int], bytes]
"""(offset, count): `count` bytes from `offset`, fewer at the end of the file."""

LEAST_LEFT_S = 0.1  # a shorter rest behind the stated end is dropped: it is not missed
MOST_CHUNKS = 10_000
OPEN = b"\xff\xff\xff\xff"  # the length of a stream, for FFmpeg: all that comes
_PLACEHOLDERS = (0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF)  # and a little less or more: what streaming writers state
_PLACEHOLDER_WITHIN = 65_536
_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
_TAGS = (b"ID3", b"TAG", b"APETAGEX", b"LYRICS")  # put behind any file by taggers, without a chunk around them
_METADATA_NAMES = """
    LIST list id3 ID3 bext iXML cue smpl fact JUNK junk PAD FLLR filr PEAK levl axml chna cart _PMX acid inst plst DISP
    umid regn minf elm1 afsp note MARK INST MIDI AESD APPL COMT NAME AUTH ANNO (c) CHAN FVER SAXL basc
"""
_METADATA = frozenset(name.ljust(4).encode() for name in _METADATA_NAMES.split())
_W64_RIFF = b"riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\x00\x00"
_W64_GUID = b"\xf3\xac\xd3\x11\x8c\xd1\x00\xc0\x4f\x8e\xdb\x8a"  # behind the four letters of every other chunk
_W64_LONGEST = struct.pack("<Q", 1 << 62)
_AU_SAMPLE_BYTES = {1: 1, 2: 1, 3: 2, 4: 3, 5: 4, 6: 4, 7: 8, 27: 1}
_AIFC_PCM = (b"NONE", b"twos", b"sowt", b"in24", b"in32", b"fl32", b"FL32", b"fl64", b"FL64", b"raw ")


@dataclass(frozen=True, slots=True)
class ChunkForm:
    """The layout of a file's chunks. header: its name and size; aligned: bytes."""

    header: struct.Struct
    counts_header: bool
    aligned: int


RIFF = ChunkForm(struct.Struct("<4sI"), counts_header=False, aligned=2)
IFF = ChunkForm(struct.Struct(">4sI"), counts_header=False, aligned=2)
W64 = ChunkForm(struct.Struct("<16sQ"), counts_header=True, aligned=8)


@dataclass(frozen=True, slots=True)
class Chunk:
    """at: of its header. start: of what it holds, `size` bytes as stated."""

    name: bytes
    at: int
    start: int
    size: int


@dataclass(frozen=True, slots=True)
class SoundPart:
    """The part of a file that holds its sound, in bytes.

    stated: its length, None where the header leaves it open. block: one sample of every channel, 1 where unknown.
    opened: (offset, bytes) that set the header's length to open. form: of chunks that may follow, None for none.
    """

    start: int
    stated: int | None
    block: int
    bytes_per_s: float
    opened: tuple[tuple[int, bytes], ...]
    form: ChunkForm | None

    @property
    def stated_s(self) -> float | None:
        return None if self.stated is None else self.stated / self.bytes_per_s


def find_sound(read: ReadAt) -> SoundPart | None:
    """None for another kind of file, or an invalid header: that is left to the decoder."""
    head = read(0, 40)
    if head[:4] in (b"RIFF", b"RF64", b"BW64") and head[8:12] == b"WAVE":
        return _wave(read, RIFF, 12, head[:4] != b"RIFF")
    if head[:16] == _W64_RIFF and head[28:40] == _W64_GUID:
        return _wave(read, W64, 40)
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return _aiff(read)
    return _au(head) if head[:4] == b".snd" else None


def sound_end(part: SoundPart, size: int, read: ReadAt) -> int:
    """Where the sound of a file of `size` bytes ends: as stated where metadata or nothing of note follows, else at the
    end of the file. In whole blocks.
    """
    end = size
    if part.stated is not None and part.start + part.stated < size:
        stated_end = part.start + part.stated
        short = size - stated_end < LEAST_LEFT_S * part.bytes_per_s
        if short or metadata_follows(part, stated_end, read, size):
            end = stated_end
    elif part.stated is None and metadata_follows(part, part.start, read, size):
        end = part.start
    return end - (end - part.start) % part.block


def metadata_follows(part: SoundPart, at: int, read: ReadAt, size: int | None = None) -> bool:
    """Whether there is no sound from `at` on. size: of the file; None for a stream of unknown length."""
    starts = (at, at + 1) if at % 2 and part.form is not None and part.form.aligned == 2 else (at,)
    return any(_is_metadata(part.form, start, read, size) for start in starts)


def _is_metadata(form: ChunkForm | None, at: int, read: ReadAt, size: int | None) -> bool:
    head = read(at, 24)
    if head.startswith(_TAGS):
        return True
    if form is None:
        return False
    if head[:4] in _METADATA or (form is W64 and head[4:16] == _W64_GUID):
        return True
    return size is not None and _ends_with_chunks(form, at, read, size)


def _ends_with_chunks(form: ChunkForm, at: int, read: ReadAt, size: int) -> bool:
    """Whether chunks of unknown names reach exactly to the end of the file, which sound does not by chance."""
    end = at
    for chunk in chunks(read, form, at):
        if not all(0x20 <= byte < 0x7F for byte in chunk.name[:4]) or chunk.name[:4] == b"RIFF":
            return False
        end = chunk.start + chunk.size
    return at < end <= size < end + form.header.size


def chunks(read: ReadAt, form: ChunkForm, at: int) -> Iterator[Chunk]:
    for _ in range(MOST_CHUNKS):
        header = read(at, form.header.size)
        if len(header) < form.header.size:
            return
        name, size = form.header.unpack(header)
        size -= form.header.size * form.counts_header
        if size < 0:
            return
        start = at + form.header.size
        yield Chunk(name, at, start, size)
        at = start + size + -size % form.aligned


def _wave(read: ReadAt, form: ChunkForm, at: int, long: bool = False) -> SoundPart | None:
    """long: RF64, whose length of 64 bits stands in a chunk of its own."""
    block, bytes_per_s, long_size = 0, 0.0, None
    for chunk in chunks(read, form, at):
        name = chunk.name[:4]
        if name == b"fmt ":
            block, bytes_per_s = _wave_format(read(chunk.start, 16))
        elif name == b"ds64" and long:
            long_size = int.from_bytes(read(chunk.start + 8, 8), "little")
        elif name == b"data":
            stated = chunk.size if long_size is None or chunk.size < 0xFFFF_0000 else long_size
            opened = [(chunk.at + len(chunk.name), _W64_LONGEST if form is W64 else OPEN)]
            opened += [(0, b"RIFF")] if long else []
            return _sound_part(chunk.start, stated, block, bytes_per_s, opened, form)
    return None


def _wave_format(fmt: bytes) -> tuple[int, float]:
    """Bytes of a block (1 for a codec of its own) and of a second."""
    if len(fmt) < 16:
        return 0, 0.0
    kind, _, rate, bytes_per_s, block, _ = struct.unpack("<HHIIHH", fmt)
    return (block, float(rate * block)) if kind in (_PCM, _FLOAT, _EXTENSIBLE) else (1, float(bytes_per_s))


def _aiff(read: ReadAt) -> SoundPart | None:
    block, bytes_per_s = 0, 0.0
    for chunk in chunks(read, IFF, 12):
        if chunk.name == b"COMM":
            block, bytes_per_s = _aiff_format(read(chunk.start, min(chunk.size, 22)))
        elif chunk.name == b"SSND":
            ahead = 8 + int.from_bytes(read(chunk.start, 4), "big")
            opened = [(4, OPEN), (chunk.at + 4, OPEN)]
            return _sound_part(chunk.start + ahead, max(0, chunk.size - ahead), block, bytes_per_s, opened, IFF)
    return None


def _aiff_format(comm: bytes) -> tuple[int, float]:
    if len(comm) < 18 or comm[18:22] not in (b"", *_AIFC_PCM):
        return 0, 0.0
    channels, _, bits = struct.unpack(">HIH", comm[:8])
    exponent, mantissa = struct.unpack(">HQ", comm[8:18])
    if not 16_383 <= exponent < 16_383 + 63:
        return 0, 0.0
    block = channels * ((bits + 7) // 8)
    return block, block * float(mantissa >> (16_383 + 63 - exponent))


def _au(head: bytes) -> SoundPart | None:
    if len(head) < 24:
        return None
    start, stated, encoding, rate, channels = struct.unpack(">IIIII", head[4:24])
    block = _AU_SAMPLE_BYTES.get(encoding, 0) * channels
    return _sound_part(start, stated, block, float(block * rate), [(8, OPEN)], None)


def _sound_part(
    start: int, stated: int, block: int, bytes_per_s: float, opened: list[tuple[int, bytes]], form: ChunkForm | None
) -> SoundPart | None:
    if not block or not bytes_per_s:
        return None
    left_open = stated == 0 or any(abs(stated - each) <= _PLACEHOLDER_WITHIN for each in _PLACEHOLDERS)
    return SoundPart(start, None if left_open else stated, block, bytes_per_s, tuple(opened), form)
