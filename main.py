"""Earshot starts here: the window without arguments, a sub-command with them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from app.cli import run

if TYPE_CHECKING:
    from app.live import LiveController
    from app.settings import Settings


def open_window(controller: LiveController, settings: Settings) -> int:
    """Show the window until it is closed. Qt is imported here and nowhere before."""
    from app.live import export_formats
    from ui.application import run as run_application

    return run_application(controller, settings, export_formats())


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:], open_window))
