"""Finds the sound of a transcript, and how to play it."""

from __future__ import annotations

import os

from app.transcripts.values import Provenance, Transcript
from engine.audio.playing_state import PlayedMedia

_SOUND = "sound"


def media_of(transcript: Transcript) -> PlayedMedia | None:
    """None where no sound was kept, or where its file is gone. Asks the disk.

    A position in the transcript is the same position in its file: a recorder writes silence where sound was lost, and
    neither counts pauses; a file that was captioned is counted from its beginning. A recording that ended early, as on
    a full disk, only ends earlier.
    """
    recording = transcript.session.recording
    if recording is None or not os.path.isfile(recording):
        return None
    together = any(each.stream is not None for each in transcript.segments)
    return PlayedMedia(recording, together, track_of(transcript))


def track_taken(track: int) -> Provenance:
    """The track of a file that was transcribed, if it is not the default one."""
    return Provenance(0, _SOUND, {"track": str(track)})


def track_of(transcript: Transcript) -> int | None:
    """None for the track that the file names."""
    taken = [each.details.get("track", "") for each in transcript.provenance if each.kind == _SOUND]
    return int(taken[-1]) if taken and taken[-1].isdecimal() else None
