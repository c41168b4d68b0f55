"""Times of day stay true when the clock is set or the computer sleeps: positions are tied to the clock anew."""

from __future__ import annotations

import pytest

from app.exporters import export
from app.transcripts.journal import journals_of
from app.transcripts.sink import TranscriptSink
from app.transcripts.store import TranscriptStore
from app.transcripts.values import unsaved_transcript
from app.transcripts.writer import TranscriptWriter
from engine.audio.capture import Capture
from engine.echo.session_clock import SessionClock
from engine.events import DecodedBy, Final, SessionEnded
from engine.timeline import SAMPLE_RATE
from tests.support.audio import HandClock, HandSource, sine

HOUR_S = 3_600.0
SECOND = SAMPLE_RATE


class Scene:
    """A microphone, the two clocks of a computer, and a transcript. Both clocks run with the sound."""

    def __init__(self, folder, source=None):
        self.wall, self.monotonic, self.source = HandClock(), HandClock(), source or HandSource()
        self.wall.pass_s(1_700_000_000.0)
        self.store = TranscriptStore(folder / "transcripts.db")
        writer = TranscriptWriter(lambda: self.store, journals_of(self.store.database.path), lambda event: None)
        self.sink = TranscriptSink(writer, lambda event: None, lambda: ("mic", "mini", None), self.wall)
        on_clock = self.sink.sound_flows
        self.capture = Capture(self.source, lambda event: None, None, on_clock, self.monotonic, self.wall)
        self.capture.start()
        self.spoken = []

    def hear(self, seconds):
        """The time of day at which it begins is noted with its position, and a final says it."""
        for _ in range(seconds):
            start = self.capture.position
            self.spoken.append((start, self.wall()))
            self.source.deliver(sine(1.0))
            self.wall.pass_s(1.0)
            self.monotonic.pass_s(1.0)
            while self.capture.read() is not None:
                pass
            self.sink(Final(len(self.spoken), start, self.capture.position, "word", (), "m", DecodedBy.CTC, 0.1))

    def transcript(self):
        self.sink(SessionEnded(self.capture.position))
        transcript = self.store.load(self.sink.session_id)
        self.store.close()
        return transcript


def true_within_s(transcript, spoken):
    """The largest error of a time of day; sound that came directly after a leap is known a second later."""
    return max(abs(transcript.clock_time(position) - wall_s) for position, wall_s in spoken)


@pytest.mark.parametrize("leap_s", [-HOUR_S, HOUR_S], ids=["set back", "set forward, or slept"])
def test_times_of_day_are_right_before_and_after_a_leap_of_the_clock(tmp_path, leap_s):
    """While a computer sleeps no sound comes and the monotonic clock stands: to the program both are one thing."""
    scene = Scene(tmp_path)
    scene.hear(20)
    scene.wall.pass_s(leap_s)
    scene.hear(20)
    transcript = scene.transcript()
    assert true_within_s(transcript, scene.spoken[:20]) < 0.1
    assert true_within_s(transcript, scene.spoken[21:]) < 0.1
    assert len(transcript.marks) == 2
    assert list(transcript.marks) == list(scene.sink.marks)
    if leap_s > 0:
        assert len(export(transcript, "txt").strip().split("\n\n")) > len(
            export(unsaved_transcript(transcript.segments, source="mic", model="m"), "txt").strip().split("\n\n")
        )


def test_a_device_with_a_pace_of_its_own_is_tied_anew_every_second_that_it_gains(tmp_path):
    scene = Scene(tmp_path)
    for _ in range(40):
        scene.hear(1)
        scene.wall.pass_s(0.1)
    transcript = scene.transcript()
    assert true_within_s(transcript, scene.spoken) < 1.2
    assert 3 <= len(transcript.marks) <= 5


def test_sound_that_waits_for_a_slow_model_is_no_leap(tmp_path):
    scene = Scene(tmp_path)
    for _ in range(60):
        scene.source.deliver(sine(1.0))
        scene.wall.pass_s(1.0)
    scene.hear(1)
    assert len(scene.transcript().marks) == 1


def test_a_pause_is_marked_once_and_what_was_heard_before_it_keeps_its_time(tmp_path):
    scene = Scene(tmp_path)
    scene.hear(5)
    scene.source.deliver(sine(1.0))
    scene.wall.pass_s(1.0)
    scene.capture.pause()
    scene.wall.pass_s(HOUR_S)
    scene.capture.resume()
    while scene.capture.read() is not None:
        pass
    scene.monotonic.pass_s(1.0)
    assert scene.capture.read() is None  # it looks after the source, and opens it again
    scene.hear(5)
    transcript = scene.transcript()
    assert [mark.position for mark in transcript.marks] == [0, 6 * SECOND]
    assert true_within_s(transcript, scene.spoken) < 0.1


def test_a_file_that_is_read_faster_than_it_plays_is_not_compared_with_the_clock(tmp_path):
    source = HandSource()
    source.real_time = False
    scene = Scene(tmp_path, source)
    scene.hear(3)
    scene.wall.pass_s(HOUR_S)
    scene.hear(3)
    assert len(scene.transcript().marks) == 1


def test_two_sources_on_one_clock_are_tied_anew_after_a_sleep():
    wall, monotonic, marks = HandClock(), HandClock(), []
    timeline = SessionClock(lambda position: marks.append((position, wall())), monotonic, wall)
    timeline.begin()
    for leap_s in (0.0, HOUR_S, 0.0, -HOUR_S, 0.0):
        wall.pass_s(leap_s)
        for clock in (wall, monotonic):
            clock.pass_s(10.0)
        timeline.look()
    assert [position for position, _ in marks] == [0, 20 * SECOND, 40 * SECOND]
    assert [at - marks[0][1] for _, at in marks] == [0.0, 20.0 + HOUR_S, 40.0]


def test_captions_that_are_only_written_to_a_file_begin_when_they_began(tmp_path):
    sink = TranscriptSink(None, lambda event: None, lambda: ("mic", "mini", None), lambda: 1_000_000.0)
    sink.sound_flows(0)
    transcript = unsaved_transcript((), source="mic", model="mini", marks=sink.marks)
    assert transcript.session.started_at == 1_000_000.0
