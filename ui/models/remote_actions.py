"""Adds, changes and tests models on other machines for the page of models."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QWidget

from app.control.remote_models import RemoteModels
from app.model_store.offer import OfferedModel
from engine.errors import CaptioningError
from engine.text.harmless import harmless
from ui.common.banner import BannerStack, Kind
from ui.common.relay import Relay
from ui.common.theme import Theme
from ui.models.remote_dialog import RemoteDialog


class RemoteModelActions(QObject):
    """look: refreshes the page. parent: the page."""

    def __init__(
        self, remote: RemoteModels, banners: BannerStack, theme: Theme, look: Callable[[], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._remote, self._banners, self._theme = remote, banners, theme
        self._look, self._page = look, parent
        self.dialog: RemoteDialog | None = None
        self._added = Relay(self._on_added)
        self._tested = Relay(self._on_tested)
        self._tried = Relay(self._on_tried)

    def open(self, installed: Sequence[OfferedModel], model: OfferedModel | None = None) -> RemoteDialog:
        """For a new one, or to change `model`."""
        dialog = self.dialog = RemoteDialog(installed, self._theme, self._page)
        if model is not None:
            dialog.fill(model)
        dialog.test_wanted.connect(lambda form: self._remote.try_form(form, self._tested.send))
        dialog.add_wanted.connect(lambda form: self._remote.add(form, self._added.send))
        dialog.finished.connect(self._forget)
        dialog.open()
        return dialog

    def offer(self, menu: QMenu, model: OfferedModel, installed: Sequence[OfferedModel]) -> None:
        """What can be done with one that was added."""
        menu.addAction(self.tr("Test"), lambda: self._remote.try_out(model.name, self._tried.send))
        menu.addAction(self.tr("Change…"), lambda: self.open(installed, model))

    def close_relays(self) -> None:
        for relay in (self._added, self._tested, self._tried):
            relay.cut()

    def _forget(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _on_added(self, answer: object) -> None:
        if isinstance(answer, CaptioningError):
            if self.dialog is not None:
                self.dialog.show_answer(answer)
            return
        if self.dialog is not None:
            self.dialog.accept()
        self._look()

    def _on_tested(self, answer: object) -> None:
        if self.dialog is not None:
            self.dialog.show_answer(answer)

    def _on_tried(self, answer: object) -> None:
        if isinstance(answer, CaptioningError):
            self._banners.report("remote", answer)
        else:
            self._banners.tell(
                "remote", Kind.INFO, self.tr("It works: {name} answered.").replace("{name}", harmless(str(answer)))
            )
