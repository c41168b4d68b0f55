"""caption --obs, --zoom, --youtube: captions elsewhere, their secrets from the environment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.caption_receivers import StandInObs, StandInYouTube, StandInZoom, running

ROOT = Path(__file__).resolve().parents[2]


def caption(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "main.py", "caption", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, env={**os.environ, **variables}, stdin=subprocess.DEVNULL
    )


@pytest.mark.slow
def test_a_file_is_captioned_to_all_three(sample: Path, whisper_base: str, user_folders: Path) -> None:
    with (
        running(StandInObs("supersecretpassword")) as obs,
        running(StandInZoom()) as zoom,
        running(StandInYouTube()) as youtube,
    ):
        places = (
            "--obs",
            f"127.0.0.1:{obs.port}",
            "--obs-source",
            "Captions",
            "--obs-stream",
            "--zoom",
            "--youtube",
        )
        done = caption(
            *(str(sample), "--model", whisper_base, *places),
            EARSHOT_OBS_PASSWORD="supersecretpassword",
            EARSHOT_ZOOM_URL=zoom.url,
            EARSHOT_YOUTUBE_URL=youtube.url,
        )
    assert done.returncode == 0, done.stderr
    spoken = [line for line in done.stdout.splitlines() if line.strip()]
    assert len(zoom.taken) == len(youtube.taken) > 1
    assert zoom.taken[0] in spoken[0]
    assert obs.captions
    assert obs.history[-1] == ""
    assert "Captions go to OBS on this computer." in done.stderr
    assert "Finished captions go to Zoom (127.0.0.1)." in done.stderr
    assert obs.wrongs == zoom.wrongs == youtube.wrongs == []
    written = [path.read_bytes() for path in user_folders.rglob("*") if path.is_file()]
    for secret in ("supersecret", "4711"):
        assert secret not in done.stdout + done.stderr
        assert not any(secret.encode() in each for each in written)


def test_what_cannot_be_is_said_before_anything_is_heard(sample: Path) -> None:
    assert "EARSHOT_ZOOM_URL is not set" in caption(str(sample), "--zoom").stderr
    wrong = caption(str(sample), "--youtube", EARSHOT_YOUTUBE_URL="4711")
    assert wrong.returncode == 3
    assert "YouTube" in wrong.stderr
    assert "4711" not in wrong.stderr
    assert "go with --obs" in caption(str(sample), "--obs-source", "Captions").stderr


def test_who_stays_offline_sends_nothing(sample: Path, user_folders: Path) -> None:
    from app.folders import user_folders as folders

    settings = folders().settings_file
    settings.parent.mkdir(parents=True)
    settings.write_text("offline = true\n", "utf-8")
    with running(StandInZoom()) as zoom:
        done = caption(str(sample), "--zoom", EARSHOT_ZOOM_URL=zoom.url)
        assert "stay offline" in done.stderr
        assert zoom.seqs == []
        assert done.returncode != 0
