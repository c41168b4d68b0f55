"""Models on another machine, in the window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import keyring
import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.folders import user_folders
from app.model_store.offer import OfferedModel
from app.model_store.remote import key_of
from app.model_store.store import ModelStore
from app.settings import Settings
from engine.errors import CaptioningError
from engine.models.away import RemoteModel
from tests.support.serving import HearingRecogniser, speech_server
from tests.support.ui_scripted import MINI, NANO, ScriptedController
from ui.main_window import MainWindow
from ui.models.page import ModelsPage
from ui.models.remote_dialog import RemoteDialog

DESK = OfferedModel(
    "remote-desk",
    "Desk (desk:8000)",
    ("en",),
    punctuation=True,
    rough=False,
    remote=RemoteModel("openai", "http://desk:8000"),
)


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], str]:
    kept: dict[tuple[str, str], str] = {}
    monkeypatch.setattr(keyring, "get_password", lambda service, user: kept.get((service, user)))
    monkeypatch.setattr(keyring, "set_password", lambda service, user, secret: kept.update({(service, user): secret}))
    monkeypatch.delenv("EARSHOT_REMOTE_KEY", raising=False)
    return kept


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow, controller: ScriptedController) -> ModelsPage:
    controller.offered = [MINI, replace(NANO, has_language_model=True), DESK]
    made = window.show_page("models")
    assert isinstance(made, ModelsPage)
    qtbot.waitUntil(lambda: len(made.cards) == 4)
    return made


@pytest.fixture
def dialog(page: ModelsPage) -> Iterator[RemoteDialog]:
    page.remote_button.click()
    assert page.remote.dialog is not None
    yield page.remote.dialog
    if page.remote.dialog is not None:
        page.remote.dialog.reject()


def test_the_form_says_what_would_be_sent(dialog: RemoteDialog) -> None:
    assert "Nothing is sent before you press Test" in dialog.sent.text()
    assert not dialog.test.isEnabled()
    dialog.name.setText("desk")
    for kind, address, said in (
        ("openai", "desk:8000", "the sound of what is said is sent there"),
        ("fun-asr", "ws://desk:10095", "the sound of what is said is sent there"),
        ("vllm", "desk:8000", "no sound"),
        ("openai", "127.0.0.1:8000", "nothing leaves it"),
    ):
        dialog.kind.choose(kind)
        dialog.address.setText(address)
        assert said in dialog.sent.text()
        assert dialog.add.isEnabled()
    dialog.address.setText("ftp://desk")
    assert dialog.sent.text() == "ftp://desk is no address of a server."
    assert not dialog.add.isEnabled()


def test_a_language_model_elsewhere_needs_one_of_this_computer(
    qtbot: QtBot, dialog: RemoteDialog, page: ModelsPage
) -> None:
    dialog.kind.choose("vllm")
    assert dialog.local.isVisible()
    assert dialog.form.local == "nano"
    dialog.reject()
    qtbot.waitUntil(lambda: page.remote.dialog is None)
    bare = page.remote.open([MINI])
    bare.kind.choose("vllm")
    bare.name.setText("gpu")
    bare.address.setText("gpu:8000")
    assert not bare.add.isEnabled()


def test_one_is_tried_then_added_with_its_key(
    qtbot: QtBot, dialog: RemoteDialog, page: ModelsPage, secrets: dict[tuple[str, str], str], tmp_path: Path
) -> None:
    assert dialog.key.echoMode() is QLineEdit.EchoMode.Password
    with speech_server(HearingRecogniser("Hello."), tmp_path, token="a key") as (address, _):
        dialog.name.setText("desk")
        dialog.address.setText(address.url)
        dialog.test.click()
        qtbot.waitUntil(lambda: "does not accept the key" in dialog.state.text(), timeout=60_000)
        dialog.key.setText("a key")
        dialog.test.click()
        qtbot.waitUntil(lambda: dialog.state.text().startswith("It works"), timeout=60_000)
        assert secrets == {}
        dialog.add.click()
        qtbot.waitUntil(lambda: page.remote.dialog is None, timeout=60_000)
    added = ModelStore(user_folders().models).find("remote-desk")
    assert added.remote == RemoteModel("openai", address.url)
    assert key_of("remote-desk") == "a key"


def test_the_card_says_where_its_sound_goes(page: ModelsPage) -> None:
    card = page.cards[3]
    assert card.explanation.text() == "Sends the sound of what is said to desk:8000."
    assert card.use.isEnabled()
    menu = card.more.menu()
    assert menu is not None
    assert [action.text() for action in menu.actions()] == ["Test", "Change…", "Remove"]


def test_offline_refuses_it(qtbot: QtBot, page: ModelsPage, controller: ScriptedController) -> None:
    controller.settings = Settings(offline=True)
    page.model_actions.look()
    qtbot.waitUntil(lambda: page.offline.isChecked())
    assert not page.cards[3].use.isEnabled()
    assert page.cards[2].use.isEnabled()
    page.cards[3].show_work(None)
    assert not page.cards[3].use.isEnabled()


def test_a_failing_test_of_a_card_is_told(qtbot: QtBot, page: ModelsPage, window: MainWindow) -> None:
    """It is not in the folder of the test."""
    page.remote._tried.send(CaptioningError("desk:8000 cannot be reached.", "Check the network."))
    qtbot.waitUntil(lambda: window.banners.named("remote") is not None)


def test_changing_one_keeps_its_key_where_none_is_entered(page: ModelsPage) -> None:
    dialog = page.remote.open([MINI], DESK)
    assert (dialog.form.name, dialog.form.address, dialog.form.key) == ("desk", "http://desk:8000", None)
    dialog.key.setText("another")
    assert dialog.form.key == "another"
    dialog.reject()
