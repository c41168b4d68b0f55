"""Captions are read to screen readers and braille displays, each word once, where the user wants it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.settings import Settings
from engine.events import CaptionEvent, Stream
from tests.support.ui_scripted import final, partial
from tests.support.ui_window import theme
from ui.live.announcer import CaptionAnnouncer
from ui.live.caption_pane import CaptionPane

SPOKEN = (
    partial(1, "good", " morning"),
    partial(1, "good morning every one and", " wel"),
    partial(1, "good morning every one and welcome", ""),
    final(1, "Good morning everyone and welcome to it.", draft=True),
    final(1, "Good morning, everyone, and welcome to it!"),
    partial(2, "你好，", "我们"),
    final(2, "你好，我们开始。"),
)


def read(mode: str, *events: CaptionEvent) -> list[str]:
    said: list[str] = []
    announcer = CaptionAnnouncer(said.append)
    announcer.mode = mode
    for event in events:
        announcer.show_event(event)
    return said


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        ("off", []),
        ("finals", ["Good morning everyone and welcome to it.", "你好，我们开始。"]),
        ("stable", ["good morning every one and", "to it.", "你好，", "我们开始。"]),
    ],
)
def test_each_word_is_read_once(mode: str, said: list[str]) -> None:
    """A caption that is improved later is not read again."""
    assert read(mode, *SPOKEN) == said


def test_of_two_speakers_each_is_named() -> None:
    assert read("finals", replace(final(1, "Yes."), stream=Stream.ME)) == ["Me: Yes."]


@pytest.mark.parametrize(("mode", "texts"), [("off", 0), ("finals", 2), ("stable", 4)])
def test_what_is_read_is_what_the_settings_say(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, mode: str, texts: int
) -> None:
    """As announcements that Qt hands to whatever assists the user."""
    told: list[object] = []
    monkeypatch.setattr("ui.live.caption_pane.QAccessible.updateAccessibility", told.append)
    pane = CaptionPane(theme(), 20)
    qtbot.addWidget(pane)
    pane.take_settings(Settings(announce_captions=mode))
    pane.begin_session("")
    for event in SPOKEN:
        pane.show_event(event)
    assert len(told) == texts
