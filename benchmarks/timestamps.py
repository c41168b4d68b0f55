"""How far the word times of models lie from the words: by voice, and for all voices of a kind together.

    python benchmarks/timestamps.py [--model NAME ...] [--json PATH]

Synthesised voices tell where their words begin: espeak-ng by its events, flite by its phones. Real voices: two turns of
long_en_constructed.flac at a time (shared/data beside the repository), by the loudness at their edges.
An utterance's first start and last end are left out: the voice activity detector sets them.
"""

from __future__ import annotations

import argparse
import ctypes
import ctypes.util
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path

import numpy as np
import soundfile
import soxr

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from app.model_store.loading import load_recogniser  # noqa: E402 - the root must be on the path first
from engine.events import Word  # noqa: E402
from engine.models.recogniser import Request  # noqa: E402
from engine.text.units import letters  # noqa: E402
from engine.timeline import SAMPLE_RATE, to_samples, to_seconds  # noqa: E402
from training.data import voices  # noqa: E402

LONG = ROOT.parent / "shared" / "data" / "speech" / "dev" / "long_en_constructed"
SILENCE_S = 0.2  # in front of an utterance, as the voice activity detector leaves
SENTENCES = (
    "The second floor will be ready in three weeks",
    "Who can answer our questions about the network",
    "She keeps a small garden behind her kitchen window",
    "The meeting was moved to Thursday because of the holiday",
    "Nobody knows how long the repair is going to take",
    "We should compare both offers before we sign the contract",
    "My brother plays the violin in a large orchestra",
    "Every printer on this floor needs a new cartridge",
    "The train from Glasgow arrives ten minutes late today",
    "Please send me the final numbers by tomorrow evening",
)
ESPEAK = ("en-us", "en-gb", "en-us+f3", "en-gb-scotland+m3")
FLITE = ("slt", "rms", "awb")


@dataclass(frozen=True, slots=True)
class Spoken:
    """samples: float32 (n,), 16 kHz. words: text, start and end in seconds; None for an edge that is not known."""

    samples: np.ndarray
    words: tuple[tuple[str, float | None, float | None], ...]


@dataclass(slots=True)
class Errors:
    """Seconds that the model's edges lie behind the true ones. words, found: how many were said, and recognised."""

    starts: list[float] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)
    words: int = 0
    found: int = 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", nargs="+", default=["whisper-base", "mini"])
    parser.add_argument("--json", type=Path, help="every error, by model and voice")
    arguments = parser.parse_args()
    spoken = list(everything())
    found = {model: measured(model, spoken) for model in arguments.model}
    print(table(found))
    if arguments.json is not None:
        plain = {
            model: {name: {"starts": errors.starts, "ends": errors.ends} for name, errors in by_voice.items()}
            for model, by_voice in found.items()
        }
        arguments.json.write_text(json.dumps(plain, indent=2) + "\n")


def measured(model: str, spoken: Iterable[tuple[str, Spoken]]) -> dict[str, Errors]:
    """By voice, and for all voices of a synthesiser."""
    recogniser = load_recogniser(model, 2)
    found: dict[str, Errors] = {}
    for name, each in spoken:
        utterance = recogniser.begin(Request(language="en"))
        words = utterance.finish(each.samples).words
        utterance.close()
        for of in (name, f"all of {name.split()[0].rstrip(',')}"):
            measure(words, each, found.setdefault(of, Errors()))
    recogniser.close()
    return found


def everything() -> Iterator[tuple[str, Spoken]]:
    synthesiser = Espeak()
    for name in ESPEAK:
        for sentence in SENTENCES:
            yield f"espeak-ng {name}", synthesiser.speak(name, sentence)
    for name in FLITE:
        for sentence in SENTENCES:
            if (spoken := by_flite(name, sentence)) is not None:
                yield f"flite {name}", spoken
    if LONG.with_suffix(".flac").is_file():
        for spoken in real_turns():
            yield "real, two turns", spoken


# -- voices ----------------------------------------------------------------------------------------------


class _Event(ctypes.Structure):
    """espeak_EVENT of speak_lib.h."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),  # ms
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


_SYNCHRONOUS, _WORD, _UTF8 = 2, 1, 1
_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


class Espeak:
    """The library that the program espeak-ng consists of: only it tells where a word begins."""

    def __init__(self) -> None:
        name = ctypes.util.find_library("espeak-ng")
        if name is None:
            sys.exit("libespeak-ng is not installed.")
        self._library = ctypes.CDLL(name)
        self._rate = self._library.espeak_Initialize(_SYNCHRONOUS, 0, None, 0)
        self._sound: list[np.ndarray] = []
        self._begins: dict[int, float] = {}
        self._callback = _Callback(self._take)
        self._library.espeak_SetSynthCallback(self._callback)

    def speak(self, voice: str, sentence: str) -> Spoken:
        self._sound.clear()
        self._begins.clear()
        text = f"{sentence}.".encode()
        self._library.espeak_SetVoiceByName(voice.encode())
        self._library.espeak_Synth(text, len(text) + 1, 0, 1, 0, _UTF8, None, None)
        samples = soxr.resample(np.concatenate(self._sound), self._rate, SAMPLE_RATE)
        places = np.cumsum([0, *(len(word) + 1 for word in sentence.split())])[:-1] + 1
        begins = [self._begins.get(int(place)) for place in places]
        return late(samples, [*zip(sentence.split(), begins, [*begins[1:], None], strict=True)])

    def _take(self, sound: ctypes._Pointer[ctypes.c_short], count: int, events: ctypes._Pointer[_Event]) -> int:
        if sound and count > 0:
            self._sound.append(np.ctypeslib.as_array(sound, (count,)).astype(np.float32) / 32_768)
        at = 0
        while events[at].type:
            if events[at].type == _WORD:
                self._begins[events[at].text_position] = events[at].audio_position / 1000
            at += 1
        return 0


def by_flite(voice: str, sentence: str) -> Spoken | None:
    """None where a word has other phones in the sentence than alone, so that they cannot be told apart."""
    speech = voices.speak(voices.Voice("flite", voice), sentence)
    edges = [0.0, *(end for _phone, end in speech.phones)]
    spans = [
        (begin, end) for (begin, end), (phone, _) in zip(pairwise(edges), speech.phones, strict=True) if phone != "pau"
    ]
    words: list[tuple[str, float | None, float | None]] = []
    for word in sentence.split():
        count = sum(phone != "pau" for phone in voices.phones_of(word))
        own, spans = spans[:count], spans[count:]
        if not own:
            return None
        words.append((word, own[0][0], own[-1][1]))
    return None if spans else late(speech.samples, words)


def late(samples: np.ndarray, words: Iterable[tuple[str, float | None, float | None]]) -> Spoken:
    """With the usual silence in front of the first word, whatever the voice leaves."""
    given = list(words)
    first = given[0][1] or 0.0
    shift = SILENCE_S - first
    moved = [
        (word, None if start is None else start + shift, None if end is None else end + shift)
        for word, start, end in given
    ]
    kept = samples[max(0, -to_samples(shift)) :]
    return Spoken(np.concatenate([np.zeros(max(0, to_samples(shift)), np.float32), kept]), tuple(moved))


def real_turns() -> Iterator[Spoken]:
    """Two turns that follow each other: known are the end of the first and the start of the second."""
    sound, _rate = soundfile.read(LONG.with_suffix(".flac"), dtype="float32")
    lines = LONG.with_suffix(".turns.tsv").read_text(encoding="utf-8").splitlines()[1:]
    turns = [(float(start), float(end), text.split()) for start, end, _who, text in (li.split("\t") for li in lines)]
    for (start, end, first), (next_start, next_end, second) in pairwise(turns[::1]):
        if next_end - start > 25.0 or len(first) < 3 or len(second) < 3:
            continue
        begin, stop = loud(sound, start, end)
        next_begin, next_stop = loud(sound, next_start, next_end)
        origin = begin - SILENCE_S
        words: list[tuple[str, float | None, float | None]] = [(word, None, None) for word in (*first, *second)]
        words[len(first) - 1] = (first[-1], None, stop - origin)
        words[len(first)] = (second[0], next_begin - origin, None)
        yield Spoken(sound[to_samples(origin) : to_samples(next_stop + SILENCE_S)], tuple(words))


def loud(sound: np.ndarray, start: float, end: float) -> tuple[float, float]:
    """Where a turn begins and ends to be louder than 30 dB below its loudest 10 ms, in seconds."""
    step = to_samples(0.01)
    part = sound[to_samples(start) : to_samples(end)]
    levels = np.sqrt(np.mean(part[: len(part) // step * step].reshape(-1, step) ** 2, axis=1))
    (inside,) = np.nonzero(levels > levels.max() * 10 ** (-30 / 20))
    return start + inside[0] * 0.01, start + (inside[-1] + 1) * 0.01


# -- figures ---------------------------------------------------------------------------------------------


def measure(found: Sequence[Word], spoken: Spoken, errors: Errors) -> None:
    said = [letters(word) for word, _start, _end in spoken.words]
    matcher = SequenceMatcher(None, said, [letters(word.text) for word in found], autojunk=False)
    errors.words += len(said)
    for block in matcher.get_matching_blocks():
        errors.found += block.size
        for at in range(block.size):
            truth, word = spoken.words[block.a + at], found[block.b + at]
            if truth[1] is not None and block.b + at > 0:
                errors.starts.append(to_seconds(word.start) - truth[1])
            if truth[2] is not None and block.b + at < len(found) - 1:
                errors.ends.append(to_seconds(word.end) - truth[2])


def table(found: dict[str, dict[str, Errors]]) -> str:
    """Milliseconds: the median error (below 0: too early), and the median and 95th percentile of its size."""
    lines = [
        "| model | voice | words found | edges | bias | p50 | p95 |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for model, by_voice in found.items():
        for name, errors in sorted(by_voice.items()):
            share = f"{errors.found} of {errors.words}"
            for kind, values in (("starts", errors.starts), ("ends", errors.ends)):
                if values:
                    lines.append(f"| {model} | {name} | {share} | {len(values)} {kind} | {' | '.join(row(values))} |")
    return "\n".join(lines)


def row(errors: Sequence[float]) -> list[str]:
    sizes = [np.percentile(np.abs(errors), share) for share in (50, 95)]
    return [f"{1000 * value:.0f}" for value in (np.median(errors), *sizes)]


if __name__ == "__main__":
    main()
