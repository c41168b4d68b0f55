"""The page of the settings on the model: which one, in which language, on how much of the computer."""

from __future__ import annotations

import os
from collections.abc import Sequence

from PySide6.QtCore import QLocale, QObject

from app.models.offer import OfferedModel
from app.settings import Settings
from ui.sentences import translated
from ui.settings_fields import ChoiceField, Field
from ui.theme import Theme

MOST_THREADS = 16
MOST_NAMED = 6
FIRST_LANGUAGES = ("zh", "en")


class ModelPage(QObject):
    """Its list is filled when a worker has looked at the disk."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._models: dict[str, OfferedModel] = {}
        self._chosen: str | None = None
        self._language: str | None = None
        self.model = ChoiceField(theme, "model", self.tr("Model"), "", self._lines())
        self.language = ChoiceField(
            theme,
            "language",
            self.tr("Spoken language"),
            self.tr("A model that is told makes fewer mistakes than one that has to find out."),
            self._languages(),
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
        return [self.model, self.language, self.graphics, self.threads]

    def show_settings(self, settings: Settings) -> None:
        self._chosen, self._language = settings.model, settings.language
        self.model.offer(self._lines(), settings.model)
        self.model.show_value(settings.model)
        self.language.offer(self._languages(), settings.language)
        self.language.show_value(settings.language)
        self.graphics.show_value(settings.graphics)
        self.threads.show_value(settings.threads)
        self._explain()

    def show_models(self, models: Sequence[OfferedModel], settings: Settings) -> None:
        """What a worker found."""
        self._models = {each.name: each for each in models}
        self.show_settings(settings)

    def say_loading(self, name: str | None) -> None:
        """It is being loaded while the one before goes on."""
        self._chosen = name
        self.model.explain(self.tr("It is being loaded. Captions go on with the model before until it is ready."))

    def _explain(self) -> None:
        model = self._models.get(self._chosen) if self._chosen else self._best()
        self.model.explain("" if model is None else self._what_it_is(model))
        for each in self._models.values():
            if each.problem is not None:
                self.model.control.forbid(each.name, translated(each.problem))

    def _what_it_is(self, model: OfferedModel) -> str:
        if model.rough:
            parts = [self.tr("Came with Earshot, to try it out; it mishears a lot."), self._spoken(model.languages)]
        else:
            parts = [self._spoken(model.languages)]
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

    def _languages(self) -> list[tuple[object, str]]:
        model = self._models.get(self._chosen) if self._chosen else self._best()
        codes = model.languages if model is not None else FIRST_LANGUAGES
        return [(None, self.tr("The model listens for it")), *((code, language_name(code)) for code in codes)]

    def _best(self) -> OfferedModel | None:
        return next((each for each in self._models.values() if each.best), None)

    def _spoken(self, codes: Sequence[str]) -> str:
        if len(codes) > MOST_NAMED:
            return self.tr("Knows {count} languages.").format(count=len(codes))
        return self.tr("Languages: {languages}.").format(languages=", ".join(language_name(code) for code in codes))


def language_name(code: str) -> str:
    """In its own language; the code itself where Qt knows none."""
    if code == "en":
        return "English"  # Qt would have it American
    name = QLocale(code).nativeLanguageName()
    return name[:1].upper() + name[1:] if name else code


def _core_counts() -> range:
    return range(1, min(MOST_THREADS, os.cpu_count() or 1) + 1)
