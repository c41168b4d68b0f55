"""The language model behind the seam of text_decoder.py: it writes the text that is kept.

llama.cpp runs in a process of its own (docs/decoder.md tells why). Whatever happens there, the recogniser gets
a text: the language model's, or the CTC text with the reason why.
"""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass, replace
from pathlib import Path

from engine.errors import CaptioningError, ComponentMissing, ModelUnusable
from engine.events import DecodedBy
from engine.models.family import NO_GRAPHICS, Tell, to_the_log
from engine.models.fun_asr_nano.llm import devices, library, prompt, weights
from engine.models.fun_asr_nano.llm.errors import DecoderDied, DecoderLeftOut
from engine.models.fun_asr_nano.llm.job import DecodedAnswer, DecodeJob, DraftSource, Ending
from engine.models.fun_asr_nano.llm.model import ON_CPU
from engine.models.fun_asr_nano.llm.prompt import PromptOptions
from engine.models.fun_asr_nano.llm.service import DecoderService
from engine.models.fun_asr_nano.llm.worker import Assignment
from engine.models.fun_asr_nano.manifest import Payload
from engine.models.fun_asr_nano.text_decoder import EncodedUtterance
from engine.models.recogniser import Hypothesis, Request
from engine.text.borders import holds
from engine.text.sentence import Sentence
from engine.timeline import to_seconds

log = logging.getLogger(__name__)

_RETRIES = (0.3, 0.6)  # temperatures after the likeliest tokens ran in circles
_SOURCES = {DecodedBy.LLM: DraftSource.LLM}
_MOST_THREADS = 8
_FEW_CORES = 2


@dataclass(frozen=True, slots=True)
class DecoderOptions:
    """positions: of the context. threads: 0 for as many as fit the machine. device: 'auto', 'cpu' or 'gpu'."""

    positions: int = 1024
    threads: int = 0
    device: str = "auto"
    exact: bool = False


class LlmTextDecoder:
    """A language model, loaded, as the recogniser wants it."""

    def __init__(self, service: DecoderService) -> None:
        self.service = service

    def decode(self, heard: EncodedUtterance, request: Request) -> Hypothesis:
        """The language model's text; the CTC text, with a reason, where the model gave none worth keeping.

        Raises what the model raises only where there is no CTC text to fall back on.
        """
        try:
            decoded = self._without_loops(self._job(heard, request))
        except CaptioningError as error:
            if heard.draft is None:
                raise
            # No better text will follow where the model is gone for good: that one is no draft.
            return replace(heard.draft, reason=error.what, draft=not isinstance(error, DecoderLeftOut))
        if decoded.ending is Ending.LOOP and heard.draft is not None:
            return replace(heard.draft, reason="The language model repeated itself.")
        return _hypothesis(decoded, request)

    def close(self) -> None:
        self.service.close()

    def _job(self, heard: EncodedUtterance, request: Request) -> DecodeJob:
        return DecodeJob(
            rows=heard.audio_rows,
            audio_s=to_seconds(heard.samples),
            wish=PromptOptions(request.language, request.hotwords, request.itn, " ".join(request.context)),
            draft=as_the_model_writes(heard.draft.text) if heard.draft else "",
            source=_SOURCES.get(heard.draft.decoded_by, DraftSource.CTC) if heard.draft else DraftSource.CTC,
        )

    def _without_loops(self, job: DecodeJob) -> DecodedAnswer:
        """A second and third attempt draw their tokens, as the published services do."""
        decoded = self.service.decode(job)
        for seed, temperature in enumerate(_RETRIES):
            if decoded.ending is not Ending.LOOP:
                break
            decoded = self.service.decode(replace(job, temperature=temperature, seed=seed))
        return decoded


def open_decoder(
    path: Path, width: int, options: DecoderOptions | None = None, tell: Tell = to_the_log
) -> LlmTextDecoder:
    """Load the GGUF at `path`. width: of the adaptor's rows. Takes seconds: call it from a worker.

    Raises ModelUnusable for a file that is damaged or does not fit the adaptor, ComponentMissing without
    llama.cpp, DecoderDied where its process does not survive the loading.
    """
    options = options or DecoderOptions()
    file = weights.inspect(path)
    if file.width != width:
        raise ModelUnusable(
            "{name} takes rows of {width} numbers, the adaptor gives {given}.",
            "Choose the decoder that was published with this model.",
            name=path.name,
            width=file.width,
            given=width,
        )
    library.libraries()
    layers, why = (ON_CPU, "") if options.device == "cpu" else _placed(file, options)
    if why and options.device == "gpu" and layers == ON_CPU:
        tell(NO_GRAPHICS[0], why)
    positions = min(options.positions, file.longest)
    threads = options.threads or default_threads()
    service = DecoderService(Assignment(str(path), positions, threads, options.exact, layers), tell)
    service.open()
    return LlmTextDecoder(service)


def for_model(
    folder: Path, payload: Payload, threads: int, *, needed: bool, graphics: str = "auto", tell: Tell = to_the_log
) -> LlmTextDecoder | None:
    """The decoder of a model folder, None where it has none or llama.cpp is not installed.

    needed: there is no CTC branch that could do without it; then what is missing is raised.
    """
    if payload.llm is None:
        return None
    path = folder / payload.llm
    try:
        options = DecoderOptions(threads=threads, device=graphics)
        return open_decoder(path, payload.config.adaptor.llm_dim, options, tell)
    except (ComponentMissing, DecoderDied) as error:
        if needed:
            raise
        tell(
            Sentence(
                "Captions do without the model's language model, and hold more mistakes: {reason}", reason=error.what
            ),
            error.remedy,
        )
        return None


def memory_needed(path: Path) -> int:
    """Bytes that the decoder will take once loaded. Raises ModelUnusable for a damaged file."""
    return weights.inspect(path).memory(DecoderOptions().positions)


def default_threads(cores: int | None = None) -> int:
    """All of two cores; otherwise one is left to sound and window. More than eight gain nothing at 0.6B."""
    cores = cores or os.cpu_count() or 1
    return min(_MOST_THREADS, cores if cores <= _FEW_CORES else cores - 1)


def as_the_model_writes(text: str) -> str:
    """CTC text brought near the language model's spelling: a capital at the beginning, nothing else is sure."""
    return text[:1].upper() + text[1:]


def _placed(file: weights.DecoderFile, options: DecoderOptions) -> tuple[int, str]:
    if not devices.has_gpu_half():
        return ON_CPU, "The installed llama.cpp was built for the processor alone."
    return devices.layers_for(file, options.positions, options.device, devices.probe())


def _hypothesis(decoded: DecodedAnswer, request: Request) -> Hypothesis:
    text = prompt.tidy(decoded.text)
    return Hypothesis(
        text=text,
        decoded_by=DecodedBy.LLM,
        language=request.language,
        hotwords_offered=request.hotwords,
        hotwords_used=tuple(word for word in request.hotwords if holds(text, word)),
        reason="The language model was cut off." if decoded.ending is Ending.LIMIT else None,
    )
