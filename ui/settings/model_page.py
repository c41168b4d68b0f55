"""The page of the settings on the model: which one, in which language, on how much of the computer."""

from __future__ import annotations

import os
from collections.abc import Sequence

from PySide6.QtCore import QLocale, QObject

from app.languages import spoken_languages
from app.models.offer import OfferedModel
from app.settings import Settings
from ui.common.sentences import translated
from ui.common.theme import Theme
from ui.settings.fields import CheckListField, ChoiceField, Field

MOST_THREADS = 16
MOST_NAMED = 6
FIRST_LANGUAGES = ("zh", "en")
PLAIN_NAMES = {"en": "English", "zh": "中文"}  # Qt would name a country and a script


class ModelPage(QObject):
    """Its list is filled when a worker has looked at the disk."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._models: dict[str, OfferedModel] = {}
        self._chosen: str | None = None
        self._spoken: tuple[str, ...] = FIRST_LANGUAGES
        self.model = ChoiceField(theme, "model", self.tr("Model"), "", self._lines())
        self.language = ChoiceField(
            theme,
            "language",
            self.tr("Spoken language"),
            self.tr("Choosing the language reduces mistakes."),
            self._one_language(),
        )
        self.languages = CheckListField(
            theme, "languages", self.tr("Your languages"), self.tr("Earshot detects which of these is spoken.")
        )
        self.chinese_script = ChoiceField(
            theme,
            "chinese_script",
            self.tr("Chinese characters"),
            "",
            (
                ("auto", self.tr("As the desktop")),
                ("simplified", self.tr("Simplified")),
                ("traditional", self.tr("Traditional")),
            ),
        )
        self.graphics = ChoiceField(
            theme,
            "graphics",
            self.tr("Compute on"),
            self.tr("A graphics card with room for the model is faster and leaves the processor free."),
            (
                ("auto", self.tr("Graphics card, if there is room")),
                ("cpu", self.tr("Processor")),
                ("gpu", self.tr("Graphics card")),
            ),
        )
        self.threads = ChoiceField(
            theme,
            "threads",
            self.tr("Processor cores"),
            self.tr("Fewer leave more of the computer to other programs."),
            ((0, self.tr("As many as are good for it")), *((each, str(each)) for each in _core_counts())),
        )

    def fields(self) -> list[Field]:
        return [self.model, self.language, self.languages, self.chinese_script, self.graphics, self.threads]

    def show_settings(self, settings: Settings) -> None:
        self._chosen, self._spoken = settings.model, spoken_languages(settings)
        self.model.offer(self._lines(), settings.model)
        self.model.show_value(settings.model)
        self.language.offer(self._one_language(), settings.language)
        self.language.show_value(settings.language)
        self.languages.offer([(code, language_name(code)) for code in self._codes()], self._spoken)
        self.chinese_script.show_value(settings.chinese_script)
        self.graphics.show_value(settings.graphics)
        self.threads.show_value(settings.threads)
        self._explain()

    def show_models(self, models: Sequence[OfferedModel], settings: Settings) -> None:
        """What a worker found."""
        self._models = {each.name: each for each in models}
        self.show_settings(settings)

    @property
    def chosen(self) -> OfferedModel | None:
        """None while no model is known."""
        return self._models.get(self._chosen) if self._chosen else self._best()

    def say_loading(self, name: str | None) -> None:
        """It is being loaded while the one before goes on."""
        self._chosen = name
        self.model.explain(self.tr("It is being loaded. Captions go on with the model before until it is ready."))

    def _explain(self) -> None:
        model = self.chosen
        self.model.explain("" if model is None else self._what_it_is(model))
        for each in self._models.values():
            if each.problem is not None:
                self.model.control.forbid(each.name, translated(each.problem))

    def _what_it_is(self, model: OfferedModel) -> str:
        if model.rough:
            parts = [self.tr("Came with Earshot, to try it out; it mishears a lot."), self._knows(model.languages)]
        else:
            parts = [self._knows(model.languages)]
        if not model.punctuation and not model.rough:
            parts.append(self.tr("Its finished text has no punctuation."))
        if model.memory:
            parts.append(self.tr("Takes {size} GB of memory.").format(size=f"{model.memory / 1e9:.1f}"))
        # A Chinese full stop brings its own room.
        return " ".join(parts + ([translated(model.warning)] if model.warning else [])).replace("。 ", "。")

    def _lines(self) -> list[tuple[object, str]]:
        best = self._best()
        automatic = self.tr("Best at hand")
        named = self.tr("Best at hand ({title})").format(title=translated(best.title)) if best else automatic
        return [(None, named), *((each.name, translated(each.title)) for each in self._models.values())]

    def _one_language(self) -> list[tuple[object, str]]:
        """The user's languages first."""
        known = self._known_languages()
        return [
            (None, self.tr("Detect automatically")),
            *((code, language_name(code)) for code in self._codes() if code in known),
        ]

    def _codes(self) -> list[str]:
        """The user's, also those that the model does not know; then Chinese and English, then by their names."""
        others = sorted(self._known_languages(), key=lambda code: language_name(code).casefold())
        return list(dict.fromkeys((*self._spoken, *FIRST_LANGUAGES, *others)))

    def _known_languages(self) -> Sequence[str]:
        model = self.chosen
        return model.languages if model is not None else FIRST_LANGUAGES

    def _best(self) -> OfferedModel | None:
        return next((each for each in self._models.values() if each.best), None)

    def _knows(self, codes: Sequence[str]) -> str:
        if len(codes) > MOST_NAMED:
            return self.tr("Knows {count} languages.").format(count=len(codes))
        return self.tr("Languages: {languages}.").format(languages=", ".join(language_name(code) for code in codes))


def language_name(code: str) -> str:
    """In its own language; the code itself where Qt knows none."""
    if code in PLAIN_NAMES:
        return PLAIN_NAMES[code]
    name = QLocale(code).nativeLanguageName()
    return name[:1].upper() + name[1:] if name else code


def _core_counts() -> range:
    return range(1, min(MOST_THREADS, os.cpu_count() or 1) + 1)
