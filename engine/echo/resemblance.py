"""Whether what a microphone heard is only what the loudspeakers played: arithmetic on two stretches of sound.

The microphone's energy in 20 bands and steps of 10 ms is explained as far as it can be by the system sound, delayed
by up to half a second and smeared by a room; what is left over is somebody in front of the microphone. No phase is
looked at, so that an inexact delay, a room, a cheap loudspeaker and clocks that drift a little change nothing.

Sources of the parts: power spectra in triangular bands as for any filter bank; echo seen as a per-band gain and
an exponential decay is the late-echo model of echo suppressors (ITU-T G.167's terms: echo, double talk).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cache

import numpy as np

from engine.timeline import SAMPLE_RATE, to_samples

HOP = to_samples(0.01)
WINDOW = 512
BANDS = 20
_LOWEST_HZ, _HIGHEST_HZ = 150.0, 6_000.0
LONGEST_DELAY_S = 0.5
EARLIEST_S = 0.1  # the two captures may be out of step by so much
LEAD_S = LONGEST_DELAY_S + 0.3  # of system sound that is looked at before the microphone's; the rest is for the room

_MOST_RINGING = 2.0  # times the direct sound's energy
_REACH = 64  # steps of a room's reverberation
_DECAYS = (0.75, 0.88, 0.93)  # of energy a step; 0.93 is a reverberation time of 0.95 s
# Chosen on constructed cases: benchmarks/echo.py tells what they give.
_TOLERANCE = 4.0  # energy above what is explained, times: 6 dB
_GAIN_QUANTILE = 0.3  # low, because somebody who speaks as well only adds to the energy
_OWN_PART = 0.35  # of a step's energy that must be left over
_ABOVE_NOISE = 10.0  # times: 10 dB
_BELOW_LOUDEST = 1e-3  # times: 30 dB; a voice so far below an echo is not understood
_QUIET = 1e-7  # mean energy of a sample, -70 dBFS: nothing is played

_LIKE = 0.5
_UNLIKE = 0.25
_OWN_S, _OWN_SHARE = 0.2, 0.03
_CLEARLY_OWN_S, _CLEARLY_OWN_SHARE = 0.4, 0.25


class Verdict(Enum):
    """ECHO: (nearly) all of it was played. OWN: somebody speaks into the microphone. DOUBTFUL: the words decide."""

    ECHO = "echo"
    OWN = "own"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class Resemblance:
    """likeness: correlation of the loudness curves at the best delay, -1..1. delay_s: lag of the microphone.

    active_s: seconds of the microphone's sound above its noise. own_s: those that the system sound does not explain.
    """

    likeness: float
    delay_s: float
    active_s: float
    own_s: float

    @property
    def own_share(self) -> float:
        return self.own_s / self.active_s if self.active_s > 0.0 else 0.0

    @property
    def verdict(self) -> Verdict:
        if self.active_s == 0.0 or self.likeness < _UNLIKE:
            return Verdict.OWN
        if self.own_s >= _CLEARLY_OWN_S and self.own_share >= _CLEARLY_OWN_SHARE:
            return Verdict.OWN
        if self.likeness >= _LIKE and (self.own_s <= _OWN_S or self.own_share <= _OWN_SHARE):
            return Verdict.ECHO
        return Verdict.DOUBTFUL


NOTHING_PLAYED = Resemblance(0.0, 0.0, 0.0, 0.0)


def resemblance(microphone: np.ndarray, system: np.ndarray) -> Resemblance:
    """Compare float32 (n,) with float32 (lead + n,) at 16 kHz, +-1.0; the last n samples of `system` are of the same
    time as `microphone`, and `lead` is at least LEAD_S."""
    lead = len(system) - len(microphone)
    if len(microphone) < 4 * WINDOW or float(np.mean(np.square(system))) < _QUIET:
        return NOTHING_PLAYED
    heard, played = band_energies(microphone), band_energies(system)
    noise = np.quantile(heard, 0.1, axis=0)  # what each band stays below for a tenth of the time
    heard = np.maximum(heard - 2.0 * noise, 0.0)
    energy = heard.sum(axis=1)
    active = energy > max(_ABOVE_NOISE * float(noise.sum()), _BELOW_LOUDEST * float(energy.max()))
    if not active.any():
        return NOTHING_PLAYED
    delay, likeness = _best_delay(heard, played, lead // HOP)
    own = _without_specks(active & _unexplained(heard, played, lead // HOP - delay))
    return Resemblance(likeness, delay * HOP / SAMPLE_RATE, _seconds(active), _seconds(own))


def band_energies(sound: np.ndarray) -> np.ndarray:
    """float32 (steps, BANDS): mean energy in each band, one step each HOP. sound: float32 (n,), n >= WINDOW."""
    frames = np.lib.stride_tricks.sliding_window_view(sound, WINDOW)[::HOP]
    spectra = np.fft.rfft(frames * _window(), axis=1)
    return np.asarray((np.square(spectra.real) + np.square(spectra.imag)) @ _filters(), dtype=np.float32)


@cache
def _window() -> np.ndarray:
    return np.asarray(np.hanning(WINDOW) / np.sqrt(WINDOW), dtype=np.float32)


@cache
def _filters() -> np.ndarray:
    """(WINDOW // 2 + 1, BANDS): triangles of equal width on the mel scale (O'Shaughnessy 1987)."""
    mel = np.linspace(2595 * np.log10(1 + _LOWEST_HZ / 700), 2595 * np.log10(1 + _HIGHEST_HZ / 700), BANDS + 2)
    edges = 700 * (10 ** (mel / 2595) - 1)
    hertz = np.fft.rfftfreq(WINDOW, 1 / SAMPLE_RATE)[:, None]
    rising = (hertz - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - hertz) / (edges[2:] - edges[1:-1])
    return np.asarray(np.clip(np.minimum(rising, falling), 0.0, None), dtype=np.float32)


def _best_delay(heard: np.ndarray, played: np.ndarray, lead: int) -> tuple[int, float]:
    """Delay in steps, and the likeness there: correlation of the log energies of all bands."""
    ours = _levels(heard)
    theirs = _levels(played)
    ours = ours - ours.mean(axis=0)
    best, likeness = 0, -1.0
    for delay in range(-round(EARLIEST_S * SAMPLE_RATE / HOP), round(LONGEST_DELAY_S * SAMPLE_RATE / HOP) + 1):
        first = max(0, lead - delay)
        part = theirs[first : first + len(ours)]
        mine = ours[: len(part)]
        part = part - part.mean(axis=0)
        norm = np.sqrt(float(np.sum(mine * mine)) * float(np.sum(part * part)))
        found = float(np.sum(mine * part)) / norm if norm > 0.0 else 0.0
        if found > likeness:
            best, likeness = delay, found
    return best, likeness


def _levels(energies: np.ndarray) -> np.ndarray:
    """Decibels above a floor 40 dB under the loudest step of each band."""
    top = energies.max(axis=0, initial=1e-12)
    return np.asarray(np.log10(np.maximum(energies, top * 1e-4)), dtype=np.float32)


def _unexplained(heard: np.ndarray, played: np.ndarray, first: int) -> np.ndarray:
    """bool (steps,): where much of what was heard is more than what was played, or a room keeps of it, explains.

    The direct sound explains the beginnings, a longer decay what rings after them. All that rings may be twice the
    direct sound; with more, a long decay would explain any voice that goes on for long.
    """
    padded = np.concatenate([played, np.zeros((len(heard), BANDS), dtype=np.float32)])
    direct = padded[first : first + len(heard)]
    gains = _gains(heard, direct)
    explained = gains * direct
    for decay in _DECAYS:
        explaining = _smeared(padded, decay)[first : first + len(heard)]
        ringing = np.minimum(_gains(heard, explaining), _MOST_RINGING * (1.0 - decay) * gains)
        explained = np.maximum(explained, ringing * explaining)
    rest = np.maximum(heard - _TOLERANCE * explained, 0.0).sum(axis=1)
    return np.asarray(rest > _OWN_PART * heard.sum(axis=1))


def _gains(heard: np.ndarray, explaining: np.ndarray) -> np.ndarray:
    """(BANDS,): gain from played to heard energy, where anything was played."""
    loud = explaining > np.maximum(1e-3 * explaining.max(axis=0), 1e-12)
    ratios = np.where(loud, heard / np.maximum(explaining, 1e-12), np.inf)
    ratios.sort(axis=0)
    count = loud.sum(axis=0)
    found = np.take_along_axis(ratios, np.floor(_GAIN_QUANTILE * count).astype(int)[None], axis=0)[0]
    return np.where(count > 0, found, 0.0)


def _smeared(energies: np.ndarray, decay: float) -> np.ndarray:
    """Each step plus the room's decay of earlier steps: a geometric series, computed by doubling."""
    reach = 1
    while reach < _REACH:
        later = np.zeros_like(energies)
        later[reach:] = decay**reach * energies[:-reach]
        energies = energies + later
        reach *= 2
    return energies


def _without_specks(own: np.ndarray) -> np.ndarray:
    """Without runs under 30 ms, which are shorter than a window and no speech."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], own.astype(np.int8), [0]])))
    kept = np.zeros_like(own)
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        kept[begin:end] = end - begin >= 3
    return kept


def _seconds(steps: np.ndarray) -> float:
    return int(np.count_nonzero(steps)) * HOP / SAMPLE_RATE
