"""OpenAI's transcription API, as its own client and plain forms use it."""

from __future__ import annotations

import base64
import contextlib
import io
import socket
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import numpy as np
import openai
import pytest
import srt  # type: ignore[import-untyped]
import webvtt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.datastructures import FormData, UploadFile

from app import log
from app.hotwords.entry import Entry, Parsed
from app.serving.diarized import letter
from app.serving.forms import transcription_form
from app.serving.limits import Limits
from app.serving.recognition import Recognition, RecognitionOptions, listed
from app.serving.refusals import Refused
from app.settings import Settings
from tests.support.serving import HearingRecogniser, beginning, speech_server, wav_of
from tests.support.waiting import until

SAID = "Ada wrote the first programme."


@pytest.fixture(scope="module")
def sound(sample: Path) -> bytes:
    return wav_of(beginning(sample, 6.0))


@pytest.fixture
def model() -> HearingRecogniser:
    return HearingRecogniser(SAID)


@pytest.fixture
def server(model: HearingRecogniser, tmp_path: Path) -> Iterator[str]:
    with speech_server(model, tmp_path, limits=Limits(clients=4, file_bytes=2 << 20, idle_s=1.0)) as (address, _):
        yield address.url


@pytest.fixture
def client(server: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{server}/v1", api_key="any", max_retries=0) as made:
        yield made


def transcribed(client: openai.OpenAI, **fields: Any) -> Any:
    """Any: each form of an answer has a class of its own."""
    return client.audio.transcriptions.create(**fields)


def asked(server: str, sound: bytes | None, **fields: object) -> httpx2.Response:
    files = {} if sound is None else {"file": ("talk.wav", sound)}
    return httpx2.post(f"{server}/v1/audio/transcriptions", data=fields, files=files or {"none": ("", b"")}, timeout=60)


def test_openais_client_gets_text_in_each_format(client: openai.OpenAI, sound: bytes) -> None:
    for_client = {"model": "whisper-1", "file": ("talk.wav", sound)}
    whole = transcribed(client, **for_client)
    assert SAID in whole.text
    assert [each.code for each in whole.languages] == ["en"]
    assert whole.usage.type == "duration"
    assert whole.usage.seconds == pytest.approx(6.0, abs=0.2)
    text = transcribed(client, **for_client, response_format="text")
    assert text == f"{whole.text}\n"
    verbose = transcribed(
        client, **for_client, response_format="verbose_json", timestamp_granularities=["word", "segment"]
    )
    assert verbose.segments[0].text == SAID
    assert verbose.words[0].word == "Ada"
    assert 0 <= verbose.words[0].start < verbose.words[0].end <= verbose.duration
    subtitles = transcribed(client, **for_client, response_format="srt")
    assert next(srt.parse(subtitles)).content.replace("\n", " ") == SAID
    subtitles = transcribed(client, **for_client, response_format="vtt")
    assert webvtt.from_string(subtitles).captions[0].text.replace("\n", " ") == SAID


def test_json_says_how_sure_the_model_is_where_it_is_asked(
    client: openai.OpenAI, model: HearingRecogniser, sound: bytes
) -> None:
    def answered() -> Any:
        file = ("talk.wav", sound)
        return client.audio.transcriptions.create(model="whisper-1", file=file, include=["logprobs"])

    found = answered().logprobs
    assert [each.token for each in found][: len(SAID.split())] == SAID.split()
    assert all(bytes(map(int, each.bytes)).decode() == each.token for each in found)
    model.dress = lambda hypothesis: replace(hypothesis, words=())
    assert answered().logprobs is None


def test_streamed_deltas_are_the_whole_text(client: openai.OpenAI, sound: bytes) -> None:
    events = list(transcribed(client, model="whisper-1", file=("talk.wav", sound), stream=True))
    assert events[-1].type == "transcript.text.done"
    deltas = [each.delta for each in events if each.type == "transcript.text.delta"]
    assert "".join(deltas) == events[-1].text
    assert SAID in events[-1].text
    assert [each.code for each in events[-1].languages] == ["en"]


def test_a_failure_in_a_stream_reaches_openais_client(client: openai.OpenAI) -> None:
    with pytest.raises(openai.APIError, match="no sound that can be read"):
        list(transcribed(client, model="whisper-1", file=("talk.wav", b"no sound"), stream=True))


class Loudness:
    """Voices by how loud they are."""

    def voices(self, pieces: Sequence[np.ndarray]) -> np.ndarray:
        loud = np.array([float(np.abs(each).max()) > 0.1 for each in pieces])
        return np.stack([loud, ~loud], axis=1).astype(np.float32)


class LoudIsTwo:
    """Two speak at once wherever it is loud."""

    def overlaps(self, sound: np.ndarray) -> list[tuple[int, int]]:
        pieces = range(0, len(sound), 8_000)
        return [(at, at + 8_000) for at in pieces if np.abs(sound[at : at + 8_000]).max() > 0.1]


class TestSpeakers:
    @pytest.fixture
    def talk(self, sample: Path) -> bytes:
        """Somebody, somebody quieter, and the first one again."""
        said, pause = beginning(sample, 3.0), np.zeros(24_000, np.float32)
        said = said / np.abs(said).max()
        return wav_of(np.concatenate([said * 0.5, pause, said * 0.05, pause, said * 0.5, pause]))

    def test_diarized_json_has_a_letter_for_each_voice(
        self, model: HearingRecogniser, talk: bytes, tmp_path: Path
    ) -> None:
        asked_for = {"model": "gpt-4o-transcribe-diarize", "file": ("talk.wav", talk), "chunking_strategy": "auto"}
        with (
            speech_server(model, tmp_path, voices=Loudness()) as (address, _),
            openai.OpenAI(base_url=f"{address.url}/v1", api_key="any", max_retries=0) as client,
        ):
            assert "gpt-4o-transcribe-diarize" in [each.id for each in client.models.list()]
            whole = transcribed(client, **asked_for, response_format="diarized_json")
            events = list(transcribed(client, **asked_for, response_format="diarized_json", stream=True))
        assert [each.speaker for each in whole.segments] == ["A", "B", "A"]
        assert [each.type for each in whole.segments] == ["transcript.text.segment"] * 3
        assert all(each.start < each.end <= whole.duration + 0.1 for each in whole.segments)
        assert " ".join(each.text for each in whole.segments) == whole.text
        segments = [each for each in events if each.type == "transcript.text.segment"]
        assert [each.speaker for each in segments] == ["A", "B", "A"]
        assert len({each.id for each in segments}) == 3
        assert (events[-1].type, events[-1].text) == ("transcript.text.done", whole.text)

    def test_where_two_speak_at_once_a_segment_says_so_beside_its_letter(
        self, model: HearingRecogniser, talk: bytes, tmp_path: Path
    ) -> None:
        """OpenAI's client passes the field on; without the model that finds it there is none."""
        asked_for = {"model": "gpt-4o-transcribe-diarize", "file": ("talk.wav", talk)}
        told = []
        for overlaps in (LoudIsTwo(), None):
            with (
                speech_server(model, tmp_path, voices=Loudness(), overlaps=overlaps) as (address, _),
                openai.OpenAI(base_url=f"{address.url}/v1", api_key="any", max_retries=0) as client,
            ):
                whole = transcribed(client, **asked_for, response_format="diarized_json")
                events = list(transcribed(client, **asked_for, response_format="diarized_json", stream=True))
                segments = [each for each in events if each.type == "transcript.text.segment"]
            told += [
                [(each.speaker, getattr(each, "overlap", None)) for each in of] for of in (whole.segments, segments)
            ]
        assert told == [[("A", True), ("B", False), ("A", True)]] * 2 + [[("A", None), ("B", None), ("A", None)]] * 2

    def test_a_known_voice_has_its_name(
        self, model: HearingRecogniser, talk: bytes, sample: Path, tmp_path: Path
    ) -> None:
        said = beginning(sample, 3.0)
        quiet = wav_of(said / np.abs(said).max() * 0.05)
        known = {
            "known_speaker_names": ["Ada"],
            "known_speaker_references": [f"data:audio/wav;base64,{base64.b64encode(quiet).decode()}"],
        }
        with (
            speech_server(model, tmp_path, voices=Loudness()) as (address, _),
            openai.OpenAI(base_url=f"{address.url}/v1", api_key="any", max_retries=0) as client,
        ):
            asked_for = {"model": "gpt-4o-transcribe-diarize", "file": ("talk.wav", talk)}
            told = transcribed(client, **asked_for, response_format="diarized_json", **known)
        assert [each.speaker for each in told.segments] == ["A", "Ada", "A"]
        assert [each for each in tmp_path.rglob("*") if each.is_file()] == []

    @pytest.mark.parametrize(
        "fields",
        [
            {"known_speaker_names[]": "Ada"},
            {"known_speaker_names[]": "Ada", "known_speaker_references[]": "http://127.0.0.1:9/ada.wav"},
            {"known_speaker_names[]": "Ada", "known_speaker_references[]": "data:audio/wav;base64,%%%"},
            {"known_speaker_names[]": "Ada", "known_speaker_references[]": "data:audio/wav;base64,AAAA"},
            {"known_speaker_names": '["1", "2", "3", "4", "5"]', "known_speaker_references": str([""] * 5)},
        ],
    )
    def test_a_known_voice_that_cannot_be_used_is_told(
        self, model: HearingRecogniser, talk: bytes, tmp_path: Path, fields: dict[str, str]
    ) -> None:
        with speech_server(model, tmp_path, voices=Loudness()) as (address, _):
            answer = asked(address.url, talk, response_format="diarized_json", **fields)
        assert answer.status_code == 400
        assert answer.json()["error"]["param"].startswith("known_speaker")

    def test_without_the_model_the_answer_says_what_is_missing(self, server: str, sound: bytes) -> None:
        answer = asked(server, sound, response_format="diarized_json")
        error = answer.json()["error"]
        assert (answer.status_code, error["param"], error["code"]) == (400, "response_format", "unsupported")
        assert "models get campplus-zh-en" in error["message"]
        assert httpx2.get(f"{server}/v1/models/gpt-4o-transcribe-diarize").status_code == 404

    def test_more_speakers_than_letters_have_two(self) -> None:
        assert [letter(number) for number in (0, 25, 26, 27, 52)] == ["A", "Z", "AA", "AB", "BA"]


def test_words_languages_and_prompt_reach_the_model_in_both_spellings(
    client: openai.OpenAI, server: str, model: HearingRecogniser, sound: bytes
) -> None:
    transcribed(
        client,
        model="gpt-transcribe",
        file=("a.wav", sound),
        extra_body={"keywords": ["Ada", "Babbage"], "languages": ["en"]},
    )
    assert set(model.requests[-1].hotwords) == {"Ada", "Babbage"}
    assert model.requests[-1].languages == ("en",)
    fields = {"keywords": '["Lovelace"]', "hotwords": "Turing, Hopper", "language": "en-US", "prompt": "A talk."}
    assert asked(server, sound, **fields).status_code == 200
    assert set(model.requests[-1].hotwords) == {"Lovelace", "Turing", "Hopper"}
    assert (model.requests[-1].language, model.requests[-1].context) == ("en", ("A talk.",))


def test_the_vocabulary_of_the_server_is_for_all_clients(model: HearingRecogniser) -> None:
    words = Parsed((Entry("Lovelace"),))
    recognition = Recognition(model, Settings(languages=("en",)), Limits(), words)
    request = recognition.request(RecognitionOptions(keywords=("Babbage",)))
    assert set(request.hotwords) == {"Lovelace", "Babbage"}


def test_a_prompt_that_is_a_list_of_words_counts_as_words() -> None:
    assert listed("Ada Lovelace, Babbage") == ["Ada Lovelace", "Babbage"]
    assert not listed("We talk about engines, about looms and about the first programme that was ever written.")


def test_models_are_listed_under_their_own_name_and_openais(client: openai.OpenAI) -> None:
    names = [each.id for each in client.models.list()]
    assert names[0] == "scripted"
    assert "whisper-1" in names
    assert client.models.retrieve("whisper-1").object == "model"
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("nobody")


@pytest.mark.parametrize(
    ("fields", "status", "param"),
    [
        ({"response_format": "pdf"}, 400, "response_format"),
        ({"language": "tlh"}, 400, "language"),
        ({"model": "nobody"}, 404, "model"),
        ({"timestamp_granularities[]": "hour"}, 400, "timestamp_granularities"),
        ({"stream": "perhaps"}, 400, "stream"),
        ({"temperature": "hot"}, 400, "temperature"),
        ({"keywords[]": "x" * 101}, 400, "keywords"),
    ],
)
def test_what_cannot_be_done_is_refused_with_its_field(
    server: str, sound: bytes, fields: dict[str, str], status: int, param: str
) -> None:
    answer = asked(server, sound, **fields)
    assert answer.status_code == status
    assert answer.json()["error"]["param"] == param
    assert answer.headers["x-should-retry"] == "false"
    assert answer.headers["x-request-id"]


def test_an_address_in_place_of_a_file_is_not_fetched(server: str) -> None:
    answer = asked(server, None, file="http://127.0.0.1:9/secret.wav", url="http://127.0.0.1:9/")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "missing_file")


@pytest.mark.parametrize("content", [b"", b"\0" * 5000, b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"])
def test_what_holds_no_sound_is_refused_and_not_tried_again(server: str, content: bytes) -> None:
    answer = asked(server, content)
    assert answer.status_code == 400
    assert answer.headers["x-should-retry"] == "false"


def test_a_file_name_leads_nowhere_and_nothing_is_left_of_a_file(server: str, sound: bytes, tmp_path: Path) -> None:
    files = {"file": ("../../../etc/earshot.wav", sound)}
    assert httpx2.post(f"{server}/v1/audio/transcriptions", files=files, timeout=60).status_code == 200
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == []


def test_too_large_a_file_and_too_long_a_sound_are_refused(
    server: str, model: HearingRecogniser, sound: bytes, tmp_path: Path
) -> None:
    answer = asked(server, b"\0" * (4 << 20))
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "file_too_large")
    with speech_server(model, tmp_path, limits=Limits(duration_s=2.0)) as (address, _):
        answer = asked(address.url, sound)
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "audio_too_long")


def test_fields_are_bounded_together_as_they_are_held_in_memory(tmp_path: Path, model: HearingRecogniser) -> None:
    boundary = "x"
    part = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="prompt"\r\n\r\n'.encode() + b"a" * (3 << 20) + b"\r\n"
    )
    with speech_server(model, tmp_path) as (address, _):
        answer = httpx2.post(
            f"{address.url}/v1/audio/transcriptions",
            content=part * 8 + f"--{boundary}--\r\n".encode(),
            headers={"Content-Type": f"multipart/form-data; boundary={boundary}"},
            timeout=60,
        )
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_form")


def test_load_beyond_the_bound_is_refused_and_the_rest_is_done(
    model: HearingRecogniser, sound: bytes, tmp_path: Path
) -> None:
    model.hold()
    answers: list[httpx2.Response] = []
    with speech_server(model, tmp_path, limits=Limits(clients=2)) as (address, recognition):
        threads = [threading.Thread(target=lambda: answers.append(asked(address.url, sound))) for _ in range(2)]
        for each in threads:
            each.start()
        until(lambda: recognition.files == 2)
        refused = asked(address.url, sound)
        model.go_on()
        for each in threads:
            each.join()
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) >= 1
    assert refused.headers["x-should-retry"] == "true"
    assert [each.status_code for each in answers] == [200, 200]


def test_who_sends_slowly_is_given_up_and_holds_nobody_up(server: str, sound: bytes) -> None:
    place = urlsplit(server)
    slow = [socket.create_connection((place.hostname, place.port)) for _ in range(40)]
    for each in slow[:20]:
        each.sendall(b"POST /v1/audio/transcriptions HTTP/1.1\r\nHost: 127.0.0.1\r\n")
    for each in slow[20:]:
        each.sendall(
            b"POST /v1/audio/transcriptions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99\r\n"
            b"Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\n"
        )
    assert asked(server, sound).status_code == 200
    assert slow[-1].recv(100).startswith(b"HTTP/1.1 408")
    for each in slow:
        each.close()


def test_health_and_numbers_hold_no_words(server: str, sound: bytes) -> None:
    asked(server, sound, prompt="A secret talk.")
    assert httpx2.get(f"{server}/health").json() == {"status": "ok"}
    metrics = httpx2.get(f"{server}/metrics").text
    assert "earshot_files_total 1\n" in metrics
    assert "earshot_audio_seconds_total 6" in metrics
    assert not any(word in metrics for word in ("secret", "Ada", "talk.wav"))


def test_nothing_said_or_named_goes_into_the_log(model: HearingRecogniser, sound: bytes, tmp_path: Path) -> None:
    writing = log.write_to(tmp_path / "state", level=0)
    model.fails = True
    try:
        with speech_server(model, tmp_path) as (address, _):
            answer = asked(address.url, sound, prompt="A secret talk.", keywords="Lovelace")
    finally:
        log.end(writing)
    assert answer.status_code in (200, 500)
    written = (tmp_path / "state" / log.NAME).read_text("utf-8")
    assert written
    assert not any(word in written for word in ("secret", "Lovelace", "talk.wav"))


class TestWhoMayAsk:
    def test_a_token_is_asked_for_where_there_is_one(
        self, model: HearingRecogniser, sound: bytes, tmp_path: Path
    ) -> None:
        with speech_server(model, tmp_path, token="a-long-token") as (address, _):
            assert asked(address.url, sound).status_code == 401
            assert httpx2.get(f"{address.url}/health").status_code == 200
            assert httpx2.get(f"{address.url}/v1/models?token=a-long-token").status_code == 200
            with openai.OpenAI(base_url=f"{address.url}/v1", api_key="a-long-token") as client:
                assert SAID in transcribed(client, model="whisper-1", file=("a.wav", sound)).text
            stranger = openai.OpenAI(base_url=f"{address.url}/v1", api_key="wrong")
            with stranger, pytest.raises(openai.AuthenticationError):
                stranger.models.list()

    @pytest.mark.parametrize(
        "headers",
        [
            {"host": "evil.example"},
            {"origin": "http://evil.example"},
            {"origin": "null"},
            {"host": ""},
            {"origin": "http://["},
        ],
    )
    def test_pages_of_the_web_are_refused(self, server: str, headers: dict[str, str]) -> None:
        assert httpx2.get(f"{server}/v1/models", headers=headers).status_code in (400, 403)
        own = httpx2.get(f"{server}/v1/models", headers={"origin": server})
        assert own.status_code == 200
        assert not any(name.startswith("access-control") for name in own.headers)


KINDS = ("application/json", "multipart/form-data", "multipart/form-data; boundary=b", "text/plain", "")
PATHS = ("/v1/audio/transcriptions", "/v1/audio/translations", "/v1/models", "/health", "/metrics")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"]),
    path=st.sampled_from(PATHS) | st.text("abc/.%20?#[]{}", max_size=20).map(lambda text: f"/{text}"),
    content=st.binary(max_size=300),
    kind=st.sampled_from(KINDS),
)
def test_no_request_makes_the_server_fail(server: str, method: str, path: str, content: bytes, kind: str) -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n' + content + b"\r\n--b--\r\n"
    with httpx2.Client() as client:
        for sent in (content, body):
            try:
                answer = client.request(method, f"{server}{path}", content=sent, headers={"content-type": kind})
            except httpx2.InvalidURL:
                return
            assert answer.status_code < 500
            if answer.status_code >= 400 and method != "HEAD":
                assert answer.json()["error"]["message"]


VALUES = st.text(max_size=30) | st.sampled_from(["[", "[1, null]", '["a"]', "true", "1e999", "nan", "[[[[", "zh-CN"])
NAMES = st.sampled_from(["language", "languages", "keywords[]", "hotwords", "temperature", "stream", "prompt"])


@given(st.lists(st.tuples(NAMES | st.text(max_size=10), VALUES), max_size=8))
def test_fields_of_any_content_are_read_or_refused(fields: list[tuple[str, str]]) -> None:
    with contextlib.suppress(Refused):
        transcription_form(FormData([("file", UploadFile(io.BytesIO(b"x"))), *fields]))
