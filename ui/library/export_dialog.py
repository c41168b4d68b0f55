"""Chooses a format and its options, with the beginning of the file as it will be, and the rules it cannot keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.exporters import OWN_TEMPLATE, format_named
from app.exporters.options import ExportChoices, Limits, free_name, rules_chosen
from app.exporters.preview import ExportPreview
from app.exporters.rules import LIMITS, OWN, PRESET_OF_OWN, PRESETS, Violation
from engine.errors import CaptioningError
from engine.text.harmless import harmless
from ui.common.drop_down import DropDown
from ui.common.file_dialogs import ask_for_file
from ui.common.fitting import fit_to_screen
from ui.common.labels import words_label
from ui.common.list_style import editor_sheet
from ui.common.naming import named
from ui.common.relay import Relay
from ui.common.sentences import told, translated
from ui.common.theme import Theme
from ui.common.tokens import SPACE_M, SPACE_S, px
from ui.library.ports import ExportFormats, ExportPort
from ui.library.rules_menu import RulesMenu

SIZE, SMALLEST = QSize(820, 560), QSize(300, 260)
REST_MS = 150  # a preview is made when the choices rest so long
_FORMATS_WIDTH, _FORMATS_HEIGHT = 230, 48
_SIDE_BY_SIDE, _ALL_ABOVE_EACH_OTHER = 520, 430  # the least width and height
_NO_LIMIT = 16_777_215  # QWIDGETSIZE_MAX
_NAME = Qt.ItemDataRole.UserRole
_PRESET_NAMES = {"netflix": "Netflix", "bbc": "BBC", "ebu": "EBU"}
_TEMPLATES = "*.j2 *.jinja *.jinja2"


class ExportDialog(QDialog):
    """save_wanted: the choices, and whether several transcripts go into one file. rules_kept: the choices as they are
    remembered, with rules that got a name or lost it."""

    save_wanted = Signal(object, bool)
    rules_kept = Signal(object)

    def __init__(
        self,
        transcripts: ExportPort,
        formats: ExportFormats,
        sessions: Sequence[int | None],
        theme: Theme,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setStyleSheet(editor_sheet(theme.colours))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("exportDialog")
        self.setWindowTitle(self.tr("Export"))
        self._transcripts, self._sessions = transcripts, sessions
        self._own_rules: dict[str, Limits] = {OWN: ()}
        self._showing = False  # the limits of a preset, which is no change by the user
        self._template: Path | None = None
        self._asked = 0  # answers to earlier choices are dropped
        self._relay = Relay(self._on_preview)
        self._relay.setParent(self)  # it goes with the dialog, on this thread
        self._resting = QTimer(self, singleShot=True, interval=REST_MS)
        self._resting.timeout.connect(self.look)
        self._make_parts(formats, theme)
        self._arrange()
        self._take(transcripts.export_choices)
        self.formats.currentItemChanged.connect(lambda *_: self._on_changed())
        self.preset.currentIndexChanged.connect(lambda _row: self._show_preset())
        for field in self.limits.values():
            field.valueChanged.connect(lambda _value: self._on_limit())
        self.finished.connect(lambda _result: self._relay.cut())
        fit_to_screen(self, SIZE, SMALLEST)
        self._on_changed()
        self.formats.setFocus()

    @property
    def choices(self) -> ExportChoices:
        """As they stand here."""
        item, template = self.formats.currentItem(), "" if self._template is None else str(self._template)
        kind = "txt" if item is None else str(item.data(_NAME))
        own = dict(self._own_rules)
        return ExportChoices(kind, str(self.preset.value), own.pop(OWN), template, tuple(own.items()))

    def look(self) -> None:
        """Have a worker make the preview."""
        self._asked += 1
        asked = self._asked
        self._transcripts.preview_export(self._sessions, self.choices, lambda answer: self._relay.send((asked, answer)))

    def _on_preview(self, numbered: object) -> None:
        if not isinstance(numbered, tuple) or numbered[0] != self._asked:
            return
        answer = numbered[1]
        if isinstance(answer, ExportPreview):
            self.preview.setPlainText("\n".join(map(harmless, answer.text.splitlines())))
            self.broken.setText(self._told_of(answer.broken))
        elif isinstance(answer, CaptioningError):
            self.preview.clear()
            self.broken.setText(told(answer))
        self._make_room()

    def _told_of(self, broken: Sequence[Violation]) -> str:
        if not broken:
            return ""
        first = f"{broken[0].when}  {translated(broken[0].what)}"
        return self.tr("Subtitles that cannot keep every rule: {count}. The first: {first}").format(
            count=len(broken), first=first
        )

    def use_template(self, file: Path) -> None:
        self._template = file
        self.template_name.setText(harmless(file.name))
        self.template_name.setToolTip(harmless(str(file)))
        self._on_changed()

    def _on_changed(self) -> None:
        kind = self.choices.format
        self.options.setVisible(format_named(kind).subtitles)
        self.own_rules.setVisible(self.preset.value not in PRESETS)
        self.naming.show_rules(str(self.preset.value))
        self._make_room()
        self.template.setVisible(kind == OWN_TEMPLATE.name)
        self._resting.start()

    def _on_limit(self) -> None:
        """A limit of one's own makes the preset one's own."""
        if self._showing:
            return
        self._own_rules[OWN] = self._limits_shown()
        self.preset.choose(OWN)
        self._on_changed()

    def _limits_shown(self) -> Limits:
        usual = PRESETS[PRESET_OF_OWN]
        values = {name: field.value() for name, field in self.limits.items()}
        return tuple((name, value) for name, value in values.items() if value != int(getattr(usual, name)))

    def name_rules(self, typed: str) -> None:
        """Keep the rules that are shown under a name, at once."""
        try:
            name = free_name(typed, [each for each in self._own_rules if each != OWN])
        except CaptioningError as failed:
            self.broken.setText(told(failed))
            self._make_room()
            return
        self._own_rules[name] = self._limits_shown()
        self._offer_presets(name)

    def unname_rules(self, name: str) -> None:
        """What was kept under the name is shown on, as own rules."""
        self._own_rules[OWN] = self._own_rules.pop(name)
        self._offer_presets(OWN)

    def _offer_presets(self, chosen: str) -> None:
        published = [(name, _PRESET_NAMES.get(name, name)) for name in PRESETS]
        own = [(name, self.tr("Own rules") if name == OWN else name) for name in self._own_rules]
        self._showing = True
        self.preset.offer([*published, *own], chosen)
        self._showing = False
        self._show_preset()
        kept = self._transcripts.export_choices
        now = self.choices
        if kept.named != now.named:
            self.rules_kept.emit(replace(kept, preset=now.preset, limits=now.limits, named=now.named))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()
        QTimer.singleShot(0, self.formats, lambda: self.formats.scrollToItem(self.formats.currentItem()))

    def _make_room(self) -> None:
        """In a narrow window the formats stand above the rest; in a low one own rules take the place of the preview."""
        narrow, low = self.width() < px(_SIDE_BY_SIDE), self.height() < px(_ALL_ABOVE_EACH_OTHER)
        self.both.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self.formats.setMaximumSize(*((_NO_LIMIT, px(_FORMATS_HEIGHT)) if narrow else (px(_FORMATS_WIDTH), _NO_LIMIT)))
        self.formats.setMinimumWidth(0 if narrow else px(_FORMATS_WIDTH))
        rules = not self.options.isHidden() and not self.own_rules.isHidden()
        room = not (narrow and low and rules)
        self.preview.setVisible(room)
        self.broken.setVisible(room and bool(self.broken.text()))

    def _show_preset(self) -> None:
        if self._showing:
            return
        preset = str(self.preset.value)
        if preset == OWN and not self._own_rules[OWN]:
            self._on_limit()  # they begin as what was shown before
            return
        rules = rules_chosen(preset, self._own_rules)
        self._showing = True
        for name, field in self.limits.items():
            field.setValue(int(getattr(rules, name)))
        self._showing = False
        self._on_changed()

    def _take(self, choices: ExportChoices) -> None:
        rows = [self.formats.item(row).data(_NAME) for row in range(self.formats.count())]
        self.formats.setCurrentRow(rows.index(choices.format) if choices.format in rows else 0)
        self._own_rules = {OWN: choices.limits, **dict(choices.named)}
        if choices.template:
            self.use_template(Path(choices.template))
        self._offer_presets(choices.preset if choices.preset in (*PRESETS, *self._own_rules) else PRESET_OF_OWN)

    def _ask_for_template(self) -> None:
        kinds = (self.tr("Templates ({endings})").format(endings=_TEMPLATES), self.tr("All files (*)"))
        ask_for_file(self, self.tr("Own template"), kinds, self.use_template)

    def _save(self) -> None:
        self.save_wanted.emit(self.choices, self.one_file.isChecked() and len(self._sessions) > 1)
        self.accept()

    # Its parts

    def _make_parts(self, formats: ExportFormats, theme: Theme) -> None:
        self.formats = named(QListWidget(), "exportFormats")
        self.formats.setAccessibleName(self.tr("Format"))
        self.formats.setWordWrap(True)
        self.formats.setResizeMode(QListWidget.ResizeMode.Adjust)  # else lines are cut where a scroll bar takes room
        self.formats.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for name, title in (*formats, (OWN_TEMPLATE.name, OWN_TEMPLATE.title)):
            item = QListWidgetItem(translated(title), self.formats)
            item.setData(_NAME, name)
        self.options = named(QWidget(self), "exportOptions")
        self.own_rules = QWidget(self.options)
        self.preset = named(DropDown(theme, self.options), "exportPreset")
        self.preset.setAccessibleName(self.tr("Rules of subtitles"))
        self.naming = RulesMenu(theme)
        self.naming.name_wanted.connect(self.name_rules)
        self.naming.unname_wanted.connect(self.unname_rules)
        self.limits = {name: self._limit(name, words) for name, words in self._limit_words().items()}
        self.template = named(QWidget(self), "exportTemplate")
        self.template_name = words_label("exportTemplateName", self.tr("No template is chosen."))
        self.choose_template = QPushButton(self.tr("Choose template…"), self.template)
        self.choose_template.clicked.connect(self._ask_for_template)
        self.preview = named(QPlainTextEdit(), "exportPreview")
        self.preview.setAccessibleName(self.tr("Preview"))
        self.preview.setReadOnly(True)
        self.preview.setTabChangesFocus(True)
        self.broken = words_label("exportBroken")
        self.one_file = QCheckBox(self.tr("All in one file"), self)
        self.one_file.setVisible(len(self._sessions) > 1)
        self.save = QPushButton(self.tr("Save…"))
        self.save.setDefault(True)
        self.save.clicked.connect(self._save)
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.clicked.connect(self.reject)

    def _limit_words(self) -> dict[str, str]:
        return {
            "latin_line": self.tr("Characters a line"),
            "wide_line": self.tr("Chinese characters a line"),
            "latin_speed": self.tr("Characters a second"),
            "wide_speed": self.tr("Chinese characters a second"),
            "lines": self.tr("Lines"),
            "gap_ms": self.tr("Gap (ms)"),
            "shortest_ms": self.tr("Shortest (ms)"),
            "longest_ms": self.tr("Longest (ms)"),
        }

    def _limit(self, name: str, words: str) -> QSpinBox:
        field = QSpinBox(self.own_rules)
        low, high = LIMITS[name]
        field.setRange(int(low), int(high))
        field.setAccessibleName(words)
        return field

    def _arrange(self) -> None:
        rules = QGridLayout(self.options)
        rules.setContentsMargins(0, 0, 0, 0)
        rules.setSpacing(px(SPACE_S))
        rules.addWidget(QLabel(self.tr("Rules of subtitles")), 0, 0)
        rules.addWidget(self.preset, 0, 1)
        rules.addWidget(self.naming, 0, 2)
        rules.setColumnStretch(1, 1)
        rules.addWidget(self.own_rules, 1, 0, 1, 3)
        grid = QGridLayout(self.own_rules)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(px(SPACE_S))
        for place, (name, words) in enumerate(self._limit_words().items()):
            label = QLabel(self.tr("of Chinese") if name.startswith("wide") else words)
            label.setWordWrap(True)
            label.setBuddy(self.limits[name])
            grid.addWidget(label, place // 2, 2 * (place % 2))
            grid.addWidget(self.limits[name], place // 2, 2 * (place % 2) + 1)
        grid.setColumnStretch(0, 5)
        grid.setColumnStretch(2, 4)
        line = QHBoxLayout(self.template)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(SPACE_S))
        line.addWidget(self.template_name, 1)
        line.addWidget(self.choose_template)
        right = QVBoxLayout()
        right.setSpacing(px(SPACE_S))
        right.addWidget(self.options)
        right.addWidget(self.template)
        right.addWidget(self.preview, 1)
        right.addWidget(self.broken)
        self.both = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.both.setSpacing(px(SPACE_M))
        self.both.addWidget(self.formats, 1)
        self.both.addLayout(right, 2)
        buttons = QHBoxLayout()
        buttons.setSpacing(px(SPACE_S))
        buttons.addWidget(self.one_file)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setSpacing(px(SPACE_S))
        column.addLayout(self.both, 1)
        column.addLayout(buttons)


class BrokenRulesDialog(QDialog):
    """Each rule that subtitles of a file do not keep, with its time."""

    def __init__(self, broken: Sequence[Violation], theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setStyleSheet(editor_sheet(theme.colours))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Rules that were not kept"))
        self.lines = named(QListWidget(), "brokenRules")
        self.lines.setAccessibleName(self.windowTitle())
        self.lines.setWordWrap(True)
        self.lines.addItems([f"{each.when}   {translated(each.what)}" for each in broken])
        close = QPushButton(self.tr("Close"))
        close.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.lines, 1)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        fit_to_screen(self, SIZE, SMALLEST)
