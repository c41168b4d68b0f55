"""Shows the run of an archive in the terminal: progress, errors as they come, a table at the end."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.batch.archive import TABLE, TOTALS, Archive, Recording, Totals
from app.batch.feed import Feed
from app.batch.orders import BatchOptions, FileOrder
from app.batch.pool import Orders
from app.batch.running import run_in_processes
from app.batch.worker import BatchWorker, FileAnswer
from app.commands.terminal import report, settings_from
from app.commands.transcribing import MOST_FAILURES, clock
from app.control.end_requests import EndRequests
from app.folders import user_folders
from app.transcripts.provenance import made_with
from engine.audio.sound_bytes import title_of
from engine.errors import CaptioningError
from engine.text.harmless import harmless
from engine.timeline import to_seconds

REDRAW_S = 0.25
TELL_EVERY_S = 60.0  # where standard error is no terminal


@dataclass(frozen=True, slots=True)
class ArchiveOrder:
    """What a command line asks for. workers: None for all that the cluster has room for. ray: the address of a Ray
    cluster, "local" for one that lives as long as this run; None for processes of this computer.
    """

    files: tuple[Path, ...]
    folder: Path
    workers: int | None
    ray: str | None


def make_archive(order: ArchiveOrder, options: BatchOptions) -> int:
    """The exit status: how many recordings failed; 128 and the signal where it was broken off. Raises CaptioningError
    where the model cannot be loaded, or the folder not be written.
    """
    folders = user_folders()
    settings = settings_from(folders.settings_file)
    options = replace(options, library=False, model=options.model or settings.model)
    manner = str(made_with(BatchWorker(options, settings, folders).session_options))
    archive = Archive(Path(os.path.abspath(order.folder)), options, manner)
    options = replace(options, force=True)  # of the files: what is written over was looked at
    try:
        archive.open(order.files)
        orders = Orders(
            Feed([each.order.path for each in archive.todo]),
            {each.order.path: each.order for each in archive.todo}.__getitem__,
        )
        reporter = _ArchiveReporter(archive, orders)
        workers = order.workers or 0
        try:
            with EndRequests(lambda times: orders.stopping.set()) as asked:
                if archive.todo and order.ray is not None:
                    from app.batch.on_ray import run_on_ray

                    workers = run_on_ray(orders, options, order.ray, order.workers, settings, reporter)
                elif archive.todo:
                    run_in_processes(orders, options, workers, reporter)
        finally:
            reporter.clear()
            if reporter.unwritten is None:
                where = "this computer" if order.ray is None else f"Ray, {order.ray}"
                totals = archive.close(reporter.took_s, workers, where)
    finally:
        archive.let_go()
    if reporter.unwritten is not None:
        raise reporter.unwritten
    for line in summary(totals, archive.folder):
        report(line)
    if asked.signal:
        report("broken off; --resume goes on with it.")
        return 128 + asked.signal
    return min(reporter.failed, MOST_FAILURES)


def summary(totals: Totals, folder: Path) -> list[str]:
    """The table at the end."""
    factor = totals.real_time_factor
    speed = "" if not factor else f"{factor:.4f} ({1 / factor:.1f} s of sound a second)"
    rows = {
        "recordings": f"{totals.recordings}",
        "done before": f"{totals.before}" if totals.before else "",
        "errors": f"{totals.failed}",
        "sound": f"{totals.hours:.2f} h",
        "time": clock(totals.took_s),
        "real-time factor": speed,
        "workers": f"{totals.workers} on {totals.where}" if totals.workers else "",
        "tables": f"{folder / TABLE}, {TOTALS}",
    }
    return [f"{name:<18}{harmless(value)}" for name, value in rows.items() if value]


@dataclass(slots=True)
class _ArchiveReporter:
    """A reporter that enters each answer into the archive. failed: recordings of this run. unwritten: why it ended."""

    archive: Archive
    orders: Orders
    failed: int = 0
    done: int = 0
    unwritten: CaptioningError | None = None
    _done_s: float = 0.0
    _left: dict[FileOrder, Recording] = field(default_factory=dict)
    _positions_s: dict[FileOrder, float] = field(default_factory=dict)
    _all_s: float = 0.0
    _began_s: float = field(default_factory=time.monotonic)
    _drawn_s: float = 0.0
    _live: bool = field(default_factory=lambda: sys.stderr.isatty())

    def __post_init__(self) -> None:
        self._left = {each.order: each for each in self.archive.todo}
        self._all_s = sum(each.seconds for each in self.archive.todo)
        if self.archive.before:
            report(f"{self.archive.before} done before.")
        report(f"{len(self._left)} recordings to do, {self._all_s / 3600:.2f} h.")

    @property
    def took_s(self) -> float:
        return time.monotonic() - self._began_s

    def began(self, order: FileOrder) -> None:
        self._positions_s[order] = 0.0
        self._draw()

    def progress(self, order: FileOrder, position: int, length_s: float | None) -> None:
        self._positions_s[order] = to_seconds(position)
        self._draw()

    def again(self, order: FileOrder) -> None:
        self._positions_s.pop(order, None)
        self._say(f"{title_of(order.path)}: its worker ended unexpectedly; another one begins with it.")

    def ended(self, answer: FileAnswer) -> None:
        self._positions_s.pop(answer.order, None)
        if answer.unwritten:
            self._cannot_write(answer.failure)
        if answer.unwritten or not answer.whole:
            return
        recording = self._left.pop(answer.order)
        try:
            row = self.archive.enter(recording, answer)
        except CaptioningError as failed:
            self._cannot_write(failed)
            return
        self.done += 1
        self._done_s += recording.seconds
        if row.error:
            self.failed += 1
            name = harmless(title_of(answer.order.path))
            self._say(row.error if name in row.error else f"{name}: {row.error}")
        self._draw()

    def clear(self) -> None:
        if self._live and self._drawn_s:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def _cannot_write(self, failure: CaptioningError | None) -> None:
        """Said once, at the end: nothing else can be written there either."""
        self.unwritten = self.unwritten or failure
        self.orders.stopping.set()

    def _say(self, text: str) -> None:
        self.clear()
        report(text)

    def _draw(self) -> None:
        now_s = time.monotonic()
        if now_s - self._drawn_s < (REDRAW_S if self._live else TELL_EVERY_S):
            return
        if not self._live and not self._drawn_s:
            self._drawn_s = now_s
            return
        self._drawn_s = now_s
        if self._live:
            print(f"\r\x1b[K{self._line()[:118]}", end="", file=sys.stderr, flush=True)
        else:
            report(self._line())

    def _line(self) -> str:
        heard_s, took_s = self._done_s + sum(self._positions_s.values()), self.took_s
        line = f"[{self.done}/{len(self.archive.todo)}] {heard_s / 3600:.2f} of {self._all_s / 3600:.2f} h"
        if heard_s and took_s > 2.0:
            left_s = max(0.0, self._all_s - heard_s) * took_s / heard_s
            line += f", {heard_s / took_s:.1f} s of sound a second, {clock(left_s)} left"
        return line + (f", {self.failed} errors" if self.failed else "")
