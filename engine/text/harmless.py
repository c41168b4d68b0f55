"""Text from elsewhere (file names, titles, messages of libraries) as one line that no terminal or window obeys."""

from __future__ import annotations

import re

# ECMA-48: control sequences (CSI), strings that are ended by BEL or ST (OSC, DCS, SOS, PM, APC), and two-character
# escapes. A string without its end reaches to the end of the line, as a terminal would wait for it.
_ESCAPE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\r\n]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]?"
)
_LINE_END = re.compile(r"\r\n|[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")
# C0, C1, and the embeddings, overrides and isolates of bidirectional text: they reorder what follows.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")  # bytes of names that are not UTF-8


def storable(text: str) -> str:
    """`text` as UTF-8 can hold it: half of a surrogate pair becomes a question mark, the rest is kept."""
    return text.encode("utf-8", "replace").decode("utf-8")


def harmless(text: str) -> str:
    """`text` as one line that can be printed, shown in a window and encoded as UTF-8.

    Line ends and tabs become blanks, lone surrogates U+FFFD; escape sequences, other control characters and marks that
    change the direction of writing are left out. Ordinary text in any script comes back as it is.
    """
    if text.isascii() and text.isprintable():
        return text
    return _SURROGATE.sub("\ufffd", _CONTROL.sub("", _LINE_END.sub(" ", _ESCAPE.sub("", text))))
