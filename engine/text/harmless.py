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
_BIDI = re.compile(r"[\u202a-\u202e\u2066-\u2069]")  # embeddings, overrides and isolates: they reorder what follows
_UNSHOWABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")  # C0, C1, bytes of names that are not UTF-8
REPLACEMENT = "\ufffd"


def harmless(text: str) -> str:
    """`text` as one line that can be printed, shown in a window and encoded as UTF-8.

    Escape sequences and marks that change the direction of writing are left out, line ends and tabs become blanks,
    other control characters and lone surrogates become U+FFFD. Ordinary text in any script comes back as it is.
    """
    if text.isascii() and text.isprintable():
        return text
    plain = _BIDI.sub("", _LINE_END.sub(" ", _ESCAPE.sub("", text)))
    return _UNSHOWABLE.sub(REPLACEMENT, plain)
