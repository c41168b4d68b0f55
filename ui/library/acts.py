"""What can be done with a transcript of the library: rename it, delete it and undo that, show its sound."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QInputDialog, QMessageBox, QWidget

from app.transcripts.library import ListedTranscript
from engine.errors import CaptioningError
from ui.common.banner import BannerStack, Kind
from ui.common.file_dialogs import show_folder
from ui.common.relay import Relay
from ui.library.lines import size_text, title_of
from ui.library.ports import TranscriptActsPort

UNDO_MS = 15_000  # the library keeps what was deleted for longer


class TranscriptActs(QObject):
    """renamed, deleted: the list's line of the transcript, once it is done. restored: the list is to be read anew."""

    renamed = Signal(object)
    deleted = Signal(object)
    restored = Signal(int)

    def __init__(self, library: TranscriptActsPort, banners: BannerStack, parent: QWidget) -> None:
        super().__init__(parent)
        self._library = library
        self._window = parent
        self._banners = banners
        self._renamed, self._deleted = Relay(self._on_renamed), Relay(self._on_deleted)
        self._erased = Relay(self._on_erased)
        self._awaited = 0  # answers to deletions
        self._gone: list[ListedTranscript] = []  # deleted transcripts, announced together
        self._restored = Relay(self._on_restored)

    def rename(self, number: int, title: str) -> None:
        self._library.rename(number, title, self._renamed.send)

    def delete(self, chosen: Sequence[ListedTranscript]) -> None:
        """Asks nothing: it can be undone for a while. Those that are deleted already: for good, after a question."""
        again = [each for each in chosen if each.session.deleted]
        fresh = [each for each in chosen if not each.session.deleted]
        self._awaited += len(fresh)
        for each in fresh:
            self._library.delete(each.session.id, self._deleted.send)
        if again:
            self.ask_for_good(again)

    def ask_for_good(self, chosen: Sequence[ListedTranscript]) -> QMessageBox:
        """Opens the question and returns at once."""
        question = QMessageBox(self._window)
        question.setIcon(QMessageBox.Icon.Warning)
        question.setTextFormat(Qt.TextFormat.PlainText)
        title = title_of(chosen[0].session)
        question.setText(
            self.tr("Delete “{title}” for good?").format(title=title)
            if len(chosen) == 1
            else self.tr("Delete {count} transcripts for good?").format(count=len(chosen))
        )
        question.setInformativeText(
            self.tr("Text and recording are gone, and nothing brings them back. A sound file that you named stays.")
        )
        yes = question.addButton(self.tr("Delete for good"), QMessageBox.ButtonRole.DestructiveRole)
        question.setDefaultButton(question.addButton(QMessageBox.StandardButton.Cancel))
        yes.clicked.connect(lambda: self._delete_for_good(chosen))
        question.finished.connect(question.deleteLater)
        question.open()
        return question

    def _delete_for_good(self, chosen: Sequence[ListedTranscript]) -> None:
        for each in chosen:
            self._library.delete_for_good(each.session.id, self._erased.send)

    def _on_erased(self, answer: object) -> None:
        self.tell(answer)
        if isinstance(answer, ListedTranscript):
            self.deleted.emit(answer)

    def ask_for_tags(self, chosen: Sequence[ListedTranscript]) -> None:
        """Those that all of them have can be changed. Opens the question and returns at once."""
        common = [tag for tag in chosen[0].session.tags if all(tag in each.session.tags for each in chosen)]
        dialog = QInputDialog(self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(self.tr("Tags"))
        dialog.setLabelText(self.tr("Tags, with commas between. “keep” protects from deletion by age."))
        dialog.setTextValue(", ".join(common))
        dialog.textValueSelected.connect(partial(self._set_tags, chosen, common))
        dialog.open()

    def _set_tags(self, chosen: Sequence[ListedTranscript], common: list[str], typed: str) -> None:
        wanted = [each.strip() for each in typed.replace("\uff0c", ",").split(",")]
        gone = [each for each in common if each not in wanted]
        for listed in chosen:
            self._library.change_tags(listed.session.id, wanted, gone, self._renamed.send)

    def bring_back(self, listed: ListedTranscript) -> None:
        self._undo([listed.session.id])

    def show_sound(self, listed: ListedTranscript) -> None:
        if listed.session.recording is not None:
            show_folder(listed.session.recording.parent)

    def tell(self, failed: object) -> None:
        if isinstance(failed, CaptioningError):
            self._banners.report("library", failed)

    def put_away(self) -> None:
        for relay in (self._renamed, self._deleted, self._erased, self._restored):
            relay.cut()

    def _on_renamed(self, answer: object) -> None:
        self.tell(answer)
        if isinstance(answer, ListedTranscript):
            self.renamed.emit(answer)

    def _on_deleted(self, answer: object) -> None:
        self.tell(answer)
        self._awaited -= 1
        if isinstance(answer, ListedTranscript):
            self._gone.append(answer)
            self.deleted.emit(answer)
        if self._gone and not self._awaited:
            gone, self._gone = self._gone, []
            self._tell_deleted(gone)

    def _tell_deleted(self, gone: Sequence[ListedTranscript]) -> None:
        what = self.tr("“{title}” was deleted.").format(title=title_of(gone[0].session))
        if len(gone) > 1:
            what = self.tr("{count} transcripts were deleted.").format(count=len(gone))
        freed = ""
        if own := sum(each.own_sound_bytes for each in gone):
            size = size_text(own)
            freed = self.tr("Its sound goes with it and frees {size}.").format(size=size)
        elif any(each.has_sound for each in gone):
            freed = self.tr("Its sound file was named by you and stays.")
        banner = self._banners.tell("library", Kind.INFO, what, freed, for_ms=UNDO_MS)
        banner.offer(self.tr("Undo"), partial(self._undo, [each.session.id for each in gone]))

    def _undo(self, numbers: Sequence[int]) -> None:
        self._banners.clear("library")
        for number in numbers:
            self._library.restore(number, partial(self._send_restored, number))

    def _send_restored(self, number: int, failed: CaptioningError | None) -> None:
        self._restored.send((number, failed))

    def _on_restored(self, answer: object) -> None:
        if isinstance(answer, tuple):
            number, failed = answer
            self.tell(failed)
            self.restored.emit(number)
