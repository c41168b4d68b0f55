"""SubRip and WebVTT, written by pysubs2; whatever was said reads as text there, never as markup."""

from __future__ import annotations

import re
from collections.abc import Callable

from app.exporters.cues import cues_of
from app.transcripts.values import Transcript
from engine.errors import BadInput

_MOST_MS = 100 * 3_600_000 - 1  # two digits for the hours; pysubs2 would put all later cues at this time
_ARROW = re.compile(r"-[ -] *>")
_PRIVATE_USE = range(0xE000, 0xF900)


def srt_text(transcript: Transcript) -> str:
    """SubRip. It knows no escapes: an arrow like that of its time lines becomes a real arrow, all else stands."""
    return _written(transcript, "srt", lambda line: _ARROW.sub("→", line))


def vtt_text(transcript: Transcript) -> str:
    """WebVTT, with the three signs escaped that would begin a tag or an escape. Source: W3C WebVTT, cue text."""
    return _written(transcript, "vtt", _escaped)


def _escaped(line: str) -> str:
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _written(transcript: Transcript, kind: str, prepare: Callable[[str], str]) -> str:
    from pysubs2 import SSAEvent, SSAFile

    cues = cues_of(transcript)
    if cues and cues[-1].end_ms > _MOST_MS:
        raise BadInput("Subtitles end at 100 hours.", "Export this transcript as text or JSON.")
    texts = ["\n".join(map(prepare, cue.lines)) for cue in cues]
    disguise = _Disguise("".join(texts))
    subtitles = SSAFile()
    for cue, text in zip(cues, texts, strict=True):
        hidden = disguise.put_on(text).replace("\n", r"\N")
        subtitles.append(SSAEvent(start=cue.start_ms, end=cue.end_ms, text=hidden))
    written = disguise.take_off(subtitles.to_string(kind)).rstrip("\n")
    return f"{written}\n" if written else ""


class _Disguise:
    r"""Carries the signs through pysubs2 that it would take for markup of its own: {, } and \ (as in \N or {\an8}).

    It has no escape for them, so each becomes a character for private use that the texts do not hold.
    """

    def __init__(self, texts: str) -> None:
        free = (chr(code) for code in _PRIVATE_USE if chr(code) not in texts)
        self._pairs = [(sign, next(free)) for sign in "{}\\"]

    def put_on(self, text: str) -> str:
        for sign, stand_in in self._pairs:
            text = text.replace(sign, stand_in)
        return text

    def take_off(self, text: str) -> str:
        for sign, stand_in in self._pairs:
            text = text.replace(stand_in, sign)
        return text
