"""earshot models remote, and files that such a model writes."""

from __future__ import annotations

from pathlib import Path

import pytest
import soundfile

from app.cli import run
from tests.support.serving import HearingRecogniser, speech_server

SAID = "Ada wrote the first programme."


@pytest.fixture
def talk(tmp_path: Path, sample: Path) -> Path:
    """Its first sentence."""
    sound, rate = soundfile.read(sample)
    soundfile.write(tmp_path / "talk.flac", sound[: 4 * rate], rate)
    return tmp_path / "talk.flac"


def test_one_is_added_listed_tried_used_and_removed(
    tmp_path: Path, talk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EARSHOT_REMOTE_KEY", "a key")
    with speech_server(HearingRecogniser(SAID), tmp_path, token="a key") as (address, _):
        assert run(["models", "remote", "add", "desk", address.url, "--languages", "en"], None) == 0
        assert "nothing leaves this computer" in capsys.readouterr().out
        assert run(["models", "remote", "list"], None) == 0
        assert capsys.readouterr().out.startswith("remote-desk")
        assert run(["models", "remote", "test", "remote-desk"], None) == 0
        assert "It works: scripted answered." in capsys.readouterr().out
        assert run(["transcribe", str(talk), "--model", "remote-desk", "--out", str(tmp_path / "out")], None) == 0
    assert (tmp_path / "out" / "talk.txt").read_text("utf-8").startswith(SAID)
    assert run(["models", "remote", "remove", "remote-desk"], None) == 0
    assert run(["models", "remote", "list"], None) == 0
    assert "No model on another machine was added." in capsys.readouterr().err


def test_what_another_model_had_to_write_is_told(
    tmp_path: Path, talk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["models", "remote", "add", "desk", "127.0.0.1:9"], None) == 0
    assert run(["transcribe", str(talk), "--model", "remote-desk", "--out", str(tmp_path / "out")], None) == 1
    told = capsys.readouterr().err
    assert "sentences: 127.0.0.1:9 cannot be reached." in told
    assert (tmp_path / "out" / "talk.txt").read_text("utf-8").strip()


def test_where_its_sound_would_go_is_said_when_it_is_added(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["models", "remote", "add", "studio", "ws://10.0.0.3:10095", "--kind", "fun-asr"], None) == 0
    assert "Once it is chosen, sound goes to 10.0.0.3:10095." in capsys.readouterr().out
