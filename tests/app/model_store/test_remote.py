"""Models on other machines among those of this computer."""

from __future__ import annotations

import ast
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import keyring
import numpy as np
import pytest

from app import log
from app.model_store.live_text import light_model
from app.model_store.loading import load_recogniser
from app.model_store.offer import model_for, offered_models
from app.model_store.remote import RemoteForm, add_remote, away, key_of, try_form, try_remote
from app.model_store.store import ModelStore
from app.serving.realtime import realtime_routes
from app.settings import Settings
from engine.errors import BadInput, ModelUnusable
from engine.models.away import RemoteModel, RemoteUnfit
from engine.models.recogniser import Recogniser, Request
from tests.conftest import ROOT
from tests.support.serving import HearingRecogniser, beginning, speech_server

SAID = "Ada wrote the first programme."
ONLINE, OFFLINE = Settings(), Settings(offline=True)
DESK = RemoteForm("Desk", "openai", "desk.example:8000/v1/")


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], str]:
    """In place of the desktop's keyring, which a test must not touch."""
    kept: dict[tuple[str, str], str] = {}
    monkeypatch.setattr(keyring, "get_password", lambda service, user: kept.get((service, user)))
    monkeypatch.setattr(keyring, "set_password", lambda service, user, secret: kept.update({(service, user): secret}))
    monkeypatch.setattr(keyring, "delete_password", lambda service, user: kept.pop((service, user)))
    monkeypatch.delenv("EARSHOT_REMOTE_KEY", raising=False)
    return kept


@pytest.fixture
def store(tmp_path: Path, secrets: dict[tuple[str, str], str]) -> ModelStore:
    return ModelStore(tmp_path / "models")


@pytest.fixture
def no_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def test_one_is_added_in_the_list_and_can_be_removed_with_its_key(
    store: ModelStore, secrets: dict[tuple[str, str], str], no_socket: None
) -> None:
    entry = add_remote(store, replace(DESK, key="a key"))
    assert (entry.name, entry.title) == ("remote-desk", "Desk (desk.example:8000)")
    assert entry.remote == RemoteModel("openai", "http://desk.example:8000")
    assert entry.problem is None
    assert store.find("remote-desk") == entry
    assert (secrets, key_of("remote-desk")) == ({("earshot", "remote-desk"): "a key"}, "a key")
    assert "a key" not in "".join(path.read_text("utf-8") for path in store.folder.rglob("*") if path.is_file())
    store.remove("remote-desk")
    assert (secrets, [each.name for each in store.list() if each.remote]) == ({}, [])


def test_adding_it_again_takes_its_place_and_keeps_the_key(
    store: ModelStore, secrets: dict[tuple[str, str], str]
) -> None:
    add_remote(store, replace(DESK, key="a key"))
    entry = add_remote(store, replace(DESK, address="https://other.example"))
    assert entry.remote is not None
    assert entry.remote.address == "https://other.example"
    assert key_of("remote-desk") == "a key"
    add_remote(store, replace(DESK, key=""))
    assert secrets == {}


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("openai", ""),
        ("openai", "ftp://desk"),
        ("openai", "http://desk:0x"),
        ("openai", "http://de sk"),
        ("fun-asr", "http://desk:10095"),
        ("openai", "http://ada:secret@desk"),
    ],
)
def test_what_is_no_address_is_refused(store: ModelStore, kind: str, address: str) -> None:
    with pytest.raises(BadInput):
        add_remote(store, RemoteForm("desk", kind, address))
    assert [each for each in store.list() if each.remote] == []


def test_it_is_never_chosen_but_by_name(store: ModelStore) -> None:
    """Not even where nothing else is at hand, and not as the light model of another one."""
    add_remote(store, DESK)
    assert all(entry.remote is None for entry in store.usable())
    offered = offered_models(store.folder)
    found = model_for("de", offered)
    assert found is None or found.remote is None
    light = light_model(store.list(), "another")
    assert light is None or light.remote is None
    alone = ModelStore(store.folder, own=store.folder / "nothing")
    with pytest.raises(ModelUnusable, match="No model"):
        alone.best_at_hand()


def test_offline_refuses_it_without_a_socket(store: ModelStore, no_socket: None) -> None:
    add_remote(store, DESK)
    with pytest.raises(ModelUnusable, match="set to stay offline"):
        load_recogniser("remote-desk", 1, store.folder, away=away(lambda: OFFLINE))
    with pytest.raises(ModelUnusable, match="set to stay offline"):
        load_recogniser("remote-desk", 1, store.folder)  # whoever does not say what may leave lets nothing leave
    with pytest.raises(ModelUnusable, match="set to stay offline"):
        try_remote(store, "remote-desk", away(lambda: OFFLINE))


def test_offline_gives_way_to_another_model_and_says_so(store: ModelStore, no_socket: None) -> None:
    add_remote(store, DESK)
    told: list[str] = []
    loaded = load_recogniser(
        "remote-desk",
        1,
        store.folder,
        report=lambda what, remedy: told.append(what),
        others=True,
        away=away(lambda: OFFLINE),
    )
    assert loaded.capabilities.name != "remote-desk"
    assert "set to stay offline" in told[0]
    loaded.close()


def test_offline_switched_on_later_ends_it_at_once(store: ModelStore, sample: Path, tmp_path: Path) -> None:
    """The next sentence is already written here, and says why."""
    settings = [ONLINE]
    with speech_server(HearingRecogniser(SAID), tmp_path) as (address, _):
        add_remote(store, replace(DESK, address=address.url))
        recogniser = load_recogniser("remote-desk", 1, store.folder, away=away(lambda: settings[0]))
        speech = beginning(sample, 3.0)
        assert final(recogniser, speech) == (SAID, None)
        settings[0] = OFFLINE
        text, reason = final(recogniser, speech)
        assert text not in ("", SAID)
        assert reason == "Earshot is set to stay offline, so nothing is sent to another machine."
        recogniser.close()


def test_a_local_model_writes_while_the_server_is_away(store: ModelStore, sample: Path) -> None:
    add_remote(store, replace(DESK, kind="fun-asr", address="ws://127.0.0.1:9"))
    recogniser = load_recogniser("remote-desk", 1, store.folder, away=away(lambda: ONLINE))
    utterance = recogniser.begin(Request())
    heard = utterance.finish(beginning(sample, 3.0))
    assert heard.text
    assert heard.draft
    assert heard.reason == "127.0.0.1:9 cannot be reached."
    utterance.close()
    recogniser.close()


def test_trying_sends_a_part_of_earshot_s_own_sample(store: ModelStore, tmp_path: Path) -> None:
    hearing = HearingRecogniser(SAID)
    with speech_server(hearing, tmp_path) as (address, _):
        add_remote(store, replace(DESK, address=address.url))
        assert try_remote(store, "remote-desk", away(lambda: ONLINE))
    assert hearing.heard


def test_a_form_is_tried_with_its_key_before_it_is_kept(
    store: ModelStore, tmp_path: Path, secrets: dict[tuple[str, str], str]
) -> None:
    with speech_server(HearingRecogniser(SAID), tmp_path, token="a key") as (address, _):
        form = replace(DESK, address=address.url, key=" a key ")
        assert try_form(store, form, away(lambda: ONLINE))
        with pytest.raises(RemoteUnfit, match="does not accept the key"):
            try_form(store, replace(form, key="another"), away(lambda: ONLINE))
    assert (secrets, [each for each in store.list() if each.remote]) == ({}, [])


@pytest.mark.parametrize(
    ("kind", "address", "sends"),
    [
        ("openai", "desk:8000", "sound"),
        ("fun-asr", "wss://desk", "sound"),
        ("vllm", "10.0.0.3:8000", "embeddings"),
        ("vllm", "127.0.0.1:8000", "nothing"),
    ],
)
def test_a_form_says_what_would_leave(kind: str, address: str, sends: str) -> None:
    assert RemoteForm("x", kind, address).sends == sends


def test_the_mark_is_asked_for_before_something_leaves_for_another_computer(store: ModelStore) -> None:
    marked: list[str] = []

    def begin(model: RemoteModel) -> Callable[[], None]:
        marked.append(f"to {model.host}")
        return lambda: marked.append("over")

    allowed = away(lambda: ONLINE, begin)
    for address in ("http://127.0.0.1:9", "http://[::1]:9", "http://localhost:9", "http://desk.example:8000"):
        with allowed.sending(RemoteModel("openai", address)):
            pass
    assert marked == ["to desk.example:8000", "over"]


def test_a_language_model_elsewhere_needs_a_local_one(store: ModelStore) -> None:
    with pytest.raises(BadInput, match="could compute elsewhere"):
        add_remote(store, RemoteForm("gpu", "vllm", "http://gpu:8000"))


def final(recogniser: Recogniser, audio: np.ndarray, request: Request | None = None) -> tuple[str, str | None]:
    utterance = recogniser.begin(request or Request())
    try:
        heard = utterance.finish(audio)
        return heard.text, heard.reason
    finally:
        utterance.close()


def test_neither_words_nor_keys_go_into_the_log(
    store: ModelStore, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the most talkative level, of what works and of what fails."""
    monkeypatch.setenv("EARSHOT_REMOTE_KEY", "a-secret-key")
    writing = log.write_to(tmp_path / "state", level=0)
    try:
        for token in ("a-secret-key", "another"):
            with speech_server(HearingRecogniser(SAID), tmp_path, token=token, more=realtime_routes) as (address, _):
                for kind, where in (("openai", address.url), ("fun-asr", address.url.replace("http", "ws", 1))):
                    add_remote(store, replace(DESK, kind=kind, address=where))
                    recogniser = load_recogniser("remote-desk", 1, store.folder, away=away(lambda: ONLINE))
                    text, reason = final(recogniser, beginning(sample, 3.0), Request(hotwords=("Lovelace",)))
                    assert (text == SAID) == (reason is None) == (token == "a-secret-key")
                    recogniser.close()
    finally:
        log.end(writing)
    written = (tmp_path / "state" / log.NAME).read_text("utf-8")
    assert written
    assert not any(word in written for word in ("a-secret-key", "Ada", "programme", "Lovelace"))


def test_listing_one_imports_nothing_that_reaches_a_network(store: ModelStore) -> None:
    add_remote(store, DESK)
    code = (
        "import sys; from pathlib import Path; from app.model_store.store import ModelStore\n"
        f"entry = ModelStore(Path({str(store.folder)!r})).find('remote-desk'); assert entry.remote\n"
        "print(sorted({name.split('.')[0] for name in sys.modules}))"
    )
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert not {"httpx2", "websockets", "keyring", "ssl", "numpy"} & set(ast.literal_eval(child.stdout))
