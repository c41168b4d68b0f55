"""Prints what is cut of the pages on its screen: python -m tests.support.ui_whole LANGUAGE POINTS FOLDER"""

from __future__ import annotations

import sys
from collections.abc import Iterator
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
    for fault in menu_faults(application, window):
        print(fault)
    window.close()


def menu_faults(application: QApplication, window: MainWindow) -> Iterator[str]:
    """A menu that takes two columns, or more room than there is."""
    editor = window.vocabulary.page.editor
    assert editor is not None
    for menu in (window.live.header.more.menu(), editor.more.menu()):
        menu.popup(window.mapToGlobal(QPoint(0, 0)))
        application.processEvents()
        columns = {menu.actionGeometry(each).x() for each in menu.actions() if each.isVisible()}
        if len(columns) > 1:
            yield f"the menu with {menu.actions()[0].text()} has {len(columns)} columns"
        if menu.height() > window.screen().availableGeometry().height():
            yield f"the menu with {menu.actions()[0].text()} is {menu.height()} px high"
        menu.close()


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
