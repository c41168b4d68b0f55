"""Captions in the terminal: chooses the source, prints lines and events, writes a transcript."""

from __future__ import annotations

import io
import json
import math
import signal
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, TextIO

from app.choices import LeftOver, LiveOptions, SourceChoice
from app.commands.exporting import tell_broken
from app.commands.outputs import start_outputs
from app.commands.terminal import TerminalCaptions, abandon_output, report, settings_from
from app.control.broadcast import Reader
from app.control.departures import tell_departures
from app.control.earshot import Earshot
from app.control.end_requests import EndRequests
from app.control.session_control import CLOSE_S
from app.event_json import event_object
from app.exporters import broken_rules, chosen_format, export, write_export
from app.exporters.options import AS_USUAL, ExportOptions
from app.files import FileNotWritten
from app.folders import user_folders
from app.log import crashed_before
from app.masking import masked_event
from app.transcripts.speaker_labels import (
    SpeakersMissing,
    can_label,
    label_kept,
    label_unkept,
    take_labels,
    with_labels,
)
from app.transcripts.values import Transcript, unsaved_transcript
from engine.audio.sound_bytes import title_of
from engine.errors import CaptioningError
from engine.events import CaptionEvent, EngineError, Final, RecordingStopped, SessionEnded

if TYPE_CHECKING:
    from app.outputs.caption_outputs import CaptionOutputs
    from app.outputs.choices import OutputChoice

BAD_INPUT = 3  # exit status
LEFT_OVER_S = 5.0
_WAIT_S = 0.25  # a request to end is reported after so long


@dataclass(frozen=True, slots=True)
class Output:
    """What becomes of the captions: live lines or JSON events, files that grow, and a transcript at the end.

    options: of the transcript, such as its template.
    """

    events: bool = False
    format: str | None = None
    path: Path | None = None
    live_files: tuple[Path, ...] = ()
    options: ExportOptions = AS_USUAL

    @property
    def format_name(self) -> str:
        """The named format, else that of the file's suffix. Raises BadInput for an unknown suffix."""
        return chosen_format(self.format, self.path)

    @property
    def wants_transcript(self) -> bool:
        return self.format is not None or self.path is not None

    @property
    def shows_lines(self) -> bool:
        """A transcript on standard output leaves no room for live lines there."""
        return not self.events and (self.format is None or self.path is not None)


@dataclass(frozen=True, slots=True)
class Served:
    """Captions for other programs, at `port`; with `network` for other devices too."""

    port: int
    network: bool


def caption(
    choice: SourceChoice,
    options: LiveOptions,
    output: Output,
    served: Served | None = None,
    elsewhere: tuple[OutputChoice, ...] = (),
) -> int:
    """Caption until the source ends or Ctrl+C is pressed. Raises CaptioningError for what made it fail."""
    folders = user_folders()
    settings = settings_from(folders.settings_file)
    if crashed_before(folders.state):
        report("earshot: Earshot ended unexpectedly last time; what was said until then is kept.")
    if options.speakers is not None and not can_label(folders.models):
        raise SpeakersMissing  # before an hour of captions, not after it
    earshot = Earshot(settings, folders)
    tell_departures(earshot.departures, report)
    reader = earshot.events.reader()
    show = _shower(output, settings.mask_profanity)
    if output.path is not None or options.record is not None:
        show = _without_readers(show)
    heard = _Heard(show=show)
    with EndRequests(lambda times: _end(earshot, times)) as asked:
        stop_growing = _grow(earshot, output.live_files)
        stop_serving = _serve(earshot, served)
        outputs: CaptionOutputs | None = None
        try:
            outputs = start_outputs(earshot, elsewhere) if elsewhere else None
            earshot.session.start(choice, options)
            _follow(earshot, reader, heard, asked)
            _write_transcript(output, heard, earshot, choice, options)
            if asked.signal in (0, signal.SIGINT):  # who sends another one waits for nothing
                _report_left_over(earshot)
                while outputs is not None and outputs.on and asked.times < 2:
                    time.sleep(_WAIT_S)
        finally:
            if outputs is not None:
                outputs.close()
            stop_serving()
            stop_growing()
            earshot.close()
    if heard.failure is None:
        return 0
    if heard.fatal or output.events:
        raise heard.failure
    return BAD_INPUT  # it was reported when it happened


def _grow(earshot: Earshot, paths: Sequence[Path]) -> Callable[[], None]:
    """Gives what ends the files. Raises CaptioningError."""
    from app.growing_file import GrowingFile

    def masks() -> bool:
        return earshot.preferences.settings.mask_profanity

    files: list[GrowingFile] = []
    try:
        for path in paths:
            file = GrowingFile(path, earshot.events, masks, lambda failed: report(f"earshot: {failed}"))
            file.start()
            files.append(file)
    except CaptioningError:
        earshot.close()
        raise

    def stop() -> None:
        for file in files:
            file.stop()

    return stop


def _serve(earshot: Earshot, served: Served | None) -> Callable[[], None]:
    """Gives what stops it. Raises CaptioningError."""
    if served is None:
        return lambda: None
    from app.serving.caption_server import CaptionServer

    server = CaptionServer(earshot, lambda: earshot.preferences.settings)
    try:
        place = server.start(served.network, served.port)
    except CaptioningError:
        earshot.close()
        raise
    report(f"earshot: captions at {place.link}")
    report(f"earshot: for a browser source of OBS: {place.overlay_link}")
    return server.stop


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


def _shower(output: Output, masks: bool) -> Callable[[CaptionEvent], None]:
    """masks: whether lines have asterisks in swear words; events and transcripts keep what was said."""
    if output.events:
        return _print_json
    lines = TerminalCaptions(sys.stdout if output.shows_lines else io.StringIO(), sys.stderr)

    def show(event: CaptionEvent) -> None:
        if not (isinstance(event, EngineError) and event.fatal):  # that one is reported at the end, once
            lines.show(masked_event(event) if masks else event)

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


def _end(earshot: Earshot, times: int) -> None:
    """Runs on the thread that takes requests to end: the main thread may wait for a slow reader of the output."""
    earshot.session.stop()
    if times > 1:
        earshot.session.skip_refining()


def _follow(earshot: Earshot, reader: Reader[CaptionEvent], heard: _Heard, asked: EndRequests) -> None:
    """Show events until the session has ended; a request to end stops it.

    The second Ctrl+C keeps pending utterances with their last partial. Raises KeyboardInterrupt if that takes CLOSE_S.
    """
    ending, give_up_s = 0, math.inf
    while not heard.ended:
        if asked.times > ending:
            ending = asked.times
            _end(earshot, ending)  # the request may have come before the start
            if ending == 1 and asked.signal == signal.SIGINT:
                _say_finishing()
            if ending > 1:
                give_up_s = min(give_up_s, time.monotonic() + CLOSE_S)
        if time.monotonic() > give_up_s:
            raise KeyboardInterrupt(128 + asked.signal)
        events = reader.drain()
        for event in events:
            heard.take(event)
        if not events:
            reader.wait(_WAIT_S)


def _say_finishing() -> None:
    with suppress(OSError):
        print("\nearshot: finishing what was said; Ctrl+C again ends at once.", file=sys.stderr)


def _report_left_over(earshot: Earshot) -> None:
    """Captions that a crash broke off before; at the end, so that nothing waits for the look."""
    if not earshot.preferences.settings.keep_transcripts:
        return
    answer: SimpleQueue[list[LeftOver] | CaptioningError] = SimpleQueue()
    earshot.transcripts.find_left_over(answer.put)
    with suppress(Empty):  # then they are reported next time
        found = answer.get(timeout=LEFT_OVER_S)
        for each in found if isinstance(found, list) else []:
            kept = f"All {each.finals} texts are kept: 'export {each.session_id} -o FILE' writes them."
            sound = f"No text was written yet; their sound is kept in {each.recording}."
            rest = kept if each.finals else sound
            report(f"earshot: The captions of {each.title} were closed before they were finished. {rest}")


def _write_transcript(
    output: Output,
    heard: _Heard,
    earshot: Earshot,
    choice: SourceChoice,
    options: LiveOptions,
) -> None:
    if heard.fatal or not (output.wants_transcript or options.speakers is not None):
        return
    finals = sorted(heard.finals.values(), key=lambda final: final.start)
    name = title_of(choice.path) if choice.path else choice.kind.value
    model = earshot.models.capabilities.name if earshot.models.capabilities else ""
    transcript = unsaved_transcript(
        tuple(finals), source=name, model=model, language=options.language, marks=earshot.transcripts.clock_marks
    )
    if options.speakers is not None:
        transcript = _labelled(transcript, earshot, choice, options)
    if not output.wants_transcript:
        return
    if output.path is None:
        sys.stdout.write(export(transcript, output.format_name, output.options))
        return
    try:
        write_export(transcript, output.path, output.format_name, output.options)
    except FileNotWritten as failed:
        raise FileNotWritten(failed.what, f"{failed.remedy} {_where_it_is_kept(earshot)}".rstrip()) from failed
    if output.options.rules != AS_USUAL.rules:
        tell_broken(broken_rules(transcript, output.format_name, output.options))


def _labelled(transcript: Transcript, earshot: Earshot, choice: SourceChoice, options: LiveOptions) -> Transcript:
    """Labels in the kept transcript and in this one, by the voices that were heard or by the sound that is kept. What
    hinders them is reported, and the text stays."""
    speakers, number = earshot.speakers, earshot.transcripts.session_id
    try:
        spoken, asked = speakers.spoken(earshot.session.labels), speakers.options(options.speakers or None)
        if number is not None and earshot.transcripts.text_is_kept:
            store = earshot.transcripts.store()
            if spoken is not None:
                count = take_labels(store, number, spoken, asked)
            else:
                count = label_kept(store, number, speakers.model(), asked, sound=choice.path)
            report(f"Speakers: {count}.")
            return store.load(number)
        if spoken is not None:
            return with_labels(transcript, spoken, asked)
        sound = choice.path or options.record
        return transcript if sound is None else label_unkept(transcript, sound, speakers.model(), asked)
    except CaptioningError as failed:
        report(f"earshot: The speakers were not labelled. {failed}")
        return transcript


def _where_it_is_kept(earshot: Earshot) -> str:
    if earshot.transcripts.session_id is None or not earshot.transcripts.text_is_kept:
        return ""
    return f"The transcript is kept: 'export {earshot.transcripts.session_id} -o FILE' writes it."
