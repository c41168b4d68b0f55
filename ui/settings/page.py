"""The page of the settings: every change applies as soon as it can, and is written by a worker. Nothing to confirm."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.choices import LiveState
from app.settings import Settings
from engine.errors import CaptioningError
from ui.common.labels import words_label
from ui.common.relay import Relay
from ui.common.sentences import joined, told
from ui.common.theme import Theme
from ui.common.tokens import SPACE_L, SPACE_M, SPACE_S, px
from ui.live.overlay.style import with_preset
from ui.ports import SettingsPort
from ui.settings.fields import Field
from ui.settings.groups import FieldGroups
from ui.settings.model_page import ModelPage
from ui.settings.overlay_page import OverlayPage
from ui.settings.pages import SettingsPages
from ui.settings.resets import DEFAULTS, Resets

SEARCH_WIDTH = 320
WITH_NEXT_PROGRAM = frozenset({"interface_language", "delete_after_days"})
WITH_NEXT_CAPTIONS = frozenset(
    {"threads", "graphics", "graphics_layers", "record_audio", "recordings_folder", "keep_transcripts", "source"}
)
WITH_NEXT_SENTENCE = frozenset(
    {
        "caption_mode",
        "context_finals",
        "context_text",
        "language",
        "languages",
        "chinese_script",
        "hotword_replacement",
        "mask_profanity",
    }
)


class SettingsPage(QWidget):
    """Groups of fields, a search over all of them, and what was said of the last change.

    changed: the Settings that are in force from now on. saved: they are on the disk.
    """

    changed = Signal(object)
    saved = Signal()

    def __init__(self, earshot: SettingsPort, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._earshot = earshot
        self._relays: list[Relay] = []
        self.pages = SettingsPages(theme, earshot.preferences.folders, self)
        self.model_page = ModelPage(theme, self)
        self.overlay_page = OverlayPage(theme, self)
        self.overlay_page.preset_chosen.connect(
            lambda name: self._take(with_preset(earshot.preferences.settings, name))
        )
        self._fields: dict[str, Field] = {}
        self.groups = FieldGroups(theme, self)
        self.search = QLineEdit(self)
        self.resets = Resets(lambda: earshot.preferences.settings, self._change, self._take, lambda: self.fields, self)
        self.message = words_label("settingsMessage")
        self._add_groups()
        self._arrange()

    @property
    def fields(self) -> dict[str, Field]:
        """Of all groups, by the names of their settings; builds what is missing."""
        self.groups.complete()
        return self._fields

    def focus_first(self) -> None:
        """The keyboard goes to the groups."""
        self.groups.focus_first()

    def show_settings(self) -> None:
        """As they are now, and which of them are not the defaults."""
        settings = self._earshot.preferences.settings
        for name, field in self._fields.items():
            field.show_value(getattr(settings, name))
            field.offer_reset(getattr(settings, name) != DEFAULTS[name])
        self.model_page.show_settings(settings)
        self.overlay_page.show_settings(settings)
        self._say_what_the_model_uses()

    @property
    def controls_px(self) -> int:
        """The height of what stands above the groups."""
        return self.groups.y()

    def close_relays(self) -> None:
        for relay in self._relays:
            relay.cut()

    # Changes

    def change(self, name: str, value: object) -> None:
        """As if it had been chosen in its field."""
        self.resets.forget()
        self._change(name, value)

    def _change(self, name: str, value: object) -> None:
        if name == "model":
            self._exchange_model(value if isinstance(value, str) else None)
        else:
            choice: dict[str, Any] = {name: value}  # Any: the kind of the value goes with the name
            self._keep(name, replace(self._earshot.preferences.settings, **choice))

    def _take(self, settings: Settings) -> None:
        """All of them at once; the model is exchanged after the others are in force."""
        present = self._earshot.preferences.settings.model
        self._keep("", replace(settings, model=present))
        if settings.model != present:
            self._exchange_model(settings.model)

    def _keep(self, name: str, settings: Settings, failed: CaptioningError | None = None) -> None:
        """failed: an earlier error, reported if nothing else goes wrong."""
        relay = self._relay(lambda error: self._on_kept(name, error or failed))
        self._earshot.preferences.change_settings(settings, relay.send)
        self.show_settings()
        self.changed.emit(settings)

    def _on_kept(self, name: str, error: object) -> None:
        if isinstance(error, CaptioningError):
            self._say(told(error), wrong=True)
            self.show_settings()
            self.changed.emit(self._earshot.preferences.settings)
        else:
            self._say(self._when(name))
            self.saved.emit()

    def add(self, sentence: str) -> None:
        """To what was said last."""
        self._say(joined(self.message.text(), sentence))

    def _exchange_model(self, name: str | None) -> None:
        relay = self._relay(self._on_exchanged)
        if self._captioning:
            self.model_page.say_loading(name)
        self._earshot.models.exchange_model(name, relay.send)

    def _on_exchanged(self, error: object) -> None:
        """The settings name the model that is in force, the one before where the other failed."""
        failed = error if isinstance(error, CaptioningError) else None
        self._keep("model", self._earshot.preferences.settings, failed)

    def _when(self, name: str) -> str:
        if name in WITH_NEXT_PROGRAM:
            return self.tr("Saved. Applies when Earshot is opened again.")
        if name in WITH_NEXT_CAPTIONS and self._captioning:
            return self.tr("Saved. Applies when captions are started again.")
        if name in WITH_NEXT_SENTENCE and self._captioning:
            return self.tr("Saved. Applies from the next sentence on.")
        return self.tr("Saved.")

    @property
    def _captioning(self) -> bool:
        return self._earshot.session.state is not LiveState.IDLE

    def _say(self, sentence: str, wrong: bool = False) -> None:
        """Shown below, and read out by a screen reader. A failure stands until the next change succeeds."""
        self.message.setText(sentence)
        if wrong != bool(self.message.property("wrong")):
            self.message.setProperty("wrong", wrong)
            self.message.style().unpolish(self.message)
            self.message.style().polish(self.message)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))

    # Coming and going

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.message.clear()
        self.show_settings()
        self._earshot.models.list_models(self._relay(self._on_models).send)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.message.clear()
        self.resets.forget()

    def _on_models(self, found: object) -> None:
        if isinstance(found, CaptioningError):
            self._say(told(found), wrong=True)
        elif isinstance(found, Sequence):
            self.model_page.show_models(found, self._earshot.preferences.settings)
            self._say_what_the_model_uses()

    def _say_what_the_model_uses(self) -> None:
        """Where a setting has no effect, beside it."""
        model = self.model_page.chosen
        no_context = "" if model is None or model.context else self.tr("Not used by the chosen model.")
        ignored = self.tr("The chosen model ignores your vocabulary while listening.")
        no_words = "" if model is None or model.hotwords else ignored
        for name, why in (
            ("context_text", no_context),
            ("context_finals", no_context),
            ("hotword_replacement", no_words),
        ):
            if name in self._fields:
                self._fields[name].warn(why)

    def _relay(self, receive: Callable[[object], None]) -> Relay:
        """For one answer of a worker."""

        def arrive(answer: object) -> None:
            self._relays.remove(relay)
            receive(answer)

        relay = Relay(arrive)
        self._relays.append(relay)
        return relay

    # Building

    def _add_groups(self) -> None:
        self.groups.built.connect(self._take_fields)
        for title, make in (
            (self.tr("Captions"), self.pages.captions),
            (self.tr("Alert words"), self.pages.alerts),
            (self.tr("Model"), self.model_page.fields),
            (self.tr("Vocabulary"), self.pages.vocabulary),
            (self.tr("Sound and text"), self.pages.sound),
            (self.tr("Appearance"), self.pages.window),
            (self.tr("Overlay"), self.overlay_page.fields),
            (self.tr("Program"), self.pages.program),
            (self.tr("Folders"), self.pages.places),
        ):
            self.groups.add(title, make)

    def _take_fields(self, fields: Sequence[Field]) -> None:
        for field in fields:
            if field.name:
                self._fields[field.name] = field
                field.changed.connect(self.change)
                field.reset.connect(self.resets.reset)
        self.show_settings()

    def _arrange(self) -> None:
        self.search.setPlaceholderText(self.tr("Search settings"))
        self.search.setAccessibleName(self.tr("Search settings"))
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(px(SEARCH_WIDTH))
        self.search.textChanged.connect(self.groups.search)
        self.groups.search_left.connect(self.search.clear)
        above, below = QHBoxLayout(), QHBoxLayout()
        above.addWidget(self.search, 1)
        above.addStretch()
        above.addWidget(self.resets.all_button)
        below.addWidget(self.message, 1)
        below.addWidget(self.resets.undo_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(SPACE_L), px(SPACE_L), px(SPACE_L), px(SPACE_S))
        column.setSpacing(px(SPACE_M))
        column.addLayout(above)
        column.addWidget(self.groups, 1)
        column.addLayout(below)
