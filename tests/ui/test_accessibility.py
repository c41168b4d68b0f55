"""Every control of every page says what it is and what it does, and the keyboard reaches it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.support.ui_scripted import ScriptedController, final
from ui.common.banner import Kind
from ui.main_window import MainWindow

CONTROLS = (
    QAbstractButton,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QAbstractItemView,
    QAbstractSlider,
)
PAGES = ("live", "transcripts", "vocabulary", "models", "settings")


@pytest.fixture
def window(qtbot: QtBot, window: MainWindow, controller: ScriptedController) -> MainWindow:
    window.start()
    controller.post(final(1, "Good morning."))
    qtbot.waitUntil(lambda: len(window.live.pane.view.captions) == 1)
    window.banners.tell("a", Kind.WARNING, "The disk is almost full.", "Free some space.").offer("Show", lambda: None)
    return window


def controls(page: QWidget) -> Iterator[QWidget]:
    """What a person can use, without the parts that a control is made of."""
    for each in page.findChildren(QWidget):
        parent = each.parentWidget()
        part = isinstance(parent, QComboBox | QAbstractItemView | QLineEdit) or each.window() is not page.window()
        if isinstance(each, CONTROLS) and not isinstance(each, QScrollBar) and not part and each.isVisibleTo(page):
            yield each


def spoken(control: QWidget) -> str:
    """The name that a screen reader says."""
    name = control.accessibleName()
    if not name and isinstance(control, QAbstractButton):
        name = control.text().replace("&", "")
    return name.strip()


def explained(control: QWidget) -> bool:
    """A button with words needs no more; all else has a description, a hint or a placeholder."""
    if isinstance(control, QAbstractButton) and control.text().strip():
        return True
    hints = (control.accessibleDescription(), control.toolTip(), getattr(control, "placeholderText", str)())
    return any(hints)


@pytest.mark.parametrize("page", PAGES)
def test_every_control_is_named_and_described(qtbot: QtBot, window: MainWindow, page: str) -> None:
    shown = window.show_page(page)
    qtbot.waitUntil(shown.isVisible)
    found = list(controls(window))
    assert found
    assert [f"{type(each).__name__} {each.objectName()}" for each in found if not spoken(each)] == []
    assert [f"{spoken(each)} ({type(each).__name__})" for each in found if not explained(each)] == []


@pytest.mark.parametrize("page", PAGES)
def test_the_tab_key_reaches_every_control_that_is_seen(qtbot: QtBot, window: MainWindow, page: str) -> None:
    shown = window.show_page(page)
    qtbot.waitUntil(shown.isVisible)
    wanted = {each for each in controls(window) if each.isEnabled() and each.focusPolicy() & Qt.FocusPolicy.TabFocus}
    reached: list[QWidget | None] = []
    while (focus := QApplication.focusWidget()) not in reached:
        reached.append(focus)
        QTest.keyClick(focus or window, Qt.Key.Key_Tab)
    assert sorted(spoken(each) for each in wanted - set(reached)) == [], [spoken(each) for each in reached if each]


@pytest.mark.parametrize("page", PAGES)
def test_every_mouse_control_has_another_way_by_keyboard(qtbot: QtBot, window: MainWindow, page: str) -> None:
    """A button that takes no focus has a key of its own."""
    shown = window.show_page(page)
    qtbot.waitUntil(shown.isVisible)
    mouse_only = [
        each
        for each in controls(window)
        if isinstance(each, QAbstractButton) and each.isVisible() and each.focusPolicy() == Qt.FocusPolicy.NoFocus
    ]
    assert [spoken(each) for each in mouse_only if each.shortcut().isEmpty()] == []


def test_keys_and_clicks_lead_into_a_page_and_a_walk_along_the_sidebar_stays_there(
    qtbot: QtBot, window: MainWindow
) -> None:
    sidebar = window.frame.sidebar
    for number, name in enumerate(PAGES, 1):
        for button in sidebar.buttons.values():
            button.clearFocus()
        if name == "models":
            qtbot.mouseClick(sidebar.buttons[name], Qt.MouseButton.LeftButton)
        else:
            qtbot.keyClick(window, Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.ControlModifier)
        shown = window.frame.page(name)
        qtbot.waitUntil(partial(has_focus, shown))
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert window.live.pane.view.hasFocus()  # where the space bar pauses
    sidebar.buttons["settings"].setFocus()
    qtbot.keyClick(sidebar.buttons["settings"], Qt.Key.Key_Space)
    assert window.frame.shown == "settings"
    assert sidebar.buttons["settings"].hasFocus()


def has_focus(page: QWidget) -> bool:
    focused = QApplication.focusWidget()
    return focused is not None and (focused is page or page.isAncestorOf(focused))
