"""Where text or sound goes while it leaves this computer, in the words of the window."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from app.control.departures import Departures
from ui.common.relay import Relay
from ui.common.sentences import translated


class DepartureWatch(QObject):
    """changed: the places, "" when nothing leaves any more, and what goes there, a sentence a line."""

    changed = Signal(str, str)

    def __init__(self, departures: Departures, parent: QObject) -> None:
        super().__init__(parent)
        self._departures = departures
        self._calls = Relay(lambda _: self.look())
        departures.followers.append(partial(self._calls.send, None))

    def look(self) -> None:
        now = self._departures.now
        places = dict.fromkeys(translated(each.to) for each in now)
        sentences = dict.fromkeys(translated(each.sentence) for each in now)
        self.changed.emit(", ".join(places), "\n".join(sentences))

    def put_away(self) -> None:
        self._calls.cut()
