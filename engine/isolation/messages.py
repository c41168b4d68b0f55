"""Messages over a pipe between two processes: a JSON header and raw bytes, each with its length.

Nothing is unpickled, so a broken process can send nonsense but not code.
"""

from __future__ import annotations

import json
import os
import struct
import sys
from typing import IO, Any

_LENGTHS = struct.Struct("<II")
_LONGEST = 1 << 28  # bytes; over an hour of sound stays below

Message = dict[str, Any]
"""A header: JSON values under names that both sides know. 'kind', a string, says what it is."""


class ConnectionLost(Exception):
    """The other side is gone."""


class BadMessage(ConnectionLost):
    """The other side sends nonsense, so nothing that follows can be read."""


def send(pipe: IO[bytes], header: Message, payload: bytes = b"") -> None:
    """Write one message. Raises ConnectionLost if the other end is closed."""
    text = json.dumps(header).encode()
    try:
        pipe.write(_LENGTHS.pack(len(text), len(payload)) + text + payload)
        pipe.flush()
    except (OSError, ValueError) as error:
        raise ConnectionLost(str(error)) from error


def receive(pipe: IO[bytes]) -> tuple[Message, bytes]:
    """Read one message, waiting for it as long as the pipe is open: for a thread that does nothing else.

    Raises ConnectionLost at the end of the pipe, BadMessage for bytes that are no message.
    """
    header_length, payload_length = _LENGTHS.unpack(_exactly(pipe, _LENGTHS.size))
    if max(header_length, payload_length) > _LONGEST:
        raise BadMessage("a message of impossible length")
    try:
        header = json.loads(_exactly(pipe, header_length))
    except (ValueError, RecursionError) as error:
        raise BadMessage("a message without a valid header") from error
    if not isinstance(header, dict) or not isinstance(header.get("kind"), str):
        raise BadMessage("a message without a valid header")
    return header, _exactly(pipe, payload_length)


def claim_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """The child's side: keep the pipes for messages; whatever prints from now on goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return sys.stdin.buffer, answers


def _exactly(pipe: IO[bytes], count: int) -> bytes:
    try:
        found = pipe.read(count)
    except (OSError, ValueError) as error:
        raise ConnectionLost(str(error)) from error
    if len(found) < count:
        raise ConnectionLost("the pipe ended")
    return found
