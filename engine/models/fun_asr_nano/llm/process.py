"""The program's side of the decoder process: starts it, hands it utterances, notices when it dies."""

from __future__ import annotations

import contextlib
import json
import logging
import queue
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import IO

from engine.errors import CaptioningError, ModelUnusable
from engine.isolation import children, messages
from engine.models.fun_asr_nano.llm import library, wire
from engine.models.fun_asr_nano.llm.context import never
from engine.models.fun_asr_nano.llm.errors import DecoderDied
from engine.models.fun_asr_nano.llm.job import Decoded, Job
from engine.models.fun_asr_nano.llm.worker import FUNCTION, Assignment

log = logging.getLogger(__name__)

_LOADING_TIMEOUT_S = 300.0
_ANSWER_TIMEOUT_S = 60.0  # beyond _SLOWEST times the sound; a process that says nothing for so long hangs
_SLOWEST = 20.0
_TAKING_S = 20.0  # a process reads what it is sent at once, whatever it computes
_LOOK_S = 0.02  # how often a cancellation is looked for
_CLOSING_S = 2.0

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class _Gone:
    """In place of a message: the process has ended."""


class DecoderProcess:
    """One running decoder. One thread decodes at a time; a dead one stays dead (see decoder.py for the next)."""

    def __init__(self, assignment: Assignment) -> None:
        """Raises ComponentMissing without llama.cpp, DecoderDied where the system starts no process."""
        library.libraries()
        self._child = _started(assignment)
        self._messages: queue.SimpleQueue[messages.Message | _Gone] = queue.SimpleQueue()
        self._number = 0
        self._last_words: deque[str] = deque(maxlen=20)
        self._threads = [
            threading.Thread(target=work, args=(pipe,), daemon=True, name=name)
            for work, pipe, name in (
                (self._listen, self._child.stdout, "decoder-answers"),
                (self._overhear, self._child.stderr, "decoder-stderr"),
            )
        ]
        for thread in self._threads:
            thread.start()

    @property
    def process_id(self) -> int:
        return self._child.pid

    @property
    def alive(self) -> bool:
        return self._child.poll() is None

    def wait_until_ready(self, progress: Progress = lambda _: None) -> int:
        """Wait for the model to be loaded; returns the width of its rows. Raises what prevented it."""
        deadline = time.monotonic() + _LOADING_TIMEOUT_S
        while True:
            message = self._next(deadline, never)
            if message["kind"] == "loading":
                progress(message["share"])
            elif message["kind"] == "failed":
                self.close()
                raise ModelUnusable(message["what"], message["remedy"])
            else:
                return int(message["width"])

    def decode(self, job: Job, cancelled: Callable[[], bool] = never) -> Decoded:
        """Write one utterance down. `cancelled` is asked every 20 ms.

        Raises DecoderDied when the process ends or hangs, otherwise what the engine raises.
        """
        self._number += 1
        try:
            with self._killed_after(_TAKING_S):
                messages.send(self._input, *wire.job_message(self._number, job))
        except messages.ConnectionLost as error:
            raise self._death() from error
        deadline = time.monotonic() + _ANSWER_TIMEOUT_S + _SLOWEST * job.audio_s
        while True:
            message = self._next(deadline, cancelled)
            if message.get("number") != self._number:
                continue  # the answer to a job that was cancelled after it was done
            if message["kind"] == "failed":
                raise wire.failure_of(message)
            return wire.answer_of(message)

    def close(self) -> None:
        """End the process; it gets two seconds to free what it holds. Closing twice is harmless."""
        with contextlib.suppress(messages.ConnectionLost), self._killed_after(_CLOSING_S):
            messages.send(self._input, {"kind": "cancel", "number": self._number})
            messages.send(self._input, {"kind": "close"})
        try:
            self._child.wait(_CLOSING_S)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        for thread in self._threads:
            thread.join(_CLOSING_S)
        for pipe in (self._child.stdin, self._child.stdout, self._child.stderr):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    @property
    def _input(self) -> IO[bytes]:
        assert self._child.stdin is not None
        return self._child.stdin

    def _next(self, deadline: float, cancelled: Callable[[], bool]) -> messages.Message:
        told = False
        while True:
            with contextlib.suppress(queue.Empty):
                message = self._messages.get(timeout=_LOOK_S if cancelled is not never else 1.0)
                if isinstance(message, _Gone):
                    raise self._death()
                return message
            if not told and cancelled():
                told = True
                with contextlib.suppress(messages.ConnectionLost), self._killed_after(_TAKING_S):
                    messages.send(self._input, {"kind": "cancel", "number": self._number})
            if time.monotonic() > deadline:
                self._child.kill()
                raise self._death()

    @contextlib.contextmanager
    def _killed_after(self, seconds: float) -> Iterator[None]:
        """A process that hangs reads nothing: what is sent to it would wait for ever once the pipe is full."""
        timer = threading.Timer(seconds, self._child.kill)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _death(self) -> CaptioningError:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._child.wait(_CLOSING_S)
        log.warning("The decoder process ended with %s: %s", self._child.returncode, " ".join(self._last_words))
        return DecoderDied(
            "The language model's process ended unexpectedly.",
            "It is being started again; captions go on without it until then.",
        )

    def _listen(self, pipe: IO[bytes]) -> None:
        try:
            while True:
                self._messages.put(messages.receive(pipe)[0])
        except messages.ConnectionLost:
            self._messages.put(_Gone())

    def _overhear(self, pipe: IO[bytes]) -> None:
        for line in pipe:
            self._last_words.append(line.decode("utf-8", "replace").strip())


def _started(assignment: Assignment) -> subprocess.Popen[bytes]:
    try:
        return children.start(FUNCTION, json.dumps(asdict(assignment)), errors=subprocess.PIPE)
    except OSError as error:  # no memory, or no process more
        raise DecoderDied(
            f"The language model's process could not be started ({error}).", "Close other programs."
        ) from error
