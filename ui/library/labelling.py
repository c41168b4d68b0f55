"""Labels the speakers of the open transcript by their voices; the labels are an edit like any other."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QProgressDialog

from app.transcripts.editing_values import EditedSentence
from app.transcripts.speaker_labels import LabelOptions, SpeakersMissing, SpokenTurns, is_label, labelled
from engine.errors import CaptioningError
from engine.text.harmless import harmless
from ui.common.banner import BannerStack, Kind
from ui.common.relay import Relay
from ui.common.sentences import translated
from ui.common.theme import Theme
from ui.library.enrolling import EnrolDialog, VoicesDialog
from ui.library.page import TranscriptsPage
from ui.library.ports import Cancellable, SpeakersPort
from ui.library.speaker_count import SpeakerCount


class SpeakerLabelling(QObject):
    """One transcript at a time. action: in the menu of the transcript. models_wanted: their page, to get one."""

    models_wanted = Signal()

    def __init__(self, page: TranscriptsPage, speakers: SpeakersPort, banners: BannerStack, theme: Theme) -> None:
        super().__init__(page)
        self._page, self._speakers, self._banners, self._theme = page, speakers, banners, theme
        speakers.label = self.tr("Speaker {number}")
        self._share, self._answer = Relay(self._on_share), Relay(self._on_answer)
        self._remembered: list[Relay] = []
        self._job: Cancellable | None = None
        self._session: int | None = None
        self.progress: QProgressDialog | None = None
        self.question: SpeakerCount | None = None
        self.action = QAction(self.tr("Label speakers…"), self)
        self.action.setObjectName("labelSpeakers")
        self.action.setData(False)  # not for one that was deleted
        self.action.triggered.connect(lambda _checked=False: self.ask())
        self.voices_action = QAction(self.tr("Remembered voices…"), self)
        self.voices_action.setObjectName("rememberedVoices")
        self.voices_action.triggered.connect(lambda _checked=False: self.show_voices())
        self.enrolment: EnrolDialog | None = None
        self.voices: VoicesDialog | None = None
        menu = page.reading.more.menu()
        menu.insertActions(menu.actions()[0], [self.action, self.voices_action])
        page.reading.sentence_menu.enrolment_wanted.connect(self.ask_to_remember)

    def ask(self) -> None:
        """How many there are; opened at once."""
        if self._page.reading.transcript is None or self._job is not None:
            return
        session = self._page.reading.transcript.session.id
        self.question = question = SpeakerCount(self._page.window(), self._theme)
        question.accepted.connect(lambda: self.begin(session, question.chosen))
        question.open()

    def begin(self, session: int, count: int | None) -> None:
        self._page.reading.editing.keep()
        self._banners.clear("speakers")
        self._session = session
        self.progress = progress = QProgressDialog(
            self.tr("Telling speakers apart by their voices…"), self.tr("Cancel"), 0, 100, self._page.window()
        )
        progress.setWindowTitle(self.tr("Label speakers"))
        progress.setMinimumDuration(0)
        progress.setAutoClose(False)
        progress.setValue(0)
        self._job = job = self._speakers.find(
            session, count, lambda share, _doing: self._share.send(share), self._answer.send
        )
        progress.canceled.connect(job.cancel)

    def show_voices(self) -> None:
        self.voices = VoicesDialog(self._page.window(), self._theme, self._speakers)
        self.voices.open()

    def ask_to_remember(self, sentence: EditedSentence) -> None:
        """Ask for the consent of who spoke it; their voice is that of all sentences that are surely theirs."""
        transcript, shown = self._page.reading.editing.transcript, self._page.reading.transcript
        if transcript is None or shown is None:
            return
        speaker, stream = sentence.voice
        voice = speaker.removesuffix("?"), stream
        sentences = [each for each in transcript.sentences if each.voice == voice and not each.two_at_once]
        number, known = shown.session.id, "" if is_label(voice[0], self._speakers.label) else voice[0]
        self.enrolment = EnrolDialog(
            self._page.window(), self._theme, known, lambda name: self._remember(number, sentences, name)
        )
        self.enrolment.open()

    def _remember(self, number: int, sentences: list[EditedSentence], name: str) -> None:
        self._banners.clear("speakers")
        self._remembered.append(Relay(lambda answer: self._on_remembered(name, answer)))
        self._speakers.enrol(number, sentences, name, True, self._remembered[-1].send)

    def _on_remembered(self, name: str, answer: object) -> None:
        if isinstance(answer, CaptioningError):
            self._banners.report("speakers", answer)
            return
        words = self.tr("The voice of {name} is remembered.").format(name=harmless(name))
        self._banners.tell("speakers", Kind.INFO, words).offer(self.tr("Remembered voices…"), self.show_voices)

    def put_away(self) -> None:
        """The window closes."""
        for relay in self._remembered:
            relay.cut()
        self._share.cut()
        self._answer.cut()
        if self._job is not None:
            self._job.cancel()

    def _on_share(self, share: object) -> None:
        if self.progress is not None and isinstance(share, float):
            self.progress.setValue(round(100 * share))

    def _on_answer(self, turns: object) -> None:
        self._job = None
        if self.progress is not None:
            self.progress.canceled.disconnect()
            self.progress.close()
            self.progress.deleteLater()
            self.progress = None
        editing, open_now = self._page.reading.editing, self._page.reading.transcript
        if isinstance(turns, SpeakersMissing):
            missing = self._banners.tell("speakers", Kind.INFO, translated(turns.what))
            missing.offer(self.tr("Open Models"), self._open_models)
        elif isinstance(turns, CaptioningError):
            if turns.remedy or type(turns) is CaptioningError:
                self._banners.report("speakers", turns)
        elif isinstance(turns, SpokenTurns) and editing.transcript is not None and open_now is not None:
            if open_now.session.id != self._session:
                return
            change, count = labelled(editing.transcript, turns, LabelOptions(label=self._speakers.label))
            editing.do(change)
            self._tell(count, change is None)

    def _open_models(self) -> None:
        self._banners.clear("speakers")
        self.models_wanted.emit()

    def _tell(self, count: int, same: bool) -> None:
        if not count:
            what = self.tr("No speech was found to tell apart.")
        elif same:
            what = self.tr("The labels are as they were. Speakers: {count}.").format(count=count)
        else:
            what = self.tr("Speakers: {count}.").format(count=count)
        hint = self.tr("A click on a name renames it. A question mark: two voices are alike there.")
        banner = self._banners.tell("speakers", Kind.INFO, what, hint if count else "")
        if not same:
            banner.offer(self.tr("Undo"), partial(self._undo))

    def _undo(self) -> None:
        self._banners.clear("speakers")
        self._page.reading.editing.undo()
