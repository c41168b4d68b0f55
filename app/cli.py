"""The command line: parses the command and reports how it ended."""

from __future__ import annotations

import argparse
import io
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NoReturn

from app import VERSION
from app.commands.terminal import abandon_output, report
from app.commands.window import OpenWindow
from engine.errors import CaptioningError
from engine.text.harmless import harmless

log = logging.getLogger(__name__)

OK, BAD_INPUT, INTERRUPTED = 0, 3, 130  # 2: wrong usage, by argparse


def run(arguments: Sequence[str], open_window: OpenWindow, begin_log: Callable[[], None] = lambda: None) -> int:
    """Do what `arguments` say and return the exit status: 0, 2 for wrong usage, 3 for bad input.

    begin_log: called once a command is known. Nothing heavy is imported before: --help answers at once.
    """
    _let_streams_take_any_text()
    parser = _parser(bool(arguments))
    parser.set_defaults(open_window=open_window)
    parsed = parser.parse_args(_speakers_apart(arguments))
    if parsed.program_command is not None and parsed.command is not None:
        parser.error(f"--{parsed.program_command.value} and {parsed.command} do not go together")
    _report_on_stderr(parsed.verbose)
    begin_log()
    if not parsed.ends_in_order:
        _let_interrupts_raise()
    try:
        status = int(parsed.handler(parsed))
        sys.stdout.flush()  # here, where a full disk can still be reported
        return status
    except CaptioningError as error:
        report(f"earshot: {error}")
        return BAD_INPUT
    except KeyboardInterrupt as ended:
        return int(ended.args[0]) if ended.args else INTERRUPTED
    except BrokenPipeError:
        abandon_output(sys.stdout)
        return OK
    except OSError as failed:
        # A file that is opened or replaced is named in its error; what is printed to is not.
        if failed.filename is not None:
            log.info("a command failed", exc_info=True)
            report(
                f"earshot: {failed.filename} cannot be used: {failed.strerror or failed}. Look at it and its rights."
            )
            return BAD_INPUT
        abandon_output(sys.stdout)
        with suppress(OSError):  # the same terminal, perhaps
            report(f"earshot: The output could not be written: {failed.strerror}.")
        return BAD_INPUT


def _let_interrupts_raise() -> None:
    """Ctrl+C breaks off a command that cleans up after itself. main.py had it end the process until now."""
    in_main = threading.current_thread() is threading.main_thread()
    if in_main and signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)


class _Parser(argparse.ArgumentParser):
    """Its complaints quote what was typed or expanded by a shell: names of files, too."""

    def error(self, message: str) -> NoReturn:
        super().error(harmless(message))


def _speakers_apart(arguments: Sequence[str]) -> list[str]:
    """The arguments with `--speakers` closed where no number follows: a file may stand right behind it."""
    found = list(arguments)
    options = found.index("--") if "--" in found else len(found)
    for at in range(min(options, len(found) - 1)):
        if found[at] == "--speakers" and not found[at + 1].isdecimal():
            found[at] = "--speakers=0"
    return found


def _parser(with_commands: bool) -> argparse.ArgumentParser:
    """Commands are left out, with all that they import, where nothing was typed that could be one."""
    from app.commands import window

    parser = _Parser(
        prog="earshot",
        description="Live captions of what this computer hears. Nothing leaves it.",
        epilog="Without a command: the window where there is a display, captions in the terminal where there is none.",
    )
    parser.add_argument("-v", "--verbose", action="store_true", help="tell on stderr what happens inside")
    parser.add_argument("--version", action="version", version=f"Earshot {VERSION}")
    window.add_options(parser)
    parser.set_defaults(handler=window.handle, ends_in_order=True, command=None)
    if with_commands:
        _add_commands(parser)
    return parser


def _add_commands(parser: argparse.ArgumentParser) -> None:
    from app.commands import (
        bench,
        caption,
        completion,
        details,
        devices,
        hotwords,
        models,
        serve,
        transcribe,
        transcripts,
    )

    commands = parser.add_subparsers(title="commands", metavar="COMMAND", dest="command")
    for command in (caption, transcribe, serve, devices, models, transcripts, hotwords, bench, details):
        command.add_parser(commands)
    completion.add_parser(commands, parser)
    for name, command_parser in commands.choices.items():
        command_parser.set_defaults(ends_in_order=name in ("caption", "transcribe", "serve"))


def _let_streams_take_any_text() -> None:
    """No character ends the captions: what a terminal cannot show is a question mark there.

    A file or a pipe gets UTF-8; Python on Windows would take the code page of the country. Where a stream is closed, or
    a window has no console, the null device takes its place, and its number: else the next file that is opened would
    get what libraries print.
    """
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  # for the life of the program
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  # likewise
    if (inherited := sys.__stderr__) is not None and sys.stderr is inherited:
        # sounddevice turns number 2 away while it looks for devices, and with it what we say meanwhile.
        own = os.dup(inherited.fileno())
        sys.stderr = open(own, "w", buffering=1, encoding=inherited.encoding)  # noqa: SIM115  # likewise
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


def _report_on_stderr(verbose: bool) -> None:
    level = logging.INFO if verbose else logging.ERROR
    terminal = logging.StreamHandler(sys.stderr)
    terminal.setLevel(level)  # the log file takes more
    terminal.setFormatter(_Harmless("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[terminal])


class _Harmless(logging.Formatter):
    """A message may quote a name of a file; a traceback below it keeps its lines."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        return harmless(super().formatMessage(record))
