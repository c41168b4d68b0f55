"""Files in the window: dropped or chosen, seen on their way, opened when they are done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from app.choices import LiveState
from app.control.queued_files import FileState, QueuedFile
from engine.errors import BadInput
from tests.support.ui_scripted import ScriptedController
from ui.files.panel import FilesPanel
from ui.files.row import FileRow
from ui.main_window import MainWindow

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(window: MainWindow, controller: ScriptedController) -> Iterator[MainWindow]:
    yield window
    controller.state = LiveState.IDLE
    window.close()


def panel_of(qtbot: QtBot, window: MainWindow) -> FilesPanel:
    panel = window.show_page("transcripts").findChild(FilesPanel)
    assert isinstance(panel, FilesPanel)
    return panel


def row_of(panel: FilesPanel, number: int) -> FileRow:
    return panel.rows[number]


def drop(window: MainWindow, *addresses: str) -> bool:
    """Whether the window took them."""
    dropped = QMimeData()
    dropped.setUrls([QUrl(each) for each in addresses])
    place, actions, none = QPointF(50, 50), Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(place.toPoint(), actions, dropped, LEFT, none)
    entering.ignore()
    QApplication.sendEvent(window, entering)
    if entering.isAccepted():
        QApplication.sendEvent(window, QDropEvent(place, actions, dropped, LEFT, none))
    return entering.isAccepted()


@pytest.mark.parametrize("page", ["live", "vocabulary", "settings"])
def test_files_dropped_onto_any_page_go_into_the_queue(window, controller, tmp_path, page):
    window.show_page(page)
    files = [tmp_path / "a b.mp3", tmp_path / "采访.mp4"]
    assert drop(window, *(QUrl.fromLocalFile(str(each)).toString() for each in files))
    assert controller.files.calls[-1] == files
    assert window.frame.shown == "transcripts"


def test_a_web_address_is_no_file(window, controller):
    assert not drop(window, "https://example.org/talk.mp3")
    assert controller.files.calls in ([], ["restore"])


def test_the_dialog_takes_several_files_also_while_captions_run(qtbot, window, controller, tmp_path):
    window.start()
    window.commands.open_file.trigger()
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.fileMode() is QFileDialog.FileMode.ExistingFiles
    dialog.filesSelected.emit([str(tmp_path / "a.wav"), str(tmp_path / "b.wav")])
    assert controller.files.calls[-1] == [tmp_path / "a.wav", tmp_path / "b.wav"]
    dialog.close()


def test_what_an_earlier_start_left_goes_on_once_the_window_is_there(qtbot, window, controller):
    qtbot.waitUntil(lambda: "restore" in controller.files.calls)


def test_a_row_says_how_its_file_is_getting_on(qtbot, window, controller):
    panel = panel_of(qtbot, window)
    assert not panel.isVisible(), "nothing to see without files"
    path = Path("/talks/<b>interview.mp3")
    states = {
        FileState.WAITING: "Waiting",
        FileState.PAUSED: "Paused",
        FileState.FAILED: "Failed",
        FileState.CANCELLED: "Cancelled",
    }
    for state, words in states.items():
        controller.files.show(QueuedFile(1, path, state))
        qtbot.waitUntil(lambda words=words: 1 in panel.rows and row_of(panel, 1).state.text() == words)
    controller.files.show(QueuedFile(1, path, FileState.RUNNING, share=0.25, left_s=600.0))
    qtbot.waitUntil(lambda: row_of(panel, 1).state.text() == "10 min left")
    row = row_of(panel, 1)
    assert row.bar.value() == row.bar.maximum() // 4
    assert row.accessibleName() == "<b>interview.mp3: 10 min left"
    assert row.name.textFormat() is Qt.TextFormat.PlainText
    controller.files.held_up = True
    controller.files.show(QueuedFile(1, path))
    qtbot.waitUntil(lambda: row.state.text() == "Waits until captions stop")
    controller.files.show(QueuedFile(1, path, FileState.FAILED, failure=BadInput("It is broken.", "Choose another.")))
    qtbot.waitUntil(lambda: row.failure.text() == "It is broken. Choose another.")
    assert not row.bar.isVisible()
    controller.files.show()
    qtbot.waitUntil(lambda: not panel.isVisible())
    assert panel.rows == {}


def test_its_buttons_pause_resume_cancel_and_try_again(qtbot, window, controller):
    panel = panel_of(qtbot, window)
    file = QueuedFile(7, Path("/talks/a.mp3"), FileState.RUNNING)
    for state, button, act in (
        (FileState.RUNNING, "pause", "pause"),
        (FileState.PAUSED, "pause", "resume"),
        (FileState.PAUSED, "cancel", "cancel"),
        (FileState.CANCELLED, "retry", "retry"),
    ):
        controller.files.show(QueuedFile(7, file.path, state))
        qtbot.waitUntil(lambda button=button: 7 in panel.rows and getattr(row_of(panel, 7), button).isVisible())
        qtbot.waitUntil(lambda state=state: row_of(panel, 7)._file.state is state)
        qtbot.mouseClick(getattr(row_of(panel, 7), button), LEFT)
        assert controller.files.calls[-1] == (act, 7)
    qtbot.mouseClick(panel.clear, LEFT)
    assert controller.files.calls[-1] == "clear"


def test_a_click_opens_the_transcript_of_a_file_that_is_done(qtbot, window, controller):
    panel = panel_of(qtbot, window)
    opened: list[int] = []
    panel.opened.connect(opened.append)
    controller.files.show(QueuedFile(1, Path("/a.mp3"), FileState.RUNNING, session_id=4))
    qtbot.waitUntil(lambda: 1 in panel.rows)
    qtbot.mouseClick(row_of(panel, 1), LEFT)
    assert opened == []
    controller.files.show(QueuedFile(1, Path("/a.mp3"), FileState.DONE, 1.0, session_id=4))
    qtbot.waitUntil(lambda: row_of(panel, 1).open.isVisible())
    qtbot.mouseClick(row_of(panel, 1), LEFT)
    qtbot.mouseClick(row_of(panel, 1).open, LEFT)
    assert opened == [4, 4]
