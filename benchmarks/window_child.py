"""One window of benchmarks/window.py: bare, or Earshot's; started as main.py starts it, with Start pressed at once."""

from __future__ import annotations

import argparse
import json
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.control.earshot import Earshot
    from app.control.single_instance import SingleInstance
    from app.settings import LoadedSettings
    from engine.events import CaptionEvent
    from ui.main_window import MainWindow

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "resources" / "samples" / "meeting.flac"
PERIOD_S = 0.02
LOADING_S = 120.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=("bare", "earshot", "running"))
    parser.add_argument("--model", default="mini")
    parser.add_argument("--state", default="speech")
    parser.add_argument("--seconds", type=float, default=10.0)
    wanted = parser.parse_args()
    if wanted.kind == "bare":
        bare()
    else:
        earshot(wanted)


def say(found: dict[str, float]) -> None:
    print(json.dumps(found), flush=True)


def painted() -> dict[str, float]:
    return {"paint_at_s": time.monotonic(), "cpu_s": time.process_time(), "memory_mb": memory_mb()}


def memory_mb() -> float:
    lines = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:"))


def bare() -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QWidget

    class Bare(QWidget):
        def paintEvent(self, event: QPaintEvent) -> None:
            QTimer.singleShot(0, self, self.end)

        def end(self) -> None:
            say(painted())
            QApplication.quit()

    application = QApplication(sys.argv[:1])
    window = Bare()
    window.resize(1180, 720)
    window.show()
    application.exec()


def earshot(wanted: argparse.Namespace) -> None:
    """Through main.py and app/cli.py, in the middle of which the window is taken hold of."""
    sys.path.insert(0, str(ROOT))
    import main as program
    from app.cli import run
    from app.control.leaving import leave

    def open_window(own: Earshot, loaded: LoadedSettings, instance: SingleInstance) -> int:
        import ui.application

        class Watched(ui.application.MainWindow):
            pass

        built = Watched.__init__

        def build(window: MainWindow, *arguments: object) -> None:
            built(window, *arguments)  # type: ignore[arg-type]  # as ui.application gives them
            Driver(window, own, wanted).begin()

        vars(ui.application)["MainWindow"] = Watched
        Watched.__init__ = build  # type: ignore[method-assign, assignment]
        return program.open_window(own, loaded, instance)

    leave(run([], open_window))


class Driver:
    """Presses Start with the first paint, and measures what follows."""

    def __init__(self, window: MainWindow, own: Earshot, wanted: argparse.Namespace) -> None:
        self._window, self._own, self._wanted = window, own, wanted
        self._found: dict[str, float] = {}
        window.setProperty("driver", self)  # it lives as long as the window
        window.pump.batch.connect(self._take)
        window.pump.state_changed.connect(self._on_state)

    def begin(self) -> None:
        from ui.common.first_paint import after_first_paint

        after_first_paint(self._window, self._on_paint)

    def _on_paint(self) -> None:
        from dataclasses import replace

        self._found |= painted()
        preferences = self._own.preferences
        preferences.change_settings(replace(preferences.settings, model=self._wanted.model), lambda _done: None)
        self._window.live.picker.pick_file(self._sound())
        self._window.start()

    def _sound(self) -> Path:
        """Read at its own pace."""
        if self._wanted.kind == "earshot" or self._wanted.state != "silence":
            return SAMPLE
        import numpy as np
        import soundfile

        from app.folders import user_folders

        silence = user_folders().state / "silence.flac"
        soundfile.write(silence, np.zeros(round(16_000 * (self._wanted.seconds + LOADING_S)), np.int16), 16_000)
        return silence

    def _take(self, events: list[CaptionEvent]) -> None:
        from engine.events import Level

        if self._wanted.kind == "earshot" and any(isinstance(event, Level) for event in events):
            say(self._found | {"sound_at_s": time.monotonic()})
            self._window.leave_now()

    def _on_state(self, state: object) -> None:
        from app.choices import LiveState

        if self._wanted.kind == "running" and state is LiveState.CAPTIONING:
            if self._wanted.state == "paused":
                self._window.pause_or_resume()
            print("ready", flush=True)
            self._delays = GuiDelays(self._wanted.seconds, self._end)

    def _end(self, delays_s: list[float]) -> None:
        ordered = sorted(delays_s)
        say({f"p{share}": 1000 * ordered[(len(ordered) - 1) * share // 100] for share in (50, 99)})
        self._window.leave_now()


class GuiDelays:
    """How late the GUI thread takes what another thread posts to it every PERIOD_S, once the parent has said so."""

    def __init__(self, seconds: float, done: Callable[[list[float]], None]) -> None:
        from ui.common.relay import Relay

        self._seconds = seconds
        self._delays_s: list[float] = []
        self._done = done
        self._relay = Relay(self._take)
        threading.Thread(target=self._post, name="watchdog", daemon=True).start()

    def _post(self) -> None:
        sys.stdin.readline()  # CPU is measured before, without this
        end_s = time.monotonic() + self._seconds
        while (now_s := time.monotonic()) < end_s:
            self._relay.send(now_s)
            time.sleep(PERIOD_S)
        self._relay.send(None)

    def _take(self, posted_s: object) -> None:
        if isinstance(posted_s, float):
            self._delays_s.append(time.monotonic() - posted_s)
        else:
            self._done(self._delays_s)


if __name__ == "__main__":
    main()
