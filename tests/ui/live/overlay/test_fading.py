"""Old text leaves the overlay when it has been read, and nothing costs anything when nothing changes."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractAnimation, QTimer
from pytestqt.qtbot import QtBot

import ui.live.overlay.fading as fading
from app.choices import LiveState
from engine.events import Final, Timing
from tests.support.ui_overlay import open_overlay, texts
from tests.support.ui_scripted import final, partial
from ui.live.overlay.window import CaptionOverlay

NEAR = 0.2


@pytest.fixture
def overlay(qtbot: QtBot, tmp_path: Path) -> CaptionOverlay:
    return open_overlay(qtbot, tmp_path)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fading, "HOLD_S", 0.05)
    monkeypatch.setattr(fading, "MIN_MS", 10)
    monkeypatch.setattr(fading, "reading_ms", lambda text: 0)
    monkeypatch.setattr(fading, "FADE_MS", 50)


def heard(ago_s: float) -> Timing:
    return Timing(heard_s=time.monotonic() - ago_s)


def read_for(overlay: CaptionOverlay, said: Final) -> tuple[float, float]:
    """How long what is `said` stays, at least and at most: the clock goes on while it is shown."""
    before_s = time.monotonic()
    overlay.show_event(said)
    after_s = time.monotonic()
    return overlay.text.fade.due_s - after_s, overlay.text.fade.due_s - before_s


def test_text_stays_7_s_from_the_end_of_its_speech(overlay: CaptionOverlay) -> None:
    timing = heard(2)
    overlay.show_event(replace(final(1, "Good morning."), timing=timing))
    assert overlay.text.fade.due_s == pytest.approx(timing.heard_s + 7)


def test_what_comes_late_stays_as_long_as_it_takes_to_read(overlay: CaptionOverlay) -> None:
    """20 letters a second, and 0.83 s at least."""
    least_s, most_s = read_for(overlay, replace(final(1, "yes"), timing=heard(30)))
    assert least_s - NEAR <= 0.83 <= most_s + NEAR
    least_s, most_s = read_for(overlay, replace(final(2, "word " * 4), timing=heard(30)))
    assert least_s - 2 * NEAR <= 23 * 0.05 <= most_s + 2 * NEAR


def test_an_improved_draft_stays_no_longer_than_its_new_words_ask_for(overlay: CaptionOverlay) -> None:
    timing = heard(0)
    overlay.show_event(replace(final(1, "Good mourning everyone.", draft=True), timing=timing))
    before = overlay.text.fade.due_s
    overlay.show_event(replace(final(1, "Good mourning, everyone!"), timing=timing))
    assert overlay.text.fade.due_s == pytest.approx(before, abs=0.01)


def test_old_text_fades_and_leaves(overlay: CaptionOverlay, qtbot: QtBot, hasty: None) -> None:
    overlay.show_event(final(1, "Good morning."))
    seen: list[float] = []
    overlay.text.fade.stepped.connect(lambda: seen.append(overlay.text.fade.opacity))
    qtbot.waitUntil(lambda: texts(overlay) == [])
    assert seen == sorted(seen, reverse=True)
    assert min(seen) < 0.1


def test_a_draft_that_left_the_screen_does_not_come_back_improved(
    overlay: CaptionOverlay, qtbot: QtBot, hasty: None
) -> None:
    overlay.show_event(final(1, "Good mourning.", draft=True))
    qtbot.waitUntil(lambda: texts(overlay) == [])
    overlay.show_event(final(1, "Good morning."))
    assert texts(overlay) == []


def test_words_that_go_on_after_a_silence_are_shown(overlay: CaptionOverlay, qtbot: QtBot, hasty: None) -> None:
    overlay.show_event(partial(1, "so then"))
    qtbot.waitUntil(lambda: texts(overlay) == [])
    overlay.show_event(partial(1, "so then we went"))
    assert texts(overlay) == ["so then we went"]


def test_nothing_runs_while_nothing_changes(overlay: CaptionOverlay, qtbot: QtBot, hasty: None) -> None:
    """Paused costs nothing: no timer, no animation."""
    overlay.show_event(final(1, "Good morning."))
    overlay.show_state(LiveState.PAUSED)
    qtbot.waitUntil(lambda: overlay.text.fade.resting and not any(map(QTimer.isActive, overlay.findChildren(QTimer))))
    running = QAbstractAnimation.State.Running
    assert not any(each.state() is running for each in overlay.findChildren(QAbstractAnimation))
    assert overlay.standing.now.words == "Paused"
