"""Earshot starts here: the window without arguments, a sub-command with them."""

import _signal  # type: ignore[import-not-found]  # before any other import: Ctrl+C could come within it
import sys

if __name__ == "__main__" and _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
    # Until something is kept, Ctrl+C ends the process as SIGTERM does: raised within an import it would break that.
    _signal.signal(_signal.SIGINT, _signal.SIG_DFL)

from typing import TYPE_CHECKING

from app.cli import run
from app.control.leaving import leave
from app.exporters.printing import print_with

if TYPE_CHECKING:
    from app.control.earshot import Earshot
    from app.control.single_instance import SingleInstance
    from app.settings import LoadedSettings


def open_window(earshot: "Earshot", loaded: "LoadedSettings", instance: "SingleInstance") -> int:
    """Show the window until it is closed. Qt is imported here and nowhere before."""
    from app.exporters import export_formats
    from ui.application import run as run_application

    return run_application(earshot, loaded, export_formats(), instance)


def print_pdf(html: str) -> bytes:
    """Qt is imported only where a PDF is wanted."""
    from ui.printing import pdf_of

    return pdf_of(html)


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
    print_with(print_pdf)
    leave(run(sys.argv[1:], open_window, begin_log))
