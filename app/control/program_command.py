"""Commands to a running window from a terminal, the tray or a global key."""

from __future__ import annotations

from enum import Enum


class ProgramCommand(Enum):
    """The value is what goes over the socket, and the option of the command line."""

    SHOW = "show"
    TOGGLE = "toggle"
    PAUSE = "pause"
    OVERLAY = "overlay"
    MARK = "mark"
    QUIT = "quit"


MEANINGS = {
    ProgramCommand.SHOW: "bring the window of the running Earshot to the front",
    ProgramCommand.TOGGLE: "start captions in the running Earshot, or stop them",
    ProgramCommand.PAUSE: "pause captions in the running Earshot, or resume them",
    ProgramCommand.OVERLAY: "show the caption window of the running Earshot, or hide it",
    ProgramCommand.MARK: "mark this moment in the captions of the running Earshot",
    ProgramCommand.QUIT: "close the running Earshot; the last words are finished first",
}
