"""Decoder processes that go wrong, each in its own way: functions for engine.isolation.children."""

from __future__ import annotations

import os
import struct
import threading
from collections.abc import Callable
from typing import IO

from engine.isolation import messages

WIDTH = 64


def garbage(_: list[str]) -> None:
    _serve(lambda answers, _: _write(answers, b"\xff" * 64))


def prose(_: list[str]) -> None:
    """A header of the right length that is no JSON object."""
    _serve(lambda answers, _: _write(answers, struct.pack("<II", 2, 0) + b"[]"))


def other_fields(_: list[str]) -> None:
    _serve(lambda answers, number: messages.send(answers, {"kind": "decoded", "number": number, "text": "?"}))


def closed_pipe(_: list[str]) -> None:
    """It closes its answers and lives on."""
    _serve(lambda answers, _: os.close(answers.fileno()))


def late(_: list[str]) -> None:
    """It shows that it lives, and never answers."""
    _serve(lambda answers, _: _live(answers))


def dumb(_: list[str]) -> None:
    """It takes the job, and is not heard of again."""
    _serve(lambda answers, _: None)


def never_ready(_: list[str]) -> None:
    answers = messages.claim_pipes()[1]
    _live(answers)


def deaf(_: list[str]) -> None:
    """It never reads, so it is not told to close either."""
    answers = messages.claim_pipes()[1]
    messages.send(answers, {"kind": "ready", "width": WIDTH})
    _live(answers)


def _serve(answer: Callable[[IO[bytes], int], None]) -> None:
    jobs, answers = messages.claim_pipes()
    messages.send(answers, {"kind": "ready", "width": WIDTH})
    while True:
        header, _ = messages.receive(jobs)
        if header["kind"] == "decode":
            answer(answers, header["number"])


def _write(pipe: IO[bytes], raw: bytes) -> None:
    pipe.write(raw)
    pipe.flush()


def _live(answers: IO[bytes]) -> None:
    while True:
        messages.send(answers, {"kind": "alive"})
        threading.Event().wait(0.05)
