"""The desktop's dialogs for files and folders: opened at once, answered later, in a folder where a user's files are."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSize, QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.common.fitting import fit_to_screen

translate = QCoreApplication.translate
SIZE, SMALLEST = QSize(760, 480), QSize(400, 260)
_last: list[Path] = []  # the folder used last in this run; nothing is kept beyond it


def show_folder(folder: Path) -> bool:
    """In the desktop's file manager; False where there is none."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def ask_for_file(window: QWidget, title: str, filters: Sequence[str], chosen: Callable[[Path], object]) -> QFileDialog:
    """An existing file. filters: lines as "Sound (*.wav *.flac)"."""
    dialog = _dialog(window, title, QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters(list(filters))
    return _opened(dialog, chosen)


def ask_for_files(
    window: QWidget, title: str, filters: Sequence[str], chosen: Callable[[list[Path]], object]
) -> QFileDialog:
    """One or many existing files."""
    dialog = _dialog(window, title, QFileDialog.FileMode.ExistingFiles)
    dialog.setNameFilters(list(filters))
    dialog.filesSelected.connect(lambda names: chosen([Path(each) for each in names]))
    return _opened(dialog, lambda path: None)


def ask_where_to_save(
    window: QWidget, title: str, name: str, filters: Sequence[str], chosen: Callable[[Path], object]
) -> QFileDialog:
    """A file that may not exist yet. name: what is proposed; its ending is added to one typed without."""
    dialog = _dialog(window, title, QFileDialog.FileMode.AnyFile)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
    dialog.setNameFilters(list(filters))
    dialog.selectFile(name)
    return _opened(dialog, chosen)


def ask_for_folder(
    window: QWidget, title: str, chosen: Callable[[Path], object], beginning: Path | None = None
) -> QFileDialog:
    """A folder; `beginning` is shown first where it exists."""
    dialog = _dialog(window, title, QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    if beginning is not None and os.path.isdir(beginning):
        dialog.setDirectory(str(beginning))
    return _opened(dialog, chosen)


def beginning_folder() -> Path:
    """The folder used last in this run, else the user's documents, else the home folder."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return next((each for each in (*_last, Path(documents)) if os.path.isdir(each)), Path.home())


def _dialog(window: QWidget, title: str, mode: QFileDialog.FileMode) -> QFileDialog:
    dialog = QFileDialog(window, title, str(beginning_folder()))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(mode)
    # Qt's own dialog has no Chinese for these two.
    dialog.setLabelText(QFileDialog.DialogLabel.LookIn, translate("FileDialogs", "Look in:"))
    dialog.setLabelText(QFileDialog.DialogLabel.FileType, translate("FileDialogs", "Files of type:"))
    return dialog


def _opened(dialog: QFileDialog, chosen: Callable[[Path], object]) -> QFileDialog:
    def take(name: str) -> None:
        path = Path(name)
        _last[:] = [path if os.path.isdir(path) else path.parent]
        chosen(path)

    dialog.fileSelected.connect(take)
    fit_to_screen(dialog, SIZE, SMALLEST)
    dialog.open()
    return dialog
