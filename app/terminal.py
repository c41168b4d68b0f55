"""Captions on a terminal: finals as lines, the present partial rewritten below them."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Mapping
from typing import Any, TextIO

from engine.events import (
    BehindBy,
    CaptionEvent,
    Degraded,
    DeviceBack,
    DeviceLost,
    EngineError,
    Final,
    NothingHeard,
    NothingSaid,
    Notice,
    Overrun,
    Partial,
    RecordingStopped,
    Stream,
)
from engine.text.harmless import harmless
from engine.timeline import to_seconds

BEHIND_WORTH_TELLING_S = 3.0
LEFT_WORTH_TELLING_S = 2.0
_NAMES = {Stream.ME: "Me", Stream.OTHERS: "Others"}


def say(line: object) -> None:
    """One line to standard output. All that a command prints goes through here or `tell`: names and titles come from
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


def tell(line: object) -> None:
    """One line to standard error, such as a remark that is not part of the output."""
    print(harmless(str(line)), file=sys.stderr)


class TerminalCaptions:
    """Writes finals to `out`, one a line. The partial is shown only where `out` is a terminal; what else a reader
    must know goes to `notes`, one sentence a line."""

    def __init__(self, out: TextIO, notes: TextIO) -> None:
        self._out = out
        self._notes = notes
        self._rewrites = out.isatty()
        self._partial_shown = False
        self._told_late = False
        self._told_left = False
        self._partials: dict[Stream | None, str] = {}  # of utterances that are being spoken, one a stream
        self._drafts: dict[int, str] = {}

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
        elif drafted != final.text:
            self.note(f"earshot: better text for {to_seconds(final.start):.1f} s: {_named(final)}")

    def _show_note(self, event: CaptionEvent) -> None:
        if isinstance(event, (DeviceLost, EngineError, NothingHeard, Notice, Degraded, RecordingStopped)):
            self.note(f"earshot: {event.what} {event.remedy}".rstrip())
        elif isinstance(event, DeviceBack):
            self.note(f"earshot: “{event.device}” is back after {event.away_s:.0f} s.")
        elif isinstance(event, Overrun):
            self.note(f"earshot: {_lost(event)} of sound was lost at {to_seconds(event.start):.1f} s.")
        elif isinstance(event, BehindBy):
            self._tell_delay(event)
            self._tell_left(event.left_s)

    def _tell_left(self, left_s: float) -> None:
        if left_s >= LEFT_WORTH_TELLING_S and not self._told_left:
            self._told_left = True
            self.note(f"earshot: what was said last takes about {left_s:.0f} s to write down.")

    def _tell_delay(self, behind: BehindBy) -> None:
        late = behind.behind_s >= BEHIND_WORTH_TELLING_S
        if late and not self._told_late:
            who = "getting ready," if behind.getting_ready else "the captions are"
            self.note(f"earshot: {who} {behind.behind_s:.0f} s behind.")
        self._told_late = late

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
        stream.write(f"{harmless(text)}\n")
        stream.flush()

    def _clear(self) -> None:
        if self._partial_shown:
            self._out.write("\r\x1b[K")
            self._out.flush()
            self._partial_shown = False


def abandon_output(stream: TextIO) -> None:
    """Whoever read our output has gone, or its disk is full; Python would complain once more while it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _named(event: Partial | Final) -> str:
    """The text, and whose it is where two sources are captioned."""
    return harmless(event.text if event.stream is None else f"{_NAMES[event.stream]}: {event.text}")


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
