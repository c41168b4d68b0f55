"""How a failure is written down: its kind and its place in the program, never words that people said."""

from __future__ import annotations

import dis
import traceback
from collections.abc import Iterator
from pathlib import Path

from engine.errors import BadInput, CaptioningError

_ROOT = Path(__file__).resolve().parents[1]
_TELL_OF_CODE = (MemoryError, ImportError, NameError, AttributeError, TypeError)
_RAISES = ("RAISE_VARARGS", "RERAISE")


def kind_of(error: BaseException) -> str:
    """The class of `error`, and its message where that cannot hold what was said, or the name of a user's file."""
    message = _message(error)
    return f"{type(error).__qualname__}: {message}" if message else type(error).__qualname__


def trace_of(error: BaseException) -> str:
    """Where `error` was raised, one line a frame, and the errors that led to it; no lines of source."""
    return "\n".join(line for each in _chain(error) for line in (*_frames(each), kind_of(each)))


def _message(error: BaseException) -> str:
    if isinstance(error, CaptioningError):
        return "" if isinstance(error, BadInput) else error.what
    if isinstance(error, OSError):
        return error.strerror or ""  # without the file's name
    if isinstance(error, _TELL_OF_CODE) or type(error).__module__.startswith("onnxruntime"):
        return str(error)
    # A RuntimeError of a library describes its device or memory; one of Python code may quote anything.
    return str(error) if type(error) is RuntimeError and _raised_by_library(error) else ""


def _raised_by_library(error: BaseException) -> bool:
    """Native code raises while Python makes a call; Python code raises by an instruction of its own."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    if place is None:
        return False
    code, at = place.tb_frame.f_code, place.tb_lasti
    return not any(each.offset == at and each.opname in _RAISES for each in dis.get_instructions(code))


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The first cause first."""
    chain: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in chain:
        chain.append(following)
        hidden = following.__suppress_context__
        following = following.__cause__ or (None if hidden else following.__context__)
    return reversed(chain)


def _frames(error: BaseException) -> Iterator[str]:
    for frame in traceback.extract_tb(error.__traceback__):
        path = Path(frame.filename)
        short = path.relative_to(_ROOT) if path.is_relative_to(_ROOT) else Path(*path.parts[-3:])
        yield f"  {short.as_posix()}:{frame.lineno} in {frame.name}"
