"""FireRedASR-LLM whose language model computes on another machine, from the waveform to the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from engine.errors import ModelUnusable
from engine.events import DecodedBy
from engine.models.away import Away, RemoteFailed, RemoteModel, describe
from engine.models.family import ImportOptions, LoadOptions
from engine.models.fireredasr import family as fire_family
from engine.models.fireredasr import recogniser as local_models
from engine.models.fun_asr_nano.decoder import open_decoder
from engine.models.manifest import Manifest, read, write
from engine.models.progress import silent
from engine.models.recogniser import Request
from engine.models.remote import family, server_state
from tests.support.fireredasr import FireRedGolden, fire_red, published_llm_folder
from tests.support.llm import needs_llama
from tests.support.vllm_server import Fault, StandIn, vllm_server

__all__ = ["fire_red"]
pytestmark = needs_llama

ALLOWED = Away(lambda: True)


@pytest.fixture(scope="module")
def models(fire_red: FireRedGolden, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of models with one, called fire."""
    place = tmp_path_factory.mktemp("models")
    found = fire_family.published(
        published_llm_folder(fire_red, tmp_path_factory.mktemp("published")), ImportOptions("fp32")
    )
    assert found is not None
    (place / "fire").mkdir()
    write(place / "fire", found.install("fire", place / "fire", silent))
    return place


@pytest.fixture(scope="module")
def server(models: Path) -> Iterator[tuple[str, StandIn]]:
    with vllm_server(llm_of(models), model="fire-llm") as served:
        yield served


def llm_of(models: Path) -> Path:
    return models / "fire" / str(read(models / "fire").payload["llm"])


def remote(models: Path, address: str) -> Manifest:
    local = read(models / "fire")
    return describe(
        "remote-gpu", "Fire (gpu)", RemoteModel("vllm", address, local="fire"), local.languages, local.capabilities
    )


def test_the_text_is_the_greedy_one_of_this_computer(
    models: Path, server: tuple[str, StandIn], fire_red: FireRedGolden
) -> None:
    """vLLM searches with beams only for prompts of text."""
    described = read(models / "fire")
    options = replace(local_models.decoder_options(LoadOptions(threads=1)), positions=512, exact=True, beams=1)
    decoder = open_decoder(llm_of(models), 64, options)
    here = local_models.load_with_decoder(models / "fire", described, LoadOptions(threads=1), decoder)
    there = family.load(models / "remote-gpu", remote(models, server[0]), LoadOptions(threads=1, away=ALLOWED))
    try:
        for name in ("a", "b"):
            expected = here.begin(Request()).finish(fire_red.audio(name))
            found = there.begin(Request()).finish(fire_red.audio(name))
            assert (found.text, found.decoded_by) == (expected.text, DecodedBy.LLM)
            assert found.text
    finally:
        here.close()
        there.close()
    assert (there.capabilities.name, there.capabilities.title) == ("remote-gpu", "Fire (gpu)")
    assert there.capabilities.together
    assert not there.capabilities.partials


def test_it_is_tried_out_and_needs_a_light_model_for_live_text(models: Path, server: tuple[str, StandIn]) -> None:
    described = remote(models, server[0])
    assert family.try_out(described, models / "remote-gpu", ALLOWED, None) == "fire-llm"  # type: ignore[arg-type]
    assert family.missing(described, models / "remote-gpu") is None
    assert not family.writes_live_text(described)
    whole = fire_family.memory_bytes(models / "fire", read(models / "fire"))
    assert 0 < family.memory_bytes(models / "remote-gpu", described) < whole


def test_where_it_fails_the_light_model_is_asked(
    models: Path, server: tuple[str, StandIn], fire_red: FireRedGolden, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own language model is not loaded: it may not fit this computer."""
    monkeypatch.setattr(server_state, "FIRST_REST_S", 0.0)
    there = family.load(models / "remote-gpu", remote(models, server[0]), LoadOptions(threads=1, away=ALLOWED))
    server[1].fault = Fault(3, 400)
    try:
        with pytest.raises(RemoteFailed, match="refused the request"):
            there.begin(Request()).finish(fire_red.audio("a"))
    finally:
        server[1].fault = Fault()
        there.close()


def test_an_aed_has_no_language_model_to_be_computed_elsewhere(models: Path, tmp_path: Path) -> None:
    local = read(models / "fire")
    (tmp_path / "aed").mkdir()
    write(tmp_path / "aed", replace(local, payload={**local.payload, "llm": None}))
    described = describe(
        "remote-gpu",
        "Fire (gpu)",
        RemoteModel("vllm", "http://127.0.0.1:9", local="aed"),
        local.languages,
        local.capabilities,
    )
    assert isinstance(family.missing(described, tmp_path / "remote-gpu"), ModelUnusable)
