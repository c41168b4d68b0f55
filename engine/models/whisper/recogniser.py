"""Whisper behind the contract of engine/models/recogniser.py.

A pass takes the sound so far and 4 s of silence, which tells the model where to stop, instead of the 30 s that it was
trained on: a quarter of the cost, the same errors (docs/benchmarks.md).
"""

from __future__ import annotations

import os
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import accumulate, islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.errors import ModelUnusable
from engine.events import DecodedBy, Word
from engine.models.family import NO_GRAPHICS, LoadOptions
from engine.models.memory import return_free_memory, share_arenas
from engine.models.recogniser import Capabilities, Hypothesis, Request
from engine.models.whisper import languages, tokens
from engine.models.whisper.chinese import readable
from engine.models.whisper.decoding import DecodedTokens, Decoder
from engine.models.whisper.doubt import doubt
from engine.models.whisper.edges import at_quietest
from engine.models.whisper.folder import USES_CONTEXT
from engine.models.whisper.mel import HOP, MOST_FRAMES, GrowingLogMel
from engine.models.whisper.pauses import without_pauses
from engine.models.whisper.repetition import copied_from, repeated_from
from engine.text import wording
from engine.text.sentence import Sentence
from engine.text.units import letters, split_units
from engine.timeline import to_samples, to_seconds

if TYPE_CHECKING:
    import ctranslate2

    from engine.models.manifest import Manifest

SHORTEST_SAMPLES = to_samples(0.1)
WINDOW_SAMPLES = MOST_FRAMES * HOP
SILENCE_S = 4.0  # behind the sound, in partials and finals
MOST_PREVIOUS = 223  # tokens of previous text: half of the text window, less the sign that it begins with
FINAL_BEAM = 5  # 2.4 to 5.7 points fewer errors in Mandarin, about 1 in English, for a tenth more time
_STEP = 320  # samples between two positions of an alignment
_CHINESE = ("zh", "yue")
_ENDINGS = ".!?,;:…。！？，；：、- "


@dataclass(frozen=True, slots=True)
class Transcription:
    """The result of one pass: text for readers, its tokens, and the encoded sound."""

    text: str
    decoded: DecodedTokens
    ids: tuple[int, ...]
    encoded: ctranslate2.StorageView
    cut: bool


class WhisperRecogniser:
    """A loaded model."""

    def __init__(self, decoder: Decoder, capabilities: Capabilities) -> None:
        self._decoder = decoder
        self._capabilities = capabilities

    @property
    def capabilities(self) -> Capabilities:
        return self._capabilities

    def begin(self, request: Request) -> WhisperUtterance:
        return WhisperUtterance(self._decoder, request)

    def close(self) -> None:
        self._decoder.close()


class WhisperUtterance:
    """One utterance being decoded. The language is decided once, from the first two seconds."""

    def __init__(self, decoder: Decoder, request: Request) -> None:
        self._decoder = decoder
        self._request = request
        self._mel = GrowingLogMel(decoder.bins)
        self._language = self._asked_for()
        self._decided = self._language is not None or not decoder.tokens.multilingual
        self._spoken: str | None = None  # a language of the sound that the request does not allow
        self._text = ""  # of the last pass
        self._offered = self._always_offered
        self._kept: tuple[tuple[int, int], ctranslate2.StorageView] | None = None

    def hypothesise(self, audio: np.ndarray) -> Hypothesis:
        if len(audio) < SHORTEST_SAMPLES:
            return Hypothesis("", decoded_by=DecodedBy.ATTENTION)
        if not self._decide_language(audio):
            return Hypothesis("", decoded_by=DecodedBy.ATTENTION)
        partial = self._hypothesis(self._transcript(audio, SILENCE_S, 1), whole=False)
        self._choose_from_vocabulary()
        return replace(partial, text=partial.text.rstrip(_ENDINGS))  # the sign says that the speaker has stopped

    def finish(self, audio: np.ndarray) -> Hypothesis:
        if len(audio) < SHORTEST_SAMPLES:
            return Hypothesis("", decoded_by=DecodedBy.ATTENTION)
        self._decide_language(audio, now=True)
        self._note_other_language(audio)
        self._offered = self._always_offered
        transcript = self._transcript(audio, SILENCE_S, FINAL_BEAM)
        if self._choose_from_vocabulary():
            transcript = self._transcript(audio, SILENCE_S, FINAL_BEAM)
        if self._copies_context(transcript.text):
            transcript = self._transcript(audio, SILENCE_S, FINAL_BEAM, context=False)
        if transcript.cut:  # with the whole window behind it the model repeats only what was said twice, or a loop
            transcript = self._transcript(audio, to_seconds(WINDOW_SAMPLES), FINAL_BEAM, copies=3)
        found = self._hypothesis(transcript, self._words(transcript, audio))
        self._kept = None
        return_free_memory()
        return found

    def close(self) -> None:
        self._kept = None

    # -- a pass ------------------------------------------------------------------------------------------

    def _transcript(
        self, audio: np.ndarray, silence_s: float, beam: int, copies: int = 2, context: bool = True
    ) -> Transcription:
        encoded = self._encoded(audio, silence_s)
        prompt = self._decoder.tokens.prompt(self._language, self._previous(context))
        decoded = self._decoder.decode(encoded, prompt, to_seconds(len(audio)), beam)
        ids = self._without_repetition(decoded.ids, copies)
        text = self._readable(ids)
        self._text = text
        return Transcription(text, decoded, ids, encoded, len(ids) < len(decoded.ids))

    def _encoded(self, audio: np.ndarray, silence_s: float) -> ctranslate2.StorageView:
        """The encoder's output, cached: detection and decoding need the same."""
        audio = audio[:WINDOW_SAMPLES]
        silence = min(to_samples(silence_s), WINDOW_SAMPLES - len(audio))
        if self._kept is None or self._kept[0] != (len(audio), silence):
            self._kept = (len(audio), silence), self._decoder.encode(self._mel.features(audio, silence))
        return self._kept[1]

    def _readable(self, ids: tuple[int, ...]) -> str:
        text = wording.tidy(self._decoder.tokens.decode(list(ids)))
        return readable(text, self._request.traditional) if self._language in _CHINESE else text

    def _without_repetition(self, ids: tuple[int, ...], copies: int) -> tuple[int, ...]:
        units = split_units(self._decoder.tokens.decode(list(ids)))
        spoken = [letters(unit) for unit in units]
        said = [at for at, unit in enumerate(spoken) if unit]
        begin = repeated_from([spoken[at] for at in said], self._language in _CHINESE, copies)
        if begin is None:
            return ids
        kept = len("".join(units[: said[begin]]).encode())
        count = 0
        for at, token in enumerate(ids):
            count += len(self._decoder.tokens.piece(token))
            if count > kept:
                return ids[:at]
        return ids

    def _hypothesis(self, transcript: Transcription, words: tuple[Word, ...] = (), whole: bool = True) -> Hypothesis:
        return Hypothesis(
            transcript.text,
            words,
            DecodedBy.ATTENTION,
            self._language,
            spoken=self._spoken,
            hotwords_offered=self._offered,
            probabilities=self._unit_probabilities(transcript),
            doubt=doubt(
                transcript.decoded,
                transcript.text,
                bool(self._offered or self._request.context),
                self._language in _CHINESE,
                whole,
            ),
        )

    def _unit_probabilities(self, transcript: Transcription) -> tuple[float, ...]:
        """Of each word or character: that of its least probable token."""
        found: list[float] = []
        units = [len(unit.encode()) for unit in split_units(self._decoder.tokens.decode(list(transcript.ids)))]
        ends = list(accumulate(units))
        begin = 0
        for token, probability in zip(transcript.ids, transcript.decoded.probabilities, strict=False):
            unit = min(bisect_right(ends, begin), len(ends) - 1)
            found += [1.0] * (unit + 1 - len(found))
            found[unit] = min(found[unit], probability)
            begin += len(self._decoder.tokens.piece(token))
        return tuple(found) if len(found) == len(ends) else ()

    def _words(self, transcript: Transcription, audio: np.ndarray) -> tuple[Word, ...]:
        frames = min(len(audio), WINDOW_SAMPLES) // HOP
        if not transcript.ids or frames < 2:
            return ()
        spans = self._decoder.align(transcript.encoded, self._language, transcript.ids, frames)
        found = without_pauses(at_quietest(wording.words(spans, self._decoder.tokens, _STEP), audio), audio)
        if self._language not in _CHINESE:
            return found
        # As in the text: which character stands for another depends on its neighbours. Their number stays.
        characters = iter(readable("".join(word.text for word in found), self._request.traditional))
        return tuple(replace(word, text="".join(islice(characters, len(word.text)))) for word in found)

    # -- language ----------------------------------------------------------------------------------------

    def _asked_for(self) -> str | None:
        """The user's language; theirs alone where they speak one, None where it has to be detected."""
        known = self._decoder.tokens.languages
        wanted = (self._request.language,) if self._request.language else self._request.languages
        among = languages.candidates(wanted, known)
        return among[0] if len(among) == 1 else None

    def _decide_language(self, audio: np.ndarray, now: bool = False) -> bool:
        """Whether the language is decided; once it is, it stays. now: with what there is of the sound."""
        sound_s = to_seconds(len(audio))
        if self._decided or (sound_s < languages.EARLIEST_S and not now):
            return self._decided
        language, share = self._likeliest_language(audio, SILENCE_S)
        if share < languages.SURE:
            if sound_s < languages.ENOUGH_S and not now:
                return False
            language, _ = self._likeliest_language(audio, to_seconds(WINDOW_SAMPLES))
        self._language, self._decided = language, True
        return True

    def _likeliest_language(self, audio: np.ndarray, silence_s: float) -> tuple[str, float]:
        among = languages.candidates(self._request.languages, self._decoder.tokens.languages)
        shares = self._decoder.languages(self._encoded(audio, silence_s))
        self._spoken = languages.foreign(shares, among) if to_seconds(len(audio)) >= languages.ENOUGH_S else None
        return languages.likeliest(shares, among)

    def _note_other_language(self, audio: np.ndarray) -> None:
        """Report speech in a language other than the chosen one. Takes 2 to 3 % of a final's time."""
        chosen = self._asked_for()
        if chosen and self._decoder.tokens.multilingual and to_seconds(len(audio)) >= languages.ENOUGH_S:
            self._spoken = languages.foreign(self._decoder.languages(self._encoded(audio, SILENCE_S)), (chosen,))

    # -- vocabulary --------------------------------------------------------------------------------------

    def _copies_context(self, text: str) -> bool:
        """Whether the text copies a sentence of the context. It is kept if the model writes it without context, too."""
        if not self._request.context:
            return False
        said, expected = (
            [sound for unit in split_units(each) if (sound := letters(unit))]
            for each in (text, " ".join(self._request.context))
        )
        return copied_from(said, expected, self._language in _CHINESE)

    def _previous(self, with_context: bool = True) -> list[int]:
        """The prompt's previous text: the end of the context as far as it fits, and the vocabulary.

        A Mandarin sentence there, to keep the output in one script, is repeated where the model is unsure, and costs
        1.3 points of errors in Mandarin and 2 in mixed speech (development clips, beam 5).
        """
        tokens = self._decoder.tokens
        glossary = tokens.encode(f"Glossary: {', '.join(self._offered)}.") if self._offered else []
        text = " ".join(self._request.context) if with_context else ""
        context = tokens.encode(text) if text else []
        room = MOST_PREVIOUS - len(glossary)
        return [*(context[-room:] if room > 0 else []), *glossary]

    @property
    def _always_offered(self) -> tuple[str, ...]:
        """The words of the request, where there is no vocabulary to choose from."""
        return self._request.hotwords if self._request.steering is None else ()

    def _choose_from_vocabulary(self) -> bool:
        """Offer entries that sound like the last text to the next pass; whether there are any.

        Never a whole list, however short: its words appear where they were not said, 3 of 16 in 48 clips.
        """
        steering = self._request.steering
        if steering is None or not self._text:
            return False
        self._offered = steering.chosen(self._text)
        return bool(self._offered)


def load(folder: Path, manifest: Manifest, options: LoadOptions | None = None) -> WhisperRecogniser:
    """The model of a folder. Raises ModelUnusable where its files are damaged."""
    import ctranslate2

    options = options or LoadOptions()
    found = tokens.read(folder)
    share_arenas()
    has_card = ctranslate2.get_cuda_device_count() > 0
    if options.graphics == "gpu" and not has_card:
        options.report(*NO_GRAPHICS)
    try:
        model = _model(folder, options.threads, "cuda") if has_card and options.graphics != "cpu" else None
    except (RuntimeError, ValueError) as error:  # a driver that is too old, a library of CUDA that is missing
        model = None
        options.report(
            Sentence("The model cannot use the graphics card, so it runs on the processor ({reason}).", reason=error),
            NO_GRAPHICS[1],
        )
    try:
        model = model or _model(folder, options.threads, "cpu")
    except (RuntimeError, ValueError) as error:
        name = f"{manifest.title} in {folder}"
        raise ModelUnusable(
            "{name} cannot be loaded ({reason}).", "Get the model again.", name=name, reason=error
        ) from error
    return_free_memory()
    return WhisperRecogniser(Decoder(model, found), capabilities_of(manifest, found))


def _model(folder: Path, threads: int, device: str) -> ctranslate2.models.Whisper:
    """threads: processor cores, 0 for half of them."""
    import ctranslate2

    return ctranslate2.models.Whisper(
        str(folder),
        device=device,
        compute_type="int8" if device == "cpu" else "int8_float16",
        intra_threads=threads or max(1, (os.cpu_count() or 1) // 2),
        inter_threads=2,  # a partial and a final at the same time, on the same weights
    )


def capabilities_of(manifest: Manifest, found: tokens.Tokens) -> Capabilities:
    return Capabilities(
        name=manifest.name,
        title=manifest.title,
        languages=found.languages if found.multilingual else ("en",),
        partials=True,
        word_times=True,
        hotwords=True,
        context=USES_CONTEXT,
        concurrent_finals=True,
    )
