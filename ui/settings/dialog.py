"""The settings: every change applies as soon as it can, and is written by a worker. Nothing to confirm."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.choices import LiveState
from app.settings import Settings
from engine.errors import CaptioningError
from ui.common.naming import named
from ui.common.relay import Relay
from ui.common.sentences import translated
from ui.common.theme import Theme
from ui.ports import CaptionController
from ui.settings.fields import Field
from ui.settings.model_page import ModelPage
from ui.settings.pages import SettingsPages

SIZE_PX = (820, 560)
SMALLEST_PX = (660, 400)
LIST_PX = 170
LINE_PX = QSize(0, 40)
WITH_NEXT_PROGRAM = frozenset({"interface_language"})
WITH_NEXT_CAPTIONS = frozenset(
    {"threads", "graphics", "record_audio", "recordings_folder", "keep_transcripts", "source"}
)
WITH_NEXT_SENTENCE = frozenset(
    {"caption_mode", "context_finals", "context_text", "language", "languages", "chinese_script", "hotword_replacement"}
)


class SettingsDialog(QDialog):
    """Does not hold up the window behind it.

    changed: the Settings that are in force from now on. saved: they are on the disk.
    """

    changed = Signal(object)
    saved = Signal()

    def __init__(self, controller: CaptionController, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._controller = controller
        self._relays: list[Relay] = []
        self.setWindowTitle(self.tr("Settings - Earshot"))
        self.pages = SettingsPages(theme, controller.folders, self)
        self.model_page = ModelPage(theme, self)
        self.fields: dict[str, Field] = {}
        self.list = named(QListWidget(), "settingsList")
        self.stack = QStackedWidget()
        self.message = named(QLabel(), "settingsMessage")
        self.close_button = QPushButton(self.tr("Close"))
        self._add_pages()
        self._arrange()

    def show_settings(self) -> None:
        """As they are now."""
        settings = self._controller.settings
        for name, field in self.fields.items():
            field.show_value(getattr(settings, name))
        self.model_page.show_settings(settings)
        self._say_what_the_model_uses()

    def close_relays(self) -> None:
        for relay in self._relays:
            relay.cut()

    # Changes

    def change(self, name: str, value: object) -> None:
        """As if it had been chosen in its field."""
        if name == "model":
            self._exchange_model(value if isinstance(value, str) else None)
        else:
            choice: dict[str, Any] = {name: value}  # Any: the kind of the value goes with the name
            self._keep(name, replace(self._controller.settings, **choice))

    def _keep(self, name: str, settings: Settings, failed: CaptioningError | None = None) -> None:
        """failed: what went wrong before; it is told where nothing else goes wrong."""
        relay = self._relay(lambda error: self._on_kept(name, error or failed))
        self._controller.change_settings(settings, relay.send)
        self.show_settings()
        self.changed.emit(settings)

    def _on_kept(self, name: str, error: object) -> None:
        if isinstance(error, CaptioningError):
            self._say(f"{translated(error.what)} {translated(error.remedy)}", wrong=True)
            self.show_settings()
            self.changed.emit(self._controller.settings)
        else:
            self._say(self._when(name))
            self.saved.emit()

    def add(self, sentence: str) -> None:
        """To what was said last."""
        self._say(f"{self.message.text()} {sentence}".replace("。 ", "。"))  # a Chinese full stop brings its own room

    def _exchange_model(self, name: str | None) -> None:
        relay = self._relay(self._on_exchanged)
        if self._captioning:
            self.model_page.say_loading(name)
        self._controller.exchange_model(name, relay.send)

    def _on_exchanged(self, error: object) -> None:
        """The controller's settings name the model that is in force, the one before where the other failed."""
        failed = error if isinstance(error, CaptioningError) else None
        self._keep("model", self._controller.settings, failed)

    def _when(self, name: str) -> str:
        if name in WITH_NEXT_PROGRAM:
            return self.tr("Saved. It shows when Earshot is opened the next time.")
        if name in WITH_NEXT_CAPTIONS and self._captioning:
            return self.tr("Saved. It applies when captions are started again.")
        if name in WITH_NEXT_SENTENCE and self._captioning:
            return self.tr("Saved. It applies from the next sentence on.")
        return self.tr("Saved.")

    @property
    def _captioning(self) -> bool:
        return self._controller.state is not LiveState.IDLE

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
        self._controller.list_models(self._relay(self._on_models).send)
        QTimer.singleShot(0, self.list, self.list.setFocus)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.message.clear()

    def _on_models(self, found: object) -> None:
        if isinstance(found, CaptioningError):
            self._say(f"{translated(found.what)} {translated(found.remedy)}", wrong=True)
        elif isinstance(found, Sequence):
            self.model_page.show_models(found, self._controller.settings)
            self._say_what_the_model_uses()

    def _say_what_the_model_uses(self) -> None:
        """Where a setting has no effect, beside it."""
        model = self.model_page.chosen
        for name in ("context_text", "context_finals", "hotword_replacement"):
            used = model is None or (model.hotwords if name == "hotword_replacement" else model.context)
            self.fields[name].warn("" if used else self._unused(name))

    def _unused(self, name: str) -> str:
        if name == "hotword_replacement":
            return self.tr("The chosen model does not listen for your vocabulary; it is only corrected afterwards.")
        return self.tr("The chosen model does not use it.")

    def _relay(self, receive: Callable[[object], None]) -> Relay:
        """For one answer of a worker."""

        def arrive(answer: object) -> None:
            self._relays.remove(relay)
            receive(answer)

        relay = Relay(arrive)
        self._relays.append(relay)
        return relay

    # Building

    def _add_pages(self) -> None:
        self._add_page(self.tr("Captions"), self.pages.captions())
        self._add_page(self.tr("Model"), self.model_page.fields())
        self._add_page(self.tr("Hotwords"), self.pages.hotwords())
        self._add_page(self.tr("Sound and text"), self.pages.sound())
        self._add_page(self.tr("Windows"), self.pages.window())
        self._add_page(self.tr("Folders"), self.pages.places())

    def _add_page(self, title: str, fields: Sequence[Field]) -> None:
        page = named(QWidget(), "settingsPage")
        column = QVBoxLayout(page)
        column.setContentsMargins(22, 18, 22, 18)
        column.setSpacing(20)
        for field in fields:
            column.addWidget(field)
            if field.name:
                self.fields[field.name] = field
                field.changed.connect(self.change)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(page)
        self.stack.addWidget(area)
        line = QListWidgetItem(title)
        line.setSizeHint(LINE_PX)  # the list would take the heights of the time before it had its style sheet
        self.list.addItem(line)

    def _arrange(self) -> None:
        self.list.setFixedWidth(LIST_PX)
        self.list.setAccessibleName(self.tr("Pages of the settings"))
        self.list.currentRowChanged.connect(self.stack.setCurrentIndex)
        self.list.setCurrentRow(0)
        self.message.setWordWrap(True)
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.close_button.clicked.connect(self.close)
        self.close_button.setAutoDefault(False)
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addWidget(self.list)
        middle.addWidget(self.stack, 1)
        below = QHBoxLayout()
        below.addWidget(self.message, 1)
        below.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 14, 14, 12)
        column.setSpacing(12)
        column.addLayout(middle, 1)
        column.addLayout(below)
        self.setMinimumSize(*SMALLEST_PX)
        self.resize(*SIZE_PX)
