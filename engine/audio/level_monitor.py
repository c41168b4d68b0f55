"""Measures how loud a source is while the user chooses one; nothing is recognised, recorded or kept."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from engine.audio.levels import peak_dbfs, rms_dbfs
from engine.audio.resampler import StreamFormat
from engine.audio.ring_buffer import RingBuffer
from engine.audio.source import DELIVERING, Source
from engine.errors import CaptioningError
from engine.events import Level

log = logging.getLogger(__name__)

PERIOD_S = 0.1
BUFFER_S = 0.25
RETRY_S = 2.0


class LevelMonitor:
    """Opens one source on a thread of its own and posts its level ten times a second until it is closed."""

    def __init__(self, open_source: Callable[[], Source], post: Callable[[Level | None], None]) -> None:
        """open_source: makes the source, not open yet; may raise CaptioningError.

        post: called on the monitor's thread, with None while the source cannot be heard; it is then tried again.
        """
        self._open_source = open_source
        self._post = post
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="level monitor", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Returns at once; the source is closed within a moment. At most one more level is posted."""
        self._closing.set()

    def _run(self) -> None:
        while not self._closing.is_set():
            try:
                self._measure(self._open_source())
            except CaptioningError as absent:
                log.info("no level: %s", absent)
            except Exception:  # the edge of the thread, and to a sound library
                log.exception("a level could not be measured")
            if not self._closing.is_set():
                self._post(None)
            self._closing.wait(RETRY_S)

    def _measure(self, source: Source) -> None:
        """Post levels until the monitor is closed or the source is lost."""
        try:
            ring = _ring_for(source.open())
            source.start(ring)
            while not self._closing.wait(PERIOD_S) and source.health().state is DELIVERING.state:
                newest = ring.read()
                ring.take_gap()
                if len(newest):
                    self._post(Level(ring.position, rms_dbfs(newest), peak_dbfs(newest), speaking=False))
        finally:
            source.close()


def _ring_for(source: StreamFormat) -> RingBuffer:
    """A buffer of BUFFER_S in the format of the source; excess sound is dropped."""
    samples = round(source.rate * BUFFER_S) * source.channels
    return RingBuffer(samples, samples)
