"""The page of the settings on the model: which one, in which language, on how much of the computer."""

from __future__ import annotations

import os
from collections.abc import Sequence

from PySide6.QtCore import QObject

from app.control.languages import spoken_languages
from app.model_store.offer import OfferedModel
from app.settings import Settings
from ui.common.language_names import language_name
from ui.common.model_description import described
from ui.common.sentences import translated
from ui.common.theme import Theme
from ui.settings.fields import CheckListField, ChoiceField, Field, SwitchField, TextField

MOST_THREADS = 16
LAYERS = (4, 8, 12, 16, 20, 24, 28)  # the language models at hand have 28
FIRST_LANGUAGES = ("zh", "en")


class ModelPage(QObject):
    """Its list is filled when a worker has looked at the disk."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._models: dict[str, OfferedModel] = {}
        self._chosen: str | None = None
        self._spoken: tuple[str, ...] = FIRST_LANGUAGES
        self._theme = theme
        self._built = False

    def fields(self) -> list[Field]:
        """Builds them."""
        self._built = True
        self.model = ChoiceField(self._theme, "model", self.tr("Model"), "", self._lines())
        self.language = ChoiceField(
            self._theme,
            "language",
            self.tr("Spoken language"),
            self.tr("Choosing the language reduces mistakes."),
            self._one_language(),
        )
        self.languages = CheckListField(
            self._theme, "languages", self.tr("Your languages"), self.tr("Earshot detects which of these is spoken.")
        )
        self.chinese_script = ChoiceField(
            self._theme,
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
            self._theme,
            "graphics",
            self.tr("Computing device"),
            self.tr("A graphics card with enough memory is faster."),
            (
                ("auto", self.tr("Automatic")),
                ("cpu", self.tr("Processor")),
                ("gpu", self.tr("Graphics card")),
            ),
        )
        self.graphics_layers = ChoiceField(
            self._theme,
            "graphics_layers",
            self.tr("Layers on the graphics card"),
            self.tr("Fewer leave more of its memory to other programs."),
            ((0, self.tr("As many as fit")), *((each, str(each)) for each in LAYERS)),
        )
        self.threads = ChoiceField(
            self._theme,
            "threads",
            self.tr("Processor cores"),
            self.tr("Fewer leave more room for other programs."),
            ((0, self.tr("Automatic")), *((each, str(each)) for each in _core_counts())),
        )
        offline = SwitchField(
            self._theme,
            "offline",
            self.tr("Stay offline"),
            self.tr("No model is fetched or used elsewhere, and no captions are sent away."),
        )
        mirror = TextField(
            "model_mirror",
            self.tr("Mirror for models"),
            self.tr("Takes the place of Hugging Face's address."),
            self.tr("https://models.example.org"),
        )
        computing = (self.graphics, self.graphics_layers, self.threads)
        return [self.model, self.language, self.languages, self.chinese_script, *computing, offline, mirror]

    def show_settings(self, settings: Settings) -> None:
        self._chosen, self._spoken = settings.model, spoken_languages(settings)
        if not self._built:
            return
        self.model.offer(self._lines(), settings.model)
        self.model.show_value(settings.model)
        self.language.offer(self._one_language(), settings.language)
        self.language.show_value(settings.language)
        self.languages.offer([(code, language_name(code)) for code in self._codes()], self._spoken)
        self.chinese_script.show_value(settings.chinese_script)
        self.graphics.show_value(settings.graphics)
        self.graphics_layers.show_value(settings.graphics_layers)
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
        """It is loading; the previous model still works."""
        self._chosen = name
        if self._built:
            self.model.explain(self.tr("Loading. Captions use the previous model until it is ready."))

    def _explain(self) -> None:
        model = self.chosen
        self.model.explain("" if model is None else described(model))
        for each in self._models.values():
            if each.problem is not None:
                self.model.control.forbid(each.name, translated(each.problem))

    def _lines(self) -> list[tuple[object, str]]:
        best = self._best()
        automatic = self.tr("Automatic")
        named = self.tr("Automatic ({title})").format(title=translated(best.title)) if best else automatic
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


def _core_counts() -> range:
    return range(1, min(MOST_THREADS, os.cpu_count() or 1) + 1)
