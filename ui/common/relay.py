"""The way back from a worker thread to the GUI thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal


class Relay(QObject):
    """`send` may be called from any thread; `receive` is then called in the thread that made the relay.

    After `cut`, nothing arrives any more: a window that has gone is not called.
    """

    _sent = Signal(object)

    def __init__(self, receive: Callable[[object], None]) -> None:
        super().__init__()
        self._receive: Callable[[object], None] | None = receive
        self._sent.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def send(self, value: object) -> None:
        if self._receive is not None:
            self._sent.emit(value)

    def cut(self) -> None:
        self._receive = None

    def _deliver(self, value: object) -> None:
        if self._receive is not None:
            self._receive(value)
