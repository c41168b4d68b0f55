"""The command that measures: what it prints and writes on a small folder of its own."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest

from app.cli import run
from tests.support.audio import write_wav
from tests.support.recognisers import ScriptedRecogniser

HEADER = "file\tseconds\tlanguage\ttranscript\tsource repository\tlicence\tnote\tuse\tkind"


@pytest.fixture
def folder(tmp_path, sample):
    """The sample with its text, a silence, and a clip in a language that the model does not know."""
    shutil.copy(sample, tmp_path / "meeting.flac")
    write_wav(tmp_path / "silence.wav", np.zeros(48_000, dtype=np.float32))
    said = " ".join(sample.with_suffix(".txt").read_text().split())
    rows = [
        f"meeting.flac\t32.5\ten\t{said}\t-\t-\t-\twer\tclean",
        "silence.wav\t3\t-\t\t-\t-\t-\tfalse-caption\tsilence",
        "absent.wav\t3\tzh\t你好\t-\t-\t-\tcer\tclean",
    ]
    (tmp_path / "manifest.tsv").write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return tmp_path


def test_errors_and_false_captions_are_told_by_kind(folder, tmp_path, sample, capsys, monkeypatch):
    said = sample.with_suffix(".txt").read_text().split()
    scripted = ScriptedRecogniser([" ".join(said[:-1])])
    monkeypatch.setattr("app.model_store.loading.load_recogniser", lambda *_asked, **_how: scripted)
    figures_file = tmp_path / "figures.json"
    wanted = ["bench", "--data", str(folder), "--language", "en", "--json", str(figures_file)]
    assert run(wanted, None) == 0
    assert {request.language for request in scripted.requests} == {"en"}
    figures = json.loads(figures_file.read_text())
    assert figures["error_rate_en_wer_clean"] == pytest.approx(1 / len(said), abs=1e-3)
    assert figures["false_characters_a_minute_silence"] == 0.0
    assert figures["cpu_real_time_factor"] > 0
    told = capsys.readouterr()
    assert "1 clips in other languages" in told.err
    assert "en wer all" in told.out


def test_a_folder_without_a_manifest_is_named(tmp_path, capsys):
    assert run(["bench", "--data", str(tmp_path)], None) == 3
    assert "no manifest.tsv" in capsys.readouterr().err
