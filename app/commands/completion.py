"""`earshot completion`: a script by which a shell completes Earshot's commands and options."""

from __future__ import annotations

import argparse
from functools import partial

SHELLS = ("bash", "zsh", "tcsh")


def add_parser(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], whole_parser: argparse.ArgumentParser
) -> None:
    """whole_parser: the parser with all commands."""
    parser = commands.add_parser("completion", help="print the completion of a shell")
    parser.add_argument("shell", choices=SHELLS, help="save what is printed where that shell looks for completions")
    parser.set_defaults(handler=partial(_print, whole_parser))


def _print(whole_parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> int:
    import shtab

    print(shtab.complete(whole_parser, arguments.shell))
    return 0
