"""earshot caption: captions of a microphone, the speakers or a file, in the terminal."""

from __future__ import annotations

import argparse
import io
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from app.choices import SourceChoice, SourceKind
from app.live import LiveController, LiveOptions
from app.terminal import TerminalCaptions
from engine.errors import BadInput, CaptioningError
from engine.events import CaptionEvent, EngineError, Final, SessionEnded

FORMATS = ("txt", "srt", "vtt", "json")
_POLL_S = 0.03


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("caption", help="caption a microphone, the system's sound or a file")
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="any audio or video file")
    parser.add_argument("--source", default=None, metavar="mic|system|DEVICE", help="what to hear (default: mic)")
    pace = parser.add_mutually_exclusive_group()
    pace.add_argument("--realtime", action="store_true", help="read the file at its own pace, as if it were live")
    pace.add_argument("--fast", action="store_true", help="read the file as fast as it is recognised (default)")
    parser.add_argument("--model", metavar="NAME", help="a model of 'models' (default: the best one at hand)")
    parser.add_argument("--language", metavar="CODE", help="what is spoken: en, zh, ... (default: the model listens)")
    parser.add_argument("--events", action="store_true", help="print every event as one JSON object a line")
    parser.add_argument("--format", choices=FORMATS, help="print or write the whole transcript in this format")
    parser.add_argument("-o", "--output", type=Path, metavar="OUT", help="write the transcript to this file")
    parser.add_argument("--record", type=Path, metavar="PATH", help="keep the sound in this FLAC file")
    parser.set_defaults(handler=handle, parser=parser)


def handle(arguments: argparse.Namespace) -> int:
    choice = _choice(arguments)
    _check_output(arguments.output)
    options = LiveOptions(
        model=arguments.model,
        language=arguments.language,
        record=arguments.record,
        partials=arguments.events or choice.paced,
    )
    return caption(choice, options, Output(arguments.events, arguments.format, arguments.output))


@dataclass(frozen=True, slots=True)
class Output:
    """What becomes of the captions: live lines or JSON events, and a transcript at the end."""

    events: bool = False
    format: str | None = None
    path: Path | None = None

    @property
    def format_name(self) -> str:
        """The one that was named, else the one that the file's ending means."""
        suffix = self.path.suffix.lstrip(".").lower() if self.path else ""
        return self.format or (suffix if suffix in FORMATS else "txt")

    @property
    def wants_transcript(self) -> bool:
        return self.format is not None or self.path is not None

    @property
    def shows_lines(self) -> bool:
        """A transcript on standard output leaves no room for live lines there."""
        return not self.events and (self.format is None or self.path is not None)


def caption(choice: SourceChoice, options: LiveOptions, output: Output) -> int:
    """Caption until the source ends or Ctrl+C is pressed. Raises CaptioningError for what made it fail."""
    from app.folders import user_folders
    from app.settings import load_settings

    folders = user_folders()
    loaded = load_settings(folders.settings_file)
    for problem in loaded.complaints:
        print(f"earshot: {problem}", file=sys.stderr)
    controller = LiveController(loaded.settings, folders)
    heard = _Heard(show=_shower(output))
    try:
        controller.start(choice, options)
        _follow(controller, heard)
        _write_transcript(output, heard, controller, choice, options)
    finally:
        controller.close()
    if heard.failure is not None and (heard.fatal or not heard.finals):
        raise heard.failure
    return 3 if heard.failure is not None else 0


@dataclass(slots=True)
class _Heard:
    """What the session brought. failure: the first thing that went wrong, if anything did."""

    show: Callable[[CaptionEvent], None]
    finals: dict[int, Final] = field(default_factory=dict)
    failure: CaptioningError | None = None
    fatal: bool = False
    ended: bool = False

    def take(self, event: CaptionEvent) -> None:
        if isinstance(event, Final):
            self.finals[event.utterance_id] = event
        elif isinstance(event, EngineError):
            self.failure = self.failure or CaptioningError(event.what, event.remedy)
            self.fatal = self.fatal or event.fatal
        self.ended = self.ended or isinstance(event, SessionEnded)
        self.show(event)


def _shower(output: Output) -> Callable[[CaptionEvent], None]:
    if output.events:
        return _print_json
    lines = TerminalCaptions(sys.stdout if output.shows_lines else io.StringIO(), sys.stderr)

    def show(event: CaptionEvent) -> None:
        if not (isinstance(event, EngineError) and event.fatal):  # that one is told at the end, once
            lines.show(event)

    return show


def _print_json(event: CaptionEvent) -> None:
    from app.event_json import event_object

    print(json.dumps(event_object(event), ensure_ascii=False), flush=True)


def _follow(controller: LiveController, heard: _Heard) -> None:
    """Show what comes until the session has ended. The first Ctrl+C stops it in order, the second at once."""
    stopping = False
    while not heard.ended:
        try:
            events = controller.feed.drain()
            for event in events:
                heard.take(event)
            if not events:
                time.sleep(_POLL_S)
        except KeyboardInterrupt:
            if stopping:
                raise
            stopping = True
            print("\nearshot: finishing what was said; Ctrl+C again ends at once.", file=sys.stderr)
            controller.stop()


def _write_transcript(
    output: Output, heard: _Heard, controller: LiveController, choice: SourceChoice, options: LiveOptions
) -> None:
    if not output.wants_transcript or heard.fatal:
        return
    from app.exporters import export, write_export
    from app.transcripts.values import unsaved_transcript

    finals = sorted(heard.finals.values(), key=lambda final: final.start)
    name = choice.path.name if choice.path else choice.kind.value
    model = controller.capabilities.name if controller.capabilities else ""
    transcript = unsaved_transcript(tuple(finals), source=name, model=model, language=options.language)
    if output.path is not None:
        write_export(transcript, output.path, output.format_name)
    else:
        sys.stdout.write(export(transcript, output.format_name))


def _choice(arguments: argparse.Namespace) -> SourceChoice:
    if arguments.file is not None:
        if arguments.source is not None:
            arguments.parser.error("give a file or --source, not both")
        return SourceChoice(SourceKind.FILE, path=arguments.file, paced=arguments.realtime)
    if arguments.source in (None, "mic"):
        return SourceChoice(SourceKind.MICROPHONE)
    if arguments.source == "system":
        return SourceChoice(SourceKind.SYSTEM)
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


def _check_output(path: Path | None) -> None:
    """Before an hour of captions, not after it."""
    if path is not None and (path.is_dir() or not path.absolute().parent.is_dir()):
        raise BadInput(f"The transcript cannot be written to {path}.", "Name a file in a folder that exists.")
