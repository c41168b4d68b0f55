"""Keeps the last utterance in memory, to transcribe it again with and without the lists."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace

import numpy as np

from engine.errors import CaptioningError
from engine.models.recogniser import Hypothesis, Recogniser, Request
from engine.session.post_processing import with_vocabulary


@dataclass(frozen=True, slots=True)
class HeardTwice:
    """What a model makes of one sound. offered, used: hotwords, of the pass that had them."""

    model: str
    without: str
    with_list: str
    offered: tuple[str, ...]
    used: tuple[str, ...]


class LastHeard:
    """text: what the model wrote last, before rules changed it. One utterance of sound, 2 MB at most."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._audio: np.ndarray | None = None
        self._request = Request()
        self.text = ""

    def take(self, audio: np.ndarray, request: Request, hypothesis: Hypothesis) -> None:
        if hypothesis.text.strip():
            with self._lock:
                heard = hypothesis.ctc or hypothesis
                self._audio, self._request, self.text = audio.copy(), request, heard.text

    def forget(self) -> None:
        with self._lock:
            self._audio, self._request, self.text = None, Request(), ""

    def again(self, recogniser: Recogniser, wanted: Request) -> HeardTwice:
        """The same sound through `recogniser`, without hotwords and as `wanted` has them: two final passes.

        No other thread may use the recogniser meanwhile. Raises CaptioningError where nothing was heard yet.
        """
        with self._lock:
            audio, request = self._audio, self._request
        if audio is None:
            raise CaptioningError("Nothing was heard yet.", "Start captions and say the sentence.")
        plain = _finished(recogniser, replace(request, hotwords=(), context=(), steering=None), audio)
        steered = with_vocabulary(_finished(recogniser, wanted, audio), wanted.steering)
        return HeardTwice(
            recogniser.capabilities.title, plain.text, steered.text, steered.hotwords_offered, steered.hotwords_used
        )


def _finished(recogniser: Recogniser, request: Request, audio: np.ndarray) -> Hypothesis:
    utterance = recogniser.begin(request)
    try:
        return utterance.finish(audio)
    finally:
        utterance.close()
