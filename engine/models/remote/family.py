"""Models on another machine as a model family: see engine/models/family.py. The model's folder holds its description
alone: the address, what the server speaks, and for vLLM the local model whose language model computes there.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import CaptioningError, ComponentMissing, ModelUnusable
from engine.models import manifest as manifests
from engine.models.away import Away, RemoteFailed, RemoteModel, StaysHere, remote_model
from engine.models.family import ImportOptions, LoadOptions, Published
from engine.models.fireredasr import family as fire_red
from engine.models.fireredasr import manifest as fire_red_manifest
from engine.models.fun_asr_nano import family as fun_asr
from engine.models.fun_asr_nano import manifest as fun_asr_manifest
from engine.models.fun_asr_nano.llm import library
from engine.models.manifest import Manifest

if TYPE_CHECKING:
    import numpy as np

    from engine.models.recogniser import Recogniser
    from engine.models.remote.completions import RemoteDecoderService


def describe(_folder: Path) -> None:
    """Every remote model has a description already."""


def published(_path: Path, _options: ImportOptions) -> Published | None:
    """Remote models are added, not imported."""
    return None


def missing(described: Manifest, folder: Path) -> CaptioningError | None:
    model = remote_model(described)
    if model.kind != "vllm":
        return None
    try:
        _local(model, folder)
    except ModelUnusable as unusable:
        return unusable
    if not library.installed():
        return ComponentMissing("The library that makes the language model's prompt is not installed.", library.INSTALL)
    return None


def memory_bytes(folder: Path, described: Manifest) -> int:
    """Of what stays local; a language model is loaded only while the other machine fails."""
    model = remote_model(described)
    if model.kind != "vllm":
        return 0
    place, local = _local(model, folder)
    graphs = replace(local, payload={**local.payload, "llm": None})
    return fire_red.memory_bytes(place, graphs) if _is_fire_red(local) else fun_asr.memory_bytes(place, graphs)


def uses_context(_described: Manifest) -> bool:
    return False


def writes_live_text(described: Manifest) -> bool:
    model = remote_model(described)
    return model.kind == "fun-asr" or (model.kind == "vllm" and described.capabilities.word_times)


def load(folder: Path, described: Manifest, options: LoadOptions) -> Recogniser:
    """A server that cannot be reached is reported, and asked again later. Raises StaysHere where nothing may leave."""
    model = remote_model(described)
    if not options.away.allowed():
        raise StaysHere
    if model.kind == "vllm":
        return _split(model, folder, described, options)
    if model.kind == "openai":
        from engine.models.remote.transcriptions import open_transcriptions

        return open_transcriptions(model, described, options)
    from engine.models.remote.realtime import open_realtime

    return open_realtime(model, described, options)


def try_out(described: Manifest, folder: Path, away: Away, audio: np.ndarray) -> str:
    """Connect, have `audio` (float32, 16 kHz) transcribed where the server takes sound, and name what answered. Raises
    RemoteFailed, ModelUnusable, ComponentMissing.
    """
    model = remote_model(described)
    if model.kind == "vllm":
        from engine.models.remote.completions import RemoteDecoderService
        from engine.models.remote.link import HttpLink
        from engine.models.remote.prompts import PromptRows

        place, local = _local(model, folder)
        prompts = PromptRows(place / _llm_of(local), _silent)
        service = RemoteDecoderService(HttpLink(model, described.name, away), prompts, _silent)
        try:
            prompts.open()
            return service.connect().name
        finally:
            service.close()
    if model.kind == "openai":
        from engine.models.remote.transcriptions import try_transcriptions

        return try_transcriptions(model, described, away, audio)
    from engine.models.remote.realtime import try_realtime

    return try_realtime(model, described, away, audio)


def _split(model: RemoteModel, folder: Path, described: Manifest, options: LoadOptions) -> Recogniser:
    """The audio half here, the language model there."""
    from engine.models.remote.completions import RemoteDecoderService
    from engine.models.remote.link import HttpLink
    from engine.models.remote.prompts import PromptRows

    place, local = _local(model, folder)
    named = replace(local, name=described.name, title=described.title)
    prompts = PromptRows(place / _llm_of(local), options.report)
    prompts.open()
    service = RemoteDecoderService(HttpLink(model, described.name, options.away), prompts, options.report)
    with suppress(RemoteFailed):  # reported; it is asked again with a later sentence
        service.ask(service.connect)
    if _is_fire_red(local):
        from engine.models.fireredasr import recogniser
        from engine.models.fun_asr_nano.decoder import ServedDecoder

        return recogniser.load_with_decoder(place, named, options, ServedDecoder(service, "fireredasr"))
    return _fun_asr(place, named, options, service)


def _fun_asr(place: Path, named: Manifest, options: LoadOptions, service: RemoteDecoderService) -> Recogniser:
    from engine.models.fun_asr_nano import decoder, recogniser
    from engine.models.remote.text_decoder import RemoteTextDecoder

    width = fun_asr_manifest.payload_of(named).config.adaptor.llm_dim

    def open_local() -> decoder.LlmTextDecoder:
        return decoder.open_decoder(place / _llm_of(named), width, decoder.options_of(options), options.report)

    text_decoder = RemoteTextDecoder(service, open_local, options.report)
    return recogniser.load(place, named, options, text_decoder, together=True)


def _local(model: RemoteModel, folder: Path) -> tuple[Path, Manifest]:
    """The local model beside the remote one's folder. Raises ModelUnusable."""
    try:
        place = folder.parent / manifests.inside(model.local)
        local = manifests.read(place)
        _check_split(local)
    except (ModelUnusable, ValueError) as error:
        raise ModelUnusable(
            "The model {name}, whose language model is to compute elsewhere, is not at hand.",
            "Get it again, or choose another model.",
            name=model.local,
        ) from error
    return place, local


def _check_split(local: Manifest) -> None:
    """Raises ModelUnusable, and ValueError for a model without a language model, or whose partials would each wait for
    the network.
    """
    if _is_fire_red(local):
        if fire_red_manifest.payload_of(local).llm is None:
            raise ValueError("no language model")
        return
    payload = fun_asr_manifest.payload_of(local)
    if payload.llm is None or not payload.ctc:
        raise ValueError("no language model, or no CTC branch")


def _is_fire_red(local: Manifest) -> bool:
    return local.family == fire_red_manifest.FAMILY


def _llm_of(local: Manifest) -> str:
    name = (fire_red_manifest.payload_of(local) if _is_fire_red(local) else fun_asr_manifest.payload_of(local)).llm
    assert name is not None, "_local took no other"
    return name


def _silent(_what: str, _remedy: str) -> None:
    """Reports nothing: what is raised says it."""
