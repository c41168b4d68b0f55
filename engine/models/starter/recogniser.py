"""The starter recogniser behind the common Protocol: partials by streaming, finals over the whole utterance."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.events import DecodedBy
from engine.models.recogniser import Capabilities, Hypothesis, Request
from engine.models.starter.process import RemoteDecoder, StarterProcess
from engine.models.starter.pronunciation import normalised

CAPABILITIES = Capabilities(
    name="starter",
    title="Starter (pocketsphinx)",
    languages=("en",),
    partials=True,
    word_times=True,
    hotwords=True,
    context=False,
    rough=True,
)
FAINTEST = 1e-4  # -80 dBFS; normalised to its own mean, silence would be decoded as words


def load() -> StarterRecogniser:
    """The recogniser, ready in about half a second. Raises ComponentMissing when pocketsphinx is not installed."""
    return StarterRecogniser()


class StarterRecogniser:
    """One process, and a decoder in it for each utterance that is open at the same time; usually one.

    A process that died is started again with the next utterance.
    """

    def __init__(self) -> None:
        self._process = StarterProcess()
        self._free = [self._process.decoder()]

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    @property
    def process_id(self) -> int:
        return self._process.process_id

    def begin(self, request: Request) -> StarterUtterance:
        decoder = self._decoder()
        return StarterUtterance(decoder, decoder.learn(request.hotwords), self._give_back)

    def close(self) -> None:
        self._free.clear()
        self._process.close()

    def _decoder(self) -> RemoteDecoder:
        if not self._process.alive:
            self._process.close()
            self._free.clear()
            self._process = StarterProcess()
        return self._free.pop() if self._free else self._process.decoder()

    def _give_back(self, decoder: RemoteDecoder) -> None:
        if decoder.alive:
            self._free.append(decoder)


class StarterUtterance:
    """One utterance on one decoder, which goes back to the recogniser at the end."""

    def __init__(
        self, decoder: RemoteDecoder, offered: tuple[str, ...], give_back: Callable[[RemoteDecoder], None]
    ) -> None:
        self._decoder: RemoteDecoder | None = decoder
        self._offered = offered
        self._give_back = give_back
        self._streamed = 0

    def hypothesise(self, audio: np.ndarray) -> Hypothesis:
        text = self._mine().stream(_as_pcm(audio[self._streamed :]))
        self._streamed = len(audio)
        return Hypothesis(text, decoded_by=DecodedBy.STARTER, language="en")

    def finish(self, audio: np.ndarray) -> Hypothesis:
        decoder = self._mine()
        if not len(audio) or np.abs(audio).max() < FAINTEST:
            return Hypothesis("", decoded_by=DecodedBy.STARTER, language="en")
        words = decoder.whole(_as_pcm(audio))
        self._streamed = 0  # if the utterance goes on after all, its partials begin anew
        said = {word.text.casefold() for word in words}
        return Hypothesis(
            text=" ".join(word.text for word in words),
            words=words,
            decoded_by=DecodedBy.STARTER,
            language="en",
            hotwords_offered=self._offered,
            hotwords_used=tuple(hotword for hotword in self._offered if said.issuperset(normalised(hotword))),
        )

    def close(self) -> None:
        if self._decoder is not None:
            self._decoder.abandon()
            self._give_back(self._decoder)
            self._decoder = None

    def _mine(self) -> RemoteDecoder:
        if self._decoder is None:
            raise RuntimeError("the utterance is closed")
        return self._decoder


def _as_pcm(sound: np.ndarray) -> bytes:
    """float32 +-1.0 to the 16-bit samples that pocketsphinx reads."""
    pcm: np.ndarray = (np.clip(sound, -1.0, 1.0) * 32_767.0).astype("<i2")
    return pcm.tobytes()
