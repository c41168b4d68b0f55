"""earshot details: what to attach to a bug report."""

from __future__ import annotations

import argparse


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("details", help="print versions, devices, models and the end of the log, for a report")
    parser.set_defaults(handler=handle)


def handle(arguments: argparse.Namespace) -> int:
    from app.commands.terminal import say
    from app.details import details
    from app.folders import user_folders
    from app.settings import load_settings

    folders = user_folders()
    for line in details(folders, load_settings(folders.settings_file).settings).splitlines():
        say(line)
    return 0
