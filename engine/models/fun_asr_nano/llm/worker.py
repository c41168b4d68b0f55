"""The decoder process: loads one model, writes utterances down, and can die without taking captions with it.

Where the model computes on another machine, the process loads the vocabulary alone and lays out prompts.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from engine.errors import CaptioningError
from engine.isolation import messages
from engine.isolation.messages import claim_pipes
from engine.models.fun_asr_nano.llm import model, wire
from engine.models.fun_asr_nano.llm.context import ContextOptions, LlamaContext
from engine.models.fun_asr_nano.llm.engine import DecodingEngine, PromptEngine
from engine.models.fun_asr_nano.llm.weights import inspect

FUNCTION = f"{__name__}:serve"
SIGN_OF_LIFE_S = 1.0
"""Between two messages by which the program knows that the process runs, whatever it computes."""

BIG_BYTES = 2_000_000_000
"""A decoder from this size on writes behind the speaker anyway: it gives way to the partials, which must not wait."""
_YIELDING = 10


@dataclass(frozen=True, slots=True)
class Assignment:
    """What the process is to load. prompts_only: the vocabulary; it then answers with the tokens of prompts."""

    path: str
    positions: int
    threads: int
    exact: bool
    gpu_layers: int
    prompts_only: bool = False
    beams: int = 1


def serve(arguments: list[str]) -> None:
    """The child's life: argument 0 is an Assignment as JSON; jobs come on stdin, answers go to stdout."""
    jobs, answers = claim_pipes()
    threading.Thread(target=_show_life, args=(answers,), daemon=True, name="decoder-pulse").start()
    worker = _Worker(answers)
    threading.Thread(target=worker.listen, args=(jobs,), daemon=True, name="decoder-ears").start()
    worker.work(Assignment(**json.loads(arguments[0])))
    os._exit(0)  # an ordinary end waits a second for the lock that the listening thread holds, then aborts


def _show_life(answers: IO[bytes]) -> None:
    """A thread of its own, because a computation may take longer; llama.cpp computes without Python's lock."""
    with contextlib.suppress(messages.ConnectionLost):
        while True:
            messages.send(answers, {"kind": "alive"})
            time.sleep(SIGN_OF_LIFE_S)


class _Worker:
    """Two threads: one listens, so that a cancellation arrives in the middle of a computation; one computes."""

    def __init__(self, answers: IO[bytes]) -> None:
        self._answers = answers
        self._jobs: queue.SimpleQueue[tuple[messages.Message, bytes]] = queue.SimpleQueue()
        self._cancelled = -1  # number of the newest job that was cancelled

    def listen(self, pipe: IO[bytes]) -> None:
        while True:
            try:
                header, payload = messages.receive(pipe)
            except messages.ConnectionLost:
                os._exit(0)  # the program is gone or closed the pipe: no one will read an answer
            if header["kind"] == "cancel":
                self._cancelled = max(self._cancelled, header["number"])
            else:
                self._jobs.put((header, payload))

    def work(self, assignment: Assignment) -> None:
        try:
            engine = self._load(assignment)
        except CaptioningError as error:
            messages.send(self._answers, wire.failure_message(0, error))
            return
        with contextlib.closing(engine), contextlib.suppress(messages.ConnectionLost):
            messages.send(self._answers, {"kind": "ready", "width": engine.width})
            while (job := self._jobs.get())[0]["kind"] == "decode":
                self._answer(engine, *job)

    def _load(self, assignment: Assignment) -> DecodingEngine | PromptEngine:
        file = inspect(Path(assignment.path))
        if assignment.prompts_only:
            return PromptEngine(model.load(file, vocabulary_only=True))
        if file.size >= BIG_BYTES and hasattr(os, "nice"):
            os.nice(_YIELDING)  # before llama.cpp starts threads, which inherit it
        llama = model.load(file, gpu_layers=assignment.gpu_layers)
        options = ContextOptions(assignment.positions, assignment.threads, assignment.exact, assignment.beams)
        return DecodingEngine(LlamaContext(llama, options))

    def _answer(self, engine: DecodingEngine | PromptEngine, header: messages.Message, payload: bytes) -> None:
        number = header["number"]
        try:
            decoded = engine.decode(wire.job_of(header, payload), lambda: self._cancelled >= number)
        except CaptioningError as error:
            messages.send(self._answers, wire.failure_message(number, error))
        else:
            messages.send(self._answers, wire.answer_message(number, decoded))
