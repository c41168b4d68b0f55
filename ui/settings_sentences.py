"""What is said of the settings file, for translation; read together with ui/sentences.py."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

SETTINGS_SENTENCES = [
    str(sentence)
    for sentence in (
        QT_TRANSLATE_NOOP(
            "Sentences", "The settings in {0} cannot be read: {1}. Defaults are used until it is corrected."
        ),
        QT_TRANSLATE_NOOP("Sentences", "The setting {0} cannot be {1}. Use {2}."),
        QT_TRANSLATE_NOOP("Sentences", "There is no setting {0}. Did you mean {1}?"),
        QT_TRANSLATE_NOOP("Sentences", "There is no setting {0}. It is ignored."),
        QT_TRANSLATE_NOOP(
            "Sentences",
            'The model "{0}" is no longer part of Earshot. Earshot chooses the model automatically.',
        ),
        QT_TRANSLATE_NOOP("Sentences", "The malformed settings in {0} cannot be put aside: {1}."),
        QT_TRANSLATE_NOOP("Sentences", "Correct or remove that file; then the settings can be saved."),
        QT_TRANSLATE_NOOP("Sentences", "a number from {0} to {1}"),
        QT_TRANSLATE_NOOP("Sentences", "true or false"),
        QT_TRANSLATE_NOOP("Sentences", "the path of a folder"),
        QT_TRANSLATE_NOOP("Sentences", "a text in quotation marks"),
        QT_TRANSLATE_NOOP("Sentences", "a list of language codes, for example {0}"),
        QT_TRANSLATE_NOOP("Sentences", '"{0}" or "{1}" or "{2}"'),
        QT_TRANSLATE_NOOP("Sentences", '"{0}" or "{1}"'),
        # why it cannot be read; the second half comes from Python's reader of TOML
        QT_TRANSLATE_NOOP("Sentences", "line {0}: {1}"),
        QT_TRANSLATE_NOOP("Sentences", "this is not UTF-8 text"),
        QT_TRANSLATE_NOOP("Sentences", "it holds a number or a nesting beyond all measure"),
        QT_TRANSLATE_NOOP("Sentences", "invalid statement"),
        QT_TRANSLATE_NOOP("Sentences", "invalid value"),
        QT_TRANSLATE_NOOP("Sentences", "invalid initial character for a key part"),
        QT_TRANSLATE_NOOP("Sentences", "illegal character {0}"),
        QT_TRANSLATE_NOOP("Sentences", "found invalid character {0}"),
        QT_TRANSLATE_NOOP("Sentences", "unterminated string"),
        QT_TRANSLATE_NOOP("Sentences", "expected {0}"),
        QT_TRANSLATE_NOOP("Sentences", "expected '=' after a key in a key/value pair"),
        QT_TRANSLATE_NOOP("Sentences", "expected ']' at the end of a table declaration"),
        QT_TRANSLATE_NOOP("Sentences", "expected newline or end of document after a statement"),
        QT_TRANSLATE_NOOP("Sentences", "cannot overwrite a value"),
        QT_TRANSLATE_NOOP("Sentences", "unclosed array"),
    )
]
