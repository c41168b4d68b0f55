"""Two sources in the window: whose words they are is read beside them, in the language of the window."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.events import DeviceBack, DeviceLost, Level, Stream
from tests.support.ui_scripted import ScriptedController, final, partial
from tests.support.ui_window import memory, open_view, open_window, theme
from ui.live.caption_window import CaptionWindow
from ui.live.level_meter import LevelMeter
from ui.live.speakers import prefix, speaker


def test_the_speakers_are_me_and_others(qapp: QApplication) -> None:
    assert [speaker(stream) for stream in Stream] == ["Me", "Others"]
    assert [prefix(stream) for stream in (Stream.ME, None)] == ["Me: ", ""]


def test_the_speakers_have_chinese_names(chinese: None) -> None:
    assert [speaker(stream) for stream in Stream] == ["我", "对方"]
    assert prefix(Stream.OTHERS) == "对方："


def test_what_is_copied_names_who_spoke(qtbot: QtBot) -> None:
    view = open_view(qtbot)
    view.show_event(replace(final(1, "Shall we begin?", 1), stream=Stream.OTHERS))
    view.show_event(replace(partial(2, "Yes", ", I am", 3), stream=Stream.ME))
    assert view.captions.plain_text() == "Others: Shall we begin?\nMe: Yes, I am"


def test_two_who_speak_at_once_have_a_line_each_in_the_order_in_which_they_began(qtbot: QtBot) -> None:
    view = open_view(qtbot)
    view.show_event(replace(partial(1, "Shall", " we", 1), stream=Stream.OTHERS))
    view.show_event(replace(partial(2, "Yes", "", 2), stream=Stream.ME))
    view.show_event(replace(partial(1, "Shall we", " begin", 1), stream=Stream.OTHERS))
    assert [view.captions[number].text for number in range(2)] == ["Shall we begin", "Yes"]


def test_names_take_room_only_where_there_are_two_sources(qtbot: QtBot) -> None:
    view = open_view(qtbot)
    view.resize(500, 300)
    view.show_event(final(1, "One source alone.", 1))
    alone = view.document().rootFrame().frameFormat().leftMargin()
    view.show_event(replace(final(2, "Two sources.", 2), stream=Stream.ME))
    assert view.document().rootFrame().frameFormat().leftMargin() > alone + 20


def test_the_caption_window_names_who_speaks(qtbot: QtBot, tmp_path: Path) -> None:
    theme()
    window = CaptionWindow(memory(tmp_path), 28)
    qtbot.addWidget(window)
    window.show_event(replace(final(1, "Shall we begin?", 1), stream=Stream.OTHERS))
    window.show_event(replace(partial(2, "Yes", ", I", 3), stream=Stream.ME))
    assert [line.text for line in window.lines] == ["Others: Shall we begin?", "Me: Yes, I"]


def test_the_meter_shows_the_louder_of_two(qtbot: QtBot) -> None:
    meter = LevelMeter(theme())
    qtbot.addWidget(meter)
    meter.show_level(Level(0, -20.0, -10.0, True, Stream.OTHERS))
    meter.show_level(Level(0, -55.0, -50.0, False, Stream.ME))
    assert meter.rms_dbfs > -25.0
    assert meter.speaking


def test_a_device_that_is_back_takes_away_its_own_notice_alone(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, tmp_path, ScriptedController())
    for stream in Stream:
        window.notices.show_event(DeviceLost(0, stream.value, "It was unplugged.", "Wait.", stream))
    window.notices.show_event(DeviceBack(0, "me", 2.0, Stream.ME))
    assert window.banners.named("device me") is None
    assert window.banners.named("device others") is not None
