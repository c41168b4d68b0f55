"""Reports what a model cannot do of what the user asked for; captions go on without it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.events import Degraded
from engine.text.languages import SEVERAL, language_name, short_code
from engine.text.sentence import Sentence

if TYPE_CHECKING:
    from app.exporters.rules import Violation
    from app.transcripts.values import Transcript
    from engine.models.recogniser import Capabilities, Request

_NAMED = 5
_ANOTHER_MODEL = "Choose another model in the settings."


def degradations(
    model: Capabilities, wanted: Sequence[str], request: Request, word_times: bool = False
) -> Iterator[Degraded]:
    """One for each request that `model` cannot meet.

    wanted: codes of the languages that are to be written, as of `wanted_languages`. word_times: an export wants them.
    """
    known = {short_code(code) for code in model.languages}
    for code in wanted:
        if code != SEVERAL and short_code(code) not in known:
            what = Sentence(
                "{title} does not know the language {language}: its text will be wrong.",
                title=model.title,
                language=language_name(code),
            )
            yield Degraded(0, what, "Choose another model, or another language, in the settings.")
    if request.context and not model.context:
        yield Degraded(
            0, Sentence("{title} does not use the text on what you talk about.", title=model.title), _ANOTHER_MODEL
        )
    if request.hotwords and not model.hotwords:
        what = Sentence(
            "{title} does not listen for your vocabulary; misheard words are only corrected afterwards.",
            title=model.title,
        )
        yield Degraded(0, what, _ANOTHER_MODEL)
    if word_times and not model.word_times:
        yield no_word_times()


def without_word_times(transcript: Transcript) -> Degraded | None:
    """What to report where a transcript with times of words was wanted, and a sentence has none."""
    bare = any(final.text.strip() and not final.words for final in transcript.segments)
    return no_word_times() if bare else None


def no_word_times() -> Degraded:
    what = "The model gives no times for single words, so those of whole sentences are used."
    return Degraded(0, what, "Choose another model in the settings for times of words.")


@dataclass(frozen=True, slots=True)
class UnkeptRules(Degraded):
    """broken: all of them, in the order of time."""

    broken: tuple[Violation, ...] = ()


def unkept_rules(broken: Sequence[Violation]) -> UnkeptRules | None:
    """What to report of subtitles that speech left no room for; the first few with their times."""
    if not broken:
        return None
    places = ", ".join(dict.fromkeys(each.when for each in broken[:_NAMED]))
    what = Sentence(
        "Some subtitles could not keep every rule of reading, {count} in all: at {places}.",
        count=len(broken),
        places=places + (" …" if len(broken) > _NAMED else ""),
    )
    return UnkeptRules(0, what, "Choose other rules, or correct the text there.", tuple(broken))


def together(lacking: Degraded | None, unkept: UnkeptRules | None) -> Degraded | None:
    """Both, where a file has both."""
    if lacking is None or unkept is None:
        return lacking or unkept
    return replace(unkept, what=Sentence("{one} {other}", one=lacking.what, other=unkept.what))
