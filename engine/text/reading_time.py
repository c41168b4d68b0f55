"""How long a text has to be shown to be read.

Sources: Netflix timed text style guides: 5/6 s at least, 20 Latin or 9 Chinese characters a second.
"""

from __future__ import annotations

from engine.text.characters import is_wide

MIN_MS = 833
_LATIN_MS = 50
_WIDE_MS = 111


def reading_ms(text: str) -> int:
    return sum(_WIDE_MS if is_wide(character) else _LATIN_MS for character in text)
