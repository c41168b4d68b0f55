"""Names of files, devices, lists and models in the window: words as they stand, never markup."""

from __future__ import annotations

from html import escape

from engine.text.harmless import harmless


def plain_lines(text: str) -> str:
    """Lines of our own stay lines; what acts on a screen inside them does not."""
    return "\n".join(map(harmless, text.split("\n")))


def plain_hint(text: str) -> str:
    """A tool tip that shows `text` letter for letter; Qt takes one that looks like HTML for HTML."""
    plain = plain_lines(text)
    return f"<span>{escape(plain)}</span>".replace("\n", "<br>") if "<" in plain or "&" in plain else plain
