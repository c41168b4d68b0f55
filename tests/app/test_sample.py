"""The bundled recording is what its page says: 40 to 60 s, 16 kHz mono, with its exact text and a vocabulary."""

from __future__ import annotations

import runpy
from pathlib import Path

import numpy as np
import pytest
import soundfile

import app.commands.captioning
from app.choices import LiveOptions, SourceChoice
from app.commands import window
from app.hotwords.reading import parse

TENTH = 1_600  # samples


@pytest.fixture(scope="module")
def sound(sample: Path) -> np.ndarray:
    samples: np.ndarray = soundfile.read(sample, dtype="float32")[0]
    return samples


@pytest.fixture(scope="module")
def lines(sample: Path) -> list[str]:
    return sample.with_suffix(".txt").read_text(encoding="utf-8").splitlines()


def dbfs(sound: np.ndarray) -> float:
    return float(10 * np.log10(np.mean(np.square(sound))))


def loud_tenths(sound: np.ndarray) -> str:
    """A letter for each tenth of a second: x where somebody speaks."""
    tenths = sound[: sound.size // TENTH * TENTH].reshape(-1, TENTH)
    return "".join(".x"[loud] for loud in (np.abs(tenths).max(axis=1) > 0.05).tolist())


def test_the_sample_is_a_small_flac_file_in_mono_at_16_khz(sample: Path) -> None:
    form = soundfile.info(sample)
    assert (form.samplerate, form.channels, form.format) == (16_000, 1, "FLAC")
    assert sample.stat().st_size <= 1_200_000


def test_the_sample_lasts_40_to_60_seconds(sample: Path) -> None:
    assert 40 <= soundfile.info(sample).duration <= 60


def test_the_text_is_what_the_voices_were_given(sample: Path, lines: list[str]) -> None:
    meeting = runpy.run_path(str(sample.with_name("make_samples.py")))["MEETING"]
    assert lines == [line.text for line in meeting]


def test_there_are_sentences_in_english_in_mandarin_and_in_both(lines: list[str]) -> None:
    def scripts(line: str) -> tuple[bool, bool]:
        return any(each.isascii() and each.isalpha() for each in line), any(
            "\u4e00" <= each <= "\u9fff" for each in line
        )

    assert {scripts(line) for line in lines} == {(True, False), (False, True), (True, True)}


def test_two_english_voices_and_a_mandarin_one_speak(sample: Path) -> None:
    meeting = runpy.run_path(str(sample.with_name("make_samples.py")))["MEETING"]
    accents = sorted({line.voice[0] for line in meeting})
    assert accents == ["a", "b", "z"]  # Kokoro's letters for American, British, Mandarin


def test_the_first_two_seconds_hold_speech_to_measure_a_model_with(sound: np.ndarray) -> None:
    assert loud_tenths(sound[:32_000]).count("x") >= 10


def test_the_speech_is_as_loud_as_a_person_near_a_microphone(sound: np.ndarray) -> None:
    assert -28 < dbfs(sound) < -20
    assert np.abs(sound).max() < 0.95


def test_the_longest_pause_lasts_three_seconds(sound: np.ndarray) -> None:
    assert 28 <= max(len(pause) for pause in loud_tenths(sound).split("x")) <= 33


def test_a_quiet_room_is_heard_and_a_fan_in_a_part_of_it(sound: np.ndarray) -> None:
    """Never digital silence. The levels are those of the pauses; the fan runs around second 32."""
    between = [dbfs(sound[at : at + TENTH]) for at in range(0, sound.size - TENTH, TENTH)]
    assert -70 < min(between) < -55
    assert -50 < min(between[310:330]) < -40


def test_the_vocabulary_is_a_faultless_list_with_a_name_that_is_said(sample: Path, lines: list[str]) -> None:
    listed = parse(sample.with_name("vocabulary.txt").read_bytes())
    assert listed.problems == ()
    assert 5 <= len(listed.entries) <= 8
    said = " ".join(lines)
    assert [entry.text for entry in listed.entries if entry.text in said] == ["Jorun Haldane"]


def test_where_there_is_no_microphone_the_sample_is_played_with_its_vocabulary_and_languages(
    sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Path | None, Path | None, tuple[str, ...]]] = []

    def caption(choice: SourceChoice, options: LiveOptions, _output: object) -> int:
        asked.append((choice.path, options.vocabulary, options.languages))
        return 0

    monkeypatch.setattr(window, "_has_microphone", lambda: False)
    monkeypatch.setattr(app.commands.captioning, "caption", caption)
    assert window.caption_in_terminal() == 0
    assert asked == [(sample, sample.with_name("vocabulary.txt"), ("en", "zh"))]
