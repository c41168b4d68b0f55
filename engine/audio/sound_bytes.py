"""The bytes of a file or pipe for the decoder: with an open length in the header, and nothing after the sound."""

from __future__ import annotations

import errno
import os
import select
import stat
import threading
from pathlib import Path

from engine.audio.stated_length import SoundPart, find_sound, metadata_follows, sound_end
from engine.errors import AudioFileUnreadable, BadInput
from engine.text.sentence import Sentence

STANDARD_INPUT = Path("-")
_LOOK_S = 0.2  # a pipe that brings nothing is left within so long
_PIECE = 65_536
_HEAD = 32  # enough to tell a kind of file by
_MOST_HEADER = 1 << 20  # of a stream, which has to keep it; a file is looked through to its end
_SMALL_BLOCK = 4_096


def title_of(path: Path) -> str:
    return "standard input" if path == STANDARD_INPUT else path.name


class FileBytes:
    """A file on the disk, with the methods that PyAV needs of a file object."""

    def __init__(self, descriptor: int, name: str) -> None:
        """descriptor: open, of a regular file; owned by this object from now on."""
        self.name = name
        self._file = os.fdopen(descriptor, "rb", buffering=0)
        self._at = 0
        self._end: int | None = None
        size = os.fstat(descriptor).st_size
        self.head = self._read_at(0, _HEAD)
        self.part = find_sound(self._read_at)
        if self.part is not None:
            self._end = sound_end(self.part, size, self._read_at)

    @property
    def empty(self) -> bool:
        return not self.head

    def read(self, count: int) -> bytes:
        at = self._at
        if self._end is not None:
            count = min(count, max(0, self._end - at))
        piece = self._read_at(at, count)
        self._at += len(piece)
        return _opened(self.part, at, piece)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        if whence == os.SEEK_END:
            offset += os.fstat(self._file.fileno()).st_size if self._end is None else self._end
        elif whence == os.SEEK_CUR:
            offset += self._at
        self._at = max(0, offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def close(self) -> None:
        self._file.close()

    def _read_at(self, offset: int, count: int) -> bytes:
        """Empty far after the end, where a broken header may point."""
        try:
            self._file.seek(offset)
        except (OSError, OverflowError):
            return b""
        return self._file.read(max(0, count)) or b""


class StreamBytes:
    """A pipe, read once to its end, or until `closing` is set."""

    def __init__(self, descriptor: int, name: str, closing: threading.Event) -> None:
        """descriptor: open; owned by this object from now on."""
        self.name = name
        self._descriptor = descriptor
        self._closing = closing
        self._ahead = bytearray()  # fetched and not read yet; begins at _at
        self._at = 0
        self._ended = False
        self.head = self._peek(0, _HEAD)
        self.part = find_sound(self._peek)
        self._stated_end = _whole_end(self.part)

    @property
    def empty(self) -> bool:
        return not self.head

    def read(self, count: int) -> bytes:
        count = self._allowed(count)
        if not self._ahead and count:
            self._fetch()
        piece = bytes(self._ahead[:count])
        del self._ahead[: len(piece)]
        self._at += len(piece)
        return _opened(self.part, self._at - len(piece), piece)

    def seekable(self) -> bool:
        return False

    def close(self) -> None:
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)

    def _allowed(self, count: int) -> int:
        """How much of `count` may be read now: up to the header's end, then whole blocks of sound."""
        if self.part is None:
            return count
        if self._at < self.part.start:
            return min(count, self.part.start - self._at)
        if self._stated_end is not None and self._at >= self._stated_end:
            if metadata_follows(self.part, self._at, self._peek):
                return 0
            self._stated_end = None  # there is more sound than was stated
        if self._stated_end is not None:
            count = min(count, self._stated_end - self._at)
        return self._whole_blocks(self.part.block, count)

    def _whole_blocks(self, block: int, count: int) -> int:
        if block > _SMALL_BLOCK:
            return count
        while len(self._ahead) < block and self._fetch():
            pass
        count = min(count, len(self._ahead))
        return count - count % block

    def _peek(self, offset: int, count: int) -> bytes:
        """As stated_length.ReadAt, for bytes that were not read yet."""
        if offset + count - self._at > _MOST_HEADER:
            return b""
        while len(self._ahead) < offset + count - self._at and self._fetch():
            pass
        return bytes(self._ahead[offset - self._at :][:count])

    def _fetch(self) -> bool:
        """Wait for the next piece; False at the end."""
        while not self._ended and not self._closing.is_set():
            if not self._something_waits():
                continue
            try:
                piece = os.read(self._descriptor, _PIECE)
            except BlockingIOError:
                continue
            self._ahead += piece
            self._ended = not piece
            return bool(piece)
        return False

    def _something_waits(self) -> bool:
        if os.name != "posix":
            return True  # Windows cannot look into a pipe: reading waits there
        return bool(select.select([self._descriptor], [], [], _LOOK_S)[0])


def _whole_end(part: SoundPart | None) -> int | None:
    """The end of the last whole block by the stated length."""
    if part is None or part.stated is None:
        return None
    return part.start + part.stated - part.stated % part.block


def open_bytes(path: Path, closing: threading.Event) -> FileBytes | StreamBytes:
    """A regular file can be read repeatedly, anything else once. Raises BadInput or AudioFileUnreadable."""
    descriptor = _open(path)
    try:
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISREG(mode):
            return FileBytes(descriptor, path.name)
        _check_stream(path, descriptor, mode)
        return StreamBytes(descriptor, title_of(path), closing)
    except BaseException:
        os.close(descriptor)
        raise


def _open(path: Path) -> int:
    try:
        if path == STANDARD_INPUT:
            return os.dup(0)
        # A pipe without a writer would block here for ever.
        return os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except OSError as refused:
        raise not_opened(path, refused) from refused
    except ValueError as nonsense:  # a NUL in the name
        raise BadInput("{name} is not a file name.", "Check the name.", name=repr(str(path))) from nonsense


def not_opened(path: Path, refused: OSError) -> BadInput:
    """The error for a file that the system does not open."""
    if refused.errno in (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG):
        return BadInput("There is no file {path}.", "Check the name and the folder.", path=path)
    if os.path.isdir(path) and os.access(path, os.R_OK | os.X_OK):  # as Windows answers
        return _is_folder(path)
    why = Sentence("permission denied") if isinstance(refused, PermissionError) else refused.strerror
    return BadInput("{path} cannot be opened ({reason}).", "Check its permissions.", path=title_of(path), reason=why)


def _is_folder(path: Path) -> BadInput:
    return BadInput("{path} is a folder.", "Choose one audio or video file in it.", path=path)


def _check_stream(path: Path, descriptor: int, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise _is_folder(path)
    if os.isatty(descriptor):
        raise AudioFileUnreadable(
            "{title} is a terminal and brings no sound.",
            "Lead a sound file into it, or name one.",
            title=title_of(path),
        )


def _opened(part: SoundPart | None, at: int, piece: bytes) -> bytes:
    """`piece`, read at `at`, with the header's length set to open."""
    if part is None or at >= part.start:
        return piece
    changed = bytearray(piece)
    for offset, put in part.opened:
        for index, byte in enumerate(put, offset - at):
            if 0 <= index < len(changed):
                changed[index] = byte
    return bytes(changed)
