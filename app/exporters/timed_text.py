"""TTML (IMSC 1.1, text profile), ASS and LRC; spoken text is escaped, never read as markup."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import zip_longest
from xml.etree import ElementTree

from app.exporters.cues import cues_of
from app.exporters.options import AS_USUAL, ExportOptions
from app.exporters.rules import Cue, clock_ms
from app.exporters.wording import clean_line, is_chinese
from app.transcripts.values import Transcript

_TT = "http://www.w3.org/ns/ttml"
_IMSC = "http://www.w3.org/ns/ttml/profile/imsc1.1/text"
_XML = "{http://www.w3.org/XML/1998/namespace}"
# ASS takes braces and backslashes for commands and knows no escape: signs that look like them stand in their place.
_NO_COMMANDS = str.maketrans({"{": "｛", "}": "｝", "\\": "＼"})
# LRC takes [00:12.00] and <00:12.00> for times wherever they stand.
_LRC_TIME = re.compile(r"[\[<](?=\s*[\d#a-zA-Z]+\s*:)")
_SILENCE_MS = 2_000
_ASS_HEAD = """[Script Info]
; Written by Earshot
Title: {title}
ScriptType: v4.00+
WrapStyle: 2
ScaledBorderAndShadow: yes
PlayResX: 1920
PlayResY: 1080

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, \
StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Arial,58,&H00FFFFFF,&H00FFFFFF,&H00000000,&H80000000,0,0,0,0,100,100,0,0,1,3,1,2,96,96,54,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""


def ass_text(transcript: Transcript, options: ExportOptions = AS_USUAL) -> str:
    """Advanced SubStation Alpha; times in hundredths. The speaker is the name of the line, as editors show it."""
    head = _ASS_HEAD.format(title=clean_line(transcript.session.title).translate(_NO_COMMANDS))
    return head + "".join(map(_ass_line, cues_of(transcript, options.rules)))


def _ass_line(cue: Cue) -> str:
    name = "/".join(dict.fromkeys(filter(None, cue.speakers))).replace(",", " ").translate(_NO_COMMANDS)
    text = r"\N".join(line.translate(_NO_COMMANDS) for line in cue.lines)
    return f"Dialogue: 0,{_ass_time(cue.start_ms)},{_ass_time(cue.end_ms)},Default,{name},0,0,0,,{text}\n"


def _ass_time(ms: int) -> str:
    seconds, rest = divmod(ms // 10, 100)
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{rest:02d}"


def ttml_text(transcript: Transcript, options: ExportOptions = AS_USUAL) -> str:
    """TTML in the text profile of IMSC 1.1, with an agent for each speaker. Source: W3C, TTML2 and IMSC 1.1."""
    cues = cues_of(transcript, options.rules)
    root, agents = _ttml_head(transcript, cues)
    div = ElementTree.SubElement(ElementTree.SubElement(root, "body", region="bottom", style="usual"), "div")
    for number, cue in enumerate(cues):
        times = {"begin": clock_ms(cue.start_ms), "end": clock_ms(cue.end_ms)}
        p = ElementTree.SubElement(div, "p", {f"{_XML}id": f"s{number + 1}", **times})
        for place, (line, speaker) in enumerate(zip(cue.lines, cue.speakers, strict=True)):
            if place:
                ElementTree.SubElement(p, "br")
            span = ElementTree.SubElement(p, "span", {"ttm:agent": agents[speaker]} if speaker else {})
            span.text = line
    ElementTree.indent(root)
    for p in div:  # the blanks of a p are shown
        p.text = None
        for child in p:
            child.tail = None
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _ttml_head(transcript: Transcript, cues: list[Cue]) -> tuple[ElementTree.Element, dict[str, str]]:
    """The root with its head, and the id of each speaker."""
    language = transcript.session.language or ("zh" if is_chinese(transcript) else "")
    root = ElementTree.Element(
        "tt",
        {
            "xmlns": _TT,
            "xmlns:ttp": f"{_TT}#parameter",
            "xmlns:tts": f"{_TT}#styling",
            "xmlns:ttm": f"{_TT}#metadata",
            "ttp:contentProfiles": _IMSC,
            "ttp:timeBase": "media",
            f"{_XML}lang": language,
        },
    )
    head = ElementTree.SubElement(root, "head")
    metadata = ElementTree.SubElement(head, "metadata")
    ElementTree.SubElement(metadata, "ttm:title").text = clean_line(transcript.session.title)
    speakers = dict.fromkeys(speaker for cue in cues for speaker in cue.speakers if speaker)
    agents = {speaker: f"speaker{number}" for number, speaker in enumerate(speakers, 1)}
    for speaker, name in agents.items():
        agent = ElementTree.SubElement(metadata, "ttm:agent", {f"{_XML}id": name, "type": "person"})
        ElementTree.SubElement(agent, "ttm:name", type="full").text = speaker
    looks = {"tts:fontFamily": "proportionalSansSerif", "tts:textAlign": "center", "tts:color": "white"}
    looks |= {"tts:backgroundColor": "black", "tts:wrapOption": "noWrap"}
    ElementTree.SubElement(ElementTree.SubElement(head, "styling"), "style", {f"{_XML}id": "usual", **looks})
    place = {"tts:origin": "10% 75%", "tts:extent": "80% 20%", "tts:displayAlign": "after"}
    ElementTree.SubElement(ElementTree.SubElement(head, "layout"), "region", {f"{_XML}id": "bottom", **place})
    return root, agents


def lrc_text(transcript: Transcript, options: ExportOptions = AS_USUAL) -> str:
    """LRC: one line of words a time, and an empty one where a silence of 2 s begins."""
    cues = cues_of(transcript, replace(options.rules, lines=1), names=True)
    lines = [f"[ti:{_lrc(clean_line(transcript.session.title))}]", "[re:Earshot]"]
    for cue, following in zip_longest(cues, cues[1:]):
        lines.append(f"{_lrc_time(cue.start_ms)}{_lrc(' / '.join(cue.lines))}")
        if following is None or following.start_ms - cue.end_ms >= _SILENCE_MS:
            lines.append(_lrc_time(cue.end_ms))
    return "\n".join(lines) + "\n"


def _lrc(text: str) -> str:
    return _LRC_TIME.sub(lambda found: "［" if found[0] == "[" else "＜", text)


def _lrc_time(ms: int) -> str:
    seconds, rest = divmod(ms // 10, 100)
    return f"[{seconds // 60:02d}:{seconds % 60:02d}.{rest:02d}]"
