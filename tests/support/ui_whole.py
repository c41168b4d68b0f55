"""Prints what is cut of the pages on its screen: python -m tests.support.ui_whole LANGUAGE POINTS FOLDER"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QPoint, QRect
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QLabel, QWidget

from app.settings import Settings
from tests.support.ui_scripted import ScriptedController
from tests.support.ui_window import FORMATS
from ui.common.geometry_memory import GeometryMemory
from ui.common.theme import Theme
from ui.common.translation import install
from ui.main_window import MainWindow

LONGEST_MS, ROUNDING_PX = 3000, 1
PAGES = ("live", "transcripts", "vocabulary", "models", "settings")


def main() -> None:
    language, points, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    application = QApplication(sys.argv[:1])
    application.setFont(QFont("Nimbus Sans", points))  # as a desktop does
    install(application, language)
    settings = Settings(theme="light", interface_language=language)
    controller = ScriptedController()
    window = MainWindow(controller, settings, FORMATS, Theme(application, "light"), GeometryMemory(folder / "w.ini"))
    window.show()
    room = window.screen().availableGeometry()
    print(f"room {room.width()} x {room.height()} at {window.devicePixelRatioF():g}", file=sys.stderr)
    if not room.contains(QRect(room.topLeft(), window.size())):
        print(f"the window has {window.width()} x {window.height()}")
    for name in PAGES:
        if name in window.frame.sidebar.buttons:
            page = window.show_page(name)
            settle(application, page)
            window.grab().save(str(folder / f"{name}.png"))
            for fault in cut(window, page):
                print(f"{name}: {fault}")
    window.close()


def settle(application: QApplication, page: QWidget) -> None:
    """Until the workers' answers stand on the page, and are laid out."""
    clock = QElapsedTimer()
    clock.start()
    while clock.elapsed() < LONGEST_MS and not any(each.isVisible() for each in page.findChildren(QLabel)):
        application.processEvents()
    for _ in range(5):
        application.processEvents()


def cut(window: QWidget, page: QWidget) -> list[str]:
    """Visible widgets of the page that stand outside the window or have less room than their words need."""
    found = []
    for each in page.findChildren(QWidget):
        if not each.isVisible() or scrolled(each, page):
            continue
        place = QRect(each.mapTo(window, QPoint(0, 0)), each.size())
        if not window.rect().contains(place):
            found.append(f"{told(each)} stands outside, at {place.getRect()}")
        elif isinstance(each, QAbstractButton) and each.text() and each.width() < each.minimumSizeHint().width():
            found.append(f"{told(each)} has {each.width()} of {each.minimumSizeHint().width()} px")
        elif isinstance(each, QLabel) and each.height() + ROUNDING_PX < min(
            each.heightForWidth(each.width()), each.sizeHint().height()
        ):
            found.append(f"{told(each)} has {each.height()} of {each.heightForWidth(each.width())} px in height")
    return found


def scrolled(widget: QWidget, page: QWidget) -> bool:
    """It is reached by scrolling."""
    above = widget.parentWidget()
    while above is not None and above is not page:
        if isinstance(above, QAbstractScrollArea) and widget is not above.viewport():
            return True
        above = above.parentWidget()
    return False


def told(widget: QWidget) -> str:
    words = getattr(widget, "text", lambda: "")
    return f"{type(widget).__name__} {widget.objectName() or widget.accessibleName() or words()!r}"


if __name__ == "__main__":
    main()
