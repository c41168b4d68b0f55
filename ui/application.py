"""Opens everything that is seen, and closes it again."""

from __future__ import annotations

import gc
import logging
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication

from app import log
from app.control.end_requests import EndRequests
from app.control.single_instance import SingleInstance
from app.exporters import export_formats
from app.folders import DIALOGS_NAME, QT_FOLDER, make_file, user_folders
from app.settings import LoadedSettings
from engine.errors import CaptioningError
from ui.common.first_paint import after_first_paint
from ui.common.geometry_memory import GeometryMemory
from ui.common.relay import Relay
from ui.common.symbols import application_icon
from ui.common.theme import Theme
from ui.common.translation import install, language_for
from ui.earshot_port import EarshotPort
from ui.library.ports import ExportFormats
from ui.main_window import MainWindow

if TYPE_CHECKING:
    from ui.program.program import Program

told = logging.getLogger(__name__)

WARM_UP_AFTER_MS = 300  # after the first paint: what the window asks for itself comes first


def run(
    earshot: EarshotPort,
    loaded: LoadedSettings,
    formats: ExportFormats | None = None,
    instance: SingleInstance | None = None,
) -> int:
    """Shows the window until it is closed; returns the exit status. formats: None for all that there are.

    instance: what takes the commands of other processes.

    The window reports settings that could not be used.
    """
    settings = loaded.settings
    config = user_folders().config
    window_file, _ = qt_files(config)
    # Qt's own file dialog keeps the folders that were visited, for all Qt programs in one file of the user's.
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(config / QT_FOLDER))
    application = QApplication(sys.argv[:1])
    application.setApplicationName("earshot")
    application.setApplicationDisplayName("Earshot")
    application.setDesktopFileName("earshot")
    application.setWindowIcon(application_icon())
    install(application, language_for(settings.interface_language))
    theme = Theme(application, settings.theme)
    memory = GeometryMemory(window_file)
    window = MainWindow(earshot, settings, export_formats() if formats is None else formats, theme, memory)
    beside: list[Program] = []
    asked = Relay(lambda times: _end(window, times == 2))
    window.complaints.tell(loaded)
    uncaught = Relay(lambda _: window.details.tell_of_failure())
    log.report_uncaught(lambda: uncaught.send(None))
    if log.crashed_before(user_folders().state):
        window.details.tell_of_crash()
    with EndRequests(asked.send):
        try:
            if not settings.introduced:
                window.show_first_page()
            window.show()
            after_first_paint(window, lambda: told.info("painted"))
            after_first_paint(window, lambda: import_module("ui.live.overlay.window"))  # a step by itself: 20 ms
            after_first_paint(window, lambda: window.show_overlay(memory.caption_window_open))
            after_first_paint(window, lambda: beside.append(_begin_beside(window, earshot, instance)))
            return application.exec()
        finally:
            log.report_uncaught(None)
            asked.cut()
            for program in beside:
                program.end()
            earshot.close()


def _begin_beside(window: MainWindow, earshot: EarshotPort, instance: SingleInstance | None) -> Program:
    """Nothing of this is needed to see the window, so it is neither imported nor made before."""
    from ui.program.program import Program

    gc.freeze()  # all that there is by now stays: it is not looked through again
    gc.enable()
    program = Program(window, earshot, instance)
    program.begin()
    for warm_up in (earshot.warm_up, program.warm_up):
        QTimer.singleShot(WARM_UP_AFTER_MS, window, warm_up)
    return program


def _end(window: MainWindow, at_once: bool) -> None:
    if at_once:
        window.leave_now()
    else:
        window.close()


def qt_files(config: Path) -> tuple[Path, Path]:
    """Where the windows stood, and what Qt's dialogs keep: made now, for this user alone, where they are missing.

    Qt keeps the rights of a file that is there; one that it makes itself is for everybody to read.
    """
    files = config / "window.ini", config / QT_FOLDER / DIALOGS_NAME
    for file in files:
        with suppress(CaptioningError):  # what cannot be kept there is not worth a failure
            make_file(file)
    return files
