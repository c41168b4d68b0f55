"""A transcript as one HTML file with clickable words and, on request, its sound inside.

Nothing in it is run but the script below: a Content-Security-Policy with its hash forbids all else.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from typing import BinaryIO

from app.exporters.cutting import pieces_of
from app.exporters.options import AS_USUAL, ExportOptions
from app.exporters.wording import Paragraph, blocks, clean_line, is_chinese, marked_line, origin, speaker_name, stamp
from app.transcripts.bundle import chunks_of
from app.transcripts.values import Bookmark, Transcript
from engine.errors import BadInput
from engine.text.units import join_texts
from engine.timeline import to_seconds

_CODED_AT_ONCE = 3 << 18  # bytes; of a multiple of 3, so that the parts join
_SOUND = "\0"  # stands in no page
_STYLE = (
    "body{font:1.05rem/1.6 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;"
    "background:#fff}h1{line-height:1.25}header p,.t{color:#595959}.t{font:inherit;border:0;background:none;padding:0 "
    ".5em 0 0;cursor:pointer}b{padding-right:.4em}s{text-decoration:none;cursor:pointer}"
    "s:hover,.now{background:#ffe9a8}"
    "audio{position:sticky;top:0;width:100%}@media(prefers-color-scheme:dark){body{color:#eee;background:#1b1b1b}"
    "header p,.t{color:#aaa}s:hover,.now{background:#5a4a00}}"
)
_SCRIPT = (
    "document.addEventListener('click',e=>{const t=e.target.dataset.t;if(t===undefined)return;"
    "for(const w of document.querySelectorAll('.now'))w.classList.remove('now');e.target.classList.add('now');"
    "const a=document.querySelector('audio');if(a){a.currentTime=Number(t);a.play()}});"
)


def html_text(transcript: Transcript, options: ExportOptions = AS_USUAL) -> str:
    return _page(transcript, options, "")


def html_with_sound(transcript: Transcript, options: ExportOptions, file: BinaryIO) -> None:
    """The recording lies in the file. Raises BadInput where there is none."""
    sound = recording_of(transcript)
    if sound is None:
        raise BadInput("There is no recording of these captions.", "Choose a format without sound.")
    kind = {".flac": "flac", ".wav": "wav", ".mp3": "mpeg", ".ogg": "ogg"}.get(sound.suffix.lower(), "flac")
    audio = f'<audio controls src="data:audio/{kind};base64,{_SOUND}"></audio>\n'
    before, _, behind = _page(transcript, options, audio).encode("utf-8", "replace").partition(_SOUND.encode())
    file.write(before)
    for chunk in chunks_of(sound, _CODED_AT_ONCE):
        file.write(base64.b64encode(chunk))
    file.write(behind)


def recording_of(transcript: Transcript) -> Path | None:
    sound = transcript.session.recording
    return sound if sound is not None and os.path.isfile(sound) else None


def page_to_print(transcript: Transcript) -> str:
    """Plain HTML without script or style sheet, for a PDF."""
    parts = [f"<h1>{escape(clean_line(transcript.session.title))}</h1>", f"<p><i>{escape(origin(transcript))}</i></p>"]
    parts += _blocks(transcript, lambda paragraph: _printed(paragraph, transcript))
    return f"<html><body>{''.join(parts)}</body></html>"


def _page(transcript: Transcript, options: ExportOptions, audio: str) -> str:
    title = escape(clean_line(transcript.session.title))
    policy = (
        f"default-src 'none'; script-src {_hash(_SCRIPT)}; style-src {_hash(_STYLE)}; media-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    language = transcript.session.language or ("zh" if is_chinese(transcript) else "en")
    body = "\n".join(_blocks(transcript, lambda paragraph: _clickable(paragraph, transcript, options)))
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<header><h1>{title}</h1>\n<p>{escape(origin(transcript))}</p></header>\n{audio}<main>\n{body}\n</main>\n<script>{_SCRIPT}</script>\n</body>\n</html>\n"
    )


def _hash(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def _blocks(transcript: Transcript, block: Callable[[Paragraph], str]) -> Iterator[str]:
    return (_marked(each) if isinstance(each, Bookmark) else block(each) for each in blocks(transcript))


def _marked(mark: Bookmark) -> str:
    return f"<blockquote><p>{escape(marked_line(mark))}</p></blockquote>"


def _printed(paragraph: Paragraph, transcript: Transcript) -> str:
    first = paragraph[0][0]
    name = escape(speaker_name(first, transcript))
    words = escape(join_texts(line for _, line in paragraph))
    return f'<p><font color="#666666">{stamp(first.start)}</font> {f"<b>{name}</b> " if name else ""}{words}</p>'


def _clickable(paragraph: Paragraph, transcript: Transcript, options: ExportOptions) -> str:
    first = paragraph[0][0]
    name = escape(speaker_name(first, transcript))
    words = "".join(
        f'{each.blank}<s data-t="{each.begin_ms / 1000:.3f}">{escape(each.text)}</s>'
        for each in pieces_of(paragraph, options.rules, "")
    )
    time = f'<button class="t" data-t="{to_seconds(max(0, first.start)):.3f}">{stamp(first.start)}</button>'
    return f"<p>{time}{f'<b>{name}</b>' if name else ''}{words}</p>"
