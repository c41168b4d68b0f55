"""What a method that answers by a callback brings."""

from __future__ import annotations

import queue
from collections.abc import Callable
from typing import Any

PATIENCE_S = 60.0


def answer(ask: Callable[[Callable[[Any], None]], None]) -> Any:
    """ask: calls what it is given once, on any thread. Returns what that brought, of any type."""
    came: queue.Queue[object] = queue.Queue()
    ask(came.put)
    return came.get(timeout=PATIENCE_S)
