"""How much sound was heard and how loud: what to report where nothing of it became text."""

from __future__ import annotations

import numpy as np

from engine.audio.levels import FLOOR_DBFS, peak_dbfs
from engine.events import NothingHeard
from engine.text.sentence import Sentence
from engine.timeline import to_samples, to_seconds

QUIET_DBFS = -50.0  # a peak below: louder sound would help


class SoundSummary:
    """Follows the sound of one source."""

    def __init__(self) -> None:
        self.loudest_dbfs = FLOOR_DBFS
        self._samples = 0

    def add(self, samples: np.ndarray) -> None:
        """samples: float32 (n,), the next sound."""
        if not len(samples):
            return
        self.loudest_dbfs = max(self.loudest_dbfs, peak_dbfs(samples))
        self._samples += len(samples)

    def nothing(self, position: int, track: str | None, spoken: bool) -> NothingHeard | None:
        """The report for a source without text. None where there was no sound either.

        track: which track was heard, in words. spoken: some of the sound was taken for speech.
        """
        if not self._samples:
            return None
        seconds = f"{to_seconds(self._samples):.{0 if self._samples > to_samples(9.95) else 1}f}"
        what = "Nothing that sounds like speech was found in {seconds} s of sound; {loudness}."
        if spoken:
            what = "No words were found in {seconds} s of sound; {loudness}."
        sentence = Sentence(what, seconds=seconds, loudness=self._how_loud(track))
        return NothingHeard(position, self.loudest_dbfs, sentence, self._remedy(track))

    def _how_loud(self, track: str | None) -> Sentence:
        loudness = Sentence("its loudest part was at {level} dBFS", level=f"{self.loudest_dbfs:.0f}")
        if self.loudest_dbfs <= FLOOR_DBFS:
            loudness = Sentence("all of it was digital silence")
        return Sentence("{loudness} ({track})", loudness=loudness, track=track) if track else loudness

    def _remedy(self, track: str | None) -> str:
        if track:
            return "Another track may hold the speech; choose it by its number."
        if self.loudest_dbfs <= FLOOR_DBFS:
            return "Check that this is the right source and that it was not muted."
        if self.loudest_dbfs < QUIET_DBFS:
            return "Check that this is the right source, and make it louder."
        return "Check that this is the right source."
