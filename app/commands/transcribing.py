"""A batch of files in the terminal: progress on standard error, transcripts as files or on standard output."""

from __future__ import annotations

import os
import signal
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from app.batch.archive import make_output
from app.batch.feed import Feed, WatchedFolder
from app.batch.orders import BatchOptions, FileOrder, OutputNames
from app.batch.pool import Orders
from app.batch.running import run_here, run_in_processes
from app.batch.worker import BatchWorker, FileAnswer
from app.commands.terminal import report, settings_from
from app.control.end_requests import EndRequests
from app.folders import user_folders
from app.media import media_files
from engine.audio.sound_bytes import title_of
from engine.errors import BadInput
from engine.session.file_session import share
from engine.text.harmless import harmless
from engine.timeline import to_seconds

MOST_FAILURES = 100  # that an exit status says
REDRAW_S = 0.25


@dataclass(frozen=True, slots=True)
class Batch:
    """What a command line asks for. watched: a folder whose new files are taken."""

    files: tuple[Path, ...]
    output: Path | None
    watched: Path | None
    jobs: int


def transcribe(batch: Batch, options: BatchOptions) -> int:
    """The exit status: how many files failed; 128 and the signal where it was broken off.

    Raises CaptioningError where the model cannot be loaded, or there is no folder for the transcripts.
    """
    folders = user_folders()
    settings = settings_from(folders.settings_file)
    # A file that is named twice, or lies in a folder that is named too, is one recording.
    named = list({os.path.abspath(each): each for each in media_files(batch.files)}.values())
    if not named and batch.watched is None:
        raise BadInput("There is no sound or video file in these folders.", "Name the files themselves.")
    reporter = _ConsoleReporter(len(named))
    feed = Feed(named, None if batch.watched is None else WatchedFolder(batch.watched, tell=reporter.say))
    if batch.output is not None:  # once the folder for them is there, files may come
        make_output(batch.output)
    orders = Orders(feed, OutputNames(batch.output, options.format, options.export).order)
    with EndRequests(lambda times: orders.stopping.set()) as asked:
        if batch.jobs == 1:
            worker = BatchWorker(options, settings, folders)
            try:
                run_here(orders, worker, reporter)
            finally:
                reporter.clear()
                worker.close()
        else:
            run_in_processes(orders, options, batch.jobs, reporter)
    reporter.close()
    if asked.signal and not (asked.signal == signal.SIGINT and batch.watched is not None):
        return 128 + asked.signal
    return min(reporter.failed, MOST_FAILURES)


@dataclass(slots=True)
class _ConsoleReporter:
    """Counts files, and says on standard error how they go: one line that is rewritten, where that is a terminal."""

    named: int
    failed: int = 0
    done: int = 0
    _running: dict[FileOrder, tuple[float, str]] = field(default_factory=dict)
    _drawn_s: float = 0.0
    _live: bool = field(default_factory=lambda: sys.stderr.isatty())

    def began(self, order: FileOrder) -> None:
        self._running[order] = (time.monotonic(), "")
        self._draw(True)

    def progress(self, order: FileOrder, position: int, length_s: float | None) -> None:
        began_s, _ = self._running[order]
        self._running[order] = (began_s, _how_far(position, length_s, time.monotonic() - began_s))
        self._draw(False)

    def again(self, order: FileOrder) -> None:
        self._running.pop(order)
        self.clear()
        report(f"{title_of(order.path)}: its process ended unexpectedly; another one begins with it.")

    def ended(self, answer: FileAnswer) -> None:
        began_s, _ = self._running.pop(answer.order, (time.monotonic(), ""))
        name = title_of(answer.order.path)
        self.clear()
        self.failed += answer.failure is not None
        self.done += answer.whole and answer.failure is None
        if answer.failure is not None:
            failure = str(answer.failure)
            report(failure if harmless(name) in failure else f"{name}: {failure}")
        elif answer.whole:
            report(f"{name}: {_how_it_went(answer, time.monotonic() - began_s)}")
        else:
            report(f"{name}: broken off; --resume goes on with it.")
        if answer.text:
            sys.stdout.write(answer.text)
            sys.stdout.flush()

    def say(self, sentence: str) -> None:
        self.clear()
        report(f"earshot: {sentence}")

    def clear(self) -> None:
        if self._live and self._drawn_s:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def close(self) -> None:
        self.clear()
        if self.named > 1 or self.failed > 1:
            report(f"{self.done} transcribed, {self.failed} failed.")

    def _draw(self, at_once: bool) -> None:
        now_s = time.monotonic()
        if not self._live or not (at_once or now_s - self._drawn_s >= REDRAW_S):
            return
        self._drawn_s = now_s
        parts = [f"{title_of(order.path)[:40]} {state}".strip() for order, (_, state) in self._running.items()]
        line = harmless(f"[{self.done + self.failed}/{self.named}] " + "  ".join(parts))
        print(f"\r\x1b[K{line[:118]}", end="", file=sys.stderr, flush=True)


def _how_far(position: int, length_s: float | None, took_s: float) -> str:
    part = share(position, length_s)
    if part is None:
        return f"{to_seconds(position):.0f} s"
    left = f", {clock(took_s / part - took_s)} left" if part > 0.02 and took_s > 2.0 else ""
    return f"{part:.0%}{left}"


def _how_it_went(answer: FileAnswer, took_s: float) -> str:
    place = "" if answer.order.output is None else f" -> {answer.order.output}"
    if answer.known:
        return f"done before{place}"
    return f"{clock(answer.length_s)} in {clock(took_s)}{place}"


def clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}" if minutes >= 60 else f"{minutes}:{rest:02}"
