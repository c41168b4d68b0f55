"""Real recordings and made noise, through the live session: error rates, and captions where nobody speaks."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import soundfile
from numpy.random import Generator

from app.scoring import Clip, ErrorCount, count_errors, read_manifest
from app.transcribing import transcribe_file
from engine.audio.file import read_mono
from engine.timeline import SAMPLE_RATE
from training.data import augment
from training.evaluation.bench import Bench
from training.evaluation.clips import evenly
from training.evaluation.subject import Subject
from training.evaluation.tables import Absent, Row, Table

_LONGEST_S = 60.0
_MADE_S = 20.0
_MADE_EACH = 3
_LEVELS_DB = (-50, -30, -15)
_LANGUAGES = {"en", "zh", "zh+en", "en+zh"}


def real(bench: Bench) -> list[Table]:
    """Word, character and mixed errors on recordings of people, by kind, through the session and clip by clip."""
    groups = _groups(bench)
    return [_real_table(subject, groups) for subject in bench.subjects]


def _real_table(subject: Subject, groups: dict[str, list[Clip]]) -> Table:
    rows: list[Row] = [
        (label, len(clips), _tokens(clips), *_both_rates(subject, clips)) for label, clips in groups.items()
    ]
    columns = ("clips", "tokens", "in a session", "whole clips")
    note = (
        "Recordings that no training step saw, scored by the rules of `main.py bench`. In a session: cut by the voice "
        "activity detector and with its guards, as when captioning. Whole clips: straight into the recogniser."
    )
    return Table(f"real.{subject.name}", f"Real speech: {subject.name}", columns, rows, note)


def _groups(bench: Bench) -> dict[str, list[Clip]]:
    """By language, measure and kind, then all of a language and measure."""
    clips = [clip for clip in read_manifest(bench.real_speech()) if _usable(clip)]
    kinds: dict[str, list[Clip]] = {}
    totals: dict[str, list[Clip]] = {}
    for clip in (clips[at] for at in evenly(range(len(clips)), bench.limit)):
        kinds.setdefault(f"{clip.language} {clip.use} {clip.kind}", []).append(clip)
        totals.setdefault(f"{clip.language} {clip.use} all", []).append(clip)
    return kinds | totals


def _usable(clip: Clip) -> bool:
    return clip.measure is not None and clip.language in _LANGUAGES and clip.seconds <= _LONGEST_S


def _tokens(clips: list[Clip]) -> int:
    return sum((_errors(clip, "") for clip in clips), ErrorCount()).reference_length


def _both_rates(subject: Subject, clips: list[Clip]) -> tuple[float, float]:
    session = sum((_errors(clip, _in_a_session(subject, clip)) for clip in clips), ErrorCount())
    whole = sum((_errors(clip, _whole(subject, clip)) for clip in clips), ErrorCount())
    return session.rate, whole.rate


def _errors(clip: Clip, text: str) -> ErrorCount:
    assert clip.measure is not None
    return count_errors(clip.transcript, text, clip.measure, clip.language)


def _whole(subject: Subject, clip: Clip) -> str:
    return subject.known_final((str(clip.audio), 0), lambda: read_mono(clip.audio))


def _in_a_session(subject: Subject, clip: Clip) -> str:
    key = (f"session {clip.audio}", 0)
    return subject.known_text(key, lambda: _captioned(subject, clip.audio))


def _captioned(subject: Subject, path: Path) -> str:
    return " ".join(final.text for final in transcribe_file(path, subject.model, partials=True))


def false_captions(bench: Bench) -> list[Table]:
    """Characters a minute where nobody speaks."""
    made = [_made(subject, bench.seed) for subject in bench.subjects]
    if bench.noise is None:
        return made
    return [*made, *(_recorded(subject, bench.noise) for subject in bench.subjects)]


def _recorded(subject: Subject, folder: Path) -> Table:
    clips = [clip for clip in read_manifest(folder) if clip.use == "false-caption"]
    if not clips:
        raise Absent(f"{folder.name} names no clip without speech")
    kinds: dict[str, list[np.ndarray]] = {}
    for clip in clips:
        kinds.setdefault(clip.kind, []).append(read_mono(clip.audio))
    return _silent_table("false_captions_recorded", "False captions, recorded noise", subject, kinds)


def _made(subject: Subject, seed: int) -> Table:
    random = np.random.default_rng(seed)
    kinds = {name: list(_levels(make, random)) for name, make in _MAKERS.items()}
    return _silent_table("false_captions_made", "False captions, made noise", subject, kinds)


_MAKERS: dict[str, Callable[[int, Generator], np.ndarray] | None] = {
    "digital silence": None,
    "hiss, fans, rumble": augment.coloured,
    "wind, cars passing": augment.rising_and_falling,
    "hum": augment.hum,
    "knocks, keys, dishes": augment.knocks,
    "music": augment.music,
    "chirps, alarms": augment.chirps,
}


def _levels(make: Callable[[int, Generator], np.ndarray] | None, random: Generator) -> Iterator[np.ndarray]:
    count = round(_MADE_S * SAMPLE_RATE)
    if make is None:
        yield np.zeros(count, np.float32)
        return
    for level in _LEVELS_DB[:_MADE_EACH]:
        yield np.clip(make(count, random) * 10 ** (level / 20), -1, 1).astype(np.float32)


def _silent_table(name: str, title: str, subject: Subject, kinds: dict[str, list[np.ndarray]]) -> Table:
    rows: list[Row] = []
    sums = np.zeros(3)
    for kind, sounds in kinds.items():
        counted = np.array([sum(len(sound) for sound in sounds) / SAMPLE_RATE / 60, *_characters(subject, sounds)])
        sums += counted
        rows.append((kind, *_a_minute(counted)))
    rows.append(("all", *_a_minute(sums)))
    columns = ("length (minutes)", "in a session (a minute)", "without detector and guards (a minute)")
    note = "Characters written a minute of sound in which nobody speaks."
    return Table(f"{name}.{subject.name}", f"{title}: {subject.name}", columns, rows, note)


def _a_minute(counted: np.ndarray) -> tuple[float, float, float]:
    minutes, session, bare = map(float, counted)
    return minutes, session / minutes, bare / minutes


def _characters(subject: Subject, sounds: list[np.ndarray]) -> tuple[int, int]:
    """In a session, and of the recogniser alone, in pieces as long as utterances."""
    with tempfile.TemporaryDirectory() as folder:
        session = sum(_visible(_captioned(subject, _stored(Path(folder), sound))) for sound in sounds)
    pieces = (part for sound in sounds for part in np.array_split(sound, max(1, len(sound) // (5 * SAMPLE_RATE))))
    return session, sum(_visible(subject.final(piece).text) for piece in pieces)


def _stored(folder: Path, sound: np.ndarray) -> Path:
    path = folder / "sound.wav"
    soundfile.write(path, sound, SAMPLE_RATE, subtype="PCM_16")
    return path


def _visible(text: str) -> int:
    return len("".join(text.split()))
