"""One variant of the pictures: screenshot_scenes.py LANGUAGE THEME FOLDER ENDING, on the display of the environment.

The window and the program behind it are the real ones; the captions are events written here, so that pictures of the
same program are the same.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from PySide6.QtCore import QElapsedTimer, QPoint, QRect, Qt
from PySide6.QtGui import QImage, qRgb
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app.choices import LiveState
from app.control.earshot import Earshot
from app.exporters import export_formats
from app.folders import user_folders
from app.serving.caption_server import ServedCaptions
from app.settings import Settings
from app.transcripts.store import TranscriptStore
from engine.events import CaptionEvent, DecodedBy, Final, Level, Partial
from engine.timeline import to_samples
from ui.common.geometry_memory import GeometryMemory
from ui.common.theme import Theme
from ui.common.translation import install
from ui.library.page import TranscriptsPage
from ui.main_window import MainWindow

QUIET_MS, LONGEST_MS = 400, 45_000
BEGAN_S = 1_767_603_600.0  # 2026-01-05 09:00 UTC
TALK = {
    "en": (
        (4, "Good morning, everyone, and thank you for coming in so early."),
        (9, "Today is about the library: the new reading room, and the opening hours."),
        (16, "The reading room opens in March, with forty seats and a hearing loop."),
        (24, "From then on we are open until nine on Thursdays."),
    ),
    "zh": (
        (4, "各位早上好，谢谢大家这么早就来了。"),
        (9, "今天谈谈图书馆：新阅览室，还有开放时间。"),
        (16, "阅览室三月开放，有四十个座位，并装有助听感应线圈。"),
        (24, "从那时起，每周四开放到晚上九点。"),
    ),
}
NOW = {"en": ("Are there any questions", " about the opening hours"), "zh": ("关于开放时间", "大家有问题吗")}
WORDS = {
    "en": ("My words", "Anna Okonkwo\nKyverno\nhearing loop\nHearLoop 40\n"),
    "zh": ("我的词", "王晓雯\n听力环路\nHearLoop 40\n"),
}
SERVED = ServedCaptions("http://192.168.1.20:8781", "J9u1Zx7Qm2TfB4Lw", network=True)


class Stage:
    """The window with something to show. Its pictures: what `SCENES` lists."""

    def __init__(self, language: str, theme: str) -> None:
        self.language = language
        self.application = QApplication(sys.argv[:1])
        self.application.setCursorFlashTime(0)
        install(self.application, language)
        folders = user_folders()
        self._keep_something(folders.transcripts_file, folders.hotwords)
        settings = Settings(interface_language=language, theme=theme)
        self.earshot = Earshot(settings, folders)
        memory = GeometryMemory(folders.config / "window.ini")
        self.window = MainWindow(self.earshot, settings, export_formats(), Theme(self.application, theme), memory)
        self.window.show()

    def _keep_something(self, transcripts: Path, vocabulary: Path) -> None:
        vocabulary.mkdir(parents=True, exist_ok=True)
        name, words = WORDS[self.language]
        (vocabulary / f"{name}.txt").write_text(words, "utf-8")
        transcripts.parent.mkdir(parents=True, exist_ok=True)
        with TranscriptStore(transcripts) as store:
            for day in range(3):
                session = store.begin_session("mic", "whisper-base", self.language, None, BEGAN_S + 86_400 * day)
                for event in self.finals():
                    store.append(session, event)
                store.end_session(session, to_samples(40))

    def finals(self) -> list[Final]:
        made = []
        for number, (start_s, text) in enumerate(TALK[self.language]):
            start = to_samples(start_s)
            made.append(Final(number, start, start + to_samples(4), text, (), "", DecodedBy.CTC, 0.3, self.language))
        return made

    def talk(self) -> None:
        """As while captions run."""
        start = to_samples(30)
        events: list[CaptionEvent] = [*self.finals()]
        events += [Partial(99, start, start + to_samples(2), *NOW[self.language]), Level(start, -19.0, -10.0, True)]
        self.window.pump.state_changed.emit(LiveState.CAPTIONING)
        self.window.pump.batch.emit(events)

    def settle(self, ready: Callable[[], object] = lambda: True, shown: QWidget | None = None) -> QImage:
        """The picture of the window, or of `shown`, when it is ready and two in a row are the same: the workers'
        answers stand there.
        """
        clock, before = QElapsedTimer(), QImage()
        clock.start()
        while clock.elapsed() < LONGEST_MS:
            self._wait()
            if not ready():
                continue
            now = (shown or self.window).grab().toImage()
            if now == before:
                return now
            before = now
        raise SystemExit("The window does not come to rest.")

    def _wait(self) -> None:
        pause = QElapsedTimer()
        pause.start()
        while pause.elapsed() < QUIET_MS:
            self.application.processEvents()

    def page(self, name: str) -> QImage:
        page = self.window.show_page(name)
        self.settle(
            lambda: getattr(page, "cards", True) and any(each.isVisible() for each in page.findChildren(QLabel))
        )
        self.window.banners.clear("source")  # this display has no microphone
        return self.window.grab().toImage()

    def vocabulary(self) -> QImage:
        self.page("vocabulary")
        editor = self.window.vocabulary.page.editor
        self.settle(lambda: editor is not None and editor.table.remarked)
        return self.page("vocabulary")

    def live(self) -> QImage:
        self.page("live")
        self.talk()
        return self.page("live")

    def export(self) -> QImage:
        page = self.window.show_page("transcripts")
        assert isinstance(page, TranscriptsPage)
        self.settle(lambda: page.list_pane.transcripts.rows)
        dialog = page.export_menu.open_dialog([1])
        formats = [name for name, _ in export_formats()]
        dialog.formats.setCurrentRow(formats.index("srt"))
        dialog.formats.clearFocus()
        picture = self.settle(lambda: "-->" in dialog.preview.toPlainText(), dialog)
        dialog.reject()
        return picture

    def sharing(self) -> QImage:
        """As after Start sharing; nothing is served."""
        self.window.sharing.open()
        dialog = self.window.sharing.dialog
        assert dialog is not None
        dialog.browser.network.setChecked(True)
        dialog.browser.show_answer(SERVED)
        picture = self.settle(shown=dialog)
        dialog.close()
        return picture

    def overlay(self) -> QImage:
        """As the compositor shows it above other programs."""
        self.window.show_overlay(True)
        overlay, screen = self.window.overlay, self.application.primaryScreen()
        room = screen.availableGeometry()
        overlay.move(room.center() - QPoint(overlay.width() // 2, -room.height() // 6))
        self.settle()
        self.talk()  # last, for its text fades
        self._wait()
        place = overlay.frameGeometry().adjusted(-24, -12, 24, 24) & QRect(room)
        return screen.grabWindow(0, place.x(), place.y(), place.width(), place.height()).toImage()


SCENES: dict[str, Callable[[Stage], QImage]] = {
    "live": Stage.live,
    "transcripts": lambda stage: stage.page("transcripts"),
    "export": Stage.export,
    "vocabulary": Stage.vocabulary,
    "models": lambda stage: stage.page("models"),
    "sharing": Stage.sharing,
    "settings": lambda stage: stage.page("settings"),
    "overlay": Stage.overlay,
}
"""Name of the picture and how it comes about; a new page is one line."""


def few_colours(picture: QImage) -> QImage:
    """In the 256 colours that it has most of: a third of the bytes, and the same to the eye."""
    whole = picture.convertToFormat(QImage.Format.Format_RGB888)
    lines = np.frombuffer(whole.constBits(), np.uint8).reshape(whole.height(), whole.bytesPerLine())
    colours = lines[:, : 3 * whole.width()].reshape(-1, 3)
    found, often = np.unique(colours @ np.array([65536, 256, 1]), return_counts=True)
    most = found[np.argsort(-often, kind="stable")[:256]].tolist()
    table = [qRgb(each >> 16, each >> 8 & 255, each & 255) for each in most]
    return whole.convertToFormat(QImage.Format.Format_Indexed8, table, Qt.ImageConversionFlag.ThresholdDither)


def main() -> None:
    language, theme, folder, ending = sys.argv[1:5]
    stage = Stage(language, theme)
    for name, scene in SCENES.items():
        picture = Path(folder) / f"{name}-{language}-{theme}{ending}.png"
        few_colours(scene(stage)).save(str(picture), quality=0)  # smallest
        print(picture, flush=True)
    stage.window.leave_now()
    stage.earshot.close()


if __name__ == "__main__":
    main()
