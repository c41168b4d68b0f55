"""earshot transcribe: many files into transcripts, as fast as this computer can."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from app.commands.caption import add_speakers, check_model, context_from, languages_from
from app.commands.exporting import add_export_options, export_options, format_asked
from app.exporters import FORMATS, format_named
from engine.errors import BadInput

MOST_JOBS = 64
MOST_WORKERS = 4096
ARCHIVE_FORMAT = "json"  # the one that comes back into the library


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "transcribe",
        help="transcribe files and folders",
        description="The exit status is the number of files that failed, 100 at most.",
    )
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE|FOLDER", help="- for standard input")
    parser.add_argument("--model", metavar="NAME", help="a model of 'models' (default: the best one at hand)")
    parser.add_argument("--language", metavar="CODE", help="what is spoken: en, zh, ... (default: detected)")
    parser.add_argument("--languages", metavar="CODES", help="languages to detect, as en,zh")
    parser.add_argument("--context", metavar="TEXT|@FILE", help="what is talked about, for models that use it")
    names = [each.name for each in FORMATS]
    parser.add_argument(
        "--format", choices=names, help=f"of the transcripts (default: {names[0]}, of an archive {ARCHIVE_FORMAT})"
    )
    add_export_options(parser)
    parser.add_argument("--out", type=Path, metavar="DIR", help="a file for each there (default: all are printed)")
    add_speakers(parser)
    parser.add_argument("--force", action="store_true", help="write over transcripts that are there")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="work on N files at once (default: 1)")
    parser.add_argument("--threads", type=int, default=0, metavar="N", help="processor cores of each (default: shared)")
    parser.add_argument("--resume", action="store_true", help="go on where a run stopped; pass over what is done")
    parser.add_argument("--watch", type=Path, metavar="DIR", help="take new files of this folder, until Ctrl+C")
    many = parser.add_argument_group(
        "archives",
        "Thousands of recordings into files below --out, the longest first, with a journal for --resume and a table of"
        " all (archive.csv). 'transcripts import' brings them into the library.",
    )
    many.add_argument("--workers", type=int, metavar="N", help="processes, each with the model")
    many.add_argument("--ray", metavar="ADDRESS", help="work on a Ray cluster: HOST:PORT, auto, or local")
    raw = parser.add_argument_group("standard input", "It may be a file; anything else is read as raw sound.")
    raw.add_argument("--raw", action="store_true", help="raw sound, whatever it looks like")
    raw.add_argument("--rate", type=int, default=16_000, metavar="HZ", help="of raw sound (default: 16000)")
    raw.add_argument("--channels", type=int, default=1, metavar="N", help="of raw sound (default: 1)")
    raw.add_argument("--sample-format", default="s16le", metavar="NAME", help="s16le (default), f32le ...")
    parser.set_defaults(handler=handle, parser=parser)


def handle(arguments: argparse.Namespace) -> int:
    from app.batch.orders import BatchOptions, rules_as_pairs
    from app.commands.transcribing import Batch, transcribe
    from app.exporters.own_template import check_template

    _check(arguments)
    if Path("-") in arguments.files:
        _lead_standard_input(arguments)
    format_name, template = format_asked(arguments), arguments.template
    if template is not None:
        check_template(template)
    check_model(arguments.model)
    archived = arguments.workers is not None or arguments.ray is not None
    options = BatchOptions(
        model=arguments.model,
        language=arguments.language,
        languages=languages_from(arguments.languages),
        context=context_from(arguments.context),
        format=format_name or (ARCHIVE_FORMAT if archived else FORMATS[0].name),
        resume=arguments.resume,
        force=arguments.force,
        threads=arguments.threads,
        speakers=arguments.speakers,
        template=None if template is None else os.path.abspath(template),
        rules=rules_as_pairs(export_options(arguments).rules),
    )
    if archived:
        from app.commands.archiving import ArchiveOrder, make_archive

        order = ArchiveOrder(tuple(arguments.files), arguments.out, arguments.workers, arguments.ray)
        return make_archive(order, options)
    return transcribe(Batch(tuple(arguments.files), arguments.out, arguments.watch, arguments.jobs), options)


def _check(arguments: argparse.Namespace) -> None:
    parser: argparse.ArgumentParser = arguments.parser
    if not arguments.files and arguments.watch is None:
        parser.error("name a file or a folder, or one to --watch")
    if not 1 <= arguments.jobs <= MOST_JOBS:
        parser.error(f"--jobs takes a number from 1 to {MOST_JOBS}")
    if arguments.threads < 0:
        parser.error("--threads takes a number from 0 on")
    if arguments.workers is not None or arguments.ray is not None:
        _check_archive(arguments)
    if arguments.out is None and arguments.format and format_named(arguments.format).binary:
        parser.error(f"{arguments.format} is no text: name a folder with --out")
    if Path("-") in arguments.files and (len(arguments.files) > 1 or arguments.jobs > 1):
        parser.error("standard input is transcribed alone, with one job")
    if arguments.watch is not None and not os.path.isdir(arguments.watch):
        raise BadInput("There is no folder {path}.", "Make it first, or watch another one.", path=arguments.watch)


def _check_archive(arguments: argparse.Namespace) -> None:
    parser: argparse.ArgumentParser = arguments.parser
    if arguments.out is None:
        parser.error("an archive needs a folder: name one with --out")
    if Path("-") in arguments.files or arguments.watch is not None or arguments.jobs != 1:
        parser.error("--workers and --ray make an archive of files, without standard input, --watch or --jobs")
    if arguments.workers is not None and not 1 <= arguments.workers <= MOST_WORKERS:
        parser.error(f"--workers takes a number from 1 to {MOST_WORKERS}")


def _lead_standard_input(arguments: argparse.Namespace) -> None:
    from app.batch.raw_input import FORMATS as RAW_FORMATS
    from app.batch.raw_input import RawFormat, lead_standard_input

    if arguments.sample_format not in RAW_FORMATS:
        arguments.parser.error(f"--sample-format takes one of {', '.join(RAW_FORMATS)}")
    lead_standard_input(RawFormat(arguments.rate, arguments.channels, arguments.sample_format, arguments.raw))
