"""Captions for others, started in the window: link, QR code, who reads along, and the end."""

from __future__ import annotations

import itertools
import json
import socket
from pathlib import Path

import httpx2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QScrollArea
from pytestqt.qtbot import QtBot
from websockets.sync.client import connect

from app.serving.caption_server import CaptionServer, ServedCaptions
from app.settings import Settings
from engine.errors import BadInput
from tests.support.ui_scripted import ScriptedController
from tests.support.ui_window import open_window
from ui.sharing.browser_page import BrowserPage
from ui.sharing.dialog import SharingDialog


def served_by(dialog: BrowserPage) -> ServedCaptions:
    assert dialog.served is not None
    return dialog.served


@pytest.fixture(autouse=True)
def any_port(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other tests may have a server, too."""
    monkeypatch.setattr(CaptionServer.start, "__defaults__", (False, 0))


def test_captions_are_shared_from_the_menu_until_they_are_not(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, tmp_path, ScriptedController())
    assert window.commands.share in window.live.header.more_menu.actions()
    window.commands.share.trigger()
    dialog = window.sharing.dialog.browser
    qtbot.mouseClick(dialog.act, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.served is not None, timeout=30_000)
    served = served_by(dialog)
    assert dialog.link.text() == served.link
    assert served.token is None
    assert not dialog.code.isVisible()
    with connect(f"{served.url.replace('http', 'ws')}/captions") as socket:
        assert json.loads(socket.recv(timeout=60))["type"] == "hello"
        qtbot.waitUntil(lambda: "127.0.0.1" in dialog.readers.text(), timeout=30_000)
    qtbot.mouseClick(dialog.act, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.served is None and dialog.act.isEnabled(), timeout=30_000)
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(f"{served.url}/health")


def test_the_end_of_the_window_ends_sharing(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, tmp_path, ScriptedController())
    window.commands.share.trigger()
    dialog = window.sharing.dialog.browser
    dialog.network.setChecked(True)
    qtbot.mouseClick(dialog.act, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.served is not None, timeout=30_000)
    served = dialog.served
    assert served.token
    assert dialog.code.isVisible()
    port = served.url.rpartition(":")[2]
    window.close()
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(f"http://127.0.0.1:{port}/health")


def test_a_failure_is_told_and_a_link_is_copied(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, tmp_path, ScriptedController())
    dialog = SharingDialog(tuple, Settings(), window).browser
    dialog.window().show()
    dialog.show_answer(BadInput("Port {port} is in use by another program.", "Choose another.", port=1))
    assert "Port 1" in dialog.state.text()
    dialog.show_answer(ServedCaptions("http://192.0.2.7:8781", "secret-token", True))
    assert dialog.state.isHidden()
    copy = next(each for each in dialog.findChildren(QPushButton) if each.accessibleName() == "Copy the link")
    copy.click()
    assert QGuiApplication.clipboard().text() == "http://192.0.2.7:8781/?token=secret-token"


def test_where_another_program_has_the_port_a_free_one_is_taken(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        monkeypatch.setattr(CaptionServer.start, "__defaults__", (False, taken))
        window = open_window(qtbot, tmp_path, ScriptedController())
        window.commands.share.trigger()
        dialog = window.sharing.dialog.browser
        qtbot.mouseClick(dialog.act, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: dialog.served is not None, timeout=30_000)
        assert not served_by(dialog).url.endswith(f":{taken}")
        window.close()


def test_on_a_small_screen_it_scrolls_and_nothing_covers_the_code(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, tmp_path, ScriptedController())
    window_of_it = SharingDialog(lambda: ("192.0.2.9",), Settings(), window)
    dialog = window_of_it.browser
    window_of_it.show()
    dialog.show_answer(ServedCaptions("http://192.0.2.7:8781", "secret-token", True))
    qtbot.waitUntil(lambda: dialog.code.isVisible())
    window_of_it.resize(400, 260)
    bar = window_of_it.findChild(QScrollArea).verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    parts = (dialog.act, dialog.link.parentWidget(), dialog.code, dialog.readers)
    for above, below in itertools.pairwise(parts):
        assert above.geometry().bottom() < below.geometry().top()
        assert below.geometry().right() <= dialog.width()
