"""Pictures of the window for people who look at it and for the documentation, on displays of their own.

Each variant (theme, language, screen) is one run of screenshot_scenes.py. CHOSEN goes to docs/images/, all else to
build/screenshots/.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from dev_display import virtual_display
from dev_steps import StepFailed

THEMES = ("light", "dark", "high_contrast")
LANGUAGES = ("en", "zh")
IN_THE_GUIDE = ("live", "transcripts", "export", "vocabulary", "models", "settings", "sharing")
CHOSEN = (
    *(f"{scene}-{language}-light" for scene in IN_THE_GUIDE for language in LANGUAGES),
    *(f"overlay-{language}-dark" for language in LANGUAGES),
)
TIMEOUT_S = 120


@dataclass(frozen=True, slots=True)
class Screen:
    """ending: of the pictures' names. size: in device pixels, which are `scale` to a logical one."""

    ending: str
    size: tuple[int, int]
    scale: int


SCREENS = (Screen("", (1280, 800), 1), Screen("-200", (2560, 1600), 2), Screen("-1024x600", (1024, 600), 1))


def take_all(root: Path, python: Path) -> list[Path]:
    """All pictures of all variants. Raises StepFailed where a window does not come up."""
    others, chosen = root / "build" / "screenshots", root / "docs" / "images"
    for folder in (others, chosen):
        folder.mkdir(parents=True, exist_ok=True)
    taken = []
    for screen in SCREENS:
        with virtual_display(screen.size) as display:
            for language, theme in product(LANGUAGES, THEMES):
                taken += take(root, python, display, (language, theme, screen), others)
            if screen is SCREENS[0]:
                moving = root / "docs" / "captions.png"
                taken += _run(root, python, display | {"QT_SCALE_FACTOR": "1"}, ["moving_picture.py", str(moving)])
    for picture in taken:
        if picture.stem in CHOSEN:
            shutil.copyfile(picture, chosen / picture.name)
    return taken


def take(
    root: Path, python: Path, display: dict[str, str], variant: tuple[str, str, Screen], folder: Path
) -> list[Path]:
    """The pictures of one variant, in the order of the scenes. Raises StepFailed where the window does not come up."""
    language, theme, screen = variant
    return _run(
        root,
        python,
        display | {"QT_SCALE_FACTOR": str(screen.scale)},
        ["screenshot_scenes.py", language, theme, str(folder), screen.ending],
    )


def _run(root: Path, python: Path, display: dict[str, str], script: list[str]) -> list[Path]:
    """Runs a script of this folder with a home of its own; the paths that it prints."""
    with tempfile.TemporaryDirectory(prefix="earshot-screenshots-") as home:
        environment = display | {
            "EARSHOT_HOME": home,
            "QT_FONT_DPI": "96",
            "QT_QPA_PLATFORMTHEME": "",  # no desktop's fonts or colours
            "PULSE_SERVER": f"unix:{home}/none",  # no devices of this machine
            "TZ": "UTC",
            "LC_ALL": "C.UTF-8",
        }
        command = [str(python), str(root / "packaging" / script[0]), *script[1:]]
        done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, timeout=TIMEOUT_S)
    if done.returncode != 0:
        raise StepFailed(f"No pictures by {' '.join(script)}:\n{done.stderr}", f"Start packaging/{script[0]} by hand.")
    return [Path(line) for line in done.stdout.splitlines()]
