"""The starter's process. pocketsphinx keeps Python's lock while it computes, a second and more at the end of an
utterance: in our own process it would stop the window, and the audio callback, for as long."""

from __future__ import annotations

import contextlib
import logging
import subprocess
import threading
from collections.abc import Iterable
from typing import IO

from engine.errors import CaptioningError, ComponentMissing
from engine.events import Word
from engine.isolation import children
from engine.isolation.messages import ConnectionLost, Message, claim_pipes, receive, send
from engine.models.starter.decoder import Decoder

log = logging.getLogger(__name__)

FUNCTION = f"{__name__}:serve"
_CLOSING_S = 2.0


class StarterDied(CaptioningError):
    """The process ended while it was needed."""


class StarterProcess:
    """The program's side: asks, waits for the answer. One thread at a time."""

    def __init__(self) -> None:
        """Start the process and wait until its first decoder is loaded. Raises ComponentMissing, StarterDied."""
        self._child = children.start(FUNCTION)
        self._lock = threading.Lock()
        self._decoders = 0
        try:
            self._ask({"kind": "hello"})
        except CaptioningError:
            self.close()
            raise

    @property
    def process_id(self) -> int:
        return self._child.pid

    @property
    def alive(self) -> bool:
        return self._child.poll() is None

    def decoder(self) -> RemoteDecoder:
        """A further decoder; each keeps its own utterance and its own vocabulary."""
        self._decoders += 1
        return RemoteDecoder(self, self._decoders)

    def ask(self, number: int, kind: str, payload: bytes = b"", **more: object) -> Message:
        return self._ask({"kind": kind, "decoder": number, **more}, payload)

    def close(self) -> None:
        """End the process. Closing twice is harmless."""
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()  # the end of its input is what it waits for
        try:
            self._child.wait(_CLOSING_S)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()

    def _ask(self, header: Message, payload: bytes = b"") -> Message:
        with self._lock:
            try:
                send(_pipe(self._child.stdin), header, payload)
                answer, _ = receive(_pipe(self._child.stdout))
            except ConnectionLost as lost:
                self._child.kill()  # it may still be on its way out; from here on it counts as dead
                self._child.wait()
                raise StarterDied(
                    "The starter recogniser's process ended unexpectedly.", "It is started again by itself."
                ) from lost
        if answer["kind"] == "missing":
            raise ComponentMissing(answer["what"], answer["remedy"])
        return answer


class RemoteDecoder:
    """A Decoder of the process; the methods are those of engine.models.starter.decoder."""

    def __init__(self, process: StarterProcess, number: int) -> None:
        self._process = process
        self._number = number

    @property
    def alive(self) -> bool:
        return self._process.alive

    def learn(self, hotwords: Iterable[str]) -> tuple[str, ...]:
        """Teach these words; returns those of them that can be recognised now."""
        wanted = list(hotwords)
        return tuple(self._ask("learn", words=wanted)["known"]) if wanted else ()

    def stream(self, pcm: bytes) -> str:
        """More of the utterance, 16-bit samples; the text so far."""
        return str(self._ask("stream", pcm)["text"])

    def whole(self, pcm: bytes) -> tuple[Word, ...]:
        """The words of a whole utterance, 16-bit samples."""
        words = self._ask("whole", pcm)["words"]
        return tuple(Word(text, start, end, probability) for text, start, end, probability in words)

    def abandon(self) -> None:
        """Leave the open utterance. A process that is gone has none."""
        with contextlib.suppress(StarterDied):
            self._ask("abandon")

    def _ask(self, kind: str, payload: bytes = b"", **more: object) -> Message:
        return self._process.ask(self._number, kind, payload, **more)


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # both were asked for
    return pipe


def serve(arguments: list[str]) -> None:
    """The child's life: questions on stdin, answers to stdout, until the program closes the pipe or is gone."""
    questions, answers = claim_pipes()
    decoders: dict[int, Decoder] = {}
    with contextlib.suppress(ConnectionLost):
        while True:
            question, payload = receive(questions)
            send(answers, _answer(decoders, question, payload))


def _answer(decoders: dict[int, Decoder], question: Message, payload: bytes) -> Message:
    number = question.get("decoder", 1)
    try:
        if number not in decoders:
            decoders[number] = Decoder()
    except ComponentMissing as missing:
        return {"kind": "missing", "what": missing.what, "remedy": missing.remedy}
    decoder = decoders[number]
    match question["kind"]:
        case "learn":
            decoder.learn(question["words"])
            return {"kind": "learnt", "known": [word for word in question["words"] if decoder.knows(word)]}
        case "stream":
            decoder.stream(payload)
            return {"kind": "heard", "text": decoder.text()}
        case "whole":
            decoder.whole(payload)
            words = [(word.text, word.start, word.end, word.probability) for word in decoder.words()]
            return {"kind": "heard", "words": words}
        case "abandon":
            decoder.abandon()
    return {"kind": "done"}
