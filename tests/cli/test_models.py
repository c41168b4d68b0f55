"""`earshot models`: one that can be had is listed, got, repaired, exported and removed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import cli
from app.commands import models as command
from app.folders import HOME_VARIABLE, portable_folders
from app.model_store import bundled
from tests.support.model_hub import ModelHub, model_hub
from tests.support.small_catalogue import NAME, means_for, write_catalogue
from tests.support.whisper_folder import write_folder


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(bundled, "FOLDER", tmp_path / "nothing bundled")
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def hub(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelHub]:
    folder = write_folder(tmp_path / "published")
    with model_hub() as made:
        made.files = {path.name: path.read_bytes() for path in folder.iterdir()}
        write_catalogue(home / "config", made.files)
        monkeypatch.setattr(command, "_means", lambda: means_for(made))
        yield made


def models(*words: str) -> int:
    return cli.run(["models", *words], lambda *_: 1)


def listed(capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, object]]:
    capsys.readouterr()
    assert models("list", "--json") == 0
    return {each["name"]: each for each in json.loads(capsys.readouterr().out)}


def test_a_model_is_got_repaired_moved_exported_and_removed(
    home: Path, hub: ModelHub, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert listed(capsys)[NAME]["installed"] is False
    assert hub.asked == []
    assert models("get", NAME) == 0
    said = capsys.readouterr()
    assert "Licence: MIT. Credit: weights by nobody at all." in said.err
    assert f"Installed {NAME}" in said.out
    assert listed(capsys)[NAME]["installed"] is True
    (portable_folders(home).models / NAME / "config.json").write_bytes(b"{}")
    assert models("check", NAME) != 0
    hub.count_anew()
    assert models("repair", NAME) == 0
    assert set(hub.sent) == {"config.json"}
    assert models("check", NAME) == 0
    assert models("move", str(tmp_path / "drive")) == 0
    assert capsys.readouterr().out.endswith(f"The models are in {tmp_path / 'drive'} now.\n")
    assert portable_folders(home).models == tmp_path / "drive"
    assert models("check", NAME) == 0
    assert models("export", NAME, str(tmp_path / "talk.zip")) == 0
    assert models("remove", NAME) == 0
    assert models("import", str(tmp_path / "talk.zip"), "--name", NAME) == 0
    assert models("check", NAME) == 0


def test_what_cannot_be_had_is_refused_with_what_to_do(hub: ModelHub, capsys: pytest.CaptureFixture[str]) -> None:
    assert models("get", "nobody") != 0
    assert "models list --all" in capsys.readouterr().err
    assert models("recommend") in (0, 1)
    assert hub.asked == []
