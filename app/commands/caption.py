"""earshot caption: captions of a microphone, the speakers or a file, in the terminal."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from app.choices import SourceChoice, SourceKind
from app.commands.exporting import add_export_options, export_options, format_asked
from app.commands.outputs import add_outputs, outputs_from
from app.exporters import FORMATS, chosen_format, format_named, wants_word_times
from app.files import check_free, try_writing
from engine.errors import BadInput

_SOURCE_HELP = "what to hear (default: mic); both: microphone and system sound, as Me and Others"
_LANGUAGES_HELP = "default: the setting, else the desktop's and English"
MOST_SPEAKERS = 30
SERVED_PORT = 8781
MODES = ("fast", "balanced", "calm")


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("caption", help="caption a microphone, the system's sound or a file")
    parser.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="any audio or video file; - for standard input"
    )
    parser.add_argument("--source", default=None, metavar="mic|system|both|DEVICE", help=_SOURCE_HELP)
    parser.add_argument(
        "--track", type=_track, metavar="N", help="audio track of the file, from 1 on (default: the file's default)"
    )
    pace = parser.add_mutually_exclusive_group()
    pace.add_argument("--realtime", action="store_true", help="read the file at its own pace, as if it were live")
    pace.add_argument("--fast", action="store_true", help="read the file as fast as it is recognised (default)")
    parser.add_argument("--model", metavar="NAME", help="a model of 'models' (default: the best one at hand)")
    parser.add_argument(
        "--language", metavar="CODE", help="what is spoken: en, zh, ... (default: detected among your languages)"
    )
    parser.add_argument("--languages", metavar="CODES", help=f"languages to detect, as en,zh ({_LANGUAGES_HELP})")
    parser.add_argument("--mode", choices=MODES, help="text while people speak: early or still (default: the setting)")
    parser.add_argument("--events", action="store_true", help="print every event as one JSON object a line")
    parser.add_argument(
        "--format", choices=[each.name for each in FORMATS], help="print or write the whole transcript in this format"
    )
    add_export_options(parser)
    parser.add_argument("-o", "--output", type=Path, metavar="OUT", help="write the transcript to this file")
    parser.add_argument(
        "--live-file",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="add what stays to this file while captions run, .txt or .vtt; may be given twice",
    )
    parser.add_argument("--force", action="store_true", help="write over a transcript that is there")
    parser.add_argument("--record", type=Path, metavar="PATH", help="keep the sound in this file, .flac or .wav")
    parser.add_argument("--context", metavar="TEXT|@FILE", help="what is talked about, for models that use it")
    add_speakers(parser)
    served = parser.add_argument_group("for other devices and programs", "docs/serving.md")
    served.add_argument(
        "--serve", nargs="?", type=port_from, const=SERVED_PORT, metavar="PORT", help=f"a page ({SERVED_PORT})"
    )
    served.add_argument("--network", action="store_true", help="with --serve: for other devices too, by a link")
    add_outputs(parser)
    parser.set_defaults(handler=handle, parser=parser)


def port_from(text: str) -> int:
    """0 is for a free one."""
    number = int(text)
    if not 0 <= number <= 65535:
        raise ValueError(text)
    return number


def add_speakers(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--speakers",
        nargs="?",
        type=_speakers,
        const=0,
        metavar="N",
        help="label who speaks by their voices; N: how many there are (default: found out)",
    )


def _speakers(text: str) -> int:
    if not (text.isdecimal() and int(text) <= MOST_SPEAKERS):
        raise argparse.ArgumentTypeError(f"takes a number from 1 to {MOST_SPEAKERS}")
    return int(text)


def handle(arguments: argparse.Namespace) -> int:
    from app.choices import LiveOptions
    from app.commands.captioning import Output, Served, caption
    from app.exporters.own_template import check_template

    format_name, template, exported = format_asked(arguments), arguments.template, export_options(arguments)
    choice, languages = _choice(arguments), languages_from(arguments.languages)
    _check_nothing_is_lost(arguments.file, arguments.output, arguments.record)
    for each in arguments.live_file:
        _check_nothing_is_lost(arguments.file, each, arguments.record)
    _check_recording(arguments.record)
    if arguments.output is None and format_name is not None and format_named(format_name).binary:
        arguments.parser.error(f"{format_name} is no text: name a file with -o")
    _check_output(arguments.output, format_name)
    if template is not None:
        check_template(template)
    if arguments.output is not None:
        check_free(arguments.output, arguments.force)
    for each in arguments.live_file:
        check_free(each, arguments.force)
    check_model(arguments.model)
    options = LiveOptions(
        model=arguments.model,
        language=arguments.language,
        languages=languages,
        record=arguments.record,
        partials=arguments.events or arguments.serve is not None or arguments.obs is not None or choice.paced,
        mode=arguments.mode,
        context=context_from(arguments.context),
        speakers=arguments.speakers,
        word_times=arguments.speakers is not None
        or template is not None
        or wants_word_times(format_name, arguments.output),
    )
    live_files = tuple(arguments.live_file)
    output = Output(arguments.events, format_name, arguments.output, live_files, exported)
    if arguments.network and arguments.serve is None:
        arguments.parser.error("--network goes with --serve")
    served = None if arguments.serve is None else Served(arguments.serve, arguments.network)
    return caption(choice, options, output, served, outputs_from(arguments))


def languages_from(listed: str | None) -> tuple[str, ...]:
    """Raises BadInput as the setting does."""
    from app.settings import Settings

    return () if listed is None else Settings(languages=tuple(listed.replace(" ", "").split(","))).languages or ()


def _track(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def context_from(given: str | None) -> str | None:
    """The text itself, or that of a file. Raises BadInput for one that cannot be read."""
    if given is None or not given.startswith("@"):
        return given
    path = Path(given[1:])
    try:
        return path.read_text("utf-8-sig").strip() or None
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not UTF-8 text.", "Save it as UTF-8, or give the text itself.") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise BadInput(f"{path} cannot be read ({reason}).", "Name a file of text, or give the text itself.") from error


def _choice(arguments: argparse.Namespace) -> SourceChoice:
    if arguments.file is not None:
        if arguments.source is not None:
            arguments.parser.error("give a file or --source, not both")
        return SourceChoice(SourceKind.FILE, path=arguments.file, paced=arguments.realtime, track=arguments.track)
    if arguments.track is not None:
        arguments.parser.error("--track is for a file")
    if arguments.source in (None, "mic"):
        return SourceChoice(SourceKind.MICROPHONE)
    if arguments.source == "system":
        return SourceChoice(SourceKind.SYSTEM)
    if arguments.source == "both":
        return SourceChoice(SourceKind.BOTH)
    return _device(arguments.source)


def _device(name: str) -> SourceChoice:
    """A microphone or speaker by its id or a part of its title."""
    from engine.audio.devices import DeviceKind, list_devices

    wanted = name.casefold()
    found = [device for device in list_devices() if device.id == name or wanted in device.title.casefold()]
    if not found:
        raise BadInput(f"There is no audio device “{name}”.", "'devices' lists those that are there.")
    kind = SourceKind.SYSTEM if found[0].kind is DeviceKind.SYSTEM else SourceKind.MICROPHONE
    return SourceChoice(kind, found[0].id)


def _check_output(path: Path | None, format_name: str | None) -> None:
    """Before an hour of captions, not after it."""
    chosen_format(format_name, path)
    if path is None:
        return
    # os.path: a Path raises where a name is too long.
    if os.path.isdir(path) or not os.path.isdir(path.absolute().parent):
        raise BadInput(f"The transcript cannot be written to {path}.", "Name a file in a folder that exists.")
    try_writing(path)


def check_model(name: str | None) -> None:
    """Before anything is heard or recorded. Raises ModelUnusable."""
    if name is None:
        return
    from app.folders import user_folders
    from app.model_store.store import ModelStore

    entry = ModelStore(user_folders().models).find(name)
    if entry.problem is not None:
        raise entry.problem


def _check_recording(path: Path | None) -> None:
    from engine.audio.recorder import ENDINGS

    if path is not None and path.suffix.lower() not in ENDINGS:
        raise BadInput(
            f"No recording can be written to {path}: its ending says no format.", f"Use {' or '.join(ENDINGS)}."
        )


def _check_nothing_is_lost(heard: Path | None, transcript: Path | None, recording: Path | None) -> None:
    """Neither the file that is read nor an older recording gives way.

    Raises FileNotWritten where there can be no recording.
    """
    for target in filter(None, (transcript, recording)):
        if heard is not None and _same_file(heard, target):
            raise BadInput(f"{target} is the file that is read.", "Name another file.")
    if recording is None:
        return
    if transcript is not None and _same_file(transcript, recording):
        raise BadInput(f"{recording} cannot hold the transcript and the recording.", "Name two files.")
    if os.path.exists(recording):
        raise BadInput(f"{recording} is there already.", "Name another file for the recording.")
    if os.path.isdir(recording.parent):  # else the recorder makes it
        try_writing(recording)


def _same_file(one: Path, other: Path) -> bool:
    """Also by a link, or where neither is there yet."""
    try:
        return one.samefile(other)
    except OSError:
        return os.path.realpath(one) == os.path.realpath(other)
