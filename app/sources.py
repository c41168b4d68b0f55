"""The sources that a user can choose, and the engine's sources for a choice."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from app.choices import ListedSource, SourceChoice, SourceKind
from engine.errors import BadInput, CaptioningError
from engine.events import Stream
from engine.text.harmless import harmless

if TYPE_CHECKING:
    from app.keeper import Keeper
    from engine.audio.source import Source
    from engine.models.recogniser import Recogniser
    from engine.session.options import SessionOptions
    from engine.session.session import Session

log = logging.getLogger(__name__)

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


def session_of(sources: Sources, recogniser: Recogniser | None, keeper: Keeper, options: SessionOptions) -> Session:
    """A session that hears them and tells the keeper, not begun yet. Nothing here takes time: capture comes first.

    recogniser: None where `exchange` brings it later.
    """
    from engine.audio.capture import Capture
    from engine.echo.session_clock import SessionClock
    from engine.session.channel import ChannelInput
    from engine.session.session import Session
    from engine.session.two_sources import two_sources
    from engine.vad.gate import speech_detector
    from engine.vad.late import LateDetector

    def detector() -> LateDetector:
        return LateDetector(speech_detector)

    named = {stream: source for stream, source in sources.items() if stream is not None}
    if named:
        inputs = two_sources(named, detector, keeper, SessionClock(keeper.sound_flows), keeper.keep_sound)
    else:
        capture = Capture(sources[None], keeper, keeper.recorder, keeper.sound_flows)
        inputs = [ChannelInput(capture, detector(), keeper)]
    return Session(inputs, recogniser, keeper, options)


def listed_sources() -> list[ListedSource]:
    """What there is now; empty where looking fails."""
    from engine.audio.devices import DeviceKind, list_devices

    kinds = {DeviceKind.MICROPHONE: SourceKind.MICROPHONE, DeviceKind.SYSTEM: SourceKind.SYSTEM}
    try:
        return [
            ListedSource(SourceChoice(kinds[device.kind], device.id), device.title, device.default)
            for device in list_devices()
        ]
    except CaptioningError as silent:
        log.info("no sources: %s", silent)
        return []


def listed_tracks(path: Path) -> list[ListedSource]:
    """A choice for each audio track of a file that has several, its title as "2 (eng)"; else an empty list."""
    from engine.audio.opening import open_sound

    if not path.is_file():  # a pipe can be read once only
        return []
    try:
        sound = open_sound(path)
    except CaptioningError as unreadable:  # told when it is captioned
        log.info("no tracks: %s", unreadable)
        return []
    sound.close()
    choices = {track: None if track == sound.taken else track.number for track in sound.tracks}
    listed = [
        ListedSource(SourceChoice(SourceKind.FILE, path=path, track=number), str(track), number is None)
        for track, number in choices.items()
    ]
    return listed if len(listed) > 1 else []
