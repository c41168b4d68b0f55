"""What the engine says in English, in the language of the window where it is known there."""

from __future__ import annotations

import re
from functools import cache

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

# In the engine's words; {0}, {1}... stand for names and figures. A sentence that is not here is shown as it is.
KNOWN = [
    str(sentence)
    for sentence in (
        QT_TRANSLATE_NOOP("Sentences", "Captions go on by themselves when it is back."),
        QT_TRANSLATE_NOOP("Sentences", "Captions go on by themselves when it, or the default device, is back."),
        QT_TRANSLATE_NOOP("Sentences", "This computer has no microphone that can be heard."),
        QT_TRANSLATE_NOOP("Sentences", "{0} holds no sound."),
        QT_TRANSLATE_NOOP("Sentences", "{0} is empty."),
    )
]


def translated(sentence: str) -> str:
    """The sentence in the language of the window, or as it came."""
    for known, pattern in _patterns():
        if match := pattern.fullmatch(sentence):
            return QCoreApplication.translate("Sentences", known).format(*match.groups())
    return sentence


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((known, re.compile(re.sub(r"\\{\d\\}", "(.+)", re.escape(known)))) for known in KNOWN)
