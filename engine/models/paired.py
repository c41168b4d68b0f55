"""Two models as one: a light one writes the live text, the other, which has none, the text that is kept.

Where the other one computes on another machine and fails there, the light one stands in for it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import numpy as np

from engine.errors import CaptioningError
from engine.models.away import RemoteFailed
from engine.models.family import Report
from engine.models.recogniser import Capabilities, Hypothesis, Recogniser, Request, Utterance
from engine.text.sentence import Sentence

log = logging.getLogger(__name__)


class PairedRecogniser:
    """A recogniser of both. The light one is loaded on a thread of its own when the first live text is asked for, so a
    file or a sentence that is heard again costs nothing more.

    light_title: its name for readers. report: called once with the model that each text comes from, and with
    the reason why there is no live text where the light model cannot be loaded. A writer with live text of its own
    is asked for it first.
    """

    def __init__(
        self, writer: Recogniser, load_light: Callable[[], Recogniser], light_title: str, report: Report
    ) -> None:
        self._writer, self._load_light = writer, load_light
        self._light_title, self._report = light_title, report
        self._light: Recogniser | None = None
        self._lock, self._standing_in = threading.Lock(), threading.Lock()
        self._loading: threading.Thread | None = None
        self.writes_live = writer.capabilities.partials

    @property
    def capabilities(self) -> Capabilities:
        return replace(self._writer.capabilities, partials=True, concurrent_finals=True)

    def begin(self, request: Request) -> PairedUtterance:
        return PairedUtterance(self, request)

    def close(self) -> None:
        if self._loading is not None:
            self._loading.join()
        if self._light is not None:
            self._light.close()
        self._writer.close()

    def begin_live(self, request: Request) -> Utterance | None:
        """An utterance of the light model; None while that is being loaded, and where it cannot be."""
        self._load()
        return None if self._light is None else self._light.begin(request)

    def stand_in(self, request: Request, audio: np.ndarray, failed: RemoteFailed) -> Hypothesis:
        """The light model's final, as a draft that says why. Raises `failed` where the light model cannot be loaded."""
        self._load().join()
        utterance = None if self._light is None else self._light.begin(request)
        if utterance is None:
            raise failed.with_traceback(None)
        try:
            with self._standing_in:  # one at a time: the light one computes here
                return replace(utterance.finish(audio), reason=failed.what, draft=True)
        finally:
            utterance.close()

    def _load(self) -> threading.Thread:
        with self._lock:
            if self._loading is None:
                self._loading = threading.Thread(target=self._bring_in, name="light model", daemon=True)
                self._loading.start()
            return self._loading

    def begin_final(self, request: Request) -> Utterance:
        return self._writer.begin(request)

    def _bring_in(self) -> None:
        title = self._writer.capabilities.title
        try:
            self._light = self._load_light()
        except CaptioningError as failed:
            self._report(
                Sentence("{title} cannot stand in: {reason}", title=self._light_title, reason=failed.what)
                if self.writes_live
                else Sentence(
                    "{title} writes no live text, and the model for it: {reason}", title=title, reason=failed.what
                ),
                failed.remedy,
            )
            return
        if self.writes_live:
            return  # it stands in, and each sentence of it says so
        self._report(
            Sentence("Live text comes from {light}, final text from {title}.", light=self._light_title, title=title),
            "Choose another model for text from one alone.",
        )


class PairedUtterance:
    """Each model begins its part with the first pass that it makes."""

    def __init__(self, models: PairedRecogniser, request: Request) -> None:
        self._models, self._request = models, request
        self._live: Utterance | None = None
        self._final: Utterance | None = None

    def hypothesise(self, audio: np.ndarray) -> Hypothesis:
        if self._live is None and self._models.writes_live:
            with suppress(RemoteFailed):
                return self._writing().hypothesise(audio)
        if self._live is None:
            self._live = self._models.begin_live(self._request)
        return Hypothesis("") if self._live is None else self._live.hypothesise(audio)

    def finish(self, audio: np.ndarray) -> Hypothesis:
        try:
            return self._writing().finish(audio)
        except RemoteFailed as failed:
            return self._models.stand_in(self._request, audio, failed)

    def _writing(self) -> Utterance:
        if self._final is None:
            self._final = self._models.begin_final(self._request)
        return self._final

    def close(self) -> None:
        for utterance in (self._live, self._final):
            if utterance is not None:
                utterance.close()
