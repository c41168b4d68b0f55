"""The command line as people and programs use it: real processes, real files, exit statuses."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
import srt  # type: ignore[import-untyped] # ships no types
import webvtt

from app.cli import run
from app.folders import portable_folders
from app.scoring import Measure, count_errors
from tests.support.audio import sine, write_wav

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
MINI = ("--model", "mini")  # where the claim holds for any model
HEADLESS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def environment(**extra: str) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in HEADLESS} | extra


def earshot(*arguments: object, **extra: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "main.py", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment(**extra), timeout=120)


def told(result: subprocess.CompletedProcess[str]) -> str:
    """The one line on stderr of a failure."""
    assert result.returncode == 3
    assert "Traceback" not in result.stderr
    (line,) = result.stderr.splitlines()
    return line


@pytest.fixture(scope="module")
def captioned(sample, tmp_path_factory):
    """One real run over the sample with every event; its user folders stay for the tests that ask for them."""
    home = tmp_path_factory.mktemp("home")
    result = earshot("caption", sample, *MINI, "--events", "-o", home / "out.srt", EARSHOT_HOME=str(home))
    assert result.returncode == 0, result.stderr
    return home, [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture(scope="module")
def by_default(whisper_base, sample, tmp_path_factory):
    """One real run of the default model over the sample, with its vocabulary."""
    home = tmp_path_factory.mktemp("home")
    folder = portable_folders(home).hotwords
    folder.mkdir(parents=True)
    shutil.copy(sample.with_name("vocabulary.txt"), folder)
    chosen = ("--languages", "en,zh", "--events", "-o", home / "out.txt")
    result = earshot("caption", sample, *chosen, EARSHOT_HOME=str(home))
    assert result.returncode == 0, result.stderr
    return home / "out.txt", [json.loads(line) for line in result.stdout.splitlines()]


def test_without_a_choice_the_default_model_writes_what_was_said(by_default, sample):
    """Stated error: at most 5 % of words and characters, in English, Mandarin and both mixed."""
    said = sample.with_suffix(".txt").read_text(encoding="utf-8")
    written = by_default[0].read_text(encoding="utf-8")
    assert count_errors(said, written, Measure.MIXED, "zh+en").rate <= 0.05


def test_a_name_of_the_vocabulary_is_written_each_time_it_is_said(by_default):
    assert by_default[0].read_text(encoding="utf-8").count("Jorun Haldane") == 2


def test_finals_name_the_model_and_the_language_that_was_detected(by_default, whisper_base):
    finals = [event for event in by_default[1] if event["type"] == "final"]
    assert {final["model"] for final in finals} == {whisper_base}
    scripts = ["zh" if re.search("[\u4e00-\u9fff]", final["text"]) else "en" for final in finals]
    assert [final["language"] for final in finals] == scripts
    assert set(scripts) == {"en", "zh"}


def test_languages_that_are_no_codes_are_refused_in_one_line(sample):
    assert "Use a list of language codes" in told(earshot("caption", sample, "--languages", "english"))


def test_without_any_model_the_user_is_told_how_to_get_one(sample, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("app.model_store.bundled.FOLDER", tmp_path / "none")
    assert run(["caption", str(sample)], lambda *_opened: 0) == 3
    assert capsys.readouterr().err == (
        "earshot: No model that can write captions is installed. Reinstall Earshot, or run its set-up again.\n"
    )


def test_events_tell_the_whole_story_of_each_utterance(captioned):
    _, events = captioned
    kinds = {event["type"] for event in events}
    assert {"speech_started", "partial", "final", "level", "source_ended", "session_ended"} <= kinds
    for utterance in {event["utterance"] for event in events if event["type"] == "final"}:
        story = [event["type"] for event in events if event.get("utterance") == utterance]
        assert story[0] == "speech_started"
        assert story[-1] == "final"
        assert set(story[1:-1]) <= {"partial"}


def test_a_final_event_has_times_words_and_latency(captioned):
    _, events = captioned
    final = next(event for event in events if event["type"] == "final")
    assert final["model"] == "mini"
    assert final["decoded_by"] in ("llm", "ctc")
    assert final["start"] < final["words"][0]["start"] < final["words"][-1]["end"] <= final["end"]
    assert {"word", "start", "end", "probability"} == set(final["words"][0])
    assert {"heard_s", "queued_s", "decided_s", "started_s", "computed_s", "posted_s", "delay_s"} <= set(final)


def test_a_partial_event_is_its_stable_and_its_tentative_text(captioned):
    _, events = captioned
    partials = [event for event in events if event["type"] == "partial"]
    assert partials
    assert all(event["text"] == event["stable"] + event["tentative"] for event in partials)


def test_the_named_file_holds_the_transcript_in_the_format_of_its_ending(captioned):
    home, events = captioned
    cues = list(srt.parse((home / "out.srt").read_text("utf-8-sig")))
    said = " ".join(event["text"] for event in events if event["type"] == "final")
    assert " ".join(" ".join(cue.content.split()) for cue in cues) == said


def test_the_session_is_kept_found_and_exported(captioned):
    home, events = captioned
    listed = json.loads(earshot("sessions", "--json", EARSHOT_HOME=str(home)).stdout)
    assert [(each["source"], each["finished"]) for each in listed] == [("meeting.flac", True)]
    word = max(next(event["text"] for event in events if event["type"] == "final").split(), key=len).strip(".,?")
    found = earshot("sessions", "--search", word, EARSHOT_HOME=str(home)).stdout
    assert word in found
    exported = earshot("export", "last", "--format", "vtt", "-o", home / "out.vtt", EARSHOT_HOME=str(home))
    assert exported.returncode == 0
    assert len(webvtt.read(str(home / "out.vtt"))) >= 6
    shape = json.loads(earshot("export", listed[0]["id"], "--format", "json", EARSHOT_HOME=str(home)).stdout)
    assert [segment["text"] for segment in shape["segments"]] == [e["text"] for e in events if e["type"] == "final"]


def test_default_output_is_one_final_a_line(sample):
    result = earshot("caption", sample, *MINI)
    assert result.returncode == 0
    assert len(result.stdout.splitlines()) >= 6
    assert "\x1b" not in result.stdout  # no terminal, no rewriting
    assert result.stderr == ""


def test_a_format_without_a_file_goes_to_standard_output(sample):
    result = earshot("caption", sample, "--format", "srt", *MINI)
    assert len(list(srt.parse(result.stdout))) >= 6


def test_the_sound_can_be_recorded_alongside(tmp_path, sample):
    path = tmp_path / "kept.flac"
    assert earshot("caption", sample, "--record", path, *MINI).returncode == 0
    kept, _ = soundfile.read(path, dtype="int16")
    original, _ = soundfile.read(sample, dtype="int16")
    assert len(kept) == len(original)
    assert np.max(np.abs(kept.astype(int) - original)) <= 1


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


BAD = {
    "a text named .wav": lambda folder: write(folder / "notes.wav", b"minutes of the meeting\n" * 50),
    "an empty file": lambda folder: write(folder / "empty.flac", b""),
    "a folder": lambda folder: folder,
    "a missing file": lambda folder: folder / "nowhere.mp3",
    "a wave without samples": lambda folder: write_wav(folder / "none.wav", sine(0.0)),
}


@pytest.mark.parametrize("kind", BAD)
def test_bad_input_is_one_sentence_and_status_3(tmp_path, kind):
    line = told(earshot("caption", BAD[kind](tmp_path), *MINI))
    assert line.startswith("earshot: ")
    assert line.endswith(".")


def test_a_truncated_file_keeps_what_was_said_and_says_so(tmp_path, sample):
    broken = write(tmp_path / "broken.flac", sample.read_bytes()[: sample.stat().st_size // 2])
    result = earshot("caption", broken, "-o", tmp_path / "out.txt", *MINI)
    assert "breaks off" in told(result)
    said = result.stdout.split()
    assert said
    assert (tmp_path / "out.txt").read_text().split() == said


@pytest.mark.parametrize(("rate", "channels", "width"), [(8_000, 1, 1), (96_000, 6, 2)])
def test_unusual_formats_are_heard(tmp_path, rate, channels, width):
    """A tone holds no words; what counts is that it is read to its end without a complaint."""
    path = write_wav(tmp_path / "tone.wav", sine(1.0, rate), rate, channels, width)
    result = earshot("caption", path, "--events", *MINI)
    assert result.returncode == 0
    ended = [json.loads(line) for line in result.stdout.splitlines()][-1]
    assert ended["type"] == "session_ended"
    assert ended["position"] == pytest.approx(1.0, abs=0.001)


@pytest.mark.parametrize(
    "arguments",
    [["--no-such-option"], ["caption", "--format", "docx"], ["nonsense"], ["caption", "a.wav", "--source", "mic"]],
)
def test_wrong_usage_is_status_2(arguments):
    result = earshot(*arguments)
    assert result.returncode == 2
    assert "usage:" in result.stderr


def test_an_output_folder_that_is_missing_is_told_before_any_work(tmp_path, sample):
    assert "cannot be written" in told(earshot("caption", sample, "-o", tmp_path / "no" / "such" / "out.txt"))


def test_an_unknown_model_is_named(sample):
    assert "nonesuch" in told(earshot("caption", sample, "--model", "nonesuch"))


def test_an_unknown_session_is_named():
    assert "99" in told(earshot("export", "99"))


def test_no_microphone_is_one_sentence(tmp_path):
    """Sound servers and cards hidden from the child: a machine without any."""
    hidden = {"PULSE_SERVER": f"unix:{tmp_path}/none", "ALSA_CONFIG_PATH": "/usr/share/alsa/alsa.conf"}
    assert "No microphone found" in told(earshot("caption", **hidden))


def test_devices_are_listed(virtual_devices):
    listed = json.loads(earshot("devices", "--json").stdout)
    assert {"mic", "system"} == {each["kind"] for each in listed}


def test_models_lists_the_rough_demonstration():
    (line,) = [line for line in earshot("models").stdout.splitlines() if " mini " in line]
    assert "rough" in line


def test_the_model_of_earlier_versions_is_told_to_be_gone_in_one_line(sample):
    assert 'The model "starter" is no longer part of Earshot.' in told(earshot("caption", sample, "--model", "starter"))


def test_help_costs_little_processor_time():
    """Counted by the system for the child, not by the clock: heavy imports would show at once (they take 1 s). In the
    best of three attempts: on a busy machine, whose caches others use too, the same work takes half as long again.
    """
    import resource

    def cost_s() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert earshot("--help").returncode == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)

    assert min(cost_s() for _ in range(3)) < 0.3


def test_ctrl_c_finishes_what_was_said(virtual_devices, sample, tmp_path):
    """The microphone hears the sample; an interrupt in the middle still ends in order, with a kept transcript."""
    home = tmp_path / "home"
    command = [sys.executable, "main.py", "caption", "--events", *MINI]
    child = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(EARSHOT_HOME=str(home)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell that starts the tests in the background has Ctrl+C ignored by them and all their children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    with child, virtual_devices.start_playing(sample):
        assert child.stdout is not None
        for line in child.stdout:
            if json.loads(line)["type"] == "final":
                break
        child.send_signal(signal.SIGINT)
        rest = [json.loads(line) for line in child.stdout]
    assert child.returncode == 0
    assert rest[-1]["type"] == "session_ended"
    (session,) = json.loads(earshot("sessions", "--json", EARSHOT_HOME=str(home)).stdout)
    assert session["finished"]
    assert session["finals"] >= 1
    assert Path(session["recording"]).stat().st_size > 10_000
