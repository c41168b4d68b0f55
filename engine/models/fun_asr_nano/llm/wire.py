"""Messages between the program and its decoder process: a JSON header and raw bytes, each with its length.

Nothing is unpickled, so a process gone mad can send nonsense but not code.
"""

from __future__ import annotations

import json
import struct
from dataclasses import asdict
from typing import IO, Any

import numpy as np

from engine.errors import CaptioningError
from engine.models.fun_asr_nano.llm import errors
from engine.models.fun_asr_nano.llm.job import Counters, Decoded, DraftSource, Ending, Job
from engine.models.fun_asr_nano.llm.prompt import Wish

_LENGTHS = struct.Struct("<II")
_LONGEST = 1 << 28  # bytes; an hour of rows stays below
_KINDS = {kind.__name__: kind for kind in (errors.SpanRefused, errors.PromptTooLong, errors.DecoderFailed)}

Message = dict[str, Any]
"""A header: JSON values under names that both sides know. 'kind' says what it is."""


class ConnectionLost(Exception):
    """The other side is gone, or what it sends is no message."""


def send(pipe: IO[bytes], header: Message, payload: bytes = b"") -> None:
    """Write one message. Raises ConnectionLost where nobody reads any more."""
    text = json.dumps(header).encode()
    try:
        pipe.write(_LENGTHS.pack(len(text), len(payload)) + text + payload)
        pipe.flush()
    except (OSError, ValueError) as error:
        raise ConnectionLost(str(error)) from error


def receive(pipe: IO[bytes]) -> tuple[Message, bytes]:
    """Read one message, waiting for it. Raises ConnectionLost at the end of the pipe."""
    header_length, payload_length = _LENGTHS.unpack(_exactly(pipe, _LENGTHS.size))
    if max(header_length, payload_length) > _LONGEST:
        raise ConnectionLost("a message of impossible length")
    try:
        header = json.loads(_exactly(pipe, header_length))
    except ValueError as error:
        raise ConnectionLost("a message that is none") from error
    return header, _exactly(pipe, payload_length)


def job_message(number: int, job: Job) -> tuple[Message, bytes]:
    fields = {name: getattr(job, name) for name in ("audio_s", "draft", "temperature", "seed", "most_tokens")}
    rows = np.ascontiguousarray(job.rows, dtype=np.float32)
    header = {
        "kind": "decode",
        "number": number,
        "shape": list(rows.shape),
        "source": job.source.value,
        "wish": asdict(job.wish),
        **fields,
    }
    return header, rows.tobytes()


def job_of(header: Message, payload: bytes) -> Job:
    wish = dict(header["wish"], hotwords=tuple(header["wish"]["hotwords"]))
    return Job(
        rows=np.frombuffer(payload, np.float32).reshape(header["shape"]),
        wish=Wish(**wish),
        source=DraftSource(header["source"]),
        **{name: header[name] for name in ("audio_s", "draft", "temperature", "seed", "most_tokens")},
    )


def answer_message(number: int, decoded: Decoded) -> Message:
    return {
        "kind": "decoded",
        "number": number,
        "text": decoded.text,
        "tokens": list(decoded.tokens),
        "ending": decoded.ending.value,
        "counters": asdict(decoded.counters),
    }


def answer_of(header: Message) -> Decoded:
    return Decoded(header["text"], tuple(header["tokens"]), Ending(header["ending"]), Counters(**header["counters"]))


def failure_message(number: int, error: CaptioningError) -> Message:
    return {
        "kind": "failed",
        "number": number,
        "error": type(error).__name__,
        "what": error.what,
        "remedy": error.remedy,
    }


def failure_of(header: Message) -> CaptioningError:
    if header["error"] == errors.DecodingCancelled.__name__:
        return errors.DecodingCancelled()
    kind = _KINDS.get(header["error"], errors.DecoderFailed)
    return kind(header["what"], header["remedy"])


def _exactly(pipe: IO[bytes], count: int) -> bytes:
    try:
        found = pipe.read(count)
    except (OSError, ValueError) as error:
        raise ConnectionLost(str(error)) from error
    if len(found) < count:
        raise ConnectionLost("the pipe ended")
    return found
