"""The user guide and the window about Earshot: opened by a key, read with the keyboard, from the local disk."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QAction, QDesktopServices, QImage, QKeySequence, QTextDocument
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import VERSION
from app.guide import FOLDER, anchor, guide_file
from app.settings import Settings
from tests.support.ui_scripted import ScriptedController
from tests.support.ui_window import open_window
from tests.ui.test_accessibility import controls, explained, spoken
from ui.help.guide_text import read_guide
from ui.help.text_window import TextWindow
from ui.main_window import MainWindow

SHIFT = Qt.KeyboardModifier.ShiftModifier
GUIDES = [FOLDER / "user-guide.md", FOLDER / "user-guide.zh.md"]
LINK = re.compile(r"\[[^\]]*\]\(([^)]+)\)")


@pytest.fixture
def guide(qtbot: QtBot, window: MainWindow) -> TextWindow:
    qtbot.keyClick(window, Qt.Key.Key_F1)
    return shown(qtbot, window.help.guide)


@pytest.fixture
def about(qtbot: QtBot, window: MainWindow) -> TextWindow:
    qtbot.keyClick(window, Qt.Key.Key_F1, SHIFT)
    return shown(qtbot, window.help.about)


def shown(qtbot: QtBot, opened: TextWindow | None) -> TextWindow:
    assert opened is not None
    qtbot.waitUntil(lambda: opened.isVisible() and bool(opened.page.toPlainText()))
    return opened


def headings(text: str) -> set[str]:
    return {anchor(line.lstrip("#")) for line in text.splitlines() if line.startswith("#")}


def key_table(text: str) -> list[str]:
    """The keys of the table in the chapter "Keys", in its order: the longest table of a guide."""
    tables = re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)
    rows = max(tables, key=len).splitlines()[2:]
    return [row.split("|")[1].strip() for row in rows]


def test_f1_opens_the_guide_and_its_chapters(qtbot: QtBot, guide: TextWindow) -> None:
    assert guide.page.hasFocus()
    guide.page.anchorClicked.emit(QUrl("#privacy"))
    assert guide.page.textCursor().block().text() == "Privacy"
    line = guide.page.cursorRect()
    assert 0 <= line.top() < guide.page.viewport().height()
    assert guide.page.source().isEmpty()


def test_its_pictures_come_from_the_disk_and_fit(guide: TextWindow) -> None:
    kind = QTextDocument.ResourceType.ImageResource.value
    picture = guide.page.loadResource(kind, QUrl("images/live-en-light.png"))
    assert isinstance(picture, QImage)
    assert 0 < picture.width() / picture.devicePixelRatio() <= guide.page.viewport().width()
    assert not guide.page.horizontalScrollBar().isVisible()


def test_a_guide_shows_no_picture_from_elsewhere(tmp_path: Path) -> None:
    guide = tmp_path / "docs" / "user-guide.md"
    guide.parent.mkdir()
    links = ("../secret.png", "https://example.org/picture.png", f"{tmp_path}/secret.png", "inside.png")
    for name in ("secret.png", "docs/inside.png"):
        assert QImage(8, 8, QImage.Format.Format_RGB32).save(str(tmp_path / name))
    guide.write_text("".join(f"![a picture]({link})\n" for link in links), "utf-8")
    assert list(read_guide(guide, 600, 1.0, "#000000").pictures) == ["inside.png"]


@pytest.mark.parametrize("file", GUIDES, ids=lambda file: file.name)
def test_every_link_of_the_guide_leads_somewhere(file: Path) -> None:
    text = file.read_text("utf-8")
    found = LINK.findall(text)
    assert len(found) > 10
    broken = [
        link for link in found if not (link[1:] in headings(text) if link[0] == "#" else (FOLDER / link).is_file())
    ]
    assert broken == []


@pytest.mark.parametrize("file", GUIDES, ids=lambda file: file.name)
def test_the_keys_of_the_guide_are_those_of_the_window(window: MainWindow, file: Path) -> None:
    actions = [each for each in vars(window.commands).values() if isinstance(each, QAction)]
    keys = [each.shortcut().toString(QKeySequence.SequenceFormat.PortableText) for each in actions]
    pages = [f"Ctrl+{number}" for number in range(1, 1 + len(window.frame.sidebar.buttons))]
    assert sorted(key_table(file.read_text("utf-8"))) == sorted([*filter(None, keys), *pages])


def test_both_guides_have_the_same_chapters_and_pictures() -> None:
    """The Chinese one may show its own pictures."""
    shapes = []
    for file in GUIDES:
        lines = file.read_text("utf-8").splitlines()
        shapes.append([line.split(" ")[0] for line in lines if line.startswith(("#", "|", "!"))])
    assert all([len(each) for each in shape] and len(shape) == len(shapes[0]) for shape in shapes)


def test_the_guide_is_in_the_language_of_the_window(qtbot: QtBot, tmp_path: Path) -> None:
    controller = ScriptedController()
    controller.settings = Settings(theme="light", interface_language="zh")
    window = open_window(qtbot, tmp_path, controller, controller.settings)
    qtbot.keyClick(window, Qt.Key.Key_F1)
    first = guide_file("zh").read_text("utf-8").splitlines()[0].lstrip("# ")
    assert shown(qtbot, window.help.guide).page.document().begin().text() == first


def test_about_tells_the_version_and_opens_each_licence(qtbot: QtBot, about: TextWindow) -> None:
    text = about.page.toPlainText()
    assert f"Earshot {VERSION}" in text
    assert "PySide6_Essentials" in text
    assert "Earshot Mini" in text
    about.page.anchorClicked.emit(QUrl("licence:earshot"))
    qtbot.waitUntil(lambda: "Apache License" in about.page.toPlainText() and about.back.isVisible())
    about.back.click()
    assert about.page.toPlainText() == text
    links = re.findall(r'href="(licence:package/\d+)"', about.page.toHtml())
    assert len(links) > 15
    about.page.anchorClicked.emit(QUrl(links[0]))
    qtbot.waitUntil(about.back.isVisible)


@pytest.mark.parametrize("name", ["guide", "about"])
def test_words_are_found_and_esc_leaves_one_thing_after_the_other(
    qtbot: QtBot, window: MainWindow, name: str, request: pytest.FixtureRequest
) -> None:
    opened: TextWindow = request.getfixturevalue(name)
    qtbot.keyClick(opened.page, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(opened.find_bar.field, "earshot")
    qtbot.waitUntil(lambda: opened.finding.done and len(opened.finding.found) >= 2)
    qtbot.keyClick(opened.find_bar.field, Qt.Key.Key_Escape)
    assert opened.isVisible()
    assert not opened.find_bar.isVisible()
    qtbot.keyClick(opened.page, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not opened.isVisible())


@pytest.mark.parametrize("name", ["guide", "about"])
def test_every_control_is_named_and_reached(qtbot: QtBot, name: str, request: pytest.FixtureRequest) -> None:
    opened: TextWindow = request.getfixturevalue(name)
    opened.open_find()
    found = list(controls(opened))
    assert [each.objectName() for each in found if not (spoken(each) and explained(each))] == []
    assert all(each.focusPolicy() & Qt.FocusPolicy.TabFocus for each in found if each.isVisible())


def test_only_a_link_that_a_person_follows_reaches_the_browser(
    guide: TextWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    guide.page.setMarkdown("[elsewhere](https://example.org/) ![picture](https://example.org/picture.png)")
    guide.page.grab()
    assert opened == []
    guide.page.anchorClicked.emit(QUrl("https://example.org/"))
    assert opened == ["https://example.org/"]
    assert guide.page.toPlainText().startswith("elsewhere")


def test_help_windows_go_with_the_main_window(qtbot: QtBot, window: MainWindow, guide: TextWindow) -> None:
    window.close()
    assert not guide.isVisible()
    assert not [each for each in QApplication.topLevelWidgets() if isinstance(each, TextWindow) and each.isVisible()]
