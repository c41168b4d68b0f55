"""The window: the frame with its pages, the overlay, and what concerns the whole program."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QSize, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.choices import LiveState
from app.settings import Settings
from engine.events import CaptionEvent
from ui.commands import Commands
from ui.common.banner import BannerStack
from ui.common.details import Details
from ui.common.first_paint import after_first_paint
from ui.common.fitting import fit_to_screen
from ui.common.geometry_memory import GeometryMemory
from ui.common.notices import Notices
from ui.common.symbols import application_icon
from ui.common.theme import Theme
from ui.earshot_port import WindowPort
from ui.files.entrance import FileEntrance
from ui.frame import Frame
from ui.help.windows import HelpWindows
from ui.leaving import Leaving
from ui.library.ports import ExportFormats
from ui.library.rescue import Rescue
from ui.live.corrections import Corrections
from ui.live.event_pump import EventPump
from ui.live.offers import Offers
from ui.live.page import LivePage, caption_px, first_choice
from ui.settings.complaints import SettingsComplaints
from ui.settings.saver import SettingsSaver
from ui.sharing.controller import SharingController
from ui.sharing.departures import DepartureWatch
from ui.vocabulary.corner import VocabularyCorner

if TYPE_CHECKING:
    from ui.library.page import TranscriptsPage
    from ui.live.first_page import FirstPage
    from ui.live.overlay.window import CaptionOverlay
    from ui.models.page import ModelsPage
    from ui.settings.page import SettingsPage

FIRST_SIZE, SMALLEST = QSize(1180, 720), QSize(600, 340)


class MainWindow(QWidget):
    """Shows what Earshot hears and gives it the user's commands; waits for nothing.

    settings_changed: those in force now.
    """

    settings_changed = Signal(object)

    def __init__(
        self,
        earshot: WindowPort,
        settings: Settings,
        formats: ExportFormats,
        theme: Theme,
        memory: GeometryMemory,
    ) -> None:
        super().__init__()
        self._earshot = earshot
        self._stopped = QElapsedTimer()
        self._formats = formats
        self._theme = theme
        self._memory = memory
        self._state = LiveState.IDLE
        self._changing_source = False
        self._settings_page: SettingsPage | None = None  # before it is first shown
        self._page_ends: list[Callable[[], None]] = []  # of the pages that were shown
        self.first_page: FirstPage | None = None
        self.commands = Commands(theme, self)
        self.banners = BannerStack(theme)
        self.notices = Notices(self.banners, self)
        self.leaving = Leaving(self.banners, self.leave_now, self)
        self.details = Details(earshot.collect_details, self.banners, self)
        self.help = HelpWindows(earshot.preferences, theme, self)
        self.complaints = SettingsComplaints(self.banners, self.show_settings, self)
        self.live = LivePage(earshot, settings, formats, self.commands, self.banners, theme)
        self.frame = Frame(theme, self.banners, self)
        preferences = earshot.preferences
        self.saver = SettingsSaver(preferences, self.banners, self.complaints, lambda: self._settings_page, self)
        self.pump = EventPump(earshot, self)
        self.rescue = Rescue(earshot.transcripts, self.banners, self.live.export_menu, self)
        self.vocabulary = VocabularyCorner(earshot.vocabulary, self.commands, theme, self.banners, self)
        self.live.header.more_menu.insertMenu(self.commands.settings, self.vocabulary.menu)
        self.sharing = SharingController(earshot, lambda: preferences.settings, self.banners, self)
        self.departures = DepartureWatch(earshot.departures, self)
        self.live.header.more_menu.insertAction(self.commands.settings, self.commands.share)
        self.corrections = Corrections(
            earshot.transcripts, self.live.pane.view, theme, self.banners, self.vocabulary, self.live.sessions
        )
        self.offers = Offers(earshot, self.banners, self.change_source, self)
        self.entrance = FileEntrance(earshot.files, self, lambda: self.show_page("transcripts"))
        self.frame.covered.connect(self.live.pane.leave_free)
        self._add_pages()
        self._arrange()
        self._connect()
        after_first_paint(self, self.rescue.look)
        self._show_state(earshot.session.state)
        self.live.pane.empty.setFocus()

    def show_page(self, name: str) -> QWidget:
        """live, vocabulary, settings ...; it has the keyboard."""
        return self.frame.go_to(name)

    # Commands

    def start_or_stop(self) -> None:
        if self._state is LiveState.IDLE:
            self.start()
        elif self._state is LiveState.STOPPING:
            # What is left is finished behind. Not by the second half of a double click on Stop.
            if self._stopped.hasExpired(QGuiApplication.styleHints().mouseDoubleClickInterval()):
                self.start()
        else:
            self._stopped.start()
            self._earshot.session.stop()
            self.pump.turn()

    def start(self) -> None:
        """Captions from the chosen source, in a session of its own."""
        self._changing_source = False
        self.pump.turn()  # the last events of the session before are not taken for those of the new one
        self._begin_session()
        self._earshot.session.start(self.live.picker.choice)
        for part in (self.live, self.overlay.text):
            part.name_session(self._earshot.session.number)
        self.pump.turn()

    def change_source(self) -> None:
        """Stop, and let another source be chosen; captions go on with it."""
        self._changing_source = True
        self._earshot.session.stop()
        self.show_page("live")
        self.pump.turn()

    def pause_or_resume(self) -> None:
        if self._state in (LiveState.CAPTIONING, LiveState.LOADING):  # it is heard while the model is loaded, too
            self._earshot.session.pause()
        elif self._state is LiveState.PAUSED:
            self._earshot.session.resume()
        self.pump.turn()

    def show_overlay(self, wanted: bool) -> None:
        """It takes no focus away."""
        self.overlay.setVisible(wanted)
        self.commands.overlay.setChecked(wanted)
        self._memory.keep_caption_window_open(wanted)

    def show_first_page(self) -> FirstPage:
        """Instead of all pages, until its few questions are answered."""
        from ui.live.first_page import FirstPage

        self.first_page = page = FirstPage(self._earshot, self._theme, first_choice(self._earshot.preferences.settings))
        page.finished.connect(self._leave_first_page)
        self._column.addWidget(page)
        self.frame.hide()
        return page

    def _leave_first_page(self, settings: Settings, start: bool) -> None:
        if self.first_page is None:
            return
        page, self.first_page = self.first_page, None
        page.close_relays()
        page.hide()
        page.deleteLater()
        self.frame.show()
        self.saver.save(settings)
        self._take_settings(settings)
        self.live.picker.pick(page.picker.choice)
        if start:
            self.start()
        else:
            self.live.pane.empty.setFocus()

    def show_settings(self) -> SettingsPage:
        page = self.show_page("settings")
        from ui.settings.page import SettingsPage

        assert isinstance(page, SettingsPage)
        return page

    def _take_settings(self, settings: Settings) -> None:
        """What the windows themselves have of them; the rest is Earshot's."""
        self._theme.choose(settings.theme)
        self.live.take_settings(settings)
        self.overlay.take_settings(settings, caption_px(settings.caption_font_size))
        self.settings_changed.emit(settings)

    # Events

    def _on_batch(self, events: list[CaptionEvent]) -> None:
        for event in events:
            for part in (self.live, self.overlay, self.notices, self.offers, self.leaving):
                part.show_event(event)
        self.live.status.show_text_kept(self._earshot.transcripts.text_is_kept)
        self.commands.let_export(len(self.live.pane.view.captions) > 0)

    def _show_state(self, state: LiveState) -> None:
        self._state = state
        self.commands.show_state(state)
        self.live.show_state(state)
        if self.first_page is not None and state is not LiveState.IDLE:  # started by a key or another process
            self.first_page.leave(start=False)
        if (
            state is LiveState.CAPTIONING
            and self._earshot.models.rough
            and self._earshot.preferences.settings.model is None
        ):
            self.notices.show_that_only_the_demo_is_here()
        if state is LiveState.IDLE and self.leaving.begun:
            self.close()
        elif state is LiveState.IDLE and self._changing_source:
            self.live.picker.showPopup()

    def _on_source_chosen(self) -> None:
        if self._changing_source:
            self._changing_source = False
            self.start()

    def _begin_session(self) -> None:
        for part in (self.live, self.overlay, self.notices):
            part.begin_session()

    # Leaving

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nothing is asked and nothing said is lost: the last words are finished first."""
        if self._state is not LiveState.IDLE and not self.leaving.begun:
            self.leaving.begin()
            if self._state is not LiveState.STOPPING:
                self._earshot.session.stop()
            self.pump.turn()
        if self._state is not LiveState.IDLE:
            event.ignore()
            return
        self._put_away()
        event.accept()

    def leave_now(self) -> None:
        """Without waiting for the last words to be refined; they are kept as they are."""
        self._state = LiveState.IDLE
        self.close()

    def _put_away(self) -> None:
        self.corrections.put_away()
        self._memory.keep_main_window(self.saveGeometry())
        self.overlay.close()
        self._memory.save()
        self.live.close_relays()
        if self.first_page is not None:
            self.first_page.close_relays()
        self.saver.close_relay()
        self.rescue.close_relay()
        self.offers.close_relays()
        self.details.close_relay()
        self.help.put_away()
        self.sharing.put_away()
        self.departures.put_away()
        self.vocabulary.put_away()
        for end in self._page_ends:
            end()

    # Building

    def _add_pages(self) -> None:
        self.frame.add_page("live", self.tr("Live"), lambda: self.live)
        self.frame.add_page("transcripts", self.tr("Transcripts"), self._make_transcripts)
        self.frame.add_page("vocabulary", self.tr("Vocabulary"), lambda: self.vocabulary.page)
        self.frame.add_page("models", self.tr("Models"), self._make_models)
        self.frame.add_page("settings", self.tr("Settings"), self._make_settings)
        self.frame.show_page("live")

    # The overlay and the pages are imported when they are first wanted: that is half of the way to the first paint.

    @cached_property
    def overlay(self) -> CaptionOverlay:
        from ui.live.overlay.window import CaptionOverlay

        settings = self._earshot.preferences.settings
        text_px = caption_px(settings.caption_font_size)
        overlay = CaptionOverlay(self._memory, settings, text_px, self.commands, self._theme)
        overlay.text.vocabulary = lambda: self._earshot.vocabulary.words
        overlay.show_state(self._state)
        overlay.dismissed.connect(lambda: self.show_overlay(False))
        overlay.changed.connect(self.saver.save)
        overlay.changed.connect(self._take_settings)
        self.pump.state_changed.connect(overlay.show_state)
        self.pump.improved.connect(overlay.text.show_improvement)
        self.pump.improving.connect(overlay.standing.show_improving)
        self.departures.changed.connect(overlay.standing.show_departures)
        self.departures.look()
        return overlay

    def _make_transcripts(self) -> TranscriptsPage:
        from ui.files.panel import FilesPanel
        from ui.library.improving import add_improving
        from ui.library.labelling import SpeakerLabelling
        from ui.library.page import TranscriptsPage
        from ui.library.player import TranscriptPlayer

        earshot, stack = self._earshot, self.frame.stack
        page = TranscriptsPage(earshot.library, earshot.transcripts, self._formats, self.banners, self._theme, stack)

        def add_player() -> None:
            player = TranscriptPlayer(self._earshot.playback, page.reading, self._theme)
            player.failed.connect(page.acts.tell)
            self._page_ends.append(player.put_away)
            QTimer.singleShot(0, page, improve)

        def improve() -> None:
            improving = add_improving(page, self._earshot.refining, self._earshot.models, self._theme)
            self._page_ends.append(improving.put_away)
            labelling = SpeakerLabelling(page, self._earshot.speakers, self.banners, self._theme)
            labelling.models_wanted.connect(lambda: self.show_page("models"))
            self._page_ends.append(labelling.put_away)

        QTimer.singleShot(0, page, add_player)  # one in a turn of the event loop: nothing holds the captions up

        def start() -> None:
            self.show_page("live")
            if self._state is LiveState.IDLE:
                self.start()

        page.start_wanted.connect(start)
        self.pump.batch.connect(page.take_events)
        panel = FilesPanel(self._earshot.files, self._theme, page)
        panel.add_wanted.connect(self.entrance.ask)
        page.empty.files_wanted.connect(self.entrance.ask)
        page.put_files(panel)
        self._page_ends += [page.put_away, panel.put_away]
        return page

    def _make_models(self) -> ModelsPage:
        from ui.models.page import ModelsPage

        page = ModelsPage(self._earshot, self.banners, self._theme, self.frame.stack)
        page.changed.connect(self.live.show_model)
        self._page_ends.append(page.close_relays)
        return page

    def _make_settings(self) -> SettingsPage:
        from ui.settings.page import SettingsPage

        page = self._settings_page = SettingsPage(self._earshot, self._theme, self.frame.stack)
        page.changed.connect(self._take_settings)
        page.saved.connect(self.saver.note_saved)
        self._page_ends.append(page.close_relays)
        return page

    def _arrange(self) -> None:
        self.setWindowTitle("Earshot")
        self.setWindowIcon(application_icon())
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.frame)
        fit_to_screen(self, FIRST_SIZE, SMALLEST)
        if (geometry := self._memory.main_window()) is not None:
            self.restoreGeometry(geometry)

    def _connect(self) -> None:
        commands = self.commands
        commands.start_stop.triggered.connect(self.start_or_stop)
        commands.pause.triggered.connect(self.pause_or_resume)
        commands.overlay.toggled.connect(self.show_overlay)
        commands.correct.triggered.connect(self.corrections.correct_newest)
        self.corrections.editing.masking = self.pump.masking
        self.live.pane.menu.correction_wanted.connect(self.corrections.editing.open)
        self.live.pane.menu.word_wanted.connect(self.corrections.add_word)
        commands.copy_details.triggered.connect(self.details.copy)
        commands.share.triggered.connect(self.sharing.open)
        self.sharing.changed.connect(self.saver.save)
        self.departures.changed.connect(self.frame.sidebar.show_departures)
        self.frame.sidebar.sent.clicked.connect(self.sharing.open)
        commands.guide.triggered.connect(self.help.open_guide)
        commands.about.triggered.connect(self.help.open_about)
        commands.settings.triggered.connect(self.show_settings)
        commands.vocabulary.triggered.connect(lambda: self.show_page("vocabulary"))
        commands.dismiss.triggered.connect(self.banners.dismiss_newest)
        commands.leave.triggered.connect(self.close)
        commands.open_file.triggered.connect(self.entrance.ask)
        commands.let_export(False)
        self.live.pane.on_space(self.pause_or_resume)
        self.live.status.recording_changed.connect(self.frame.sidebar.recording.setVisible)
        self.pump.batch.connect(self._on_batch)
        self.pump.improved.connect(self.live.show_improvement)
        self.pump.improving.connect(self.live.status.show_improving)
        self.live.status.skipped.connect(self._earshot.session.skip_refining)
        self.pump.state_changed.connect(self._show_state)
        self.live.source_picked.connect(self.saver.save)
        self.live.picker.picked.connect(self._on_source_chosen)
        self.live.picker.unanswered.connect(self.saver.report)
