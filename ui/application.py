"""Opens everything that is seen, and closes it again."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication

from app import log
from app.control.end_requests import EndRequests
from app.folders import make_file, user_folders
from app.live import export_formats
from app.settings import LoadedSettings
from engine.errors import CaptioningError
from ui.common.geometry_memory import GeometryMemory
from ui.common.relay import Relay
from ui.common.symbols import application_icon
from ui.common.theme import Theme
from ui.common.translation import install, language_for
from ui.main_window import MainWindow
from ui.ports import CaptionController, ExportFormats

WARM_UP_AFTER_MS = 300  # the window is painted first


def run(controller: CaptionController, loaded: LoadedSettings, formats: ExportFormats | None = None) -> int:
    """Shows the window until it is closed; returns the exit status. formats: None for all that there are.

    What of the settings file could not be used is told in the window.
    """
    settings = loaded.settings
    config = user_folders().config
    window_file, _ = qt_files(config)
    # Qt's own file dialog keeps the folders that were visited, for all Qt programs in one file of the user's.
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(config / "qt"))
    application = QApplication(sys.argv[:1])
    application.setApplicationName("earshot")
    application.setApplicationDisplayName("Earshot")
    application.setDesktopFileName("earshot")
    application.setWindowIcon(application_icon())
    install(application, language_for(settings.interface_language))
    theme = Theme(application, settings.theme)
    memory = GeometryMemory(window_file)
    window = MainWindow(controller, settings, export_formats() if formats is None else formats, theme, memory)
    asked = Relay(lambda times: _end(window, times == 2))
    window.complaints.tell(loaded)
    uncaught = Relay(lambda _: window.details.tell_of_failure())
    log.tell_uncaught(lambda: uncaught.send(None))
    if log.crashed_before(user_folders().state):
        window.details.tell_of_crash()
    with EndRequests(asked.send):
        try:
            window.show()
            window.show_overlay(memory.caption_window_open)
            QTimer.singleShot(WARM_UP_AFTER_MS, controller.warm_up)
            return application.exec()
        finally:
            log.tell_uncaught(None)
            asked.cut()
            controller.close()


def _end(window: MainWindow, at_once: bool) -> None:
    if at_once:
        window.leave_now()
    else:
        window.close()


def qt_files(config: Path) -> tuple[Path, Path]:
    """Where the windows stood, and what Qt's dialogs keep: made now, for this user alone, where they are missing.

    Qt keeps the rights of a file that is there; one that it makes itself is for everybody to read.
    """
    files = config / "window.ini", config / "qt" / "QtProject.conf"
    for file in files:
        with suppress(CaptioningError):  # what cannot be kept there is not worth a failure
            make_file(file)
    return files
