"""Lists stored transcripts, deletes them into a bin and restores them."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.transcripts.own_names import is_own_recording
from app.transcripts.values import SessionSummary
from engine.errors import BadInput

if TYPE_CHECKING:
    from app.transcripts.store import TranscriptStore

PAGE = 100  # lines of the list that are read at once
KEPT_S = 30.0  # so long a deletion can be undone

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ListedTranscript:
    """A line of the list. has_sound: its recording is there. own_sound_bytes: of the part that a deletion frees."""

    session: SessionSummary
    has_sound: bool
    own_sound_bytes: int


@dataclass(frozen=True, slots=True)
class Storage:
    """What the library takes on the disk, in bytes, without files that the user named; also what is in the bin.

    transcripts: outside the bin.
    """

    transcripts: int
    text_bytes: int
    sound_bytes: int


@dataclass(frozen=True, slots=True)
class Overview:
    """tags: all that are in use, in the order of the alphabet. in_bin: transcripts that can be brought back."""

    tags: tuple[str, ...]
    storage: Storage
    in_bin: int


def listed(session: SessionSummary) -> ListedTranscript:
    own = sound_bytes(own_sound(session))
    there = own is not None or (session.recording is not None and os.path.isfile(session.recording))
    return ListedTranscript(session, there, own or 0)


def put_into_bin(store: TranscriptStore, session_id: int) -> ListedTranscript:
    """Delete a transcript so that it can be brought back. Raises BadInput while it is still being written."""
    found = _deletable(store, session_id)
    store.put_into_bin(session_id)
    return found


def delete_for_good(store: TranscriptStore, session_id: int) -> ListedTranscript:
    """Delete a transcript and its recording at once. Raises BadInput while it is still being written."""
    found = _deletable(store, session_id)
    _erase(store, [found.session])
    return found


def _deletable(store: TranscriptStore, session_id: int) -> ListedTranscript:
    found = listed(store.load(session_id).session)
    if found.session.running:
        raise BadInput("This transcript is still being written.", "Stop the captions, then delete it.")
    return found


def empty_bin(store: TranscriptStore, older_than_s: float = KEPT_S) -> None:
    """Delete what was put into the bin more than `older_than_s` ago. Raises TranscriptStoreError."""
    _erase(store, store.deleted(time.time() - older_than_s))


def _erase(store: TranscriptStore, gone: Sequence[SessionSummary]) -> None:
    for each in gone:
        # The sound first: if the program is killed in between, the next start finds the transcript and finishes.
        sound = own_sound(each)
        if sound is not None and sound_bytes(sound) is not None:
            _delete(sound)
        store.delete_session(each.id)
    if gone:
        store.database.forget_deleted()


def size_of(path: Path) -> int:
    """In bytes; 0 where there is none."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def own_sound(session: SessionSummary) -> Path | None:
    """Where Earshot put sound for it; None where there is none, or only a file of the user's."""
    return None if session.linked else session.recording


def storage(store: TranscriptStore) -> Storage:
    text = sum(size_of(Path(f"{store.database.path}{ending}")) for ending in ("", "-wal"))
    sound = sum(sound_bytes(each) or 0 for each in store.recordings())
    return Storage(store.count(), text, sound)


def sound_bytes(recording: Path | None) -> int | None:
    """The size of a recording that goes with its transcript; None where there is none.

    A file that the user named is theirs and stays.
    """
    if recording is None or not is_own_recording(recording):
        return None
    try:
        return recording.stat().st_size
    except OSError:  # moved, or on a disk that is not there
        return None


def _delete(recording: Path) -> None:
    try:
        recording.unlink()
    except OSError as failed:
        log.warning("a deleted recording stays: %s", failed)
