"""Reports that no sound arrives from a device (muted, or digital silence), and that it arrives again."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from engine.audio.source import Source
from engine.events import CaptionEvent, NoSound, SilenceReason, SoundBack
from engine.text.sentence import Sentence
from engine.timeline import to_samples

SILENT_FOR_S = 10.0
GATED_FOR_S = 60.0
PAUSE_S = 0.2  # of digital silence between two sounds: a microphone whose noise suppression writes zeros
GATED_AFTER = 3  # such pauses
STALLED_S = 1.0  # WASAPI delivers nothing while nothing is played
_STEP = 1 / 32_768  # of 16-bit sound
_SENTENCES = {
    SilenceReason.MUTED: ("“{title}” is muted.", "Unmute it and turn it up, or choose another source."),
    SilenceReason.DIGITAL_SILENCE: (
        "No sound arrives from “{title}”.",
        "Check that it is not muted, or choose another microphone.",
    ),
    SilenceReason.NOTHING_PLAYED: (
        "No sound arrives from “{title}”.",
        "Play something, or choose the speaker that plays it.",
    ),
}


class SilenceWatch:
    """Posts NoSound and SoundBack of one source. A microphone that suppresses noise delivers zeros between sentences:
    after a few such pauses, silence has to last longer before it is reported.
    """

    def __init__(
        self, source: Source, post: Callable[[CaptionEvent], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._source = source
        self._post = post
        self._clock = clock
        self._silent = 0  # samples of digital silence at the end
        self._pauses = 0
        self._muted = False
        self._reported: SilenceReason | None = None
        self._seen_s = clock()  # when sound was last heard, or its absence counted

    def hear(self, samples: np.ndarray, position: int) -> None:
        """samples: float32 (n,), 16 kHz mono, the next sound. position: its end."""
        self._seen_s = self._clock()
        if not len(samples):
            return
        if float(np.max(np.abs(samples))) < _STEP:
            self._silent += len(samples)
        else:
            self._pauses += self._silent >= to_samples(PAUSE_S)
            self._silent = 0
        self._report(position)

    def look(self, muted: bool, position: int) -> None:
        """Called while no sound waits. muted: what the sound system says of the source."""
        if self._clock() - self._seen_s >= STALLED_S:
            self._silent += to_samples(self._clock() - self._seen_s)
            self._seen_s = self._clock()
        if self._muted and not muted:
            self._silent = 0
        self._muted = muted
        self._report(position)

    def interrupt(self) -> None:
        """A pause, or another device. Reported silence holds until sound arrives."""
        if self._reported is None:
            self._silent = 0

    def resume(self) -> None:
        """The source was opened: count time from now on."""
        self._seen_s = self._clock()

    def _report(self, position: int) -> None:
        reason = self._reason()
        if reason is self._reported:
            return
        self._reported = reason
        title = self._source.title
        if reason is None:
            self._post(SoundBack(position, title))
        else:
            what, remedy = _SENTENCES[reason]
            self._post(NoSound(position, title, reason, Sentence(what, title=title), remedy))

    def _reason(self) -> SilenceReason | None:
        if self._muted:
            return SilenceReason.MUTED
        meaning = self._source.silence_means
        gated = meaning is SilenceReason.DIGITAL_SILENCE and self._pauses >= GATED_AFTER
        return meaning if self._silent >= to_samples(GATED_FOR_S if gated else SILENT_FOR_S) else None
