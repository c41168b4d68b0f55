"""The sound of the open transcript: found, drawn, drawn on when it grows, and let go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.control.playback import Playback, PlayedMedia
from app.control.workers import Workers
from app.transcripts.values import Transcript, unsaved_transcript
from engine.audio.peaks import Peaks
from engine.errors import CaptioningError
from engine.events import DecodedBy, Final, Stream
from tests.support.audio import sine
from tests.support.waiting import until

SECOND = 16_000


def transcript(recording: Path | None, stream: Stream | None = None) -> Transcript:
    said = Final(0, 0, SECOND, "hello", (), "mini", DecodedBy.CTC, 0.1, stream=stream)
    made = unsaved_transcript((said,), source="Microphone", model="mini")
    return replace(made, session=replace(made.session, recording=recording))


@pytest.fixture
def playback() -> Iterator[Playback]:
    workers = Workers()
    made = Playback(workers)
    yield made
    made.close()
    workers.close(5.0)


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    soundfile.write(tmp_path / "a.flac", sine(2), SECOND)
    return tmp_path / "a.flac"


def opened(playback: Playback, of: Transcript) -> object:
    answers: list[object] = []
    playback.open(of, answers.append)
    until(lambda: answers)
    return answers[0]


def test_two_sources_are_mixed_for_the_listener(playback: Playback, recording: Path) -> None:
    assert opened(playback, transcript(recording)) == PlayedMedia(recording, together=False)
    assert opened(playback, transcript(recording, Stream.ME)) == PlayedMedia(recording, together=True)


def test_a_transcript_whose_sound_is_gone_has_none(playback: Playback, tmp_path: Path) -> None:
    assert opened(playback, transcript(None)) is None
    assert opened(playback, transcript(tmp_path / "gone.flac")) is None
    playback.player.play()
    assert playback.player.state.error is None


def test_the_outline_grows_with_the_recording(playback: Playback, recording: Path) -> None:
    drawn: list[Peaks | CaptioningError] = []
    opened(playback, transcript(recording))
    playback.draw(drawn.append)
    until(lambda: [each for each in drawn if isinstance(each, Peaks) and each.known])
    soundfile.write(recording, np.concatenate([sine(2), sine(3)]), SECOND)
    playback.draw(drawn.append)
    until(lambda: isinstance(drawn[-1], Peaks) and drawn[-1].length == 5 * SECOND)


def test_a_file_that_is_no_sound_is_told(playback: Playback, tmp_path: Path) -> None:
    (tmp_path / "a.flac").write_text("no sound")
    drawn: list[object] = []
    opened(playback, transcript(tmp_path / "a.flac"))
    playback.draw(drawn.append)
    until(lambda: drawn)
    assert isinstance(drawn[0], CaptioningError)
