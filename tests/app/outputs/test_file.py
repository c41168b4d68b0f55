"""Finished captions in a file, as one of the outputs: for one session, and with no mark, for nothing leaves."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.files import FileNotWritten
from app.outputs.caption_outputs import CaptionOutputs
from app.outputs.choices import FileChoice, OutputKind
from app.outputs.feed import OutputStanding, OutputState
from app.settings import Settings
from engine.errors import BadInput
from tests.support.caption_receivers import SpokenProgram
from tests.support.ui_scripted import final
from tests.support.waiting import until

FILE = OutputKind.FILE


class Desk(CaptionOutputs):
    def __init__(self) -> None:
        self.program = SpokenProgram()
        super().__init__(self.program, lambda: Settings(offline=True))

    def become(self, standing: OutputStanding) -> OutputState:
        until(lambda: self.state(FILE).standing is standing)
        return self.state(FILE)


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    made.close()


def test_one_session_is_written_as_it_settles(desk: Desk, tmp_path: Path) -> None:
    """Also where the user stays offline."""
    path = tmp_path / "captions.txt"
    desk.start(FileChoice(path))
    assert desk.state(FILE).standing is OutputStanding.RUNNING
    desk.program.say(final(9, "Of the last session."))
    desk.program.begin()
    desk.program.say(final(1, "Frist.", draft=True), final(2, "Second."), final(1, "First."))
    until(lambda: desk.state(FILE).sent == 2)
    assert desk.program.departures.now == ()
    desk.program.end()
    assert desk.become(OutputStanding.OFF) == OutputState(sent=2)
    assert path.read_text() == "First.\nSecond.\n"
    assert desk.program.begun == []
    assert not desk.on


def test_the_running_session_is_joined_and_the_next_one_is_not(desk: Desk, tmp_path: Path) -> None:
    desk.program.begin()
    desk.start(FileChoice(tmp_path / "captions.txt"))
    desk.program.say(final(1, "Before."))
    desk.program.begin()
    desk.program.say(final(2, "Of the next session."))
    desk.become(OutputStanding.OFF)
    assert (tmp_path / "captions.txt").read_text() == "Before.\n"


def test_what_keeps_it_from_being_written_is_its_state_until_it_is_well_again(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "stick" / "captions.txt"
    path.parent.mkdir()
    desk.program.begin()
    desk.start(FileChoice(path))
    path.unlink()
    path.parent.rmdir()
    desk.program.say(final(1, "One."))
    state = desk.become(OutputStanding.WAITING)
    assert state.what == f"Captions cannot be added to {path}: {os.strerror(2)}."
    assert state.remedy == "Make room, or choose another file."
    path.parent.mkdir()
    assert desk.become(OutputStanding.RUNNING).sent == 1
    desk.stop(FILE)
    assert desk.become(OutputStanding.OFF) == OutputState(sent=1)


def test_what_is_left_over_at_the_end_is_told(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.growing_file.LATE_S", 0.0)
    path = tmp_path / "stick" / "captions.txt"
    path.parent.mkdir()
    desk.program.begin()
    desk.start(FileChoice(path))
    path.unlink()
    path.parent.rmdir()
    desk.program.say(final(1, "One."))
    desk.program.end()
    assert "cannot be added" in desk.become(OutputStanding.FAILED).what


def test_what_is_no_place_for_captions_is_told_at_once(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"neither \.txt nor \.vtt"):
        desk.start(FileChoice(tmp_path / "captions.pdf"))
    with pytest.raises(FileNotWritten, match=os.strerror(2)):
        desk.start(FileChoice(tmp_path / "none" / "captions.txt"))
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(FileNotWritten, match="is no file"):
        desk.start(FileChoice(tmp_path / "pipe.txt"))
    assert desk.state(FILE) == OutputState()
    assert desk.program.begun == []
