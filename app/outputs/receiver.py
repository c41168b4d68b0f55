"""The receiver of captions outside Earshot, and its errors: permanent, temporary, or nothing is live there."""

from __future__ import annotations

from typing import Protocol

from engine.errors import CaptioningError
from engine.events import Final, NothingSaid, Partial

Shown = Partial | Final | NothingSaid
KEEPS_TRYING = "Earshot keeps trying; finished captions wait."


class CaptionsRefused(CaptioningError):
    """Nothing will be taken until the user changes something."""


class ReceiverAway(CaptioningError):
    """It may take captions later. wait_s: as it asked, or None."""

    wait_s: float | None = None

    def asking(self, wait_s: float | None) -> ReceiverAway:
        self.wait_s = wait_s
        return self


class NotLive(ReceiverAway):
    """It has nothing to be captioned now: captions do not wait for it long."""


class CaptionReceiver(Protocol):
    """Used by one thread. Every method raises CaptionsRefused and ReceiverAway, and waits some seconds at most.

    note: what the user should know while captions are taken, a Sentence or "".
    """

    note: str

    def open(self) -> None:
        """Be ready for captions; nothing is done where it is."""

    def send(self, event: Shown) -> None:
        """After ReceiverAway, the same event is sent again: what was taken of it is not sent twice."""

    def rest(self) -> None:
        """Called now and then while there is nothing to send."""

    def end(self) -> None:
        """Leave nothing behind that is out of date, and let go."""

    def close(self) -> None:
        """Let go; fails never."""
