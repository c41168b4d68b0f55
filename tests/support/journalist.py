"""The window as main.py opens it, worked with by keys and clicks: python -m tests.support.journalist before|after

before: captions of the microphone (played to it once "captioning" was said), a sentence corrected, a speaker named, the
sound played, and the window closed. after: found again by a search, deleted, brought back, deleted. Prints what it saw,
one JSON object at the end. EARSHOT_SCREENSHOTS: a folder for pictures.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.control.earshot import Earshot
    from app.control.single_instance import SingleInstance
    from app.settings import LoadedSettings
    from ui.library.page import TranscriptsPage
    from ui.main_window import MainWindow

Steps = Iterator[Callable[[], Any]]
"""Each is waited for until it is true."""

CORRECTED, SPEAKER, SEARCHED = "The pelican council meets today.", "Ms Okafor", "pelican"
LOOK_MS = 20


def before(window: MainWindow, earshot: Earshot) -> Steps:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QInputDialog

    from app.choices import LiveState
    from app.control.playback import Motion
    from engine.events import Final
    from ui.library.player_bar import PlayerBar

    events: list[Any] = []
    window.pump.batch.connect(events.extend)
    window.start()
    yield lambda: earshot.session.state is LiveState.CAPTIONING
    print("captioning", flush=True)
    yield lambda: len({each.utterance_id for each in events if isinstance(each, Final)}) >= 2
    window.start_or_stop()
    yield lambda: earshot.session.state is LiveState.IDLE
    page = transcripts_of(window)
    yield lambda: opened(page)
    picture(window, "transcript-1-opened")
    reading, editing = page.reading, page.reading.editing
    first = reading.view.lines[0].number
    assert first is not None
    reading.view.setFocus()
    QTest.keyClick(reading.view, Qt.Key.Key_Return)
    assert editing.field is not None
    editing.field.selectAll()
    QTest.keyClicks(editing.field, CORRECTED)
    QTest.keyClick(editing.field, Qt.Key.Key_Return)
    menu = reading.sentence_menu.speaker_menu_of(first)
    next(each for each in menu.actions() if each.text() == "New name…").trigger()
    (dialog,) = window.findChildren(QInputDialog)
    dialog.setTextValue(SPEAKER)
    dialog.accept()
    yield lambda: editing.saving.at_rest and reading.view.lines[0].name == SPEAKER
    picture(window, "transcript-2-edited")
    (bar,) = page.findChildren(PlayerBar)
    yield bar.isVisible
    QTest.mouseClick(bar.play, Qt.MouseButton.LeftButton)
    yield lambda: earshot.playback.player.state.position >= 8_000
    picture(window, "transcript-3-played")
    playing = earshot.playback.player.state.motion is Motion.PLAYING
    line = reading.view.lines[0]
    tell(text=line.text, name=line.name, edited=line.edited, playing=playing, sentences=len(reading.view.lines))


def after(window: MainWindow, earshot: Earshot) -> Steps:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QAbstractButton

    from ui.common.banner import Banner

    page = transcripts_of(window)
    yield lambda: opened(page)
    pane = page.list_pane
    pane.field.setFocus()
    QTest.keyClicks(pane.field, SEARCHED)
    QTest.keyClick(pane.field, Qt.Key.Key_Return)
    yield lambda: pane.hits.rows
    (hit,) = pane.hits.rows
    pane.found.emit(hit)
    yield lambda: page.reading.number == hit.session_id and page.reading.view.lines[0].name
    line, sentences = page.reading.view.lines[0], len(page.reading.view.lines)
    picture(window, "transcript-4-found")
    pane.field.clear()
    yield lambda: pane.transcripts.rows
    recording = pane.transcripts.rows[0].session.recording
    assert recording is not None
    delete(page)
    yield lambda: not pane.transcripts.rows
    picture(window, "transcript-5-deleted")
    (banner,) = window.banners.findChildren(Banner)
    undo = next(each for each in banner.findChildren(QAbstractButton) if each.text() == "Undo")
    QTest.mouseClick(undo, Qt.MouseButton.LeftButton)
    yield lambda: page.reading.number == hit.session_id and pane.transcripts.rows
    picture(window, "transcript-6-back")
    delete(page)
    yield lambda: not pane.transcripts.rows
    there = recording.exists()
    tell(hit=hit.text, text=line.text, name=line.name, edited=line.edited, sentences=sentences, recording=there)


def transcripts_of(window: MainWindow) -> TranscriptsPage:
    from ui.library.page import TranscriptsPage

    page = window.show_page("transcripts")
    assert isinstance(page, TranscriptsPage)
    return page


def opened(page: TranscriptsPage) -> bool:
    """Its list came, and the newest transcript is open."""
    return bool(page.list_pane.transcripts.rows) and page.reading.number is not None and bool(page.reading.view.lines)


def delete(page: TranscriptsPage) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    page.list_pane.focus_list()
    QTest.keyClick(page.list_pane.list, Qt.Key.Key_Delete)


def tell(**seen: object) -> None:
    print(json.dumps(seen, ensure_ascii=False), flush=True)


def picture(window: MainWindow, name: str) -> None:
    if folder := os.environ.get("EARSHOT_SCREENSHOTS"):
        assert window.grab().save(str(Path(folder) / f"{name}.png"))


def open_window(earshot: Earshot, loaded: LoadedSettings, instance: SingleInstance) -> int:
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QShowEvent

    import ui.application
    from app.exporters import export_formats
    from ui.main_window import MainWindow

    class Worked(MainWindow):
        """Goes through the steps, and is closed behind them as its user does."""

        def showEvent(self, event: QShowEvent) -> None:
            super().showEvent(event)
            self._steps = {"before": before, "after": after}[sys.argv[1]](self, earshot)
            self._until: Callable[[], Any] = self.isVisible
            self._timer = QTimer(self)
            self._timer.timeout.connect(self._turn)
            self._timer.start(LOOK_MS)

        def _turn(self) -> None:
            try:
                if self._until():
                    self._until = next(self._steps)
            except StopIteration:
                self._timer.stop()
                self.close()
            except Exception:
                traceback.print_exc()
                os._exit(1)

    vars(ui.application)["MainWindow"] = Worked
    return ui.application.run(earshot, loaded, export_formats(), instance)


if __name__ == "__main__":
    from app.cli import run
    from app.control.leaving import leave

    leave(run([], open_window))
