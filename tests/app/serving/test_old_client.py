"""The openai client of 2025, fetched from the package index: programs keep it for years."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.serving.realtime import realtime_routes
from tests.support.serving import HearingRecogniser, beginning, speech_server, wav_of

SAID = "Ada wrote the first programme."


@pytest.mark.slow
@pytest.mark.parametrize("version", ["1.109.1", "2.54.0"])
def test_an_older_client_gets_files_and_streams(version: str, sample: Path, tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--retries", "1", "--target", str(tmp_path / "client")]
    done = subprocess.run(
        [*pip, f"openai[realtime]=={version}"], capture_output=True, text=True, timeout=300, check=False
    )
    if done.returncode != 0:
        pytest.skip(f"openai {version} cannot be fetched here")
    file = tmp_path / "talk.wav"
    file.write_bytes(wav_of(beginning(sample, 6.0)))
    with speech_server(HearingRecogniser(SAID), tmp_path / "uploads", more=realtime_routes) as (address, _):
        (tmp_path / "uploads").mkdir()
        command = [sys.executable, str(Path(__file__).with_name("old_client.py")), address.url, str(file)]
        variables = os.environ | {"PYTHONPATH": str(tmp_path / "client")}
        told = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False, env=variables)
    assert told.returncode == 0, told.stderr
    found = json.loads(told.stdout)
    assert found["version"] == version
    assert "whisper-1" in found["models"]
    assert SAID in found["text"]
    assert SAID in found["segments"]
    assert found["words"][0] == "Ada"
    assert found["duration"] == pytest.approx(6.0, abs=0.2)
    assert found["streamed"][0] == found["streamed"][1] == found["text"].rstrip("\n")
    assert found["refused"] == ["response_format", "unsupported"]
    assert SAID in found["realtime"]
    assert found["kinds"] == ["session.created", "transcription_session.updated"]
