"""What app/ and engine/ say in English, in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from engine.errors import CaptioningError
from engine.text.harmless import harmless
from engine.text.sentence import Sentence, filled

FROM_ELSEWHERE = (
    # the system's words for why a file cannot be used
    QT_TRANSLATE_NOOP("Sentences", "Permission denied"),
    QT_TRANSLATE_NOOP("Sentences", "No space left on device"),
    QT_TRANSLATE_NOOP("Sentences", "Read-only file system"),
    QT_TRANSLATE_NOOP("Sentences", "No such file or directory"),
    QT_TRANSLATE_NOOP("Sentences", "Not a directory"),
    QT_TRANSLATE_NOOP("Sentences", "Is a directory"),
    QT_TRANSLATE_NOOP("Sentences", "Input/output error"),
    QT_TRANSLATE_NOOP("Sentences", "Disk quota exceeded"),
    # Python's words for why a settings file is no TOML
    QT_TRANSLATE_NOOP("Sentences", "invalid statement"),
    QT_TRANSLATE_NOOP("Sentences", "invalid value"),
    QT_TRANSLATE_NOOP("Sentences", "invalid initial character for a key part"),
    QT_TRANSLATE_NOOP("Sentences", "unterminated string"),
    QT_TRANSLATE_NOOP("Sentences", "expected '=' after a key in a key/value pair"),
    QT_TRANSLATE_NOOP("Sentences", "expected ']' at the end of a table declaration"),
    QT_TRANSLATE_NOOP("Sentences", "expected newline or end of document after a statement"),
    QT_TRANSLATE_NOOP("Sentences", "cannot overwrite a value"),
    QT_TRANSLATE_NOOP("Sentences", "unclosed array"),
    QT_TRANSLATE_NOOP("Sentences", "illegal character {sign}"),
    QT_TRANSLATE_NOOP("Sentences", "found invalid character {sign}"),
    QT_TRANSLATE_NOOP("Sentences", "expected {sign}"),
)


def joined(*sentences: str) -> str:
    """One after another, those that are empty left out; a Chinese full stop brings its own room."""
    return " ".join(filter(None, sentences)).replace("。 ", "。")


def told(failed: CaptioningError) -> str:
    """What went wrong and what to do, in the language of the window."""
    return joined(translated(failed.what), translated(failed.remedy))


def translated(sentence: str) -> str:
    """`sentence` in the language of the window, and so its values; what has no translation stays as it came."""
    if isinstance(sentence, Sentence):
        values = {name: translated(value) for name, value in sentence.values.items()}
        return filled(QCoreApplication.translate("Sentences", sentence.template), values)
    return QCoreApplication.translate("Sentences", harmless(sentence)) if sentence else ""
