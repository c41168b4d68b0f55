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
    NothingSaid,
    Overrun,
    Partial,
    SpeechStarted,
    Stream,
)
from engine.session.channel import ChannelInput
from engine.session.listener import SpeechDetector

GOES_ON = "The other source is still captioned; this one goes on by itself when it is back."
Record = Callable[[Stream, int, np.ndarray], None]
_LABELLED = (SpeechStarted, Partial, Final, NothingSaid, Level, Overrun, DeviceLost, DeviceBack)


def two_sources(
    sources: Mapping[Stream, Source],
    detector: Callable[[], SpeechDetector],
    post: Callable[[CaptionEvent], None],
    timeline: SessionClock | None = None,
    record: Record = lambda stream, position, samples: None,
    clock: Callable[[], float] = time.monotonic,
) -> list[ChannelInput]:
    """Their events say of which stream they are; what the microphone heard of the loudspeakers is kept out.

    detector: makes one for each stream. record: called with all sound and its place. timeline: begins with the first
    source that could be had.
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
        # nothing may be played for an hour
        return ChannelInput(capture, detector(), post_labelled, overheard=screen.overhear, may_be_silent=True)

    return [made(stream, source) for stream, source in sources.items()]


def labelled(event: CaptionEvent, stream: Stream) -> CaptionEvent:
    """The event with its stream, where its kind has one."""
    if isinstance(event, DeviceLost):
        event = replace(event, remedy=GOES_ON)
    return replace(event, stream=stream) if isinstance(event, _LABELLED) else event
