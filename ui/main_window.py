"""The window: controls above, captions in the middle, one line of status below."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.choices import LiveState, SourceChoice, SourceKind
from app.settings import Settings
from engine.errors import CaptioningError
from engine.events import BehindBy, CaptionEvent, DeviceLost, Final, Level, SessionEnded
from ui.commands import Commands
from ui.common.banner import BannerStack, Kind
from ui.common.details import Details
from ui.common.geometry_memory import GeometryMemory
from ui.common.notices import Notices
from ui.common.relay import Relay
from ui.common.sentences import translated
from ui.common.symbols import application_icon
from ui.common.theme import Theme
from ui.library.export_menu import ExportMenu
from ui.library.rescue import Rescue
from ui.live.caption_pane import CaptionPane
from ui.live.caption_window import CaptionWindow
from ui.live.corrections import Corrections
from ui.live.event_pump import EventPump
from ui.live.header import Header
from ui.live.paint_times import PaintTimes
from ui.live.shown_sessions import ShownSessions
from ui.live.source_picker import SourcePicker
from ui.live.status_line import StatusLine
from ui.ports import CaptionController, ExportFormats, InterfaceSettings
from ui.settings.complaints import SettingsComplaints
from ui.settings.dialog import SettingsDialog
from ui.vocabulary.corner import HotwordCorner

VIEW_SCALE = 0.65  # of the caption size: a page of text is read from nearer than an overlay
FIRST_SIZE_PX = (1020, 680)
SMALLEST_PX = (640, 420)
OFFER_TO_LEAVE_MS = 5000


class MainWindow(QWidget):
    """Shows one controller's sessions and gives it the user's commands; waits for nothing."""

    def __init__(
        self,
        controller: CaptionController,
        settings: InterfaceSettings,
        formats: ExportFormats,
        theme: Theme,
        memory: GeometryMemory,
    ) -> None:
        super().__init__()
        self._controller = controller
        self._theme = theme
        self._memory = memory
        self._state = LiveState.IDLE
        self._leaving = False
        self._settings_dialog: SettingsDialog | None = None
        text_px = caption_px(settings.caption_font_size)
        self.commands = Commands(theme, self)
        self.banners = BannerStack(theme)
        self.notices = Notices(self.banners, self)
        self.details = Details(controller, self.banners, self)
        self.complaints = SettingsComplaints(self.banners, self.show_settings, self)
        self.picker = SourcePicker(controller, theme, first_choice(settings))
        self.pane = CaptionPane(theme, round(text_px * VIEW_SCALE))
        self.sessions = ShownSessions(controller, self.pane.view)
        self.export_menu = ExportMenu(controller, formats, self.banners, self.sessions, self)
        self.header = Header(self.commands, self.picker, theme, self.export_menu)
        self.pane.view.underline_hotwords(settings.underline_hotwords)
        self.status = StatusLine(settings.record_audio, settings.keep_transcripts)
        self.overlay = CaptionWindow(memory, text_px)
        self.paint_times = PaintTimes(self)
        self._kept = Relay(self._on_kept)
        self.pump = EventPump(controller, self)
        self.rescue = Rescue(controller, self.banners, self.export_menu, self.pump.wake, self)
        self.hotwords = HotwordCorner(controller, self.commands, theme, self.banners, self)
        self.header.more_menu.insertMenu(self.commands.settings, self.hotwords.menu)
        self.corrections = Corrections(controller, self.pane.view, theme, self.banners, self.hotwords, self.sessions)
        self._arrange()
        self._connect()
        self._show_state(controller.state)
        self.pane.empty.setFocus()

    # Commands

    def start_or_stop(self) -> None:
        if self._state is LiveState.IDLE:
            self.start()
        elif self._state is not LiveState.STOPPING:
            self._controller.stop()
            self.pump.wake()

    def start(self) -> None:
        """Captions from the chosen source, in a session of its own."""
        self._begin_session()
        self._controller.start(self.picker.choice)
        self.pump.wake()

    def pause_or_resume(self) -> None:
        if self._state in (LiveState.CAPTIONING, LiveState.LOADING):  # it is heard while the model is loaded, too
            self._controller.pause()
        elif self._state is LiveState.PAUSED:
            self._controller.resume()
        self.pump.wake()

    def space(self) -> None:
        """What one key ought to do: start when nothing runs, else pause and go on."""
        if self._state is LiveState.IDLE:
            self.start()
        else:
            self.pause_or_resume()

    def show_overlay(self, wanted: bool) -> None:
        """The caption window; it takes no focus away."""
        self.overlay.setVisible(wanted)
        self.commands.overlay.setChecked(wanted)
        self._memory.keep_caption_window_open(wanted)

    def show_settings(self) -> SettingsDialog:
        """Beside the captions, which go on."""
        if self._settings_dialog is None:
            self._settings_dialog = SettingsDialog(self._controller, self._theme, self)
            self._settings_dialog.changed.connect(self._take_settings)
            self._settings_dialog.saved.connect(self._on_saved)
        self._settings_dialog.show()
        self._settings_dialog.raise_()
        self._settings_dialog.activateWindow()
        return self._settings_dialog

    def _keep_source(self, choice: SourceChoice) -> None:
        """What was picked is what the next start begins with; a file is for once."""
        settings = with_source(self._controller.settings, choice)
        if settings != self._controller.settings:
            self._controller.change_settings(settings, self._kept.send)
            if self._settings_dialog is not None:
                self._settings_dialog.show_settings()

    def _tell_of_sources(self, failed: CaptioningError | None) -> None:
        self.banners.clear("source")
        if failed is not None:
            self.banners.tell("source", Kind.WARNING, translated(failed.what), translated(failed.remedy))

    def _on_kept(self, error: object) -> None:
        if isinstance(error, CaptioningError):
            self._tell_of_sources(error)
        else:
            self._on_saved()

    def _on_saved(self) -> None:
        """The first time, a malformed file was put aside."""
        told = self.complaints.say_what_was_kept()
        if told and self._settings_dialog is not None:
            self._settings_dialog.add(told)

    def _take_settings(self, settings: Settings) -> None:
        """What the windows themselves have of them; the rest is the controller's."""
        self._theme.choose(settings.theme)
        text_px = caption_px(settings.caption_font_size)
        self.pane.choose_text_px(round(text_px * VIEW_SCALE))
        self.overlay.choose_text_px(text_px)
        self.pane.view.underline_hotwords(settings.underline_hotwords)
        self.status.take_settings(settings.record_audio, settings.keep_transcripts)
        self.status.show_model(self._controller.model_title, self._controller.model_is_rough)
        self.picker.prefer(first_choice(settings))

    # Events

    def _on_batch(self, events: list[CaptionEvent]) -> None:
        for event in events:
            self._show_event(event)
        self.status.show_text_kept(self._controller.text_is_kept)
        self.commands.let_export(len(self.pane.view.captions) > 0)

    def _show_event(self, event: CaptionEvent) -> None:
        if isinstance(event, Level):
            self.header.meter.show_level(event)
            return
        for part in (self.pane, self.overlay, self.status, self.notices, self.sessions):
            part.show_event(event)
        if isinstance(event, Final) and (delays := self.paint_times.delays):
            self.status.show_delays(delays)
        if isinstance(event, DeviceLost | SessionEnded):
            self.header.meter.reset()
        if isinstance(event, BehindBy) and self._leaving:
            self._say_finishing(event.behind_s, event.left_s)

    def _show_state(self, state: LiveState) -> None:
        self._state = state
        self.commands.show_state(state)
        for part in (self.header, self.pane, self.status):
            part.show_state(state)
        self.status.show_model(self._controller.model_title, self._controller.model_is_rough)
        if state is not LiveState.CAPTIONING:
            self.header.meter.reset()
        elif self._controller.model_is_rough and self._controller.settings.model is None:
            self.notices.show_that_only_the_demo_is_here()
        if state is LiveState.IDLE and self._leaving:
            self.close()

    def _begin_session(self) -> None:
        began = f"{datetime.now():%H:%M}"
        self.pane.begin_session(self.tr("New captions, {time}").format(time=began))
        self.sessions.begin_session(began)
        self.overlay.begin_session()
        self.status.begin_session(self.picker.choice.kind is SourceKind.FILE)
        self.notices.begin_session()
        self.paint_times.begin_session()

    # Leaving

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nothing is asked and nothing said is lost: the last words are finished first."""
        if self._state is not LiveState.IDLE and not self._leaving:
            self._finish_first()
        if self._state is not LiveState.IDLE:
            event.ignore()
            return
        self._put_away()
        event.accept()

    def _finish_first(self) -> None:
        self._leaving = True
        self._say_finishing(0.0, 0.0)
        QTimer.singleShot(OFFER_TO_LEAVE_MS, self, self._offer_to_leave)
        if self._state is not LiveState.STOPPING:
            self._controller.stop()
        self.pump.wake()

    def _say_finishing(self, behind_s: float, left_s: float) -> None:
        what = self.tr("Finishing: the last words are being written, then the window closes.")
        text = self.tr("{seconds} s of speech are left.").format(seconds=f"{behind_s:.0f}") if behind_s >= 1 else ""
        if left_s >= 1:
            time = self.tr("It will take about {seconds} s.").format(seconds=f"{left_s:.0f}")
            text = f"{text} {time}".strip()
        if standing := self.banners.named("finishing"):
            standing.tell(what, text)
        else:
            self.banners.tell("finishing", Kind.INFO, what, text)

    def _offer_to_leave(self) -> None:
        if banner := self.banners.named("finishing"):
            banner.offer(self.tr("Close now"), self.leave_now)

    def leave_now(self) -> None:
        """Without waiting for the last words to be refined; the controller keeps them as they are."""
        self._state = LiveState.IDLE
        self.close()

    def _put_away(self) -> None:
        self.corrections.put_away()
        self._memory.keep_main_window(self.saveGeometry())
        self.overlay.close()
        self._memory.save()
        self.picker.close_relay()
        self._kept.cut()
        self.export_menu.close_relays()
        self.rescue.close_relay()
        self.details.close_relay()
        self.hotwords.put_away()
        if self._settings_dialog is not None:
            self._settings_dialog.close_relays()

    # Building

    def _arrange(self) -> None:
        self.setWindowTitle("Earshot")
        self.setWindowIcon(application_icon())
        self.setMinimumSize(*SMALLEST_PX)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 10)
        column.setSpacing(10)
        column.addWidget(self.header)
        column.addWidget(self.banners)
        column.addWidget(self.pane, 1)
        column.addWidget(self.status)
        geometry = self._memory.main_window()
        if geometry is None or not self.restoreGeometry(geometry):
            self.resize(*FIRST_SIZE_PX)

    def _connect(self) -> None:
        commands = self.commands
        commands.start_stop.triggered.connect(self.start_or_stop)
        commands.pause.triggered.connect(self.pause_or_resume)
        commands.overlay.toggled.connect(self.show_overlay)
        commands.export.triggered.connect(self.header.show_export)
        commands.copy_all.triggered.connect(self.pane.view.copy_all)
        commands.open_file.triggered.connect(self.picker.ask_for_file)
        commands.larger.triggered.connect(lambda: self.pane.change_text_size(1))
        commands.smaller.triggered.connect(lambda: self.pane.change_text_size(-1))
        commands.normal.triggered.connect(lambda: self.pane.change_text_size(0))
        commands.jump.triggered.connect(self.pane.view.jump_to_newest)
        commands.correct.triggered.connect(self.corrections.correct_newest)
        commands.copy_details.triggered.connect(self.details.copy)
        commands.settings.triggered.connect(self.show_settings)
        commands.dismiss.triggered.connect(self.banners.dismiss_newest)
        commands.leave.triggered.connect(self.close)
        commands.let_export(False)
        self.pane.on_space(self.space)
        self.overlay.dismissed.connect(lambda: self.show_overlay(False))
        self.pane.view.painted.connect(self.paint_times.take)
        self.pump.batch.connect(self._on_batch)
        self.pump.state_changed.connect(self._show_state)
        self.picker.picked.connect(self._keep_source)
        self.picker.unanswered.connect(self._tell_of_sources)


def caption_px(points: int) -> int:
    """The height in pixels that the setting means on this screen."""
    return round(points * QGuiApplication.primaryScreen().logicalDotsPerInchY() / 72)


def first_choice(settings: InterfaceSettings) -> SourceChoice:
    """The source that the settings name."""
    kind = SourceKind(settings.source)
    device = settings.input_device if kind is SourceKind.MICROPHONE else None
    return SourceChoice(kind, device)


def with_source(settings: Settings, choice: SourceChoice) -> Settings:
    """The settings that name the source; of a file they know nothing."""
    if choice.kind is SourceKind.FILE:
        return settings
    device = choice.device if choice.kind is SourceKind.MICROPHONE else settings.input_device
    return replace(settings, source=choice.kind.value, input_device=device)
