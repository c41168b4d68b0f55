"""The page of the settings on the overlay: ready-made looks, each part of them, and a picture of what was chosen."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QColor, QFontDatabase, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QColorDialog, QPushButton, QWidget

from app.settings import Settings
from ui.common.theme import Theme, contrast_ratio
from ui.common.tokens import px
from ui.live.overlay.lines import CaptionLine
from ui.live.overlay.menu import preset_names
from ui.live.overlay.painting import Measures, OverlayPainter, height_for
from ui.live.overlay.standing import OverlayState, Sign
from ui.live.overlay.style import PRESETS, preset_of, style_of
from ui.settings.fields import CONTROL_WIDTH, ChoiceField, Field, SwitchField

MOST_LINES = 6
OPACITIES = (0, 25, 50, 75, 90, 100)
OUTLINES_PX = (1, 2, 3, 4, 6)
WIDTHS = (30, 40, 50, 60, 70, 80, 90, 100)
PREVIEW_PX = 22
"""Letters of the picture: smaller than those of most overlays, so that it has room on the page."""


class OverlayPage(QObject):
    """preset_chosen: the name of a ready-made look."""

    preset_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._built = False

    def show_settings(self, settings: Settings) -> None:
        if not self._built:
            return
        self._preview.show_value(settings)
        names = preset_names()
        lines = [(each, names[each]) for each in PRESETS]
        present = preset_of(settings)
        self._preset.offer(lines if present else [("", self.tr("My own")), *lines], present or "")

    def _choose(self, _name: str, preset: object) -> None:
        if preset in PRESETS:
            self.preset_chosen.emit(preset)

    def fields(self) -> Iterator[Field]:
        """Builds one after another."""
        self._built = True
        self._preset = self._choice("", self.tr("Look"), tuple(preset_names().items()))
        self._preset.changed.connect(self._choose)
        self._preview = PreviewField(self._theme, self.tr("Preview"))
        percent = self.tr("{percent} %")
        pixels = self.tr("{count} px")
        yield self._preview
        yield self._preset
        yield self._choice("overlay_lines", self.tr("Lines"), tuple((n, str(n)) for n in range(1, MOST_LINES + 1)))
        yield self._choice("overlay_font", self.tr("Font"), self._fonts())
        yield self._choice("overlay_weight", self.tr("Weight"), self._weights())
        yield ColourField("overlay_text_colour", self.tr("Text colour"), "")
        yield ColourField(
            "overlay_tentative_colour", self.tr("Colour of text that may change"), self.tr("It is underlined, too.")
        )
        yield self._choice(
            "overlay_outline",
            self.tr("Outline of the letters"),
            ((0, self.tr("None")), *((px, pixels.format(count=px)) for px in OUTLINES_PX)),
        )
        yield ColourField("overlay_background", self.tr("Background colour"), "")
        yield self._choice(
            "overlay_opacity",
            self.tr("Opacity of the background"),
            tuple((each, percent.format(percent=each)) for each in OPACITIES),
        )
        yield self._choice("overlay_align", self.tr("Alignment"), self._alignments())
        yield self._choice(
            "overlay_width",
            self.tr("Width"),
            tuple((each, percent.format(percent=each)) for each in WIDTHS),
            self.tr("Of the screen. You can also drag the edges of the overlay."),
        )
        yield SwitchField(
            self._theme,
            "overlay_settled_only",
            self.tr("Settled text only"),
            self.tr("Words appear a little later and never change."),
        )
        yield SwitchField(
            self._theme,
            "overlay_locked",
            self.tr("Lock the overlay"),
            self.tr("The mouse reaches what is below it. Ctrl+Shift+L unlocks it."),
        )

    def _fonts(self) -> tuple[tuple[object, str], ...]:
        families = [each for each in QFontDatabase.families() if not QFontDatabase.isPrivateFamily(each)]
        return ((None, self.tr("As the desktop")), *((each, each) for each in families))

    def _weights(self) -> tuple[tuple[object, str], ...]:
        return (("normal", self.tr("Normal")), ("medium", self.tr("Medium")), ("bold", self.tr("Bold")))

    def _alignments(self) -> tuple[tuple[object, str], ...]:
        return (("left", self.tr("Left")), ("centre", self.tr("Centre")), ("right", self.tr("Right")))

    def _choice(self, name: str, title: str, lines: tuple[tuple[object, str], ...], meaning: str = "") -> ChoiceField:
        return ChoiceField(self._theme, name, title, meaning, lines)


class ColourField(Field):
    """A button in the colour, which opens the dialog of the desktop."""

    def __init__(self, name: str, title: str, meaning: str) -> None:
        super().__init__(name, title, meaning)
        self._colour = QColor("#000000")
        self.control = QPushButton()
        self.control.setMaximumWidth(px(CONTROL_WIDTH))
        self.control.clicked.connect(self._ask)
        self._arrange(self.control)

    def show_value(self, value: object) -> None:
        self._colour = QColor(str(value))
        self.control.setText(self._colour.name())
        text = max("#000000", "#ffffff", key=lambda each: contrast_ratio(QColor(each), self._colour))
        self.control.setStyleSheet(f"QPushButton {{ background: {self._colour.name()}; color: {text}; }}")

    def choose(self, colour: QColor) -> None:
        """As if it had been chosen in the dialog."""
        self.changed.emit(self.name, colour.name())

    def _ask(self) -> None:
        """Opens the dialog and returns at once."""
        dialog = QColorDialog(self._colour, self.window())
        dialog.setWindowTitle(self.title.text())
        dialog.colorSelected.connect(self.choose)
        dialog.open()


class PreviewField(Field):
    """What the overlay looks like, above a light and a dark ground."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__("", title, "")
        self._picture = OverlayPicture(theme, self)
        self._picture.setMinimumWidth(px(CONTROL_WIDTH))
        self._arrange(self._picture)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The picture is as wide as the page, below its title."""
        super().resizeEvent(event)
        self._row.setDirection(QBoxLayout.Direction.TopToBottom)

    def show_value(self, value: object) -> None:
        assert isinstance(value, Settings)
        self._picture.show_settings(value)


class OverlayPicture(QWidget):
    """Settled, unfinished and tentative words in the chosen look."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._settings = Settings()
        self.setAccessibleName(self.tr("Preview of the overlay"))

    def show_settings(self, settings: Settings) -> None:
        self._settings = settings
        self.setFixedHeight(height_for(PREVIEW_PX, min(settings.overlay_lines, 2)))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        settings, lines = self._settings, self._lines()[-self._settings.overlay_lines :]
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("#ffffff"))
        painter.fillRect(self.rect().adjusted(self.width() // 2, 0, 0, 0), QColor("#404040"))
        size = QSize(self.width(), self.height())
        look = style_of(settings, self._theme.high_contrast)
        drawing = OverlayPainter(painter, look, Measures(size, len(lines)))
        drawing.panel(focused=False)
        drawing.lines(lines, 1.0)
        drawing.standing(OverlayState(Sign.CAPTIONS, self.tr("Captions")), brief=False)
        painter.end()

    def _lines(self) -> list[CaptionLine]:
        tentative = "" if self._settings.overlay_settled_only else self.tr(" may still change")
        return [CaptionLine(self.tr("These words are settled.")), CaptionLine(self.tr("The last words"), tentative)]
