"""The window on small and on finely drawn screens: nothing is cut, nothing stands outside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("width", "height", "scale", "points"),
    [(1024, 600, 1, 10), (640, 480, 1, 10), (1280, 800, 2, 10), (1920, 1080, 3, 10), (1280, 800, 1, 16)],
    ids=["1024x600", "640x480", "200 %", "300 %", "large font"],
)
def test_nothing_of_any_page_is_cut(
    tmp_path: Path, width: int, height: int, scale: int, points: int, language: str
) -> None:
    screen = {"name": "screen", "x": 0, "y": 0, "width": width, "height": height, "logicalDpi": 96, "dpr": 1}
    (tmp_path / "screens.json").write_text(json.dumps({"screens": [screen]}))
    environment = os.environ | {
        "QT_QPA_PLATFORM": f"offscreen:configfile={tmp_path / 'screens.json'}",
        "QT_SCALE_FACTOR": str(scale),
        "EARSHOT_HOME": str(tmp_path / "home"),
    }
    looked = subprocess.run(
        [sys.executable, "-m", "tests.support.ui_whole", language, str(points), str(tmp_path)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert looked.returncode == 0, looked.stderr
    assert f"room {width // scale} x" in looked.stderr
    assert looked.stdout.splitlines() == []
