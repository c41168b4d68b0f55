"""A display in memory for window tests: Xvfb, with a window manager and a compositor where there are some."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

# Without -noreset the server starts afresh, properties and all, whenever its last window goes.
SERVER_OPTIONS = ("-nolisten", "tcp", "-noreset")
USUAL_SIZE = (1280, 800)
ENDING_TIMEOUT_S = 5.0
READY_TIMEOUT_S = 10.0


@contextmanager
def virtual_display(size: tuple[int, int] = USUAL_SIZE) -> Iterator[dict[str, str]]:
    """The environment in which programs find the display; it ends with the `with` block.

    Where Xvfb is not installed Qt is asked to draw off screen; the tests that need a display say so.
    """
    environment = dict(os.environ)
    if not shutil.which("Xvfb"):
        yield {**environment, "QT_QPA_PLATFORM": "offscreen"}
        return
    # A Wayland desktop would be preferred to our display.
    environment.pop("WAYLAND_DISPLAY", None)
    with ExitStack() as programs:
        environment |= {"DISPLAY": programs.enter_context(_server(size)), "QT_QPA_PLATFORM": "xcb"}
        if shutil.which("openbox"):
            programs.enter_context(_window_manager(environment))
        if shutil.which("picom"):
            compositor = ["picom", "--backend", "xrender", "--config", os.devnull]
            programs.enter_context(_program(compositor, environment))
        yield environment


@contextmanager
def _server(size: tuple[int, int]) -> Iterator[str]:
    """Starts Xvfb on a number that is free; yields the display's name when it takes connections."""
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as numbers:
        screen = f"{size[0]}x{size[1]}x24"
        command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", screen, *SERVER_OPTIONS]
        with _program(command, dict(os.environ), keep=writing):
            os.close(writing)
            number = numbers.readline().decode().strip()
            if not number:
                raise RuntimeError("Xvfb ended at once; try it by hand: Xvfb :99 -noreset")
            yield f":{number}"


@contextmanager
def _window_manager(environment: dict[str, str]) -> Iterator[None]:
    """Starts openbox and waits until it manages windows: those opened earlier would go unmanaged."""
    with tempfile.TemporaryDirectory(prefix="earshot-display-") as folder:
        signal = Path(folder) / "ready"
        os.mkfifo(signal)
        ready = os.open(signal, os.O_RDONLY | os.O_NONBLOCK)
        command = ["openbox", "--startup", f"sh -c 'echo > {signal}'"]
        with _program(command, environment), os.fdopen(ready, "rb"):
            select.select([ready], [], [], READY_TIMEOUT_S)
            yield


@contextmanager
def _program(command: list[str], environment: dict[str, str], keep: int | None = None) -> Iterator[None]:
    process = subprocess.Popen(
        command,
        env=environment,
        pass_fds=() if keep is None else (keep,),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(ENDING_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(ENDING_TIMEOUT_S)
