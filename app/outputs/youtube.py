"""Finished captions for a YouTube stream: posts of cues with the time of day. Source: YouTube Help, 6077032."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

from app.exporters.cues import cues_of
from app.outputs.choices import PostChoice
from app.outputs.post_numbers import PostNumbers
from app.outputs.posting import CaptionPost, PostingReceiver
from app.outputs.receiver import CaptionsRefused, Shown
from app.transcripts.values import ClockMark, unsaved_transcript
from engine.events import Final
from engine.timeline import to_samples, to_seconds


class YouTubeReceiver(PostingReceiver):
    """marks: what ties positions of the sound to the time of day. numbers: how many posts an address has had."""

    def __init__(self, choice: PostChoice, marks: Callable[[], tuple[ClockMark, ...]], numbers: PostNumbers) -> None:
        failures = dict.fromkeys((401, 403, 404, 410), _expired)
        super().__init__(CaptionPost(choice.kind.value, choice.url, failures))
        self._url, self._marks, self._numbers = choice.url, marks, numbers

    def open(self) -> None:
        """There is nothing to ask: the first post tells."""

    def send(self, event: Shown) -> None:
        if isinstance(event, Final) and (body := cues_for(event, self._marks())):
            number = self._numbers.last(self._url) + 1
            self._post.post(f"&seq={number}", body)
            self._numbers.note(self._url, number)


def cues_for(final: Final, marks: tuple[ClockMark, ...]) -> str:
    """Two lines a cue: when its words were spoken, in UTC, and its text; "" where nothing was said."""
    marks = marks or (ClockMark(0, time.time() - to_seconds(final.end)),)
    transcript = unsaved_transcript((final,), source="", model="", marks=marks)
    said = ((to_samples(cue.start_ms / 1000), "<br>".join(cue.lines)) for cue in cues_of(transcript))
    return "".join(f"{_moment(transcript.clock_time(at))}\n{text}\n" for at, text in said)


def _expired() -> CaptionsRefused:
    return CaptionsRefused(
        "YouTube does not accept the address for captions.",
        "Copy it again from the Live Control Room, then start again.",
    )


def _moment(wall_time: float) -> str:
    return datetime.fromtimestamp(wall_time, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3]
