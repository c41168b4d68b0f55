"""Runs model actions for the pages that show models, and reports how they ended."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from app.control.model_manager import Act, ActDone, Stopped
from app.model_store.obtainable import ObtainableModel
from app.model_store.view import StoreView
from engine.errors import CaptioningError
from engine.text.harmless import harmless
from ui.common.banner import BannerStack, Kind
from ui.common.model_description import gigabytes
from ui.common.relay import Relay
from ui.common.sentences import joined, translated
from ui.models.cards import ModelCard
from ui.models.ports import ModelStorePort


class ModelActions(QObject):
    """looked: a StoreView. progressed: an action began or got further. ended: an ActDone that has its banner."""

    looked = Signal(object)
    progressed = Signal()
    ended = Signal(object)

    def __init__(self, earshot: ModelStorePort, banners: BannerStack | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._earshot, self._banners, self._window = earshot, banners, parent
        self.recommended: ObtainableModel | None = None
        self._viewed = Relay(self._on_looked)
        self._moved = Relay(self._on_moved)
        earshot.model_manager.followers.append(self._moved.send)

    def look(self) -> None:
        self._earshot.model_manager.look(self._viewed.send)

    def ask_to_get(self, model: ObtainableModel) -> QMessageBox:
        """Its licence and size first."""
        facts = (
            self.tr("{size} are fetched.").format(size=gigabytes(model.size)),
            self.tr("Licence: {licence}.").format(licence=model.licence),
            self.tr("Credit: {credit}.").format(credit=model.credit),
        )
        box = self._question(self.tr("Get {model}?").format(model=harmless(model.title)), "\n".join(facts))
        return self._opened(box, self.tr("Get"), lambda: self._earshot.model_manager.get(model))

    def ask_to_remove(self, name: str, title: str, size: int) -> QMessageBox:
        what = self.tr("Remove {model}?").format(model=title)
        box = self._question(what, self.tr("This frees {size}.").format(size=gigabytes(size)))
        return self._opened(box, self.tr("Remove"), lambda: self._earshot.model_manager.remove(name, title))

    def steer(self, card: ModelCard, name: str) -> None:
        """Its buttons for what is under way."""
        manager = self._earshot.model_manager
        card.work.pause_wanted.connect(lambda wanted: (manager.pause if wanted else manager.resume)(name))
        card.work.cancel_wanted.connect(lambda: manager.cancel(name))

    def reason(self, model: ObtainableModel) -> str:
        """Why it is recommended."""
        quality = {
            "very good": self.tr("Recommended: the best text in your language that this computer can keep up with."),
            "good": self.tr("Recommended: good text in your language, and this computer should keep up with it."),
        }
        return quality.get(model.quality, self.tr("Recommended: it fits this computer and knows your language."))

    def close_relays(self) -> None:
        self._viewed.cut()
        self._moved.cut()
        if self._moved.send in self._earshot.model_manager.followers:
            self._earshot.model_manager.followers.remove(self._moved.send)

    def _question(self, what: str, more: str) -> QMessageBox:
        box = QMessageBox(QMessageBox.Icon.Question, self.tr("Models"), what, parent=self._window)
        box.setInformativeText(more)
        return box

    def _opened(self, box: QMessageBox, verb: str, act: object) -> QMessageBox:
        button = box.addButton(verb, QMessageBox.ButtonRole.AcceptRole)
        box.addButton(self.tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(button)
        button.clicked.connect(act)
        box.finished.connect(box.deleteLater)
        box.open()
        return box

    def _on_looked(self, view: object) -> None:
        if isinstance(view, StoreView):
            self.recommended = view.recommended
            self.looked.emit(view)
        elif self._banners is not None and isinstance(view, CaptioningError):
            self._banners.report("models", view)

    def _on_moved(self, done: object) -> None:
        if not isinstance(done, ActDone):
            self.progressed.emit()
            return
        if self._banners is not None and not isinstance(done.failure, Stopped):
            self._tell(self._banners, done)
        self.ended.emit(done)
        self.progressed.emit()
        self.look()

    def _tell(self, banners: BannerStack, done: ActDone) -> None:
        name = f"models {done.act.value} {done.model}"
        if done.failure is not None:
            banners.report(name, done.failure)
            return
        notes = joined(*map(translated, done.notes))
        banner = banners.tell(name, Kind.INFO, self._said(done), notes)
        if done.act in (Act.GET, Act.IMPORT) and done.writes_text:

            def use() -> None:
                banners.clear(name)
                self._earshot.models.exchange_model(done.model, lambda _: self._moved.send(None))

            banner.offer(self.tr("Use it now"), use)

    def _said(self, done: ActDone) -> str:
        said = {
            Act.GET: self.tr("{model} is ready."),
            Act.IMPORT: self.tr("{model} is ready."),
            Act.CHECK: self.tr("{model} is whole."),
            Act.REPAIR: self.tr("{model} is repaired."),
            Act.REMOVE: self.tr("{model} was removed."),
            Act.EXPORT: self.tr("{model} was exported."),
            Act.MOVE: self.tr("The models are in {model} now."),
        }
        return said[done.act].format(model=harmless(translated(done.title)))
