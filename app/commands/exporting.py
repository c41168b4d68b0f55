"""What the commands that write transcripts take alike: a template of one's own, and rules of subtitles."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.terminal import report
from app.exporters import OWN_TEMPLATE
from app.exporters.rules import OWN, PRESETS
from engine.errors import BadInput

if TYPE_CHECKING:
    from app.exporters.options import ExportOptions
    from app.exporters.rules import Violation


def add_export_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--template", type=Path, metavar="FILE", help="write it by a template of your own (Jinja2)")
    parser.add_argument(
        "--preset",
        default="netflix",
        metavar="NAME",
        help=f"rules of subtitles: {', '.join(PRESETS)}; {OWN}, or a name of yours: those kept in the settings, as the "
        "window shows them (default: netflix)",
    )
    parser.add_argument(
        "--limit", type=_limit, action="append", default=[], metavar="NAME=NUMBER", help="change one of them"
    )


def format_asked(arguments: argparse.Namespace) -> str | None:
    """The format that is named, or that of --template. Raises BadInput where both are."""
    if arguments.template is None:
        named: str | None = arguments.format
        return named
    if arguments.format is not None:
        raise BadInput("A format and a template are named.", "Give --format NAME or --template FILE.")
    return OWN_TEMPLATE.name


def export_options(arguments: argparse.Namespace) -> ExportOptions:
    """Raises BadInput for rules or a limit that cannot be."""
    from app.exporters.options import ExportOptions, own_rules, rules_chosen
    from app.folders import user_folders
    from app.settings import load_settings

    own = {}
    if arguments.preset not in PRESETS:
        kept = load_settings(user_folders().settings_file).settings
        own = own_rules(kept.subtitle_limits, kept.subtitle_rules)
    return ExportOptions(rules_chosen(arguments.preset, own, tuple(arguments.limit)), arguments.template)


def tell_broken(found: list[Violation]) -> None:
    for broken in found:
        report(f"earshot: subtitle at {broken.when}: {broken.what}")


def _limit(typed: str) -> tuple[str, float]:
    """ "latin_line=40" as a name and a number; argparse reports anything else."""
    name, _, number = typed.partition("=")
    return name, float(number)
