"""Sound over a websocket: OpenAI's realtime transcription, and Fun-ASR's realtime server."""

from __future__ import annotations

import base64
import io
import json
import math
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import openai
import pytest
import soundfile
import soxr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from app.serving.limits import Limits
from app.serving.live_stream import MOST_AT_WORK
from app.serving.realtime import realtime_routes
from app.serving.realtime_config import RealtimeConfig
from app.serving.sound_format import SoundFormat
from engine.session.stabiliser import CaptionMode
from tests.support.recognisers import LoudnessDetector
from tests.support.serving import HearingRecogniser, beginning, speech_server

SAID = "Ada wrote the first programme."
OF_ITEMS = "conversation.item.input_audio_transcription"


def pcm_of(samples: np.ndarray) -> bytes:
    return bytes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())


@pytest.fixture(scope="module")
def speech(sample: Path) -> np.ndarray:
    """6 s of talk, and a silence that ends it."""
    return np.concatenate([beginning(sample, 6.0), np.zeros(32_000, np.float32)])


@pytest.fixture
def model() -> HearingRecogniser:
    return HearingRecogniser(SAID)


@pytest.fixture
def server(model: HearingRecogniser, tmp_path: Path) -> Iterator[str]:
    with speech_server(model, tmp_path, limits=Limits(clients=2), more=realtime_routes) as (address, _):
        yield address.url.replace("http", "ws")


@contextmanager
def realtime(server: str) -> Iterator[ClientConnection]:
    with connect(f"{server}/v1/realtime?intent=transcription") as socket:
        assert told(socket)["type"] == "session.created"
        yield socket


def told(socket: ClientConnection) -> dict[str, Any]:
    message: dict[str, Any] = json.loads(socket.recv(timeout=60))
    return message


def until_told(socket: ClientConnection, last: Callable[[dict[str, Any]], bool]) -> list[dict[str, Any]]:
    found = [told(socket)]
    while not last(found[-1]):
        found.append(told(socket))
    return found


def until_all_completed(socket: ClientConnection, found: list[dict[str, Any]]) -> None:
    """Adds to `found`, to the end of the item that the client committed and of those that pauses ended."""
    while True:
        completed = {each["item_id"] for each in found if each["type"] == f"{OF_ITEMS}.completed"}
        started = {each["item_id"] for each in found if each["type"].endswith("speech_started")}
        if started < completed:
            return
        found.append(told(socket))


def say(socket: ClientConnection, kind: str, **fields: object) -> None:
    socket.send(json.dumps({"type": kind, **fields}))


def send(socket: ClientConnection, sound: bytes) -> None:
    for at in range(0, len(sound), 40_000):
        say(socket, "input_audio_buffer.append", audio=base64.b64encode(sound[at : at + 40_000]).decode())


def update(**sound: object) -> dict[str, object]:
    return {"type": "transcription", "audio": {"input": sound}}


def test_pauses_end_items_and_deltas_begin_their_transcripts(server: str, speech: np.ndarray) -> None:
    with realtime(server) as socket:
        send(socket, pcm_of(np.asarray(soxr.resample(speech, 16_000, 24_000), np.float32)))
        events = until_told(socket, lambda each: each["type"] == f"{OF_ITEMS}.completed")
    kinds = [each["type"] for each in events]
    order = ["input_audio_buffer.speech_started", "input_audio_buffer.speech_stopped", "input_audio_buffer.committed"]
    assert [kind for kind in kinds if kind in order][:3] == order
    item = events[-1]["item_id"]
    assert events[-1]["transcript"] == SAID
    deltas = "".join(
        each["delta"] for each in events if each["type"] == f"{OF_ITEMS}.delta" and each["item_id"] == item
    )
    assert deltas == SAID


def test_a_client_commits_its_own_items_at_16_khz(server: str, model: HearingRecogniser, speech: np.ndarray) -> None:
    with realtime(server) as socket:
        sound = {"format": {"type": "audio/pcm", "rate": 16_000}, "turn_detection": None}
        words = {"model": "gpt-live-transcribe", "language": "en", "keywords": ["Ada", "Babbage"]}
        say(socket, "session.update", session=update(**sound, transcription=words))
        updated = until_told(socket, lambda each: each["type"] == "session.updated")[-1]["session"]
        assert updated["audio"]["input"]["format"]["rate"] == 16_000
        items = []
        for _ in range(2):
            send(socket, pcm_of(speech))
            say(socket, "input_audio_buffer.commit")
            events = until_told(socket, lambda each: each["type"] == f"{OF_ITEMS}.completed")
            assert SAID in events[-1]["transcript"]
            assert events[-1]["usage"]["seconds"] == pytest.approx(8.0, abs=0.1)
            items.append(next(each for each in events if each["type"] == "input_audio_buffer.committed"))
        assert items[1]["previous_item_id"] == items[0]["item_id"]
    assert set(model.requests[-1].hotwords) == {"Ada", "Babbage"}


def test_what_is_wrong_is_told_and_the_session_goes_on(server: str, speech: np.ndarray) -> None:
    with realtime(server) as socket:
        say(socket, "input_audio_buffer.commit", event_id="mine")
        error = told(socket)["error"]
        assert (error["code"], error["event_id"]) == ("input_audio_buffer_commit_empty", "mine")
        say(socket, "input_audio_buffer.append", audio="no base64!")
        assert told(socket)["error"]["code"] == "invalid_audio"
        say(socket, "session.update", session=update(format={"type": "audio/opus"}))
        assert told(socket)["error"]["code"] == "unsupported"
        for turns in ([], {"type": "nobody"}, {"threshold": "loud"}, {"type": "semantic_vad", "eagerness": "odd"}):
            say(socket, "session.update", session=update(turn_detection=turns))
            assert told(socket)["error"]["param"].startswith("session.audio.input.turn_detection")
        socket.send("[" * 5000)
        assert told(socket)["error"]["code"] == "invalid_json"
        send(socket, pcm_of(speech))
        say(socket, "input_audio_buffer.clear")
        until_told(socket, lambda each: each["type"] == "input_audio_buffer.cleared")


LOGPROBS = "item.input_audio_transcription.logprobs"


def test_what_holds_is_told_and_noise_reduction_does_not(server: str) -> None:
    with realtime(server) as socket:
        wanted = update(noise_reduction={"type": "near_field", "strength": 0.5}, transcription={"delay": "low"})
        say(socket, "session.update", session={**wanted, "include": [LOGPROBS, "item.of.tomorrow"]})
        session = told(socket)["session"]
        assert session["include"] == [LOGPROBS]
        assert session["audio"]["input"]["noise_reduction"] is None
        assert session["audio"]["input"]["transcription"]["delay"] == "low"
        say(socket, "session.update", session=update())  # what is not named stays
        session = told(socket)["session"]
        assert session["include"] == [LOGPROBS]
        assert session["audio"]["input"]["transcription"]["delay"] == "low"
        say(socket, "session.update", session={**update(transcription={"delay": None}), "include": None})
        session = told(socket)["session"]
        assert session["include"] is None
        assert session["audio"]["input"]["transcription"]["delay"] is None
        for wrong, param in (
            ({"transcription": {"delay": "long"}}, "session.audio.input.transcription.delay"),
            ({"transcription": {"delay": []}}, "session.audio.input.transcription.delay"),
            ({"noise_reduction": {"type": "studio"}}, "session.audio.input.noise_reduction.type"),
            ({"noise_reduction": "near_field"}, "noise_reduction"),
        ):
            say(socket, "session.update", session=update(**wrong))
            assert told(socket)["error"]["param"] == param
        say(socket, "session.update", session={**update(), "include": LOGPROBS})
        assert told(socket)["error"]["param"] == "include"


def test_delay_says_how_early_text_stays() -> None:
    config, check = RealtimeConfig(), lambda name: None
    modes = {}
    for delay in ("minimal", "low", "medium", "high", "xhigh", None):
        found = config.updated(update(transcription={"delay": delay}), check)
        modes[delay] = found.mode(CaptionMode.CALM)
        assert found.restarts(config) == (delay is not None)
    assert modes == {
        "minimal": CaptionMode.FAST,
        "low": CaptionMode.FAST,
        "medium": CaptionMode.BALANCED,
        "high": CaptionMode.CALM,
        "xhigh": CaptionMode.CALM,
        None: CaptionMode.CALM,
    }


@pytest.mark.parametrize("commits", [False, True])
def test_logprobs_come_where_they_are_asked_for(
    server: str, model: HearingRecogniser, speech: np.ndarray, commits: bool
) -> None:
    """null where the model does not say how sure it is."""
    sound = pcm_of(np.asarray(soxr.resample(speech, 16_000, 24_000), np.float32))
    turns = {"turn_detection": None} if commits else {}

    def completed(include: list[str]) -> dict[str, Any]:
        with realtime(server) as socket:
            say(socket, "session.update", session={**update(**turns), "include": include})
            send(socket, sound)
            if commits:
                say(socket, "input_audio_buffer.commit")
            return until_told(socket, lambda each: each["type"] == f"{OF_ITEMS}.completed")[-1]

    assert "logprobs" not in completed([])
    found = completed([LOGPROBS])
    assert [each["token"] for each in found["logprobs"]][: len(SAID.split())] == SAID.split()
    assert found["logprobs"][0] == {
        "token": "Ada",
        "bytes": [65, 100, 97],
        "logprob": pytest.approx(math.log(0.9), abs=1e-6),
    }
    model.dress = lambda hypothesis: replace(hypothesis, words=())
    assert completed([LOGPROBS])["logprobs"] is None


@pytest.mark.parametrize(("kind", "subtype"), [("audio/pcmu", "ULAW"), ("audio/pcma", "ALAW")])
def test_sound_of_a_telephone_is_read_as_another_library_reads_it(kind: str, subtype: str) -> None:
    codes = bytes(range(256))
    with soundfile.SoundFile(
        io.BytesIO(codes), samplerate=8000, channels=1, format="RAW", subtype=subtype, mode="r"
    ) as read:
        expected = read.read(dtype="float32")
    np.testing.assert_array_equal(SoundFormat(kind, 8000).samples(codes), expected)


def test_a_telephone_is_transcribed(server: str, speech: np.ndarray) -> None:
    file = io.BytesIO()
    quiet = np.asarray(soxr.resample(speech, 16_000, 8000), np.float32)
    soundfile.write(file, quiet, 8000, format="RAW", subtype="ULAW")
    with realtime(server) as socket:
        say(socket, "session.update", session=update(format={"type": "audio/pcmu"}))
        assert told(socket)["session"]["audio"]["input"]["format"] == {"type": "audio/pcmu"}
        send(socket, file.getvalue())
        events = until_told(socket, lambda each: each["type"] == f"{OF_ITEMS}.completed")
    assert events[-1]["transcript"] == SAID
    assert next(each for each in events if "audio_end_ms" in each)["audio_end_ms"] <= 6500


def test_a_clients_own_pause_ends_its_items(server: str, speech: np.ndarray) -> None:
    """The same two pieces of speech with 1 s between them: one item with a pause of 5 s, two with the usual one."""
    pause = np.zeros(16_000, np.float32)
    sound = pcm_of(np.concatenate([speech[:48_000], pause, speech[:48_000], pause, pause, pause, pause]))
    form = {"type": "audio/pcm", "rate": 16_000}
    found = []
    for turns in ({"type": "server_vad", "silence_duration_ms": 9000, "threshold": 0.5}, {"type": "semantic_vad"}):
        with realtime(server) as socket:
            say(socket, "session.update", session=update(format=form, turn_detection=turns))
            shown = told(socket)["session"]["audio"]["input"]["turn_detection"]
            send(socket, sound)
            say(socket, "session.update", session=update(turn_detection=None))  # ends what was said before
            events = until_told(socket, lambda each: each["type"] == "session.updated")
            send(socket, pcm_of(speech))
            say(socket, "input_audio_buffer.commit")
            until_all_completed(socket, events)
            found.append((shown, len([each for each in events if each["type"].endswith("speech_started")])))
    assert found[0] == ({"type": "server_vad", "silence_duration_ms": 5000, "threshold": 0.5}, 1)
    assert found[1][0] == {"type": "semantic_vad", "eagerness": "auto"}
    assert found[1][1] > 1


def test_a_sample_may_come_in_halves(server: str, model: HearingRecogniser, speech: np.ndarray) -> None:
    sound = pcm_of(speech)
    with realtime(server) as socket:
        form = {"type": "audio/pcm", "rate": 16_000}
        say(socket, "session.update", session=update(format=form, turn_detection=None))
        for at in range(0, len(sound), 40_001):
            content = base64.b64encode(sound[at : at + 40_001]).decode()
            say(socket, "input_audio_buffer.append", audio=content)
        say(socket, "input_audio_buffer.commit")
        last = until_told(socket, lambda each: each["type"] == f"{OF_ITEMS}.completed")[-1]
    assert last["usage"]["seconds"] == pytest.approx(8.0, abs=0.01)


def test_clients_of_the_first_form_get_a_session(server: str, model: HearingRecogniser, speech: np.ndarray) -> None:
    """As openai 1.109 and 2.54 send it (client.beta.realtime)."""
    file = io.BytesIO()
    soundfile.write(
        file, np.asarray(soxr.resample(speech, 16_000, 8000), np.float32), 8000, format="RAW", subtype="ALAW"
    )
    with connect(
        f"{server}/v1/realtime?model=gpt-4o-transcribe&intent=transcription",
        additional_headers={"OpenAI-Beta": "realtime=v1", "Authorization": "Bearer any"},
    ) as socket:
        assert told(socket)["type"] == "session.created"
        wanted = {
            "input_audio_format": "g711_alaw",
            "input_audio_transcription": {"model": "gpt-4o-transcribe", "language": "en", "prompt": "Ada, Babbage"},
            "turn_detection": {"type": "server_vad", "prefix_padding_ms": 300, "silence_duration_ms": 500},
            "input_audio_noise_reduction": {"type": "near_field"},
            "include": ["item.input_audio_transcription.logprobs"],
        }
        say(socket, "transcription_session.update", session=wanted)
        updated = until_told(socket, lambda each: each["type"] == "transcription_session.updated")[-1]
        assert updated["session"]["audio"]["input"]["format"] == {"type": "audio/pcma"}
        assert updated["session"]["include"] == [LOGPROBS]
        send(socket, file.getvalue())
        assert until_told(socket, lambda each: each["type"] == f"{OF_ITEMS}.completed")[-1]["transcript"] == SAID
    assert set(model.requests[-1].hotwords) == {"Ada", "Babbage"}


@pytest.mark.filterwarnings("ignore:connect:DeprecationWarning")  # of the client's own code
def test_openais_realtime_client_gets_its_session(server: str, speech: np.ndarray) -> None:
    url = f"{server}/v1"
    client = openai.OpenAI(api_key="any", base_url=url.replace("ws", "http"), websocket_base_url=url)
    with client, client.realtime.connect(model="whisper-1") as connection:
        assert connection.recv().type == "session.created"
        connection.input_audio_buffer.append(audio=base64.b64encode(pcm_of(speech)).decode())
        connection.input_audio_buffer.commit()
        for event in connection:
            if event.type == f"{OF_ITEMS}.completed":
                assert event.transcript == SAID
                break


def test_sound_that_was_cleared_twice_is_told_never(server: str, model: HearingRecogniser, speech: np.ndarray) -> None:
    form = {"type": "audio/pcm", "rate": 16_000}
    with realtime(server) as socket:
        say(socket, "session.update", session=update(format=form, turn_detection=None))
        until_told(socket, lambda each: each["type"] == "session.updated")
        model.hold()
        for _ in range(3):
            send(socket, pcm_of(speech))
            say(socket, "input_audio_buffer.clear")
            until_told(socket, lambda each: each["type"] == "input_audio_buffer.cleared")
        model.go_on()
        send(socket, pcm_of(speech))
        say(socket, "input_audio_buffer.commit")
        events = until_told(socket, lambda each: each["type"] == f"{OF_ITEMS}.completed")
    kept = next(each["item_id"] for each in events if each["type"] == "input_audio_buffer.committed")
    assert {each["item_id"] for each in events if "item_id" in each} == {kept}


def test_a_client_that_commits_without_end_is_slowed_and_gets_all(
    server: str, model: HearingRecogniser, speech: np.ndarray
) -> None:
    """Each item is a session with threads of its own."""
    form, count = {"type": "audio/pcm", "rate": 16_000}, 3 * MOST_AT_WORK
    with realtime(server) as socket:
        say(socket, "session.update", session=update(format=form, turn_detection=None))
        model.hold()

        def commit_all() -> None:
            for _ in range(count):
                send(socket, pcm_of(speech[: 3 * 16_000]))
                say(socket, "input_audio_buffer.commit")

        sending = threading.Thread(target=commit_all)
        sending.start()
        events = until_told(socket, lambda each: each.get("previous_item_id") == f"item_{MOST_AT_WORK - 1}")
        at_work = [each for each in threading.enumerate() if each.name == "engine"]
        assert len(at_work) <= MOST_AT_WORK
        model.go_on()
        while len([each for each in events if each["type"] == f"{OF_ITEMS}.completed"]) < count:
            events.append(told(socket))
        sending.join()
    assert all(SAID in each["transcript"] for each in events if each["type"] == f"{OF_ITEMS}.completed")


class BreakingOnce(LoudnessDetector):
    """After 2 s of sound."""

    broken: ClassVar[list[bool]] = []

    def __init__(self) -> None:
        self._heard = 0

    def probabilities(self, frames: np.ndarray) -> np.ndarray:
        self._heard += frames.size
        if self._heard > 32_000 and not self.broken:
            self.broken.append(True)
            raise ValueError("broken")
        return super().probabilities(frames)


@pytest.mark.parametrize("commits", [False, True])
def test_a_stream_that_breaks_is_told_and_the_next_sound_begins_another(
    server: str, speech: np.ndarray, monkeypatch: pytest.MonkeyPatch, commits: bool
) -> None:
    """No sound is swallowed silently, and an item has one end."""
    monkeypatch.setattr("engine.vad.gate.speech_detector", BreakingOnce)
    monkeypatch.setattr(BreakingOnce, "broken", [])
    form = {"type": "audio/pcm", "rate": 16_000}
    with realtime(server) as socket:
        say(socket, "session.update", session=update(format=form, **({"turn_detection": None} if commits else {})))
        send(socket, pcm_of(speech[:80_000]))
        events = until_told(socket, lambda each: each["type"] in ("error", f"{OF_ITEMS}.failed"))
        assert events[-1]["error"]["code"] == "model_failed"
        send(socket, pcm_of(speech))
        if commits:
            say(socket, "input_audio_buffer.commit")
        events += until_told(socket, lambda each: SAID in each.get("transcript", ""))
    ends = [each["item_id"] for each in events if each["type"] in (f"{OF_ITEMS}.failed", f"{OF_ITEMS}.completed")]
    assert len(ends) == len(set(ends)) == 2


def test_fun_asrs_clients_are_told_that_a_stream_broke(
    server: str, speech: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.vad.gate.speech_detector", BreakingOnce)
    monkeypatch.setattr(BreakingOnce, "broken", [])
    with connect(server) as socket:
        socket.send("START")
        socket.send(pcm_of(speech[:80_000]))
        assert "broken" in until_told(socket, lambda each: each.get("event") == "error")[-1]["error"]
        socket.send("STOP")
        until_told(socket, lambda each: each.get("event") == "stopped")


def test_streams_beyond_the_bound_are_refused(server: str) -> None:
    with realtime(server), realtime(server), pytest.raises((InvalidStatus, ConnectionClosed), match=r"429|1008"):
        connect(f"{server}/v1/realtime").recv(timeout=60)


def test_fun_asrs_clients_get_sentences_and_the_end(server: str, model: HearingRecogniser, speech: np.ndarray) -> None:
    with connect(server) as socket:
        socket.send("HOTWORDS:Ada, Babbage")
        assert told(socket) == {"event": "hotwords_set", "hotwords": ["Ada", "Babbage"]}
        socket.send("LANGUAGE:en")
        assert told(socket) == {"event": "language_set", "language": "en"}
        socket.send("POSTPROCESS_HOTWORDS:programme=>program")
        assert told(socket)["postprocess_hotwords"] == {"programme": "program"}
        socket.send("START")
        assert told(socket) == {"event": "started"}
        sound = pcm_of(speech)
        for at in range(0, len(sound), 9_600):
            socket.send(sound[at : at + 9_600])
        socket.send("STOP")
        results = until_told(socket, lambda each: each.get("event") == "stopped")
    final = results[-2]
    assert final["is_final"] is True
    assert (final["partial"], final["partial_start_ms"], final["duration_ms"]) == ("", 0, 8000)
    assert final["sentences"][0]["text"] == "Ada wrote the first program."
    assert 0 <= final["sentences"][0]["start"] < final["sentences"][0]["end"] <= 8000
    assert set(model.requests[-1].hotwords) == {"Ada", "Babbage"}


def test_fun_asrs_commit_gives_one_utterance_and_stop_without_sound_only_stops(server: str, speech: np.ndarray) -> None:
    with connect(server) as socket:
        socket.send(pcm_of(speech))  # before START it is ignored, as is what nobody knows
        socket.send("NONSENSE")
        socket.send("STOP")
        assert told(socket) == {"event": "stopped"}
        socket.send("START")
        told(socket)
        for _ in range(2):
            socket.send(pcm_of(speech))
            socket.send("COMMIT")
            final = until_told(socket, lambda each: each.get("is_final") is True)[-1]
            assert final["duration_ms"] == 8000
            assert final["sentences"]
        socket.send("STOP")
        assert until_told(socket, lambda each: "event" in each)[-1] == {"event": "stopped"}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(max_size=60) | st.binary(max_size=60), max_size=6))
def test_no_message_makes_a_stream_fail(server: str, messages: list[str | bytes]) -> None:
    for path in ("", "/v1/realtime"):
        with connect(f"{server}{path}") as socket:
            for each in messages:
                socket.send(each)
            socket.send(json.dumps({"type": "input_audio_buffer.clear", "session": [], "audio": 3}) if path else "STOP")
            until_told(socket, lambda each: each.get("event") == "stopped" or each["type"].endswith("cleared"))
