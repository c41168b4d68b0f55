"""Captions on the command line: from the choice of a source to lines, events and a transcript."""

from __future__ import annotations

import io
import json
import math
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TextIO

from app.choices import LeftOver, LiveOptions, SourceChoice
from app.control.end_requests import EndRequests
from app.event_json import event_object
from app.exporters import chosen_format, export, write_export
from app.files import FileNotWritten
from app.folders import user_folders
from app.live import CLOSE_S, LiveController
from app.log import crashed_before
from app.settings import load_settings
from app.terminal import TerminalCaptions, abandon_output, tell
from app.transcripts.values import unsaved_transcript
from engine.audio.sound_bytes import title_of
from engine.errors import CaptioningError
from engine.events import CaptionEvent, EngineError, Final, RecordingStopped, SessionEnded

BAD_INPUT = 3  # exit status
LEFT_OVER_S = 5.0
_WAIT_S = 0.25  # a request to end is told after so long


@dataclass(frozen=True, slots=True)
class Output:
    """What becomes of the captions: live lines or JSON events, and a transcript at the end."""

    events: bool = False
    format: str | None = None
    path: Path | None = None

    @property
    def format_name(self) -> str:
        """The one that was named, else the one that the file's ending means. Raises BadInput where it means none."""
        return chosen_format(self.format, self.path)

    @property
    def wants_transcript(self) -> bool:
        return self.format is not None or self.path is not None

    @property
    def shows_lines(self) -> bool:
        """A transcript on standard output leaves no room for live lines there."""
        return not self.events and (self.format is None or self.path is not None)


def caption(choice: SourceChoice, options: LiveOptions, output: Output) -> int:
    """Caption until the source ends or Ctrl+C is pressed. Raises CaptioningError for what made it fail."""
    folders = user_folders()
    loaded = load_settings(folders.settings_file)
    for problem in loaded.complaints:
        tell(f"earshot: {problem}")
    if crashed_before(folders.state):
        tell("earshot: Earshot ended unexpectedly last time; what was said until then is kept.")
    controller = LiveController(loaded.settings, folders)
    show = _shower(output)
    if output.path is not None or options.record is not None:
        show = _without_readers(show)
    heard = _Heard(show=show)
    with EndRequests(lambda times: _end(controller, times)) as asked:
        try:
            controller.start(choice, options)
            _follow(controller, heard, asked)
            _write_transcript(output, heard, controller, choice, options)
            if asked.signal in (0, signal.SIGINT):  # who sends another one waits for nothing
                _tell_left_over(controller)
        finally:
            controller.close()
    if heard.failure is None:
        return 0
    if heard.fatal or output.events:
        raise heard.failure
    return BAD_INPUT  # it was told when it happened


@dataclass(slots=True)
class _Heard:
    """What the session brought. failure: what ended it, else the first thing that went wrong, if anything did."""

    show: Callable[[CaptionEvent], None]
    finals: dict[int, Final] = field(default_factory=dict)
    failure: CaptioningError | None = None
    fatal: bool = False
    ended: bool = False

    def take(self, event: CaptionEvent) -> None:
        if isinstance(event, Final):
            self.finals[event.utterance_id] = event
        elif isinstance(event, (EngineError, RecordingStopped)):
            ends = isinstance(event, EngineError) and event.fatal
            if ends or self.failure is None:
                self.failure = CaptioningError(event.what, event.remedy)
            self.fatal = self.fatal or ends
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


def _without_readers(show: Callable[[CaptionEvent], None]) -> Callable[[CaptionEvent], None]:
    """Where a file is wanted, a reader who has gone (`| head`) ends the lines and nothing else."""

    def shown(event: CaptionEvent) -> None:
        try:
            show(event)
        except OSError:  # a pipe, or a terminal that was closed
            for stream in (sys.stdout, sys.stderr):
                _abandon_if_broken(stream)

    return shown


def _abandon_if_broken(stream: TextIO) -> None:
    try:
        stream.flush()
    except OSError:
        abandon_output(stream)


def _print_json(event: CaptionEvent) -> None:
    print(json.dumps(event_object(event), ensure_ascii=False), flush=True)


def _end(controller: LiveController, times: int) -> None:
    """Runs on the thread that takes requests to end: the main thread may wait for a slow reader of the output."""
    controller.stop()
    if times > 1:
        controller.hurry()


def _follow(controller: LiveController, heard: _Heard, asked: EndRequests) -> None:
    """Show what comes until the session has ended, which a request to end has it do.

    The second Ctrl+C keeps what waits as it was guessed. Raises KeyboardInterrupt where even that takes CLOSE_S.
    """
    ending, give_up_s = 0, math.inf
    while not heard.ended:
        if asked.times > ending:
            ending = asked.times
            _end(controller, ending)  # the request may have come before the start
            if ending == 1 and asked.signal == signal.SIGINT:
                _say_finishing()
            if ending > 1:
                give_up_s = min(give_up_s, time.monotonic() + CLOSE_S)
        if time.monotonic() > give_up_s:
            raise KeyboardInterrupt(128 + asked.signal)
        events = controller.feed.drain()
        for event in events:
            heard.take(event)
        if not events:
            controller.feed.wait(_WAIT_S)


def _say_finishing() -> None:
    with suppress(OSError):
        print("\nearshot: finishing what was said; Ctrl+C again ends at once.", file=sys.stderr)


def _tell_left_over(controller: LiveController) -> None:
    """Captions that a crash broke off before; at the end, so that nothing waits for the look."""
    if not controller.settings.keep_transcripts:
        return
    answer: SimpleQueue[list[LeftOver] | CaptioningError] = SimpleQueue()
    controller.find_left_over(answer.put)
    with suppress(Empty):  # then they are told next time
        found = answer.get(timeout=LEFT_OVER_S)
        for each in found if isinstance(found, list) else []:
            kept = f"All {each.finals} texts are kept: 'export {each.session_id} -o FILE' writes them."
            sound = f"No text was written yet; their sound is kept in {each.recording}."
            tell(f"earshot: The captions of {each.title} ended abruptly. {kept if each.finals else sound}")


def _write_transcript(
    output: Output, heard: _Heard, controller: LiveController, choice: SourceChoice, options: LiveOptions
) -> None:
    if not output.wants_transcript or heard.fatal:
        return
    finals = sorted(heard.finals.values(), key=lambda final: final.start)
    name = title_of(choice.path) if choice.path else choice.kind.value
    model = controller.capabilities.name if controller.capabilities else ""
    transcript = unsaved_transcript(
        tuple(finals), source=name, model=model, language=options.language, marks=controller.clock_marks
    )
    if output.path is None:
        sys.stdout.write(export(transcript, output.format_name))
        return
    try:
        write_export(transcript, output.path, output.format_name)
    except FileNotWritten as failed:
        raise FileNotWritten(failed.what, f"{failed.remedy} {_where_it_is_kept(controller)}".rstrip()) from failed


def _where_it_is_kept(controller: LiveController) -> str:
    if controller.session_id is None or not controller.text_is_kept:
        return ""
    return f"The transcript is kept: 'export {controller.session_id} -o FILE' writes it."
