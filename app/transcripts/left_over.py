"""Sessions that a crash or a kill broke off: their text is whole, and their recording is made so."""

from __future__ import annotations

import logging
from pathlib import Path

from app.choices import LeftOver
from app.transcripts.store import TranscriptStore
from engine.timeline import to_samples

log = logging.getLogger(__name__)


def end_left_over(store: TranscriptStore) -> list[LeftOver]:
    """End each session whose process is gone, and return those with text or sound, the newest first.

    One that runs in another Earshot is left alone. Raises CaptioningError.
    """
    found = []
    for each in store.left_over():
        recording = each.recording if each.recording is not None and _mended(each.recording) else None
        store.end_session(each.id, to_samples(each.duration_s))
        found.append(LeftOver(each.id, each.title, each.finals, recording))
    return [each for each in found if each.finals or each.recording]


def _mended(recording: Path) -> bool:
    """Whether there is sound: a player can seek in it again, and one that nothing came into goes."""
    from engine.audio.flac_length import mend_length

    try:
        if recording.stat().st_size == 0:
            recording.unlink()
            return False
        log.info("a recording got its length back: %s samples", mend_length(recording))
    except OSError:  # it may have been moved, or lie on a disk that is not there
        return recording.exists()
    return True
