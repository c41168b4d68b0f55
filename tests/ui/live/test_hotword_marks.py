"""Hotwords that were heard are underlined in the transcript, where the user wants it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from app.marking import places_of
from app.settings import Settings
from tests.support.ui_scripted import ScriptedController, final, partial
from tests.support.ui_window import open_view, open_window
from ui.live.caption_view import CaptionView


@pytest.fixture
def view(qtbot: QtBot) -> CaptionView:
    return open_view(qtbot)


def underlined(view: CaptionView) -> list[str]:
    """The runs of text that have a line under them, in order."""
    found: list[str] = []
    block = view.document().begin()
    while block.isValid():
        fragments = block.begin()
        while not fragments.atEnd():
            fragment = fragments.fragment()
            if fragment.charFormat().fontUnderline():
                found.append(fragment.text())
            fragments += 1
        block = block.next()
    return found


def heard(utterance: int, text: str, *words: str, draft: bool = False):
    return replace(final(utterance, text, draft=draft), hotwords_used=words)


@pytest.mark.parametrize(
    ("words", "text", "places"),
    [
        (("Fun-ASR",), "we use Fun-ASR, Fun-ASR", ("Fun-ASR", "Fun-ASR")),
        (("Ann",), "Anna met Ann", ("Ann",)),
        (("张伟",), "请张伟讲", ("张伟",)),
        (("K8s",), "用K8s部署", ("K8s",)),
        (("New York", "York"), "New York and York", ("New York", "York")),
        (("fun",), "Fun", ()),
        (("Ann", "ラ"), "planning Ann's ラーメン", ("Ann", "ラ")),
        ((), "text", ()),
    ],
)
def test_a_hotword_is_found_where_it_stands_alone(words: tuple[str, ...], text: str, places: tuple[str, ...]) -> None:
    assert tuple(text[begin:end] for begin, end in places_of(words, text)) == places


def test_a_hotword_that_was_heard_has_a_line_under_it(view: CaptionView) -> None:
    view.show_event(partial(1, "we use ", "fun"))
    view.show_event(heard(1, "we use Fun-ASR here", "Fun-ASR"))
    assert underlined(view) == ["Fun-ASR"]


def test_a_hotword_behind_an_emoji_is_found_in_the_right_place(view: CaptionView) -> None:
    view.show_event(heard(1, "😀 we use Fun-ASR", "Fun-ASR"))
    assert underlined(view) == ["Fun-ASR"]


def test_the_line_goes_with_the_word_when_a_draft_is_refined(view: CaptionView) -> None:
    view.show_event(heard(1, "we use Fun-ASR", "Fun-ASR", draft=True))
    view.show_event(heard(1, "we use funny ears"))
    assert underlined(view) == []


def test_lines_can_be_switched_off_and_on_again(view: CaptionView) -> None:
    view.show_event(heard(1, "we use Fun-ASR", "Fun-ASR"))
    view.underline_hotwords(False)
    off = underlined(view)
    view.underline_hotwords(True)
    assert (off, underlined(view)) == ([], ["Fun-ASR"])


def test_what_is_copied_has_no_marks(view: CaptionView) -> None:
    view.show_event(heard(1, "we use Fun-ASR", "Fun-ASR"))
    cursor = view.textCursor()
    cursor.select(QTextCursor.SelectionType.Document)
    view.setTextCursor(cursor)
    copied = view.createMimeDataFromSelection()
    assert (copied.text(), copied.hasHtml()) == ("we use Fun-ASR", False)


def test_the_setting_decides_from_the_start(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, tmp_path, ScriptedController(), Settings(theme="light", underline_hotwords=False))
    window.live.pane.show_event(heard(1, "we use Fun-ASR", "Fun-ASR"))
    assert underlined(window.live.pane.view) == []
