"""Opens a file or a pipe and chooses one of its audio tracks."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.audio.resampler import StreamFormat
from engine.audio.sound_bytes import FileBytes, StreamBytes, open_bytes, title_of
from engine.errors import AudioFileUnreadable, BadInput
from engine.text.sentence import Sentence

SLOWEST, FASTEST = 1_000, 6_000_000  # samples a second: below no speech, above no recorder (DSD has 5.6 million)
LEAST_BYTES_A_SECOND = 1  # of any code, in silence too: a header that states more was damaged
MOST_CHANNELS = 64  # that FFmpeg can convert
# A file must not make the decoder open others, nor the network: lists that name themselves never end.
_ALONE = {"protocol_whitelist": "none"}
_KNOWN_FORMAT = {"analyzeduration": "100000"}  # us; else three seconds of a live WAV are waited for before any is heard
_LISTS = (b"ffconcat", b"#EXTM3U", b"[playlist]", b"[Reference]", b"<ASX", b"<asx", b"<smil", b"v=0\r\n", b"v=0\n")
_UNKNOWN_LANGUAGES = (None, "", "und")


@dataclass(frozen=True, slots=True)
class AudioTrack:
    """One audio track of a file. number: from 1 on. language: as the file states it, or None."""

    number: int
    language: str | None = None
    title: str = ""
    default: bool = False

    def __str__(self) -> str:
        known = [text for text in (self.title, self.language) if text]
        return f"{self.number} ({', '.join(known)})" if known else str(self.number)


@dataclass(frozen=True, slots=True)
class OpenSound:
    """An open file. stream: the chosen track, of av. taken: its description, one of `tracks`."""

    name: str
    container: Any  # av's types are incomplete
    stream: Any
    content: FileBytes | StreamBytes
    tracks: tuple[AudioTrack, ...]
    taken: AudioTrack
    form: StreamFormat

    @property
    def length_s(self) -> float | None:
        """As the header states it or FFmpeg guesses it; None where neither knows."""
        part = self.content.part
        if part is not None and part.stated_s is not None:
            return part.stated_s
        return believed_s(self.container)

    def close(self) -> None:
        self.container.close()
        self.content.close()


def believed_s(container: Any) -> float | None:
    """The length that a container of av states; None where it states none, or one that its bytes cannot hold."""
    stated_s = (container.duration or 0) / 1e6
    fits = container.size <= 0 or container.size >= LEAST_BYTES_A_SECOND * stated_s
    return float(stated_s) if stated_s and fits else None


def open_sound(path: Path, track: int | None = None, closing: threading.Event | None = None) -> OpenSound:
    """path: a file or a pipe, `-` for standard input. track: number of the track, None for the file's default.

    closing: when set, stop waiting for a pipe. Raises BadInput or AudioFileUnreadable.
    """
    content = open_bytes(path, closing or threading.Event())
    name = title_of(path)
    try:
        container = _container(path, content)
    except BaseException:
        content.close()
        raise
    try:
        return _with_track(name, container, content, track)
    except BaseException:
        container.close()
        content.close()
        raise


def _container(path: Path, content: FileBytes | StreamBytes) -> Any:
    import av

    name = title_of(path)
    if content.empty and isinstance(content, StreamBytes):
        raise AudioFileUnreadable("{name} brought no sound.", "Lead a sound file into it.", name=name)
    if content.empty:
        raise AudioFileUnreadable("{name} is empty.", "Choose a file with sound in it.", name=name)
    if content.head.lstrip().startswith(_LISTS):
        raise AudioFileUnreadable(
            "{name} is a list of other files.", "Choose one of the files that it names.", name=name
        )
    options = _ALONE if content.part is None else _ALONE | _KNOWN_FORMAT
    try:
        return av.open(content, metadata_errors="ignore", options=options)
    except (av.FFmpegError, OSError, ValueError) as refused:
        raise refusal(name, content) from refused


def refusal(name: str, content: FileBytes | StreamBytes) -> AudioFileUnreadable:
    """The error for a file that FFmpeg cannot read."""
    if isinstance(content, StreamBytes) and content.head[4:8] == b"ftyp":
        return AudioFileUnreadable(
            "{name} is an MP4 whose description comes last, so it cannot be read from a pipe.",
            "Save it to a file, and caption that.",
            name=name,
        )
    return unreadable(name, Sentence("its content is no audio or video format that is known"))


def _with_track(name: str, container: Any, content: FileBytes | StreamBytes, wanted: int | None) -> OpenSound:
    streams = container.streams.audio
    if not streams:
        raise AudioFileUnreadable("{name} holds no sound.", "Choose a file with an audio track.", name=name)
    tracks = tuple(_track(number, stream) for number, stream in enumerate(streams, start=1))
    if wanted is not None and not 1 <= wanted <= len(tracks):
        raise BadInput(
            "{name} has no audio track {track}.",
            "It has {count}: {tracks}.",
            name=name,
            track=wanted,
            count=len(tracks),
            tracks=", ".join(map(str, tracks)),
        )
    readable = [stream for stream in streams if _is_readable(stream)] or list(streams)
    stream = streams[wanted - 1] if wanted is not None else _default(readable)
    return OpenSound(name, container, stream, content, tracks, tracks[streams.index(stream)], _form(name, stream))


def _track(number: int, stream: Any) -> AudioTrack:
    language = stream.metadata.get("language")
    title = stream.metadata.get("title") or stream.metadata.get("handler_name") or ""
    return AudioTrack(
        number,
        None if language in _UNKNOWN_LANGUAGES else language,
        "" if title.startswith(("SoundHandler", "Core Media")) else title,
        _is_default(stream),
    )


def _is_default(stream: Any) -> bool:
    from av.stream import Disposition

    return bool(stream.disposition & Disposition.default)


def _default(streams: Sequence[Any]) -> Any:
    return next((stream for stream in streams if _is_default(stream)), streams[0])


def _is_readable(stream: Any) -> bool:
    return stream.codec_context is not None and bool(stream.codec_context.sample_rate)


def _form(name: str, stream: Any) -> StreamFormat:
    if stream.codec_context is None:
        raise unreadable(name, Sentence("its sound is in a code that is not known"))
    rate, layout = stream.codec_context.sample_rate, stream.codec_context.layout
    channels = layout.nb_channels
    if not rate or not channels:
        raise unreadable(name, Sentence("its sound has no known format"))
    if not SLOWEST <= rate <= FASTEST:
        raise unreadable(name, Sentence("no sound has {rate} samples a second", rate=rate))
    if not 0 < channels <= MOST_CHANNELS:
        raise unreadable(
            name,
            Sentence(
                "it has {channels} channels, and {most} at most can be mixed", channels=channels, most=MOST_CHANNELS
            ),
        )
    return StreamFormat(rate, channels, _weights([channel.name for channel in layout.channels]))


def _weights(places: list[str]) -> tuple[float, ...]:
    """Mixing weights of a film's channels, whose speech is in the centre. Empty without a centre or known places.

    Source: ITU-R BS.775, with the centre whole instead of at -3 dB in two loudspeakers.
    """
    if len(places) < 3 or "FC" not in places:
        return ()
    of_place = {"FC": 1.0, "FL": 0.5, "FR": 0.5, "LFE": 0.0, "LFE2": 0.0}
    return tuple(of_place.get(place, 0.35) for place in places)


def unreadable(name: str, why: str) -> AudioFileUnreadable:
    return AudioFileUnreadable(
        "{name} cannot be read as sound: {reason}.",
        "Choose another file, or convert it to WAV or FLAC.",
        name=name,
        reason=why,
    )
