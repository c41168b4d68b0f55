"""Carries out what is asked of the window from outside it: by a terminal, the tray, a key of the desktop."""

from __future__ import annotations

import os
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.control.program_command import ProgramCommand
from app.control.single_instance import CommandRequest, SingleInstance
from ui.commands import Commands
from ui.common.relay import Relay


class CommandedWindow(Protocol):
    """What of the main window is needed here."""

    @property
    def commands(self) -> Commands: ...

    def window(self) -> QWidget: ...


def obey(window: CommandedWindow, command: ProgramCommand, activation: str = "") -> None:
    """As if the user had pressed its button. activation: see `bring_forward`."""
    commands = window.commands
    match command:
        case ProgramCommand.SHOW:
            bring_forward(window.window(), activation)
        case ProgramCommand.TOGGLE:
            commands.start_stop.trigger()
        case ProgramCommand.PAUSE:
            commands.pause.trigger()
        case ProgramCommand.OVERLAY:
            commands.overlay.trigger()
        case ProgramCommand.MARK:
            commands.mark.trigger()
        case ProgramCommand.QUIT:
            commands.leave.trigger()


def bring_forward(window: QWidget, activation: str = "") -> None:
    """Also out of the tray or from an icon. activation: the token with which Wayland lets a window do that."""
    if activation:
        os.environ["XDG_ACTIVATION_TOKEN"] = activation  # where Qt looks for it
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()


class Visits:
    """Commands of other processes, carried out in the GUI thread."""

    def __init__(self, window: CommandedWindow, instance: SingleInstance) -> None:
        self._window = window
        self._relay = Relay(self._take)
        self._instance = instance

    def begin(self) -> None:
        self._instance.listen(self._relay.send)

    def cut(self) -> None:
        self._relay.cut()

    def _take(self, request: object) -> None:
        if isinstance(request, CommandRequest) and request.accept():
            obey(self._window, request.command, request.activation)
