"""Decides which text of a model is kept: each guard checks for one kind of failure of a speech language model.

A guard is a pure function: it returns the text to keep, and the reason where that differs from its input.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from rapidfuzz.distance import Levenshtein

from engine.audio.levels import rms_dbfs
from engine.events import DecodedBy
from engine.models.recogniser import Hypothesis
from engine.session.word_timing import timed_like
from engine.text.cut_short import LETTERS_A_DIGIT, cut_short
from engine.text.loops import unlooped
from engine.text.scripts import foreign_share, syllables
from engine.text.units import letters
from engine.timeline import to_samples

# Of the loudest tenth of a second; a whisper at a metre reads -55 with a usual microphone. Clear speech with a peak of
# -64 dBFS reads -76 and is written without an error; softened noise gave no text either (docs/benchmarks.md).
FAINTEST_DBFS = -78.0
LEAST_SPEECH_S = 0.1
LEAST_SHARE = 0.03  # of frames that surely hold speech, in what was taken for an utterance
_ALIKE = 0.2  # share of letters in common, below which two texts have little to do with each other
_WORTH_COMPARING = 8  # letters; shorter ones differ by one homophone
_LONGER_TIMES, _LONGER_LETTERS = 3, 12  # a text so much longer than the other adds words
_SHORTER_SHARE = 0.5  # of what was heard; dropped fillers and repetitions leave more
_ANSWER_SHARE = 0.4  # of a text's letters; what the model says in place of a transcript says little else
_ABOUT_AS_HEARD = 0.5  # likeness that a demonstration needs (docs/decisions.md)
_FOREIGN_SHARE = 0.3
_HAN_A_SECOND = 12.0  # a fast newsreader speaks 6 or 7 syllables
_LETTERS_A_SECOND = 35.0  # 400 words a minute; auctioneers stay below

# What chat models say instead of what they heard.
_REFUSAL = re.compile(
    r"\b(as an? (ai|artificial intelligence|language model)\b( language model| assistant)*"
    r"(,? i\b.{0,20}\b(cannot|can't|can not|do not|don't|am)\b)?|language model\b.{0,40}\bcannot|"
    r"i('m| am) (sorry|unable|not able)\b.{0,60}\b(audio|transcri|assist|provide|hear)|"
    r"(please|could you) (provide|upload|share)\b.{0,30}\b(audio|recording|file))|"
    r"作为(一个|一名)?(人工智能|AI|语言模型)|(抱歉|对不起).{0,20}(无法|不能)(提供|识别|处理|转写|听|理解)|请(您)?(提供|上传).{0,8}(音频|录音)",
    re.IGNORECASE,
)
_THOUGHT = re.compile(r"<think>.*?(</think>|$)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(
    r"<\|[^<>|]{0,40}\|?>|</?[A-Za-z][\w-]{0,30}/?>|\[(?:[A-Z_ ]{2,30}|[a-z]+(?:_[a-z]+)*)\]|/sil\b|\bendofbreak\b"
)
_NUMERAL = re.compile(r"[\d零〇一二三四五六七八九十百千万亿两点]+")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of an utterance beside its text.

    length_s: of the utterance.
    speech_s: of frames that surely hold speech, None where unknown.
    loudest_dbfs: of its loudest tenth of a second.
    languages: BCP 47 codes that may be spoken; empty for any.
    ctc_text: the CTC branch's text, None where the model has none.
    hotwords: offered words, which are no evidence.
    rough: a demonstration model, whose language model is trusted less.
    doubt: why the model itself takes the sound for no speech.
    shown: some text of the utterance is stable already.
    partial: the last partial of the same sound, where there were two or more.
    """

    length_s: float
    speech_s: float | None = None
    loudest_dbfs: float = 0.0
    languages: tuple[str, ...] = ()
    ctc_text: str | None = None
    hotwords: tuple[str, ...] = ()
    rough: bool = False
    doubt: str | None = None
    shown: bool = False
    partial: str | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """The text to keep. reason: why it differs from the model's text, or None."""

    text: str
    reason: str | None = None


Guard = Callable[[str, Evidence], Kept]


def speech_heard(text: str, evidence: Evidence) -> Kept:
    """Drop text where no speech was heard, however sure the model is."""
    if evidence.loudest_dbfs < FAINTEST_DBFS:
        return Kept("", "too quiet for speech")
    if evidence.speech_s is None:
        return Kept(text)
    if evidence.speech_s < LEAST_SPEECH_S or evidence.speech_s < LEAST_SHARE * evidence.length_s:
        return Kept("", "hardly any speech was heard")
    return Kept(text)


def believed(text: str, evidence: Evidence) -> Kept:
    """Drop text where the model's own scores say that there was no speech, unless readers have seen stable text."""
    if evidence.doubt is None or evidence.shown:
        return Kept(text)
    return Kept("", evidence.doubt)


def without_tags(text: str, evidence: Evidence) -> Kept:
    """Remove control words of the model. That is not reported as a change."""
    plain = _TAG.sub(" ", _THOUGHT.sub(" ", text))
    return Kept(text if plain == text else " ".join(plain.split()))


def without_refusal(text: str, evidence: Evidence) -> Kept:
    """Replace an answer of a chat model ("I cannot help with that") by the CTC text. It is kept where the CTC branch
    heard it too or, without such a branch, where it stands among other words.
    """
    if not _REFUSAL.search(text) or (evidence.ctc_text and likeness(text, evidence.ctc_text) >= 0.5):
        return Kept(text)
    if evidence.ctc_text is None and refusing_share(text) < _ANSWER_SHARE:
        return Kept(text)
    return _ctc_instead(evidence, "the language model answered instead of writing down", "")


def without_loop(text: str, evidence: Evidence) -> Kept:
    """Replace a text that repeats itself by the CTC text, or by the text with each loop passed once."""
    straight = unlooped(text)
    if straight == text or (evidence.ctc_text and unlooped(evidence.ctc_text) != evidence.ctc_text):
        return Kept(text)  # the CTC branch heard the repetition, too
    return _ctc_instead(evidence, "the language model repeated itself", straight)


def in_agreement(text: str, evidence: Evidence) -> Kept:
    """Fall back to the CTC text where the language model's text has little in common with it, or little of it."""
    if evidence.ctc_text is None:
        return Kept(text)
    if leaves_out(text, evidence.ctc_text):
        return Kept(evidence.ctc_text, "the language model left out most of what was heard")
    if not letters(text):
        return Kept(text)
    if not letters(evidence.ctc_text):
        return Kept("", "only the language model heard words")
    if not says_more(text, evidence.ctc_text) and not strays(_without(text, evidence.hotwords), evidence.ctc_text):
        return Kept(text)
    return Kept(evidence.ctc_text, "the language model wrote something else than was heard")


def to_its_end(text: str, evidence: Evidence) -> Kept:
    """Fall back to the CTC text, else to the last partial, where the text lost most of it, or its end."""
    earlier = evidence.partial if evidence.ctc_text is None else evidence.ctc_text
    if not earlier or (reason := cut_short(text, earlier, evidence.length_s)) is None:
        return Kept(text)
    return Kept(earlier, reason)


def demo_model_agreement(text: str, evidence: Evidence) -> Kept:
    """For a demonstration model: fall back to the CTC text unless the language model's text is close to it."""
    if not evidence.rough or evidence.ctc_text is None or likeness(text, evidence.ctc_text) >= _ABOUT_AS_HEARD:
        return Kept(text)
    return Kept(evidence.ctc_text, "the language model wrote other words than were heard")


def in_language(text: str, evidence: Evidence) -> Kept:
    """Fall back to the CTC text where the text is in a script that none of the languages uses."""
    foreign = foreign_share(_without(text, evidence.hotwords), evidence.languages)
    if foreign <= _FOREIGN_SHARE or evidence.ctc_text is None:
        return Kept(text)
    if foreign_share(evidence.ctc_text, evidence.languages) >= foreign:
        return Kept(text)
    return Kept(evidence.ctc_text, "the language model wrote in another language")


def at_human_speed(text: str, evidence: Evidence) -> Kept:
    """Fall back to the CTC text where the text is longer than anybody can say in that time."""
    if least_seconds(text) <= evidence.length_s + 0.5:
        return Kept(text)
    return _ctc_instead(evidence, "more was written than can be said in that time", text)


ALWAYS: tuple[Guard, ...] = (speech_heard, believed, without_tags)
OF_LANGUAGE_MODELS: tuple[Guard, ...] = (
    without_refusal, without_loop, in_language, at_human_speed, in_agreement, to_its_end,
    demo_model_agreement,
)  # fmt: skip


def guarded(hypothesis: Hypothesis, evidence: Evidence) -> Hypothesis:
    """The hypothesis after all guards, with the reason of the first one that changed it."""
    guards = ALWAYS + (OF_LANGUAGE_MODELS if hypothesis.decoded_by in (DecodedBy.LLM, DecodedBy.ATTENTION) else ())
    text, reason = hypothesis.text, None
    for guard in guards:
        kept = guard(text, evidence)
        text, reason = kept.text, reason or kept.reason
    if text == hypothesis.text:
        return hypothesis
    reason = reason or hypothesis.reason
    ctc = hypothesis.ctc
    if ctc is not None and text == ctc.text:
        return replace(ctc, reason=reason, hotwords_offered=hypothesis.hotwords_offered)
    words = timed_like(text, hypothesis.words, () if ctc is None else ctc.words)
    return replace(hypothesis, text=text, words=words, reason=reason, alternatives=())


def evidence_of(
    audio: np.ndarray,
    speech: int | None,
    hypothesis: Hypothesis,
    languages: tuple[str, ...],
    rough: bool = False,
    shown: bool = False,
    partial: str | None = None,
) -> Evidence:
    """audio: float32 (n,), the utterance. speech: samples that surely hold speech, None where unknown. rough, shown,
    partial: as in Evidence; a partial is compared with a language model's text only.
    """
    return Evidence(
        length_s=len(audio) / to_samples(1.0),
        speech_s=None if speech is None else speech / to_samples(1.0),
        loudest_dbfs=loudest_dbfs(audio),
        languages=languages,
        ctc_text=None if hypothesis.ctc is None else hypothesis.ctc.text,
        hotwords=hypothesis.hotwords_offered,
        rough=rough,
        doubt=hypothesis.doubt,
        shown=shown,
        partial=partial if hypothesis.decoded_by is DecodedBy.LLM else None,
    )


def loudest_dbfs(audio: np.ndarray) -> float:
    """Level of the loudest tenth of a second of float32 (n,)."""
    window = to_samples(0.1)
    return max((rms_dbfs(audio[at : at + window]) for at in range(0, len(audio), window)), default=-200.0)


# -- what the guards look at -----------------------------------------------------------------------------


def likeness(one: str, other: str) -> float:
    """Similarity 0..1 of the letters and digits, in order."""
    return Levenshtein.normalized_similarity(letters(one), letters(other))


def says_more(text: str, heard: str) -> bool:
    """Whether `text` is far longer than `heard`. Numbers may be written either way."""
    return len(letters(text)) > _LONGER_TIMES * len(letters(heard)) + _LONGER_LETTERS


def leaves_out(text: str, heard: str) -> bool:
    """Whether `text` is far shorter than `heard`, both in letters and in the time to say it, because scripts differ in
    both. Numbers may be written either way.
    """
    if not letters(text):
        return least_seconds(heard) >= _WORTH_COMPARING / _LETTERS_A_SECOND
    if len(letters(heard)) < _WORTH_COMPARING:
        return False
    written, said = re.sub(r"\d", "n" * LETTERS_A_DIGIT, text), unlooped(heard)
    if len(letters(written)) >= _SHORTER_SHARE * len(letters(said)):
        return False
    return least_seconds(written) < _SHORTER_SHARE * least_seconds(said)


def refusing_share(text: str) -> float:
    """Share 0..1 of the letters that belong to phrases by which chat models refuse or comment."""
    said = sum(len(letters(match.group())) for match in _REFUSAL.finditer(text))
    return said / max(1, len(letters(text)))


def strays(text: str, heard: str) -> bool:
    """Whether two texts of some length have hardly a letter in common, numbers apart."""
    one, other = _NUMERAL.sub("", letters(text)), _NUMERAL.sub("", letters(heard))
    if min(len(one), len(other)) < _WORTH_COMPARING:
        return False
    return Levenshtein.normalized_similarity(one, other) < _ALIKE


def least_seconds(text: str) -> float:
    """The shortest time in which `text` can be said."""
    spoken = syllables(text)
    return spoken / _HAN_A_SECOND + (len(letters(text)) - spoken) / _LETTERS_A_SECOND


def _ctc_instead(evidence: Evidence, reason: str, without_ctc: str) -> Kept:
    return Kept(without_ctc if evidence.ctc_text is None else evidence.ctc_text, reason)


def _without(text: str, hotwords: tuple[str, ...]) -> str:
    """The text without the offered hotwords, which may differ from what was heard."""
    for hotword in sorted(hotwords, key=len, reverse=True):
        text = re.sub(re.escape(hotword), " ", text, flags=re.IGNORECASE)
    return text
