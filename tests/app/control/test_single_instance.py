"""One window for each of the user's folders: who is the first, who answers, who is kept out."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.control.program_command import ProgramCommand
from app.control.single_instance import (
    LOCK_NAME,
    SOCKET_NAME,
    CommandRequest,
    NoAnswer,
    NotRunning,
    SingleInstance,
    send,
)
from tests.conftest import ROOT
from tests.support.waiting import until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and Unix sockets")


@pytest.fixture
def first(tmp_path: Path) -> Iterator[SingleInstance]:
    instance = SingleInstance(tmp_path)
    assert instance.claim()
    yield instance
    instance.close()


def carried_out(instance: SingleInstance) -> list[ProgramCommand]:
    """The commands that came, each answered at once."""
    came: list[ProgramCommand] = []

    def take(request: CommandRequest) -> None:
        came.append(request.command)
        request.accept()

    instance.listen(take)
    return came


def test_a_second_process_is_not_the_first_until_that_has_ended(first: SingleInstance, tmp_path: Path) -> None:
    second = SingleInstance(tmp_path)
    assert not second.claim()
    first.close()
    assert second.claim()
    second.close()


def test_every_command_reaches_the_first(first: SingleInstance, tmp_path: Path) -> None:
    came = carried_out(first)
    for command in ProgramCommand:
        send(tmp_path, command)
    assert came == list(ProgramCommand)


def test_without_a_first_one_there_is_nobody_to_tell(tmp_path: Path) -> None:
    with pytest.raises(NotRunning, match="is not running"):
        send(tmp_path, ProgramCommand.SHOW)


@pytest.mark.parametrize("listening", [True, False])
def test_a_first_one_that_hangs_is_told_within_the_time(first: SingleInstance, tmp_path: Path, listening: bool) -> None:
    waiting: list[CommandRequest] = []
    if listening:
        first.listen(waiting.append)  # nobody answers
    began = time.monotonic()
    with pytest.raises(NoAnswer, match="does not answer"):
        send(tmp_path, ProgramCommand.TOGGLE, within_s=0.2)
    assert time.monotonic() - began >= 0.2
    until(lambda: len(waiting) >= listening)  # the one who listens may be late
    assert [request.accept() for request in waiting] == [False] * listening  # its sender was told that nothing happens


def test_a_caller_that_says_nothing_does_not_keep_others_out(first: SingleInstance, tmp_path: Path) -> None:
    came = carried_out(first)
    with socket.socket(socket.AF_UNIX) as silent:
        silent.connect(str(tmp_path / SOCKET_NAME))
        send(tmp_path, ProgramCommand.SHOW, within_s=60.0)
    assert came == [ProgramCommand.SHOW]


def test_another_user_can_neither_connect_nor_lock(first: SingleInstance, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        carried_out(first)
    finally:
        os.umask(before)
    modes = {name: stat.S_IMODE((tmp_path / name).stat().st_mode) for name in (LOCK_NAME, SOCKET_NAME)}
    assert modes == {LOCK_NAME: 0o600, SOCKET_NAME: 0o600}


def test_nothing_but_the_lock_is_left_behind(first: SingleInstance, tmp_path: Path) -> None:
    carried_out(first)
    first.close()
    assert [path.name for path in tmp_path.iterdir()] == [LOCK_NAME]
    assert "commands" not in {thread.name for thread in threading.enumerate() if thread.is_alive()} or _ends("commands")


def _ends(name: str) -> bool:
    for thread in threading.enumerate():
        if thread.name == name:
            thread.join(60)
            return not thread.is_alive()
    return True


def test_a_folder_with_a_long_path_will_do(tmp_path: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("other systems have no short name for an open folder")
    folder = tmp_path / ("long" * 40)
    instance = SingleInstance(folder)
    assert instance.claim()
    came = carried_out(instance)
    send(folder, ProgramCommand.PAUSE)
    instance.close()
    assert came == [ProgramCommand.PAUSE]
    assert not (folder / SOCKET_NAME).exists()


def test_a_disk_that_refuses_costs_the_commands_and_not_the_window(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    instance = SingleInstance(tmp_path / "file")
    assert instance.claim()
    instance.listen(lambda _visit: None)
    instance.close()


CLAIM = """
import sys, time
from pathlib import Path
from app.control.single_instance import SingleInstance
instance = SingleInstance(Path(sys.argv[1]))
sys.stdin.readline()
print(instance.claim(), flush=True)
instance.listen(lambda request: request.accept())
print("listening", flush=True)
sys.stdin.readline()
"""


def starting(folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", CLAIM, str(folder)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def said(child: subprocess.Popen[str]) -> str:
    assert child.stdout is not None
    return child.stdout.readline().strip()


def go_on(*children: subprocess.Popen[str]) -> None:
    for child in children:
        assert child.stdin is not None
        child.stdin.write("\n")
        child.stdin.flush()


def test_of_several_at_once_one_wins(tmp_path: Path) -> None:
    children = [starting(tmp_path) for _ in range(3)]
    go_on(*children)
    assert sorted(said(child) for child in children) == ["False", "False", "True"]
    go_on(*children)
    for child in children:
        child.communicate(timeout=60)


def test_what_a_crash_left_is_taken_over(tmp_path: Path) -> None:
    child = starting(tmp_path)
    go_on(child)
    assert (said(child), said(child)) == ("True", "listening")
    child.send_signal(signal.SIGKILL)
    child.communicate(timeout=60)
    assert (tmp_path / SOCKET_NAME).exists()
    with pytest.raises(NotRunning):
        send(tmp_path, ProgramCommand.SHOW)
    instance = SingleInstance(tmp_path)
    assert instance.claim()
    came = carried_out(instance)
    send(tmp_path, ProgramCommand.SHOW)
    instance.close()
    assert came == [ProgramCommand.SHOW]
