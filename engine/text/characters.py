"""What kind of character it is."""

from __future__ import annotations

import unicodedata


def is_wide(character: str) -> bool:
    """Whether it fills the square of a Chinese character. Source: Unicode, UAX 11."""
    return unicodedata.east_asian_width(character) in "WF"


def sets_no_blanks(character: str) -> bool:
    """Whether its script puts no blanks between words (Korean does)."""
    return is_wide(character) and not "\uac00" <= character <= "\ud7a3"
