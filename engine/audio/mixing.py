"""Mixes several channels to one without cancelling speech."""

from __future__ import annotations

import numpy as np

FRAME_S = 0.016  # half of the block of a sound card: nothing is held back there
RAMP_S = 0.005  # from one choice of channels to the next, without a click
LATELY_S = 0.2  # so far back a choice looks
SPEECH_HZ = (250.0, 4_000.0)  # hum may well be in opposite phase where speech is not
SILENT = 10 ** (-95 / 10)  # power; the last bit of 16
DEAD = 10 ** (-50 / 10)  # of the loudest moment of any channel: one that never gets above is the noise of an open input

# The power of a sum, against that of channels that have nothing to do with each other (1.0); two equal ones give 2.0.
CANCELS = 0.4  # a correlation of -0.6
CANCELS_AT_ONCE = 0.05
GOES_TOGETHER = 0.8
LOUDER = 2.0  # power; the louder one of two that cancel is heard

Gram = list[list[float]]
"""Power of each channel and of each pair, [channel][channel]."""


class PowerOfSum:
    """The power of a sum of channels, added one after the other."""

    def __init__(self, gram: Gram) -> None:
        self._gram = gram
        self.kept: list[int] = []
        self.power = 0.0

    def with_channel(self, channel: int) -> float:
        """The power with one more channel, as a multiple of its power if that channel were uncorrelated."""
        apart = self.power + self._gram[channel][channel]
        return (apart + 2 * self._shared(channel)) / apart if apart > 0.0 else 1.0

    def add(self, channel: int) -> None:
        self.power += self._gram[channel][channel] + 2 * self._shared(channel)
        self.kept.append(channel)

    def begin_with(self, channel: int) -> None:
        self.power, self.kept = self._gram[channel][channel], [channel]

    def _shared(self, channel: int) -> float:
        row = self._gram[channel]
        return sum(row[each] for each in self.kept)


class ChannelMixer:
    """Averages the channels that carry sound. Of channels that cancel each other (a balanced cable on a stereo input, a
    microphone with reversed polarity) only the louder one is used, from the first 16 ms on.

    The result does not depend on block sizes. Where weights are given, channels are summed with them instead.
    """

    def __init__(self, channels: int, rate: int, weights: tuple[float, ...] = ()) -> None:
        self._channels = channels
        self._weights = np.array(weights, dtype=np.float32) if weights else None
        self._frame = max(2, round(FRAME_S * rate))
        self._ramp = min(self._frame, max(1, round(RAMP_S * rate)))
        window = np.hanning(self._frame)[:, None]
        self._window = (window / np.sqrt(self._frame * np.sum(window**2) / 2)).astype(np.float32)  # gives power
        self._band = slice(*(round(hertz * self._frame / rate) for hertz in SPEECH_HZ))
        self._memory = float(np.exp(-FRAME_S / LATELY_S))
        self._lately: Gram = [[0.0] * channels for _ in range(channels)]
        self._loudest = [0.0] * channels
        self._kept = list(range(channels))
        self._gains = self._gains_of(self._kept)
        self._rest = np.zeros((0, channels), dtype=np.float32)

    def push(self, interleaved: np.ndarray, last: bool = False) -> np.ndarray:
        """interleaved: float32 (frames * channels,). Returns float32 (m,), whole frames of 16 ms, all if `last`."""
        if self._channels == 1:
            return np.array(interleaved, dtype=np.float32)
        sound = np.concatenate([self._rest, interleaved.reshape(-1, self._channels)])
        if self._weights is not None:
            sound[len(self._rest) :] *= self._weights
        whole = len(sound) if last else len(sound) - len(sound) % self._frame
        self._rest = sound[whole:].copy()
        mixed = [self._mix(sound[at : min(at + self._frame, whole)]) for at in range(0, whole, self._frame)]
        return np.concatenate(mixed) if mixed else np.zeros(0, dtype=np.float32)

    def _mix(self, frame: np.ndarray) -> np.ndarray:
        """frame: float32 (n, channels), n > 0. Returns float32 (n,)."""
        before = self._gains
        self._listen(frame)
        mixed = np.asarray(frame @ self._gains, dtype=np.float32)
        if before is not self._gains:
            ramp = np.linspace(0.0, 1.0, self._ramp, dtype=np.float32)[: len(frame)]
            mixed[: len(ramp)] += (1 - ramp) * (frame[: len(ramp)] @ (before - self._gains))
        return mixed

    def _listen(self, frame: np.ndarray) -> None:
        """Choose the channels to use from now on."""
        if len(frame) < self._frame:
            return
        tones = np.fft.rfft(frame * self._window, axis=0)[self._band]
        parts = np.concatenate([tones.real, tones.imag])
        now: Gram = np.einsum("fi,fj->ij", parts, parts).tolist()  # a product of matrices would wake all cores
        keep = self._memory
        self._lately = [
            [keep * old + (1 - keep) * new for old, new in zip(*rows, strict=True)]
            for rows in zip(self._lately, now, strict=True)
        ]
        self._loudest = [max(before, now[each][each]) for each, before in enumerate(self._loudest)]
        counts = max(SILENT, DEAD * max(self._loudest))
        if not any(now[each][each] > counts for each in range(self._channels)):
            return
        kept = self._choose(now, [each for each, loudest in enumerate(self._loudest) if loudest > counts])
        if kept != self._kept:
            self._kept, self._gains = kept, self._gains_of(kept)

    def _choose(self, now: Gram, alive: list[int]) -> list[int]:
        lately, present = PowerOfSum(self._lately), PowerOfSum(now)
        for channel in alive:
            if not lately.kept or not self._cancels(lately, present, channel):
                lately.add(channel)
                present.add(channel)
            elif self._is_louder(channel, lately):
                lately.begin_with(channel)
                present.begin_with(channel)
        return lately.kept

    def _cancels(self, lately: PowerOfSum, present: PowerOfSum, channel: int) -> bool:
        then, now = lately.with_channel(channel), present.with_channel(channel)
        if channel in self._kept and any(each in self._kept for each in lately.kept):
            return then < CANCELS or now < CANCELS_AT_ONCE
        return min(then, now) < GOES_TOGETHER

    def _is_louder(self, channel: int, lately: PowerOfSum) -> bool:
        """Whether the channel is louder by a margin, in favour of the one in use."""
        own = self._lately[channel][channel]
        if channel in self._kept and lately.kept[0] not in self._kept:
            return lately.power < LOUDER * own
        return own > LOUDER * lately.power

    def _gains_of(self, kept: list[int]) -> np.ndarray:
        gains = np.zeros(self._channels, dtype=np.float32)
        gains[kept] = 1.0 if self._weights is not None else 1.0 / len(kept)
        return gains
