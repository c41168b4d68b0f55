"""Opens the engine's sources for the user's choice, and makes the session that hears them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from app.choices import SourceChoice, SourceKind
from engine.errors import BadInput
from engine.events import Final, Stream
from engine.text.harmless import harmless

if TYPE_CHECKING:
    from app.transcripts.sink import TranscriptSink
    from engine.audio.source import Source
    from engine.models.recogniser import Recogniser
    from engine.session.final_events import Spoken
    from engine.session.options import SessionOptions
    from engine.session.session import Session

Sources = Mapping[Stream | None, "Source"]
"""One source without a name, or one for each stream."""


def open_both(choice: SourceChoice) -> Sources:
    """Microphone and system sound, not open yet. Raises CaptioningError where there is no such kind at all."""
    from engine.audio.devices import DeviceKind, open_device

    microphone = open_device(DeviceKind.MICROPHONE, choice.device)
    return {Stream.ME: microphone, Stream.OTHERS: open_device(DeviceKind.SYSTEM)}


def open_source(choice: SourceChoice) -> Source:
    """The engine's source for a user's choice, not open yet. Raises CaptioningError."""
    from engine.audio.devices import DeviceKind, open_device

    if choice.kind is SourceKind.FILE:
        from engine.audio.file import FileSource

        if choice.path is None:
            raise BadInput("No file was chosen.", "Choose an audio or video file.")
        return FileSource(choice.path, paced=choice.paced, track=choice.track)
    kind = DeviceKind.SYSTEM if choice.kind is SourceKind.SYSTEM else DeviceKind.MICROPHONE
    return open_device(kind, choice.device)


def title_of(sources: Sources) -> str:
    """What a person knows them by."""
    return harmless(" + ".join(source.title for source in sources.values()))


def are_files(sources: Sources) -> bool:
    """A file is its own recording."""
    from engine.audio.file import FileSource

    return all(isinstance(source, FileSource) for source in sources.values())


def session_of(
    sources: Sources,
    recogniser: Recogniser | None,
    sink: TranscriptSink,
    options: SessionOptions,
    spoken: Spoken = lambda final, audio: None,
) -> Session:
    """A session that hears them and tells the sink, not begun yet. Nothing here takes time: capture comes first.

    recogniser: None where `exchange` brings it later. spoken: called with each final and its sound of the source that
    may have several speakers; of two, the system's.
    """
    from engine.audio.capture import Capture
    from engine.echo.session_clock import SessionClock
    from engine.session.channel import ChannelInput
    from engine.session.session import Session
    from engine.session.two_sources import two_sources
    from engine.vad.gate import speech_detector
    from engine.vad.late import LateDetector

    def labelled(final: Final) -> Final:
        return replace(final, stream=Stream.OTHERS)

    def detector() -> LateDetector:
        return LateDetector(speech_detector)

    named = {stream: source for stream, source in sources.items() if stream is not None}
    if named:
        inputs = two_sources(named, detector, sink, SessionClock(sink.sound_flows), sink.keep_sound)
        others = list(named).index(Stream.OTHERS)
        inputs[others] = replace(inputs[others], spoken=lambda final, audio: spoken(labelled(final), audio))
    else:
        capture = Capture(sources[None], sink, sink.recorder, sink.sound_flows)
        inputs = [ChannelInput(capture, detector(), sink, spoken=spoken)]
    return Session(inputs, recogniser, sink, options)
