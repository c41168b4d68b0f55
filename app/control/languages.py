"""The user's spoken languages and Chinese script: as chosen, else as the desktop's locale says."""

from __future__ import annotations

import locale
import os
import re
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.choices import LiveOptions
from engine.text.languages import SEVERAL

if TYPE_CHECKING:
    from app.settings import Settings
    from engine.models.recogniser import Request

AS_SET = LiveOptions()
"""A session by the settings alone."""
_TRADITIONAL = {"HANT", "TW", "HK", "MO"}
_MODELS_SAY = {"nb": "no", "fil": "tl"}  # the codes of desktops that speech models write otherwise


def spoken_languages(settings: Settings) -> tuple[str, ...]:
    """Those chosen; else the desktop's and English."""
    return settings.languages or tuple(dict.fromkeys((_language(desktop_locale()), "en")))


def reads_traditional(settings: Settings) -> bool:
    """Whether Chinese is written in traditional characters."""
    if settings.chinese_script == "auto":
        return not _TRADITIONAL.isdisjoint(re.split("[-_]", desktop_locale().upper()))
    return settings.chinese_script == "traditional"


def base_request(settings: Settings, options: LiveOptions = AS_SET) -> Request:
    """What a session asks of its model, apart from the vocabulary. What `options` say counts before the settings."""
    from engine.models.recogniser import Request  # late: numpy comes with it

    chosen = None if options.languages else settings.language
    text = options.context or settings.context_text
    return Request(
        language=options.language or chosen,
        languages=options.languages or spoken_languages(settings),
        traditional=reads_traditional(settings),
        context=(text,) if text else (),
    )


def wanted_languages(settings: Settings, options: LiveOptions = AS_SET) -> tuple[str, ...]:
    """What a session is asked to write: the one language that was chosen, else those that are spoken.

    Where neither was said, the desktop's language and SEVERAL: what is heard has to be detected.
    """
    request = base_request(settings, options)
    if request.language is not None:
        return (request.language,)
    return options.languages or settings.languages or (_language(desktop_locale()), SEVERAL)


def desktop_locale(environment: Mapping[str, str] = os.environ) -> str:
    """The language of the desktop's texts, as zh_TW; "" where it has none. Source: the manual of GNU gettext."""
    named = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    found = _plain(next(filter(None, named), "") or _platform_locale())
    if found in ("", "C", "POSIX"):
        return ""
    return _plain(environment.get("LANGUAGE", "").split(":")[0]) or found


def _language(name: str) -> str:
    code = re.split("[-_]", name)[0].lower() or "en"
    return _MODELS_SAY.get(code, code)


def _plain(name: str) -> str:
    """Without character set and variant."""
    return re.split("[.@]", name)[0]


def _platform_locale() -> str:
    if sys.platform == "win32":
        import ctypes

        return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
    return locale.getlocale()[0] or ""
