"""Remembering a voice: nothing without the consent of the person, and a deleted voice is gone from the disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.app.control.test_speakers import kept
from tests.support.audio import Loudness
from tests.ui.library.test_labelling import Desk, _notices
from ui.library.enrolling import EnrolDialog


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr("app.transcripts.speaker_labels.voices_at_hand", lambda *_asked: Loudness())
    made = Desk(qtbot, tmp_path / "home")
    made.open(kept(made.earshot, tmp_path))
    yield made
    made.labelling.put_away()
    made.page.put_away()
    made.earshot.close()


def voices_file(desk: Desk) -> Path:
    return desk.earshot.preferences.folders.voices_file


def everything(desk: Desk) -> bytes:
    home = desk.earshot.preferences.folders.data.parent
    return b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())


def asked(desk: Desk) -> EnrolDialog:
    """The dialog over the only speaker."""
    desk.label("1")
    desk.qtbot.waitUntil(lambda: [name for name, _ in desk.told()] == ["Speaker 1"])
    transcript = desk.page.reading.editing.transcript
    assert transcript is not None
    desk.page.reading.sentence_menu.enrolment_wanted.emit(transcript.sentences[0])
    assert desk.labelling.enrolment is not None
    return desk.labelling.enrolment


def test_the_button_waits_for_a_name_and_the_consent_of_that_person(desk: Desk) -> None:
    dialog = asked(desk)
    assert dialog.name.text() == ""  # "Speaker 1" is nobody's name
    assert not dialog.consent.isEnabled()
    dialog.name.setText("Anna Weber")
    assert dialog.consent.text() == "Anna Weber agrees that Earshot remembers their voice"
    assert not dialog.remember.isEnabled()
    dialog.consent.setChecked(True)
    assert dialog.remember.isEnabled()
    dialog.name.setText("Ben")
    assert not dialog.consent.isChecked()
    assert not dialog.remember.isEnabled()
    dialog.reject()
    assert not voices_file(desk).exists()


def test_a_remembered_voice_is_listed_named_and_gone_when_it_is_deleted(desk: Desk) -> None:
    dialog = asked(desk)
    assert not voices_file(desk).exists()  # labels alone keep no voice
    dialog.name.setText("Anna Weber")
    dialog.consent.setChecked(True)
    dialog.remember.click()
    desk.qtbot.waitUntil(lambda: "The voice of Anna Weber is remembered." in _notices(desk))
    assert voices_file(desk).exists()
    desk.page.reading.editing.undo()
    desk.label("1")
    desk.qtbot.waitUntil(lambda: [name for name, _ in desk.told()] == ["Anna Weber"])
    desk.page.reading.editing.undo()
    desk.labelling.voices_action.trigger()
    listed = desk.labelling.voices
    assert listed is not None
    desk.qtbot.waitUntil(lambda: listed.list.count() == 1)
    assert listed.list.item(0).text().startswith("Anna Weber, agreed on 20")
    listed.delete.click()
    desk.qtbot.waitUntil(lambda: listed.list.count() == 0)
    assert not voices_file(desk).exists()
    assert "No voice is remembered" in listed.words.text()
    assert b'"voice":' not in everything(desk)
    listed.reject()
