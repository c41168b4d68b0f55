"""Saving what was said as a file, written by a worker while captions go on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from engine.errors import CaptioningError
from engine.events import Degraded
from ui.common.banner import BannerStack, Kind
from ui.common.relay import Relay
from ui.common.sentences import translated
from ui.live.shown_sessions import ShownSession, ShownSessions
from ui.ports import CaptionController, ExportFormats

SHOWN_MS = 12_000


@dataclass(slots=True)
class _Batch:
    """Files that are being written. of: the session they hold, where the page has others too. left: not yet done."""

    files: Sequence[Path]
    of: ShownSession | None
    left: int
    failed: CaptioningError | None = None
    lacking: Degraded | None = None


class ExportMenu(QMenu):
    """One line a format, or one line a session where the page has several; the answer comes as a notice."""

    def __init__(
        self,
        controller: CaptionController,
        formats: ExportFormats,
        banners: BannerStack,
        sessions: ShownSessions,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._controller = controller
        self._formats = formats
        self._banners = banners
        self._sessions = sessions
        self._relays: list[Relay] = []
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self._fill)
        self._fill()

    def ask_where(self, name: str, sessions: Sequence[int | None] | None = None) -> None:
        """Opens the file dialog and returns at once. sessions: None for the newest that stands on the page; None among
        them for the one that the controller holds, stored or not."""
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
        dialog.fileSelected.connect(lambda chosen: self.export_to(Path(chosen), name, sessions))
        dialog.open()

    def export_to(self, target: Path, name: str, sessions: Sequence[int | None] | None = None) -> None:
        """Has the worker write a file for each session, numbered from the second on; says so when it is done."""
        wanted = self._newest() if sessions is None else sessions
        files = _places(target, len(wanted))
        batch = _Batch(files, self._among_others(wanted), len(files))
        for session, file in zip(wanted, files, strict=True):
            self._write(session, file, name, batch)

    def close_relays(self) -> None:
        for relay in self._relays:
            relay.cut()

    def _newest(self) -> Sequence[int | None]:
        """Of what stands on the page: a start that heard nothing leaves nothing to export."""
        shown = self._sessions.on_page()
        return (shown[-1].stored if shown else self._controller.session_id,)

    def _among_others(self, wanted: Sequence[int | None]) -> ShownSession | None:
        """Which of several sessions of the page it is."""
        shown = self._sessions.on_page()
        if len(shown) < 2 or len(wanted) > 1:
            return None
        return next((each for each in shown if each.stored == wanted[0]), None)

    def _write(self, session: int | None, file: Path, name: str, batch: _Batch) -> None:
        relay = Relay(lambda error: self._on_done(relay, batch, error))
        self._relays.append(relay)
        self._controller.export(session, file, name, relay.send)

    def _on_done(self, relay: Relay, batch: _Batch, error: object) -> None:
        self._relays.remove(relay)
        batch.left -= 1
        if isinstance(error, CaptioningError):
            batch.failed = error
        elif isinstance(error, Degraded):
            batch.lacking = error
        if batch.left == 0:
            self._tell(batch)

    def _tell(self, batch: _Batch) -> None:
        if batch.failed is not None:
            self._banners.tell("export", Kind.ERROR, translated(batch.failed.what), translated(batch.failed.remedy))
            return
        saved = self.tr("Saved as {name}.").format(name=", ".join(each.name for each in batch.files))
        of = "" if batch.of is None else self.tr("It holds the captions of {session}.").format(session=_title(batch.of))
        if batch.lacking is not None:
            of = f"{of} {translated(batch.lacking.what)}".strip()
        banner = self._banners.tell("export", Kind.INFO, saved, of, for_ms=SHOWN_MS)
        banner.offer(self.tr("Show folder"), _open_folder(batch.files[0].parent))

    # What is offered

    def _fill(self) -> None:
        for old in self.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly):
            old.deleteLater()
        self.clear()
        shown = self._sessions.on_page()
        if len(shown) < 2:
            self._offer_formats(self, None)
            return
        for each in reversed(shown):
            self._offer_session(each, newest=each is shown[-1])
        kept = [each.stored for each in shown if each.stored is not None]
        if len(kept) > 1:
            self.addSeparator()
            self._offer_formats(self.addMenu(self.tr("All of them, a file each")), kept)

    def _offer_session(self, session: ShownSession, newest: bool) -> None:
        """Of those that were not stored the controller holds the newest; the others can only be copied."""
        menu = self.addMenu(_title(session).replace("&", "&&"))
        if session.stored is None:
            menu.menuAction().setText(self.tr("{session} (not stored)").format(session=menu.title()))
        if session.stored is None and not newest:
            menu.setEnabled(False)
        else:
            self._offer_formats(menu, [session.stored])

    def _offer_formats(self, menu: QMenu, sessions: Sequence[int | None] | None) -> None:
        for name, title in self._formats:
            words = self.tr("{format} (.{suffix})").format(format=translated(title), suffix=suffix_of(name))
            action = menu.addAction(words)
            action.triggered.connect(partial(_ask, self, name, sessions))


def suffix_of(name: str) -> str:
    """A format's file suffix without the dot; "txt-times" is a kind of txt."""
    return name.split("-")[0]


def _ask(menu: ExportMenu, name: str, sessions: Sequence[int | None] | None, _checked: bool = False) -> None:
    menu.ask_where(name, sessions)


def _title(session: ShownSession) -> str:
    return f"{session.began} “{session.short}”"


def _places(target: Path, count: int) -> list[Path]:
    """The file that was asked for, and beside it others that do not exist yet."""
    places = [target]
    number = 2
    while len(places) < count:
        place = target.with_name(f"{target.stem} ({number}){target.suffix}")
        if not place.exists():
            places.append(place)
        number += 1
    return places


def _open_folder(folder: Path) -> Callable[[], None]:
    def act() -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    return act
