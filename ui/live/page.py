"""The page of live captions: controls above, captions in the middle, one line of status below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.choices import LiveState, SourceChoice, SourceKind
from app.control.broadcast import Improvement
from app.settings import Settings
from engine.errors import CaptioningError
from engine.events import CaptionEvent, DeviceLost, Final, Level, SessionEnded
from ui.commands import Commands
from ui.common.banner import BannerStack, Kind
from ui.common.relay import Relay
from ui.common.theme import Theme
from ui.common.tokens import SPACE_L, SPACE_S, px
from ui.library.export_menu import ExportMenu
from ui.library.ports import ExportFormats
from ui.library.shown_sessions import ShownSessions
from ui.live.caption_pane import CaptionPane
from ui.live.header import Header
from ui.live.paint_times import PaintTimes
from ui.live.ports import LivePagePort
from ui.live.source_picker import SourcePicker
from ui.live.status_line import StatusLine

TOP_PX = 56  # of the header, before it was laid out
_HEARING = (LiveState.LOADING, LiveState.CAPTIONING)
VIEW_SCALE = 0.65  # of the caption size: a page of text is read from nearer than an overlay


class LivePage(QWidget):
    """Shows what Earshot hears. source_picked: the settings with the source that the user chose."""

    source_picked = Signal(object)

    def __init__(
        self,
        earshot: LivePagePort,
        settings: Settings,
        formats: ExportFormats,
        commands: Commands,
        banners: BannerStack,
        theme: Theme,
    ) -> None:
        super().__init__()
        self._earshot = earshot
        self._banners = banners
        self._numbers: dict[int, int] = {}
        self._state = LiveState.IDLE
        self._marked = Relay(self._on_marked)
        self.picker = SourcePicker(earshot.devices, theme, first_choice(settings))
        self.pane = CaptionPane(theme, view_px(settings))
        self.sessions = ShownSessions(earshot.transcripts, lambda: self.pane.view.session)
        self.export_menu = ExportMenu(earshot.transcripts, formats, banners, self.sessions, theme, self)
        self.header = Header(commands, self.picker, theme, self.export_menu)
        self.status = StatusLine(settings.record_audio, settings.keep_transcripts)
        self.paint_times = PaintTimes(self)
        self.controls_changed = self.pane.find_bar.came_or_went
        self.pane.take_settings(settings)
        self._arrange()
        self._connect(commands)

    @property
    def controls_px(self) -> int:
        """The height at the top that notices leave free."""
        bar = self.pane.find_bar
        if bar.isVisible() and not bar.at_foot:
            return bar.mapTo(self, bar.rect().bottomLeft()).y()
        return self.header.geometry().bottom() if self.isVisible() else TOP_PX

    def focus_first(self) -> None:
        """The keyboard goes to the captions, where the space bar pauses."""
        self.pane.focus_first()

    def show_event(self, event: CaptionEvent) -> None:
        if isinstance(event, Level):
            if self._state in _HEARING:  # the last ones of before a pause or a stop come after it
                self.header.meter.show_level(event)
            self.pane.marks.show_event(event)
            return
        for part in (self.pane, self.status, self.sessions):
            part.show_event(event)
        if isinstance(event, Final) and (delays := self.paint_times.delays):
            self.status.show_delays(delays)
        if isinstance(event, DeviceLost | SessionEnded):
            self.header.meter.reset()

    def name_session(self, number: int) -> None:
        """The number of the session that has just begun, as improvements name it."""
        self._numbers[number] = self.pane.view.session

    def show_improvement(self, improvement: Improvement) -> None:
        """Of captions above those that run."""
        session = self._numbers.get(improvement.session)
        if session is not None:
            self.pane.view.show_event(improvement.event, session)
            if isinstance(improvement.event, Final):
                self.sessions.show_improvement(session, improvement.event.text)

    def show_state(self, state: LiveState) -> None:
        self._state = state
        for part in (self.header, self.pane, self.status):
            part.show_state(state)
        self.show_model()
        if state is not LiveState.CAPTIONING:
            self.header.meter.reset()

    def show_model(self) -> None:
        self.status.show_model(self._earshot.models.title, self._earshot.models.rough)

    def begin_session(self) -> None:
        began = f"{datetime.now():%H:%M}"
        self.pane.begin_session(self.tr("New captions, {time}").format(time=began))
        self.sessions.begin_session(began)
        self.status.begin_session(self.picker.choice.kind is SourceKind.FILE)
        self.paint_times.begin_session()

    def take_settings(self, settings: Settings) -> None:
        self.pane.choose_text_px(view_px(settings))
        self.pane.take_settings(settings)
        self.status.take_settings(settings.record_audio, settings.keep_transcripts)
        self.show_model()
        self.picker.prefer(first_choice(settings))

    def close_relays(self) -> None:
        self.picker.close_relay()
        self._marked.cut()
        self.export_menu.close_relays()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(px(SPACE_L), px(SPACE_L), px(SPACE_L), px(SPACE_S))
        column.setSpacing(px(SPACE_S))
        column.addWidget(self.header)
        column.addWidget(self.pane, 1)
        column.addWidget(self.status)

    def _connect(self, commands: Commands) -> None:
        commands.export.triggered.connect(self.header.show_export)
        commands.copy_all.triggered.connect(self.pane.view.copy_all)
        commands.find.triggered.connect(self.pane.open_find)
        commands.mark.triggered.connect(self.pane.marks.mark_now)
        commands.larger.triggered.connect(lambda: self.pane.change_text_size(1))
        commands.smaller.triggered.connect(lambda: self.pane.change_text_size(-1))
        commands.normal.triggered.connect(lambda: self.pane.change_text_size(0))
        commands.jump.triggered.connect(self.pane.view.jump_to_newest)
        self.pane.marks.marked.connect(self._keep_mark)
        self.pane.marks.unmarked.connect(self._drop_mark)
        self.pane.view.painted.connect(self.paint_times.take)
        self.picker.picked.connect(self._on_picked)

    def _keep_mark(self, session: int, position: int) -> None:
        """In the transcript; the view shows it already. session: as the view counts them."""
        self._with_stored(session, lambda number: self._earshot.marks.add_mark(number, position, "", self._marked.send))

    def _drop_mark(self, session: int, position: int) -> None:
        self._with_stored(session, lambda number: self._earshot.marks.remove_mark(number, position, self._marked.send))

    def _with_stored(self, session: int, act: Callable[[int | None], None]) -> None:
        """act: takes the number in the store, None for the captions that run."""
        number = None if session == self.pane.view.session else self.sessions.stored(session)
        if number is None and session != self.pane.view.session:
            from app.transcripts.errors import NotStored  # late: SQLite comes with it

            self._on_marked(NotStored())
        else:
            act(number)

    def _on_marked(self, failed: object) -> None:
        if isinstance(failed, CaptioningError):
            self._banners.report("mark", failed, Kind.WARNING)

    def _on_picked(self, choice: SourceChoice) -> None:
        """The next start begins with what was picked; a file is for once."""
        settings = with_source(self._earshot.preferences.settings, choice)
        if settings != self._earshot.preferences.settings:
            self.source_picked.emit(settings)


def caption_px(points: int) -> int:
    """The height in pixels that the setting means on this screen."""
    return round(points * QGuiApplication.primaryScreen().logicalDotsPerInchY() / 72)


def view_px(settings: Settings) -> int:
    """The height in pixels of the captions on the page."""
    return round(caption_px(settings.caption_font_size) * VIEW_SCALE)


def first_choice(settings: Settings) -> SourceChoice:
    """The source that the settings name."""
    kind = SourceKind(settings.source)
    device = settings.input_device if kind is SourceKind.MICROPHONE else None
    return SourceChoice(kind, device)


def with_source(settings: Settings, choice: SourceChoice) -> Settings:
    """The settings that name the source; a file is not remembered."""
    if choice.kind is SourceKind.FILE:
        return settings
    device = choice.device if choice.kind is SourceKind.MICROPHONE else settings.input_device
    return replace(settings, source=choice.kind.value, input_device=device)
