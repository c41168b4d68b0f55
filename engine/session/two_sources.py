"""The microphone ("me") and the computer's sound ("others") as two channels of a session, on one clock."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from engine.audio.source import Source
from engine.echo.aligned import AlignedCapture
from engine.echo.screen import EchoScreen
from engine.echo.session_clock import SessionClock
from engine.events import (
    CaptionEvent,
    DeviceBack,
    DeviceLost,
    Final,
    Level,
    NoSound,
    NothingSaid,
    Overrun,
    Partial,
    SoundBack,
    SpeechStarted,
    Stream,
)
from engine.session.channel import ChannelInput
from engine.vad.gate import SpeechDetector

GOES_ON = "The other source is still captioned; this one resumes when it is back."
Record = Callable[[Stream, int, np.ndarray], None]
_LABELLED = (SpeechStarted, Partial, Final, NothingSaid, Level, Overrun, DeviceLost, DeviceBack, NoSound, SoundBack)


def two_sources(
    sources: Mapping[Stream, Source],
    detector: Callable[[], SpeechDetector],
    post: Callable[[CaptionEvent], None],
    timeline: SessionClock | None = None,
    record: Record = lambda stream, position, samples: None,
    clock: Callable[[], float] = time.monotonic,
) -> list[ChannelInput]:
    """Two channel inputs whose events carry their stream; echo of the loudspeakers in the microphone is dropped.

    detector: makes one for each stream. record: called with (stream, position, samples) of all sound. timeline: starts
    with the first source that could be opened.
    """
    timeline = timeline or SessionClock(clock=clock)
    screen = EchoScreen()

    def made(stream: Stream, source: Source) -> ChannelInput:
        def post_labelled(event: CaptionEvent) -> None:
            event = labelled(event, stream)
            if stream is Stream.OTHERS:
                screen.read_along(event)
            post(event)

        def keep(position: int, samples: np.ndarray) -> None:
            record(stream, position, samples)

        capture = AlignedCapture(source, post_labelled, timeline, keep, clock)
        if stream is Stream.ME:
            return ChannelInput(capture, detector(), post_labelled, screen)
        return ChannelInput(capture, detector(), post_labelled, overheard=screen.overhear)

    return [made(stream, source) for stream, source in sources.items()]


def labelled(event: CaptionEvent, stream: Stream) -> CaptionEvent:
    """The event with its stream, where its type has one."""
    if isinstance(event, DeviceLost):
        event = replace(event, remedy=GOES_ON)
    return replace(event, stream=stream) if isinstance(event, _LABELLED) else event
