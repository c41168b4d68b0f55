"""The main job, done for real: a voice in a microphone, captions in a window, a transcript on the disk."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import soundfile

from app.choices import LiveState, SourceChoice, SourceKind
from app.folders import portable_folders
from app.live import LiveController, export_formats
from app.scoring import Measure, count_errors
from app.settings import Settings
from engine.events import DeviceBack, DeviceLost, Final, Partial, SessionEnded
from tests.support.audio import write_wav
from tests.support.ui_window import memory, theme
from ui.main_window import MainWindow

PATIENCE_MS = 60_000
FIRST_LINES, THEIR_SECONDS = 7, 25.8  # of the sample: English, then Mandarin
SETTINGS = Settings(theme="light", interface_language="en", model="mini")


class Opened:
    """A real window on a real controller, with every event that it was shown."""

    def __init__(self, qtbot, folder, settings=SETTINGS):
        self.folders = portable_folders(folder / "home")
        self.controller = LiveController(settings, self.folders)
        self.window = MainWindow(self.controller, settings, export_formats(), theme("light"), memory(folder))
        self.events = []
        self.window.pump.batch.connect(self.events.extend)
        qtbot.addWidget(self.window)
        qtbot.addWidget(self.window.overlay)
        self.window.show()
        self.qtbot = qtbot

    def until(self, condition):
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=PATIENCE_MS)

    def of(self, kind):
        return [event for event in self.events if isinstance(event, kind)]

    def kept(self):
        """The finals in the order of their times; of a draft and the better text after it the latter."""
        return sorted({final.utterance_id: final for final in self.of(Final)}.values(), key=lambda each: each.start)

    def text(self):
        return self.window.pane.view.captions.plain_text()


@pytest.fixture
def opened(qtbot, tmp_path):
    each = Opened(qtbot, tmp_path)
    yield each
    each.window.hide()
    each.controller.close()


@pytest.fixture
def opened_by_default(qtbot, tmp_path, whisper_base):
    """With the model that is used where none is chosen, for somebody who speaks the languages of the sample."""
    each = Opened(qtbot, tmp_path, replace(SETTINGS, model=None, languages=("en", "zh")))
    yield each
    each.window.hide()
    each.controller.close()


@pytest.fixture
def spoken(sample, tmp_path):
    """The sample as a wave file, which every player reads."""
    sound, rate = soundfile.read(sample, dtype="float32")
    return write_wav(tmp_path / "sample.wav", sound, rate)


@pytest.fixture
def first_lines(sample, tmp_path):
    """Enough of the sample for both languages."""
    sound, rate = soundfile.read(sample, dtype="float32", stop=round(THEIR_SECONDS * 16_000))
    return write_wav(tmp_path / "first.wav", sound, rate)


def test_a_voice_in_the_microphone_becomes_captions_and_a_kept_transcript(
    virtual_devices, opened_by_default, sample, first_lines, tmp_path
):
    opened = opened_by_default
    opened.window.start()
    opened.until(lambda: opened.controller.state is LiveState.CAPTIONING and opened.window.header.meter.isVisible())
    with virtual_devices.start_playing(first_lines) as playing:
        opened.until(lambda: opened.of(Partial))
        assert playing.running, "the first caption came only after everything was said"
        assert opened.text()
        opened.until(lambda: len(opened.of(Final)) >= 3)
        assert playing.running, "finals came only after everything was said"
        opened.until(lambda: not playing.running)
    opened.window.start_or_stop()
    opened.until(lambda: opened.of(SessionEnded) and opened.controller.state is LiveState.IDLE)

    said = " ".join(sample.with_suffix(".txt").read_text(encoding="utf-8").splitlines()[:FIRST_LINES])
    finals = " ".join(final.text for final in opened.kept())
    assert count_errors(said, finals, Measure.MIXED, "zh+en").rate <= 0.1  # the name is in no vocabulary here
    assert {final.language for final in opened.kept()} == {"en", "zh"}
    shown = opened.text()
    assert all(final.text in shown for final in opened.kept())

    transcript = opened.controller.store().load(opened.controller.session_id)
    assert [kept.text for kept in transcript.segments] == [final.text for final in opened.kept()]
    assert transcript.session.finished
    recorded, rate = soundfile.read(transcript.session.recording)
    assert len(recorded) / rate >= THEIR_SECONDS - 1  # the player ends before its last sound arrives

    target = tmp_path / "out.json"
    done = []
    opened.controller.export(opened.controller.session_id, target, "json", done.append)
    opened.until(lambda: done)
    assert done == [None]
    assert [s["text"] for s in json.loads(target.read_text())["segments"]] == [f.text for f in opened.kept()]


def test_a_microphone_may_be_unplugged_and_plugged_in_again(virtual_devices, opened, spoken):
    opened.window.start()
    with virtual_devices.start_playing(spoken):
        opened.until(lambda: opened.of(Final))
    virtual_devices.unplug()
    opened.until(lambda: opened.of(DeviceLost))
    opened.until(lambda: any(banner.isVisible() for banner in opened.window.banners.findChildren(type_of_banner())))
    virtual_devices.plug()
    opened.until(lambda: opened.of(DeviceBack))
    back = opened.of(DeviceBack)[0]
    with virtual_devices.start_playing(spoken):
        opened.until(lambda: any(final.start >= back.position for final in opened.of(Final)))
    opened.window.start_or_stop()
    opened.until(lambda: opened.of(SessionEnded))
    transcript = opened.controller.store().load(opened.controller.session_id)
    assert len(transcript.segments) == len(opened.kept())
    assert any(mark.position == back.position for mark in transcript.marks)  # clock times go on rightly behind the gap
    assert any(segment.start >= back.position for segment in transcript.segments)


def type_of_banner():
    from ui.common.banner import Banner

    return Banner


def test_a_missing_device_is_told_in_the_window_and_nothing_hangs(virtual_devices, opened):
    virtual_devices.unplug_all()
    opened.window.start()
    opened.until(lambda: opened.of(SessionEnded))
    opened.until(lambda: opened.controller.state is LiveState.IDLE)
    banners = opened.window.banners.findChildren(type_of_banner())
    assert banners


def test_a_file_is_captioned_in_the_window(opened, sample):
    opened.controller.start(SourceChoice(SourceKind.FILE, path=sample, paced=False))
    opened.window.pump.wake()
    opened.until(lambda: opened.of(SessionEnded))
    assert opened.kept()
    assert all(final.text in opened.text() for final in opened.kept())
