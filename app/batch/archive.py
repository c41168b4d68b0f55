"""Transcribes thousands of recordings into one folder of results; a journal lets a stopped run resume exactly.

A recording is done when the journal has its row, the recording is as it was then, the same was asked for, and its
result is there in the length that was written. A row is one line; a line that a kill left unfinished is no row.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import BinaryIO

from app.batch.orders import BatchOptions, FileOrder, OutputNames
from app.batch.worker import FileAnswer
from app.cells import safe_cell
from app.files import check_free, remove_unfinished, write_whole
from app.locking import try_lock
from app.media import media_files
from engine.audio.opening import open_sound
from engine.errors import BadInput, CaptioningError

JOURNAL, TABLE, TOTALS = "archive.jsonl", "archive.csv", "archive.json"
_READERS = 8  # of headers at once: a network's disk answers several as fast as one
_KINDS = dict.fromkeys(("id", "path", "result", "model", "error"), str) | dict.fromkeys(
    ("seconds", "size", "took_s"), (int, float)
)
# Of the options: they change no text, or count where they are not the usual ones, a template by what it holds.
_NOT_ASKED = ("resume", "force", "threads", "library", "template", "rules")


@dataclass(frozen=True, slots=True)
class ArchiveRow:
    """What became of one recording. id: of the recording as it was, and of what was asked for.

    result: its file, below the folder; size: of that, in bytes. seconds: of sound. took_s: of work. error: why it has
    no result, or not all of one, and what to do about it; empty where all went well.
    """

    id: str
    path: str
    result: str
    seconds: float
    size: int = 0
    took_s: float = 0.0
    model: str = ""
    error: str = ""

    @property
    def done(self) -> bool:
        return self.size > 0 or not self.error


@dataclass(frozen=True, slots=True)
class Recording:
    """One that is to be done. seconds: as its header says, 0 where it does not."""

    order: FileOrder
    id: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Totals:
    """Of all rows. failed: recordings without a result, or with a part of one. took_s: of this run on the clock.

    worked_s, sound_s: of this run's recordings alone, over all workers. before: done by earlier runs.
    """

    recordings: int
    before: int
    failed: int
    hours: float
    sound_s: float
    worked_s: float
    took_s: float
    workers: int
    where: str

    @property
    def real_time_factor(self) -> float | None:
        """Seconds on the clock a second of sound; None where this run did nothing."""
        return self.took_s / self.sound_s if self.sound_s else None


class Archive:
    """The folder of an archive while a run holds it. On one thread."""

    def __init__(self, folder: Path, options: BatchOptions, manner: str = "") -> None:
        """manner: of settings and vocabulary; where it is another one, all recordings are to be done again."""
        self.folder = folder
        self._options, self._manner = options, manner
        self._rows: dict[str, ArchiveRow] = {}
        self._journal: BinaryIO | None = None
        self.todo: list[Recording] = []
        self.before = 0

    def open(self, named: Sequence[Path]) -> None:
        """Read the journal, and find out what there is to do, the longest first. Raises CaptioningError."""
        try:
            self._take_journal()
            self._find(named)
        except BaseException:
            self.let_go()
            raise

    def enter(self, recording: Recording, answer: FileAnswer) -> ArchiveRow:
        """What became of a recording, on the disk before this returns. Raises FileNotWritten."""
        output = answer.order.output
        assert output is not None  # an archive is made of files
        error = "" if answer.failure is None else str(answer.failure)
        size = 0
        with suppress(OSError):  # it failed
            size = output.stat().st_size if answer.length_s or not error else 0
        result, seconds = str(output.relative_to(self.folder)), answer.length_s or recording.seconds
        row = ArchiveRow(
            id=recording.id,
            path=str(answer.order.path),
            result=result,
            seconds=round(seconds, 3),
            size=size,
            took_s=round(answer.took_s, 3),
            model=answer.model,
            error=error,
        )
        assert self._journal is not None
        try:
            self._journal.write(json.dumps(asdict(row)).encode() + b"\n")
        except OSError as failed:
            raise _unwritable(self.folder, failed) from failed
        self._rows[row.path] = row
        return row

    def close(self, took_s: float, workers: int, where: str) -> Totals:
        """Write the tables. Raises FileNotWritten."""
        this_run = [self._rows[str(each.order.path)] for each in self.todo if str(each.order.path) in self._rows]
        rows = sorted(self._rows.values(), key=lambda row: row.path)
        done = [row for row in rows if row.done]
        totals = Totals(
            recordings=len(rows),
            before=self.before,
            failed=sum(bool(row.error) for row in rows),
            hours=sum(row.seconds for row in done) / 3600,
            sound_s=sum(row.seconds for row in this_run if row.done),
            worked_s=round(sum(row.took_s for row in this_run), 3),
            took_s=round(took_s, 3),
            workers=workers,
            where=where,
        )
        write_whole(self.folder / TABLE, _table(rows).encode("utf-8", "replace"))
        factor = totals.real_time_factor
        whole = {**asdict(totals), "real_time_factor": None if factor is None else round(factor, 5)}
        write_whole(self.folder / TOTALS, (json.dumps(whole, indent=2) + "\n").encode())
        return totals

    def let_go(self) -> None:
        if self._journal is not None:
            self._journal.close()

    def _find(self, named: Sequence[Path]) -> None:
        paths = list(dict.fromkeys(Path(os.path.abspath(path)) for path in media_files(named)))
        if not paths:
            raise BadInput("There is no sound or video file in these folders.", "Name the files themselves.")
        self._rows = {row.path: row for row in rows_of(self.folder)} if self._options.resume else {}
        names = OutputNames(self.folder, self._options.format, self._options.export)
        for taken in (JOURNAL, TABLE, TOTALS, *(row.result for row in self._rows.values())):
            names.take(self.folder / taken)
        asked = _asked(self._options) + self._manner
        left = []
        for path in paths:
            known = self._rows.get(str(path))
            number = _identity(path, asked)
            if known is not None and known.id == number and self._is_there(known):
                self.before += 1
            else:
                output = names.below(path, named) if known is None else self.folder / known.result
                left.append(Recording(FileOrder(path, output), number, 0.0))
        self._check_free(left)
        with ThreadPoolExecutor(_READERS) as readers:
            lengths = list(readers.map(_length_s, (each.order.path for each in left)))
        found = [replace(each, seconds=length) for each, length in zip(left, lengths, strict=True)]
        self.todo = sorted(found, key=lambda each: -each.seconds)
        for place in sorted({each.order.output.parent for each in self.todo if each.order.output is not None}):
            make_output(place)
            remove_unfinished(place)  # the journal's lock says that no other run writes here

    def _take_journal(self) -> None:
        make_output(self.folder)
        path = self.folder / JOURNAL
        try:
            self._journal = path.open("a+b", buffering=0)
        except OSError as failed:
            raise _unwritable(self.folder, failed) from failed
        if not try_lock(self._journal):
            raise BadInput("Another run works on the archive in {path}.", "Wait until it is done.", path=self.folder)
        if self._journal.tell() == 0:
            return
        if self._options.force and not self._options.resume:
            self._journal.truncate(0)
        elif not self._options.resume:
            raise BadInput(
                "There is an archive in {path} already.",
                "Go on with it by --resume, or begin anew by --force.",
                path=self.folder,
            )
        else:
            self._end_line()

    def _end_line(self) -> None:
        """A line that a kill left unfinished must not swallow the next one."""
        assert self._journal is not None
        self._journal.seek(-1, os.SEEK_END)
        if self._journal.read(1) != b"\n":
            self._journal.write(b"\n")

    def _check_free(self, left: Iterable[Recording]) -> None:
        """Of a file that is no result of an earlier run."""
        if not (self._options.force or self._options.resume):
            for each in left:
                assert each.order.output is not None
                check_free(each.order.output)

    def _is_there(self, row: ArchiveRow) -> bool:
        if not row.done or row.error:
            return False
        with suppress(OSError):
            return (self.folder / row.result).stat().st_size == row.size
        return False


def rows_of(folder: Path) -> Iterator[ArchiveRow]:
    """Of the journal in `folder`; a later one of a recording stands for an earlier one. Raises BadInput without one."""
    try:
        lines = (folder / JOURNAL).read_bytes().splitlines()
    except OSError as failed:
        raise BadInput(
            "There is no archive in {path}.", "Name the folder that “transcribe --workers” wrote.", path=folder
        ) from failed
    for line in lines:
        with suppress(ValueError, TypeError, RecursionError):
            row = ArchiveRow(**json.loads(line))
            if all(isinstance(getattr(row, name), kind) for name, kind in _KINDS.items()):
                yield row


def make_output(folder: Path) -> None:
    """A folder of the user's, with the rights that are usual there. Raises BadInput."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as failed:
        reason = failed.strerror or str(failed)
        raise BadInput(
            "The folder {path} cannot be made: {reason}.", "Name another folder.", path=folder, reason=reason
        ) from failed


def _asked(options: BatchOptions) -> str:
    asked = {name: value for name, value in asdict(options).items() if name not in _NOT_ASKED}
    if options.template is not None:
        asked["template"] = hashlib.sha256(Path(options.template).read_bytes()).hexdigest()
    if options.rules:
        asked["rules"] = options.rules
    return json.dumps(asked)


def _identity(path: Path, asked: str) -> str:
    try:
        found = path.stat()
        state = f"{found.st_size} {found.st_mtime_ns}"
    except (OSError, ValueError):  # it is an error of its own later
        state = "absent"
    return hashlib.sha256(f"{path!s}\n{state}\n{asked}".encode("utf-8", "surrogateescape")).hexdigest()[:32]


def _length_s(path: Path) -> float:
    if not os.path.isfile(path):  # a pipe would be waited for, and what it brings is gone
        return 0.0
    try:
        sound = open_sound(path)
    except CaptioningError:  # likewise
        return 0.0
    try:
        return sound.length_s or 0.0
    finally:
        sound.close()


def _table(rows: Sequence[ArchiveRow]) -> str:
    page = io.StringIO()
    table = csv.writer(page, lineterminator="\r\n")
    table.writerow(("recording", "result", "seconds", "took_s", "real_time_factor", "error"))
    for row in rows:
        factor = f"{row.took_s / row.seconds:.4f}" if row.seconds else ""
        table.writerow(
            (safe_cell(row.path), safe_cell(row.result if row.done else ""), row.seconds, row.took_s, factor, row.error)
        )
    return page.getvalue()


def _unwritable(folder: Path, failed: OSError) -> CaptioningError:
    reason = failed.strerror or str(failed)
    return CaptioningError(
        "The archive in {path} cannot be written: {reason}.",
        "Mend that, then go on with --resume.",
        path=folder,
        reason=reason,
    )
