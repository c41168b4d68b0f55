"""Captions to OBS, Zoom and YouTube, from the window: fields, a test, start and stop, and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from app.choices import SourceChoice, SourceKind
from app.outputs.choices import OutputKind
from app.settings import Settings
from tests.support.caption_receivers import StandInObs, StandInYouTube, StandInZoom, running
from tests.support.ui_scripted import ScriptedController, final, partial
from tests.support.ui_window import open_window
from tests.support.waiting import PATIENCE_S
from ui.main_window import MainWindow
from ui.sharing.output_page import AddressFields, FileFields, ObsFields, OutputPage

OBS, ZOOM, YOUTUBE, FILE = OutputKind.OBS, OutputKind.ZOOM, OutputKind.YOUTUBE, OutputKind.FILE


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"FIRST_WAIT_S": 0.01, "LONGEST_WAIT_S": 0.05, "REST_S": 0.02}.items():
        monkeypatch.setattr(f"app.outputs.feed.{name}", value)
    monkeypatch.setattr("app.outputs.caption_outputs.LOOK_S", 0.0)
    monkeypatch.setattr("app.outputs.caption_outputs.STOP_S", PATIENCE_S)


@pytest.fixture
def zoom() -> Iterator[StandInZoom]:
    with running(StandInZoom()) as made:
        yield made
    assert made.wrongs == []


@pytest.fixture
def obs() -> Iterator[StandInObs]:
    with running(StandInObs("supersecretpassword")) as made:
        yield made
    assert made.wrongs == []


class Sharing:
    """The window, its controller, and a page of the dialog."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.controller = ScriptedController()
        self.window: MainWindow = open_window(qtbot, folder, self.controller)
        self.window.commands.share.trigger()
        self.dialog = self.window.sharing.dialog
        assert self.dialog is not None

    def page(self, kind: OutputKind) -> OutputPage:
        assert self.dialog is not None
        number = 1 + list(self.dialog.outputs).index(kind)
        self.qtbot.mouseClick(self.dialog.buttons[number], Qt.MouseButton.LeftButton)
        page = self.dialog.outputs[kind]
        assert page.isVisible()
        return page

    def to_zoom(self, url: str, kind: OutputKind = ZOOM) -> OutputPage:
        page = self.page(kind)
        assert isinstance(page.fields, AddressFields)
        page.fields.address.setText(url)
        return page

    def to_obs(self, obs: StandInObs, password: str = "supersecretpassword") -> OutputPage:
        page = self.page(OBS)
        assert isinstance(page.fields, ObsFields)
        page.fields.address.setText(f"127.0.0.1:{obs.port}")
        page.fields.source.setText("Captions")
        page.fields.password.setText(password)
        return page

    def click(self, page: OutputPage) -> None:
        self.qtbot.mouseClick(page.act, Qt.MouseButton.LeftButton)

    def start(self, page: OutputPage) -> None:
        self.click(page)
        self.qtbot.waitUntil(lambda: page.act.text() == "Stop")

    def say(self, *texts: str) -> None:
        self.controller.start(SourceChoice(SourceKind.MICROPHONE))
        for number, text in enumerate(texts):
            self.controller.post(final(number, text))

    def banner(self, kind: OutputKind) -> str:
        found = self.window.banners.named(f"output {kind.value}")
        return found.what.text() if found is not None else ""


@pytest.fixture
def sharing(qtbot: QtBot, tmp_path: Path) -> Iterator[Sharing]:
    made = Sharing(qtbot, tmp_path)
    yield made
    made.window.close()


def test_finished_captions_go_to_zoom_until_they_end(sharing: Sharing, qtbot: QtBot, zoom: StandInZoom) -> None:
    page = sharing.to_zoom(zoom.url)
    assert page.fields.address.echoMode() is QLineEdit.EchoMode.Password
    sharing.click(page)
    qtbot.waitUntil(lambda: "Finished captions go to Zoom" in page.state.text())
    assert not page.test.isEnabled()
    assert sharing.window.frame.sidebar.sent.isVisible()
    assert sharing.window.overlay.standing.places == "Zoom"
    sharing.say("Good morning.", "Bye.")
    qtbot.waitUntil(lambda: "Sent: 2." in page.state.text())
    sharing.controller.end()
    qtbot.waitUntil(lambda: page.act.text() == "Start" and page.act.isEnabled())
    assert "ended with the captions" in page.state.text()
    assert zoom.taken == ["Good morning.", "Bye."]
    qtbot.waitUntil(sharing.window.frame.sidebar.sent.isHidden)


def test_obs_shows_text_while_people_speak_and_its_password_is_kept_where_the_user_says(
    sharing: Sharing, qtbot: QtBot, obs: StandInObs, monkeypatch: pytest.MonkeyPatch, user_folders: Path
) -> None:
    kept: dict[str, str] = {}
    monkeypatch.setattr("keyring.set_password", lambda service, user, secret: kept.update({user: secret}))
    page = sharing.to_obs(obs)
    assert isinstance(page.fields, ObsFields)
    page.fields.keep.setChecked(True)
    sharing.start(page)
    sharing.controller.start(SourceChoice(SourceKind.MICROPHONE))
    sharing.controller.post(partial(1, "Good", " mor"))
    qtbot.waitUntil(lambda: obs.sources["Captions"] == "Good mor")
    sharing.click(page)
    qtbot.waitUntil(lambda: page.act.text() == "Start")
    assert obs.sources["Captions"] == ""
    assert kept == {"obs": "supersecretpassword"}
    files = [path for path in user_folders.rglob("*") if path.is_file()]
    assert not any(b"supersecret" in path.read_bytes() for path in files)


def test_what_keeps_captions_from_arriving_stands_in_the_window(
    sharing: Sharing, qtbot: QtBot, obs: StandInObs
) -> None:
    page = sharing.to_obs(obs, "wrong")
    sharing.click(page)
    qtbot.waitUntil(lambda: "OBS does not accept the password." in sharing.banner(OBS))
    assert "Copy it from OBS" in page.state.text()
    assert page.act.text() == "Start"
    assert "ended with" not in page.state.text()
    sharing.to_obs(obs)
    sharing.click(page)
    qtbot.waitUntil(lambda: "Captions go to OBS" in page.state.text())
    assert not sharing.banner(OBS)
    obs.stop()
    qtbot.waitUntil(lambda: bool(sharing.banner(OBS)))
    assert page.act.text() == "Stop"
    obs.start()
    qtbot.waitUntil(lambda: not sharing.banner(OBS))


def test_a_wrong_address_is_told_at_once_and_a_test_says_whether_it_arrived(
    sharing: Sharing, qtbot: QtBot, zoom: StandInZoom
) -> None:
    page = sharing.to_zoom("https://zoom.us/j/4711")
    qtbot.keyClick(page.fields.address, Qt.Key.Key_Return)
    assert "not the caption address" in page.state.text()
    assert page.act.isEnabled()
    sharing.to_zoom(zoom.url)
    qtbot.mouseClick(page.test, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.state.text() == "The test caption was sent.")
    assert len(zoom.taken) == 1
    zoom.answers = [403]
    qtbot.mouseClick(page.test, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "does not accept" in page.state.text())
    assert page.test.isEnabled()


def test_who_stays_offline_is_told_so(sharing: Sharing, qtbot: QtBot, zoom: StandInZoom) -> None:
    sharing.controller.settings = Settings(offline=True)
    page = sharing.to_zoom(zoom.url)
    sharing.click(page)
    qtbot.waitUntil(lambda: "offline" in page.state.text() and page.act.isEnabled())
    assert zoom.seqs == []
    assert sharing.controller.departures.now == ()


def test_youtube_gets_its_cues_and_the_end_of_the_window_ends_them(sharing: Sharing, qtbot: QtBot) -> None:
    with running(StandInYouTube()) as youtube:
        sharing.start(sharing.to_zoom(youtube.url, YOUTUBE))
        sharing.say("Good morning.")
        qtbot.waitUntil(lambda: len(youtube.taken) == 1)
        sharing.controller.end()
        sharing.window.close()
        assert sharing.controller.begun == []
        assert sharing.controller.departures.now == ()
        assert youtube.wrongs == []


def test_finished_captions_grow_in_a_file_that_was_chosen(sharing: Sharing, qtbot: QtBot, tmp_path: Path) -> None:
    page = sharing.page(FILE)
    assert isinstance(page.fields, FileFields)
    assert page.test.isHidden()
    sharing.click(page)
    assert page.state.text().startswith("No file is chosen.")
    qtbot.mouseClick(page.fields.choose, Qt.MouseButton.LeftButton)
    dialog = sharing.window.findChild(QFileDialog) or sharing.dialog.findChild(QFileDialog)  # type: ignore[union-attr]
    assert dialog is not None
    dialog.setDirectory(str(tmp_path))
    dialog.filterSelected.emit(dialog.nameFilters()[1])
    assert dialog.defaultSuffix() == "vtt"
    dialog.fileSelected.emit(str(tmp_path / "talk.vtt"))
    dialog.reject()
    assert page.fields.line.text() == str(tmp_path / "talk.vtt")
    sharing.start(page)
    assert page.state.text() == f"Finished captions are added to {tmp_path / 'talk.vtt'}. Captions so far: 0."
    assert sharing.dialog is not None
    assert sharing.dialog.buttons[-1].text() == "File ●"
    assert not sharing.window.frame.sidebar.sent.isVisible()  # nothing leaves
    sharing.say("Good morning.")
    qtbot.waitUntil(lambda: "Captions so far: 1." in page.state.text())
    sharing.controller.end()
    qtbot.waitUntil(lambda: page.act.text() == "Start" and page.act.isEnabled())
    assert "ended with the captions" in page.state.text()
    assert sharing.dialog.buttons[-1].text() == "File"
    assert "Good morning." in (tmp_path / "talk.vtt").read_text()


def test_a_folder_that_is_gone_is_told_until_it_is_back(sharing: Sharing, qtbot: QtBot, tmp_path: Path) -> None:
    page, folder = sharing.page(FILE), tmp_path / "stick"
    assert isinstance(page.fields, FileFields)
    folder.mkdir()
    page.fields.take(folder / "talk.txt")
    sharing.start(page)
    (folder / "talk.txt").unlink()
    folder.rmdir()
    sharing.say("Good morning.")
    qtbot.waitUntil(lambda: sharing.banner(FILE).startswith("Captions cannot be added to"))
    assert page.act.text() == "Stop"
    folder.mkdir()
    qtbot.waitUntil(lambda: not sharing.banner(FILE))
    assert (folder / "talk.txt").read_text() == "Good morning.\n"
    (folder / "talk.txt").unlink()
    folder.rmdir()
    sharing.click(page)
    qtbot.waitUntil(lambda: page.act.text() == "Start")
    sharing.click(page)
    qtbot.waitUntil(lambda: page.state.text().startswith("Captions cannot be added to") and page.act.isEnabled())


def test_obs_is_remembered(sharing: Sharing, qtbot: QtBot, obs: StandInObs) -> None:
    """All but the password."""
    page = sharing.to_obs(obs)
    assert page.obs is not None
    page.obs.stream.setChecked(True)
    sharing.start(page)
    kept = sharing.controller.settings
    assert (kept.obs_address, kept.obs_source, kept.obs_stream) == (f"127.0.0.1:{obs.port}", "Captions", True)
    assert "supersecret" not in repr(kept)
    again = ObsFields(kept)
    qtbot.addWidget(again)
    assert again.choice() == replace(page.obs.choice(), password=None)
