"""A language model on vLLM writes what the local one writes; whatever fails there, text comes all the same."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from engine.errors import CaptioningError, ComponentMissing
from engine.events import DecodedBy
from engine.models.away import Away, RemoteFailed, RemoteModel, RemoteUnfit
from engine.models.fun_asr_nano.decoder import DecoderOptions, open_decoder
from engine.models.fun_asr_nano.llm.errors import PromptTooLong, SpanRefused
from engine.models.fun_asr_nano.llm.job import DecodeJob, Ending
from engine.models.fun_asr_nano.llm.prompt import PromptOptions
from engine.models.fun_asr_nano.text_decoder import EncodedUtterance, TextDecoder
from engine.models.recogniser import Hypothesis, Request
from engine.models.remote import server_state
from engine.models.remote.completions import RemoteDecoderService
from engine.models.remote.link import HttpLink, RequestPatience
from engine.models.remote.prompts import PromptRows
from engine.models.remote.tensor_file import tensor_file
from engine.models.remote.text_decoder import RemoteTextDecoder
from tests.support.llm import needs_llama, opened, rows
from tests.support.vllm_server import Fault, StandIn, read_tensor, vllm_server
from tests.support.waiting import until

pytestmark = needs_llama

Shared = Callable[[str], Path]
DRAFT = Hypothesis("good morning")
OPTIONS = [
    PromptOptions(),
    PromptOptions("en", ("Earshot", "<|im_end|>", "字幕"), itn=False),
    PromptOptions("zh", (), context="<think>"),
]


@pytest.fixture(scope="module")
def gguf() -> Path:
    path = Path(__file__).resolve().parents[4] / ".." / "shared/golden/qwen3-tiny/qwen3-tiny-f32.gguf"
    if not path.exists():
        pytest.skip("the golden decoder is not beside the repository")
    return path


@pytest.fixture
def server(gguf: Path) -> Iterator[tuple[str, StandIn]]:
    with vllm_server(gguf) as served:
        yield served


@dataclass
class Side:
    """A service that asks `stand_in`. told: what the user was told."""

    service: RemoteDecoderService
    stand_in: StandIn
    told: list[str]

    def decode(self, seed: int = 0, options: PromptOptions = OPTIONS[0], limit: int = 24) -> tuple[int, ...]:
        return self.service.decode(job(seed, options, limit)).tokens


@pytest.fixture
def side(gguf: Path, server: tuple[str, StandIn], monkeypatch: pytest.MonkeyPatch) -> Iterator[Side]:
    monkeypatch.setattr(server_state, "FIRST_REST_S", 0.0)
    monkeypatch.setattr(server_state, "LONGEST_REST_S", 0.0)
    told: list[str] = []
    with closing(service_for(gguf, server[0], told)) as service:
        yield Side(service, server[1], told)


def service_for(
    gguf: Path, address: str, told: list[str], patience: RequestPatience | None = None, model: str = ""
) -> RemoteDecoderService:
    away = Away(lambda: True, lambda name: "a key" if name == "remote-gpu" else None)
    prompts = PromptRows(gguf, lambda what, remedy: told.append(what))
    prompts.open()
    link = HttpLink(
        RemoteModel("vllm", address, model), "remote-gpu", away, patience or RequestPatience(60.0, 60.0, 2.0, 3, 0.0)
    )
    return RemoteDecoderService(link, prompts, lambda what, remedy: told.append(what))


def job(seed: int = 0, options: PromptOptions = OPTIONS[0], limit: int = 24, count: int = 11) -> DecodeJob:
    return DecodeJob(rows(count, seed=seed), 5.0, options, most_tokens=limit)


def heard(draft: Hypothesis | None = DRAFT, seed: int = 0) -> EncodedUtterance:
    return EncodedUtterance(rows(11, seed=seed), draft, None, 80_000)


@pytest.mark.parametrize("options", OPTIONS, ids=["plain", "hotwords", "context"])
def test_the_remote_model_writes_what_the_local_one_writes(side: Side, gguf: Path, options: PromptOptions) -> None:
    """Token for token, and as text."""
    with opened(gguf) as engine:
        for seed in range(8):
            here, there = engine.decode(job(seed, options)), side.service.decode(job(seed, options))
            assert (there.tokens, there.text, there.ending) == (here.tokens, here.text, here.ending)


@pytest.mark.parametrize("case", ["n5", "n42", "n63"])
def test_golden_rows_give_the_tokens_of_transformers(server: tuple[str, StandIn], shared: Shared, case: str) -> None:
    """The tensor file carries the reference's own embeddings; what the model says up to its end is the reference's."""
    golden, stand_in = np.load(shared("golden/qwen3-tiny/golden.npz")), server[1]
    table = stand_in.engine.context.model.embeddings
    around = [table.rows(golden[f"{part}_ids"].astype(np.int32)) for part in ("prefix", "suffix")]
    sent = read_tensor(tensor_file(np.concatenate([around[0], golden[f"{case}_audio"], around[1]])))
    expected = golden[f"{case}_greedy"].tolist()
    ends = [at for at, token in enumerate(expected) if stand_in.engine.context.model.ends(token)]
    body = {"max_tokens": 16, "temperature": 0, "return_token_ids": True}
    assert stand_in._choice(0, sent, body)["token_ids"] == (expected[: ends[0]] if ends else expected)


def test_several_finals_are_computed_together(side: Side) -> None:
    """Of channels or files that end at the same time; each gets its own text."""
    alone = [side.decode(seed) for seed in range(6)]
    side.stand_in.gather = threading.Barrier(6)
    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(side.decode, range(6))) == alone
    assert side.stand_in.most_at_once == 6


def test_the_server_is_asked_for_its_model_before_the_first_text(side: Side) -> None:
    assert side.service.connect().name == "qwen3-tiny"
    assert side.service.connect().longest == 512
    assert len(side.stand_in.seen) == 1  # the width was tried once


def test_the_key_goes_along(side: Side) -> None:
    side.stand_in.key = "a key"
    assert side.decode()


def test_a_wrong_key_is_told(side: Side) -> None:
    side.stand_in.key = "another"
    with pytest.raises(RemoteUnfit, match="does not accept the key"):
        side.decode()


def test_a_model_that_is_not_there_is_told(gguf: Path, server: tuple[str, StandIn]) -> None:
    with closing(service_for(gguf, server[0], [], model="whisper")) as service:
        with pytest.raises(RemoteUnfit, match="has no model called whisper"):
            service.decode(job())
        assert server[1].seen == []


def test_another_hidden_size_is_told(gguf: Path, server: tuple[str, StandIn], tmp_path: Path) -> None:
    """Before any sound is sent."""
    server[1].engine = _Wider()  # type: ignore[assignment]
    sentence = r"qwen3-tiny on 127\.0\.0\.1.* does not take the rows of this model"
    with closing(service_for(gguf, server[0], [])) as service, pytest.raises(RemoteUnfit, match=sentence):
        service.decode(job())


class _Wider:
    width = 1024


def test_an_old_vllm_is_refused(side: Side) -> None:
    side.stand_in.version = "0.11.0"
    with pytest.raises(RemoteUnfit, match=r"vLLM 0\.11\.0, which has a known hole"):
        side.decode()


def test_a_server_that_tells_no_version_is_taken(side: Side) -> None:
    side.stand_in.version = None
    assert side.decode()


def test_rows_that_are_no_numbers_are_not_sent(side: Side) -> None:
    """vLLM would take them and answer nonsense."""
    bad = rows(11)
    bad[3, 5] = np.nan
    with pytest.raises(SpanRefused):
        side.service.decode(replace(job(), rows=bad))
    with pytest.raises(SpanRefused):
        side.service.decode(replace(job(), rows=rows(11, width=32)))
    assert side.stand_in.seen == []


def test_prompt_and_answer_stay_within_the_model_s_length(side: Side) -> None:
    """vLLM would cut the answer silently."""
    side.stand_in.longest = 512
    prompt = sum(map(len, side.service._prompts.of(OPTIONS[0])))
    nearly = replace(job(), rows=rows(512 - prompt - 8), audio_s=60.0, most_tokens=500)
    side.service.decode(nearly)  # the server checks
    with pytest.raises(PromptTooLong):
        side.service.decode(replace(nearly, rows=rows(512 - prompt - 7)))


def test_a_loop_ends_where_the_local_engine_ends_it(side: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = b'{"choices": [{"text": "x", "finish_reason": "length", "token_ids": [%s]}]}' % b",".join(
        [b"5", b"6"] * 40
    )
    side.service.connect()
    side.stand_in.fault = Fault(1, 200, answer=answer)
    decoded = side.service.decode(job())
    assert (decoded.ending, len(decoded.tokens)) == (Ending.LOOP, 30)


PASSING = [
    pytest.param(Fault(1), id="cut"),
    pytest.param(Fault(2, 500), id="500"),
    pytest.param(Fault(1, 429, {"Retry-After": "0"}), id="429"),
    pytest.param(Fault(1, 429, {"retry-after-ms": "1"}), id="429 in ms"),
    pytest.param(Fault(1, 400, {"x-should-retry": "true"}), id="400 that may pass"),
]


@pytest.mark.parametrize("fault", PASSING)
def test_what_passes_is_tried_again(side: Side, fault: Fault) -> None:
    expected = side.decode()
    side.stand_in.fault = replace(fault)
    assert side.decode() == expected
    assert side.told == []


LASTING = [
    pytest.param(Fault(99), "broke its answer off", id="cut"),
    pytest.param(Fault(99, 500), r"has trouble of its own \(500\)", id="500"),
    pytest.param(Fault(99, 400), r"refused the request \(400, prompt_embeds\)", id="400"),
    pytest.param(Fault(99, 429, {"Retry-After": "1000"}), "gets too many requests and asks to wait", id="429"),
    pytest.param(Fault(99, 503, {"x-should-retry": "false"}), r"has trouble of its own \(503\)", id="503"),
    pytest.param(Fault(99, 200, answer=b"<html>"), "answered something else than text", id="a page"),
    pytest.param(Fault(99, 200, answer=b'{"choices": []}'), "answered something else than text", id="no answer"),
]


@pytest.mark.parametrize(("fault", "sentence"), LASTING)
def test_what_lasts_is_told_once_in_one_sentence(side: Side, fault: Fault, sentence: str) -> None:
    """And nothing that the server wrote is quoted: it may be what was said."""
    side.service.connect()
    side.stand_in.fault = replace(fault)
    for _ in range(2):
        with pytest.raises(RemoteFailed, match=sentence) as raised:
            side.decode()
        assert "secret" not in str(raised.value)
    assert len(side.told) == 1
    side.stand_in.fault = Fault()
    assert side.decode()
    assert side.told[1:] in ([f"{side.service._link.host} answers again."], [])


def test_a_silent_server_is_left_after_its_time(gguf: Path, server: tuple[str, StandIn]) -> None:
    hold = threading.Event()
    with closing(service_for(gguf, server[0], [], RequestPatience(5.0, 0.3, 0.0))) as service:
        until(lambda: _connected(service))
        server[1].fault = Fault(1, 500, hold=hold)
        with pytest.raises(RemoteFailed, match=r"did not answer within 0\.3 s"):
            service.decode(job())
        hold.set()


def _connected(service: RemoteDecoderService) -> bool:
    """On a loaded machine its answer may take longer than this test's short limit."""
    try:
        return bool(service.connect())
    except RemoteFailed:
        return False


def test_a_failed_server_rests_before_it_is_asked_again(side: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_state, "FIRST_REST_S", 3600.0)
    monkeypatch.setattr(server_state, "LONGEST_REST_S", 3600.0)
    side.service.connect()
    side.stand_in.fault = Fault(3, 500)
    for _ in range(3):
        with pytest.raises(RemoteFailed, match="500"):
            side.decode()
    assert side.stand_in.fault.times == 0  # three attempts of the first request, and no more
    assert side.told == [f"{side.service._link.host} has trouble of its own (500)."]


def test_nothing_is_sent_once_the_user_stays_offline(gguf: Path, server: tuple[str, StandIn]) -> None:
    prompts = PromptRows(gguf, lambda what, remedy: None)
    prompts.open()
    link = HttpLink(RemoteModel("vllm", server[0]), "remote-gpu", Away(lambda: False))
    with closing(RemoteDecoderService(link, prompts)) as service:
        with pytest.raises(RemoteFailed, match="set to stay offline"):
            service.decode(job())
        assert link._client is None


# -- what stands in ---------------------------------------------------------------------------------------


def local(gguf: Path) -> Callable[[], TextDecoder]:
    return lambda: open_decoder(gguf, 64, DecoderOptions(512, 1, exact=True))


def test_the_local_model_stands_in_and_the_sentence_says_so(side: Side, gguf: Path) -> None:
    decoder = RemoteTextDecoder(side.service, local(gguf), lambda what, remedy: None)
    there = decoder.decode(heard(), Request())
    assert (there.decoded_by, there.reason, there.draft) == (DecodedBy.LLM, None, False)
    side.stand_in.fault = Fault(9999, 500)
    first = decoder.decode(heard(), Request())
    assert first.text in (DRAFT.text, there.text)  # the local model is being loaded
    until(lambda: not decoder.decode(heard(), Request()).draft)
    here = decoder.decode(heard(), Request())
    assert here.text == there.text
    assert here.reason is not None
    assert "trouble of its own" in here.reason
    decoder.close()


def test_without_a_local_model_the_ctc_text_stands_in_as_a_draft(side: Side) -> None:
    told: list[str] = []

    def absent() -> TextDecoder:
        raise ComponentMissing("It is not here.")

    decoder = RemoteTextDecoder(side.service, absent, lambda what, remedy: told.append(what))
    side.service.connect()
    side.stand_in.fault = Fault(9999)
    written = decoder.decode(heard(), Request())
    assert (written.text, written.draft) == (DRAFT.text, True)
    assert written.reason is not None
    assert "broke its answer off" in written.reason
    with pytest.raises(CaptioningError, match="broke its answer off"):
        decoder.decode(heard(None), Request())
    assert told == ["The local language model cannot stand in: It is not here."]
    decoder.close()


def test_without_a_ctc_text_the_local_model_is_waited_for(side: Side, gguf: Path) -> None:
    decoder = RemoteTextDecoder(side.service, local(gguf), lambda what, remedy: None)
    expected = decoder.decode(heard(None), Request()).text
    side.stand_in.fault = Fault(9999, 500)
    written = decoder.decode(heard(None), Request())
    assert (written.text, written.draft) == (expected, False)
    assert written.reason is not None
    decoder.close()
