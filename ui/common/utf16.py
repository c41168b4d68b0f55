"""Places in a text as Qt counts them, in UTF-16 units: an emoji or a rare Chinese character is two of them."""

from __future__ import annotations


def units(text: str) -> int:
    """The length of a text."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def place(text: str, at: int) -> int:
    """The number of the character at a place of Qt's."""
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * at].decode("utf-16-le", "ignore"))
