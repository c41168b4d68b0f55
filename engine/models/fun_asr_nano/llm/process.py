"""The program's side of the decoder process: starts it, sends it utterances, notices when it dies or hangs."""

from __future__ import annotations

import contextlib
import json
import logging
import queue
import subprocess
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from engine.errors import CaptioningError, ModelUnusable
from engine.isolation import children, messages
from engine.models.fun_asr_nano.llm import library, wire
from engine.models.fun_asr_nano.llm.errors import DecoderBusy, DecoderDied
from engine.models.fun_asr_nano.llm.job import DecodedAnswer, DecodeJob
from engine.models.fun_asr_nano.llm.worker import FUNCTION, Assignment
from engine.text.sentence import Sentence, from_json

log = logging.getLogger(__name__)

SILENT_S = 10.0  # without a heartbeat (one a second): the process is stopped or hangs
ANSWER_S, ANSWER_S_A_SECOND = 60.0, 20.0  # of sound; the slowest machines are far below
LOADING_S, LOADING_BYTES_A_SECOND = 60.0, 20e6  # of an old disk, and nothing of the file in memory
TAKING_S = 10.0  # a process reads what it is sent at once, whatever it computes
CLOSING_S = 2.0
_REST_S = 0.5  # between two looks at whether the wait is over

_ENDED = "The language model's process ended unexpectedly."
_SILENT = "The language model's process stopped answering and was ended."
_NONSENSE = "The language model's process answered nonsense and was ended."


@dataclass(frozen=True, slots=True)
class _Gone:
    """Takes the place of a message: no more will come."""

    why: str


class DecoderProcess:
    """One running decoder. Callers on several threads take turns; a dead one stays dead (see service.py for the next).

    Every wait has a bound. A process that gives no sign of life for SILENT_S is killed, and so is one that takes
    longer than `loading_bound_s` or `answer_bound_s`. Only time spent in waiting counts, so a computer that slept
    kills nothing.
    """

    def __init__(self, assignment: Assignment) -> None:
        """Raises ComponentMissing without llama.cpp, DecoderDied where the system starts no process."""
        library.libraries()
        self._assignment = assignment
        self._child = _started(assignment)
        self._messages: queue.SimpleQueue[messages.Message | _Gone] = queue.SimpleQueue()
        self._turn = threading.Lock()
        self._number = 0
        self._signs = 0  # of life, counted
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

    def wait_until_ready(self) -> int:
        """Wait for the model to be loaded; returns the width of its rows. Raises what prevented it."""
        message = self._next(_Wait(loading_bound_s(self._assignment), self._signs))
        with self._sense():
            if message["kind"] != "failed":
                return int(message["width"])
            fault = ModelUnusable(from_json(message["what"]), from_json(message["remedy"]))
        self.close()
        raise fault

    def decode(self, job: DecodeJob) -> DecodedAnswer:
        """Write one utterance down, after those that other threads have asked for.

        Raises DecoderDied when the process ends or hangs, DecoderBusy when its turn did not come within
        `answer_bound_s`, otherwise what the engine raises.
        """
        bound_s = answer_bound_s(job)
        if not self._turn.acquire(timeout=bound_s):
            raise DecoderBusy("The language model is busy with other text.", "Captions continue without it.")
        try:
            return self._decode(job, bound_s)
        finally:
            self._turn.release()

    def close(self) -> None:
        """End the process: asked to, it gets CLOSING_S, killed, KILLING_S. Closing twice is harmless."""
        with contextlib.suppress(messages.ConnectionLost), self._killed_after(CLOSING_S):
            messages.send(self._input, {"kind": "cancel", "number": self._number})
            messages.send(self._input, {"kind": "close"})
        if not children.end(self._child, CLOSING_S):
            log.error("the decoder process %d cannot be killed and is left behind", self._child.pid)
            return
        for thread in self._threads:
            thread.join(children.KILLING_S)
        children.close_pipes(self._child)

    @property
    def _input(self) -> IO[bytes]:
        assert self._child.stdin is not None
        return self._child.stdin

    def _decode(self, job: DecodeJob, bound_s: float) -> DecodedAnswer:
        self._number += 1
        try:
            with self._killed_after(TAKING_S):
                messages.send(self._input, *wire.job_message(self._number, job))
        except messages.ConnectionLost as error:
            raise self._death(_ENDED) from error
        wait = _Wait(bound_s, self._signs)
        while True:
            message = self._next(wait)
            if message.get("number") != self._number:
                continue  # not an answer to this job
            with self._sense():
                if message["kind"] == "failed":
                    failure = wire.failure_of(message)
                    break
                return wire.answer_of(message)
        raise failure

    def _next(self, wait: _Wait) -> messages.Message:
        while True:
            with contextlib.suppress(queue.Empty):
                message = self._messages.get(timeout=_REST_S)
                if isinstance(message, _Gone):
                    raise self._death(message.why)
                return message
            if (why := wait.over_after(_REST_S, self._signs)) is not None:
                raise self._death(why)

    @contextlib.contextmanager
    def _killed_after(self, seconds: float) -> Iterator[None]:
        """Kill a process that does not read: sending to it would block for ever once the pipe is full."""
        timer = threading.Timer(seconds, children.kill, (self._child,))
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    @contextlib.contextmanager
    def _sense(self) -> Iterator[None]:
        """End a process whose message has other fields than its kind."""
        try:
            yield
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise self._death(_NONSENSE) from error

    def _death(self, what: str) -> CaptioningError:
        """The process is killed where it still runs."""
        children.end(self._child, CLOSING_S if what is _ENDED else 0.0)
        log.warning("The decoder process ended with %s: %s", self._child.returncode, " ".join(self._last_words))
        return DecoderDied(what, "It restarts; captions continue without it until then.")

    def _listen(self, pipe: IO[bytes]) -> None:
        try:
            while True:
                message, _ = messages.receive(pipe)
                self._signs += 1
                if message["kind"] != "alive":
                    self._messages.put(message)
        except messages.ConnectionLost as lost:
            self._messages.put(_Gone(_NONSENSE if isinstance(lost, messages.BadMessage) else _ENDED))

    def _overhear(self, pipe: IO[bytes]) -> None:
        for line in pipe:
            self._last_words.append(line.decode("utf-8", "replace").strip())


@dataclass(slots=True)
class _Wait:
    """What is left of the wait for one answer. signs: of life, counted when one was last seen."""

    bound_s: float
    signs: int
    waited_s: float = 0.0
    silent_s: float = 0.0

    def over_after(self, seconds: float, signs: int) -> str | None:
        """Why it is over now that `seconds` more were spent in waiting, or None."""
        self.waited_s += seconds
        self.silent_s = self.silent_s + seconds if signs == self.signs else 0.0
        self.signs = signs
        if self.silent_s >= SILENT_S:
            return _SILENT
        if self.waited_s < self.bound_s:
            return None
        return Sentence("The language model took more than {seconds} s and was ended.", seconds=f"{self.bound_s:.0f}")


def answer_bound_s(job: DecodeJob) -> float:
    """The longest wait for an answer, in seconds."""
    return ANSWER_S + ANSWER_S_A_SECOND * job.audio_s


def loading_bound_s(assignment: Assignment) -> float:
    """The longest wait for the loading of a model, in seconds."""
    try:
        return LOADING_S + Path(assignment.path).stat().st_size / LOADING_BYTES_A_SECOND
    except OSError:
        return LOADING_S


def _started(assignment: Assignment) -> subprocess.Popen[bytes]:
    try:
        return children.start(FUNCTION, json.dumps(asdict(assignment)), errors=subprocess.PIPE)
    except OSError as error:  # no memory, or no process more
        raise DecoderDied(
            "The language model's process could not be started ({reason}).", "Close other programs.", reason=error
        ) from error
