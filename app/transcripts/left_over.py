"""Sessions that a crash or a kill broke off: their text is whole, and their recording is made so."""

from __future__ import annotations

import logging
from contextlib import suppress
from pathlib import Path

from app.choices import LeftOver
from app.transcripts.store import TranscriptStore
from engine.timeline import to_samples

log = logging.getLogger(__name__)


def end_left_over(store: TranscriptStore) -> list[LeftOver]:
    """End each session whose process is gone, and return those with at least one text, the newest first.

    One that runs in another Earshot is left alone. Raises CaptioningError.
    """
    broken = store.left_over()
    for each in broken:
        if each.recording is not None:
            _mend(each.recording)
        store.end_session(each.id, to_samples(each.duration_s))
    return [LeftOver(each.id, each.title, each.finals) for each in broken if each.finals]


def _mend(recording: Path) -> None:
    """A player can seek in it again; one that nothing came into goes."""
    from engine.audio.flac_length import mend_length

    with suppress(OSError):  # it may have been moved, or lie on a disk that is not there
        if recording.stat().st_size == 0:
            recording.unlink()
        else:
            log.info("a recording got its length back: %s samples", mend_length(recording))
