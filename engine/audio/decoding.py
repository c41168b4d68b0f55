"""Decodes the sound of an open container in one format, on the container's own clock."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, pairwise
from typing import Any

import numpy as np

from engine.audio.container_clock import ContainerClock
from engine.audio.opening import OpenSound, refusal
from engine.audio.resampler import StreamFormat
from engine.audio.track import Track
from engine.errors import AudioFileUnreadable
from engine.text.sentence import Sentence

SILENCE_BLOCK_S = 1.0
LENGTH_WITHIN_S, LENGTH_WITHIN = 1.0, 0.02  # a container's word about its length is rounded: only more is missing
EXACT_WITHIN_S = 0.1  # where the length is counted in samples or bytes
_EXACT = ("flac",)
LOUDEST = 1e6  # full scale is 1; some programs write 32768, and damage what is no number at all
MOST_BLOCK = 1 << 20  # samples, whatever a file states


def decode(sound: OpenSound) -> Iterator[np.ndarray]:
    """Interleaved float32 blocks (frames * channels,) of the chosen track, in its format.

    Gaps in the time stamps are filled with silence, so positions agree with a player's. A change of format is converted
    back. Damaged places are skipped. Raises AudioFileUnreadable at the end where there were any, or where the file
    breaks off; everything readable was yielded before.
    """
    import av

    track = Track(sound.container, sound.stream)
    converter = Converter(sound.form, sound.stream.layout)
    clock = ContainerClock(sound.container)
    position_s = 0.0
    for frame, following in pairwise(chain(track.frames(), [None])):
        hole_s = clock.hole_s(frame.time, following and following.time, position_s)
        if hole_s:
            yield from converter.flush()
            yield from silence(hole_s, sound.form)
            position_s += hole_s
        try:
            yield from converter.push(frame)
        except (av.FFmpegError, ValueError):  # damage can decode to a format that does not exist
            track.count_damage()
            continue
        position_s += frame.samples / frame.sample_rate
    yield from converter.flush()
    defect = _defect(sound, track, position_s)
    if defect is not None:
        raise defect


def _defect(sound: OpenSound, track: Track, position_s: float) -> AudioFileUnreadable | None:
    """The most serious problem of a track after `position_s` were decoded, or None."""
    if not position_s:
        return refusal(sound.name, sound.content) if track.damaged_places else None
    length_s, within_s = _stated_s(sound, track)
    if length_s is not None and length_s - max(track.reached_s, position_s) > within_s:
        what = "{name} breaks off after {seconds} s of {length} s: the rest cannot be read."
        return _cut(Sentence(what, name=sound.name, seconds=f"{position_s:.1f}", length=f"{length_s:.1f}"))
    if length_s is None and track.ends_damaged:
        what = "{name} breaks off after {seconds} s: the rest cannot be read."
        return _cut(Sentence(what, name=sound.name, seconds=f"{position_s:.1f}"))
    return _damaged(sound.name, track.damaged_places) if track.damaged_places else None


def _stated_s(sound: OpenSound, track: Track) -> tuple[float | None, float]:
    """The length that the file states (None where it does not), and its tolerance."""
    part = sound.content.part
    if part is not None:
        return part.stated_s, EXACT_WITHIN_S
    length_s = track.length_s
    if sound.container.format.name in _EXACT:
        return length_s, EXACT_WITHIN_S
    return length_s, max(LENGTH_WITHIN_S, LENGTH_WITHIN * (length_s or 0.0))


def _cut(what: str) -> AudioFileUnreadable:
    return AudioFileUnreadable(what, "What was said until there is kept; get a complete copy of the file for the rest.")


def _damaged(name: str, places: int) -> AudioFileUnreadable:
    what = "{name} is damaged in {count} places, which were passed over."
    if places == 1:
        what = "{name} is damaged in one place, which was passed over."
    remedy = "What was said there is missing; get an undamaged copy of the file for it."
    return AudioFileUnreadable(what, remedy, name=name, count=places)


class Converter:
    """Converts frames of any, also changing, formats to interleaved float32 of one format."""

    def __init__(self, form: StreamFormat, layout: Any) -> None:
        """layout: the channels of `form`, in av's terms."""
        self._form = form
        self._layout = layout
        self._resampler: Any = None
        self._takes: tuple[str, str, int] | None = None

    def push(self, frame: Any) -> Iterator[np.ndarray]:
        import av

        takes = (frame.format.name, frame.layout.name, frame.sample_rate)
        if takes != self._takes:
            yield from self.flush()
        if self._resampler is None:
            self._resampler = av.AudioResampler(format="flt", layout=self._layout, rate=self._form.rate)
            self._takes = takes
        yield from self._converted(frame)

    def flush(self) -> Iterator[np.ndarray]:
        """The samples that are held back; the next push begins anew."""
        if self._resampler is not None:
            blocks = self._converted(None)
            self._resampler = None
            yield from blocks

    def _converted(self, frame: Any) -> list[np.ndarray]:
        resampler, self._resampler = self._resampler, None  # one that fails is not asked again
        blocks = [_in_measure(converted.to_ndarray().reshape(-1)) for converted in resampler.resample(frame)]
        self._resampler = resampler
        return blocks


def _in_measure(block: np.ndarray) -> np.ndarray:
    """The same block, but for samples that nothing can be computed with: those that are no number are silence."""
    if not block.size or np.max(np.abs(block)) <= LOUDEST:
        return block
    return np.asarray(np.clip(np.nan_to_num(block, nan=0.0), -LOUDEST, LOUDEST), dtype=np.float32)


def silence(seconds: float, form: StreamFormat) -> Iterator[np.ndarray]:
    """Silence in bounded blocks, so that a long gap takes neither time nor memory at once."""
    block = max(1, min(round(form.rate * SILENCE_BLOCK_S), MOST_BLOCK // form.channels))
    frames = round(form.rate * seconds)
    for start in range(0, frames, block):
        yield np.zeros(min(block, frames - start) * form.channels, dtype=np.float32)
