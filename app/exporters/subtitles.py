"""SubRip and WebVTT, written by pysubs2; spoken text is escaped, never read as markup."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape

from app.exporters.cues import cues_of
from app.exporters.options import AS_USUAL, ExportOptions
from app.exporters.rules import Cue
from app.transcripts.values import Transcript
from engine.errors import BadInput

_MOST_MS = 100 * 3_600_000 - 1  # two digits for the hours; pysubs2 would put all later cues at this time
_ARROW = re.compile(r"-[ -] *>")
_PRIVATE_USE = range(0xE000, 0xF900)


def srt_text(transcript: Transcript, options: ExportOptions = AS_USUAL) -> str:
    """SubRip. It knows no escapes: an arrow like that of its time lines becomes a real arrow, all else stands.

    It knows no speakers either: where there are two, a name stands before the first words of each turn.
    """

    def text_of(cue: Cue) -> str:
        return "\n".join(_ARROW.sub("→", line) for line in cue.lines)

    return _written(cues_of(transcript, options.rules, names=True), "srt", text_of)


def vtt_text(transcript: Transcript, options: ExportOptions = AS_USUAL) -> str:
    return vtt_of(cues_of(transcript, options.rules))


def vtt_of(cues: Sequence[Cue]) -> str:
    """WebVTT, with the three signs escaped that would begin a tag or an escape. Source: W3C WebVTT, cue text.

    Where two sources were captioned, each cue is in the voice of its speaker (<v Me>), as players show or style it.
    """

    def text_of(cue: Cue) -> str:
        lines: list[str] = []
        for number, (line, speaker) in enumerate(zip(cue.lines, cue.speakers, strict=True)):
            begins = speaker and (number == 0 or speaker != cue.speakers[number - 1])
            lines.append((f"<v {escape(speaker, quote=False)}>" if begins else "") + escape(line, quote=False))
        return "\n".join(lines)

    return _written(cues, "vtt", text_of)


def _written(cues: Sequence[Cue], kind: str, text_of: Callable[[Cue], str]) -> str:
    from pysubs2 import SSAEvent, SSAFile

    if cues and cues[-1].end_ms > _MOST_MS:
        raise BadInput("Subtitles end at 100 hours.", "Export this transcript as text or JSON.")
    texts = [text_of(cue) for cue in cues]
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
