"""Shares one loaded model among clients: one call at a time, streams before files, clients in turn."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE_S = 10.0  # a file waits no longer for streams that never pause


class FairTurns:
    """A client's turn is one call of the model. Streams come before files, until a file has waited PATIENCE_S. Among
    equals the client that was served longest ago is next, so no client gets two turns while another waits.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._changed = threading.Condition()
        self._numbers = itertools.count(1)
        self._live: set[int] = set()
        self._served: dict[int, int] = {}
        self._waiting: dict[int, tuple[int, float]] = {}  # by ticket: whose it is, since when
        self._calls = itertools.count(1)
        self._taken = False
        self.busy_s = 0.0

    def join(self, live: bool) -> int:
        """A new client's number, for `of`."""
        with self._changed:
            number = next(self._numbers)
            if live:
                self._live.add(number)
            self._served[number] = 0
            return number

    def leave(self, number: int) -> None:
        with self._changed:
            self._live.discard(number)
            self._served.pop(number, None)

    @contextmanager
    def of(self, number: int) -> Iterator[None]:
        """The client's turn, once it has come."""
        with self._changed:
            ticket = next(self._numbers)  # a client may wait on two threads: a final beside partials
            self._waiting[ticket] = number, self._clock()
            try:
                while self._taken or self._next() != ticket:
                    self._changed.wait()
            finally:
                del self._waiting[ticket]
            self._taken = True
        begun_s = self._clock()
        try:
            yield
        finally:
            with self._changed:
                self.busy_s += self._clock() - begun_s
                self._taken = False
                if number in self._served:
                    self._served[number] = next(self._calls)
                self._changed.notify_all()

    def _next(self) -> int:
        now_s = self._clock()

        def rank(ticket: int) -> tuple[bool, int, float]:
            client, since_s = self._waiting[ticket]
            patient = client not in self._live and now_s - since_s < PATIENCE_S
            return patient, self._served.get(client, 0), since_s

        return min(self._waiting, key=rank)
