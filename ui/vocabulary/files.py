"""Vocabularies in and out: files of other programs become lists, lists become files."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.folders import make_folder
from app.hotwords.importing import import_file
from app.hotwords.library import HotwordLibrary
from app.hotwords.list_editing import write_list
from app.hotwords.sheet import parsed_of
from app.hotwords.writing import FORMATS, exported
from ui.common.file_dialogs import ask_for_file, ask_where_to_save, show_folder
from ui.common.sentences import translated
from ui.vocabulary.asking import Asking
from ui.vocabulary.list_controller import ListController
from ui.vocabulary.word_lists import WordLists

_SUFFIXES = {"txt": "txt", "tsv": "tsv", "csv": "csv", "words": "txt", "pairs": "txt"}


class VocabularyFiles(QObject):
    """Actions for a menu; every file is read and written on a worker."""

    def __init__(self, asking: Asking, lists: WordLists, controller: ListController, window: QWidget) -> None:
        super().__init__(window)
        self._asking, self._lists, self._controller, self._window = asking, lists, controller, window
        self.import_file = QAction(self.tr("Import a file…"), self)
        self.import_file.setToolTip(self.tr("Make a list of a file: text, table, or the word list of another program"))
        self.import_file.triggered.connect(self._ask_for_import)
        self.show_folder = QAction(self.tr("Show the folder of the lists"), self)
        self.show_folder.triggered.connect(lambda: asking.ask(lambda library: make_folder(library.folder), show_folder))
        self.export_menu = QMenu(self.tr("Export this list"), window)
        self._fill()

    def import_from(self, path: Path) -> None:
        """A list named after the file; unusable lines are reported."""
        self._asking.ask(partial(_imported, path=path), self._on_imported)

    def export_to(self, path: Path, form: str) -> None:
        """The open list as it is on the screen."""
        if (seen := self._lists.as_seen()) is not None:
            rows = seen[1]
            self._asking.ask(lambda _: write_list(path, exported(parsed_of(rows), form)), self._on_exported)

    def _on_imported(self, imported: tuple[str, int, int, str]) -> None:
        name, words, unusable, remark = imported
        told = self.tr("Imported as “{name}”, words: {count}.").format(count=words, name=name)
        left = self.tr("Lines that cannot be used: {count}.").format(count=unusable) if unusable else ""
        self._asking.tell(told, " ".join(filter(None, (left, translated(remark)))))
        self._controller.open_list(name)

    def _on_exported(self, path: Path) -> None:
        self._asking.tell(self.tr("Saved as {name}.").format(name=path.name))

    def _ask_for_import(self) -> None:
        filters = self.tr("Word lists (*.txt *.tsv *.csv)"), self.tr("All files (*)")
        ask_for_file(self._window, self.tr("Import a vocabulary"), filters, self.import_from)

    def _ask_for_export(self, form: str) -> None:
        if self._lists.editable:
            name, filters = f"{self._lists.name}.{_SUFFIXES[form]}", (f"*.{_SUFFIXES[form]}", self.tr("All files (*)"))
            title = self.tr("Export the list")
            ask_where_to_save(self._window, title, name, filters, lambda chosen: self.export_to(chosen, form))

    def _fill(self) -> None:
        titles = {
            "txt": self.tr("Everything (.txt)…"),
            "tsv": self.tr("For Fun-ASR: word, sounds, weight (.tsv)…"),
            "csv": self.tr("A table (.csv)…"),
            "words": self.tr("One word a line (.txt)…"),
            "pairs": self.tr("Pairs wrong=>right (.txt)…"),
        }
        for form in FORMATS:
            action = self.export_menu.addAction(titles[form])
            action.triggered.connect(lambda _checked=False, form=form: self._ask_for_export(form))


def _imported(library: HotwordLibrary, path: Path) -> tuple[str, int, int, str]:
    """The new list's name, its words, the lines that could not be used, and how those of another form were read."""
    parsed = import_file(path)
    made = library.create(path.stem, parsed)
    remark = next((each.what for each in parsed.problems if not each.skipped), "")
    return made.name, len(made.parsed.entries), sum(each.skipped for each in parsed.problems), remark
