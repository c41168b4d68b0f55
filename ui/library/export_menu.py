"""Saving what was said as a file, written by a worker while captions go on."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from app.control.degradations import UnkeptRules
from app.exporters import suffix_for
from engine.errors import CaptioningError
from engine.events import Degraded
from ui.common.banner import BannerStack, Kind
from ui.common.file_dialogs import ask_where_to_save, show_folder
from ui.common.naming import named
from ui.common.relay import Relay
from ui.common.sentences import joined, translated
from ui.common.theme import Theme
from ui.library.ports import ExportFormats, ExportPort
from ui.library.shown_sessions import ShownSession

if TYPE_CHECKING:
    from app.exporters.options import ExportChoices
    from ui.library.export_dialog import ExportDialog

SHOWN_MS = 12_000
USUAL = frozenset({"txt", "docx", "pdf", "srt", "vtt"})
"""Formats that stand in the menu itself; the others would make it longer than many screens."""


@dataclass(slots=True)
class _Batch:
    """Files that are being written. of: the session they hold, where the page has others too. left: not yet done."""

    files: Sequence[Path]
    of: ShownSession | None
    left: int
    failed: CaptioningError | None = None
    lacking: Degraded | None = None


class OnPage(Protocol):
    """Says which sessions a menu can export, the oldest first."""

    def on_page(self) -> Sequence[ShownSession]: ...


class ExportMenu(QMenu):
    """One line a usual format, or one line a session where the page has several; the answer comes as a notice."""

    def __init__(
        self,
        transcripts: ExportPort,
        formats: ExportFormats,
        banners: BannerStack,
        sessions: OnPage,
        theme: Theme,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._transcripts = transcripts
        self._formats = formats
        self._banners = banners
        self._sessions = sessions
        self._window = parent
        self._relays: list[Relay] = []
        self._remembered = Relay(self._on_remembered)
        self._remembered.setParent(self)
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self._fill)

    def open_dialog(self, sessions: Sequence[int | None] | None = None) -> ExportDialog:
        """Formats, options and a preview; at once, and the file is asked for afterwards."""
        from ui.library.export_dialog import ExportDialog  # late: nothing of it is seen before

        wanted = self._newest() if sessions is None else sessions
        dialog = ExportDialog(self._transcripts, self._formats, wanted, self._theme, self._window)
        dialog.save_wanted.connect(lambda choices, joined: self._save(choices, wanted, joined))
        dialog.rules_kept.connect(lambda choices: self._transcripts.remember_export(choices, self._remembered.send))
        dialog.open()
        return dialog

    def _save(self, choices: ExportChoices, sessions: Sequence[int | None], joined: bool) -> None:
        self._transcripts.remember_export(choices, self._remembered.send)
        self.ask_where(choices.format, sessions, joined)

    def ask_where(self, name: str, sessions: Sequence[int | None] | None = None, joined: bool = False) -> None:
        """Opens the file dialog and returns at once. sessions: None for the newest that stands on the page; None among
        them for the one that runs, or ran last, stored or not."""
        shown = self._sessions.on_page()
        words = shown[-1].file_name if shown and shown[-1].file_name and sessions is None else ""
        ending = suffix_for(name, self._transcripts.export_choices.options)
        words = words or self.tr("Captions {when}").format(when=f"{datetime.now():%Y-%m-%d %H.%M}")
        ask_where_to_save(
            self._window,
            self.tr("Export captions"),
            f"{words}{ending}",
            (f"*{ending}", self.tr("All files (*)")),
            lambda chosen: self.export_to(chosen, name, sessions, joined),
        )

    def export_to(
        self, target: Path, name: str, sessions: Sequence[int | None] | None = None, joined: bool = False
    ) -> None:
        """Has the worker write a file for each session, numbered from the second on, or one for all of them (joined);
        says so when it is done."""
        wanted = self._newest() if sessions is None else sessions
        if joined:
            relay = self._relay(_Batch([target], None, 1))
            self._transcripts.export_joined(wanted, target, name, relay.send)
            return
        files = _places(target, len(wanted))
        batch = _Batch(files, self._among_others(wanted), len(files))
        for session, file in zip(wanted, files, strict=True):
            self._write(session, file, name, batch)

    def close_relays(self) -> None:
        for relay in (*self._relays, self._remembered):
            relay.cut()

    def _on_remembered(self, failed: object) -> None:
        if isinstance(failed, CaptioningError):
            self._banners.report("export choices", failed, Kind.WARNING)

    def _newest(self) -> Sequence[int | None]:
        """Of what stands on the page: a start that heard nothing leaves nothing to export."""
        shown = self._sessions.on_page()
        return (shown[-1].stored if shown else self._transcripts.session_id,)

    def _among_others(self, wanted: Sequence[int | None]) -> ShownSession | None:
        """Which of several sessions of the page it is."""
        shown = self._sessions.on_page()
        if len(shown) < 2 or len(wanted) > 1:
            return None
        return next((each for each in shown if each.stored == wanted[0]), None)

    def _write(self, session: int | None, file: Path, name: str, batch: _Batch) -> None:
        self._transcripts.export(session, file, name, self._relay(batch).send)

    def _relay(self, batch: _Batch) -> Relay:
        relay = Relay(lambda error: self._on_done(relay, batch, error))
        self._relays.append(relay)
        return relay

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
            self._banners.report("export", batch.failed)
            return
        saved = self.tr("Saved as {name}.").format(name=", ".join(each.name for each in batch.files))
        of = "" if batch.of is None else self.tr("It holds the captions of {session}.").format(session=_title(batch.of))
        if batch.lacking is not None:
            of = joined(of, translated(batch.lacking.what))
        banner = self._banners.tell("export", Kind.INFO, saved, of, for_ms=SHOWN_MS)
        banner.offer(self.tr("Show folder"), lambda: show_folder(batch.files[0].parent))
        if isinstance(unkept := batch.lacking, UnkeptRules):
            all_of_them = named(QToolButton(banner), "allBroken")
            all_of_them.setText(self.tr("Show all"))
            all_of_them.clicked.connect(lambda: self._show_broken(unkept))
            banner.put(all_of_them)

    def _show_broken(self, unkept: UnkeptRules) -> None:
        from ui.library.export_dialog import BrokenRulesDialog

        BrokenRulesDialog(unkept.broken, self._theme, self._window).open()

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
            self._offer_formats(self.addMenu(self.tr("All, one file each")), kept)
            self._offer_formats(self.addMenu(self.tr("All in one file")), kept, joined=True)

    def _offer_session(self, session: ShownSession, newest: bool) -> None:
        """Of those that were not stored, the newest is at hand; the others can only be copied."""
        menu = self.addMenu(_title(session).replace("&", "&&"))
        if session.stored is None:
            menu.menuAction().setText(self.tr("{session} (not stored)").format(session=menu.title()))
        if session.stored is None and not newest:
            menu.setEnabled(False)
        else:
            self._offer_formats(menu, [session.stored])

    def _offer_formats(self, menu: QMenu, sessions: Sequence[int | None] | None, joined: bool = False) -> None:
        others = QMenu(self.tr("More formats"), menu)
        for name, title in self._formats:
            words = self.tr("{format} (.{suffix})").format(format=translated(title), suffix=suffix_for(name)[1:])
            action = (menu if name in USUAL else others).addAction(words)
            action.triggered.connect(lambda _checked=False, name=name: self.ask_where(name, sessions, joined))
        if not others.isEmpty():
            menu.addMenu(others)
        menu.addSeparator()
        menu.addAction(self.tr("Options and preview…")).triggered.connect(
            lambda _checked=False: self.open_dialog(sessions)
        )


def _title(session: ShownSession) -> str:
    return f"{session.began} “{session.short}”"


def _places(target: Path, count: int) -> list[Path]:
    """The file that was asked for, and beside it others that do not exist yet."""
    places = [target]
    number = 2
    while len(places) < count:
        place = target.with_name(f"{target.stem} ({number}){target.suffix}")
        if not os.path.lexists(place):
            places.append(place)
        number += 1
    return places
