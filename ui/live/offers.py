"""What the window offers to do about a notice: another source, or a model that knows the language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject

from app.control.languages import spoken_languages
from engine.events import CaptionEvent, NoSound, OtherLanguage
from ui.common.banner import BannerStack
from ui.common.language_names import language_name
from ui.common.notices import silence_notice
from ui.common.relay import Relay
from ui.common.sentences import translated
from ui.ports import SettingsPort


class Offers(QObject):
    """Puts a button on a notice that stands already, so it comes after Notices."""

    def __init__(
        self, earshot: SettingsPort, banners: BannerStack, choose_source: Callable[[], None], parent: QObject
    ) -> None:
        """choose_source: lets the user choose another source and continues with it."""
        super().__init__(parent)
        self._earshot, self._banners, self._choose_source = earshot, banners, choose_source
        self._wanted: OtherLanguage | None = None
        self._models = Relay(self._on_models)
        self._done = Relay(lambda _: None)

    def show_event(self, event: CaptionEvent) -> None:
        match event:
            case NoSound():
                self._offer(silence_notice(event), self.tr("Choose another source"), self._choose_source)
            case OtherLanguage(known=True):
                title = self.tr("Add {language}").format(language=language_name(event.language))
                self._offer(event.what, title, lambda: self._add_language(event.language))
            case OtherLanguage():
                self._wanted = event
                self._earshot.models.list_models(self._models.send)

    def close_relays(self) -> None:
        self._models.cut()
        self._done.cut()

    def _offer(self, notice: str, title: str, act: Callable[[], None]) -> None:
        def clicked() -> None:
            self._banners.clear(notice)
            act()

        if banner := self._banners.named(notice):
            banner.offer(title, clicked)

    def _add_language(self, code: str) -> None:
        settings = self._earshot.preferences.settings
        languages = (*spoken_languages(settings), code)
        self._earshot.preferences.change_settings(replace(settings, languages=languages), self._done.send)

    def _on_models(self, models: object) -> None:
        """Offers the best one that knows the language; none where no installed model does."""
        event = self._wanted
        if event is None or not isinstance(models, list):
            return
        from app.model_store.offer import model_for

        in_use = next((each.name for each in models if each.title == self._earshot.models.title), "")
        found = model_for(event.language, models, in_use)
        if found is not None:
            title = self.tr("Use {model}").format(model=translated(found.title))
            self._offer(event.what, title, lambda: self._earshot.models.exchange_model(found.name))
