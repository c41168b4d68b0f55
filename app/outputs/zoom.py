"""Finished captions for a Zoom meeting: one post each, numbered, never replaced. Source: Zoom support, KB0060368."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from app.exporters.wording import clean_line
from app.outputs.choices import PostChoice
from app.outputs.posting import CaptionPost, Failure, PostingReceiver
from app.outputs.receiver import KEEPS_TRYING, CaptionsRefused, NotLive, Shown
from engine.events import Final

_REGIONS = {"en": "en-US", "zh": "zh-CN", "yue": "zh-HK", "ja": "jp-JP", "ko": "ko-KR", "da": "da-DK", "sv": "sv-SE"}
_REGIONS |= {"cs": "cs-CZ", "el": "el-GR", "he": "he-IL", "hi": "hi-IN", "uk": "uk-UA", "vi": "vi-VN", "ar": "ar-SA"}
"""Where it is not the language twice, as in de-DE. Zoom writes Japanese so."""


class ZoomReceiver(PostingReceiver):
    """language: of captions whose own is not known, None where that is not known either."""

    def __init__(self, choice: PostChoice, language: Callable[[], str | None]) -> None:
        failures: dict[int, Callable[[], Failure]] = {400: _no_meeting, 403: _expired, 405: _expired}
        super().__init__(CaptionPost(choice.kind.value, choice.url, failures))
        self._language = language
        self._next: int | None = None

    def open(self) -> None:
        """Numbers go on from the last one that Zoom has: it drops what has an earlier one."""
        if self._next is None:
            last = 0
            with suppress(ValueError):
                last = int(self._post.get("/seq").strip())
            self._next = last + 1

    def send(self, event: Shown) -> None:
        if isinstance(event, Final) and (text := clean_line(event.text)):
            language = zoom_language(event.language or self._language() or "en")
            self._post.post(f"&seq={self._next}&lang={language}", text)
            self._next = (self._next or 0) + 1


def _expired() -> CaptionsRefused:
    return CaptionsRefused(
        "Zoom does not accept the address for captions.", "Copy the API token again from the meeting, then start again."
    )


def _no_meeting() -> NotLive:
    return NotLive("The Zoom meeting has not started, or is over.", KEEPS_TRYING)


def zoom_language(code: str) -> str:
    """As Zoom writes it, from BCP 47."""
    language, *further = code.split("-")
    if language.lower() == "zh" and {"Hant", "TW", "HK", "MO"} & set(further):
        return "zh-TW"
    region = next((each.upper() for each in further if len(each) == 2), None)
    if region and language.lower() != "ja":
        return f"{language.lower()}-{region}"
    return _REGIONS.get(language.lower(), f"{language.lower()}-{language.upper()}")
