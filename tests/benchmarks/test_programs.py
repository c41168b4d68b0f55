"""The benchmarks' own programs, run for a few seconds: what they print is what happened."""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
import threading

import pytest
import soundfile

from benchmarks import gpu
from benchmarks.live_figures import Figures, add_events
from benchmarks.live_plot import draw
from benchmarks.machine import MemoryWatch, busy, cpu_s, family, memory_of
from tests.conftest import ROOT

pytestmark = pytest.mark.slow

PATIENCE_S = 240
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture(scope="module")
def talk(tmp_path_factory):
    """The first six seconds of the sample: two sentences."""
    folder = tmp_path_factory.mktemp("clips")
    sound, rate = soundfile.read(ROOT / "resources" / "samples" / "meeting.flac", frames=6 * 16_000)
    soundfile.write(folder / "talk.flac", sound, rate)
    return folder / "talk.flac"


def ran(home, *command, display=False):
    """A program of the benchmarks, to its end, in folders of its own; what it printed."""
    environment = os.environ | {"EARSHOT_HOME": str(home)}
    if display:
        environment |= {"QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(
        [sys.executable, *map(str, command)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


def test_the_window_tells_when_each_text_was_on_the_screen(talk, tmp_path):
    done = ran(tmp_path / "home", "benchmarks/live_window.py", talk, "--model", "mini", display=True)
    events = [json.loads(line) for line in done.stdout.splitlines()]
    texts = [event for event in events if event["type"] in ("partial", "final")]
    assert texts, done.stderr
    assert all(event["painted_s"] >= event["posted_s"] for event in texts)
    figures = Figures()
    add_events(figures, events)
    assert len(figures.word_painted_s) >= 5


def test_the_accuracy_of_a_folder_is_told_by_kind_and_written_with_every_utterance(talk, tmp_path):
    heading = "file\tseconds\tlanguage\ttranscript\tuse\tkind\n"
    for folder, row in {
        "speech/dev": f"{talk}\t6\ten\tgood morning\twer\tclean\n",
        "noise": f"{talk}\t6\t-\t\tfalse-caption\tmusic\n",
    }.items():
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "manifest.tsv").write_text(heading + row)
    outputs = ("--json", tmp_path / "figures.json", "--log", tmp_path / "log.jsonl")
    wanted = ("--data", tmp_path, "--model", "mini", "--quick", "--only", "english", "false", *outputs)
    done = ran(tmp_path / "home", "benchmarks/accuracy.py", *wanted)
    assert "| english given all | 1 | 2 |" in done.stdout, done.stderr
    figures = json.loads((tmp_path / "figures.json").read_text())
    assert figures["english_given_all_error_rate"] > 0
    assert figures["false_noise_en_characters"] > 100  # it is speech
    utterances = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert {each["group"] for each in utterances} >= {"english given", "english detected", "false en", "false zh"}


@LINUX
def test_a_short_soak_loses_no_sample_and_leaves_no_thread(talk, tmp_path):
    wanted = ("--data", talk.parent, "--minutes", "0.15", "--json", tmp_path / "soak.json")
    done = ran(tmp_path / "home", "benchmarks/soak.py", *wanted)
    found = json.loads((tmp_path / "soak.json").read_text())
    assert found["samples"] == 9 * 16_000, done.stderr
    for name in ("samples_lost", "samples_different", "errors", "threads_left", "processes_left"):
        assert found[name] == 0, name
    assert found["finals"] >= 1
    assert found["memory_end_mb"] > 10.0


@LINUX
def test_the_window_is_measured_beside_a_bare_one(tmp_path):
    figures = tmp_path / "window.json"
    wanted = ("--rounds", "1", "--seconds", "0.2", "--json", figures)
    done = ran(tmp_path / "home", "benchmarks/window.py", *wanted, display=True)
    assert figures.is_file(), done.stderr
    found = json.loads(figures.read_text())
    assert 0 < found["bare_cpu_s"] < found["earshot_cpu_s"]
    assert found["earshot_paint_at_s"] < found["earshot_sound_at_s"]
    for state in ("paused", "silence", "speech"):
        assert found[f"{state}_gui_delay_ms_p50"] <= found[f"{state}_gui_delay_ms_p99"]
        assert found[f"{state}_memory_mb"] > found["bare_memory_mb"]
    assert done.returncode == (found["earshot_cpu_s"] - found["bare_cpu_s"] > 0.25)


def test_what_a_graphics_card_changes_is_checked_in_one_run_and_what_is_missing_is_named(tmp_path):
    """On the processor, with toy models: the script itself works where no card is at hand."""
    pytest.importorskip("torch", reason="the extra `gpu` is not installed")
    wanted = ("--device", "cpu", "--tiny", "--seconds", "3", "--json", tmp_path / "gpu.json")
    done = ran(tmp_path / "home", "benchmarks/gpu.py", *wanted)
    found = json.loads((tmp_path / "gpu.json").read_text())
    assert (done.returncode, found["broken"]) == (0, []), done.stdout + done.stderr
    assert found["skipped"]["graphs"] == "CUDA graphs need a graphics card"
    assert found["network"]["encoder, float32"] <= 1e-4
    assert 0 < found["network"]["CTC, bfloat16"] <= 1e-2
    assert found["partial"]["ms_p50"] > 0
    assert found["session"]["guesses"] > 0
    assert found["fireredasr"]["error"] <= 1e-4
    assert "llama" in found or "llama" in found["skipped"]


def test_a_part_that_fails_breaks_the_run_and_hides_no_other(tmp_path, monkeypatch, capsys):
    pytest.importorskip("torch", reason="the extra `gpu` is not installed")

    def failing(bench: gpu.Bench) -> gpu.Figures:
        raise ValueError("the card fell out")

    def absent(bench: gpu.Bench) -> gpu.Figures:
        raise gpu.NotThereError("there is none")

    monkeypatch.setattr(gpu, "CHECKS", {"one": failing, "two": absent, "three": lambda bench: {"ms": 2.0}})
    monkeypatch.setattr(sys, "argv", ["gpu.py", "--device", "cpu", "--json", str(tmp_path / "gpu.json")])
    with pytest.raises(SystemExit) as ended:
        gpu.main()
    assert ended.value.code == 1
    found = json.loads((tmp_path / "gpu.json").read_text())
    assert found["broken"] == ["one failed: ValueError: the card fell out"]
    assert (found["skipped"], found["three"]["ms"]) == ({"two": "there is none"}, 2.0)


def test_the_picture_has_a_panel_for_each_question(tmp_path):
    figures = Figures(timeline=[(1.0, 0.5), (2.0, 0.7)], erased=1, shown=10)
    draw({"balanced": figures, "plain": Figures(erased=7, shown=10)}, tmp_path / "live.png", "made up")
    assert (tmp_path / "live.png").read_bytes().startswith(b"\x89PNG")


@LINUX
def test_memory_counts_a_process_and_its_children():
    alone = memory_of(os.getpid())
    with subprocess.Popen(
        [sys.executable, "-c", "print(1, flush=True); input()"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        assert child.stdin is not None
        assert child.stdout.readline()  # it has its memory
        assert child.pid in family(os.getpid())
        assert memory_of(child.pid).all > 1.0
        child.stdin.write(b"\n")
        child.stdin.close()
    assert child.pid not in family(os.getpid())
    assert alone.all > alone.own > 10.0


@LINUX
def test_memory_is_watched_until_the_watch_ends():
    with MemoryWatch(os.getpid(), every_s=0.01) as watch:
        while len(watch.samples) < 3:
            assert cpu_s(os.getpid()) > 0
    assert watch.peak_mb >= watch.samples[0].all > 10.0
    assert "memory-watch" not in {thread.name for thread in threading.enumerate()}


def test_busy_processes_are_there_while_they_are_asked_for():
    with busy(2):
        working = multiprocessing.active_children()
    assert len(working) == 2
    assert multiprocessing.active_children() == []
