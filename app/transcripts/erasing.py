"""Deletes for good what was said and what tells of it: rows, index, log, journals, copies, sound and other traces."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from app.files import FileNotWritten, remove_unfinished, write_private
from app.folders import Traces
from app.transcripts.backups import backups_of, unfinished_backups_of
from app.transcripts.file_ledger import NAME as FILES
from app.transcripts.journal import abandoned, anything_runs
from app.transcripts.library import size_of, sound_bytes
from app.transcripts.opening import damaged_copies_of
from app.transcripts.own_names import is_own_recording
from app.transcripts.schema import erase_rows
from engine.errors import BadInput, CaptioningError

if TYPE_CHECKING:
    from app.transcripts.store import TranscriptStore

NO_TRACES = Traces()
_BESIDE = ("", "-wal", "-shm", "-journal")  # what SQLite puts beside a file

log = logging.getLogger(__name__)


def erase_all(
    store: TranscriptStore,
    recordings: Iterable[Path],
    traces: Traces = NO_TRACES,
    forget: Callable[[], None] = lambda: None,
) -> int:
    """Bytes that became free. recordings: folders in which Earshot's own recordings lie, also those without a text.

    traces: other files that go. forget: clears what this process holds in memory; called when nothing runs. Sound
    files that the user named stay.

    Raises BadInput while captions run, here or in another Earshot; TranscriptStoreError, then what is left is still
    listed; CaptioningError for a file that cannot be deleted, when everything else is.
    """
    database = store.database
    if anything_runs(database.journals):
        raise BadInput("Captions are still being written.", "Stop them, then delete everything.")
    forget()
    deletion = _Deletion()
    parts = [Path(f"{database.path}{ending}") for ending in ("", "-wal")]
    before = sum(map(size_of, parts))
    # The sound first: where something fails in between, the list still shows what is left.
    deletion.delete(_sound_of(store, recordings))
    with database.writing() as connection:
        erase_rows(connection)
    database.compact()
    for journal in abandoned(database.journals):
        deletion.freed += size_of(journal.path)
        journal.close(remove=True)
    files = database.path.with_name(FILES)
    deletion.delete(_copies_of(database.path), damaged_copies_of(files), _with_logs([files, *traces.deleted]))
    deletion.empty(each for each in traces.emptied if each.exists())
    remove_unfinished(database.path.parent)
    deletion.report()
    return deletion.freed + before - sum(map(size_of, parts))


def _copies_of(path: Path) -> list[Path]:
    return [*backups_of(path), *unfinished_backups_of(path), *damaged_copies_of(path)]


def _with_logs(paths: Iterable[Path]) -> list[Path]:
    """With what SQLite left beside them: a log holds rows too."""
    return [place for path in paths for ending in _BESIDE if (place := Path(f"{path}{ending}")).exists()]


def _sound_of(store: TranscriptStore, folders: Iterable[Path]) -> set[Path]:
    found = {each for each in store.recordings() if sound_bytes(each) is not None}
    for folder in folders:
        with suppress(OSError):
            found.update(each for each in folder.iterdir() if is_own_recording(each))
    return found - store.recordings(linked=True)


class _Deletion:
    """freed: bytes."""

    def __init__(self) -> None:
        self.freed = 0
        self._refused: list[tuple[Path, str]] = []

    def delete(self, *groups: Iterable[Path]) -> None:
        """One that stays keeps no other."""
        for path in {each for group in groups for each in group}:
            size = size_of(path)
            try:
                path.unlink()
                self.freed += size
            except FileNotFoundError:  # SQLite took its own log away
                pass
            except OSError as failed:
                log.warning("a file stays: %s", failed)
                self._refused.append((path, failed.strerror or str(failed)))

    def empty(self, paths: Iterable[Path]) -> None:
        for path in paths:
            size = size_of(path)
            try:
                write_private(path, b"")
                self.freed += size
            except FileNotWritten as failed:
                log.warning("a file keeps its content: %s", failed)
                self._refused.append((path, failed.what))

    def report(self) -> None:
        """Raise CaptioningError where something stays."""
        if self._refused:
            path, reason = self._refused[0]
            raise CaptioningError(
                "Everything is deleted but {path} ({reason}).",
                "Delete that file yourself, or delete everything once more.",
                path=path,
                reason=reason,
            )
