"""The page of models: what is on this computer, what can be had, and which one writes the captions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.choices import LiveState
from app.model_store.exporting import ENDING
from app.model_store.obtainable import ObtainableModel
from app.model_store.offer import OfferedModel
from app.model_store.view import StoreView
from engine.errors import CaptioningError
from engine.text.harmless import harmless
from ui.common.banner import BannerStack, Kind
from ui.common.file_dialogs import ask_for_file, ask_for_folder, ask_where_to_save, show_folder
from ui.common.labels import words_label
from ui.common.model_description import described, speed
from ui.common.naming import named
from ui.common.relay import Relay
from ui.common.sentences import joined, translated
from ui.common.switch import Switch
from ui.common.theme import Theme
from ui.common.tokens import SPACE_L, SPACE_M, SPACE_S, TYPE_LARGE, px
from ui.models.actions import ModelActions
from ui.models.cards import ModelCard, ObtainableCard, WorkLine
from ui.models.ports import ModelsPagePort
from ui.models.remote_actions import RemoteModelActions

CARDS_A_TURN = 4
WIDEST = 820  # a line of explanation is easy to read up to here


class ModelsPage(QWidget):
    """Looks at the disk each time that it is shown, on a worker. changed: another model is in force."""

    changed = Signal()

    def __init__(
        self, earshot: ModelsPagePort, banners: BannerStack, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._earshot, self._banners, self._theme = earshot, banners, theme
        self._view: StoreView | None = None
        self.cards: list[ModelCard] = []
        self._focused: str | None = None  # the card that had it before the page was filled anew
        self.available: dict[str, ModelCard] = {}
        self._installed: dict[str, ModelCard] = {}
        self._waiting: list[ObtainableModel] = []  # those that have no card yet
        self._next = QTimer(self, singleShot=True)
        self._next.timeout.connect(self._go_on)
        self.model_actions = ModelActions(earshot, banners, self)
        self.model_actions.looked.connect(self._on_looked)
        self.model_actions.progressed.connect(self._show_works)
        self.model_actions.ended.connect(lambda _: self.changed.emit())
        self.remote = RemoteModelActions(earshot.remote, banners, theme, self.model_actions.look, self)
        self._exchanged = Relay(self._on_exchanged)
        self.offline = Switch(theme)
        self.offline.setAccessibleName(self.tr("Stay offline"))
        self.offline.setToolTip(self.tr("Earshot fetches no model and uses none on another machine"))
        self.offline.clicked.connect(self._stay_offline)
        self.remote_button = QPushButton(self.tr("Another machine…"))
        self.remote_button.setToolTip(self.tr("Add a model that computes on another machine"))
        self.remote_button.clicked.connect(lambda: self.remote.open(self._view.installed if self._view else ()))
        self.import_button = QPushButton(self.tr("Import"))
        self.folder_button = QPushButton(self.tr("Folder"))
        self.work = WorkLine()  # of what concerns no model, or all of them
        self.work.cancel_wanted.connect(lambda: self._earshot.model_manager.cancel(""))
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.model_actions.look()

    def use(self, name: str | None) -> None:
        """A model by its name, None for the automatic choice; captions that run go on with it."""
        if self._earshot.session.state is not LiveState.IDLE:
            what = self.tr("The model is being loaded.")
            self._banners.tell("exchange", Kind.INFO, what, self.tr("Captions use the previous model until then."))
        self._earshot.models.exchange_model(name, self._exchanged.send)

    def close_relays(self) -> None:
        self.model_actions.close_relays()
        self.remote.close_relays()
        self._exchanged.cut()

    def _on_looked(self, view: StoreView) -> None:
        self._view = view
        for problem in view.problems:
            self._banners.tell("models list", Kind.WARNING, translated(problem))
        self._fill()

    def _on_exchanged(self, failed: object) -> None:
        """The settings name the model in force, the one before where the other failed."""
        self._banners.clear("exchange")
        if isinstance(failed, CaptioningError):
            self._banners.report("exchange", failed)
        else:
            self._earshot.preferences.change_settings(self._earshot.preferences.settings, lambda _: None)
        self._fill()
        self.changed.emit()

    def _fill(self) -> None:
        view = self._view
        if view is None:
            return
        held = self.window().focusWidget()
        self._focused = next((name for name, card in self._by_name().items() if held and card.isAncestorOf(held)), None)
        for card in (*self.cards, *self.available.values()):
            card.hide()
            card.deleteLater()
        chosen = self._earshot.preferences.settings.model
        self._installed = {each.name: self._card(each, chosen, view) for each in view.installed}
        self.available = {}
        self._waiting = list(view.available)
        self.cards = [self._automatic(view, chosen is None), *self._installed.values()]
        for card in self.cards:
            self._column.insertWidget(self._column.indexOf(self._heading), card)
        self._heading.setVisible(bool(self._waiting))
        self.offline.setChecked(view.offline)
        self._show_works()
        self._give_focus(*self._by_name())
        self._go_on()

    def _go_on(self) -> None:
        """Some cards a turn of the event loop: the catalogue is long, and captions go on beside it."""
        view = self._view
        if view is None:
            return
        for model in self._waiting[:CARDS_A_TURN]:
            card = self.available[model.name] = self._obtainable(model, view)
            self._column.insertWidget(self._column.count() - 1, card)
            card.show_work(self._earshot.model_manager.works.get(model.name))
            self._give_focus(model.name)
        del self._waiting[:CARDS_A_TURN]
        if self._waiting:
            self._next.start(0)

    def _give_focus(self, *names: str) -> None:
        """To the one of these cards that stands for one that had it."""
        if self._focused is not None and self._focused in names:
            self._by_name()[self._focused].take_focus()
            self._focused = None

    def _by_name(self) -> dict[str, ModelCard]:
        """The cards that are there; the automatic choice has no name."""
        return {**dict(zip([""], self.cards, strict=False)), **self.available, **self._installed}

    def _show_works(self) -> None:
        works = self._earshot.model_manager.works
        for name, card in (*self._installed.items(), *self.available.items()):
            card.show_work(works.get(name))
        self.work.show_work(works.get(""))
        for button in (self.import_button, self.folder_button):
            button.setDisabled("" in works)

    def _automatic(self, view: StoreView, in_use: bool) -> ModelCard:
        best = next((each for each in view.installed if each.best), None)
        if best is None:
            text = self.tr("No model is installed. Reinstall Earshot, or run its set-up again.")
        else:
            text = self.tr("The best model that this computer has: {title}.").format(title=translated(best.title))
        card = ModelCard(self._theme, self.tr("Automatic"), text, in_use)
        card.wanted.connect(lambda: self.use(None))
        return card

    def _card(self, model: OfferedModel, chosen: str | None, view: StoreView) -> ModelCard:
        title = harmless(translated(model.title))
        explanation = joined(described(model), speed(model))
        card = ModelCard(self._theme, title, explanation, model.name == chosen)
        card.wanted.connect(lambda: self.use(model.name))
        card.use.setVisible(model.writes_text and model.name != chosen)
        if model.problem is not None:
            card.forbid(translated(model.problem))
        if view.wanted == model.name and view.recommended is not None:
            card.recommend(self.model_actions.reason(view.recommended))
        self.model_actions.steer(card, model.name)
        manager, menu = self._earshot.model_manager, QMenu()
        if model.remote is not None:
            card.go_out(view.offline)
            self.remote.offer(menu, model, view.installed)
        else:
            menu.addAction(self.tr("Verify"), lambda: manager.check(model.name, title))
            menu.addAction(self.tr("Repair"), lambda: manager.repair(model.name, title))
            menu.addAction(self.tr("Export…"), lambda: self._ask_to_export(model.name, title))
        if not model.bundled:
            menu.addAction(self.tr("Remove"), lambda: self.model_actions.ask_to_remove(model.name, title, model.size))
        card.offer(menu)
        return card

    def _obtainable(self, model: ObtainableModel, view: StoreView) -> ModelCard:
        card = ObtainableCard(self._theme, model, model.name in view.started, view.offline)
        card.wanted.connect(lambda: self.model_actions.ask_to_get(model))
        if model is view.recommended:
            card.recommend(self.model_actions.reason(model))
        self.model_actions.steer(card, model.name)
        return card

    def _ask_to_export(self, name: str, title: str) -> None:
        ask_where_to_save(
            self,
            self.tr("Export {model}").format(model=title),
            f"{name}{ENDING}",
            [self.tr("Model for another computer (*.zip)")],
            lambda path: self._earshot.model_manager.export(name, title, path),
        )

    def _ask_for_archive(self) -> None:
        filters = [self.tr("Model for another computer (*.zip)"), self.tr("All files (*)")]
        ask_for_file(self, self.tr("Import a model"), filters, self._earshot.model_manager.bring_in)

    def _ask_to_move(self) -> None:
        folder = self._earshot.preferences.folders.models
        ask_for_folder(self, self.tr("Move all models to"), self._earshot.model_manager.move, folder.parent)

    def _stay_offline(self, wanted: bool) -> None:
        settings = replace(self._earshot.preferences.settings, offline=wanted)
        self._earshot.preferences.change_settings(settings, lambda _: None)
        self.model_actions.look()

    def _show_folder(self) -> None:
        folder = self._earshot.preferences.folders.models
        if not show_folder(folder):
            what = self.tr("The folder cannot be opened here.")
            self._banners.tell("models", Kind.WARNING, what, self.tr("It is {path}.").format(path=folder))

    def _arrange(self) -> None:
        inside = named(QWidget(), "pageGround")
        inside.setMaximumWidth(px(WIDEST))
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, px(SPACE_S), 0)
        self._column.setSpacing(px(SPACE_S))
        self._heading = words_label("pageTitle", self.tr("More models"), TYPE_LARGE)
        self._heading.hide()
        self._column.addWidget(self._heading)
        self._column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        area.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        heading = words_label("pageTitle", self.tr("Models"), TYPE_LARGE)
        importing, folder = QMenu(self), QMenu(self)
        importing.addAction(self.tr("From a folder…"), self._ask_for_import)
        importing.addAction(self.tr("From an exported file…"), self._ask_for_archive)
        folder.addAction(self.tr("Show folder"), self._show_folder)
        folder.addAction(self.tr("Move folder…"), self._ask_to_move)
        self.import_button.setMenu(importing)
        self.folder_button.setMenu(folder)
        top = QHBoxLayout()
        top.addWidget(heading, 1)
        offline = named(QLabel(self.tr("Stay offline")), "pageText")
        offline.setBuddy(self.offline)
        for each in (offline, self.offline, self.remote_button, self.import_button, self.folder_button):
            top.addWidget(each)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[px(SPACE_L)] * 4)
        column.setSpacing(px(SPACE_M))
        column.addLayout(top)
        explanation = self.tr("A model turns speech into text, on this computer alone unless you add another machine.")
        column.addWidget(words_label("pageText", explanation))
        column.addWidget(self.work)
        column.addWidget(area, 1)

    def _ask_for_import(self) -> None:
        ask_for_folder(self, self.tr("Import a model"), self._earshot.model_manager.bring_in, Path.home())
