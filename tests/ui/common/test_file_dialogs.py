"""Dialogs for files: they open where a user's files are, and can be used under the application's style sheet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from tests.support.ui_window import theme
from ui.common import file_dialogs
from ui.common.file_dialogs import ask_for_file, ask_for_folder, ask_where_to_save, beginning_folder


@pytest.fixture(autouse=True)
def fresh_run() -> Iterator[None]:
    """No folder was used yet."""
    file_dialogs._last.clear()
    yield
    file_dialogs._last.clear()


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    theme()
    each = QWidget()
    qtbot.addWidget(each)
    each.show()
    return each


@pytest.mark.usefixtures("qapp")
def test_a_dialog_begins_in_the_documents_and_then_where_the_last_file_was(window: QWidget, tmp_path: Path) -> None:
    (tmp_path / "talk.wav").touch()
    documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    first = beginning_folder()
    chosen: list[Path] = []
    dialog = ask_for_file(window, "Open", ["All files (*)"], chosen.append)
    dialog.setDirectory(str(tmp_path))
    dialog.fileSelected.emit(str(tmp_path / "talk.wav"))
    dialog.reject()
    assert first == (documents if documents.is_dir() else Path.home())
    assert chosen == [tmp_path / "talk.wav"]
    assert Path(ask_for_folder(window, "Folder", chosen.append).directory().absolutePath()) == tmp_path


def test_a_saved_file_has_the_ending_that_was_proposed(window: QWidget) -> None:
    dialog = ask_where_to_save(window, "Save", "talk.srt", ["*.srt"], lambda _: None)
    assert dialog.defaultSuffix() == "srt"


def test_no_button_of_the_dialog_is_smaller_than_what_it_shows(qtbot: QtBot, window: QWidget) -> None:
    dialog = ask_where_to_save(window, "Save", "talk.srt", ["*.srt"], lambda _: None)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    qtbot.waitExposed(dialog)
    buttons = [each for each in dialog.findChildren(QAbstractButton) if each.isVisible()]
    assert len(buttons) >= 5
    room = {each.objectName(): each.contentsRect().size() for each in buttons}
    small = [
        each.objectName()
        for each in buttons
        if each.width() < each.minimumSizeHint().width() or each.height() < each.minimumSizeHint().height()
    ]
    assert small == [], room
