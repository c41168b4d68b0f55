"""`--speakers` takes a number or nothing: what follows it may be a file."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from app.cli import run
from app.commands import caption, transcribe


@pytest.mark.parametrize(
    ("given", "speakers"),
    [((), 0), (("3",), 3), (("--fast",), 0), (("--",), 0)],
    ids=["none", "three", "option", "end"],
)
@pytest.mark.parametrize("command", [caption, transcribe])
def test_a_file_may_stand_behind_it(
    command, given: tuple[str, ...], speakers: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[argparse.Namespace] = []
    monkeypatch.setattr(command, "handle", lambda parsed: seen.append(parsed) or 0)
    name = command.__name__.rpartition(".")[2]
    if given == ("--fast",) and name == "transcribe":
        given = ("--force",)
    run([name, "--speakers", *given, str(tmp_path / "talk.wav")], lambda *_: 0)
    assert seen[0].speakers == speakers
    assert tmp_path / "talk.wav" in (seen[0].files if name == "transcribe" else [seen[0].file])


def test_more_speakers_than_can_be_told_apart_are_refused() -> None:
    with pytest.raises(SystemExit) as refused:
        run(["caption", "--speakers", "31", "talk.wav"], lambda *_: 0)
    assert refused.value.code == 2
