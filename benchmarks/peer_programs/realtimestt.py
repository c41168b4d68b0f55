"""RealtimeSTT 1.1.2: text while people speak by Whisper tiny.en, finals by Whisper base, int8, else its defaults.

After the sound, faint noise goes on until the last final, as a microphone would.
"""

from __future__ import annotations

import threading
import time

import numpy as np
from feeding import BLOCK, SAMPLE_RATE, Log, arguments, feed
from RealtimeSTT import AudioToTextRecorder

NOISE_SIGMA = 16  # of 32768
LONGEST_REST_S = 30.0
REST_S = 2.0


class Text:
    """Finals in their order, then what waits for its final, then the newest guess."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._lock = threading.Lock()
        self._finals: list[str] = []
        self._waiting: list[str] = []
        self._guess = ""

    @property
    def complete(self) -> bool:
        with self._lock:
            return not (self._waiting or self._guess)

    def begin_recording(self) -> None:
        with self._lock:
            if self._guess:
                self._waiting.append(self._guess)
                self._guess = ""

    def guess(self, text: str) -> None:
        with self._lock:
            self._guess = text
            self._show()

    def final(self, text: str) -> None:
        with self._lock:
            self._finals.append(text)
            if self._waiting:
                self._waiting.pop(0)
            else:
                self._guess = ""
            self._show()

    def _show(self) -> None:
        self._log.show(self._finals, [*self._waiting, self._guess])


def main() -> None:
    call = arguments()
    log = Log(call.log)
    text = Text(log)
    recorder = AudioToTextRecorder(
        model=str(call.whisper_base),
        realtime_model_type=str(call.whisper_tiny),
        language="en",
        device="cpu",
        compute_type="int8",
        use_microphone=False,
        spinner=False,
        no_log_file=True,
        enable_realtime_transcription=True,
        on_realtime_transcription_update=text.guess,
        on_recording_start=text.begin_recording,
    )
    ending = threading.Event()

    def listen() -> None:
        while not ending.is_set():
            recorder.text(text.final)

    threading.Thread(target=listen, daemon=True).start()
    feed(call.samples, log, lambda block: recorder.feed_audio(block.tobytes()))
    noise = np.random.default_rng(0)
    end_s = time.monotonic() + LONGEST_REST_S
    while time.monotonic() < end_s and not (text.complete and time.monotonic() - log.changed_s > REST_S):
        recorder.feed_audio(np.round(noise.normal(0, NOISE_SIGMA, BLOCK)).astype(np.int16).tobytes())
        time.sleep(BLOCK / SAMPLE_RATE)
    ending.set()
    recorder.shutdown()


if __name__ == "__main__":
    main()
