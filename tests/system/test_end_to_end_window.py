"""The main job, done for real: a voice in a microphone, captions in a window, a transcript on the disk."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import soundfile
from PySide6.QtGui import QGuiApplication

from app.choices import LiveState, SourceChoice, SourceKind
from app.control.earshot import Earshot
from app.exporters import export_formats
from app.folders import portable_folders
from app.scoring import Measure, count_errors
from app.settings import Settings, save_settings
from app.transcripts.store import TranscriptStore
from engine.events import DeviceBack, DeviceLost, Final, Partial, SessionEnded
from tests.support.audio import write_wav
from tests.support.journalist import CORRECTED, SPEAKER
from tests.support.ui_window import memory, theme
from ui.common.banner import Banner
from ui.live.overlay.standing import OverlayState, Sign
from ui.main_window import MainWindow

PATIENCE_MS = 60_000
ROOT = Path(__file__).resolve().parents[2]
FIRST_LINES, THEIR_SECONDS = 7, 25.8  # of the sample: English, then Mandarin
SETTINGS = Settings(theme="light", interface_language="en", model="mini")


class Opened:
    """A real window on a real controller, with every event that it was shown."""

    def __init__(self, qtbot, folder, settings=SETTINGS):
        self.folders = portable_folders(folder / "home")
        self.controller = Earshot(settings, self.folders)
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

    def show_overlay(self):
        """Where the notices of the window leave it free."""
        self.window.show_overlay(True)
        self.until(self.window.overlay.isVisible)
        room = self.window.screen().availableGeometry()
        self.window.overlay.move(room.left() + 40, room.bottom() - self.window.overlay.height() - 20)

    def hear(self, devices, sound, wanted=lambda final: True):
        """Until a finished caption comes that is wanted."""
        with devices.start_playing(sound):
            self.until(lambda: any(wanted(final) for final in self.of(Final)))

    def picture(self, name):
        """Of the screen (off screen, of the overlay) into the folder EARSHOT_SCREENSHOTS, for a person to look at."""
        if not (folder := os.environ.get("EARSHOT_SCREENSHOTS")):
            return
        overlay = self.window.overlay
        self.qtbot.wait(200)  # no compositor says when it is done
        on_screen = QGuiApplication.platformName() == "xcb"
        taken = QGuiApplication.primaryScreen().grabWindow(0) if on_screen else overlay.grab()
        assert taken.save(str(Path(folder) / f"{name}.png"))

    def close(self):
        self.window.hide()
        self.controller.close()

    def text(self):
        return self.window.live.pane.view.captions.plain_text()


@pytest.fixture
def opened(qtbot, tmp_path):
    each = Opened(qtbot, tmp_path)
    yield each
    each.close()


@pytest.fixture
def opened_by_default(qtbot, tmp_path, whisper_base):
    """With the model that is used where none is chosen, for somebody who speaks the languages of the sample."""
    each = Opened(qtbot, tmp_path, replace(SETTINGS, model=None, languages=("en", "zh")))
    yield each
    each.close()


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
    opened.until(
        lambda: opened.controller.session.state is LiveState.CAPTIONING and opened.window.live.header.meter.isVisible()
    )
    with virtual_devices.start_playing(first_lines) as playing:
        opened.until(lambda: opened.of(Partial))
        assert playing.running, "the first caption came only after everything was said"
        assert opened.text()
        opened.until(lambda: len(opened.of(Final)) >= 3)
        assert playing.running, "finals came only after everything was said"
        opened.until(lambda: not playing.running)
    opened.window.start_or_stop()
    opened.until(lambda: opened.of(SessionEnded) and opened.controller.session.state is LiveState.IDLE)

    said = " ".join(sample.with_suffix(".txt").read_text(encoding="utf-8").splitlines()[:FIRST_LINES])
    finals = " ".join(final.text for final in opened.kept())
    assert count_errors(said, finals, Measure.MIXED, "zh+en").rate <= 0.1  # the name is in no vocabulary here
    assert {final.language for final in opened.kept()} == {"en", "zh"}
    shown = opened.text()
    assert all(final.text in shown for final in opened.kept())

    transcript = opened.controller.transcripts.store().load(opened.controller.transcripts.session_id)
    assert [kept.text for kept in transcript.segments] == [final.text for final in opened.kept()]
    assert transcript.session.finished
    recorded, rate = soundfile.read(transcript.session.recording)
    assert len(recorded) / rate >= THEIR_SECONDS - 1  # the player ends before its last sound arrives

    target = tmp_path / "out.json"
    done = []
    opened.controller.transcripts.export(opened.controller.transcripts.session_id, target, "json", done.append)
    opened.until(lambda: done)
    assert done == [None]
    assert [s["text"] for s in json.loads(target.read_text())["segments"]] == [f.text for f in opened.kept()]


def test_a_transcript_is_corrected_played_found_after_a_restart_and_deleted(
    virtual_devices, qtbot, first_lines, tmp_path, monkeypatch
):
    """By keys and clicks in the whole program, which is closed and started again (tests/support/journalist.py)."""
    monkeypatch.setenv("EARSHOT_HOME", str(tmp_path / "home"))
    save_settings(portable_folders(tmp_path / "home").settings_file, SETTINGS)
    with program("before") as first:
        assert first.stdout.readline() == "captioning\n"
        with virtual_devices.start_playing(first_lines):
            seen = json.loads(first.stdout.readline())
        assert first.wait(PATIENCE_MS / 1000) == 0
    assert seen == {**seen, "text": CORRECTED, "name": SPEAKER, "edited": True, "playing": True}
    assert seen["sentences"] >= 2

    with program("after") as second:
        found = json.loads(second.stdout.readline())
        assert second.wait(PATIENCE_MS / 1000) == 0
    shown = {"text": CORRECTED, "name": SPEAKER, "edited": True, "sentences": seen["sentences"]}
    assert found == {**shown, "hit": CORRECTED, "recording": True}
    with TranscriptStore(portable_folders(tmp_path / "home").transcripts_file) as store:
        assert store.sessions() == []


@contextmanager
def program(part):
    """Ended where it hangs: its lines then end, too."""
    command = [sys.executable, "-m", "tests.support.journalist", part]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        timer = threading.Timer(2 * PATIENCE_MS / 1000, child.kill)
        timer.start()
        try:
            yield child
        finally:
            timer.cancel()
            child.kill()


def test_the_overlay_tells_what_happens_while_the_microphone_is_muted_unplugged_and_back(
    virtual_devices, opened, spoken
):
    """Nothing said is lost or mixed up by it: Stop and Start at once included. Pictures: see `Opened.picture`."""
    window, standing = opened.window, opened.window.overlay.standing
    opened.show_overlay()
    assert standing.now == OverlayState(Sign.CAPTIONS, "Ready")
    told = []
    standing.changed.connect(lambda: told.append(standing.now.sign))
    window.start()
    opened.until(lambda: standing.now.flowing)
    assert told[0] is Sign.WAIT  # while the model is loaded
    opened.hear(virtual_devices, spoken)
    opened.picture("1-captions")

    virtual_devices.mute()
    opened.until(lambda: standing.now.sign is Sign.NO_SOUND)
    assert standing.now.urgent
    assert "muted" in standing.now.words
    assert window.live.status.state.text() == "No sound"
    opened.picture("2-muted")
    virtual_devices.mute(False)
    opened.until(lambda: standing.now.sign is Sign.BACK)

    window.pause_or_resume()
    opened.until(lambda: standing.now == OverlayState(Sign.PAUSED, "Paused"))
    opened.picture("3-paused")
    window.pause_or_resume()
    opened.until(lambda: opened.controller.session.state is LiveState.CAPTIONING)

    virtual_devices.unplug()
    opened.until(lambda: opened.of(DeviceLost) and standing.now.urgent)
    assert any(banner.isVisible() for banner in window.banners.findChildren(Banner))
    opened.picture("4-unplugged")
    virtual_devices.plug()
    opened.until(lambda: opened.of(DeviceBack) and standing.now.sign is Sign.BACK)
    opened.picture("5-back")
    back = opened.of(DeviceBack)[-1]
    opened.hear(virtual_devices, spoken, lambda final: final.start >= back.position)
    first, number = opened.kept(), opened.controller.transcripts.session_id

    window.start_or_stop()
    window.start()
    window.pump.turn()  # the last words of the session before
    opened.events.clear()
    opened.until(lambda: opened.controller.session.state is LiveState.CAPTIONING and not standing.now.urgent)
    opened.picture("6-started-again")
    opened.hear(virtual_devices, spoken)
    opened.picture("7-captions-again")
    window.start_or_stop()
    opened.until(lambda: standing.now == OverlayState(Sign.STOPPED, "Stopped"))
    opened.picture("8-stopped")

    store = opened.controller.transcripts.store()
    before, after = store.load(number), store.load(opened.controller.transcripts.session_id)
    assert before.session.id != after.session.id
    assert len(after.segments) == len(opened.kept())
    assert {each.utterance_id for each in first} <= {each.utterance_id for each in before.segments}
    assert any(mark.position == back.position for mark in before.marks)  # clock times go on rightly behind the gap
    assert any(segment.start >= back.position for segment in before.segments)


def test_a_missing_device_is_told_in_the_window_and_nothing_hangs(virtual_devices, opened):
    virtual_devices.unplug_all()
    opened.window.start()
    opened.until(lambda: opened.of(SessionEnded))
    opened.until(lambda: opened.controller.session.state is LiveState.IDLE)
    banners = opened.window.banners.findChildren(Banner)
    assert banners


def test_a_file_is_captioned_in_the_window(opened, sample):
    opened.controller.session.start(SourceChoice(SourceKind.FILE, path=sample, paced=False))
    opened.window.pump.turn()
    opened.until(lambda: opened.of(SessionEnded))
    assert opened.kept()
    assert all(final.text in opened.text() for final in opened.kept())
