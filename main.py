"""Earshot starts here: the window without arguments, a sub-command with them."""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # signal without its imports, in which Ctrl+C could come
import sys

if __name__ == "__main__" and _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
    # Until something is kept, Ctrl+C ends the process as SIGTERM does: raised within an import it would break that.
    _signal.signal(_signal.SIGINT, _signal.SIG_DFL)

from typing import TYPE_CHECKING

from app.cli import run
from app.control.leaving import leave

if TYPE_CHECKING:
    from app.live import LiveController
    from app.settings import LoadedSettings


def open_window(controller: LiveController, loaded: LoadedSettings) -> int:
    """Show the window until it is closed. Qt is imported here and nowhere before."""
    from app.live import export_formats
    from ui.application import run as run_application

    return run_application(controller, loaded, export_formats())


def begin_log() -> None:
    """For this process, which is Earshot's alone: the log, and the hooks for what nothing catches."""
    from app import log
    from app.folders import user_folders

    log.begin(user_folders().state)


def serve_as_child(arguments: list[str]) -> None:
    """What a bundled program is started for by itself: one of the engine's own processes."""
    from engine.isolation.children import main

    main(arguments)


if __name__ == "__main__":
    if sys.argv[1:2] == ["engine-child"]:
        serve_as_child(sys.argv[2:])
        sys.exit()
    leave(run(sys.argv[1:], open_window, begin_log))
