"""Makes meeting.flac and meeting.txt: two voices, a pause, soft noise. Needs flite (Debian: flite).

Run as: .venv/bin/python resources/samples/make_samples.py
The same flite gives the same files: the noise comes from a fixed seed.
"""

from __future__ import annotations

import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

FOLDER = Path(__file__).resolve().parent
RATE_HZ = 16_000
SPEECH_DBFS = -22.0
NOISE_DBFS = -56.0  # soft: a quiet room, 34 dB below the voices
LEAD_IN_S = 0.6
SEED = 2


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence, who says it, and the silence that follows."""

    voice: str  # of flite
    text: str
    pause_s: float


# Written for this sample; plain words, so that a small recogniser can show what it does.
MEETING = (
    Line("slt", "Thank you for coming to the meeting today.", 0.7),
    Line("slt", "The first question is about the new office in London.", 1.0),
    Line("rms", "I think we should move to the new building in the spring.", 1.0),
    Line("slt", "How much time do we need to finish the work?", 0.9),
    Line("rms", "We need two more weeks to finish the work.", 3.0),
    Line("slt", "The second question is about money.", 1.0),
    Line("rms", "The company made more money than last year.", 1.0),
    Line("slt", "Let us meet again next week at the same time.", 1.0),
)


def spoken(line: Line) -> np.ndarray:
    """float32 (n,), 16 kHz: the sentence at SPEECH_DBFS."""
    with tempfile.TemporaryDirectory() as folder:
        wav = Path(folder) / "line.wav"
        subprocess.run(["flite", "-voice", line.voice, "-t", line.text, "-o", str(wav)], check=True)
        voice, rate_hz = soundfile.read(wav, dtype="float32")
    if rate_hz != RATE_HZ:
        raise ValueError(f"flite's voice {line.voice} speaks at {rate_hz} Hz, not {RATE_HZ} Hz")
    return at_level(voice, SPEECH_DBFS)


def pink_noise(samples: int) -> np.ndarray:
    """float32 (samples,): as much power in every octave, from white noise divided by sqrt(frequency)."""
    white = np.random.default_rng(SEED).standard_normal(samples)
    spectrum = np.fft.rfft(white)
    spectrum[1:] /= np.sqrt(np.arange(1, spectrum.size))
    spectrum[0] = 0.0
    return at_level(np.fft.irfft(spectrum, samples), NOISE_DBFS)


def at_level(sound: np.ndarray, dbfs: float) -> np.ndarray:
    """float32, same shape: `sound` with a root mean square of `dbfs`."""
    rms = float(np.sqrt(np.mean(np.square(sound))))
    scaled: np.ndarray = sound * (10 ** (dbfs / 20) / rms)
    return scaled.astype(np.float32)


def recording() -> np.ndarray:
    """float32 (n,), 16 kHz: the whole meeting."""
    parts = [silence(LEAD_IN_S)]
    for line in MEETING:
        parts += [spoken(line), silence(line.pause_s)]
    speech = np.concatenate(parts)
    mixed: np.ndarray = speech + pink_noise(speech.size)
    return mixed


def silence(seconds: float) -> np.ndarray:
    return np.zeros(round(seconds * RATE_HZ), np.float32)


def main() -> None:
    sound = recording()
    soundfile.write(FOLDER / "meeting.flac", sound, RATE_HZ, subtype="PCM_16")
    text = "".join(f"{line.text}\n" for line in MEETING)
    (FOLDER / "meeting.txt").write_text(text, encoding="utf-8")
    print(f"meeting.flac: {sound.size / RATE_HZ:.1f} s, {len(text.split())} words, peak {np.abs(sound).max():.2f}")


if __name__ == "__main__":
    main()
