"""When the language model's text of an utterance calls for another attempt, and with which request.

Hotwords make sentences shorter, or make the model repeat itself; without a named language it writes another one
(faults that users of the model report).
"""

from __future__ import annotations

from dataclasses import replace

from engine.events import DecodedBy
from engine.hotwords.steering import as_many_as_help
from engine.models.fun_asr_nano.languages import PROMPT_NAMES
from engine.models.recogniser import Hypothesis, Request
from engine.text.cut_short import cut_short
from engine.text.loops import unlooped
from engine.text.scripts import foreign_share
from engine.text.units import letters

OTHER_SCRIPT = "the language model wrote in a script that none of the languages uses"
REPEATED = "the language model repeated itself"
_FOREIGN_SHARE = 0.3


def locked(request: Request) -> Request:
    """The request with its language named where only one is possible and the prompt has a name for it."""
    language = request.language
    if language is None and len(request.languages) == 1:
        language = request.languages[0]
    return replace(request, language=language if language in PROMPT_NAMES else None)


def offering(request: Request, heard: str) -> Request:
    """The request with as many hotwords as help; with none if no word was heard."""
    return replace(request, hotwords=as_many_as_help(request.hotwords) if letters(heard) else ())


def fault(text: str, earlier: Hypothesis | None, request: Request, sound_s: float) -> str | None:
    """What is wrong with `text`, or None. earlier: a text of the same sound; one that CTC heard in the same script is
    evidence that this language was spoken, whatever the request says.
    """
    heard = "" if earlier is None else earlier.text
    if unlooped(text) != text and unlooped(heard) == heard:
        return REPEATED
    languages = (request.language,) if request.language else request.languages
    said = text
    for word in request.hotwords:
        said = said.replace(word, " ")
    by_ctc = heard if earlier is not None and earlier.decoded_by is DecodedBy.CTC else ""
    if foreign_share(said, languages) > max(_FOREIGN_SHARE, foreign_share(by_ctc, languages)):
        return OTHER_SCRIPT
    return cut_short(text, heard, sound_s)


def plainer(request: Request) -> Request:
    """The same without hotwords, and with the first of the user's languages named."""
    language = request.language or next((each for each in request.languages if each in PROMPT_NAMES), None)
    return replace(request, hotwords=(), language=language)


def better(first: Hypothesis, again: Hypothesis, why: str, still: str | None) -> Hypothesis:
    """Of two attempts: the second where nothing is wrong with it, which its reason tells. still: what is."""
    if still is None:
        return replace(again, reason=again.reason or f"{why}, so it was asked again without the vocabulary")
    return replace(first, reason=first.reason or why)
