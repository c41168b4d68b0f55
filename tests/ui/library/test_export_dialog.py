"""Options and a preview before an export: remembered, honest about rules that are not kept, usable in small windows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QAbstractSpinBox, QFileDialog, QInputDialog, QWidget
from pytestqt.qtbot import QtBot

from app.control.degradations import UnkeptRules, unkept_rules
from app.control.earshot import Earshot
from app.exporters import export_formats
from app.exporters.rules import PRESETS, Cue, violations
from app.folders import portable_folders
from app.settings import Settings, load_settings
from engine.events import DecodedBy, Final
from tests.support.ui_window import lines_of
from tests.support.ui_window import theme as a_theme
from ui.common.banner import BannerStack
from ui.library.export_dialog import BrokenRulesDialog, ExportDialog
from ui.library.page import TranscriptsPage

FAST = "So many words in so short a time that nobody could ever read them before they are gone again."


@pytest.fixture
def earshot(tmp_path: Path) -> Iterator[Earshot]:
    real = Earshot(Settings(), portable_folders(tmp_path / "home"))
    store = real.transcripts.store()
    for title, text in (("First", FAST), ("Second", "Good morning.")):
        number = store.begin_session("mic", "mini", "en", started_at=1_000.0)
        for at in range(3):  # one after another, so that none can be shown longer
            place = (at + 1, 16_000 * at, 16_000 * at + 16_000)
            store.append(number, Final(*place, text, (), "mini", DecodedBy.CTC, 0.1, "en"))
        store.rename_session(number, title)
        store.end_session(number, 48_000)
    yield real
    real.close()


@pytest.fixture
def page(qtbot: QtBot, earshot: Earshot) -> Iterator[TranscriptsPage]:
    theme = a_theme()
    banners = BannerStack(theme)
    page = TranscriptsPage(earshot.library, earshot.transcripts, export_formats(), banners, theme)
    for each in (banners, page):
        qtbot.addWidget(each)
    page.resize(640, 480)
    page.show()
    qtbot.waitUntil(lambda: len(page.list_pane.transcripts.rows) == 2)
    yield page
    for dialog in page.findChildren(ExportDialog):
        dialog.reject()
    page.put_away()


def opened(qtbot: QtBot, page: TranscriptsPage, *sessions: int) -> ExportDialog:
    dialog = page.export_menu.open_dialog(sessions)
    qtbot.waitUntil(lambda: bool(dialog.preview.toPlainText()))
    return dialog


def choose(dialog: ExportDialog, name: str) -> None:
    names = [each[0] for each in export_formats()]
    dialog.formats.setCurrentRow(names.index(name))


def test_the_preview_follows_the_choices_and_names_rules_that_are_not_kept(qtbot: QtBot, page: TranscriptsPage) -> None:
    dialog = opened(qtbot, page, 1)
    assert dialog.options.isHidden()
    for name, begins in (("md", "# First"), ("docx", "So many"), ("srt", "1\n00:00:00"), ("html-evidence", "Evidence")):
        choose(dialog, name)
        qtbot.waitUntil(lambda begins=begins: dialog.preview.toPlainText().lstrip().startswith(begins))
    choose(dialog, "srt")
    qtbot.waitUntil(dialog.broken.isVisible)
    assert "00:00:00.000" in dialog.broken.text()
    dialog.limits["latin_speed"].setValue(100)
    qtbot.waitUntil(dialog.broken.isHidden)


def test_choices_are_remembered_and_count_for_every_export(
    qtbot: QtBot, page: TranscriptsPage, earshot: Earshot, tmp_path: Path
) -> None:
    dialog = opened(qtbot, page, 1)
    choose(dialog, "srt")
    dialog.preset.choose("bbc")
    dialog.limits["lines"].setValue(1)
    earshot.transcripts.remember_export(dialog.choices, lambda failed: None)
    dialog.reject()
    again = opened(qtbot, page, 1)
    assert (again.choices.format, again.choices.preset) == ("srt", "own")
    assert again.choices.options.rules == replace(PRESETS["bbc"], lines=1)
    again.preset.choose("ebu")
    assert again.limits["lines"].value() == 2
    again.preset.choose("own")  # it is kept beside the others
    assert again.limits["lines"].value() == 1
    file = earshot.preferences.folders.settings_file
    qtbot.waitUntil(lambda: file.exists() and "lines=1" in (load_settings(file).settings.subtitle_limits or ()))
    page.export_menu.export_to(tmp_path / "out.srt", "srt", (1,))
    qtbot.waitUntil((tmp_path / "out.srt").exists)
    assert all(block.count("\n") == 2 for block in (tmp_path / "out.srt").read_text("utf-8").strip().split("\n\n"))


def test_rules_get_names_and_lose_them_at_once(
    qtbot: QtBot, page: TranscriptsPage, earshot: Earshot, tmp_path: Path
) -> None:
    """Without an export; each can be chosen again, in the terminal too, until its name is deleted."""
    dialog = opened(qtbot, page, 1)
    choose(dialog, "srt")
    assert not dialog.naming.isEnabled(), "published rules have a name"
    dialog.limits["lines"].setValue(1)
    dialog.naming.name.trigger()
    (asked,) = dialog.findChildren(QInputDialog)
    asked.setTextValue(" News  at ten ")
    asked.accept()
    assert dialog.choices.preset == "News at ten"
    dialog.limits["latin_line"].setValue(20)
    assert dialog.choices.preset == "own", "a change is one of one's own again"
    dialog.name_rules("Netflix")
    assert dialog.broken.text().startswith("“Netflix” cannot name rules of your own.")
    dialog.name_rules("Cinema")
    file = earshot.preferences.folders.settings_file
    names = ("News at ten/lines=1", "Cinema/latin_line=20", "Cinema/lines=1")
    qtbot.waitUntil(lambda: file.exists() and load_settings(file).settings.subtitle_rules == names)
    dialog.reject()
    again = opened(qtbot, page, 1)
    choose(again, "srt")
    assert again.choices.preset == "Cinema"
    again.preset.choose("News at ten")
    assert (again.limits["lines"].value(), again.limits["latin_line"].value()) == (1, 42)
    assert again.choices.options.rules == replace(PRESETS["netflix"], lines=1)
    assert again.own_rules.isVisibleTo(again)
    again.naming.unname.trigger()
    assert (again.choices.preset, again.limits["lines"].value()) == ("own", 1)
    assert [name for name, _ in again.choices.named] == ["Cinema"]
    assert not again.naming.unname.isEnabled()
    qtbot.waitUntil(lambda: load_settings(file).settings.subtitle_rules == names[1:])


def test_an_own_template_is_seen_before_it_is_used_and_gives_its_ending(
    qtbot: QtBot, page: TranscriptsPage, earshot: Earshot, tmp_path: Path
) -> None:
    (tmp_path / "mine.md.j2").write_text("# {{ title }}: {{ sentences | length }}\n", "utf-8")
    dialog = page.export_menu.open_dialog((1,))
    dialog.formats.setCurrentRow(dialog.formats.count() - 1)
    qtbot.waitUntil(lambda: "No template is chosen" in dialog.broken.text())
    dialog.choose_template.click()
    (asked,) = dialog.findChildren(QFileDialog)
    asked.fileSelected.emit(str(tmp_path / "mine.md.j2"))
    asked.reject()
    qtbot.waitUntil(lambda: dialog.preview.toPlainText() == "# First: 3")
    assert dialog.template_name.text() == "mine.md.j2"
    assert dialog.options.isHidden()
    dialog.save.click()
    (where,) = page.window().findChildren(QFileDialog)
    assert where.defaultSuffix() == "md"
    where.reject()
    page.export_menu.export_to(tmp_path / "out.md", "template", (2,))
    qtbot.waitUntil((tmp_path / "out.md").exists)
    assert (tmp_path / "out.md").read_text("utf-8") == "# Second: 3\n"


def test_the_menu_is_short_and_leads_to_every_format(page: TranscriptsPage) -> None:
    page.export_menu.aboutToShow.emit()
    assert len(page.export_menu.actions()) <= 8
    said = [each.text() for each in lines_of(page.export_menu) if not each.isSeparator()]
    assert len(said) == len(set(said)) == len(export_formats()) + 1


def test_several_that_are_selected_go_into_one_file(
    qtbot: QtBot, page: TranscriptsPage, earshot: Earshot, tmp_path: Path
) -> None:
    lists = page.list_pane
    for row in (0, 1):
        lists.list.selectionModel().select(lists.transcripts.index(row), QItemSelectionModel.SelectionFlag.Select)
    page.export_menu.aboutToShow.emit()
    titles = [each.text() for each in page.export_menu.actions() if not each.isSeparator()]
    assert titles[-2:] == ["All, one file each", "All in one file"]
    page.export_menu.export_to(tmp_path / "both.txt", "txt", (1, 2), joined=True)
    qtbot.waitUntil((tmp_path / "both.txt").exists)
    written = (tmp_path / "both.txt").read_text("utf-8")
    assert FAST in written
    assert "Good morning." in written


def test_all_rules_that_were_not_kept_can_be_read(qtbot: QtBot, page: TranscriptsPage, tmp_path: Path) -> None:
    page.export_menu.export_to(tmp_path / "out.srt", "srt", (1,))
    banners = page.export_menu._banners
    qtbot.waitUntil(lambda: banners.named("export") is not None)
    banner = banners.named("export")
    assert banner is not None
    banner.findChild(QWidget, "allBroken").click()
    dialog = page.findChild(BrokenRulesDialog)
    assert dialog.lines.count() > 0
    cues = [Cue(1_000 * at, 1_000 * at + 10, ("too fast to read",)) for at in range(20)]
    found = unkept_rules(violations(cues, PRESETS["netflix"]))
    assert isinstance(found, UnkeptRules)
    assert len(found.broken) == 40  # too fast and too short, each


def test_every_control_has_a_name_and_room_at_640_px(qtbot: QtBot, page: TranscriptsPage) -> None:
    dialog = opened(qtbot, page, 1, 2)
    choose(dialog, "srt")
    dialog.resize(600, 420)
    qtbot.waitUntil(dialog.options.isVisible)
    assert dialog.minimumSizeHint().width() <= 600
    controls = [*dialog.findChildren(QAbstractSpinBox), dialog.formats, dialog.preset, dialog.preview]
    assert all(each.accessibleName() for each in controls)
    assert dialog.formats.hasFocus() or not dialog.isActiveWindow()
    assert dialog.one_file.isVisible()


@pytest.mark.parametrize(("width", "height"), [(620, 480), (480, 300)])
def test_own_rules_and_formats_have_room_in_small_windows(
    qtbot: QtBot, page: TranscriptsPage, width: int, height: int
) -> None:
    dialog = opened(qtbot, page, 1)
    choose(dialog, "srt")
    assert not dialog.own_rules.isVisible()
    dialog.preset.choose("ebu")
    dialog.preset.choose("own")  # begins as what was shown
    assert dialog.limits["latin_speed"].value() == 15
    dialog.resize(width, height)
    qtbot.waitUntil(dialog.own_rules.isVisible)
    qtbot.waitUntil(lambda: dialog.limits["longest_ms"].height() >= dialog.limits["longest_ms"].sizeHint().height())
    inside = dialog.rect()
    for each in (dialog.formats, dialog.preset, dialog.limits["longest_ms"], dialog.save):
        assert inside.contains(each.mapTo(dialog, each.rect().bottomRight()))
    qtbot.waitUntil(lambda: dialog.formats.visualItemRect(dialog.formats.currentItem()).top() >= 0)
