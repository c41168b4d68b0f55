"""Reads one audio stream of an open container frame by frame, past damaged places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.audio.opening import believed_s

MOST_FAILED_READS = 16  # in a row: then nothing more can be had
TAGS = (b"ID3", b"TAG", b"APE")  # titles between the parts of a joined MP3; no sound is lost with them
GUESS_WITHIN = 0.01  # of a length: FFmpeg guesses it as size / bit rate where the container says nothing


class Track:
    """Yields what can be decoded, counts damaged places, and knows the stated length."""

    def __init__(self, container: Any, stream: Any) -> None:
        """container: open, of av; nothing was read from it. stream: one of its audio streams."""
        self._container = container
        self._stream = stream
        self._start_s = (container.start_time or 0) / 1e6
        self._bit_rate = self._stream.bit_rate  # as stated; decoding changes it
        self._first_byte: int | None = None
        self._reached_s = 0.0
        self.damaged_places = 0
        self.ends_damaged = False

    def frames(self) -> Iterator[Any]:
        import av

        for packet in self._packets():
            try:
                decoded = packet.decode()
            except (av.FFmpegError, OSError, ValueError):  # decoders answer damage with whatever error comes up
                if bytes(packet)[:3] not in TAGS:
                    self.count_damage()
                continue
            self.ends_damaged = self.ends_damaged and not decoded
            yield from decoded

    def count_damage(self) -> None:
        """Count one damaged place for everything lost between two frames."""
        self.damaged_places += not self.ends_damaged
        self.ends_damaged = True

    @property
    def length_s(self) -> float | None:
        """The length that the container states, from its start; None where it does not, or FFmpeg only guesses.

        Matroska counts from zero, others from their start: the shorter one is used.
        """
        stated_s = believed_s(self._container)
        if stated_s is None or self._is_guess(stated_s):
            return None
        return float(stated_s - max(0.0, self._start_s))

    @property
    def reached_s(self) -> float:
        """How far the container could be read, in seconds from its start: sound may end before the picture."""
        return self._reached_s

    def _is_guess(self, length_s: float) -> bool:
        if not self._bit_rate:
            return False
        guess_s = (self._container.size - (self._first_byte or 0)) * 8 / self._bit_rate
        return bool(abs(length_s - guess_s) <= GUESS_WITHIN * length_s)

    def _packets(self) -> Iterator[Any]:
        """The packets of the stream, and an empty one at the end that flushes the decoder."""
        import av

        failed = 0
        while failed < MOST_FAILED_READS:
            try:
                for packet in self._container.demux():
                    failed = 0
                    self._note(packet)
                    if packet.stream_index == self._stream.index:
                        yield packet
                return
            except IndexError:  # PyAV's answer to a packet of a stream that began later: it is not ours
                failed += 1
            except (av.FFmpegError, OSError, ValueError):
                failed += 1
                self.count_damage()

    def _note(self, packet: Any) -> None:
        if self._first_byte is None:
            self._first_byte = packet.pos
        if packet.pts is not None and packet.time_base is not None:
            end_s = float((packet.pts + (packet.duration or 0)) * packet.time_base)
            self._reached_s = max(self._reached_s, end_s - self._start_s)
