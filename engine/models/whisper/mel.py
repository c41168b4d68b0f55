"""Log-mel spectrogram as Whisper was trained on, computed once per frame of a growing utterance.

Source: openai/whisper, whisper/audio.py: STFT of 400 points every 160 samples, periodic Hann window, centred with
reflection, Slaney's mel filters (Auditory Toolbox, 1998), log10, floor 8 below the maximum, then (x + 4) / 4.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from engine.frontend.growing import with_room
from engine.timeline import SAMPLE_RATE

HOP = 160
MOST_FRAMES = 3_000  # 30 s: the model's window
_WINDOW = 400
_HALF = _WINDOW // 2
_LEAST = np.float32(1e-10)
_SILENT = np.float32(-10.0)  # log10 of the least power
_RANGE = np.float32(8.0)
_FRAMES_AT_ONCE = 512  # bounds the working memory of a long utterance


class GrowingLogMel:
    """Follows one utterance: the features of the sound so far, at the cost of what is new."""

    def __init__(self, bins: int) -> None:
        """bins: 80, or 128 for the large-v3 generation."""
        self._filters = mel_filters(bins)
        self._settled = np.empty(
            (_FRAMES_AT_ONCE, bins), np.float32
        )  # frames that lie within the sound: they never change
        self._count = 0

    def features(self, audio: np.ndarray, silence: int) -> np.ndarray:
        """float32 [bins, frames] of `audio` followed by `silence` zeros; 30 s at most.

        audio: float32 (n,), 16 kHz, +-1.0, the utterance from its start; it may also be shorter than before.
        """
        frames = min((len(audio) + silence) // HOP, MOST_FRAMES)
        self._settle(audio, min(max(0, (len(audio) - _HALF) // HOP + 1), frames))
        touched = min(-(-(len(audio) + _HALF) // HOP), frames)
        log_mel = np.full((frames, self._filters.shape[1]), _SILENT, np.float32)
        log_mel[: self._count] = self._settled[: self._count]
        log_mel[self._count : touched] = self._log_powers(audio, self._count, touched)
        scaled = np.maximum(log_mel, log_mel.max(initial=_SILENT) - _RANGE)
        return np.ascontiguousarray(((scaled + 4.0) / 4.0).T)

    def _settle(self, audio: np.ndarray, inside: int) -> None:
        self._count = min(self._count, inside)
        if inside == self._count:
            return
        self._settled = with_room(self._settled, inside)
        self._settled[self._count : inside] = self._log_powers(audio, self._count, inside)
        self._count = inside

    def _log_powers(self, audio: np.ndarray, begin: int, end: int) -> np.ndarray:
        """log10 mel powers of frames begin..end, float32 [end - begin, bins]; zeros follow the sound."""
        if end <= begin:
            return np.empty((0, self._filters.shape[1]), np.float32)
        sound = _excerpt(audio, begin * HOP - _HALF, (end - 1) * HOP + _HALF)
        sound = np.nan_to_num(sound, nan=0.0, posinf=0.0, neginf=0.0)  # else one bad sample spoils every frame
        windows = np.lib.stride_tricks.sliding_window_view(sound, _WINDOW)[::HOP]
        parts = [self._log_power(windows[at : at + _FRAMES_AT_ONCE]) for at in range(0, len(windows), _FRAMES_AT_ONCE)]
        return np.concatenate(parts)

    def _log_power(self, windows: np.ndarray) -> np.ndarray:
        spectrum = np.fft.rfft(windows * _hann(), axis=1)
        power = spectrum.real**2 + spectrum.imag**2
        return np.asarray(np.log10(np.maximum(power @ self._filters, _LEAST)))


def _excerpt(audio: np.ndarray, begin: int, end: int) -> np.ndarray:
    """audio[begin:end], reflected in front of its start and followed by zeros."""
    inside = audio[max(0, begin) : min(end, len(audio))]
    ahead = np.zeros(0, np.float32)
    if begin < 0:
        mirrored = audio[1 : 1 - begin]
        ahead = np.concatenate([np.zeros(-begin - len(mirrored), np.float32), mirrored[::-1]])
    behind = np.zeros(end - begin - len(ahead) - len(inside), np.float32)
    return np.concatenate([ahead, inside, behind])


@lru_cache(maxsize=1)
def _hann() -> np.ndarray:
    """The periodic window, float32 (400,)."""
    return np.asarray(0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(_WINDOW) / _WINDOW), np.float32)


@lru_cache(maxsize=4)
def mel_filters(bins: int) -> np.ndarray:
    """Triangles of equal area on Slaney's scale, float32 [201, bins], up to half the sample rate."""
    edges = _hertz(np.linspace(0.0, _mel(SAMPLE_RATE / 2), bins + 2))
    frequencies = np.linspace(0.0, SAMPLE_RATE / 2, _HALF + 1)[:, None]
    rising = (frequencies - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - frequencies) / (edges[2:] - edges[1:-1])
    area = 2.0 / (edges[2:] - edges[:-2])
    return np.asarray(np.maximum(0.0, np.minimum(rising, falling)) * area, np.float32)


_LINEAR_HZ = 200.0 / 3.0  # a mel below 1 kHz
_BREAK_HZ = 1_000.0
_LOG_STEP = np.log(6.4) / 27.0  # above it, 27 mels a factor of 6.4


def _mel(hertz: float) -> float:
    if hertz < _BREAK_HZ:
        return hertz / _LINEAR_HZ
    return float(_BREAK_HZ / _LINEAR_HZ + np.log(hertz / _BREAK_HZ) / _LOG_STEP)


def _hertz(mels: np.ndarray) -> np.ndarray:
    knee = _BREAK_HZ / _LINEAR_HZ
    hertz = np.where(mels < knee, mels * _LINEAR_HZ, _BREAK_HZ * np.exp(_LOG_STEP * (mels - knee)))
    return np.asarray(hertz)
