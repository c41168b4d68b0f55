"""The window as main.py opens it, with captions of a file begun at once: python -m tests.support.ending_window FILE"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]
import sys

if __name__ == "__main__":
    _signal.signal(_signal.SIGINT, _signal.SIG_DFL)  # as main.py does first

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.control.earshot import Earshot
    from app.control.single_instance import SingleInstance
    from app.settings import LoadedSettings
    from engine.events import CaptionEvent


def open_window(earshot: Earshot, loaded: LoadedSettings, instance: SingleInstance) -> int:
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QShowEvent

    import ui.application
    from app.exporters import export_formats
    from engine.events import Final
    from ui.main_window import MainWindow

    class Captioning(MainWindow):
        """Says when it has a final."""

        def showEvent(self, event: QShowEvent) -> None:
            super().showEvent(event)
            self.live.picker.pick_file(Path(sys.argv[1]))
            self.pump.batch.connect(self._look)
            QTimer.singleShot(0, self, self.start)

        def _look(self, events: list[CaptionEvent]) -> None:
            for _ in (event for event in events if isinstance(event, Final)):
                print("final", flush=True)

    vars(ui.application)["MainWindow"] = Captioning
    return ui.application.run(earshot, loaded, export_formats(), instance)


if __name__ == "__main__":
    from app.cli import run
    from app.control.leaving import leave

    leave(run([], open_window))
