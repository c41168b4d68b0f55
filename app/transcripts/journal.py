"""A running session's own file: locked as long as its process lives, with room for what the database lacks.

Each entry is written here before a reader sees it, a final synced too, for a power cut, and wiped when the database has
it. The room is allocated when the session begins, so what is said is kept even when the disk is full later. Another
Earshot knows by the lock that the session runs; once the process is gone, however it ended, the next one brings the
entries into the database.
"""

from __future__ import annotations

import errno
import json
import math
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from app.files import sync_folder
from app.locking import is_locked, try_lock
from app.transcripts.rows import FINAL_COLUMNS, Mending, final_from, final_row
from app.transcripts.values import Bookmark, BookmarkRemoved, ClockMark, LabelKept, Provenance, Transcript
from engine.events import Final
from engine.private_files import make_private_file, make_private_folder

SIZE = 1 << 20  # bytes that are allocated in advance: some 500 finals with the times of their words
_SUFFIX = ".session"
_ATTEMPTS = 20


@dataclass(frozen=True, slots=True)
class Begun:
    """What is known of a session when it begins. started_at: Unix seconds."""

    source: str
    model: str
    language: str | None
    recording: Path | None
    started_at: float


@dataclass(frozen=True, slots=True)
class ModelKnown:
    """The model is loaded: its name, and the language that it listens for."""

    model: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Ended:
    """The session ended in order at `position`."""

    position: int


Entry = Final | ClockMark | Bookmark | BookmarkRemoved | LabelKept | ModelKnown | Provenance | Ended


def journals_of(transcripts: Path) -> Path:
    """The folder of the journals that belong to a file of transcripts."""
    return transcripts.parent / "running"


def is_running(folder: Path, name: str | None) -> bool:
    """Whether the process that holds this journal lives."""
    return name is not None and is_locked(folder / name)


def anything_runs(folder: Path) -> bool:
    return any(is_locked(path) for path in folder.glob(f"*{_SUFFIX}"))


class Journal:
    """The journal of one session of this process. One thread at a time; every method may raise OSError."""

    def __init__(self, folder: Path, begun: Begun) -> None:
        make_private_folder(folder)
        self._file, self.path = _made(folder)
        header = _line(
            {"begun": {**asdict(begun), "recording": None if begun.recording is None else str(begun.recording)}}
        )
        self._begin = self._at = len(header)
        with suppress(OSError):  # without the room in advance it is a journal all the same
            self._write(0, bytes(SIZE))
        self._write(0, header)
        with suppress(OSError):
            self.sync()
            sync_folder(folder)  # a power cut leaves its name

    @property
    def name(self) -> str:
        return self.path.name

    def add(self, entry: Entry) -> None:
        """Hand it to the operating system, so that it outlives this process."""
        line = _line(_fields(entry))
        self._write(self._at, line)
        self._at += len(line)

    def sync(self) -> None:
        """On return the disk has all of it."""
        os.fsync(self._file.fileno())

    def clear(self) -> None:
        """The database has every entry."""
        used, self._at = self._at - self._begin, self._begin
        self._write(self._begin, bytes(used))

    def close(self, remove: bool) -> None:
        """Release the lock. remove: delete the file; the database has the whole session."""
        self._file.close()
        if remove:
            self.path.unlink(missing_ok=True)

    def _write(self, at: int, content: bytes) -> None:
        self._file.seek(at)
        written = self._file.write(content)
        if written != len(content):  # part of it fitted; a line that is not whole must not stay
            with suppress(OSError):
                self._file.seek(at)
                self._file.write(bytes(written))
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class Abandoned:
    """A journal whose process is gone. Held until it is closed, so that only one Earshot takes it in."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self.path = path
        self._file = file
        self.begun, self.entries = _read(file.read())

    def close(self, remove: bool) -> None:
        if remove and os.name == "posix":  # while it is held, so that no other process reads it again
            self.path.unlink(missing_ok=True)
        self._file.close()
        if remove:
            self.path.unlink(missing_ok=True)


def abandoned(folder: Path) -> Iterator[Abandoned]:
    """Each journal that no process holds; the caller closes each that it takes."""
    for path in sorted(folder.glob(f"*{_SUFFIX}")):
        with suppress(OSError):
            file = path.open("r+b", buffering=0)
            if try_lock(file) and _is_at(path, file):
                yield Abandoned(path, file)
            file.close()


def pending(folder: Path, name: str | None) -> list[Entry]:
    """What the database lacks of a session, by its journal; nothing where it has none."""
    with suppress(OSError):
        return _read((folder / name).read_bytes())[1] if name is not None else []
    return []


def with_entries(transcript: Transcript, entries: Sequence[Entry]) -> Transcript:
    """`transcript` with what the database lacks of it; what its reader corrected stays corrected."""
    if not entries:
        return transcript
    finals = {each.utterance_id: each for each in transcript.segments}
    later = {each.utterance_id: each for each in entries if isinstance(each, Final)}
    edits = transcript.edits
    finals.update({number: each for number, each in later.items() if number not in edits.heard})
    heard = {number: later.get(number, each) for number, each in edits.heard.items()}
    marks = {each.position: each for each in (*transcript.marks, *entries) if isinstance(each, ClockMark)}
    segments = tuple(sorted(finals.values(), key=lambda final: (final.start, final.utterance_id)))
    return replace(
        transcript,
        session=replace(transcript.session, finals=len(segments)),
        segments=segments,
        edits=replace(edits, heard=heard, speakers=_with_labels(edits.speakers, entries)),
        marks=tuple(marks[at] for at in sorted(marks)),
        bookmarks=_with_bookmarks(transcript.bookmarks, entries),
        provenance=_with_provenance(transcript.provenance, entries),
    )


def _with_provenance(before: Sequence[Provenance], entries: Sequence[Entry]) -> tuple[Provenance, ...]:
    later = [each for each in entries if isinstance(each, Provenance) and each not in before]
    return tuple(sorted((*before, *later), key=lambda each: each.position))


def _with_labels(before: Mapping[int, str], entries: Sequence[Entry]) -> dict[int, str]:
    """As sentence_rows.write_label writes them."""
    found = dict(before)
    for entry in entries:
        if isinstance(entry, LabelKept) and found.get(entry.utterance_id) == entry.before:
            found[entry.utterance_id] = entry.speaker
    return found


def _with_bookmarks(before: Sequence[Bookmark], entries: Sequence[Entry]) -> tuple[Bookmark, ...]:
    found = {each.position: each for each in before}
    for entry in entries:
        if isinstance(entry, Bookmark):
            found[entry.position] = entry
        elif isinstance(entry, BookmarkRemoved):
            found.pop(entry.position, None)
    return tuple(found[at] for at in sorted(found))


def _made(folder: Path) -> tuple[BinaryIO, Path]:
    """A new file that is locked; one that another process looked at meanwhile is left to it."""
    for _ in range(_ATTEMPTS):
        path = folder / f"{os.urandom(8).hex()}{_SUFFIX}"
        make_private_file(path)
        file = path.open("r+b", buffering=0)
        if try_lock(file) and _is_at(path, file):
            return file, path
        file.close()
    raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))


def _is_at(path: Path, file: BinaryIO) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except OSError:
        return False


def _read(content: bytes) -> tuple[Begun | None, list[Entry]]:
    """How the session began, and its entries. A line that was not finished is passed over."""
    begun, entries = None, []
    for line in content.replace(b"\0", b"").split(b"\n"):
        with suppress(ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
            fields = json.loads(line)
            if (first := fields.pop("begun", None)) is None:
                entries.append(_entry(fields))
            else:
                recording = first.pop("recording")
                begun = Begun(**first, recording=None if recording is None else Path(recording))
    return begun, entries


def _line(fields: Mapping[str, object]) -> bytes:
    return json.dumps(fields, ensure_ascii=True).encode("ascii") + b"\n"


def _fields(entry: Entry) -> dict[str, object]:
    match entry:
        case Final():
            return {"final": dict(zip(FINAL_COLUMNS, final_row(entry), strict=True))}
        case ClockMark():
            return {"mark": [entry.position, entry.wall_time]}
        case Bookmark():
            return {"bookmark": [entry.position, entry.note]}
        case BookmarkRemoved():
            return {"bookmark_removed": entry.position}
        case LabelKept():
            return {"label": [entry.utterance_id, entry.speaker, entry.before]}
        case ModelKnown():
            return {"model": [entry.model, entry.language]}
        case Provenance():
            return {"provenance": asdict(entry)}
        case Ended():
            return {"ended": entry.position}


def _entry(fields: dict[str, Any]) -> Entry:
    """Raises ValueError, TypeError, KeyError or AttributeError for what is none."""
    if "final" in fields:
        mending = Mending()
        final = final_from(fields["final"], mending)
        if mending.damaged:
            raise ValueError(final.utterance_id)
        return final
    if "mark" in fields:
        position, wall_time = fields["mark"]
        if not math.isfinite(wall_time):
            raise ValueError(wall_time)
        return ClockMark(int(position), float(wall_time))
    if "bookmark" in fields:
        position, note = fields["bookmark"]
        return Bookmark(int(position), str(note))
    if "bookmark_removed" in fields:
        return BookmarkRemoved(int(fields["bookmark_removed"]))
    if "label" in fields:
        utterance, speaker, before = fields["label"]
        return LabelKept(int(utterance), str(speaker), None if before is None else str(before))
    if "model" in fields:
        return ModelKnown(*fields["model"])
    if "provenance" in fields:
        noted = fields["provenance"]
        details = {str(name): str(value) for name, value in noted["details"].items()}
        return Provenance(int(noted["position"]), str(noted["kind"]), details)
    return Ended(int(fields["ended"]))
