"""`pip install .` gives the command `earshot`, in one folder of site-packages, complete."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from app import VERSION

ROOT = Path(__file__).resolve().parents[2]
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
NEEDED = (
    "main.py",
    "LICENSE",
    "engine/vad/silero_vad_16k_sequence.onnx",
    "engine/vad/LICENSE.silero-vad",
    "engine/text/everyday_chinese.txt",
    "resources/models.toml",
    "resources/models/mini/earshot-model.json",
    "resources/models/mini/encoder.onnx.data",
    "resources/samples/meeting.flac",
    "resources/icons/earshot.svg",
    "resources/templates/minutes.md.j2",
    "resources/translations/earshot_zh_CN.qm",
    "docs/user-guide.md",
    "docs/user-guide.zh.md",
    "docs/images/live-en-light.png",
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from what is here, by the pinned build tool of the environment."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([*PIP, "wheel", str(ROOT), "--no-deps", "--no-build-isolation", "-w", str(folder)], check=True)
    [wheel] = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("elsewhere") / "packages"
    subprocess.run([*PIP, "install", "--no-deps", "--no-index", "--target", str(folder), str(wheel)], check=True)
    return folder


def earshot(installed: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Started from its own folder, which is not the checkout."""
    environment = {**os.environ, "PYTHONPATH": str(installed), "EARSHOT_HOME": str(installed.parent / "home")}
    command = [sys.executable, str(installed / "bin" / "earshot"), *arguments]
    return subprocess.run(command, cwd=installed.parent, env=environment, capture_output=True, text=True, timeout=240)


def test_the_wheel_holds_what_runs_in_one_folder(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {"earshot", f"earshot-{VERSION}.dist-info"}
    assert {f"earshot/{name}" for name in NEEDED} - set(names) == set()
    assert [name for name in names if "whisper-base" in name or "/tests/" in name or name.endswith(".ts")] == []


def test_every_package_that_it_asks_for_comes_from_an_index_without_torch(wheel: Path) -> None:
    [metadata] = [name for name in zipfile.ZipFile(wheel).namelist() if name.endswith("dist-info/METADATA")]
    text = zipfile.ZipFile(wheel).read(metadata).decode()
    asked = [line for line in text.splitlines() if line.startswith("Requires-Dist:") and "extra ==" not in line]
    assert any("tokenizers" in line for line in asked)
    assert [line for line in asked if "torch" in line or "silero" in line or "@" in line] == []


def test_the_installed_command_tells_its_version(installed: Path) -> None:
    assert earshot(installed, "--version").stdout == f"Earshot {VERSION}\n"


def test_the_installed_command_lists_the_model_that_comes_with_it(installed: Path) -> None:
    assert "mini" in earshot(installed, "models", "list").stdout


@pytest.mark.slow
@pytest.mark.models
def test_the_installed_command_captions_the_recording(installed: Path) -> None:
    sample = installed / "earshot" / "resources" / "samples" / "meeting.flac"
    done = earshot(installed, "caption", str(sample), "--model", "mini")
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.split()) > 20


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_the_completion_of_a_shell_knows_the_commands(installed: Path, shell: str) -> None:
    done = earshot(installed, "completion", shell)
    assert (done.returncode, "transcribe" in done.stdout, "--languages" in done.stdout) == (0, True, True)
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=done.stdout, text=True, check=True)
