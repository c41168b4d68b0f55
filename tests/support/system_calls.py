"""Watches the system calls of a program and its children with strace: what they connect to, look up and change."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

# fmt: off
_CHANGING = (
    "creat", "mkdir", "mkdirat", "mknod", "mknodat", "rmdir", "unlink", "unlinkat", "rename", "renameat", "renameat2",
    "link", "linkat", "symlink", "symlinkat", "truncate", "chmod", "fchmodat", "chown", "lchown", "fchownat",
    "utimensat", "setxattr",
)
# fmt: on
_OPENING = ("open", "openat", "openat2")
_WATCHED = ",".join(["network", *_OPENING, *_CHANGING])
_WRITES = re.compile(r"\bO_(WRONLY|RDWR|CREAT|TRUNC|APPEND|TMPFILE)\b")
_LINE = re.compile(r"(?P<name>\w+)\((?P<arguments>.*?)(?:\)\s+= (?P<result>.*)| <unfinished \.\.\.>)$")
# A path, after the folder that it is relative to where the call names one: AT_FDCWD</home>, "file".
_PATH = re.compile(r'(?:(?:AT_FDCWD|\d+)<(?P<base>[^>]*)>, )?"(?P<path>(?:[^"\\]|\\.)*)"')
_SOCKET_PATH = re.compile(r'sun_path=@?"([^"]*)"')
# What the C library reads, and the services that it asks, to turn a host's name into an address. A running nscd may
# do it in its stead, but is asked for users too: it counts among the connections.
_LOOKUP = re.compile(r"/etc/(resolv\.conf|hosts|host\.conf)\b|systemd/resolve|avahi-daemon|htons\(53\)")


@dataclass(frozen=True, slots=True)
class SystemCall:
    """One call as strace prints it. result: None where the process ended within the call."""

    name: str
    arguments: str
    result: str | None = None

    @property
    def succeeded(self) -> bool:
        return self.result is None or not self.result.startswith("-1")

    def __str__(self) -> str:
        return f"{self.name}({self.arguments}) = {self.result}"


@dataclass(frozen=True, slots=True)
class Trace:
    """The calls of all processes of a program. folder: the one in which it was started."""

    calls: tuple[SystemCall, ...]
    folder: Path

    def internet(self) -> list[str]:
        """Every socket, message or connection of another kind than Unix's own, also those that failed.

        Netlink is left out: it reaches the kernel of this computer and nothing else.
        """
        families = (
            (call, re.search(r"\b(?:AF|PF)_(\w+)", call.arguments)) for call in self.calls if call.name not in _FILES
        )
        return [str(call) for call, family in families if family and family[1] not in ("UNIX", "LOCAL", "NETLINK")]

    def lookups(self) -> list[str]:
        """Every attempt to find a host by its name."""
        return [str(call) for call in self.calls if _LOOKUP.search(call.arguments)]

    def connections(self) -> set[str]:
        """The Unix sockets that were reached; an abstract one without its @."""
        reached = (call for call in self.calls if call.name not in _FILES and call.succeeded)
        return {path for call in reached for path in _SOCKET_PATH.findall(call.arguments)}

    def changes(self) -> dict[Path, str]:
        """What was created, opened for writing, renamed or removed, with a call that did it."""
        return {path: str(call) for call in self.calls if call.succeeded for path in self._changed(call)}

    def _changed(self, call: SystemCall) -> Iterator[Path]:
        if call.name not in _FILES or (call.name in _OPENING and not _WRITES.search(call.arguments)):
            return
        paths = [self._absolute(found) for found in _PATH.finditer(call.arguments)]
        yield from paths if call.name.startswith("rename") else paths[_changed_place(call.name) :][:1]

    def _absolute(self, found: re.Match[str]) -> Path:
        return self.folder / (found["base"] or "") / found["path"]


_FILES = {*_OPENING, *_CHANGING}


def _changed_place(name: str) -> int:
    """Which path of a call's arguments it changes; a link's first one is only what it points to."""
    return 1 if "link" in name and "unlink" not in name else 0


def parse(lines: Iterable[str], folder: Path) -> Trace:
    """lines: of `strace -ff -y`, which writes a file for each process, so that no call is split in two."""
    matches = (_LINE.match(line.rstrip("\n")) for line in lines)
    return Trace(tuple(SystemCall(m["name"], m["arguments"], m["result"]) for m in matches if m), folder)


def obstacle() -> str | None:
    """Why system calls cannot be watched here, or None when they can."""
    if not shutil.which("strace"):
        return "strace is not installed (apt-get install strace)"
    tried = subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"], capture_output=True, text=True)
    return None if tried.returncode == 0 else f"strace may not watch programs here: {tried.stderr.strip()}"


def watching(traces: Path) -> list[str]:
    """What to put before a command so that its calls are written into the folder `traces`."""
    return ["strace", "-ff", "--seccomp-bpf", "-qq", "-y", "-s", "4096", "-e", f"trace={_WATCHED}", "-o", f"{traces}/p"]


def read(traces: Path, folder: Path) -> Trace:
    """What the command that `watching` stood before has done. folder: where it was started."""
    files = sorted(traces.iterdir())
    assert files, "strace wrote nothing"
    return parse((line for file in files for line in file.read_text(errors="replace").splitlines()), folder)


def run(
    command: Sequence[str], environment: Mapping[str, str], folder: Path, traces: Path, timeout_s: float = 120.0
) -> tuple[subprocess.CompletedProcess[str], Trace]:
    """Run a command to its end and give what it printed and did. Raises subprocess.TimeoutExpired."""
    traces.mkdir(parents=True)
    done = subprocess.run(
        [*watching(traces), *command],
        env=dict(environment),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout_s,
    )
    return done, read(traces, folder)
