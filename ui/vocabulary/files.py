"""Vocabularies in and out: files of other programs become lists, lists become files."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QAction, QActionGroup, QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMenu, QToolButton, QWidget

from app.folders import make_folder
from app.hotwords.desk import write_list
from app.hotwords.importing import import_file
from app.hotwords.library import HotwordLibrary
from app.hotwords.offering import answer_from_now_on
from app.hotwords.profiles import Consent
from app.hotwords.sheet import parsed_of
from app.hotwords.writing import FORMATS, exported
from ui.common.sentences import translated
from ui.vocabulary.asking import Asking
from ui.vocabulary.sheet import HotwordSheet
from ui.vocabulary.sidebar import HotwordSidebar

_SUFFIXES = {"txt": "txt", "tsv": "tsv", "csv": "csv", "words": "txt", "pairs": "txt"}


class HotwordFiles(QObject):
    """A button with a menu; every file is read and written on a worker."""

    def __init__(self, asking: Asking, sheet: HotwordSheet, sidebar: HotwordSidebar, window: QWidget) -> None:
        super().__init__(window)
        self._asking, self._sheet, self._sidebar, self._window = asking, sheet, sidebar, window
        self.button = QToolButton()
        self.button.setText(self.tr("&Files"))
        self.button.setToolTip(self.tr("Import and export lists"))
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._consents: dict[Consent, QAction] = {}
        self.menu = QMenu(self.button)
        self.button.setMenu(self.menu)
        self._fill()

    def import_from(self, path: Path) -> None:
        """A list of the file's name; what could not be used of it is told."""
        self._asking.ask(partial(_imported, path=path), self._on_imported)

    def export_to(self, path: Path, form: str) -> None:
        """The open list as it is on the screen."""
        if (seen := self._sheet.as_seen()) is not None:
            rows = seen[1]
            self._asking.ask(lambda _: write_list(path, exported(parsed_of(rows), form)), self._on_exported)

    def _on_imported(self, imported: tuple[str, int, int, str]) -> None:
        name, words, unusable, remark = imported
        told = self.tr("Imported as “{name}”, words: {count}.").format(count=words, name=name)
        left = self.tr("Lines that cannot be used: {count}.").format(count=unusable) if unusable else ""
        self._asking.tell(told, " ".join(filter(None, (left, translated(remark)))))
        self._sidebar.open_list(name)

    def _on_exported(self, path: Path) -> None:
        self._asking.tell(self.tr("Saved as {name}.").format(name=path.name))

    def _ask_for_import(self) -> None:
        dialog = self._dialog(self.tr("Import a vocabulary"), QFileDialog.AcceptMode.AcceptOpen)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Word lists (*.txt *.tsv *.csv)"), self.tr("All files (*)")])
        dialog.fileSelected.connect(lambda chosen: self.import_from(Path(chosen)))
        dialog.open()

    def _ask_for_export(self, form: str) -> None:
        if not self._sheet.editable:
            return
        dialog = self._dialog(self.tr("Export the list"), QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(_SUFFIXES[form])
        dialog.selectFile(f"{self._sheet.name}.{_SUFFIXES[form]}")
        dialog.fileSelected.connect(lambda chosen: self.export_to(Path(chosen), form))
        dialog.open()

    def _dialog(self, title: str, mode: QFileDialog.AcceptMode) -> QFileDialog:
        dialog = QFileDialog(self._window, title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(mode)
        return dialog

    def _show_folder(self) -> None:
        self._asking.ask(_folder, _open)

    def _fill(self) -> None:
        titles = {
            "txt": self.tr("Export everything (.txt)..."),
            "tsv": self.tr("Export for Fun-ASR: word, sounds, weight (.tsv)..."),
            "csv": self.tr("Export a table (.csv)..."),
            "words": self.tr("Export one word a line (.txt)..."),
            "pairs": self.tr("Export wrong=>right pairs (.txt)..."),
        }
        self.menu.addAction(self.tr("Import a file as a list...")).triggered.connect(self._ask_for_import)
        self.menu.addSeparator()
        for form in FORMATS:
            self.menu.addAction(titles[form]).triggered.connect(partial(self._on_export_chosen, form))
        self.menu.addSeparator()
        self.menu.addMenu(self._learning_menu())
        self.menu.addAction(self.tr("Show the folder of the lists")).triggered.connect(self._show_folder)

    def _learning_menu(self) -> QMenu:
        menu = QMenu(self.tr("When I correct a word"), self.menu)
        group = QActionGroup(menu)
        for consent, title in (
            (Consent.ASK, self.tr("Ask whether to listen for it")),
            (Consent.ALWAYS, self.tr("Always listen for it")),
            (Consent.NEVER, self.tr("Learn nothing")),
        ):
            action = menu.addAction(title)
            action.setCheckable(True)
            action.triggered.connect(partial(self._on_consent, consent))
            group.addAction(action)
            self._consents[consent] = action
        menu.aboutToShow.connect(lambda: self._consents[self._sidebar.shelf.profiles.learning].setChecked(True))
        return menu

    def _on_consent(self, consent: Consent, _checked: bool = False) -> None:
        self._asking.ask(partial(answer_from_now_on, consent=consent), lambda _: self._sidebar.read_again())

    def _on_export_chosen(self, form: str, _checked: bool = False) -> None:
        self._ask_for_export(form)


def _imported(library: HotwordLibrary, path: Path) -> tuple[str, int, int, str]:
    """The new list's name, its words, the lines that could not be used, and how those of another form were read."""
    parsed = import_file(path)
    made = library.create(path.stem, parsed)
    remark = next((each.what for each in parsed.problems if not each.skipped), "")
    return made.name, len(made.parsed.entries), sum(each.skipped for each in parsed.problems), remark


def _folder(library: HotwordLibrary) -> Path:
    return make_folder(library.folder)


def _open(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
