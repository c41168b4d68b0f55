"""The window in which a model on another machine is entered, tried out and added."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.model_store.offer import OfferedModel
from app.model_store.remote import KINDS, Kind, RemoteForm
from engine.errors import CaptioningError
from engine.text.harmless import harmless
from ui.common.drop_down import DropDown
from ui.common.labels import words_label
from ui.common.naming import named
from ui.common.sentences import told, translated
from ui.common.theme import Theme
from ui.common.tokens import SPACE_L, SPACE_M, px

WIDTH = 460


class RemoteDialog(QDialog):
    """test_wanted, add_wanted: a RemoteForm. Nothing is sent but by these two, and by captions that use the model."""

    test_wanted = Signal(object)
    add_wanted = Signal(object)

    def __init__(self, installed: Sequence[OfferedModel], theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("A model on another machine"))
        self.kind = DropDown(theme)
        self.kind.setAccessibleName(self.tr("What runs there"))
        self.name, self.address = QLineEdit(), QLineEdit()
        self.model, self.key = QLineEdit(), QLineEdit()
        self.model.setPlaceholderText(self.tr("The first one that it has"))
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        self.key.setPlaceholderText(self.tr("None"))
        self.key.setToolTip(self.tr("It is kept in the system's keyring, and sent to this address alone."))
        self.local = DropDown(theme)
        self.sent = words_label("cardMark")
        self.state = words_label("cardText")
        self.test, self.add = QPushButton(self.tr("Test")), named(QPushButton(self.tr("Add")), "primary")
        self.test.setToolTip(self.tr("Sends a moment of Earshot's own sample recording, or of silence."))
        self.cancel = QPushButton(self.tr("Cancel"))
        self._kept = False
        self._rows = QFormLayout()
        self._offer(installed)
        self._arrange()
        for line in (self.name, self.address):
            line.textChanged.connect(self._look)
        self.kind.currentIndexChanged.connect(self._look)
        self.test.clicked.connect(lambda: self._ask(self.test_wanted, self.tr("Connecting…")))
        self.add.clicked.connect(lambda: self._ask(self.add_wanted, ""))
        self.cancel.clicked.connect(self.reject)
        self._look()

    def fill(self, model: OfferedModel) -> None:
        """With one that was added before; its key stays where none is entered."""
        remote = model.remote
        if remote is None:
            return
        self._kept = True
        self.kind.choose(remote.kind)
        self.name.setText(model.name.removeprefix("remote-"))
        self.name.setReadOnly(True)
        self.address.setText(remote.address)
        self.model.setText(remote.model)
        self.local.choose(remote.local)
        self.key.setPlaceholderText(self.tr("As before"))
        self.add.setText(self.tr("Save"))

    def show_answer(self, answer: object) -> None:
        """Of a test, what answered there; or what went wrong."""
        if isinstance(answer, CaptioningError):
            self.state.setText(told(answer))
        else:
            self.state.setText(self.tr("It works: {name} answered.").replace("{name}", harmless(str(answer))))
        self._busy(False)

    @property
    def form(self) -> RemoteForm:
        key = self.key.text()
        local = self.local.value
        return RemoteForm(
            self.name.text(),
            self._kind,
            self.address.text(),
            self.model.text(),
            local if isinstance(local, str) else "",
            key if key or not self._kept else None,
        )

    @property
    def _kind(self) -> Kind:
        chosen = self.kind.value
        return next((kind for kind in KINDS if kind == chosen), "openai")

    def _ask(self, wanted: object, state: str) -> None:
        self.state.setText(state)
        self._busy(True)
        wanted.emit(self.form)  # type: ignore[attr-defined]  # a bound signal has no type of its own

    def _busy(self, busy: bool) -> None:
        for button in (self.test, self.add):
            button.setDisabled(busy)
        if not busy:
            self._look()

    def _look(self) -> None:
        """What fits the kind, and what would be sent where."""
        split = self._kind == "vllm"
        self._rows.setRowVisible(self.local, split)
        example = "ws://192.168.1.20:10095" if self._kind == "fun-asr" else "http://192.168.1.20:8000"
        self.address.setPlaceholderText(example)
        sends = ""
        if self.address.text().strip():
            try:
                sends = self.form.sends
            except CaptioningError as wrong:
                sends = translated(wrong.what)
        said = {
            "": self._said_of_kind(),
            "nothing": self.tr("This is the address of this computer: nothing leaves it."),
            "sound": self.tr("While it is used, the sound of what is said is sent there."),
            "embeddings": self.tr("While it is used, numbers are sent there from which the text is written; no sound."),
        }
        self.sent.setText(said.get(sends, sends))
        fits = bool(self.name.text().strip()) and sends in ("nothing", "sound", "embeddings")
        ready = fits and not (split and self.local.value is None)
        for button in (self.test, self.add):
            button.setEnabled(ready)

    def _said_of_kind(self) -> str:
        if self._kind == "vllm" and self.local.value is None:
            return self.tr("Get a Fun-ASR model or FireRedASR-LLM first: the rest of it computes on this computer.")
        return self.tr("Nothing is sent before you press Test or use the model.")

    def _offer(self, installed: Sequence[OfferedModel]) -> None:
        kinds = {
            "openai": self.tr("A transcription server (OpenAI's form)"),
            "fun-asr": self.tr("A realtime server of Fun-ASR"),
            "vllm": self.tr("vLLM, for the language model of Fun-ASR or FireRedASR-LLM"),
        }
        self.kind.offer(list(kinds.items()), "openai")
        locals_ = [(each.name, translated(each.title)) for each in installed if each.has_language_model]
        self.local.offer(locals_, locals_[0][0] if locals_ else None)

    def _arrange(self) -> None:
        self._rows.setHorizontalSpacing(px(SPACE_L))
        self._rows.setVerticalSpacing(px(SPACE_M))
        self._rows.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        rows: tuple[tuple[str, QWidget], ...] = (
            (self.tr("What runs there"), self.kind),
            (self.tr("Name"), self.name),
            (self.tr("Address"), self.address),
            (self.tr("Model there"), self.model),
            (self.tr("Model here"), self.local),
            (self.tr("Key"), self.key),
        )
        for words, part in rows:
            part.setAccessibleName(words)
            self._rows.addRow(words, part)
        buttons = QHBoxLayout()
        buttons.addWidget(self.test)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.add)
        self.add.setDefault(True)
        self.test.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[px(SPACE_L)] * 4)
        column.setSpacing(px(SPACE_M))
        column.addLayout(self._rows)
        column.addWidget(self.sent)
        column.addWidget(self.state)
        column.addLayout(buttons)
        self.setMinimumWidth(px(WIDTH))
