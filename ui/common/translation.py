"""The language of the windows: English in the code, others from resources/translations."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

TRANSLATIONS = Path(__file__).resolve().parents[2] / "resources" / "translations"
LANGUAGES = {"zh": "zh_CN"}
"""Every language besides English, with the suffix of its files."""


def language_for(setting: str, system: QLocale | None = None) -> str:
    """en or zh: what the setting says, or for "auto" the first of the desktop's languages that there is."""
    if setting != "auto":
        return setting
    for name in (system or QLocale.system()).uiLanguages():
        language = name.replace("_", "-").split("-")[0].lower()
        if language == "en" or language in LANGUAGES:
            return language
    return "en"


def dates_and_numbers(language: str, system: QLocale) -> QLocale:
    """How the desktop writes them, unless it speaks another language than the windows do (or none at all: "C")."""
    wanted = QLocale(LANGUAGES.get(language, language))
    return system if system.language() == wanted.language() else wanted


def install(application: QCoreApplication, language: str) -> list[QTranslator]:
    """Has every tr() answer in this language from now on; returns what was installed.

    Windows that exist already keep their words.
    """
    QLocale.setDefault(dates_and_numbers(language, QLocale.system()))
    if language not in LANGUAGES:
        return []
    suffix = LANGUAGES[language]
    folders = (
        (f"qtbase_{suffix}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
        (f"earshot_{suffix}", str(TRANSLATIONS)),
    )
    installed = []
    for name, folder in folders:
        translator = QTranslator(application)
        if translator.load(name, folder) and application.installTranslator(translator):
            installed.append(translator)
    return installed
