"""The voices that speak the training and test sentences: programs that Debian ships, called one sentence at a time.

Licences: flite and its voices, festival's kal and ked voices and the HTS voice of SLT are under BSD-like terms
of Carnegie Mellon and Edinburgh; espeak-ng is GPL-3, which does not reach the sound that it makes.
"""

from __future__ import annotations

import io
import re
import subprocess
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import soundfile
import soxr
from pypinyin import Style, lazy_pinyin

SAMPLE_RATE = 16_000
_PATIENCE_S = 60
_LATIN = re.compile(r"[A-Za-z][A-Za-z' .-]*")
_STOPS = {"，": ", ", "。": ". ", "？": "? ", "！": "! ", "、": ", ", "：": ", ", "；": "; "}


@dataclass(frozen=True, slots=True)
class Voice:
    """engine: flite, festival or espeak. name: as that program calls it. accent: espeak's English, 'en-us' etc."""

    engine: str
    name: str
    accent: str = ""

    @property
    def label(self) -> str:
        return "-".join(filter(None, (self.engine, self.accent, self.name)))


@dataclass(frozen=True, slots=True)
class Speech:
    """samples: float32 (n,), 16 kHz, +-1. phones: name and end in seconds, where the synthesiser tells."""

    samples: np.ndarray
    phones: tuple[tuple[str, float], ...] = ()


FLITE = tuple(Voice("flite", name) for name in ("kal16", "rms", "awb", "slt"))
FESTIVAL_UNSEEN = (Voice("festival", "ked_diphone"), Voice("festival", "cmu_us_slt_arctic_hts"))

# Variants that whisper, croak or sing are left out: nobody speaks so in a meeting.
_SEEN = [
    "Alex",
    "Alicia",
    "Andrea",
    "Andy",
    "Annie",
    "Diogo",
    "Gene",
    "Henrique",
    "Hugo",
    "Jacky",
    "Lee",
    "Marco",
    "Mario",
    "Michael",
    "Mike",
    "Nguyen",
    "adam",
    "anika",
    "antonio",
    "belinda",
    "benjamin",
    "boris",
    "caleb",
    "ed",
    "edward",
    "f1",
    "f2",
    "f4",
    "f5",
    "iven",
    "iven3",
    "john",
    "klatt",
    "klatt3",
    "linda",
    "m1",
    "m2",
    "m4",
    "m5",
    "m7",
    "marcelo",
    "max",
    "miguel",
    "norbert",
    "pablo",
    "pedro",
    "quincy",
    "rob",
    "robert",
    "sandro",
    "steph",
    "steph3",
    "victor",
]
_UNSEEN = ["Denis", "f3", "david", "m3", "m6", "michel", "travis", "paul", "klatt2", "zac"]
_ACCENTS = ("en-us", "en-us", "en-gb", "en-gb-x-rp")

ESPEAK = tuple(Voice("espeak", name, accent) for name in _SEEN for accent in _ACCENTS)
ESPEAK_UNSEEN = tuple(Voice("espeak", name, accent) for name in _UNSEEN for accent in ("en-us", "en-gb-scotland"))


def train_voices(language: str) -> tuple[Voice, ...]:
    """Each voice as often as it is to be drawn. Only espeak speaks Mandarin."""
    if language != "en":
        return tuple(voice for voice in ESPEAK if voice.accent != "en-gb")
    return FLITE * (len(ESPEAK) // len(FLITE)) + ESPEAK


def unseen_voices(language: str) -> tuple[Voice, ...]:
    if language != "en":
        return ESPEAK_UNSEEN
    return FESTIVAL_UNSEEN * (len(ESPEAK_UNSEEN) // 2) + ESPEAK_UNSEEN


def speak(voice: Voice, reading: str, rate: float = 1.0, pitch: float = 0.0) -> Speech:
    """`reading` spoken. rate: 1 is the voice's own, more is faster. pitch: -1 (low) to 1 (high), 0 its own.

    Raises RuntimeError, naming the program and its complaint, where it does not speak.
    """
    if voice.engine == "flite":
        return _flite(voice, reading, rate)
    if voice.engine == "festival":
        return _festival(voice, reading, rate)
    return _espeak(voice, reading, rate, pitch)


def phones_of(reading: str) -> tuple[str, ...]:
    """The phones of an English text, as flite says them; no sound is made."""
    output = _run(["flite", "-ps", "-voice", "kal16", "-t", _plain(reading), "-o", "none"])
    return tuple(output.decode("ascii", "replace").split())


def _flite(voice: Voice, reading: str, rate: float) -> Speech:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "speech.wav"
        stretch = ["--setf", f"duration_stretch={1 / rate:.3f}"]
        printed = _run(["flite", *stretch, "-voice", voice.name, "-psdur", "-t", _plain(reading), "-o", str(path)])
        samples = _read(path.read_bytes())
    pairs = (entry.rsplit(":", 1) for entry in printed.decode("ascii", "replace").split() if ":" in entry)
    return Speech(samples, tuple((name, float(end)) for name, end in pairs))


def _festival(voice: Voice, reading: str, rate: float) -> Speech:
    commands = f"(voice_{voice.name}) (Parameter.set 'Duration_Stretch {1 / rate:.3f})"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "speech.wav"
        _run(["text2wave", "-eval", commands, "-o", str(path)], (_plain(reading) + "\n").encode())
        return Speech(_read(path.read_bytes()))


def _espeak(voice: Voice, reading: str, rate: float, pitch: float) -> Speech:
    """Mandarin and Latin words of one sentence are spoken by the same variant and put together."""
    speed = str(round(165 * rate))
    height = str(round(50 + 35 * pitch))
    parts = []
    for accent, text in _runs(reading, voice.accent):
        name = f"{accent}+{voice.name}"
        spoken = _read(_run(["espeak-ng", "-v", name, "-s", speed, "-p", height, "--stdin", "--stdout"], text.encode()))
        parts.append(trimmed(spoken, 0.03))
    return Speech(np.concatenate(parts) if parts else np.zeros(0, np.float32))


def _runs(reading: str, accent: str) -> list[tuple[str, str]]:
    """The sentence in stretches of one language, each with the espeak voice that reads it."""
    if not re.search(r"[\u4e00-\u9fff]", reading):
        return [(accent, reading)]
    runs: list[tuple[str, str]] = []
    place = 0
    for latin in _LATIN.finditer(reading):
        runs += _mandarin(reading[place : latin.start()])
        runs.append((accent, latin.group()))
        place = latin.end()
    return runs + _mandarin(reading[place:])


def _mandarin(text: str) -> list[tuple[str, str]]:
    if not re.search(r"[\u4e00-\u9fff]", text):
        return []
    return [("cmn-latn-pinyin", pinyin(text))]


@lru_cache(maxsize=4096)
def pinyin(text: str) -> str:
    """Syllables with tone digits, as espeak-ng's cmn-latn-pinyin reads them."""
    syllables = lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True, tone_sandhi=True)
    return " ".join(_STOPS.get(one, one) for one in syllables)


def trimmed(samples: np.ndarray, margin_s: float = 0.05) -> np.ndarray:
    """Without the silence at both ends, except for `margin_s` of it."""
    loud = np.flatnonzero(np.abs(samples) > 0.01 * max(float(np.abs(samples).max(initial=0.0)), 1e-4))
    if len(loud) == 0:
        return samples[:0]
    margin = int(margin_s * SAMPLE_RATE)
    return samples[max(0, loud[0] - margin) : loud[-1] + margin]


def _plain(text: str) -> str:
    return text.encode("ascii", "ignore").decode()


def _read(wave: bytes) -> np.ndarray:
    samples, rate = soundfile.read(io.BytesIO(_sized(wave)), dtype="float32", always_2d=True)
    return np.asarray(soxr.resample(samples.mean(axis=1), rate, SAMPLE_RATE), np.float32)


def _sized(wave: bytes) -> bytes:
    """With true lengths in the header: a program that writes to a pipe cannot know them beforehand."""
    if len(wave) < 44 or wave[36:40] != b"data":
        return wave
    size = len(wave) - 44
    return wave[:4] + (size + 36).to_bytes(4, "little") + wave[8:40] + size.to_bytes(4, "little") + wave[44:]


def _run(command: list[str], given: bytes = b"") -> bytes:
    done = subprocess.run(command, input=given, capture_output=True, timeout=_PATIENCE_S, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]} did not speak: {done.stderr.decode(errors='replace').strip()[:200]}")
    return done.stdout
