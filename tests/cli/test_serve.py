"""earshot serve: the whole program, with the model that set-up brings."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest
import webvtt

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
@pytest.mark.models
def test_another_program_gets_its_text_and_ctrl_c_ends_the_server(whisper_base: str, sample: Path) -> None:
    command = [sys.executable, "main.py", "serve", "--model", whisper_base, "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as program:
        try:
            line = program.stdout.readline()
            url = re.findall(r"http://\S+/v1", line)[0]
            answer = httpx2.post(
                f"{url}/audio/transcriptions",
                files={"file": ("meeting.flac", sample.read_bytes())},
                data={"response_format": "verbose_json", "language": "en", "timestamp_granularities[]": "word"},
                timeout=280,
            )
            assert answer.status_code == 200, answer.text
            assert len(answer.json()["words"]) > 20
        finally:
            program.send_signal(signal.SIGINT)
            _, told = program.communicate(timeout=60)
    assert program.returncode == 0
    assert told.startswith("earshot: ending")
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--token", "short"], "This token cannot be used."),
        (["--hotwords", "/nowhere/words.tsv"], "cannot be read"),
        (["--model", "nobody"], "nobody"),
    ],
)
def test_what_cannot_be_served_is_told(arguments: list[str], told: str) -> None:
    command = [sys.executable, "main.py", "serve", "--port", "0", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 3
    assert told in done.stderr


def test_the_servers_libraries_are_imported_only_when_one_is_started() -> None:
    program = (
        "import sys, app.cli, app.control.earshot, app.commands.caption, app.commands.captioning, ui.application\n"
        "wanted = {'starlette', 'uvicorn', 'websockets', 'python_multipart', 'segno'}\n"
        "sys.exit(str(wanted & set(sys.modules) or ''))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr.strip() == ""


@pytest.mark.slow
@pytest.mark.models
def test_captions_of_a_file_can_be_read_along(whisper_base: str, sample: Path, tmp_path: Path) -> None:
    command = [sys.executable, "main.py", "caption", str(sample), "--serve", "0", "--model", whisper_base]
    text, subtitles = tmp_path / "live.txt", tmp_path / "live.vtt"
    command += ["--live-file", str(text), "--live-file", str(subtitles)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as program:
        url = re.findall(r"captions at (http://\S+)/", program.stderr.readline())[0]
        with httpx2.stream("GET", f"{url}/captions/events", timeout=280) as answer:
            lines = (line for line in answer.iter_lines() if '"final"' in line)
            assert json.loads(next(lines).removeprefix("data: "))["text"]
        out, told = program.communicate(timeout=280)
    assert program.returncode == 0, told
    assert text.read_text("utf-8").split() == out.split()
    assert " ".join(each.text for each in webvtt.read(subtitles).captions).split() == out.split()
