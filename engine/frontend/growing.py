"""Features of a segment that grows: each frame is computed once, only the right edge is stacked again."""

from __future__ import annotations

import numpy as np

from engine.frontend import fbank, lfr

_FIRST_ROWS = 128


class GrowingFeatures:
    """Follows one utterance. Gives the values of lfr.features for the audio so far, at the cost of what is new."""

    def __init__(self) -> None:
        self._frames = np.empty((_FIRST_ROWS * lfr.STEP, fbank.MEL_BINS), np.float32)
        self._rows = np.empty((_FIRST_ROWS, lfr.ROW_WIDTH), np.float32)
        self._frames_done = 0
        self._rows_settled = 0

    def update(self, audio: np.ndarray) -> np.ndarray:
        """float32 [rows, 560] for all of `audio`: float32 (n,), 16 kHz, +-1.0, the utterance from its start.

        The result is a read-only view that the next update may overwrite. `audio` may become shorter again: an
        utterance ends behind its last word, which is found out in the silence after it.
        """
        if len(audio) < fbank.FRAME_SAMPLES:
            self._frames_done = self._rows_settled = 0
            return lfr.features(audio)  # one frame of odd length; nothing of it can be kept
        count = fbank.frame_count(len(audio))
        if count < self._frames_done:
            self._frames_done = count
            self._rows_settled = min(self._rows_settled, lfr.settled_rows(count))
        self._take_frames(audio, count)
        return self._take_rows(count)

    def _take_frames(self, audio: np.ndarray, count: int) -> None:
        if count == self._frames_done:
            return
        self._frames = with_room(self._frames, count)
        self._frames[self._frames_done : count] = fbank.log_mel(audio[self._frames_done * fbank.FRAME_STEP :])
        self._frames_done = count

    def _take_rows(self, frames: int) -> np.ndarray:
        rows = lfr.row_count(frames)
        self._rows = with_room(self._rows, rows)
        # row_count gives the stacking its right edge, so only frames that exist may be handed over
        self._rows[self._rows_settled : rows] = lfr.stack(self._frames[:frames], self._rows_settled)
        self._rows_settled = lfr.settled_rows(frames)
        view = self._rows[:rows]
        view.flags.writeable = False
        return view


def with_room(array: np.ndarray, length: int) -> np.ndarray:
    """`array`, or a longer copy of it where `length` rows do not fit."""
    if length <= len(array):
        return array
    longer = np.empty((max(length, 2 * len(array)), array.shape[1]), array.dtype)
    longer[: len(array)] = array
    return longer
