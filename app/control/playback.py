"""Plays and draws the sound of one transcript at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.control.workers import Job, Lane, Workers
from app.transcripts.media import media_of
from app.transcripts.values import Transcript
from engine.audio.player import Player
from engine.audio.playing_state import Motion as Motion  # for windows, which know nothing of engine.audio
from engine.audio.playing_state import PlayedMedia as PlayedMedia
from engine.audio.playing_state import PlayerState as PlayerState
from engine.errors import CaptioningError

if TYPE_CHECKING:
    from engine.audio.peaks import Peaks as Peaks

OutlineAnswer = Callable[["Peaks | CaptioningError"], None]
"""Called on a worker, several times while the outline becomes finer; at last with the whole one or what went wrong."""


class Playback:
    """Every method but `close` returns at once. player: plays the sound that is open, nothing before one is."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers
        self.player = Player()
        self._media: PlayedMedia | None = None
        self._opening: Job[PlayedMedia | None] | None = None
        self._outline: Job[Peaks] | None = None
        self._peaks: Peaks | None = None

    def open(self, transcript: Transcript, done: Callable[[PlayedMedia | CaptioningError | None], None]) -> None:
        """Looks for its sound: None where there is none. What played before ends; only the last answer counts."""
        self.forget()

        def work(job: Job[PlayedMedia | None]) -> PlayedMedia | None:
            media = media_of(transcript)
            job.progress(1.0, "")  # ends here where another transcript is wanted
            if media is not None:
                self.player.load(media)
            self._media = media
            return media

        self._opening = self._workers.run(Lane.PLAYBACK, work, done)

    def forget(self) -> None:
        """Nothing is open any more."""
        for job in (self._opening, self._outline):
            if job is not None:
                job.cancel()
        self._media = self._peaks = None
        self.player.load(None)

    def draw(self, tell: OutlineAnswer) -> None:
        """Read the outline of the open sound; again later for a recording that has grown."""
        media, so_far = self._media, self._peaks
        if media is None:
            return

        def work(job: Job[Peaks]) -> Peaks:
            from engine.audio.peaks import read_peaks

            def tell_part(peaks: Peaks) -> None:
                job.progress(0.0, "")  # raises if the answer is no longer wanted
                tell(peaks)

            peaks = read_peaks(media.path, tell_part, so_far, media.track)
            if self._media == media:
                self._peaks = peaks
            return peaks

        self._outline = self._workers.run(Lane.PLAYBACK, work, tell)

    def close(self) -> None:
        """Waits for the loudspeaker, two seconds at most."""
        self.forget()
        self.player.close()
