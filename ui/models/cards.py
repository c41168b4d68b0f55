"""One model on a page: what it is, what can be done with it, and how far that is."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QProgressBar, QPushButton, QVBoxLayout, QWidget

from app.control.model_manager import Act, ModelWork
from app.model_store.obtainable import ObtainableModel
from engine.text.harmless import harmless
from ui.common.labels import words_label
from ui.common.model_description import described_obtainable, gigabytes
from ui.common.more_button import MoreButton
from ui.common.theme import Theme
from ui.common.tokens import SPACE_L, SPACE_M, SPACE_S, TYPE_LARGE, px


class WorkLine(QWidget):
    """How far an act is, with what stops it. Hidden where there is none."""

    pause_wanted = Signal(bool)
    cancel_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        self.bar.setFixedHeight(px(SPACE_S))
        self.words = words_label("cardText")
        self.pause = QPushButton(self.tr("Pause"))
        self.cancel = QPushButton(self.tr("Cancel"))
        self._paused = False
        self.pause.clicked.connect(lambda: self.pause_wanted.emit(not self._paused))
        self.cancel.clicked.connect(self.cancel_wanted)
        buttons = QHBoxLayout()
        buttons.addWidget(self.words, 1)
        buttons.addWidget(self.pause)
        buttons.addWidget(self.cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.bar)
        column.addLayout(buttons)
        self.hide()

    def show_work(self, work: ModelWork | None) -> None:
        self.setVisible(work is not None)
        if work is None:
            return
        self._paused = work.paused
        self.bar.setValue(round(1000 * work.share))
        self.pause.setVisible(work.act in (Act.GET, Act.REPAIR) and (work.fetched is not None or work.paused))
        self.pause.setText(self.tr("Resume") if work.paused else self.tr("Pause"))
        self.words.setText(self._said(work))
        self.bar.setAccessibleName(self.words.text())

    def _said(self, work: ModelWork) -> str:
        fetched = work.fetched
        if fetched is None:
            doing = {
                Act.GET: self.tr("Putting it in its place…") if work.share else self.tr("Waiting…"),
                Act.CHECK: self.tr("Verifying…"),
                Act.REPAIR: self.tr("Repairing…"),
                Act.REMOVE: self.tr("Removing…"),
                Act.EXPORT: self.tr("Exporting…"),
                Act.IMPORT: self.tr("Importing…"),
                Act.MOVE: self.tr("Moving…"),
            }
            return self.tr("Paused.") if work.paused else doing[work.act]
        said = self.tr("{done} of {total}").format(done=gigabytes(fetched.done), total=gigabytes(fetched.total))
        if work.paused:
            return f"{said} · {self.tr('paused')}"
        if fetched.speed > 0:
            said += " · " + self.tr("{speed} a second").format(speed=gigabytes(round(fetched.speed)))
        if fetched.remaining_s is not None:
            said += " · " + self._remaining(fetched.remaining_s)
        return said

    def _remaining(self, seconds: float) -> str:
        if seconds < 90:
            return self.tr("{count} s left").format(count=round(seconds))
        return self.tr("{count} min left").format(count=round(seconds / 60))


class ModelCard(QFrame):
    """One model, or the automatic choice. wanted: the user presses its button."""

    wanted = Signal()

    def __init__(self, theme: Theme, title: str, explanation: str, in_use: bool) -> None:
        super().__init__()
        self.setObjectName("card")
        self.title = words_label("cardTitle", title, TYPE_LARGE)
        self.explanation = words_label("cardText", explanation)
        self.reason = words_label("cardMark")
        self.reason.hide()
        self.in_use = words_label("cardMark", self.tr("✓ In use"))
        self.in_use.setWordWrap(False)
        self.use = QPushButton(self.tr("Use"))
        self.use.setAutoDefault(True)  # Enter presses it, too
        (self.use if in_use else self.in_use).hide()  # what is shown before it has a parent is a window of its own
        self.use.setAccessibleName(self.tr("Use {model}").format(model=title))
        self.use.setAccessibleDescription(explanation)
        self.use.clicked.connect(self.wanted)
        self._forbidden = False
        self.more = MoreButton(theme, self.tr("More for {model}").format(model=title))
        self.more.hide()
        self.work = WorkLine()
        words = QVBoxLayout()
        words.setSpacing(px(SPACE_S))
        for each in (self.title, self.reason, self.explanation):
            words.addWidget(each)
        row = QHBoxLayout()
        row.setSpacing(px(SPACE_M))
        row.addLayout(words, 1)
        row.addWidget(self.in_use)
        row.addWidget(self.use)
        row.addWidget(self.more)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(SPACE_L), px(SPACE_M), px(SPACE_L), px(SPACE_M))
        column.addLayout(row)
        column.addWidget(self.work)

    def forbid(self, problem: str) -> None:
        """It cannot be used; why stands below its name."""
        self.explanation.setText(problem)
        self._forbidden = True
        self.use.setEnabled(False)
        self.use.setAccessibleDescription(problem)

    def go_out(self, offline: bool) -> None:
        """It computes on another machine, which `offline` refuses."""
        self._forbidden = self._forbidden or offline
        self.use.setEnabled(not self._forbidden)
        if offline:
            self.use.setToolTip(self.tr("Earshot is set to stay offline"))

    def take_focus(self) -> None:
        """Give the keyboard focus to the first control that can be used."""
        buttons = (self.work.pause, self.work.cancel, self.use, self.more)
        button = next((each for each in buttons if each.isVisibleTo(self) and each.isEnabled()), None)
        if button is not None:
            button.setFocus()

    def recommend(self, reason: str) -> None:
        self.reason.setText(reason)
        self.reason.show()

    def show_work(self, work: ModelWork | None) -> None:
        self.work.show_work(work)
        self.use.setEnabled(work is None and not self._forbidden)
        self.more.setDisabled(work is not None)

    def offer(self, menu: QMenu) -> None:
        """What else can be done with it."""
        menu.setParent(self, menu.windowFlags())
        self.more.setMenu(menu)
        self.more.show()


class ObtainableCard(ModelCard):
    """A model that can be had."""

    def __init__(self, theme: Theme, model: ObtainableModel, started: bool, offline: bool) -> None:
        """started: a part of it is there already."""
        super().__init__(theme, harmless(model.title), described_obtainable(model), False)
        self.use.setText(self.tr("Continue") if started else self.tr("Get"))
        self.use.setAccessibleName(f"{self.use.text()} {harmless(model.title)}")
        self._forbidden = offline
        self.use.setEnabled(not offline)
        if offline:
            self.use.setToolTip(self.tr("Earshot is set to stay offline"))
