"""The page of the first start: what Earshot does, and the few questions that it asks once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QRadioButton, QScrollArea, QVBoxLayout, QWidget

from app.choices import SourceChoice
from app.control.languages import spoken_languages
from app.control.levels import SourceLevels
from app.model_store.offer import OfferedModel, lighter_model
from app.model_store.speed import Speed
from app.model_store.view import StoreView
from app.settings import Settings
from engine.events import Level
from engine.text.harmless import harmless
from ui.common.drop_down import DropDown
from ui.common.labels import words_label
from ui.common.language_names import language_name
from ui.common.naming import named
from ui.common.relay import Relay
from ui.common.sentences import translated
from ui.common.symbols import application_icon
from ui.common.theme import Theme
from ui.common.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL, TYPE_LARGE, TYPE_TITLE, px
from ui.live.level_meter import LevelMeter
from ui.live.ports import FirstPagePort
from ui.live.source_picker import SourcePicker
from ui.models.actions import ModelActions
from ui.models.cards import ObtainableCard

WIDEST = 620
MARK = 48


class FirstPage(QScrollArea):
    """Its answers become settings when it is left.

    finished: the settings, and whether captions start now; the source is that of `picker`.
    """

    finished = Signal(object, bool)

    def __init__(self, earshot: FirstPagePort, theme: Theme, source: SourceChoice) -> None:
        """source: what is chosen at first."""
        super().__init__()
        self._earshot, self._theme = earshot, theme
        self.picker = SourcePicker(earshot.devices, theme, source)
        self.language = DropDown(theme)
        self.language.setAccessibleName(self.tr("Spoken language"))
        self.meter = LevelMeter(theme)
        self.check_sound = QPushButton(self.tr("Check the sound"))
        self.check_sound.setCheckable(True)
        self.keep_sound = QRadioButton(self.tr("Text and sound, so that you can listen again"))
        self.keep_text = QRadioButton(self.tr("Text only"))
        self.speed = words_label("cardText")
        self.start = named(QPushButton(self.tr("Start captions")), "primary")
        self.later = QPushButton(self.tr("Not now"))
        for button in (self.check_sound, self.start, self.later):
            button.setAutoDefault(True)  # Enter presses it, too
        self._models: Sequence[OfferedModel] = ()
        self._measured: Speed | None = None
        self._listed = Relay(self._on_models)
        self._tried = Relay(self._on_speed)
        self._kept = Relay(lambda _failed: None)  # the last change reports a failure
        self._heard = Relay(self._on_level)
        self._levels = SourceLevels(lambda choice, level: self._heard.send(level))
        self.model_actions = ModelActions(earshot, None, self)
        self.better: ObtainableCard | None = None  # a model that fits this computer better, to be got from here
        self._arrange()
        self._connect()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        settings = self._earshot.preferences.settings
        (self.keep_sound if settings.record_audio else self.keep_text).setChecked(True)
        self._offer_languages()
        self._earshot.models.list_models(self._listed.send)
        self.model_actions.look()
        if self._measured is None:
            self.speed.setText(self.tr("Trying how fast this computer is…"))
            self._earshot.models.try_speed(self._tried.send)
        self.start.setFocus()

    def close_relays(self) -> None:
        self._levels.close()
        self.model_actions.close_relays()
        self.picker.close_relay()
        for relay in (self._listed, self._tried, self._kept, self._heard):
            relay.cut()

    def leave(self, start: bool) -> None:
        self._levels.close()
        settings = replace(
            self._settings_with_language(),
            record_audio=self.keep_sound.isChecked(),
            introduced=True,
        )
        self.finished.emit(settings, start)

    def _settings_with_language(self) -> Settings:
        chosen = self.language.value
        language = chosen if isinstance(chosen, str) else None
        return replace(self._earshot.preferences.settings, language=language)

    def _take_language(self) -> None:
        """The recommended model depends on it."""
        self._earshot.preferences.change_settings(self._settings_with_language(), self._kept.send)
        self.model_actions.look()

    def _on_models(self, models: object) -> None:
        if isinstance(models, list):
            self._models = models
            self._offer_languages()
            self._say_speed()

    def _offer_languages(self) -> None:
        best = next((each for each in self._models if each.best), None)
        spoken = spoken_languages(self._earshot.preferences.settings)
        known = best.languages if best else spoken
        codes = dict.fromkeys((*(code for code in spoken if code in known), *sorted(known, key=language_name)))
        lines = [(None, self.tr("Detect automatically")), *((code, language_name(code)) for code in codes)]
        chosen = self.language.value if self.language.count() else self._earshot.preferences.settings.language
        self.language.offer(lines, chosen)

    def _on_speed(self, speed: object) -> None:
        if isinstance(speed, Speed):
            self._measured = speed
            self._say_speed()
        else:
            self.speed.setText(self.tr("The speed could not be tried. Captions can start all the same."))

    def _say_speed(self) -> None:
        speed = self._measured
        if speed is None:
            return
        title = harmless(translated(speed.title))
        if speed.easily:
            text = self.tr("{model} fits this computer: captions appear about {seconds} s after the words.")
        elif speed.keeps_up:
            text = self.tr("{model} just keeps up on this computer. Captions may come late when it is busy.")
        else:
            text = self.tr("{model} is too slow for this computer: captions fall behind and are improved later.")
        said = text.format(model=title, seconds=f"{round(speed.delay_s, 1):g}")
        lighter = None if speed.keeps_up else lighter_model(speed, self._models)
        if lighter is not None:
            said += " " + self.tr("{model} is lighter: choose it under Models.").format(model=translated(lighter.title))
        self.speed.setText(said)
        self.speed.setAccessibleName(said)

    def _offer_better(self, view: StoreView) -> None:
        """The recommended model, where it is not there yet. The download continues while captions run."""
        model = view.recommended
        if self.better is not None:
            self.better.hide()
            self.better.deleteLater()
            self.better = None
        if model is None or view.wanted is not None:
            return
        card = self.better = ObtainableCard(self._theme, model, model.name in view.started, view.offline)
        card.recommend(self.model_actions.reason(model))
        card.wanted.connect(lambda: self.model_actions.ask_to_get(model))
        self.model_actions.steer(card, model.name)
        self._column.insertWidget(self._column.indexOf(self.speed) + 1, card)
        self._show_works()

    def _show_works(self) -> None:
        if self.better is not None and (model := self.model_actions.recommended) is not None:
            self.better.show_work(self._earshot.model_manager.works.get(model.name))

    def _watch(self, wanted: bool) -> None:
        """The microphone is open only while the user checks the sound."""
        if wanted:
            self._levels.watch([self.picker.choice])
        else:
            self._levels.close()
            self.meter.reset()

    def _on_level(self, level: object) -> None:
        if isinstance(level, Level) and self.check_sound.isChecked():
            self.meter.show_level(level)

    def _connect(self) -> None:
        self.language.activated.connect(lambda _: self._take_language())
        self.check_sound.toggled.connect(self._watch)
        self.model_actions.looked.connect(self._offer_better)
        self.model_actions.progressed.connect(self._show_works)
        self.picker.picked.connect(lambda _: self._watch(self.check_sound.isChecked()))
        self.start.clicked.connect(lambda: self.leave(True))
        self.later.clicked.connect(lambda: self.leave(False))

    def _arrange(self) -> None:
        page = named(QWidget(), "pageGround")
        page.setMaximumWidth(px(WIDEST))
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(px(SPACE_XL), px(SPACE_L), px(SPACE_XL), px(SPACE_L))
        self._column.setSpacing(px(SPACE_S))
        self._column.addStretch(1)
        self._add_welcome()
        self._ask(self.tr("Which language do you hear?"), self.language)
        sound = QHBoxLayout()
        sound.setSpacing(px(SPACE_M))
        sound.addWidget(self.picker, 1)
        sound.addWidget(self.check_sound)
        sound.addWidget(self.meter)
        self._ask(self.tr("Where does the sound come from?"), sound)
        self._ask(self.tr("What should be kept on this computer?"), self.keep_sound, self.keep_text)
        self._ask(self.tr("What to expect"), self.speed)
        buttons = QHBoxLayout()
        buttons.addWidget(self.start)
        buttons.addWidget(self.later)
        buttons.addStretch(1)
        self._column.addSpacing(px(SPACE_L))
        self._column.addLayout(buttons)
        self._column.addStretch(2)
        self.setWidget(page)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Welcome to Earshot"))

    def _add_welcome(self) -> None:
        mark = QLabel()
        mark.setPixmap(application_icon().pixmap(px(MARK), px(MARK)))
        title = words_label("emptyTitle", self.tr("Welcome to Earshot"), TYPE_TITLE)
        top = QHBoxLayout()
        top.setSpacing(px(SPACE_M))
        top.addWidget(mark)
        top.addWidget(title, 1)
        what = self.tr("Earshot shows what people say as text, while they speak. Nothing leaves this computer.")
        self._column.addLayout(top)
        self._column.addWidget(words_label("pageText", what))

    def _ask(self, question: str, *answers: QWidget | QHBoxLayout) -> None:
        self._column.addSpacing(px(SPACE_M))
        self._column.addWidget(words_label("cardTitle", question, TYPE_LARGE))
        for answer in answers:
            if isinstance(answer, QWidget):
                self._column.addWidget(answer)
            else:
                self._column.addLayout(answer)
