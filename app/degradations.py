"""What a model cannot do for what the user wishes: captions go on without it, and that is told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.languages import wanted_languages
from engine.events import Degraded
from engine.text.languages import language_name, short_code

if TYPE_CHECKING:
    from app.live import LiveOptions
    from app.settings import Settings
    from engine.models.recogniser import Capabilities


def degradations(model: Capabilities, settings: Settings, options: LiveOptions) -> Iterator[Degraded]:
    """One for each wish that `model` leaves unanswered."""
    known = {short_code(code) for code in model.languages}
    for code in wanted_languages(settings, options):
        if short_code(code) not in known:
            what = f"{model.title} does not know the language {language_name(code)}: its text will be wrong."
            yield Degraded(0, what, "Choose another model, or another language, in the settings.")
