"""How many posts an address has had: YouTube's counter goes on within a stream, also when the program starts anew."""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from pathlib import Path

from app.files import write_private
from app.folders import make_folder
from engine.errors import CaptioningError

log = logging.getLogger(__name__)

MOST = 20  # addresses; the one that was used longest ago goes first
_LONGEST = 10**12


class PostNumbers:
    """Any thread may call. Addresses are secrets: the file `path` has their hashes alone.

    Where it can be neither read nor written, numbers go on from what is known since the start of the program.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._numbers: dict[str, int] | None = None

    def last(self, address: str) -> int:
        """0 where none is known."""
        with self._lock:
            return self._known().get(_hash(address), 0)

    def note(self, address: str, number: int) -> None:
        with self._lock:
            known = self._known()
            known.pop(_hash(address), None)
            known[_hash(address)] = number
            while len(known) > MOST:
                del known[next(iter(known))]
            try:
                make_folder(self._path.parent)
                write_private(self._path, json.dumps(known).encode())
            except (OSError, CaptioningError) as failed:
                log.warning("the number of a post was not kept: %s", failed)

    def _known(self) -> dict[str, int]:
        if self._numbers is None:
            self._numbers = _read(self._path)
        return self._numbers


def _read(path: Path) -> dict[str, int]:
    try:
        numbers = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(numbers, dict):
        return {}
    return {each: number for each, number in numbers.items() if type(number) is int and 0 <= number <= _LONGEST}


def _hash(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()
