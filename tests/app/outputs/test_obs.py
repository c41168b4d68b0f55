"""Captions in OBS: a text source, captions of the stream, and what OBS refuses."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator

import pytest
from websockets.sync.server import ServerConnection, serve

from app.outputs.choices import ObsChoice, obs_choice
from app.outputs.obs import GONE_AFTER_S, ObsReceiver, latin
from app.outputs.obs_socket import proof
from app.outputs.receiver import CaptionsRefused, ReceiverAway
from app.secret_store import keep_secret
from engine.errors import BadInput, CaptioningError
from tests.support.caption_receivers import CHALLENGE, SALT, StandInObs, running
from tests.support.ui_scripted import final, nothing_said, partial
from tests.support.waiting import until


@pytest.fixture
def obs() -> Iterator[StandInObs]:
    with running(StandInObs("supersecretpassword")) as made:
        yield made
    assert made.wrongs == []


def receiver(
    obs: StandInObs, source: str = "Captions", stream: bool = False, password: str = "supersecretpassword"
) -> ObsReceiver:
    return ObsReceiver(ObsChoice("127.0.0.1", obs.port, source, stream, password))


def test_the_proof_of_a_password_is_that_of_the_protocol() -> None:
    """Values of the example in the protocol's page."""
    assert proof("supersecretpassword", SALT, CHALLENGE) == "1Ct943GAT+6YQUUX47Ia/ncufilbe6+oD6lY+5kaCu4="


def test_the_text_source_shows_the_newest_two_lines(obs: StandInObs) -> None:
    made = receiver(obs)
    made.open()
    assert obs.sources["Captions"] == ""
    made.send(partial(1, "Good", " morning"))
    assert obs.sources["Captions"] == "Good morning"
    made.send(final(1, "Good morning."))
    made.send(final(2, "The first item is the budget."))
    made.send(partial(3, "We have spent half"))
    assert obs.sources["Captions"] == "The first item is the budget.\nWe have spent half"
    made.send(nothing_said(3))
    assert obs.sources["Captions"] == "Good morning.\nThe first item is the budget."
    made.send(final(4, "一二三四五六七八九十一二三四五六七八九十。"))
    assert obs.sources["Captions"].count("\n") == 1
    made.end()
    assert obs.sources["Captions"] == ""
    assert obs.captions == []


def test_old_text_leaves_the_picture(obs: StandInObs) -> None:
    now = [0.0]
    made = ObsReceiver(ObsChoice("127.0.0.1", obs.port, "Captions", password=obs.password), lambda: now[0])
    made.open()
    made.send(final(1, "Good morning."))
    now[0] = GONE_AFTER_S - 1
    made.rest()
    assert obs.sources["Captions"] == "Good morning."
    now[0] = GONE_AFTER_S + 1
    made.rest()
    assert obs.sources["Captions"] == ""
    made.close()


def test_captions_of_the_stream_are_finished_latin_and_short(obs: StandInObs) -> None:
    made = receiver(obs, source="", stream=True)
    made.open()
    made.send(partial(1, "Good"))
    assert obs.captions == []
    text = "We’ve spent about half of the budget, and the café in the “old” building is not even finished yet."
    made.send(final(1, text))
    assert len(obs.captions) > 1
    assert all(len(line) <= 32 for each in obs.captions for line in each.split("\n"))
    assert all(each.count("\n") <= 1 for each in obs.captions)
    assert " ".join(" ".join(obs.captions).split()) == latin(text)
    made.send(final(2, "大家早上好。"))
    assert "Latin" in made.note
    obs.streaming = False
    made.send(final(3, "Hello."))
    assert "not live" in made.note
    obs.streaming = True
    made.send(final(4, "Hello again."))
    assert (obs.captions[-1], made.note) == ("Hello again.", "")
    made.end()
    assert obs.sources["Captions"] == "before"


def test_letters_that_the_stream_cannot_show_lose_their_marks() -> None:
    assert latin("Dvořák’s “New World” – naïve…") == 'Dvorák\'s "New World" - naïve...'
    assert latin("大家早上好") == latin("  ") == ""
    assert latin("The 词汇 list") == "The list"


@pytest.mark.parametrize(("password", "told"), [("wrong", "does not accept the password"), ("", "asks for its pass")])
def test_without_the_password_obs_is_not_asked_again(obs: StandInObs, password: str, told: str) -> None:
    with pytest.raises(CaptionsRefused, match=told) as failed:
        receiver(obs, password=password).open()
    assert "wrong" not in str(failed.value)
    assert "wrong" not in " ".join(obs.authentications)


def test_the_password_comes_from_the_keyring(obs: StandInObs, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: dict[tuple[str, str], str] = {}
    monkeypatch.setattr("keyring.get_password", lambda service, user: kept.get((service, user)))
    monkeypatch.setattr("keyring.set_password", lambda service, user, secret: kept.update({(service, user): secret}))
    keep_secret("obs", "supersecretpassword")
    assert kept == {("earshot", "obs"): "supersecretpassword"}
    made = ObsReceiver(ObsChoice("127.0.0.1", obs.port, "Captions"))
    made.open()
    made.close()


def test_a_locked_keyring_takes_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_: str) -> None:
        raise RuntimeError("supersecretpassword")

    monkeypatch.setattr("keyring.set_password", locked)
    with pytest.raises(CaptioningError, match="keyring") as failed:
        keep_secret("obs", "supersecretpassword")
    assert "supersecret" not in str(failed.value)


def test_a_source_that_is_missing_is_named(obs: StandInObs) -> None:
    with pytest.raises(CaptionsRefused, match="no source “Title”") as failed:
        receiver(obs, source="Title").open()
    assert failed.value.remedy == "Its text sources are “Captions”."
    obs.sources.clear()
    with pytest.raises(CaptionsRefused, match="Add a text source"):
        receiver(obs, source="Title").open()


def test_a_busy_obs_may_take_captions_later_and_gets_no_part_twice(obs: StandInObs) -> None:
    made = receiver(obs, stream=True)
    made.open()
    obs.ready = False
    event = final(1, "Good morning.")
    with pytest.raises(ReceiverAway, match="busy"):
        made.send(event)
    obs.ready = True
    made.close()
    made.open()
    made.send(event)
    made.send(event)
    assert obs.sources["Captions"] == "Good morning."
    assert obs.captions == ["Good morning."]
    made.close()


@pytest.mark.parametrize(("code", "kind"), [(4011, CaptionsRefused), (4010, CaptionsRefused), (1001, ReceiverAway)])
def test_a_connection_that_obs_ends_is_noticed_while_nothing_is_said(
    obs: StandInObs, code: int, kind: type[CaptioningError]
) -> None:
    made = receiver(obs)
    made.open()
    obs.stop(code)

    def noticed() -> bool:
        try:
            made.rest()
        except kind:
            return True
        return False

    until(noticed)


def test_without_obs_the_sentence_says_what_to_do() -> None:
    with running(StandInObs()) as gone:
        pass
    with pytest.raises(ReceiverAway, match="Start OBS") as failed:
        ObsReceiver(ObsChoice("127.0.0.1", gone.port, "Captions")).open()
    assert str(gone.port) in failed.value.what


def test_another_program_at_the_port_is_told() -> None:
    from tests.support.caption_receivers import StandInZoom

    with running(StandInZoom()) as other, pytest.raises(CaptionsRefused, match="Something other"):
        ObsReceiver(ObsChoice("127.0.0.1", other.port, "Captions")).open()


@pytest.mark.parametrize(
    "messages",
    [
        [{"op": 0, "d": {"authentication": []}}],
        [{"op": 0, "d": {"authentication": {"salt": "x"}}}],
        [{"op": 0, "d": {}}, {"op": 2, "d": {}}, {"op": 7, "d": {"requestId": "1", "requestStatus": [1]}}],
        [
            {"op": 0, "d": {}},
            {"op": 2, "d": {}},
            {"op": 7, "d": {"requestId": "1", "requestStatus": {"result": True}, "responseData": 7}},
        ],
    ],
    ids=["authentication", "challenge", "status", "data"],
)
def test_what_answers_otherwise_than_obs_is_told_as_that(messages: list[dict[str, object]]) -> None:
    def talk(socket: ServerConnection) -> None:
        for each in messages:
            socket.send(json.dumps(each))
        for _ in socket:
            pass

    with serve(talk, "127.0.0.1", 0, subprotocols=["obswebsocket.json"]) as server:  # type: ignore[list-item]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        made = ObsReceiver(ObsChoice("127.0.0.1", server.socket.getsockname()[1], "Captions", password="any"))
        with pytest.raises(ReceiverAway, match="does not understand"):
            made.open()
        made.close()
        server.shutdown()


def test_addresses_of_obs() -> None:
    assert obs_choice("", " Captions ", False) == ObsChoice("localhost", 4455, "Captions")
    assert obs_choice("ws://studio:4456/", "", True) == ObsChoice("studio", 4456, "", True)
    assert obs_choice("[::1]:4455", "a", False).local
    assert not obs_choice("192.0.2.7", "a", False).local
    assert "hush" not in repr(obs_choice("", "a", False, "hush"))
    for wrong in ("a b", "host:99999", "host/path", "user@host", "host:port"):
        with pytest.raises(BadInput):
            obs_choice(wrong, "a", False)
    with pytest.raises(BadInput, match="Nothing is chosen"):
        obs_choice("", " ", False)
