"""Reports failures of a model and restrictions of its text, once each."""

from __future__ import annotations

from collections.abc import Callable

from engine.errors import CaptioningError
from engine.events import CaptionEvent, Degraded, EngineError, OtherLanguage
from engine.models.recogniser import Hypothesis
from engine.session.session_model import SessionModel
from engine.text.languages import language_name, short_code
from engine.text.sentence import Sentence

TIMES = 2  # one sentence may be misheard
_CHOOSE_IT = "Choose it in the settings, or let the model detect the language."
_ANOTHER_MODEL = "Choose a model that knows it."


class ErrorReporter:
    """Posts non-fatal EngineErrors, Degraded and OtherLanguage. position: of the sound being heard now."""

    def __init__(self, post: Callable[[CaptionEvent], None], position: Callable[[], int]) -> None:
        self._post = post
        self._position = position
        self._other_languages: list[str] = []  # of finals, where they are not the user's

    def report(self, model: SessionModel, failed: Exception | None) -> None:
        """Report a failed pass: once, and again only after the model has worked well for a while."""
        what: str = Sentence("The recogniser failed ({reason}).", reason=failed)
        remedy, cause = "Captions continue; if it happens again, choose another model.", type(failed).__name__
        if isinstance(failed, CaptioningError):
            what, remedy, cause = failed.what, failed.remedy, failed.what
        if model.is_new_failure(cause):
            self._post(EngineError(self._position(), what, remedy))

    def report_stand_in(self, model: SessionModel, hypothesis: Hypothesis) -> None:
        """Report once a model that a part of it is unavailable, so that finals are drafts until it is back."""
        if hypothesis.draft and not model.stand_in_reported:
            model.stand_in_reported = True
            what = hypothesis.reason or "A part of the model cannot be used."
            self._post(Degraded(self._position(), what, "Captions continue; such lines are marked as drafts."))

    def report_language(self, model: SessionModel, hypothesis: Hypothesis) -> None:
        """Report a language that captions are not set to, once it was spoken in two finals."""
        code = hypothesis.spoken
        if code is None:
            return
        self._other_languages.append(code)
        if self._other_languages.count(code) == TIMES:
            known = short_code(code) in map(short_code, model.capabilities.languages)
            what = Sentence(
                "{language} is spoken, but captions are not set to it, so they are wrong.",
                language=language_name(code),
            )
            self._post(OtherLanguage(self._position(), code, known, what, _CHOOSE_IT if known else _ANOTHER_MODEL))
