"""Languages by their BCP 47 codes, as a reader meets them: each by its own name."""

from __future__ import annotations

SEVERAL = "mul"  # ISO 639-2: several languages, to be detected
_NAMES = {
    "ar": "العربية",
    "bn": "বাংলা",
    "cs": "Čeština",
    "da": "Dansk",
    "de": "Deutsch",
    "el": "Ελληνικά",
    "en": "English",
    "es": "Español",
    "fa": "فارسی",
    "fi": "Suomi",
    "fr": "Français",
    "he": "עברית",
    "hi": "हिन्दी",
    "hu": "Magyar",
    "id": "Indonesia",
    "it": "Italiano",
    "ja": "日本語",
    "ko": "한국어",
    "ms": "Melayu",
    "nl": "Nederlands",
    "no": "Norsk",
    "pl": "Polski",
    "pt": "Português",
    "ro": "Română",
    "ru": "Русский",
    "sv": "Svenska",
    "ta": "தமிழ்",
    "th": "ไทย",
    "tl": "Filipino",
    "tr": "Türkçe",
    "uk": "Українська",
    "ur": "اردو",
    "vi": "Tiếng Việt",
    "yue": "粤语",
    "zh": "中文",
}


def short_code(code: str) -> str:
    """The language alone: zh for zh-CN and zh-Hant."""
    return code.split("-")[0].casefold()


def language_name(code: str) -> str:
    """In its own words and script, or the code in quotation marks where it is not in the list."""
    return _NAMES.get(short_code(code), f"“{code}”")
