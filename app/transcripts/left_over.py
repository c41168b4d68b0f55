"""Ends sessions that a crash or a kill interrupted, and repairs their recordings."""

from __future__ import annotations

import logging
import os
from collections.abc import Collection
from pathlib import Path

from app.choices import LeftOver
from app.transcripts.own_names import is_copy, is_own_recording
from app.transcripts.store import TranscriptStore
from app.transcripts.values import SessionSummary
from engine.timeline import to_samples

log = logging.getLogger(__name__)


def end_left_over(store: TranscriptStore, but: Collection[int] = ()) -> list[LeftOver]:
    """End each session whose process is gone, and return those with text or sound, the newest first.

    One that runs in another Earshot is left alone, and those of `but`, which go on later. Raises CaptioningError.
    """
    found = []
    for each in store.left_over():
        if each.id in but:
            continue
        recording = each.recording if each.recording is not None and _is_there(each, each.recording) else None
        store.end_session(each.id, to_samples(each.duration_s))
        found.append(LeftOver(each.id, each.title, each.finals, recording))
    return [each for each in found if each.finals or each.recording]


def _is_there(session: SessionSummary, sound: Path) -> bool:
    """What Earshot recorded is mended; the user's files, copies of them and what a link leads to stay as they are."""
    ours = not (session.linked or is_copy(sound) or sound.is_symlink())
    return _mended(sound) if ours else os.path.isfile(sound)


def _mended(recording: Path) -> bool:
    """Whether there is sound: a player can seek in it again, and one of our names that nothing came into goes."""
    from engine.audio.flac_length import mend_length
    from engine.audio.wav_length import mend_wav_length

    try:
        if recording.stat().st_size == 0:
            if is_own_recording(recording):
                recording.unlink()
            return False
        mend = mend_wav_length if recording.suffix.lower() == ".wav" else mend_length
        log.info("a recording got its length back: %s samples", mend(recording))
    except OSError:  # it may have been moved, or lie on a disk that is not there
        return os.path.exists(recording)
    return True
