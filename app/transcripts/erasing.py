"""Deletes every transcript and recording for good: rows, index, log, journals, copies and sound."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from app.transcripts.backups import backups_of
from app.transcripts.file_ledger import NAME as FILES
from app.transcripts.journal import abandoned, anything_runs
from app.transcripts.library import size_of, sound_bytes
from app.transcripts.opening import damaged_copies_of
from app.transcripts.own_names import is_own_recording
from app.transcripts.schema import erase_rows
from engine.errors import BadInput

if TYPE_CHECKING:
    from app.transcripts.store import TranscriptStore

log = logging.getLogger(__name__)


def erase_all(store: TranscriptStore, recordings: Iterable[Path]) -> int:
    """Bytes that became free. recordings: folders in which Earshot's own recordings lie, also those without a text.

    Sound files that the user named stay. Raises BadInput while captions run, here or in another Earshot, and
    TranscriptStoreError; then what is left is still listed.
    """
    database = store.database
    if anything_runs(database.journals):
        raise BadInput("Captions are still being written.", "Stop them, then delete everything.")
    parts = [Path(f"{database.path}{ending}") for ending in ("", "-wal")]
    before = sum(map(size_of, parts))
    # The sound first: where something fails in between, the list still shows what is left.
    freed = _delete_each(_sound_of(store, recordings))
    with database.writing() as connection:
        erase_rows(connection)
    database.compact()
    for journal in abandoned(database.journals):
        freed += size_of(journal.path)
        journal.close(remove=True)
    files = database.path.with_name(FILES)
    copies = (*backups_of(database.path), *damaged_copies_of(database.path), *damaged_copies_of(files))
    freed += _delete_each({*copies, *([files] if files.exists() else [])})
    return freed + before - sum(map(size_of, parts))


def _sound_of(store: TranscriptStore, folders: Iterable[Path]) -> set[Path]:
    found = {each for each in store.recordings() if sound_bytes(each) is not None}
    for folder in folders:
        with suppress(OSError):
            found.update(each for each in folder.iterdir() if is_own_recording(each))
    return found - store.recordings(linked=True)


def _delete_each(paths: Iterable[Path]) -> int:
    """Bytes that became free."""
    freed = 0
    for path in paths:
        size = size_of(path)
        try:
            path.unlink()
            freed += size
        except OSError as failed:
            log.warning("a file stays: %s", failed)
    return freed
