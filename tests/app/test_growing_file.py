"""Text and subtitles that grow while captions run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import webvtt
from hypothesis import given
from hypothesis import strategies as st

from app.control.broadcast import Broadcast
from app.files import FileNotWritten
from app.growing_file import GrowingFile, SettledFinals
from engine.errors import BadInput
from engine.events import CaptionEvent, DecodedBy, Final, NothingSaid, Partial, SessionEnded, SpeechStarted, Stream
from tests.support.small_disk import small_disk
from tests.support.waiting import until

S = 16_000


def final(number: int, start_s: float, text: str, draft: bool = False, stream: Stream | None = None) -> Final:
    start = round(start_s * S)
    return Final(number, start, start + S, text, (), "m", DecodedBy.CTC, 0.1, "en", draft=draft, stream=stream)


def never(failed: FileNotWritten) -> None:
    raise failed


@pytest.fixture
def events() -> Broadcast[CaptionEvent]:
    return Broadcast()


Grow = Callable[..., GrowingFile]


@pytest.fixture
def grow(events: Broadcast[CaptionEvent]) -> Iterator[Grow]:
    files: list[GrowingFile] = []

    def start(path: Path, masks: bool = False) -> GrowingFile:
        files.append(GrowingFile(path, events, lambda: masks, never))
        files[-1].start()
        return files[-1]

    yield start
    for each in files:
        each.stop()


def test_lines_come_in_the_order_of_speech_once_nothing_before_them_may_change(
    events: Broadcast[CaptionEvent], grow: Grow, tmp_path: Path
) -> None:
    path = tmp_path / "captions.txt"
    path.write_text("of last time")
    grow(path)
    assert path.read_text() == ""
    events.post(SpeechStarted(1, 0))
    events.post(SpeechStarted(2, S))
    events.post(final(2, 1, "Second."))
    events.post(final(1, 0, "Frist.", draft=True))
    events.post(SpeechStarted(3, 3 * S))
    events.post(NothingSaid(3, 3 * S, 4 * S, "no speech"))
    events.post(final(1, 0, "First\nof all."))
    events.post(final(4, 5, "Third."))
    until(lambda: path.read_text() == "First of all.\nSecond.\nThird.\n")
    events.post(final(5, 6, "A draft.", draft=True))
    events.post(SessionEnded(7 * S))
    until(lambda: path.read_text().endswith("Third.\nA draft.\n"))


def test_subtitles_can_be_read_at_any_time_and_swear_words_are_masked(
    events: Broadcast[CaptionEvent], grow: Grow, tmp_path: Path
) -> None:
    path = tmp_path / "captions.vtt"
    grow(path, masks=True)
    assert webvtt.read(path).captions == []
    long = "5\n00:00 a line that is <b>so</b> long that nobody can read it at once & that is why there are two cues."
    events.post(final(1, 0, long))
    until(lambda: len(webvtt.read(path).captions) > 1)
    events.post(final(2, 1, "Fuck.", stream=Stream.ME))
    until(lambda: "F***." in path.read_text())
    cues = webvtt.read(path).captions
    assert [int(each.identifier) for each in cues] == list(range(1, len(cues) + 1))
    starts = [each.start_in_seconds for each in cues]
    assert starts == sorted(starts)
    assert path.read_text().count("WEBVTT") == 1


def test_a_full_disk_is_told_once_and_nothing_is_lost(events: Broadcast[CaptionEvent], tmp_path: Path) -> None:
    told: list[FileNotWritten] = []
    with small_disk(tmp_path / "disk", 64 << 10) as disk:
        path, ballast = disk / "captions.txt", disk / "ballast"
        file = GrowingFile(path, events, lambda: False, told.append)
        file.start()
        try:
            with pytest.raises(OSError, match="space"):
                ballast.write_bytes(b"x" * (1 << 20))
            for number in range(10):
                events.post(final(number, number, f"Line {number} " + "x" * 4000))
            until(lambda: len(told) == 1)
            ballast.unlink()
            until(lambda: path.read_text().count("\n") == 10)
        finally:
            file.stop()
        assert [line.split()[1] for line in path.read_text().splitlines()] == [str(number) for number in range(10)]
    assert len(told) == 1


def test_a_folder_that_goes_and_comes_back_is_told_and_nothing_is_lost(
    events: Broadcast[CaptionEvent], tmp_path: Path
) -> None:
    """A file that somebody removed begins as its form wants it."""
    told: list[FileNotWritten] = []
    path = tmp_path / "stick" / "captions.vtt"
    path.parent.mkdir()
    file = GrowingFile(path, events, lambda: False, told.append)
    file.start()
    path.unlink()
    path.parent.rmdir()
    events.post(final(1, 0, "First."))
    until(lambda: file.failure is not None)
    assert (file.written, file.left, len(told)) == (0, 1, 1)
    path.parent.mkdir()
    until(lambda: file.written == 1)
    assert file.failure is None
    events.post(final(2, 1, "Second."))
    events.post(SessionEnded(2 * S))
    until(lambda: file.over)
    assert [each.text for each in webvtt.read(path).captions] == ["First.", "Second."]
    assert len(told) == 1


def test_it_ends_with_its_session(events: Broadcast[CaptionEvent], tmp_path: Path) -> None:
    path = tmp_path / "captions.txt"
    file = GrowingFile(path, events, lambda: False, never)
    file.start()
    events.post(final(1, 0, "A draft.", draft=True))
    file.leave_next_session()
    events.post(final(1, 0, "Of the next session."))
    until(lambda: file.over)
    assert path.read_text() == "A draft.\n"


def test_captions_that_never_find_room_are_given_up(
    events: Broadcast[CaptionEvent], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.growing_file.LATE_S", 0.0)
    path, told = tmp_path / "stick" / "captions.txt", list[FileNotWritten]()
    path.parent.mkdir()
    file = GrowingFile(path, events, lambda: False, told.append)
    file.start()
    path.unlink()
    path.parent.rmdir()
    events.post(final(1, 0, "Lost."))
    events.post(SessionEnded(S))
    until(lambda: file.over)
    assert (file.written, file.left, len(told)) == (0, 1, 1)


def test_another_ending_and_a_missing_folder_are_told(events: Broadcast[CaptionEvent], tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"neither \.txt nor \.vtt"):
        GrowingFile(tmp_path / "captions.pdf", events, lambda: False, never)
    with pytest.raises(FileNotWritten, match="No such file"):
        GrowingFile(tmp_path / "none" / "captions.txt", events, lambda: False, never).start()


@given(st.lists(st.tuples(st.integers(1, 4), st.sampled_from(["start", "partial", "draft", "final", "nothing"]))))
def test_whatever_comes_each_final_settles_once_and_in_order(steps: list[tuple[int, str]]) -> None:
    settled, found, over = SettledFinals(), list[Final](), set[int]()
    made: dict[str, Callable[[int], Any]] = {
        "start": lambda number: SpeechStarted(number, number * S),
        "partial": lambda number: Partial(number, number * S, number * S + 1, "a", "b"),
        "draft": lambda number: final(number, number, "draft", draft=True),
        "final": lambda number: final(number, number, "text"),
        "nothing": lambda number: NothingSaid(number, number * S, number * S + 1, ""),
    }
    for number in range(1, 5):
        settled.take(SpeechStarted(number, number * S))
    for number, kind in steps:
        if number not in over:
            found += settled.take(made[kind](number))
            over |= {number} if kind in ("final", "nothing") else set()
    found += settled.take(SessionEnded(9 * S))
    numbers = [each.utterance_id for each in found]
    assert numbers == sorted(set(numbers))
