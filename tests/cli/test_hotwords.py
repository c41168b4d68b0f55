"""`hotwords` on the command line: every action, and every way to be told what is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.cli import BAD_INPUT, OK, run

Command = Callable[..., int]


@pytest.fixture
def hotwords(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("EARSHOT_HOME", str(tmp_path / "home"))
    return lambda *arguments: run(["hotwords", *map(str, arguments)], lambda *_: 1)


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    path = tmp_path / "lab.txt"
    path.write_text("Kubernetes|kuber nets\n张三丰\nfun asr => Fun-ASR\n", encoding="utf-8")
    return path


def test_a_fresh_user_is_told_how_to_begin(hotwords: Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert hotwords() == OK
    assert "There are no lists yet" in capsys.readouterr().out


def test_an_imported_list_is_listed(hotwords: Command, lab: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (hotwords("import", lab), hotwords("list")) == (OK, OK)
    assert "  lab                      2 entries, 1 rules" in capsys.readouterr().out


def test_the_list_is_read_by_programs_too(hotwords: Command, lab: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hotwords("import", lab, "--name", "Lab")
    capsys.readouterr()
    hotwords("list", "--json")
    assert json.loads(capsys.readouterr().out)["lists"] == [{"name": "Lab", "entries": 2, "rules": 1, "problems": []}]


def test_an_exported_list_is_the_imported_one(hotwords: Command, lab: Path, tmp_path: Path) -> None:
    hotwords("import", lab)
    hotwords("export", "lab", "-o", tmp_path / "out.txt")
    assert (tmp_path / "out.txt").read_text(encoding="utf-8") == lab.read_text(encoding="utf-8")


def test_a_sentence_shows_what_it_would_bring_up(
    hotwords: Command, lab: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hotwords("import", lab)
    hotwords("test", "请张山峰 use fun asr on cooper netties")
    shown = capsys.readouterr().out
    assert "0.95  张三丰: sounds like “张山峰” (0.95)" in shown
    assert "replacement careful: 请张三丰 use Fun-ASR on cooper netties" in shown
    assert "replacement always: 请张三丰 use Fun-ASR on Kubernetes" in shown


def test_lint_names_file_and_line(hotwords: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bad.txt"
    path.write_bytes(b"good\n\xff\n")
    assert hotwords("lint", path) == BAD_INPUT
    assert f"{path}, line 2: This is not UTF-8 text" in capsys.readouterr().out


def test_lint_of_a_good_list_is_content(hotwords: Command, lab: Path) -> None:
    hotwords("import", lab)
    assert hotwords("lint", "lab") == OK


def test_a_profile_decides_what_a_sentence_brings_up(
    hotwords: Command, lab: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.csv"
    other.write_text("word\nCRISPR\n", encoding="utf-8")
    for arguments in (["import", lab], ["import", other], ["profile", "Biology", "other"]):
        assert hotwords(*arguments) == OK
    capsys.readouterr()
    hotwords("test", "cooper netties")
    hotwords("test", "cooper netties", "--profile", "all")
    shown = capsys.readouterr().out
    assert "1 entries, 0 would be offered" in shown
    assert "3 entries, 1 would be offered" in shown


@pytest.mark.parametrize(
    "arguments",
    [
        ["import", "missing.txt"],
        ["export", "missing"],
        ["export", "../settings"],
        ["test", "text", "--profile", "missing"],
        ["lint", "missing"],
        ["profile", "missing"],
        ["profile", "new", "missing"],
    ],
)
def test_what_is_not_there_is_told_in_one_line(
    hotwords: Command, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert hotwords(*arguments) == BAD_INPUT
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_list_is_not_imported_over_another(hotwords: Command, lab: Path) -> None:
    assert [hotwords("import", lab), hotwords("import", lab)] == [OK, BAD_INPUT]


def test_lists_and_profiles_that_cannot_be_used_are_told(
    hotwords: Command, lab: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hotwords("import", lab)
    hotwords("profile", "work", "lab")
    (tmp_path / "home" / "config" / "hotwords" / "lab.txt").unlink()
    capsys.readouterr()
    for command in (("list",), ("test", "a sentence")):
        assert hotwords(*command) == OK
        assert capsys.readouterr().err == (
            "earshot: The profile “work” names the list “lab”, which is not there. "
            "Bring that list back, or take it out of the profile.\n"
        )


def test_a_list_that_cannot_be_read_is_not_exported_as_an_empty_one(
    hotwords: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "home" / "config" / "hotwords" / "lab.txt").mkdir(parents=True)
    for action in ("export", "lint"):
        assert hotwords(action, "lab") == BAD_INPUT
        told = capsys.readouterr()
        assert (told.out, "cannot be read" in told.err) == ("", True)
