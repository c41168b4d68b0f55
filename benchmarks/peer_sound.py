"""The two streams of benchmarks/peers.py and the times of their words.

clips   0.5 s of faint noise, then eight clips of the development audio, each followed by 2 s of faint noise
long    the first 122.2 s of long_en_constructed.flac: 18 turns, ended without silence

When a word ends is what Whisper base, forced to the reference text, attends to (CTranslate2's align()), on each turn by
itself with 4 s of zeros behind it. The first onset and the last end come from Silero VAD (0.5, 300 ms), because the
alignment gives the silence at both ends to the outermost words. Error about 0.08 s at the median.
"""

from __future__ import annotations

import csv
import json
import wave
from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from app.scoring import read_manifest
from benchmarks.peer_figures import Spoken, SpokenWord, Turn, words_of
from engine.audio.file import read_mono
from engine.models.whisper.mel import HOP, GrowingLogMel
from engine.timeline import SAMPLE_RATE, to_samples, to_seconds
from engine.vad.silero import FRAME, SileroVad

CLIPS = (
    "en_librispeech_1089-134691-0001",
    "en_LJ001_0004",
    "en_so762_024500363",
    "en_vctk_p286_011",
    "en_speechbrain_spk1_snt3",
    "en_fw_stereo_L",
    "en_so762_021290009",
    "en_speechbrain_spk2_snt4",
)
NOISE_SIGMA = 0.0005
NOISE_SEED = 20261128
LONG_S = 122.2
_PADDING_S = 4.0
_ONSET, _OFFSET = 0.5, 0.35
_PAUSE_S = 0.3
_SHORTEST_SPEECH_S = 0.25


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream as a file (16 kHz, mono, 16 bit), and what is said in it."""

    name: str
    path: Path
    spoken: Spoken


@dataclass(frozen=True, slots=True)
class Piece:
    """One turn where it stands in the stream: samples start..end, and its text."""

    start: int
    end: int
    text: str


def prepare(name: str, data: Path, folder: Path, aligner: Callable[[], Aligner]) -> Stream:
    """`name` is "clips" or "long". Written to `folder` once, and read from there afterwards."""
    sound_path, words_path = folder / f"{name}.wav", folder / f"{name}.json"
    if not (sound_path.is_file() and words_path.is_file()):
        sound, pieces = (clips if name == "clips" else long_recording)(data)
        folder.mkdir(parents=True, exist_ok=True)
        _write_wave(sound_path, sound)
        spoken = _spoken(sound, pieces, aligner())
        words_path.write_text(json.dumps(asdict(spoken), indent=1) + "\n", "utf-8")
    return Stream(name, sound_path, _read_spoken(words_path))


def clips(data: Path) -> tuple[np.ndarray, list[Piece]]:
    """float32 (n,), 16 kHz, and a piece for each clip."""
    manifest = {clip.audio.stem: clip for clip in read_manifest(data)}
    noise = np.random.default_rng(NOISE_SEED)

    def faint(seconds: float) -> np.ndarray:
        return noise.normal(0.0, NOISE_SIGMA, to_samples(seconds)).astype(np.float32)

    parts, pieces, position = [faint(0.5)], [], to_samples(0.5)
    for name in CLIPS:
        sound = read_mono(manifest[name].audio)
        pieces.append(Piece(position, position + len(sound), manifest[name].transcript))
        parts += [sound, faint(2.0)]
        position += len(sound) + to_samples(2.0)
    return np.concatenate(parts), pieces


def long_recording(data: Path) -> tuple[np.ndarray, list[Piece]]:
    """float32 (n,), 16 kHz, and a piece for each turn that ends in it."""
    sound = read_mono(data / "long_en_constructed.flac")[: to_samples(LONG_S)]
    with (data / "long_en_constructed.turns.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    turns = [(float(row["start"]), float(row["end"]), row["text"]) for row in rows]
    return sound, [Piece(to_samples(a), to_samples(b), text) for a, b, text in turns if b <= LONG_S]


def speech_bounds(sound: np.ndarray) -> tuple[int, int]:
    """Samples where the first speech begins and the last one ends, pauses inside included; all of it where none is.

    sound: float32 (n,), 16 kHz. Source of the rules: get_speech_timestamps of silero-vad, without its padding.
    """
    detector = SileroVad()
    found: list[tuple[int, int]] = []
    start: int | None = None
    quiet: int | None = None
    whole = np.pad(sound, (0, -len(sound) % FRAME))
    probabilities = detector.probabilities(whole.reshape(-1, FRAME))
    for position, probability in zip(range(0, len(whole), FRAME), probabilities, strict=True):
        if probability >= _ONSET:
            start = position if start is None else start
            quiet = None
        elif start is not None and probability < _OFFSET:
            quiet = position if quiet is None else quiet
            if position - quiet >= to_samples(_PAUSE_S):
                found.append((start, quiet))
                start, quiet = None, None
    if start is not None:
        found.append((start, len(sound) if quiet is None else quiet))
    long_enough = [each for each in found if each[1] - each[0] >= to_samples(_SHORTEST_SPEECH_S)]
    return (long_enough[0][0], long_enough[-1][1]) if long_enough else (0, len(sound))


class Aligner:
    """Word ends by Whisper's attention. folder: a Whisper model as CTranslate2 stores it.

    Source: CTranslate2's models.Whisper; the form of the prompt is that of Whisper's tokenizer.
    """

    def __init__(self, folder: Path) -> None:
        import ctranslate2
        from tokenizers import Tokenizer

        self._model: Any = ctranslate2.models.Whisper(str(folder), device="cpu", compute_type="int8")
        self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))

    def word_ends_s(self, sound: np.ndarray, words: tuple[str, ...]) -> list[float]:
        """Seconds from the start of `sound` (float32 (n,), 16 kHz, at most 26 s), one for each word."""
        import ctranslate2

        mel = GrowingLogMel(80).features(sound, to_samples(_PADDING_S))
        features = ctranslate2.StorageView.from_array(mel[None])
        pieces = [self._tokenizer.encode(f" {word}", add_special_tokens=False).ids for word in words]
        prompt = [self._tokenizer.token_to_id(f"<|{name}|>") for name in self._prompt()]
        text = [token for piece in pieces for token in piece]
        aligned = self._model.align(features, prompt, [text], [len(sound) // HOP])[0].alignments
        begins: dict[int, int] = {}
        for token, frame in aligned:
            begins.setdefault(token, frame)
        last = len(sound) / SAMPLE_RATE
        starts = np.cumsum([0, *(len(piece) for piece in pieces)])
        # A word ends where the token behind it begins; behind the last one stands the end of the text.
        return [min(last, begins[int(after)] * 0.02) if int(after) in begins else last for _, after in pairwise(starts)]

    def _prompt(self) -> tuple[str, ...]:
        multilingual = self._tokenizer.token_to_id("<|endoftext|>") == 50257
        return ("startoftranscript", *(("en", "transcribe") if multilingual else ()), "notimestamps")


def _spoken(sound: np.ndarray, pieces: list[Piece], aligner: Aligner) -> Spoken:
    turns: list[Turn] = []
    words: list[SpokenWord] = []
    for number, piece in enumerate(pieces):
        part = sound[piece.start : piece.end]
        onset, end = (to_seconds(piece.start + place) for place in speech_bounds(part))
        texts = words_of(piece.text)
        ends = [to_seconds(piece.start) + each for each in aligner.word_ends_s(part, texts)]
        ends[-1] = end
        turns.append(Turn(onset, end, piece.text))
        words += [SpokenWord(text, min(each, end), number) for text, each in zip(texts, ends, strict=True)]
    return Spoken(to_seconds(len(sound)), tuple(turns), tuple(words))


def _read_spoken(path: Path) -> Spoken:
    found = json.loads(path.read_text("utf-8"))
    turns = tuple(Turn(**each) for each in found["turns"])
    return Spoken(found["seconds"], turns, tuple(SpokenWord(**each) for each in found["words"]))


def _write_wave(path: Path, sound: np.ndarray) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(np.clip(np.round(sound * 32768), -32768, 32767).astype("<i2").tobytes())
