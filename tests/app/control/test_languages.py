"""The languages that a session listens for: the user's choice, else those of the desktop and English."""

from __future__ import annotations

import pytest

from app.choices import LiveOptions
from app.control.languages import base_request, desktop_locale, reads_traditional, spoken_languages, wanted_languages
from app.settings import Settings
from engine.models.recogniser import Request
from engine.text.languages import SEVERAL


@pytest.fixture
def desktop(monkeypatch: pytest.MonkeyPatch):
    """Sets the variables of a desktop; all others are absent."""

    def set_up(**variables: str) -> None:
        for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

    return set_up


@pytest.mark.parametrize(
    ("variables", "name"),
    [
        ({"LANG": "de_DE.UTF-8"}, "de_DE"),
        ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": "fr_FR@euro"}, "fr_FR"),
        ({"LC_ALL": "zh_TW.UTF-8", "LC_MESSAGES": "fr_FR"}, "zh_TW"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "zh_CN:en"}, "zh_CN"),
        ({"LANG": "C.UTF-8", "LANGUAGE": "zh_CN"}, ""),
        ({"LANG": "", "LC_ALL": "POSIX"}, ""),
    ],
)
def test_the_variables_of_the_desktop_count_in_the_order_of_gettext(variables: dict[str, str], name: str) -> None:
    assert desktop_locale(variables) == name


@pytest.mark.parametrize(
    ("locale", "languages"),
    [
        ("en_GB.UTF-8", ("en",)),
        ("C", ("en",)),
        ("zh_CN.UTF-8", ("zh", "en")),
        ("nb_NO.UTF-8", ("no", "en")),
    ],
)
def test_without_a_choice_the_user_speaks_the_language_of_the_desktop_and_english(desktop, locale, languages) -> None:
    desktop(LANG=locale)
    assert spoken_languages(Settings()) == languages


def test_chosen_languages_count_alone(desktop) -> None:
    desktop(LANG="de_DE.UTF-8")
    assert spoken_languages(Settings(languages=("zh", "fr"))) == ("zh", "fr")


@pytest.mark.parametrize(
    ("locale", "traditional"),
    [("zh_TW.UTF-8", True), ("zh_HK", True), ("zh_Hant_SG", True), ("zh_CN.UTF-8", False), ("en_US.UTF-8", False)],
)
def test_the_chinese_script_is_that_of_the_desktop(desktop, locale: str, traditional: bool) -> None:
    desktop(LANG=locale)
    assert reads_traditional(Settings()) is traditional


def test_a_chosen_script_counts_before_the_desktops(desktop) -> None:
    desktop(LANG="zh_TW")
    assert not reads_traditional(Settings(chinese_script="simplified"))


def test_a_session_asks_for_what_the_settings_say(desktop) -> None:
    desktop(LANG="zh_TW")
    request = base_request(Settings(language="en", languages=("en", "de")), LiveOptions())
    assert request == Request(language="en", languages=("en", "de"), traditional=True)


@pytest.mark.parametrize(
    ("settings", "options", "wanted"),
    [
        (Settings(), LiveOptions(), ("en", SEVERAL)),
        (Settings(language="en"), LiveOptions(), ("en",)),
        (Settings(languages=("en", "fr")), LiveOptions(), ("en", "fr")),
        (Settings(), LiveOptions(languages=("fr",)), ("fr",)),
    ],
)
def test_a_language_that_nobody_named_is_detected(desktop, settings, options, wanted) -> None:
    """A model of one language cannot do that."""
    desktop(LANG="en_GB.UTF-8")
    assert wanted_languages(settings, options) == wanted


def test_languages_of_one_session_count_before_a_language_of_the_settings() -> None:
    request = base_request(Settings(language="de"), LiveOptions(languages=("en", "zh")))
    assert (request.language, request.languages) == (None, ("en", "zh"))
