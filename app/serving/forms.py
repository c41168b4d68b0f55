"""Parses the fields of a transcription request, in every spelling that clients use."""

from __future__ import annotations

import base64
import json
from contextlib import aclosing, suppress
from dataclasses import dataclass

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request as HttpRequest

from app.serving.limits import MiB
from app.serving.recognition import LONGEST_PROMPT, LONGEST_WORD, RecognitionOptions, checked_words
from app.serving.refusals import Refused

FORMATS = ("json", "text", "srt", "verbose_json", "vtt", "diarized_json")
MOST_KNOWN = 4
GRANULARITIES = ("word", "segment")
_LARGEST_FIELD = 4 * MiB  # 10 s of a known speaker
_MOST_HELD = (MOST_KNOWN + 1) * _LARGEST_FIELD
_MOST_FIELDS = 2 * 1000 + 100  # as many keywords as are taken, and a few more


@dataclass(frozen=True, slots=True)
class TranscriptionForm:
    """sound: the file as it was sent. words, segments: the times that verbose_json has. known: names of speakers, and
    a recording of each. logprobs: whether json tells how sure the model is."""

    sound: UploadFile
    asked: RecognitionOptions
    model: str | None
    format: str = "json"
    words: bool = False
    segments: bool = True
    stream: bool = False
    known: tuple[tuple[str, bytes], ...] = ()
    logprobs: bool = False


class _FormParser(MultiPartParser):
    """Fields are held in memory, unlike files: all of them together have a bound, too."""

    _held = 0

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._current_part.file is None:
            self._held += end - start
            if self._held > _MOST_HELD:
                raise MultiPartException("The fields are too long.")
        super().on_part_data(data, start, end)


async def read_form(request: HttpRequest) -> FormData:
    """Raises Refused for what is no form."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise Refused(400, "Send a form: multipart/form-data with a field file.", "no_form")
    try:
        async with aclosing(request.stream()) as stream:
            limits = {"max_files": 4, "max_fields": _MOST_FIELDS, "max_part_size": _LARGEST_FIELD}
            return await _FormParser(request.headers, stream, **limits).parse()
    except Refused:
        raise
    except Exception as failed:
        if type(failed).__name__ not in ("HTTPException", "MultiPartException", "MultipartParseError"):
            raise
        raise Refused(400, "The form cannot be read. Send multipart/form-data.", "bad_form") from failed


def transcription_form(form: FormData) -> TranscriptionForm:
    """Raises Refused, naming the field that is wrong."""
    sound = form.get("file")
    if not isinstance(sound, UploadFile):
        message = "The sound is missing. Send the file itself as the field file; addresses are not fetched."
        raise Refused(400, message, "missing_file", "file")
    shape = _text(form, "response_format") or "json"
    if shape not in FORMATS:
        raise Refused(400, f"response_format is one of {', '.join(FORMATS)}.", "bad_format", "response_format")
    times = _list(form, "timestamp_granularities")
    if any(each not in GRANULARITIES for each in times):
        raise Refused(400, "timestamp_granularities are word and segment.", "bad_value", "timestamp_granularities")
    _check_temperature(_text(form, "temperature"))
    return TranscriptionForm(
        sound,
        _asked(form),
        _text(form, "model") or None,
        shape,
        words="word" in times,
        segments="segment" in times or not times,
        stream=_truth(form, "stream"),
        known=_known(form),
        logprobs="logprobs" in _list(form, "include"),
    )


def _known(form: FormData) -> tuple[tuple[str, bytes], ...]:
    names, references = _list(form, "known_speaker_names"), _list(form, "known_speaker_references")
    if len(names) != len(references) or len(set(names)) != len(names):
        message = "known_speaker_names and known_speaker_references are lists of one length, each name once."
        raise Refused(400, message, "bad_value", "known_speaker_names")
    if len(names) > MOST_KNOWN or any(len(each) > LONGEST_WORD for each in names):
        message = f"{MOST_KNOWN} known speakers are taken at most, with names of {LONGEST_WORD} characters."
        raise Refused(400, message, "bad_value", "known_speaker_names")
    return tuple(zip(names, map(_of_data_url, references), strict=True))


def _of_data_url(url: str) -> bytes:
    """Source: RFC 2397."""
    kind, comma, content = url.partition(",")
    try:
        if kind.startswith("data:") and kind.endswith(";base64") and comma:
            return base64.b64decode(content, validate=True)
    except ValueError:
        pass
    message = "A reference is a data URL: data:audio/wav;base64,... Addresses are not fetched."
    raise Refused(400, message, "bad_value", "known_speaker_references")


def _asked(form: FormData) -> RecognitionOptions:
    prompt = _text(form, "prompt")
    if len(prompt) > LONGEST_PROMPT:
        raise Refused(400, f"prompt has {LONGEST_PROMPT} characters at most.", "prompt_too_long", "prompt")
    hotwords = [part for each in _list(form, "hotwords") for part in each.replace("，", ",").split(",")]
    return RecognitionOptions(
        language=code_of(_text(form, "language")) or None,
        languages=tuple(dict.fromkeys(filter(None, map(code_of, _list(form, "languages"))))),
        keywords=checked_words([*_list(form, "keywords"), *hotwords], "keywords"),
        prompt=prompt,
    )


def code_of(language: str) -> str:
    """ISO 639-1 of what clients send: en-US and EN are en; auto is no language."""
    code = language.strip().lower().replace("_", "-").split("-")[0]
    return "" if code == "auto" else code


def _check_temperature(given: str) -> None:
    with suppress(ValueError):
        if not given or 0.0 <= float(given) <= 1.0:
            return
    raise Refused(400, "temperature is a number from 0 to 1.", "bad_value", "temperature")


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    if isinstance(value, UploadFile):
        raise Refused(400, f"{name} is text, not a file.", "bad_value", name)
    return (value or "").strip()


def _list(form: FormData, name: str) -> list[str]:
    """Of name[]=a, name=a, and a JSON list; each as often as it comes."""
    found: list[str] = []
    for value in (*form.getlist(f"{name}[]"), *form.getlist(name)):
        if isinstance(value, UploadFile):
            raise Refused(400, f"{name} is text, not a file.", "bad_value", name)
        if value.lstrip().startswith("["):
            try:
                values = json.loads(value)
            except (ValueError, RecursionError) as failed:
                raise Refused(400, f"{name} is no list.", "bad_value", name) from failed
            found += [str(each) for each in values if isinstance(each, str | int | float)]
        elif value.strip():
            found.append(value.strip())
    return found


def _truth(form: FormData, name: str) -> bool:
    value = _text(form, name).lower()
    if value in ("true", "1"):
        return True
    if value in ("", "false", "0"):
        return False
    raise Refused(400, f"{name} is true or false.", "bad_value", name)
