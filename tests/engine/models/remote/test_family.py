"""A model of this computer whose language model computes on another machine, from the waveform to the text."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.errors import ModelUnusable
from engine.events import DecodedBy, Final, Stream
from engine.models.away import Away, RemoteModel, describe
from engine.models.family import LoadOptions
from engine.models.fun_asr_nano import recogniser as local_models
from engine.models.fun_asr_nano.decoder import DecoderOptions, open_decoder
from engine.models.manifest import Manifest, read
from engine.models.recogniser import Hypothesis, Recogniser, Request
from engine.models.remote import family
from tests.support.duo import DuoRig
from tests.support.fun_asr import DECODER, Golden, golden_model, with_decoder
from tests.support.llm import needs_llama
from tests.support.vllm_server import Fault, vllm_server
from tests.support.waiting import until

pytestmark = needs_llama

REQUESTS = [Request(), Request(language="en", hotwords=("Fun-ASR", "captions"), itn=False)]
ALLOWED = Away(lambda: True)


@pytest.fixture(scope="module")
def golden(shared: Callable[[str], Path]) -> Golden:
    return golden_model(shared)


@pytest.fixture(scope="module")
def models(golden: Golden, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of models with one, called tiny."""
    place = tmp_path_factory.mktemp("models")
    with_decoder(golden, place / "tiny", with_ctc=True)
    return place


def remote(models: Path, address: str, local: str = "tiny") -> Manifest:
    local_one = read(models / "tiny")
    model = RemoteModel("vllm", address, local=local)
    return describe("remote-gpu", "Tiny (gpu)", model, local_one.languages, local_one.capabilities)


def texts(model: Recogniser, sound: np.ndarray) -> list[Hypothesis]:
    return [model.begin(request).finish(sound) for request in REQUESTS]


def test_the_text_is_the_one_of_this_computer(models: Path, golden: Golden) -> None:
    sound = golden.audio("speech_en_3s")
    decoder = open_decoder(models / "tiny" / DECODER, 64, DecoderOptions(512, 1, exact=True))
    here = local_models.load(models / "tiny", decoder=decoder)
    expected = texts(here, sound)
    here.close()
    with vllm_server(models / "tiny" / DECODER) as (address, stand_in):
        told: list[str] = []
        described = remote(models, address)
        options = LoadOptions(threads=1, report=lambda what, remedy: told.append(what), away=ALLOWED)
        there = family.load(models / "remote-gpu", described, options)
        assert (there.capabilities.name, there.capabilities.title) == ("remote-gpu", "Tiny (gpu)")
        assert there.capabilities.concurrent_finals
        assert texts(there, sound) == expected
        assert expected[0].decoded_by is DecodedBy.LLM
        assert told == []
        stand_in.fault = Fault(9999, 500)
        first = there.begin(Request()).finish(sound)
        assert first.text
        assert first.reason is not None
        assert "trouble of its own" in first.reason
        there.close()


def test_live_text_and_vocabulary_stay_here(models: Path, golden: Golden) -> None:
    """Only finals are sent."""
    with vllm_server(models / "tiny" / DECODER) as (address, stand_in):
        there = family.load(models / "remote-gpu", remote(models, address), LoadOptions(threads=1, away=ALLOWED))
        before = len(stand_in.seen)
        there.begin(Request()).hypothesise(golden.audio("speech_en_3s"))
        assert len(stand_in.seen) == before
        there.close()


def test_a_server_that_is_away_is_told_while_loading_and_captions_begin(models: Path, golden: Golden) -> None:
    told: list[str] = []
    options = LoadOptions(threads=1, report=lambda what, remedy: told.append(what), away=ALLOWED)
    there = family.load(models / "remote-gpu", remote(models, "http://127.0.0.1:9"), options)
    assert told == ["127.0.0.1:9 cannot be reached."]
    heard = there.begin(Request()).finish(golden.audio("speech_en_3s"))
    assert heard.text
    assert heard.reason == "127.0.0.1:9 cannot be reached."
    there.close()


def test_it_is_tried_out(models: Path) -> None:
    with vllm_server(models / "tiny" / DECODER, model="fun-asr-llm") as (address, _):
        assert family.try_out(remote(models, address), models / "remote-gpu", ALLOWED, np.zeros(0)) == "fun-asr-llm"


def test_without_its_local_model_it_cannot_be_used(models: Path) -> None:
    described = remote(models, "http://127.0.0.1:9", local="gone")
    assert isinstance(family.missing(described, models / "remote-gpu"), ModelUnusable)
    outside = replace(described, payload={**described.payload, "local": "../tiny"})
    assert isinstance(family.missing(outside, models / "remote-gpu"), ModelUnusable)
    assert family.missing(remote(models, "http://127.0.0.1:9"), models / "remote-gpu") is None


def test_a_model_without_a_ctc_branch_stays_here(models: Path, golden: Golden) -> None:
    """Its live text would wait for the network."""
    with_decoder(golden, models / "bare", with_ctc=False)
    described = remote(models, "http://127.0.0.1:9", local="bare")
    assert isinstance(family.missing(described, models / "remote-gpu"), ModelUnusable)


def test_it_takes_less_memory_than_the_whole_model(models: Path) -> None:
    from engine.models.fun_asr_nano import family as fun_asr

    there = family.memory_bytes(models / "remote-gpu", remote(models, "http://127.0.0.1:9"))
    assert 0 < there < fun_asr.memory_bytes(models / "tiny", read(models / "tiny"))


class TwoAtFirst(threading.Barrier):
    """Lets everyone through once two have come together."""

    def __init__(self) -> None:
        super().__init__(2)
        self._open = threading.Event()

    def wait(self, timeout: float | None = None) -> int:
        if self._open.is_set():
            return 0
        place = super().wait(timeout)
        self._open.set()
        return place


def test_finals_of_two_channels_are_at_the_server_together(models: Path, golden: Golden) -> None:
    """Of one session of captions."""
    with vllm_server(models / "tiny" / DECODER) as (address, stand_in):
        there = family.load(models / "remote-gpu", remote(models, address), LoadOptions(threads=1, away=ALLOWED))
        speech, silence = golden.audio("speech_en_3s"), np.zeros(40_000, np.float32)
        stand_in.gather = TwoAtFirst()
        rig = DuoRig(recogniser=there)
        rig.session.start()
        rig.hear(speech, speech[::-1].copy())
        rig.hear(silence, silence)
        until(lambda: stand_in.most_at_once == 2, rig.settle)
        rig.session.stop()
        until(lambda: rig.session.done, rig.settle)
        rig.session.close()
        there.close()
        assert {each.stream for each in rig.of(Final)} <= set(Stream)
