"""Captions on a terminal: finals as lines, the present partial rewritten below them."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from engine.events import (
    BehindBy,
    CaptionEvent,
    Degraded,
    DeviceBack,
    DeviceLost,
    EngineError,
    Final,
    NoSound,
    NothingHeard,
    NothingSaid,
    Notice,
    OtherLanguage,
    Overrun,
    Partial,
    RecordingStopped,
    SilenceReason,
    SoundBack,
    SpeakerLabelled,
    Stream,
)
from engine.text.harmless import harmless
from engine.timeline import to_seconds

if TYPE_CHECKING:
    from app.settings import Settings

BEHIND_WORTH_TELLING_S = 3.0
LEFT_WORTH_TELLING_S = 2.0
_TOLD_IN_A_LINE = (DeviceLost, EngineError, NothingHeard, Notice, Degraded, OtherLanguage, RecordingStopped)
_NAMES = {Stream.ME: "Me", Stream.OTHERS: "Others"}


def say(line: object) -> None:
    """One line to standard output. All that a command prints goes through here or `report`: names and titles come from
    files, and a terminal would obey what stands in them."""
    print(harmless(str(line)))


def say_json(value: object) -> None:
    """A table or a list of them to standard output, as indented JSON whose texts are harmless."""
    print(json.dumps(_harmless_within(value), ensure_ascii=False, indent=2))


def _harmless_within(value: object) -> Any:
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, Mapping):
        return {harmless(str(key)): _harmless_within(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_harmless_within(each) for each in value]
    return value


def report(line: object) -> None:
    """One line to standard error, such as a remark that is not part of the output."""
    print(harmless(str(line)), file=sys.stderr)


def settings_from(file: Path) -> Settings:
    """The user's settings; complaints about their file go to standard error."""
    from app.settings import load_settings

    loaded = load_settings(file)
    for problem in loaded.complaints:
        report(f"earshot: {problem}")
    return loaded.settings


def clock(seconds: float) -> str:
    """H:MM:SS"""
    whole = int(seconds)
    return f"{whole // 3600:d}:{whole // 60 % 60:02d}:{whole % 60:02d}"


@dataclass(frozen=True, slots=True)
class _Line:
    """A final in the last line of a terminal. text: without the name of its speaker."""

    utterance_id: int
    shown: str
    text: str


class TerminalCaptions:
    """Writes finals to `out`, one a line. The partial is shown only where `out` is a terminal; what else a reader
    must know goes to `notes`, one sentence a line."""

    def __init__(self, out: TextIO, notes: TextIO) -> None:
        self._out = out
        self._notes = notes
        self._rewrites = out.isatty()
        self._partial_shown = False
        self._reported_late = False
        self._reported_left = False
        self._partials: dict[Stream | None, str] = {}  # of utterances that are being spoken, one a stream
        self._drafts: dict[int, str] = {}
        self._labels: dict[int, str] = {}
        self._speaker = ""  # of the newest label
        self._newest: _Line | None = None
        self._silent: set[Stream | None] = set()

    def show(self, event: CaptionEvent) -> None:
        if isinstance(event, Partial):
            self._partials[event.stream] = _named(event)
            self._show_partials()
        elif isinstance(event, Final):
            self._partials.pop(event.stream, None)
            self._show_final(event)
            self._show_partials()
        elif isinstance(event, NothingSaid):
            self._partials.pop(event.stream, None)
            self._clear()
            self._show_partials()
        elif isinstance(event, SpeakerLabelled):
            self._show_label(event)
            self._show_partials()
        else:
            self._show_note(event)

    def note(self, sentence: str) -> None:
        self._line(self._notes, sentence)

    def _show_final(self, final: Final) -> None:
        """Once for each utterance; lines that have scrolled by cannot change, so a better text is a note."""
        drafted = self._drafts.pop(final.utterance_id, None)
        if final.draft:
            self._drafts[final.utterance_id] = final.text
        if drafted is None:
            self._line(self._out, _named(final))
            self._newest = _Line(final.utterance_id, _named(final), harmless(final.text)) if self._rewrites else None
        elif drafted != final.text:
            self.note(f"earshot: better text for {to_seconds(final.start):.1f} s: {_named(final)}")

    def _show_label(self, event: SpeakerLabelled) -> None:
        """In the last line, where that is its final and a terminal can be rewritten; else as a note, where the speaker
        is not the one before."""
        label = label_of(event)
        before, self._labels[event.utterance_id] = self._labels.get(event.utterance_id), label
        line = self._newest
        if line is not None and line.utterance_id == event.utterance_id:
            was = f" (was {before})" if event.revised else ""
            changed = replace(line, shown=f"{label}{was}: {line.text}")
            self._clear()
            self._out.write(f"\x1b[{_rows(line.shown)}A\x1b[J")
            self._line(self._out, changed.shown)
            self._newest = changed
        elif event.revised and before is not None:
            self.note(f"earshot: {to_seconds(event.start):.1f} s: {label}, not {before}")
        elif label != self._speaker and before is None:
            self.note(f"earshot: {to_seconds(event.start):.1f} s: {label}")
        self._speaker = label

    def _show_note(self, event: CaptionEvent) -> None:
        if isinstance(event, _TOLD_IN_A_LINE):
            self.note(f"earshot: {event.what} {event.remedy}".rstrip())
        elif isinstance(event, NoSound) and event.reason is not SilenceReason.NOTHING_PLAYED:
            self.note(f"earshot: {event.what} {event.remedy}")
            self._silent.add(event.stream)
        elif isinstance(event, SoundBack) and event.stream in self._silent:
            self._silent.remove(event.stream)
            self.note(f"earshot: sound arrives from “{event.device}” again.")
        elif isinstance(event, DeviceBack):
            self.note(f"earshot: “{event.device}” is back after {event.away_s:.0f} s.")
        elif isinstance(event, Overrun):
            self.note(f"earshot: {_lost(event)} of sound was lost at {to_seconds(event.start):.1f} s.")
        elif isinstance(event, BehindBy):
            self._report_delay(event)
            self._report_left(event.left_s)

    def _report_left(self, left_s: float) -> None:
        if left_s >= LEFT_WORTH_TELLING_S and not self._reported_left:
            self._reported_left = True
            self.note(f"earshot: what was said last takes about {left_s:.0f} s to write down.")

    def _report_delay(self, behind: BehindBy) -> None:
        late = behind.behind_s >= BEHIND_WORTH_TELLING_S
        if late and not self._reported_late:
            who = "getting ready," if behind.getting_ready else "the captions are"
            self.note(f"earshot: {who} {behind.behind_s:.0f} s behind.")
        self._reported_late = late

    def _show_partials(self) -> None:
        """Both on one line, where two people speak at once."""
        if self._rewrites and self._partials:
            gap = 2
            each = (shutil.get_terminal_size().columns - 1 + gap) // len(self._partials) - gap
            text = (gap * " ").join(fitting_end(text, each) for text in self._partials.values())
            self._out.write(f"\r\x1b[K\x1b[3m{text}\x1b[0m")
            self._out.flush()
            self._partial_shown = True

    def _line(self, stream: TextIO, text: str) -> None:
        self._clear()
        self._newest = None
        stream.write(f"{harmless(text)}\n")
        stream.flush()

    def _clear(self) -> None:
        if self._partial_shown:
            self._out.write("\r\x1b[K")
            self._out.flush()
            self._partial_shown = False


def abandon_output(stream: TextIO) -> None:
    """The reader of our output has gone, or its disk is full; Python would complain once more at its exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _named(event: Partial | Final) -> str:
    """The text, and whose it is where two sources are captioned."""
    return harmless(event.text if event.stream is None else f"{_NAMES[event.stream]}: {event.text}")


def label_of(event: SpeakerLabelled) -> str:
    """All who spoke; a question mark where another voice is nearly as close."""
    names = [
        each if isinstance(each, str) else f"Speaker {each}" for each in (event.name or event.speaker, *event.also)
    ]
    return harmless(" + ".join(names)) + ("" if event.certain else "?")


def _rows(text: str) -> int:
    """Of a terminal that a line takes."""
    from wcwidth import wcswidth

    return max(1, -(-max(0, wcswidth(text)) // shutil.get_terminal_size().columns))


def _lost(overrun: Overrun) -> str:
    return f"{to_seconds(overrun.length):.1f} s" if overrun.length else "a short stretch"


def fitting_end(text: str, columns: int) -> str:
    """The newest part of `text` that fits into `columns` cells; Chinese characters take two."""
    from wcwidth import wcwidth

    width = 0
    for at in range(len(text) - 1, -1, -1):
        width += max(0, wcwidth(text[at]))
        if width > columns - 1:
            return "…" + text[at + 1 :]
    return text
