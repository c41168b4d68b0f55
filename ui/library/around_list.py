"""What stands around the list of transcripts: which part of them it shows, and what all of them take on the disk."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QMessageBox, QWidget

from app.transcripts.library import Overview
from app.transcripts.values import ALL, ListedPart
from engine.errors import CaptioningError
from ui.common.banner import BannerStack, Kind
from ui.common.drop_down import DropDown
from ui.common.labels import words_label
from ui.common.more_button import MoreButton
from ui.common.relay import Relay
from ui.common.theme import Theme
from ui.common.tokens import SPACE_S, px
from ui.library.lines import size_text
from ui.library.ports import TranscriptListPort


class PartChoice(DropDown):
    """All transcripts, those with a tag, or the deleted ones; hidden while there is nothing to choose."""

    part_chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setObjectName("libraryPart")
        self.setAccessibleName(self.tr("Show"))
        self.part = ALL
        self.hide()
        self.activated.connect(self._choose)

    def show_tags(self, overview: Overview) -> None:
        lines = [(ALL, self.tr("All transcripts")), *((ListedPart(tag), f"# {tag}") for tag in overview.tags)]
        if overview.in_bin:
            lines.append((ListedPart(deleted=True), self.tr("Deleted")))
        if self.part not in [part for part, _ in lines]:  # its last transcript lost the tag, or was brought back
            self._take(ALL)
        self.offer(lines, self.part)
        self.setVisible(len(lines) > 1)

    def _choose(self, _row: int) -> None:
        if isinstance(self.value, ListedPart):
            self._take(self.value)

    def _take(self, part: ListedPart) -> None:
        if part != self.part:
            self.part = part
            self.part_chosen.emit(part)


class StorageFoot(QWidget):
    """How much there is, and the way to delete all of it. erased: everything is gone."""

    erased = Signal()

    def __init__(
        self, library: TranscriptListPort, banners: BannerStack, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._library, self._banners = library, banners
        self._answer = Relay(self._on_erased)
        self.words = words_label("libraryStorage")
        menu = QMenu(self)
        menu.addAction(self.tr("Delete everything…"), self.ask)
        self.more = MoreButton(theme, self.tr("More for all transcripts"), menu, self.tr("Delete everything"))
        row = QHBoxLayout(self)
        row.setContentsMargins(px(SPACE_S), 0, 0, 0)
        row.addWidget(self.words, 1)
        row.addWidget(self.more)

    def show_storage(self, overview: Overview) -> None:
        used = overview.storage
        words = self.tr("Text {text}, sound {sound}").format(
            text=size_text(used.text_bytes), sound=size_text(used.sound_bytes)
        )
        self.words.setText(words)

    def ask(self) -> QMessageBox:
        """A second confirmation: this cannot be undone. Returns at once."""
        question = QMessageBox(self.window())
        question.setIcon(QMessageBox.Icon.Warning)
        question.setText(self.tr("Delete all transcripts, recordings and remembered voices?"))
        question.setInformativeText(
            self.tr(
                "They are gone for good, also those deleted before, with the list of files, the counts of your words"
                " and the folders that dialogs show again. Your vocabulary, settings, exports and sound files that you"
                " named stay."
            )
        )
        yes = question.addButton(self.tr("Delete everything"), QMessageBox.ButtonRole.DestructiveRole)
        question.setDefaultButton(question.addButton(QMessageBox.StandardButton.Cancel))
        yes.clicked.connect(lambda: self._library.delete_everything(self._answer.send))
        question.finished.connect(question.deleteLater)
        question.open()
        return question

    def put_away(self) -> None:
        self._answer.cut()

    def _on_erased(self, answer: object) -> None:
        if isinstance(answer, int):
            what = self.tr("Everything was deleted. {size} are free.").format(size=size_text(answer))
            self._banners.tell("library", Kind.INFO, what)
        elif isinstance(answer, CaptioningError):
            self._banners.report("library", answer)
        self.erased.emit()


class AroundList(QObject):
    """Keeps both up to date. failed: they could not be, and why."""

    failed = Signal(object)

    def __init__(self, library: TranscriptListPort, banners: BannerStack, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._library = library
        self.parts = PartChoice(theme, parent)
        self.foot = StorageFoot(library, banners, theme, parent)
        self._answer = Relay(self._take)

    def refresh(self) -> None:
        self._library.overview(self._answer.send)

    def put_away(self) -> None:
        self._answer.cut()
        self.foot.put_away()

    def _take(self, answer: object) -> None:
        if isinstance(answer, Overview):
            self.parts.show_tags(answer)
            self.foot.show_storage(answer)
        else:
            self.failed.emit(answer)
