"""A pocketsphinx decoder that keeps what it learnt; it lives in the starter's own process (process.py)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from engine.errors import ComponentMissing
from engine.events import Word
from engine.models.starter.pronunciation import normalised, pronounce
from engine.timeline import SAMPLE_RATE

# Half the time of the defaults (real-time factor 0.23 against 0.50 on a busy machine) at equal errors: 53.8 % against
# 54.6 % on the 43 English development clips under 60 s, each decoded whole.
_PRUNING = {"maxhmmpf": 3_000, "maxwpf": 20}
_FRAME = SAMPLE_RATE // 100  # pocketsphinx counts in frames of 10 ms
_ALTERNATIVE = re.compile(r"\(\d+\)$")  # "read(2)": the second pronunciation of "read"


class Decoder:
    """A pocketsphinx decoder that keeps what it learnt: words, and the cepstral mean of the last utterance."""

    def __init__(self) -> None:
        try:
            import pocketsphinx
        except ImportError as missing:
            raise ComponentMissing(
                "The starter recogniser (pocketsphinx) is not installed.", "Run: python3 packaging/dev.py setup"
            ) from missing
        self._decoder: Any = pocketsphinx.Decoder(loglevel="FATAL", **_PRUNING)  # untyped library
        self._learnt: set[str] = set()
        self._mean: str = self._decoder.get_cmn(False)
        self._in_utterance = False

    def learn(self, hotwords: Iterable[str]) -> None:
        """Add words that the dictionary lacks. Each addition rebuilds the search, which takes some 0.25 s."""
        new = [
            word
            for hotword in hotwords
            for word in normalised(hotword)
            if word not in self._learnt and self._decoder.lookup_word(word) is None
        ]
        for count, word in enumerate(dict.fromkeys(new), start=1):
            phones = pronounce(word, self._decoder.lookup_word)
            if phones:
                self._decoder.add_word(word, phones, count == len(set(new)))
            self._learnt.add(word)

    def knows(self, hotword: str) -> bool:
        """Whether each of its words can be recognised; one without Latin letters has none."""
        words = normalised(hotword)
        return bool(words) and all(self._decoder.lookup_word(word) is not None for word in words)

    def stream(self, pcm: bytes) -> None:
        """More of the utterance, 16-bit samples; begins one where none is open."""
        if not self._in_utterance:
            self._decoder.set_cmn(self._mean)
            self._decoder.start_utt()
            self._in_utterance = True
        self._decoder.process_raw(pcm, False, False)

    def whole(self, pcm: bytes) -> None:
        """Decode all 16-bit samples, at least one, as one utterance, with its own cepstral mean.

        The mean is measured first, without a search (1 % of the time): pocketsphinx itself starts from the mean of
        whatever was heard before, and then the same sound gives another text each time. Partials of the next
        utterance start from this mean too: the same voice in the same room.
        Source: whole utterances gave 36 % word errors where streaming gave 52 %, on eight clips.
        """
        self.abandon()
        self._decoder.reinit_feat()  # set_cmn alone keeps the frame count of what was streamed before
        self._pass(pcm, without_search=True)
        mean = self._decoder.get_cmn(True)
        self._decoder.set_cmn(mean)
        self._pass(pcm)
        self._mean = mean

    def _pass(self, pcm: bytes, without_search: bool = False) -> None:
        self._decoder.start_utt()
        self._decoder.process_raw(pcm, without_search, True)
        self._decoder.end_utt()

    def abandon(self) -> None:
        """Leave the open utterance."""
        if self._in_utterance:
            self._decoder.end_utt()
            self._in_utterance = False

    def text(self) -> str:
        hypothesis = self._decoder.hyp()
        return tidy(hypothesis.hypstr) if hypothesis is not None else ""

    def words(self) -> tuple[Word, ...]:
        """Words with their places in the utterance. Their probability is the decoder's posterior."""
        to_probability = self._decoder.get_logmath().exp
        segments = [segment for segment in (self._decoder.seg() or ()) if _is_word(segment.word)]
        spoken = tidy_words([_ALTERNATIVE.sub("", segment.word) for segment in segments])
        return tuple(
            Word(
                text=text,
                start=segment.start_frame * _FRAME,
                end=(segment.end_frame + 1) * _FRAME,
                probability=min(1.0, max(0.0, float(to_probability(segment.prob)))),
            )
            for text, segment in zip(spoken, segments, strict=True)
        )


def _is_word(token: str) -> bool:
    return not token.startswith(("<", "[", "+"))  # <sil>, [NOISE], ++COUGH++


def tidy_words(words: list[str]) -> list[str]:
    """Lower-case words as people write them: "I" and the first word get their capital; nothing is invented."""
    written = [_first_person(word) for word in words]
    if written:
        written[0] = written[0][:1].upper() + written[0][1:]
    return written


def tidy(text: str) -> str:
    words = [_ALTERNATIVE.sub("", token) for token in text.split() if _is_word(token)]
    return " ".join(tidy_words(words))


def _first_person(word: str) -> str:
    return "I" + word[1:] if word == "i" or word.startswith("i'") else word
