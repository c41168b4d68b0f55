"""Reports what goes wrong with a model, once where once is enough."""

from __future__ import annotations

from collections.abc import Callable

from engine.errors import CaptioningError
from engine.events import CaptionEvent, Degraded, EngineError
from engine.models.recogniser import Hypothesis
from engine.session.session_model import SessionModel
from engine.text.languages import language_name
from engine.text.sentence import Sentence

TIMES = 2  # one sentence may be misheard


class ErrorReporter:
    """Posts EngineErrors that end nothing, and what works less well. position: of the sound that is heard now."""

    def __init__(self, post: Callable[[CaptionEvent], None], position: Callable[[], int]) -> None:
        self._post = post
        self._position = position
        self._foreign: list[str] = []  # languages of finals that were none of the user's

    def report(self, model: SessionModel, failed: Exception | None) -> None:
        """A pass of the model failed: reported once, and again only after it has gone well for long."""
        what: str = Sentence("The recogniser failed ({reason}).", reason=failed)
        remedy, cause = "Captions go on; if it happens again, choose another model.", type(failed).__name__
        if isinstance(failed, CaptioningError):
            what, remedy, cause = failed.what, failed.remedy, failed.what
        if model.is_new_failure(cause):
            self._post(EngineError(self._position(), what, remedy))

    def report_stand_in(self, model: SessionModel, hypothesis: Hypothesis) -> None:
        """Once a model: a better part of it is away, so its finals are drafts until that is back."""
        if hypothesis.draft and not model.stand_in_reported:
            model.stand_in_reported = True
            what = hypothesis.reason or "A part of the model cannot be used."
            self._post(Degraded(self._position(), what, "Captions go on; such lines are marked as drafts."))

    def report_language(self, hypothesis: Hypothesis) -> None:
        """Of a language that was spoken twice and is none of the user's: its text is written in another one."""
        code = hypothesis.spoken
        if code is None:
            return
        self._foreign.append(code)
        if self._foreign.count(code) == TIMES:
            what = Sentence(
                "{language} seems to be spoken, which is none of your languages: its text will be wrong.",
                language=language_name(code),
            )
            self._post(Degraded(self._position(), what, "Add the language to yours in the settings."))
