"""Reads JSON of a model's folder, which anybody may have written: bounded, finite, and of the expected types."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn, TypeVar

T = TypeVar("T")

MOST_BYTES = 64 << 20  # a tokenizer of 150,000 entries has 11 MB
_LARGEST = 1 << 62  # of a whole number: sizes, shapes and their sums stay in 64 bits


class NoJson(ValueError):
    """No JSON file, or no ordinary one; the text says why, as the end of a sentence about it."""


def read_json(path: Path, most_bytes: int = MOST_BYTES) -> Any:
    """The content of the file. Raises NoJson, OSError; FileNotFoundError where there is no ordinary file.

    Numbers are finite and whole ones below 2^62: NaN and Infinity, which Python would read, are refused.
    """
    if not path.is_file():  # a pipe would wait for a writer
        raise FileNotFoundError(f"{path.name} is no file")
    with path.open("rb") as file:
        raw = file.read(most_bytes + 1)
    if len(raw) > most_bytes:
        raise NoJson(f"it has more than {most_bytes >> 20} MB")
    try:
        found = json.loads(raw.decode("utf-8"), parse_float=_finite, parse_int=_moderate, parse_constant=_refuse)
        if b"\\ud" in raw.lower():  # half a character, which could neither be shown nor kept
            json.dumps(found, ensure_ascii=False).encode("utf-8")
        return found
    except NoJson:
        raise
    except (ValueError, RecursionError) as error:
        raise NoJson(str(error) if isinstance(error, ValueError) else "it is nested too deeply") from error


def text(fields: Mapping[str, Any], key: str) -> str:
    """Raises KeyError, NoJson where it is no text."""
    return _of_type(fields, key, str)


def texts(fields: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """Raises KeyError, NoJson where it is no list of texts."""
    found = _of_type(fields, key, list)
    if not all(isinstance(each, str) for each in found):
        raise NoJson(f"{key} is no list of texts")
    return tuple(found)


def table(fields: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Raises KeyError, NoJson where it is no object."""
    return _of_type(fields, key, dict)


def flag(fields: Mapping[str, Any], key: str) -> bool:
    """Raises KeyError, NoJson where it is neither true nor false."""
    return _of_type(fields, key, bool)


def _of_type(fields: Mapping[str, Any], key: str, kind: type[T]) -> T:
    value = fields[key]
    if not isinstance(value, kind):
        raise NoJson(f"{key} is {type(value).__name__} where {kind.__name__} was expected")
    return value


def _finite(number: str) -> float:
    value = float(number)
    return value if math.isfinite(value) else _refuse(number)


def _moderate(number: str) -> int:
    value = int(number)
    return value if abs(value) < _LARGEST else _refuse(number)


def _refuse(number: str) -> NoReturn:
    raise NoJson(f"{number[:20]} is no number that a model could have")
