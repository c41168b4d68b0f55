"""The pictures of the documentation: few, small, and of scenes that there are."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from dev_display import virtual_display
from screenshot_scenes import SCENES
from screenshots import CHOSEN, LANGUAGES, SCREENS, THEMES, take

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
MOST_BYTES = 1_500_000


def test_every_chosen_picture_is_one_that_is_taken() -> None:
    taken = {
        f"{scene}-{language}-{theme}{screen.ending}"
        for scene in SCENES
        for language in LANGUAGES
        for theme in THEMES
        for screen in SCREENS
    }
    assert set(CHOSEN) <= taken


def test_the_pictures_of_the_documentation_are_the_chosen_ones_and_small() -> None:
    pictures = list(IMAGES.glob("*.png"))
    assert {each.stem for each in pictures} == set(CHOSEN)
    assert sum(each.stat().st_size for each in pictures) < MOST_BYTES


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("Xvfb"), reason="Xvfb is not installed")
def test_two_runs_take_the_same_pictures(tmp_path: Path) -> None:
    """But for the overlay, whose shadow and edge are the compositor's."""
    python = ROOT / ".venv" / "bin" / "python"
    runs = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        with virtual_display(SCREENS[0].size) as display:
            runs.append(take(ROOT, python, display, ("en", "light", SCREENS[0]), tmp_path / name))
    differing = [
        one.stem
        for one, two in zip(*runs, strict=True)
        if one.stem[:7] != "overlay" and one.read_bytes() != two.read_bytes()
    ]
    assert [each.stem for each in runs[0]] == [f"{scene}-en-light" for scene in SCENES]
    assert differing == []
