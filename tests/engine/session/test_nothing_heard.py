"""A session without a word says so: how long and how loud the sound was, and which track."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.cli import run
from engine.audio.capture import Capture
from engine.audio.file import FileSource
from engine.events import Final, NoSound, NothingHeard, SessionEnded, SilenceReason, SoundBack, Stream
from engine.session.channel import ChannelInput
from engine.session.session import Session
from engine.session.sound_summary import SoundSummary
from engine.text.sentence import Sentence
from engine.timeline import to_samples
from tests.support.audio import HandClock, HandSource, sine, write_wav
from tests.support.duo import DuoRig
from tests.support.recognisers import LoudnessDetector, ScriptedRecogniser
from tests.support.ui_scripted import ScriptedController
from tests.support.ui_window import open_window
from ui.common.sentences import translated


def quiet(seconds, dbfs=None):
    """Digital silence, or a hum with that peak."""
    if dbfs is None:
        return np.zeros(to_samples(seconds), dtype=np.float32)
    return sine(seconds, level=10 ** (dbfs / 20))


def live(*sounds, texts=()):
    """The events of a microphone that delivers them."""
    events, clock, source = [], HandClock(), HandSource()
    heard = ChannelInput(Capture(source, events.append, clock=clock), LoudnessDetector(), events.append)
    session = Session([heard], ScriptedRecogniser(texts), events.append, clock=clock)
    session.start()
    for sound in sounds:
        for at in range(0, len(sound), 512):
            source.deliver(sound[at : at + 512])
            clock.pass_s(512 / 16_000)
            while session.step():
                pass
    session.stop()
    while session.step():
        pass
    return events


def of(events, kind):
    return [event for event in events if isinstance(event, kind)]


@pytest.mark.parametrize(
    ("sound", "what"),
    [
        (
            quiet(12.0, -62.0),
            "Nothing that sounds like speech was found in 12 s of sound; its loudest part was at -62 dBFS.",
        ),
        (quiet(4.0), "Nothing that sounds like speech was found in 4.0 s of sound; all of it was digital silence."),
        (
            np.concatenate([sine(1.0), quiet(2.0)]),
            "No words were found in 3.0 s of sound; its loudest part was at -10 dBFS.",
        ),
    ],
)
def test_a_session_without_a_word_says_how_much_it_heard_and_how_loud(sound, what):
    events = live(sound)
    assert [event.what for event in of(events, NothingHeard)] == [what]
    assert isinstance(events[-1], SessionEnded)
    assert of(events, NothingHeard)[0].remedy


def test_where_there_is_text_nothing_is_told():
    events = live(sine(1.0), quiet(15.0), texts=["good morning"])
    assert of(events, Final)
    assert not of(events, NothingHeard)


def test_of_several_tracks_the_one_that_was_heard_is_named(tmp_path):
    events = []
    source = FileSource(write_wav(tmp_path / "quiet.wav", quiet(3.0, -50.0)), paced=False)
    capture = Capture(source, events.append)
    heard = ChannelInput(capture, LoudnessDetector(), events.append)
    session = Session([heard], ScriptedRecogniser([]), events.append)
    session.start()
    source.tracks = source.tracks * 2  # as in a file with two; tests/engine/audio/test_file_tracks.py makes real ones
    session.run()
    (nothing,) = of(events, NothingHeard)
    assert nothing.what.endswith("its loudest part was at -50 dBFS (track 1 of 2).")
    assert "track" in nothing.remedy


def test_of_two_sources_it_is_told_only_where_neither_has_a_word():
    """Who only listens is told nothing."""
    rig = DuoRig(("good morning",))
    rig.hear(quiet(3.0), np.concatenate([sine(1.0), quiet(2.0)]))
    rig.stop()
    assert [final.stream for final in of(rig.events, Final)] == [Stream.OTHERS]
    assert not of(rig.events, NothingHeard)
    silent = DuoRig()
    silent.hear(quiet(3.0), quiet(3.0, -55.0))
    silent.stop()
    assert [event.loudest_dbfs for event in of(silent.events, NothingHeard)] == [pytest.approx(-55.0, abs=0.1)]


# -- where it is shown -----------------------------------------------------------------------------------


def test_an_empty_subtitle_file_is_written_and_explained(tmp_path, capsys):
    noise = np.random.default_rng(1).normal(0.0, 10 ** (-70 / 20), to_samples(3.0)).astype(np.float32)
    path = write_wav(tmp_path / "quiet.wav", noise)
    assert run(["caption", str(path), "--model", "mini", "-o", str(tmp_path / "out.srt")], None) == 0
    assert (tmp_path / "out.srt").read_text() == ""
    told = capsys.readouterr().err
    assert told.count("Nothing that sounds like speech was found in 3.0 s of sound; its loudest part was at -5") == 1


@pytest.mark.usefixtures("chinese")
def test_the_window_says_it_in_its_own_language():
    for event in [*of(live(quiet(12.0, -62.0)), NothingHeard), *of(live(quiet(12.0)), NoSound)]:
        assert translated(event.what) != event.what
        assert translated(event.remedy) != event.remedy
    told = of(live(quiet(12.0, -62.0)), NothingHeard)[0].what
    assert translated(told) == "在 12 秒的声音里没有找到像说话的内容；最响处为 -62 dBFS。"
    heard = SoundSummary()
    heard.add(quiet(12.0, -62.0))
    with_track = heard.nothing(0, Sentence("track {number} of {count}", number=1, count=2), spoken=False)
    assert with_track is not None
    assert translated(with_track.what).endswith("最响处为 -62 dBFS（共 2 条音轨，这是第 1 条）。")


def test_the_notice_that_no_sound_arrives_goes_when_it_is_back(qtbot: QtBot, tmp_path):
    controller = ScriptedController()
    window = open_window(qtbot, tmp_path, controller)
    window.start()
    unplayed = NoSound(0, "Speaker", SilenceReason.NOTHING_PLAYED, "Nothing is played.", "", Stream.OTHERS)
    muted = NoSound(0, "Microphone", SilenceReason.MUTED, "It is muted.", "Unmute it.", Stream.ME)
    controller.post(unplayed, muted, NothingHeard(0, -60.0, "Nothing heard.", ""))
    qtbot.waitUntil(lambda: window.banners.named("Nothing heard.") is not None)
    assert window.banners.named("silence me") is not None
    assert window.banners.named("silence others") is None
    controller.post(SoundBack(1, "Microphone", Stream.ME))
    qtbot.waitUntil(lambda: window.banners.named("silence me") is None)
    window.start_or_stop()
    window.start()
    assert window.banners.named("Nothing heard.") is None
