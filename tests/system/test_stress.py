"""A minute of everything at once: what is random here is when, not whether, the promises hold.

EARSHOT_STRESS_S sets how long; EARSHOT_STRESS_SEED another run of chances.
"""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import app.models.loading
from app.choices import LiveState, SourceChoice, SourceKind
from app.folders import portable_folders
from app.live import LiveController
from app.settings import Settings
from benchmarks.machine import family
from engine.events import DeviceLost, EngineError, Final, NothingSaid, Partial, SessionEnded, SpeechStarted
from engine.models.fun_asr_nano.decoder import DecoderOptions, LlmTextDecoder, open_decoder
from engine.models.fun_asr_nano.text_decoder import Heard
from engine.models.recogniser import Hypothesis, Request
from tests.support.audio import write_wav
from tests.support.llm import needs_llama, rows
from tests.support.recognisers import SCRIPTED
from tests.support.tiny_llm import HIDDEN, make

LASTS_S = float(os.environ.get("EARSHOT_STRESS_S", "60"))
SEED = int(os.environ.get("EARSHOT_STRESS_SEED", "15"))
PATIENCE_S = 90.0
FAILS = 0.1  # of the calls of a model


class Hiccup(RuntimeError):
    """What a scripted model raises now and then."""


class FlakyRecogniser:
    """Fails one call in ten; its finals pass through a real child process with a language model."""

    def __init__(self, name: str, decoder: LlmTextDecoder, chance: random.Random) -> None:
        self.capabilities = SCRIPTED._replace(name=name) if hasattr(SCRIPTED, "_replace") else SCRIPTED
        self.decoder = decoder
        self._chance = chance
        self.hiccups = 0
        self.closed = False

    def may_fail(self) -> None:
        if self._chance.random() < FAILS:
            self.hiccups += 1
            raise Hiccup("a hiccup of the model")

    def begin(self, request: Request) -> FlakyUtterance:
        self.may_fail()
        return FlakyUtterance(self, request)

    def close(self) -> None:
        self.closed = True
        self.decoder.close()


class FlakyUtterance:
    def __init__(self, recogniser: FlakyRecogniser, request: Request) -> None:
        self._recogniser, self._request = recogniser, request

    def hypothesise(self, audio: np.ndarray) -> Hypothesis:
        self._recogniser.may_fail()
        return Hypothesis(said(audio))

    def finish(self, audio: np.ndarray) -> Hypothesis:
        self._recogniser.may_fail()
        draft = Hypothesis(said(audio), (), language="en")
        return self._recogniser.decoder.decode(Heard(rows(11), draft, None, len(audio)), self._request)

    def close(self) -> None:
        self._recogniser.may_fail()


def said(audio: np.ndarray) -> str:
    """A word for each half second."""
    return " ".join(f"word{at}" for at in range(1 + len(audio) // 8_000))
