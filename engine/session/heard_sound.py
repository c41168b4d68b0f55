"""How much sound was heard and how loud: what is told where nothing of it became text."""

from __future__ import annotations

import numpy as np

from engine.audio.levels import FLOOR_DBFS, peak_dbfs
from engine.events import NothingHeard, Notice
from engine.text.sentence import Sentence
from engine.timeline import to_samples, to_seconds

SILENT_FROM_THE_START_S = 10.0
SILENT_AGAIN_S = 60.0  # microphones that suppress noise deliver zeros between sentences
QUIET_DBFS = -50.0  # a peak below: louder sound would help


class HeardSound:
    """Follows the sound of one source; see `add`."""

    def __init__(self) -> None:
        self.loudest_dbfs = FLOOR_DBFS
        self._samples = 0
        self._silent = 0  # samples of digital silence at the end
        self._silence_told = False

    def add(self, samples: np.ndarray) -> None:
        """samples: float32 (n,), what came next."""
        if not len(samples):
            return
        peak = peak_dbfs(samples)
        self.loudest_dbfs = max(self.loudest_dbfs, peak)
        self._samples += len(samples)
        self._silent = 0 if peak > FLOOR_DBFS else self._silent + len(samples)

    def interrupt(self) -> None:
        """A pause, or another device: its silence is counted anew."""
        self._silent = 0

    def silence(self, position: int, title: str) -> Notice | None:
        """Once, when the microphone `title` has been delivering digital silence for long; else None."""
        limit_s = SILENT_AGAIN_S if self.loudest_dbfs > FLOOR_DBFS else SILENT_FROM_THE_START_S
        if self._silence_told or self._silent < to_samples(limit_s):
            return None
        self._silence_told = True
        what = Sentence(
            "“{title}” has delivered nothing but digital silence for {seconds} s.",
            title=title,
            seconds=f"{to_seconds(self._silent):.0f}",
        )
        return Notice(position, what, "Check that it is not muted, or choose another microphone.", until_speech=True)

    def nothing(self, position: int, track: str | None, spoken: bool) -> NothingHeard | None:
        """What to tell at the end where there is no text. None where there was no sound either.

        track: which of several was heard, in words. spoken: some of it was taken for speech.
        """
        if not self._samples:
            return None
        seconds = f"{to_seconds(self._samples):.{0 if self._samples > to_samples(9.95) else 1}f}"
        what = "Nothing that sounds like speech was found in {seconds} s of sound; {loudness}."
        if spoken:
            what = "No words were found in {seconds} s of sound; {loudness}."
        told = Sentence(what, seconds=seconds, loudness=self._how_loud(track))
        return NothingHeard(position, self.loudest_dbfs, told, self._remedy(track))

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
