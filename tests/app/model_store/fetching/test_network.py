"""The client of both hubs against a real server: every fault is one clear sentence, or the fetch goes on."""

from __future__ import annotations

import datetime
import http.server
import logging
import os
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.model_store.fetching import tokens
from app.model_store.fetching.fetch import discard, unfinished
from app.model_store.fetching.outcome import FetchFailed, FetchProgress, OfflineChosen
from app.model_store.fetching.pins import forget, pin
from app.model_store.fetching.steering import FetchStopped
from tests.app.model_store.fetching.conftest import (
    CONFIG,
    FILES,
    HASTY,
    HUGGINGFACE,
    IMPATIENT,
    MODELSCOPE,
    RECORD,
    WEIGHTS,
    WHOLE,
    Shop,
    contents,
)
from tests.support.model_hub import PAGE
from tests.support.waiting import PATIENCE_S, until

ROOT = Path(__file__).resolve().parents[4]
ALL = len(WEIGHTS) + len(CONFIG)


@pytest.mark.parametrize("origin", [HUGGINGFACE, MODELSCOPE], ids=lambda origin: origin.hub)
@pytest.mark.parametrize("sums", [True, False], ids=["sums are published", "sums are not published"])
def test_a_model_comes_whole_from_either_hub(shop: Shop, origin, sums: bool) -> None:
    shop.sell(origin, sums=sums)
    fetched = shop.get()
    assert (contents(fetched), fetched.transferred, shop.left()) == (FILES, ALL, sorted([*WHOLE, RECORD]))
    assert [str(each) for each in fetched.warnings] == (
        []
        if sums
        else [
            (
                "No checksum is published for model.bin, deep/config.json; "
                "they are checked by length and content, and remembered."
            )
        ]
    )
    assert (shop.seen[-1].done, shop.seen[-1].total) == (ALL, ALL)


# What goes wrong and passes: the fetch goes on, and nothing is sent twice that need not be.
PASSING = {
    "cut in the middle": (["cut 200000"], ALL),
    "cut again and again, with progress": (["cut 100000"] * 5, ALL),
    "cut, then the range is answered with everything": (["cut 200000", "whole"], ALL + 200_000),
    "cut, then another range than the asked one": (["cut 200000", "shifted"], None),
    "asked to wait": (["429 0"], ALL),
    "a fault of the host": (["503", "502 0"], ALL),
    "no answer": (["drop"], ALL),
    "silent in the middle": (["hang 200000"], None),
}


@pytest.mark.parametrize(("faults", "sent"), PASSING.values(), ids=list(PASSING))
@pytest.mark.parametrize(("origin", "sums"), [(HUGGINGFACE, False), (MODELSCOPE, True)], ids=["sums", "no sums"])
def test_what_passes_is_gone_through(shop: Shop, origin, sums: bool, faults: list[str], sent: int | None) -> None:
    shop.sell(origin, sums=sums)
    shop.hub.faults["model.bin"] = list(faults)
    fetched = shop.get(retry=IMPATIENT if "hang 200000" in faults else HASTY)
    assert contents(fetched) == FILES
    assert sent is None or (fetched.transferred, shop.hub.total()) == (sent, sent)


REFUSALS = {
    "404": "127.0.0.1 has no model.bin.",
    "401": "127.0.0.1 gives out model.bin only to users who are signed in.",
    "403": "127.0.0.1 gives out model.bin only to users who are signed in.",
    "418": "127.0.0.1 refused model.bin (418).",
    "429 3600": "127.0.0.1 gets too many requests and asks to wait.",
    "500": "127.0.0.1 has trouble of its own (500).",
    "page": "127.0.0.1 sent a web page in place of model.bin.",
    "longer": "model.bin of 127.0.0.1 has 600004 bytes where 600000 were published.",
    "other": "model.bin of 127.0.0.1 is not the published file: its checksum differs.",
    "drop": "The connection to 127.0.0.1 broke off again and again.",
    "hang 0": "127.0.0.1 stopped answering.",
}


@pytest.mark.parametrize(("fault", "sentence"), REFUSALS.items(), ids=list(REFUSALS))
def test_what_does_not_pass_is_one_sentence_and_the_next_source_helps(shop: Shop, fault: str, sentence: str) -> None:
    shop.sell(MODELSCOPE)
    shop.means = replace(shop.means, retry=IMPATIENT if fault == "hang 0" else HASTY)
    shop.hub.faults["model.bin"] = [fault] * 4
    with pytest.raises(FetchFailed) as failed:
        shop.get()
    assert failed.value.what == f"Tiny could not be fetched. {sentence}"
    assert failed.value.remedy

    shop.sell(MODELSCOPE, HUGGINGFACE)
    shop.hub.faults["model.bin"] = [fault] * (1 if fault[0] in "4plo" else 4)
    fetched = shop.get()
    assert contents(fetched) == FILES
    assert [str(each) for each in fetched.warnings] == [f"127.0.0.1 was passed over: {sentence}"]


def test_a_network_that_asks_to_sign_in_midway_costs_nothing_of_what_is_there(shop: Shop) -> None:
    shop.hub.faults["model.bin"] = ["cut 200000", "page"]
    with pytest.raises(FetchFailed, match="sent a web page in place of"):
        shop.get()
    assert contents(shop.get()) == FILES
    assert shop.hub.total() == ALL


def test_a_beginning_that_is_not_the_files_is_fetched_again(shop: Shop) -> None:
    shop.hub.faults["model.bin"] = ["cut 200000", "404"]
    with pytest.raises(FetchFailed):
        shop.get()
    part = shop.downloads / "tiny" / "parts" / "model.bin.part"
    part.write_bytes(bytes(part.stat().st_size))
    assert contents(shop.get()) == FILES


def test_a_page_of_the_network_is_found_out_without_its_type(shop: Shop) -> None:
    shop.sell(MODELSCOPE, sums=False)
    shop.hub.files["model.bin"] = PAGE
    shop.hub.files.pop("deep/config.json")
    with pytest.raises(FetchFailed, match="sent a web page in place of"):
        shop.get()


def test_a_host_that_is_not_there_is_passed_over(shop: Shop) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}"
    shop.sell(HUGGINGFACE, MODELSCOPE)
    fetched = shop.get(mirror=nobody)
    assert contents(fetched) == FILES
    assert [str(each) for each in fetched.warnings] == ["127.0.0.1 was passed over: 127.0.0.1 cannot be reached."]


@pytest.mark.parametrize("mirror", ["http://[nowhere", "http://nowhere:port", "nowhere", "http://"])
def test_a_mirror_that_is_no_address_is_passed_over(shop: Shop, mirror: str) -> None:
    shop.sell(HUGGINGFACE, MODELSCOPE)
    fetched = shop.get(mirror=mirror)
    assert contents(fetched) == FILES
    assert len(fetched.warnings) == 1


def test_a_host_that_leads_to_no_address_is_passed_over(shop: Shop) -> None:
    shop.sell(HUGGINGFACE, MODELSCOPE)
    shop.hub.faults["model.bin"] = ["astray"] * 4
    fetched = shop.get()
    assert contents(fetched) == FILES
    assert [str(each) for each in fetched.warnings] == ["127.0.0.1 was passed over: 127.0.0.1 cannot be reached."]


def test_the_mirror_takes_the_place_of_hugging_face(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = {"huggingface": "http://earshot.invalid", "modelscope": "http://earshot.invalid"}
    monkeypatch.setenv("HF_ENDPOINT", f"{shop.hub.url}/")
    assert contents(shop.get(hosts=nowhere)) == FILES


def test_a_proxy_of_the_environment_is_used(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", shop.hub.url)
    nowhere = {"huggingface": "http://earshot.invalid", "modelscope": "http://earshot.invalid"}
    assert contents(shop.get(hosts=nowhere)) == FILES  # this server answers as a proxy, too
    assert shop.hub.asked[0].host == "earshot.invalid"


@pytest.mark.parametrize("kind", ["socks5", "socks5h"])
def test_a_proxy_that_earshot_cannot_speak_with_is_one_sentence(
    shop: Shop, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("all_proxy", f"{kind}://somebody:secret@127.0.0.1:9")
    hosts = {"huggingface": "http://earshot.invalid", "modelscope": "http://earshot.invalid"}
    with pytest.raises(FetchFailed, match="proxy does not let Earshot through") as failed:
        shop.get(hosts=hosts)
    assert "secret" not in f"{failed.value} {failed.value.remedy}"


def test_a_host_whose_certificate_nobody_signed_is_not_trusted(shop: Shop, tmp_path: Path) -> None:
    with tls_server(tmp_path) as url:
        shop.sell(HUGGINGFACE)
        with pytest.raises(FetchFailed, match="certificate"):
            shop.get(hosts={"huggingface": url, "modelscope": url})
        fetched = shop.get(hosts={"huggingface": shop.hub.url, "modelscope": url})
    assert contents(fetched) == FILES


@contextmanager
def tls_server(folder: Path) -> Iterator[str]:
    """A server with a certificate of its own making, as a network that listens in has one."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now, now.replace(year=now.year + 1)
    )
    pem = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    pem += key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "own.pem").write_bytes(pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "own.pem")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"https://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


# Tokens -------------------------------------------------------------------------------------------


def test_a_token_is_shown_only_once_it_is_wanted_and_to_that_host_alone(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    shop.hub.gated = "hf_secret"
    with caplog.at_level(logging.DEBUG):
        assert contents(shop.get(token=tokens.token)) == FILES
    shown = [(each.host, "Authorization" in each.headers) for each in shop.hub.asked if "model.bin" in each.path]
    assert shown == [("127.0.0.1", False), ("127.0.0.1", True), ("localhost", False)]
    assert "hf_secret" not in caplog.text


def test_a_wrong_token_is_shown_once(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELSCOPE_API_TOKEN", "wrong")
    shop.sell(MODELSCOPE)
    shop.hub.gated = "right"
    with pytest.raises(FetchFailed, match="only to users who are signed in"):
        shop.get(token=tokens.token)
    assert ["Cookie" in each.headers for each in shop.hub.asked] == [False, True]


def test_a_token_comes_from_the_keyring_where_no_variable_has_one(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {("earshot", "huggingface"): "from the keyring"}
    monkeypatch.setattr("keyring.get_password", lambda service, user: kept.get((service, user)))
    assert (tokens.token("huggingface"), tokens.token("modelscope")) == ("from the keyring", None)
    monkeypatch.setenv("HF_TOKEN", "from the environment")
    assert tokens.token("huggingface") == "from the environment"

    def locked(_service: str, _user: str) -> str:
        raise RuntimeError("the keyring is locked")

    monkeypatch.setattr("keyring.get_password", locked)
    assert tokens.token("modelscope") is None


# Commands -----------------------------------------------------------------------------------------


def test_a_pause_closes_the_connection_and_the_rest_comes_afterwards(shop: Shop) -> None:
    paused = threading.Event()

    def command(now: FetchProgress) -> None:
        if now.paused:
            paused.set()
            threading.Timer(0.0, shop.steering.resume).start()
        elif now.done > 100_000 and not paused.is_set():
            shop.steering.pause()

    fetched = shop.get(command)
    assert paused.is_set()
    assert contents(fetched) == FILES
    ranges = [each.begins for each in shop.hub.asked if each.path.startswith("/stored/")]
    assert ranges[0] is None
    assert ranges[1] > 100_000
    assert fetched.transferred == ALL


@pytest.mark.parametrize("command", ["cancel", "leave"])
def test_a_cancelled_fetch_leaves_nothing_and_one_that_is_left_goes_on(shop: Shop, command: str) -> None:
    def stop(now: FetchProgress) -> None:
        if now.done > 100_000:
            getattr(shop.steering, command)()

    with pytest.raises(FetchStopped) as stopped:
        shop.get(stop)
    there = sum(unfinished(shop.downloads).values())
    assert (stopped.value.kept, there > 100_000, shop.left() != []) == ((command == "leave"),) * 3
    shop.steering = type(shop.steering)()
    shop.hub.count_anew()
    fetched = shop.get()
    assert contents(fetched) == FILES
    assert fetched.transferred == shop.hub.total()
    assert (fetched.transferred < ALL) == (command == "leave")


@pytest.mark.parametrize("fault", ["hang 200000", "mute"])
@pytest.mark.parametrize("command", ["cancel", "leave", "pause"])
def test_a_command_is_obeyed_while_the_host_is_silent(shop: Shop, fault: str, command: str) -> None:
    """The host would be waited for an hour."""
    shop.means = replace(shop.means, retry=replace(HASTY, read_s=3600.0))
    shop.hub.faults["model.bin"] = [fault]
    reached, obeyed = threading.Event(), threading.Event()
    silent_at = int(fault.partition(" ")[2] or 0)

    def show(now: FetchProgress) -> None:
        if now.paused:
            obeyed.set()
            shop.steering.resume()
        elif now.done == silent_at:
            reached.set()

    def get() -> None:
        with suppress(FetchStopped):
            shop.get(show)
        obeyed.set()

    thread = threading.Thread(target=get)
    thread.start()
    if silent_at:
        assert reached.wait(PATIENCE_S)
    until(lambda: any(each.path.startswith("/stored/") for each in shop.hub.asked))
    getattr(shop.steering, command)()
    assert obeyed.wait(PATIENCE_S)
    thread.join(PATIENCE_S)
    assert not thread.is_alive()
    left = shop.left()
    assert (left == sorted([*WHOLE, RECORD]), left == []) == (command == "pause", command == "cancel")


def test_a_whole_model_is_not_fetched_again_until_it_is_discarded(shop: Shop) -> None:
    shop.get()
    asked = len(shop.hub.asked)
    assert contents(shop.get()) == FILES
    assert len(shop.hub.asked) == asked
    discard("tiny", shop.downloads)
    assert shop.left() == []


def test_a_repair_brings_only_the_broken_file(shop: Shop) -> None:
    assert contents(shop.get(names=("deep/config.json",))) == {"deep/config.json": CONFIG}
    assert shop.hub.total() == len(CONFIG)


def test_one_model_is_not_fetched_twice_at_a_time(shop: Shop) -> None:
    refused: list[FetchFailed] = []

    def again(_now: FetchProgress) -> None:
        if not refused:
            with pytest.raises(FetchFailed) as failed:
                shop.get()
            refused.append(failed.value)

    shop.get(again)
    assert refused[0].what == "tiny is being fetched already."


def test_too_little_room_is_said_before_anything_is_fetched(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = type("Usage", (), {"free": 1000})
    monkeypatch.setattr("app.model_store.fetching.download.shutil.disk_usage", lambda _folder: usage)
    with pytest.raises(FetchFailed, match=r"Getting Tiny needs 0\.1 GB in .*, where 0\.0 GB are free"):
        shop.get()
    assert shop.hub.asked == []


# Sums that nobody publishes -----------------------------------------------------------------------


def test_a_copy_that_differs_from_the_pinned_one_is_refused_until_that_is_forgotten(shop: Shop) -> None:
    shop.sell(MODELSCOPE, sums=False)
    fetched = shop.get()
    pin(shop.models, "tiny", fetched.files)
    discard("tiny", shop.downloads)
    assert shop.get().warnings == ()

    discard("tiny", shop.downloads)
    shop.hub.files["model.bin"] = WEIGHTS[::-1]
    with pytest.raises(FetchFailed, match="is another one than the one that this computer got before"):
        shop.get()
    forget(shop.models, "tiny")
    assert contents(shop.get())["model.bin"] == WEIGHTS[::-1]


# Nothing without being asked ----------------------------------------------------------------------


def test_offline_opens_no_socket_but_takes_what_is_here(shop: Shop, tmp_path: Path, monkeypatch) -> None:
    def never(*_arguments: object) -> None:
        raise AssertionError("a socket")

    monkeypatch.setattr(socket, "socket", never)
    monkeypatch.setattr(socket, "getaddrinfo", never)
    with pytest.raises(OfflineChosen):
        shop.get(offline=True)
    for name, content in FILES.items():
        (tmp_path / "stick" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "stick" / name).write_bytes(content)
    fetched = shop.get(offline=True, folder=tmp_path / "stick")
    assert (contents(fetched), fetched.transferred) == (FILES, 0)


def test_a_wrong_file_in_the_folder_is_passed_over(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    (tmp_path / "stick" / "model.bin").write_bytes(bytes(len(WEIGHTS)))
    (tmp_path / "stick" / "config.json").write_bytes(CONFIG)
    fetched = shop.get(folder=tmp_path / "stick")
    assert (contents(fetched), fetched.transferred) == (FILES, len(WEIGHTS))


@pytest.mark.parametrize("origin", [HUGGINGFACE, MODELSCOPE], ids=lambda origin: origin.hub)
def test_a_file_in_the_hubs_own_cache_is_taken(shop: Shop, user_folders: Path, origin) -> None:
    shop.sell(origin)
    cache = {
        "huggingface": user_folders / "cache/huggingface/hub/models--owner--tiny/snapshots/abc",
        "modelscope": user_folders / "cache/modelscope/hub/models/owner/tiny",
    }[origin.hub]
    cache.mkdir(parents=True)
    (cache / "model.bin").write_bytes(WEIGHTS)
    fetched = shop.get()
    assert (contents(fetched), fetched.transferred) == (FILES, len(CONFIG))
    assert fetched.sources == ("this computer", "127.0.0.1")


# Killed -------------------------------------------------------------------------------------------

CHILD = """
import sys
from pathlib import Path
from tests.app.model_store.fetching.conftest import HASTY, HUGGINGFACE, MODELSCOPE, FILES, published, unpublished, tiny
from app.model_store.fetching.fetch import fetch
from app.model_store.fetching.means import FetchMeans
from app.model_store.fetching.steering import FetchSteering
url, downloads, sums = sys.argv[1:]
make = published if sums == "sums" else unpublished
model = tiny(tuple(make(name, content) for name, content in FILES.items()), HUGGINGFACE)
fetch(model, Path(downloads), FetchMeans(pip=None, hosts={"huggingface": url}, retry=HASTY), FetchSteering())
"""


@pytest.mark.parametrize("sums", [True, False], ids=["sums", "no sums"])
@pytest.mark.parametrize("origin", [HUGGINGFACE, MODELSCOPE], ids=lambda origin: origin.hub)
def test_the_next_fetch_asks_for_the_rest_alone(shop: Shop, origin, sums: bool) -> None:
    shop.sell(origin, sums=sums)
    shop.hub.faults["model.bin"] = ["cut 200000", "404"]
    with pytest.raises(FetchFailed):
        shop.get()
    fetched = shop.get()
    assert (contents(fetched), fetched.transferred, shop.hub.total()) == (FILES, ALL - 200_000, ALL)


def test_a_beginning_of_another_version_is_not_gone_on_with(shop: Shop) -> None:
    shop.sell(HUGGINGFACE, sums=False)
    shop.hub.faults["model.bin"] = ["cut 200000", "404"]
    with pytest.raises(FetchFailed):
        shop.get()
    shop.hub.files["model.bin"] = WEIGHTS[::-1]
    assert contents(shop.get())["model.bin"] == WEIGHTS[::-1]


@pytest.mark.parametrize("moment", [1, 250_000, 600_000, 600_400])
@pytest.mark.parametrize("sums", [True, False], ids=["sums", "no sums"])
def test_a_fetch_that_was_killed_goes_on_where_it_was(shop: Shop, moment: int, sums: bool) -> None:
    shop.sell(HUGGINGFACE, sums=sums)
    command = [sys.executable, "-c", CHILD, shop.hub.url, str(shop.downloads), "sums" if sums else "none"]
    child = subprocess.Popen(command, cwd=ROOT, env=dict(os.environ))

    def kill(_path: str, _sent: int) -> None:
        if shop.hub.total() >= moment:
            child.kill()

    shop.hub.watch = kill
    child.wait()
    shop.hub.count_anew()
    shop.hub.watch = lambda _path, _sent: None
    fetched = shop.get()
    assert contents(fetched) == FILES
    assert shop.left() == sorted([*WHOLE, RECORD])
    assert fetched.transferred <= ALL
    assert shop.hub.total() == fetched.transferred
