"""Two sources in the window: whose words they are is read beside them, in the language of the window."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.events import DeviceBack, DeviceLost, Level, SpeakerLabelled, Stream
from tests.support.ui_scripted import final, partial
from tests.support.ui_window import open_view, theme
from ui.common.speakers import REVISED, prefix, speaker, voice_name
from ui.live.level_meter import LevelMeter
from ui.live.overlay.text import OverlayText
from ui.main_window import MainWindow


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


def test_a_name_stands_below_its_time_and_takes_no_room(qtbot: QtBot) -> None:
    view = open_view(qtbot)
    view.show_event(final(1, "One source alone.", 1))
    left = view.places.text_left
    accent = QColor(theme().colours.accent)

    def coloured_rows() -> list[int]:
        image = view.grab().toImage()
        return [y for y in range(image.height()) if any(image.pixelColor(x, y) == accent for x in range(round(left)))]

    before = coloured_rows()
    view.show_event(replace(final(2, "Two sources.", 2), stream=Stream.ME))
    area = view.places.area_of(1)
    assert before == []
    assert area.center().y() < max(coloured_rows()) < area.bottom() + view.captions.line_px
    assert view.places.text_left == left


def test_each_source_has_a_bar_of_its_own(qtbot: QtBot) -> None:
    meter = LevelMeter(theme())
    qtbot.addWidget(meter)
    meter.show_level(Level(0, -20.0, -10.0, True, Stream.OTHERS))
    meter.show_level(Level(0, -55.0, -50.0, False, Stream.ME))
    assert meter.rms_dbfs(Stream.OTHERS) > -25.0 > meter.rms_dbfs(Stream.ME)
    assert meter.speaking


def test_a_device_that_is_back_takes_away_its_own_notice_alone(window: MainWindow) -> None:
    for stream in Stream:
        window.notices.show_event(DeviceLost(0, stream.value, "It was unplugged.", "Wait.", stream))
    window.notices.show_event(DeviceBack(0, "me", 2.0, Stream.ME))
    assert window.banners.named("device me") is None
    assert window.banners.named("device others") is not None


def labelled(number: int, speaker: int, **more: object) -> SpeakerLabelled:
    return replace(SpeakerLabelled(number, 0, speaker), **more)  # type: ignore[arg-type]


def test_a_voice_is_named_by_its_number_or_name_with_its_doubt(qapp: QApplication) -> None:
    assert voice_name(labelled(1, 2)) == "Speaker 2"
    assert voice_name(labelled(1, 2, certain=False)) == "Speaker 2?"
    assert voice_name(labelled(1, 2, name="Anna", also=("Ben", 3))) == "Anna + Ben + 3"
    assert prefix(Stream.OTHERS, labelled(1, 2, revised=True)) == f"{REVISED} Speaker 2: "


def test_a_voice_has_a_chinese_label(chinese: None) -> None:
    assert prefix(None, labelled(1, 2)) == "说话人 2："


def test_a_label_that_comes_after_a_caption_moves_no_text_and_is_copied_with_it(qtbot: QtBot) -> None:
    view = open_view(qtbot)
    view.show_event(final(1, "Shall we begin?", 1))
    area = view.places.area_of(0)
    view.show_event(labelled(1, 2))
    assert view.places.area_of(0) == area
    assert view.captions.plain_text() == "Speaker 2: Shall we begin?"
    view.show_event(labelled(7, 1))  # of a caption that is not here


def test_a_revised_label_has_a_mark_and_says_what_it_was(qtbot: QtBot) -> None:
    view = open_view(qtbot)
    view.show_event(final(1, "Shall we begin?", 1))
    view.show_event(labelled(1, 2))
    before = view.grab().toImage()
    view.show_event(labelled(1, 1, certain=False, revised=True))
    assert view.grab().toImage() != before
    place = QPoint(5, view.places.area_of(0).center().y())
    assert view.margin.hint_at(place).splitlines() == [
        "0:01 Speaker 1?",
        "Uncertain: another voice is nearly as close.",
        "The speaker was taken for Speaker 2 before.",
    ]
    assert view.captions.plain_text() == f"{REVISED} Speaker 1?: Shall we begin?"


def test_in_the_overlay_a_label_comes_before_its_caption_and_stays_when_the_text_is_improved(
    qapp: QApplication,
) -> None:
    text = OverlayText(qapp)
    text.reflow(lambda words: float(len(words)), 40.0, 2)
    text.show_event(replace(final(1, "Shall we begin?", 1), draft=True))
    text.show_event(labelled(1, 2))
    assert [line.text for line in text.lines] == ["Speaker 2: Shall we begin?"]
    text.show_event(final(1, "Shall we begin now?", 1))
    assert [line.text for line in text.lines] == ["Speaker 2: Shall we begin now?"]


def test_in_the_overlay_a_label_without_room_breaks_no_line_anew(qapp: QApplication) -> None:
    text = OverlayText(qapp)
    text.reflow(lambda words: float(len(words)), 20.0, 2)
    text.show_event(final(1, "Shall we begin now?", 1))
    before = text.lines
    text.show_event(labelled(1, 2))
    assert text.lines == before
