"""What a benchmark asks of the machine: memory of a whole family of processes, and competing work (Linux)."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Memory:
    """MB of a process and all its descendants. all: proportional set size, what is swapped out included.

    own: of that, what they allocated themselves; the rest is mapped from files, which the system drops and reads
    again as it likes.
    """

    all: float
    own: float


def memory_of(pid: int) -> Memory:
    """Shared pages count once. Zeroes where it has ended."""
    rollups = [_rollup_kb(each) for each in family(pid)]
    swapped = sum(each.get("SwapPss", 0) for each in rollups)
    everything = sum(each.get("Pss", 0) for each in rollups) + swapped
    return Memory(everything / 1024, (sum(each.get("Pss_Anon", 0) for each in rollups) + swapped) / 1024)


def family(pid: int) -> list[int]:
    """The process and its descendants that live."""
    found = [pid]
    for each in found:
        found += [int(child) for task in _tasks(each) for child in _text(task / "children").split()]
    return found


def cpu_s(pid: int) -> float:
    """User and system seconds of a process and its descendants, the ended ones that were waited for included."""
    used = 0
    for each in family(pid):
        numbers = _text(Path(f"/proc/{each}/stat")).rpartition(")")[2].split()
        used += sum(int(ticks) for ticks in numbers[11:15])
    return used / os.sysconf("SC_CLK_TCK")


def _tasks(pid: int) -> list[Path]:
    try:
        return list(Path(f"/proc/{pid}/task").iterdir())
    except OSError:
        return []


def _rollup_kb(pid: int) -> dict[str, int]:
    """Source: proc_pid_smaps_rollup in the kernel's documentation; its first line is a range of addresses."""
    lines = _text(Path(f"/proc/{pid}/smaps_rollup")).splitlines()[1:]
    return {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines)}


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError:  # it has just ended
        return ""


class MemoryWatch:
    """Looks at a family of processes from a thread of its own. samples: one a period."""

    def __init__(self, pid: int, every_s: float = 1.0) -> None:
        self._pid = pid
        self._every_s = every_s
        self._ended = threading.Event()
        self.samples: list[Memory] = []
        self._thread = threading.Thread(target=self._run, name="memory-watch", daemon=True)

    def __enter__(self) -> MemoryWatch:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._thread.join()

    @property
    def peak_mb(self) -> float:
        return max((each.all for each in self.samples), default=float("nan"))

    def _run(self) -> None:
        while not self._ended.wait(self._every_s):
            used = memory_of(self._pid)
            if used.all:
                self.samples.append(used)


@contextmanager
def busy(processes: int) -> Iterator[None]:
    """So many processes that compute without a pause, as another program might."""
    working = [multiprocessing.get_context("spawn").Process(target=_spin, daemon=True) for _ in range(processes)]
    for each in working:
        each.start()
    try:
        yield
    finally:
        for each in working:
            each.terminate()
            each.join()


def _spin() -> None:
    number = 1
    while True:
        number = number * 1_103_515_245 % 2_147_483_647 + 12_345
