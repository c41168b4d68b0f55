"""How long the window is held up while every sentence of a transcript of 3 h (20,000 words) changes, and changes back.

    python benchmarks/editing.py [--rounds 3] [--seed 1] [--json PATH]

The real page on a real file: the full stop of every sentence is replaced, that is undone, and done again. A turn is
what the event loop does between two beats of a timer without an interval: milliseconds of the longest, by the clock
and of CPU time of the GUI thread, which depends less on what else the machine does; the median of those that took more
than 1 ms of it; and how long until all is shown.

The exit status is 1 where a turn takes 16 ms of CPU time or more.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from PySide6.QtCore import QTimer  # noqa: E402 - the root must be on the path first
from PySide6.QtWidgets import QApplication  # noqa: E402

from app.control.library import TranscriptLibrary  # noqa: E402
from app.control.workers import Workers  # noqa: E402
from app.transcripts.store import TranscriptStore  # noqa: E402
from benchmarks.transcripts import LONG_SENTENCES, generate, words_of  # noqa: E402
from ui.common.theme import Theme  # noqa: E402
from ui.library.reading_pane import ReadingPane  # noqa: E402

MOST_TURN_MS = 16.0
SETTLE_S = 1.5  # until what was edited is saved
SIZE = (900, 700)


class Turns:
    """The longest turn of the event loop, in milliseconds of the clock and of CPU time."""

    def __init__(self) -> None:
        self._timer = QTimer(interval=0)
        self._timer.timeout.connect(self._beat)

    def during(self, begin: Callable[[], object], done: Callable[[], bool]) -> dict[str, float]:
        self.clock_ms = self.cpu_ms = 0.0
        self._working_ms: list[float] = []
        began_s = shown_s = time.perf_counter()
        self._clock_s, self._cpu_s = began_s, time.thread_time()
        self._timer.start()
        begin()
        self._beat()
        while not done():
            QApplication.processEvents()
        shown_s = time.perf_counter()
        while time.perf_counter() < shown_s + SETTLE_S:
            QApplication.processEvents()
        self._timer.stop()
        return {
            "turn ms": self.clock_ms,
            "turn CPU ms": self.cpu_ms,
            "usual CPU ms": median(self._working_ms or [0.0]),
            "shown ms": 1_000 * (shown_s - began_s),
        }

    def _beat(self) -> None:
        clock_s, cpu_s = time.perf_counter(), time.thread_time()
        self.clock_ms = max(self.clock_ms, 1_000 * (clock_s - self._clock_s))
        took_ms = 1_000 * (cpu_s - self._cpu_s)
        self.cpu_ms = max(self.cpu_ms, took_ms)
        if took_ms > 1.0:
            self._working_ms.append(took_ms)
        self._clock_s, self._cpu_s = clock_s, cpu_s


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Path(folder), wanted.rounds, wanted.seed)
    for name, value in figures.items():
        print(f"{name:24} {value:8.1f}")
    if wanted.json is not None:
        wanted.json.write_text(json.dumps(figures, indent=2) + "\n")
    raise SystemExit(any(value >= MOST_TURN_MS for name, value in figures.items() if name.endswith("CPU ms")))


def measure(folder: Path, rounds: int, seed: int) -> dict[str, float]:
    """The worst of all rounds, by name."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    workers, figures = Workers(), dict[str, float]()
    with TranscriptStore(folder / "transcripts.db") as store:
        generate(store, 0, words_of(seed), seed)
        (session,) = store.sessions()
        pane = ReadingPane(TranscriptLibrary(lambda: store, workers, lambda: None), Theme(application, "light"), [])
        pane.resize(*SIZE)
        pane.show()
        pane.open(session.id)
        while pane.view.document().blockCount() < LONG_SENTENCES:
            application.processEvents()
        for name, act, shown in acts(pane) * rounds:
            for what, value in Turns().during(act, lambda: reads(pane, shown)).items():  # noqa: B023 - called at once
                figures[f"{name}, {what}"] = max(value, figures.get(f"{name}, {what}", 0.0))
        pane.put_away()
        workers.close(60.0)
        pane.close()
    return figures


def acts(pane: ReadingPane) -> list[tuple[str, Callable[[], object], str]]:
    """Name, act, and what ends the sentences afterwards. The bar stays open, and goes on to mark what it finds."""
    pane.open_replace()
    bar = pane.find_bar
    bar.field.setText(".")
    bar.new.setText("!")
    return [
        ("replace", pane.replacing.replace_all, "!"),
        ("undo", pane.editing.undo, "."),
        ("redo", pane.editing.redo, "!"),
        ("undo again", pane.editing.undo, "."),
    ]


def reads(pane: ReadingPane, end: str) -> bool:
    """The last lines change last."""
    return ({".": "!", "!": "."}[end]) not in "".join(line.text[-1:] for line in pane.view.lines[-20:])


if __name__ == "__main__":
    main()
