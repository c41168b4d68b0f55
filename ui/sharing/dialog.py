"""The window that gives captions to others: to browsers, OBS, Zoom, YouTube and a file, a page each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.outputs.choices import OutputKind, youtube_choice, zoom_choice
from app.settings import Settings
from ui.common.fitting import TITLE_BAR
from ui.common.tokens import SPACE_L, SPACE_S, px
from ui.sharing.browser_page import BrowserPage
from ui.sharing.output_page import LEAST_PX, AddressFields, FileFields, ObsFields, OutputPage


class SharingDialog(QDialog):
    """viewers: the addresses of those who read along in a browser."""

    def __init__(self, viewers: Callable[[], tuple[str, ...]], settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Captions for others"))
        self.browser = BrowserPage(viewers)
        self.outputs = {
            OutputKind.OBS: OutputPage(self.tr("Show captions in OBS, until they end."), ObsFields(settings)),
            OutputKind.ZOOM: OutputPage(
                self.tr("Send finished captions over the internet to a Zoom meeting, until they end."),
                AddressFields(
                    self.tr("API token"), self.tr("In Zoom: Show captions, Set up manual captioner"), zoom_choice
                ),
            ),
            OutputKind.YOUTUBE: OutputPage(
                self.tr("Send finished captions over the internet to a YouTube stream, until they end."),
                AddressFields(
                    self.tr("Address"), self.tr("In YouTube: Live Control Room, Closed captions"), youtube_choice
                ),
            ),
            OutputKind.FILE: OutputPage(
                self.tr(
                    "Add finished captions to a file on this computer, as text or as subtitles, until they end. The "
                    "file is begun anew."
                ),
                FileFields(),
            ),
        }
        self.buttons = [QPushButton(self.tr("Browser")), *(QPushButton(self._title(kind)) for kind in self.outputs)]
        self._pages: list[BrowserPage | OutputPage] = [self.browser, *self.outputs.values()]
        self._shown = 0
        self._area = QScrollArea()
        self._arrange()
        for page in self._pages:
            page.changed.connect(self._fit)
        self.go_to(0)

    def go_to(self, number: int) -> None:
        """0 is for browsers; then the outputs in their order."""
        self.buttons[number].setChecked(True)
        self._shown = number
        for each, page in enumerate(self._pages):
            page.setVisible(each == number)
        self._fit()

    def mark(self, kind: OutputKind, on: bool) -> None:
        """Shows beside its name that captions go there."""
        button = self.buttons[1 + list(self.outputs).index(kind)]
        button.setText(f"{self._title(kind)} ●" if on else self._title(kind))
        self._fit()

    def _title(self, kind: OutputKind) -> str:
        return self.tr("File") if kind is OutputKind.FILE else kind.value

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(px(SPACE_S))
        group = QButtonGroup(self)
        together = QWidget()
        inside = QVBoxLayout(together)
        inside.setContentsMargins(0, 0, 0, 0)
        for number, (button, page) in enumerate(zip(self.buttons, self._pages, strict=True)):
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.clicked.connect(partial(self.go_to, number))
            group.addButton(button)
            row.addWidget(button)
            inside.addWidget(page)
        row.addStretch(1)
        self._area.setWidget(together)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setSpacing(px(SPACE_L))
        column.addLayout(row)
        column.addWidget(self._area)

    def _fit(self) -> None:
        """As large as its page, where the screen is: a page that has no room is scrolled."""
        page, layout = self._pages[self._shown], self.layout()
        assert layout is not None
        margins = layout.contentsMargins()
        row = sum(each.sizeHint().width() + px(SPACE_S) for each in self.buttons)
        width = max(px(LEAST_PX), page.minimumSizeHint().width(), row)
        height = max(page.heightForWidth(width), page.minimumSizeHint().height())
        height += self.buttons[0].sizeHint().height() + layout.spacing() + margins.top() + margins.bottom()
        wanted = QSize(width + margins.left() + margins.right(), height)
        self.resize(wanted.boundedTo(self.screen().availableSize() - QSize(0, px(TITLE_BAR))))
