"""How the vocabulary window bears a long list: python -m tests.support.ui_ten_thousand_words [WORDS]

Milliseconds in which the GUI thread answers nothing, for each act on a list of that many words, until it is painted:
the longest stretch between two turns of a timer. Work on other threads is not counted, nor is it waited for.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from app.control.earshot import Earshot
from app.folders import portable_folders
from app.hotwords.importing import from_paste
from app.hotwords.library import HotwordLibrary
from app.settings import Settings
from ui.common.banner import BannerStack
from ui.common.theme import Theme
from ui.vocabulary.asking import Asking
from ui.vocabulary.columns import Column
from ui.vocabulary.editor import VocabularyEditor

SYLLABLES = "ba de ki lo mu na po ri sa te vu wo xi ya zu".split()  # noqa: SIM905


class Stalls:
    """Turns of a timer of 1 ms; the longest time between two of them."""

    def __init__(self, application: QApplication) -> None:
        self._application = application
        self._last = self._worst = 0.0
        self._timer = QTimer()
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._turn)
        self._timer.start()

    def of(self, act: Callable[[], object], until: Callable[[], bool] = lambda: True, rest_s: float = 1.0) -> float:
        """The longest stall, in ms, from `act` on until `until`, and for a while after it."""
        self._last, self._worst = time.perf_counter(), 0.0
        act()
        while not until():
            self._application.processEvents()
        end = time.perf_counter() + rest_s
        while time.perf_counter() < end:
            self._application.processEvents()
        return self._worst * 1000

    def _turn(self) -> None:
        now = time.perf_counter()
        self._worst, self._last = max(self._worst, now - self._last), now


def word(number: int) -> str:
    syllables = []
    for _ in range(5):
        number, rest = divmod(number * 7 + 3, len(SYLLABLES))
        syllables.append(SYLLABLES[rest])
    return "".join(syllables) + str(number % 10)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    application = QApplication(sys.argv[:1])
    theme = Theme(application, "light")
    home = Path(mkdtemp())
    folders = portable_folders(home)
    library = HotwordLibrary(folders.hotwords)
    library.create("long", from_paste("".join(f"{word(n)} {n}\n" for n in range(count))))
    desk = Earshot(Settings(), folders).vocabulary
    editor = VocabularyEditor(Asking(desk, BannerStack(theme)), theme)
    stalls = Stalls(application)
    more = "".join(f"more {word(n)} {n}\n" for n in range(count // 2))

    def settled() -> bool:
        return editor.lists.saved and editor.asking.waiting == 0

    print(f"nothing   {stalls.of(lambda: None, rest_s=3):7.1f} ms")
    print(f"open      {stalls.of(editor.show, lambda: editor.lists.editable and settled(), 3):7.1f} ms")
    print(f"filter    {stalls.of(lambda: editor.words.filter.setText('ba')):7.1f} ms")
    print(f"no filter {stalls.of(editor.words.filter.clear):7.1f} ms")
    bar = editor.words.view.verticalScrollBar()
    print(f"scroll    {stalls.of(lambda: bar.setValue(bar.maximum() // 2)):7.1f} ms")
    sort = editor.words.view.sortByColumn
    print(f"sort      {stalls.of(lambda: sort(Column.WORD, Qt.SortOrder.AscendingOrder)):7.1f} ms")
    print(f"unsort    {stalls.of(lambda: sort(-1, Qt.SortOrder.AscendingOrder)):7.1f} ms")
    edited = editor.table.index(5, Column.WEIGHT)
    print(f"edit      {stalls.of(lambda: editor.table.setData(edited, '2'), settled):7.1f} ms")
    pasted = stalls.of(lambda: editor.words.paste(more), lambda: len(editor.table.rows) > count and settled())
    print(f"paste     {pasted:7.1f} ms")
    print(f"undo      {stalls.of(editor.undo.trigger, settled):7.1f} ms")
    print(f"try       {stalls.of(lambda: editor.trial.sentence.setText('we met ba de ki lo mu'), settled, 6):7.1f} ms")
    print(f"try again {stalls.of(lambda: editor.trial.sentence.setText('so we met ba de ki'), settled, 3):7.1f} ms")
    editor.put_away()
    desk.close()


if __name__ == "__main__":
    main()
