"""Saving what was said as a file, written by a worker while captions go on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from engine.errors import CaptioningError
from ui.banner import BannerStack, Kind
from ui.ports import CaptionController, ExportFormats
from ui.relay import Relay
from ui.sentences import translated

SHOWN_MS = 12_000


class ExportMenu(QMenu):
    """One line a format; the answer comes as a notice."""

    def __init__(
        self, controller: CaptionController, formats: ExportFormats, banners: BannerStack, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._controller = controller
        self._banners = banners
        self._relays: list[Relay] = []
        self.setToolTipsVisible(True)
        for name, title in formats:
            words = self.tr("{format} (.{suffix})").format(format=translated(title), suffix=suffix_of(name))
            action = self.addAction(words)
            action.triggered.connect(partial(self.ask_where, name))

    def ask_where(self, name: str, _checked: bool = False, session: int | None = None) -> None:
        """Opens the file dialog and returns at once. session: another one than the newest of this window."""
        dialog = QFileDialog(self.parentWidget(), self.tr("Export captions"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setDefaultSuffix(suffix_of(name))
        dialog.setNameFilters([f"*.{suffix_of(name)}", self.tr("All files (*)")])
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog.setDirectory(documents)
        dialog.selectFile(
            self.tr("Captions {when}").format(when=f"{datetime.now():%Y-%m-%d %H.%M}") + f".{suffix_of(name)}"
        )
        dialog.fileSelected.connect(lambda chosen: self.export_to(Path(chosen), name, session))
        dialog.open()

    def export_to(self, target: Path, name: str, session: int | None = None) -> None:
        """Has the worker write the file; says so when it is done."""
        session = self._controller.session_id if session is None else session
        if session is None:
            what = self.tr("These captions were not stored, so they cannot be exported.")
            self._banners.tell("export", Kind.INFO, what, self.tr("They can still be copied."), for_ms=SHOWN_MS)
            return
        relay = Relay(lambda error: self._on_done(relay, target, error))
        self._relays.append(relay)
        self._controller.export(session, target, name, relay.send)

    def close_relays(self) -> None:
        for relay in self._relays:
            relay.cut()

    def _on_done(self, relay: Relay, target: Path, error: object) -> None:
        self._relays.remove(relay)
        if isinstance(error, CaptioningError):
            self._banners.tell("export", Kind.ERROR, translated(error.what), translated(error.remedy))
            return
        saved = self.tr("Saved as {name}.").format(name=target.name)
        banner = self._banners.tell("export", Kind.INFO, saved, for_ms=SHOWN_MS)
        banner.offer(self.tr("Show folder"), _open_folder(target.parent))


def suffix_of(name: str) -> str:
    """A format's file suffix without the dot; "txt-times" is a kind of txt."""
    return name.split("-")[0]


def _open_folder(folder: Path) -> Callable[[], None]:
    def act() -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    return act
