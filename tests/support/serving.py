"""A server in the process of a test, with a recogniser that hears words in the length of the sound."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import soundfile
from starlette.routing import BaseRoute

from app.serving.application import Lifespan, application, no_lifespan
from app.serving.limits import Limits
from app.serving.recognition import Recognition
from app.serving.server_thread import ServerAddress, ServerThread
from app.serving.speech import SpeechRoutes
from app.settings import Settings
from engine.audio.file import read_mono
from engine.models.recogniser import Recogniser
from engine.models.voices import Overlaps, Voices
from tests.support.recognisers import ScriptedRecogniser


class HearingRecogniser(ScriptedRecogniser):
    """Hears the same text in every utterance. `hold` has it wait before each final until `go_on`."""

    def __init__(self, text: str) -> None:
        super().__init__([text] * 1000, self._pass)
        self.fails = False
        self._may = threading.Event()
        self._may.set()

    def hold(self) -> None:
        self._may.clear()

    def go_on(self) -> None:
        self._may.set()

    def _pass(self) -> None:
        self._may.wait(60.0)
        if self.fails:
            raise ValueError("Ada said a secret")


def wav_of(samples: np.ndarray, rate: int = 16_000) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, samples, rate, format="WAV", subtype="PCM_16")
    return file.getvalue()


def beginning(sample: Path, seconds: float) -> np.ndarray:
    return read_mono(sample)[: round(seconds * 16_000)]


@contextmanager
def served(
    routes: Sequence[BaseRoute],
    token: str | None = None,
    limits: Limits | None = None,
    lifespan: Lifespan = no_lifespan,
) -> Iterator[ServerAddress]:
    server = ServerThread(application(routes, token, limits or Limits(), lifespan=lifespan))
    address = server.start("127.0.0.1", 0)
    try:
        yield address
    finally:
        server.stop()


@contextmanager
def speech_server(
    recogniser: Recogniser,
    folder: Path,
    token: str | None = None,
    limits: Limits | None = None,
    more: Callable[[Recognition], Sequence[BaseRoute]] = lambda recognition: (),
    voices: Voices | None = None,
    overlaps: Overlaps | None = None,
) -> Iterator[tuple[ServerAddress, Recognition]]:
    settings = Settings(languages=("en",))
    recognition = Recognition(recogniser, settings, limits or Limits(), voices=voices, overlaps=overlaps)
    routes = [*SpeechRoutes(recognition, folder).routes, *more(recognition)]
    with served(routes, token, limits) as address:
        try:
            yield address, recognition
        finally:
            recognition.ending.set()
