"""The interface in Simplified Chinese."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from app.exporters import export_formats
from app.settings import Settings
from engine.text.sentence import Sentence
from tests.support.ui_scripted import ScriptedController
from tests.support.ui_window import missing_glyphs, open_window, theme
from ui.common.sentences import translated
from ui.common.translation import TRANSLATIONS, dates_and_numbers, language_for
from ui.main_window import MainWindow

ROOT = TRANSLATIONS.parents[1]
TS = TRANSLATIONS / "earshot_zh_CN.ts"
QM = TRANSLATIONS / "earshot_zh_CN.qm"
PLACEHOLDER = re.compile(r"\{\w+\}")


def messages(ts: Path) -> dict[tuple[str, str], tuple[str, str]]:
    """Context and English text of every message, with its translation and the state of that."""
    found = {}
    for context in ET.parse(ts).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            key = (context.findtext("name", ""), message.findtext("source", ""))
            found[key] = (translation.text or "", translation.get("type", ""))
    return found


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, chinese: None) -> MainWindow:
    settings = Settings(theme="light", interface_language="zh")
    return open_window(qtbot, tmp_path, ScriptedController(), settings)


def test_every_text_of_the_interface_is_in_the_list_of_translations(tmp_path: Path) -> None:
    """Reads the code as the translators' tool does; when this fails, run resources/translations/update.py."""
    fresh = tmp_path / TS.name
    fresh.write_bytes(TS.read_bytes())
    _update("read_sources", fresh)
    assert messages(fresh).keys() == messages(TS).keys()


def test_every_text_has_a_finished_translation() -> None:
    unfinished = [key for key, (text, state) in messages(TS).items() if not text.strip() or state]
    assert unfinished == []


def test_every_text_stands_under_a_name_that_the_program_asks_for() -> None:
    """tr() asks for the class of its object, whatever the variable is called: `page.tr("...")` is found under none."""
    asked = {"Sentences"}
    for file in (ROOT / "ui").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                asked.add(node.name)
            elif isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "translate":
                asked |= {each.value for each in node.args[:1] if isinstance(each, ast.Constant)}
    assert {context for context, _ in messages(TS)} - asked == set()


def test_every_translation_keeps_the_places_for_names_and_figures() -> None:
    def places(text: str) -> list[str]:
        return sorted(PLACEHOLDER.findall(text))

    broken = [key for key, (text, _) in messages(TS).items() if places(key[1]) != places(text)]
    assert broken == []


def test_what_the_program_reads_is_compiled_from_the_present_translations(tmp_path: Path) -> None:
    fresh = tmp_path / QM.name
    _update("compile_to", TS, fresh)
    assert fresh.read_bytes() == QM.read_bytes()


def _update(act: str, *paths: Path) -> None:
    """Calls one function of resources/translations/update.py, which is a script and no module of ours."""
    given = ", ".join(f"Path({str(path)!r})" for path in paths)
    script = f"import sys; sys.path.insert(0, {str(TRANSLATIONS)!r}); from update import *; {act}({given})"
    subprocess.run([sys.executable, "-B", "-c", script], check=True, timeout=120)


def test_the_window_speaks_chinese(window: MainWindow) -> None:
    assert window.live.header.primary.text() == "开始"
    assert "一切都留在这台电脑上" in window.live.pane.empty.detail.text()


def test_no_english_is_left_in_a_chinese_window(window: MainWindow) -> None:
    """Names of products and keys excepted."""
    buttons = window.findChildren(QAbstractButton)
    words = [each.text() for each in window.findChildren(QLabel)]
    words += [text for each in buttons for text in (each.text(), each.toolTip())]
    allowed = re.compile(r"Earshot|Ctrl|Shift|Esc|Mini|rough|Built-in|microphone|[+()\d.x]")
    english = [text for text in words if re.search("[A-Za-z]{2,}", allowed.sub("", text))]
    assert english == []


def test_every_chinese_text_can_be_drawn(qtbot: QtBot) -> None:
    theme()
    texts = "".join(text for text, _ in messages(TS).values())
    if missing_glyphs("字"):
        pytest.skip("no font with Chinese is installed")
    assert missing_glyphs(texts) == []


@pytest.mark.usefixtures("chinese")
def test_the_buttons_of_qt_s_own_dialogs_are_chinese_too() -> None:
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"


@pytest.mark.usefixtures("chinese")
def test_a_known_sentence_of_the_engine_is_translated_with_its_names() -> None:
    assert translated(Sentence("“{title}” was unplugged.", title="USB headset")) == "“USB headset”被拔掉了。"


@pytest.mark.usefixtures("chinese")
def test_an_unknown_sentence_of_the_engine_is_shown_as_it_is() -> None:
    assert translated("Something new happened.") == "Something new happened."


@pytest.mark.usefixtures("chinese")
def test_a_sentence_inside_a_sentence_is_translated_too() -> None:
    reason = Sentence("{name} is empty.", name="talk.txt")
    told = Sentence("The transcript is not saved: {reason}", reason=reason)
    assert translated(told) == "文字没有保存：talk.txt 是空文件。"


@pytest.mark.usefixtures("chinese")
def test_every_export_format_has_a_chinese_title() -> None:
    titles = [title for _, title in export_formats()]
    assert [title for title in titles if translated(title) == title] == ["Markdown", "PDF"]


def test_in_english_sentences_stay_as_they_are() -> None:
    told = Sentence("“{title}” was unplugged.", title="USB {title} headset")
    assert translated(told) == "“USB {title} headset” was unplugged."


@pytest.mark.parametrize(
    ("setting", "system", "language"),
    [
        ("auto", "zh_CN", "zh"),
        ("auto", "en_GB", "en"),
        ("auto", "fr_FR", "en"),
        ("zh", "en_GB", "zh"),
        ("en", "zh_CN", "en"),
    ],
)
def test_the_language_is_the_setting_s_or_the_desktop_s(setting: str, system: str, language: str) -> None:
    assert language_for(setting, QLocale(system)) == language


@pytest.mark.parametrize(
    ("language", "system", "expected"),
    [
        ("en", "C", "en_US"),
        ("en", "en_GB", "en_GB"),
        ("en", "zh_CN", "en_US"),
        ("zh", "C", "zh_CN"),
        ("zh", "de_DE", "zh_CN"),
    ],
)
def test_dates_are_written_as_the_desktop_does_unless_it_speaks_another_language(
    language: str, system: str, expected: str
) -> None:
    assert dates_and_numbers(language, QLocale(system)).name() == expected
