"""What a model cannot do for what the user wishes: captions go on without it, and that is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from engine.events import Degraded
from engine.text.languages import language_name, short_code
from engine.text.sentence import Sentence

if TYPE_CHECKING:
    from app.transcripts.values import Transcript
    from engine.models.recogniser import Capabilities, Request

_ANOTHER_MODEL = "Choose another model in the settings."


def degradations(
    model: Capabilities, wanted: Sequence[str], request: Request, word_times: bool = False
) -> Iterator[Degraded]:
    """One for each wish that `model` leaves unanswered.

    wanted: codes of the languages that are to be written. word_times: an export wants them.
    """
    known = {short_code(code) for code in model.languages}
    for code in wanted:
        if short_code(code) not in known:
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
            "{title} does not listen for your vocabulary; it is put right afterwards, where it was misheard.",
            title=model.title,
        )
        yield Degraded(0, what, _ANOTHER_MODEL)
    if word_times and not model.word_times:
        yield no_word_times()


def without_word_times(transcript: Transcript) -> Degraded | None:
    """What to tell where a transcript with times of words was wanted, and a sentence has none."""
    bare = any(final.text.strip() and not final.words for final in transcript.segments)
    return no_word_times() if bare else None


def no_word_times() -> Degraded:
    what = "The model gives no times for single words, so those of whole sentences are used."
    return Degraded(0, what, "Choose another model in the settings for times of words.")
