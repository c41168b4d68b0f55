"""faster-whisper 1.2.1 on the segments of its own Silero VAD: the plain program without text while people speak.

Frames of 32 ms; a segment begins 0.3 s before the first one of at least 0.5 and ends after 0.5 s below 0.35. Each goes
whole to transcribe() (Whisper base, int8, its defaults: beam 5) on a thread of its own.
"""

from __future__ import annotations

import queue
import threading
from dataclasses import dataclass, field

import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.vad import get_vad_model
from feeding import SAMPLE_RATE, Log, arguments, as_float, feed

FRAME = 512
ONSET, OFFSET = 0.5, 0.35
PRE_ROLL = round(0.3 * SAMPLE_RATE)
SILENCE = round(0.5 * SAMPLE_RATE)


class Detector:
    """The package's Silero model with its state kept from frame to frame."""

    def __init__(self) -> None:
        self._session = get_vad_model().session
        self._h = self._c = np.zeros((1, 1, 128), np.float32)
        self._context = np.zeros(64, np.float32)

    def probability(self, frame: np.ndarray) -> float:
        sound = np.concatenate([self._context, frame])[None]
        output, self._h, self._c = self._session.run(None, {"input": sound, "h": self._h, "c": self._c})
        self._context = frame[-64:]
        return float(np.ravel(output)[0])


@dataclass(slots=True)
class Segmenter:
    """Hands each segment, float32 (n,), to `segments`."""

    detector: Detector
    segments: queue.Queue[np.ndarray | None]
    sound: np.ndarray = field(default_factory=lambda: np.zeros(0, np.float32))
    looked_at: int = 0
    start: int | None = None
    speech_end: int = 0

    def push(self, block: np.ndarray) -> None:
        self.sound = np.concatenate([self.sound, as_float(block)])
        while self.looked_at + FRAME <= len(self.sound):
            self._look(self.detector.probability(self.sound[self.looked_at : self.looked_at + FRAME]))

    def flush(self) -> None:
        if self.start is not None:
            self.segments.put(self.sound[self.start :])
        self.segments.put(None)

    def _look(self, probability: float) -> None:
        begin, self.looked_at = self.looked_at, self.looked_at + FRAME
        if self.start is None:
            if probability >= ONSET:
                self.start, self.speech_end = max(0, begin - PRE_ROLL), self.looked_at
        elif probability >= OFFSET:
            self.speech_end = self.looked_at
        elif self.looked_at - self.speech_end >= SILENCE:
            self.segments.put(self.sound[self.start : self.looked_at])
            self.start = None


def main() -> None:
    call = arguments()
    log = Log(call.log)
    model = WhisperModel(str(call.whisper_base), device="cpu", compute_type="int8")
    segmenter = Segmenter(Detector(), queue.Queue())
    texts: list[str] = []

    def transcribe() -> None:
        while (sound := segmenter.segments.get()) is not None:
            found, _ = model.transcribe(sound, language="en")
            texts.append(" ".join(each.text for each in found))
            log.show(texts, [])

    worker = threading.Thread(target=transcribe)
    worker.start()
    feed(call.samples, log, segmenter.push)
    segmenter.flush()
    worker.join()


if __name__ == "__main__":
    main()
