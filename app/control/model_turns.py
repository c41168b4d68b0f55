"""Shares one loaded model between the running session and an earlier one that is still being improved."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np

    from engine.models.recogniser import Capabilities, Hypothesis, Recogniser, Request, Utterance

HANGS_S = 20.0  # no session waits longer for a call of another
QUIET_S = 1.0  # without a call of a newer session: most turns of a talk are taken sooner
BEHIND = -1  # the number of work for no session: it goes after all of them
PATIENCE_S = 5.0  # a former session waits no longer for that, else its captions would stay unfinished


class Turns(Protocol):
    """Who says when a client of a shared model may call it."""

    def of(self, session: int, /) -> AbstractContextManager[None]: ...


class ModelTurns:
    """Calls of one session at a time, which may make several at once. A newer session goes first.

    An older one waits until the newer is quiet, PATIENCE_S at most, and never interrupts a call.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._inside: Counter[int] = Counter()
        self._waiting: Counter[int] = Counter()
        self._left_s: dict[int, float] = {}

    @contextmanager
    def of(self, session: int) -> Iterator[None]:
        """session: its number, higher for a newer one. Raises TimeoutError where a call of another one hangs."""
        with self._changed:
            self._waiting[session] += 1
            try:
                self._wait(session)
            finally:
                self._waiting[session] -= 1
            self._inside[session] += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside[session] -= 1
                self._left_s[session] = time.monotonic()
                self._changed.notify_all()

    def _wait(self, session: int) -> None:
        since_s = time.monotonic()
        while True:
            if self._is_taken(session):
                hanging_s = since_s + HANGS_S - time.monotonic()
                if hanging_s <= 0:
                    raise TimeoutError("the model still works for another session")
                self._changed.wait(hanging_s)
            elif (quiet_s := min(self._quiet_from_s(session), since_s + PATIENCE_S) - time.monotonic()) > 0:
                self._changed.wait(quiet_s)
            else:
                return

    def _is_taken(self, session: int) -> bool:
        return any(self._inside[each] or each > session for each in self._inside + self._waiting if each != session)

    def _quiet_from_s(self, session: int) -> float:
        """When newer ones will have made no call for QUIET_S."""
        return max((left_s for each, left_s in self._left_s.items() if each > session), default=-QUIET_S) + QUIET_S


class SharedRecogniser:
    """A recogniser in the hands of one session, which asks for its turn before each call."""

    def __init__(self, recogniser: Recogniser, turns: Turns, session: int) -> None:
        self._recogniser, self._turns, self._session = recogniser, turns, session

    @property
    def capabilities(self) -> Capabilities:
        return self._recogniser.capabilities

    def begin(self, request: Request) -> Utterance:
        with self._turns.of(self._session):
            begun = self._recogniser.begin(request)
        return _SharedUtterance(begun, self._turns, self._session, self.capabilities.together)

    def close(self) -> None:
        """Nothing: the model stays loaded for the next session."""


class _SharedUtterance:
    """together: finals need no turn, as another machine computes them, all at once."""

    def __init__(self, utterance: Utterance, turns: Turns, session: int, together: bool) -> None:
        self._utterance, self._turns, self._session = utterance, turns, session
        self._together = together

    def hypothesise(self, audio: np.ndarray) -> Hypothesis:
        with self._turns.of(self._session):
            return self._utterance.hypothesise(audio)

    def finish(self, audio: np.ndarray) -> Hypothesis:
        with nullcontext() if self._together else self._turns.of(self._session):
            return self._utterance.finish(audio)

    def close(self) -> None:
        with self._turns.of(self._session):
            self._utterance.close()
