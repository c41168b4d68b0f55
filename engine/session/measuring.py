"""Measures what a model costs on this machine, right after it was loaded."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

import numpy as np

from engine.models.recogniser import Recogniser, Request
from engine.session.scheduler import PassCosts
from engine.timeline import to_samples, to_seconds

log = logging.getLogger(__name__)

_STEP = to_samples(0.24)


def measure(recogniser: Recogniser, sound: np.ndarray, clock: Callable[[], float] = time.monotonic) -> PassCosts | None:
    """Time partials and one final pass of `sound` (float32 (n,), 16 kHz, a second or two of real speech).

    The first partial warms the model up and is not counted. None where the model fails: a session will report why.
    """
    try:
        return _measured(recogniser, sound, clock)
    except Exception:  # the edge to a model: a measurement must not keep a session from starting
        log.exception("the model could not be measured")
        return None


def _measured(recogniser: Recogniser, sound: np.ndarray, clock: Callable[[], float]) -> PassCosts:
    utterance = recogniser.begin(Request())
    try:
        partial_s = 0.0
        if recogniser.capabilities.partials:
            utterance.hypothesise(sound[:-_STEP])
            partial_s = _timed(lambda: utterance.hypothesise(sound), clock)
        final_s = _timed(lambda: utterance.finish(sound), clock)
    finally:
        utterance.close()
    return PassCosts(partial_s, final_s / to_seconds(len(sound)))


def _timed(work: Callable[[], object], clock: Callable[[], float]) -> float:
    began = clock()
    work()
    return clock() - began
