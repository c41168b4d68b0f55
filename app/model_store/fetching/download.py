"""Collects the files of one model in its own folder below `downloads`; a fetch can resume after any interruption.

NAME/parts/   files on their way, each with a note on what it is the beginning of
NAME/wheels/  wheels of packages
NAME/files/   files that are whole and were checked
NAME/whole/   the model: `files` gets this name when nothing is missing
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from app.files import sync_folder
from app.folders import make_folder
from app.locking import try_lock
from app.model_store.fetching.faults import not_the_pinned, wrong_length, wrong_sum
from app.model_store.fetching.outcome import FetchFailed, FetchProgress, ShowProgress, SpeedMeter
from app.model_store.fetching.steering import FetchSteering
from app.model_store.obtainable import ObtainableModel, WantedFile
from engine.models.json_file import read_json
from engine.models.manifest import FileRecord
from engine.private_files import make_private_file

BLOCK = 1 << 20
ROOM_BESIDE = 50_000_000  # bytes that stay free
_SHOWN_EVERY_S = 0.2


class PartialFile:
    """The beginning of a file, and the sha256 of it; what is written counts at once, a kill loses nothing of it.

    identity: tells of which file it is the beginning; where that is another one than noted, or "", it starts anew.
    None: what was noted stays until `becomes` tells.
    """

    def __init__(self, path: Path, identity: str | None) -> None:
        self.path = path
        self._note = path.with_name(f"{path.name}.of")
        self._begin(identity)

    def _begin(self, identity: str | None) -> None:
        noted = self._noted()
        if not noted or identity not in (None, noted):
            self.path.unlink(missing_ok=True)
        self._file = self.path.open("ab", buffering=0)
        if identity is not None:
            self._note.write_text(identity, "utf-8")
        self.length = 0
        self._sum = hashlib.sha256()
        with self.path.open("rb") as there:
            while block := there.read(BLOCK):
                self._sum.update(block)
                self.length += len(block)

    def _noted(self) -> str | None:
        try:
            return self._note.read_text("utf-8")
        except (OSError, ValueError):
            return None

    @property
    def sha256(self) -> str:
        return self._sum.hexdigest()

    def write(self, block: bytes) -> None:
        view = memoryview(block)
        while view:  # unbuffered: a nearly full disk takes less than it is given
            view = view[self._file.write(view) :]
        self._sum.update(block)
        self.length += len(block)

    def restart(self) -> None:
        self._file.truncate(0)
        self.length = 0
        self._sum = hashlib.sha256()

    def becomes(self, identity: str) -> None:
        """From now on it is the beginning of that file; starts anew where it was that of another."""
        if not identity or self._noted() != identity:
            self.restart()
            self._note.write_text(identity, "utf-8")

    def close(self) -> None:
        self._file.close()

    def finish(self, place: Path) -> None:
        """Put it, whole, in its place."""
        os.fsync(self._file.fileno())
        self.close()
        make_folder(place.parent)
        self.path.replace(place)
        sync_folder(place.parent)
        self._note.unlink(missing_ok=True)

    def remove(self) -> None:
        self.close()
        self.path.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)


class ModelDownload:
    """One fetch: the files that are still missing, and its progress."""

    def __init__(
        self,
        model: ObtainableModel,
        folder: Path,
        wanted: Sequence[WantedFile],
        pins: dict[str, str],
        steering: FetchSteering,
        show: ShowProgress,
    ) -> None:
        self.model, self.folder, self.steering = model, folder, steering
        self._wanted, self._pins, self._show = tuple(wanted), pins, show
        self.records: dict[str, FileRecord] = {}
        self.unpublished: list[str] = []
        self.transferred = 0
        self.source = ""
        self._meter, self._shown = SpeedMeter(), 0.0
        self._learned: dict[str, int] = {}
        self._absent: set[str] = set()

    @property
    def parts(self) -> Path:
        return make_folder(self.folder / "parts")

    @property
    def wheels(self) -> Path:
        return make_folder(self.folder / "wheels")

    @property
    def whole(self) -> Path:
        return self.folder / "whole"

    def begin(self) -> None:
        """Take stock of what earlier fetches left."""
        make_folder(self.folder / "files")
        known = self._read_records()
        for file in self._wanted:
            place = self.folder / "files" / file.name
            record = known.get(file.name)
            with suppress(OSError):
                if record is not None and place.stat().st_size == record.size and self._fits(file, record):
                    self.records[file.name] = record

    def missing(self, *, optional: bool = True) -> list[WantedFile]:
        """Files that are still to come. optional: those that may be missing, too, unless a source lacked them."""
        gone = [file for file in self._wanted if file.name not in self.records]
        return [file for file in gone if not file.optional or (optional and file.name not in self._absent)]

    def lacking(self, file: WantedFile) -> None:
        """A source does not have this optional file."""
        self._absent.add(file.name)

    def partial(self, file: WantedFile, identity: str | None) -> PartialFile:
        return PartialFile(self.parts / f"{quote(file.name, safe='')}.part", identity)

    def accept(self, file: WantedFile, part: PartialFile, host: str, *, stated: str | None = None) -> None:
        """Check a whole file and put it in its place; remove it where it is not what it must be.

        stated: the sha256 or Git's blob id that the source itself names. Raises WrongContent.
        """
        try:
            self._check(file, part, host, stated)
        except FetchFailed:
            part.remove()
            raise
        record = FileRecord(part.length, part.sha256)
        part.finish(self.folder / "files" / file.name)
        if file.sha256 is None and file.git_blob is None and file.name not in self._pins:
            self.unpublished.append(file.name)
        self.records[file.name] = record
        self._write_records()
        self.show(file.name, force=True)

    def _check(self, file: WantedFile, part: PartialFile, host: str, stated: str | None) -> None:
        if file.size is not None and part.length != file.size:
            raise wrong_length(host, file.name, part.length, file.size)
        if file.sha256 is not None and part.sha256 != file.sha256:
            raise wrong_sum(host, file.name)
        for blob in (file.git_blob, stated if file.sha256 is None else None):
            if blob and blob != (part.sha256 if len(blob) == 64 else git_blob(part.path, part.length)):
                raise wrong_sum(host, file.name)
        if file.sha256 is None and self._pins.get(file.name, part.sha256) != part.sha256:
            raise not_the_pinned(host, file.name)

    def _fits(self, file: WantedFile, record: FileRecord) -> bool:
        return file.size in (None, record.size) and file.sha256 in (None, record.sha256)

    def publish(self) -> Path:
        """Nothing is missing: the folder gets its name, all at once."""
        for left in ("parts", "wheels"):
            shutil.rmtree(self.folder / left, ignore_errors=True)
        for path in sorted((self.folder / "files").rglob("*"), reverse=True):
            if path.is_file() and path.relative_to(self.folder / "files").as_posix() not in self.records:
                path.unlink()
        (self.folder / "files").rename(self.whole)
        sync_folder(self.folder)
        return self.whole

    def published(self) -> dict[str, FileRecord] | None:
        """What an earlier fetch brought, where it is whole; what is not, or not what is wanted now, is removed."""
        if not self.whole.is_dir():
            return None
        known = self._read_records()
        with suppress(OSError):
            if all(
                (file.name in known or file.optional)
                and self._fits(file, known.get(file.name, FileRecord(file.size or 0, file.sha256 or "")))
                for file in self._wanted
            ) and all((self.whole / name).stat().st_size == record.size for name, record in known.items()):
                return known
        shutil.rmtree(self.whole)
        return None

    def learn(self, file: WantedFile, size: int) -> None:
        """The source says how long the file is."""
        self._learned[file.name] = size

    @property
    def total(self) -> int:
        return sum(
            self.records[file.name].size
            if file.name in self.records
            else 0
            if file.name in self._absent
            else file.size or self._learned.get(file.name, file.about)
            for file in self._wanted
        )

    def show(self, file: str, under_way: int = 0, *, force: bool = False, paused: bool = False) -> None:
        """Tell how far it is. under_way: bytes of files that are not whole yet."""
        now = time.monotonic()
        if not force and now - self._shown < _SHOWN_EVERY_S:
            return
        self._shown = now
        done, total = sum(record.size for record in self.records.values()) + under_way, self.total
        if paused:
            self._meter.restart()
        speed = 0.0 if paused else max(0.0, self._meter.add(done))
        remaining = (total - done) / speed if speed > 0 else None
        self._show(FetchProgress(min(done, total), total, speed, remaining, file, self.source, paused))

    def room_needed(self) -> int:
        """Bytes that are still to be written, without those that lie there already."""
        there = sum(path.stat().st_size for path in self.parts.iterdir())
        return max(0, sum(file.about for file in self.missing()) - there)

    def _read_records(self) -> dict[str, FileRecord]:
        try:
            known = read_json(self.folder / "files.json", BLOCK)
            return {name: FileRecord(int(size), str(sha256)) for name, (size, sha256) in known.items()}
        except (OSError, ValueError, TypeError):
            return {}

    def _write_records(self) -> None:
        fresh = self.folder / "files.json.new"
        fresh.write_text(json.dumps({name: [each.size, each.sha256] for name, each in self.records.items()}))
        fresh.replace(self.folder / "files.json")


def git_blob(path: Path, length: int) -> str:
    """The id that Git gives to the file."""
    blob = hashlib.sha1(b"blob %d\0" % length, usedforsecurity=False)
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            blob.update(block)
    return blob.hexdigest()


@contextmanager
def locked(downloads: Path, name: str) -> Iterator[None]:
    """One fetch of a model at a time, also of several programs; the lock ends with the process that holds it."""
    make_folder(downloads)
    lock = downloads / f"{name}.lock"
    with suppress(FileExistsError):
        make_private_file(lock)
    with lock.open("r+b", buffering=0) as file:
        if not try_lock(file):
            raise FetchFailed("{name} is being fetched already.", "Wait until that has ended.", name=name)
        yield


def require_room(folder: Path, title: str, needed: int) -> None:
    """Raises FetchFailed where the disk of `folder` cannot take `needed` more bytes."""
    free = shutil.disk_usage(folder).free
    if free < needed + ROOM_BESIDE:
        raise FetchFailed(
            "Getting {title} needs {needed} GB in {folder}, where {free} GB are free.",
            "Free some space there, or move the folder of models to a larger disk.",
            title=title,
            needed=f"{(needed + ROOM_BESIDE) / 1e9:.1f}",
            free=f"{free / 1e9:.1f}",
            folder=folder,
        )
