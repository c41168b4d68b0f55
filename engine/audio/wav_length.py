"""Restores the lengths in the header of a WAV file that was cut off, so that players know its end.

Format: RIFF and the WAVE form (Microsoft 1991).
"""

from __future__ import annotations

import os
from pathlib import Path

from engine.audio.stated_length import RIFF, find_sound

_LONGEST = 0xFFFF_0000  # bytes; a longer file needs another header


def mend_wav_length(path: Path) -> int | None:
    """Write how much sound the file holds into its header, and cut off an incomplete sample.

    For a file in which nothing follows the sound. Returns its samples of each channel; None where nothing was to be
    done, or another program wrote it. Raises OSError.
    """
    with path.open("r+b") as file:

        def read(at: int, count: int) -> bytes:
            file.seek(at)
            return file.read(count)

        size = file.seek(0, os.SEEK_END)
        part = find_sound(read)
        if part is None or part.form is not RIFF or read(0, 4) != b"RIFF" or size > _LONGEST:
            return None
        length = size - part.start - (size - part.start) % part.block
        if part.stated == length:
            return None
        file.truncate(part.start + length)
        for at, value in ((part.opened[0][0], length), (4, part.start + length - 8)):
            file.seek(at)
            file.write(value.to_bytes(4, "little"))
        return length // part.block
