"""Pictures of the window for people who look at it: python -m tests.support.ui_gallery FOLDER [NAME...]

Needs a display (Xvfb will do). Each picture is named LANGUAGE-THEME-SCENE.png.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp

from PySide6.QtCore import QElapsedTimer
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from app.settings import Settings
from engine.errors import CaptioningError
from engine.events import DeviceLost, Overrun
from tests.support.ui_scripted import ScriptedController, behind, final, level, partial
from ui.common.geometry_memory import GeometryMemory
from ui.common.theme import Theme
from ui.common.translation import install
from ui.main_window import MainWindow

FORMATS = (("txt", "Plain text"), ("srt", "SubRip"), ("vtt", "WebVTT"), ("json", "JSON"))

TALK = {
    "en": (
        (4, "Good morning, everyone, and thank you for coming in so early."),
        (9, "Before we begin, could somebody close the door at the back?"),
        (14, "Thank you. The plan for today is short: the budget, the move to the second floor, and questions."),
        (23, "On the budget there is good news, because the repairs cost less than we feared."),
        (31, "The roof was the largest item, and it came in at eleven thousand, two thousand under the estimate."),
        (41, "So there is room for the hearing loop in the large hall."),
    ),
    "zh": (
        (4, "各位早上好，谢谢大家这么早就来了。"),
        (9, "开始之前，后面的同学能把门关一下吗？"),
        (13, "谢谢。今天的内容不多：先讲预算，再讲搬到二楼的安排，最后留时间提问。"),
        (22, "预算方面有个好消息，维修费用比我们预计的要低。"),
        (29, "屋顶是最大的一项，最后花了一万一千元，比估算少了两千。"),
        (38, "所以我们有余力给大会议室装一套助听感应线圈，型号是 HearLoop 40。"),
    ),
}
NOW = {
    "en": ("The installers can come in the first week of October, if we", " confirm it by Friday afternoon"),
    "zh": ("安装公司十月第一周可以来，前提是我们", "星期五下午之前确认下来"),
}
SOURCES_ZH = {
    "Built-in microphone": "内置麦克风",
    "USB headset": "USB 耳机",
    "Computer sound (Speakers)": "电脑声音（扬声器）",
}


class Gallery:
    """One window, brought into each scene."""

    def __init__(self, application: QApplication, language: str, theme: str) -> None:
        self._application = application
        self._language = language
        self._theme = theme
        self.controller = ScriptedController()
        memory = GeometryMemory(Path(mkdtemp()) / "window.ini")
        settings = Settings(theme=theme, interface_language=language)
        self.window = MainWindow(self.controller, settings, FORMATS, Theme(application, theme), memory)
        self.window.show()
        self.settle()

    def settle(self, ms: int = 250) -> None:
        clock = QElapsedTimer()
        clock.start()
        while clock.elapsed() < ms:
            self._application.processEvents()

    def talk(self) -> None:
        self.window.start()
        for number, (start_s, text) in enumerate(TALK[self._language]):
            self.controller.post(final(number, text, start_s, factor=0.31))
        stable, tentative = NOW[self._language]
        self.controller.post(partial(99, stable, tentative, 46), level(-19), behind(0.4))

    def draft(self) -> None:
        self.talk()
        self.controller.post(final(99, "".join(NOW[self._language]), 46, draft=True), behind(2.6))

    def lost(self) -> None:
        self.talk()
        self.controller.post(
            DeviceLost(
                800_000,
                "USB headset",
                "“USB headset” was unplugged.",
                "Captions go on by themselves when it, or the default device, is back.",
            ),
            Overrun(0, 8000),
        )

    def scrolled(self) -> None:
        self.talk()
        for number in range(100, 130):
            self.controller.post(final(number, TALK[self._language][number % 6][1], number))
        self.settle()
        self.window.pane.view.verticalScrollBar().setValue(400)

    def narrow(self) -> None:
        self.window.resize(self.window.minimumSize())
        self.talk()

    def second(self) -> None:
        self.talk()
        self.controller.end()
        self.settle()
        self.window.start()
        self.controller.post(final(0, TALK[self._language][0][1], 2))

    def overlay(self) -> None:
        self.talk()
        self.window.show_overlay(True)

    def settings(self) -> None:
        """Its first page, in the middle of a talk."""
        self._settings_page(0)

    def model(self) -> None:
        self._settings_page(1)

    def sound(self) -> None:
        self._settings_page(3)

    def places(self) -> None:
        """With what stands below after a setting could not be written."""
        self.controller.settings_error = CaptioningError("settings.toml may not be written.", "Choose another place.")
        self._settings_page(5)
        self.window.show_settings().change("theme", self._theme)

    def _settings_page(self, page: int) -> None:
        self.controller.settings = Settings(theme=self._theme, interface_language=self._language)
        self.talk()
        self.window.show_settings().list.setCurrentRow(page)

    def menu(self) -> None:
        self.talk()
        self.settle()
        self.window.header.show_export()


SCENES: dict[str, Callable[[Gallery], None]] = {
    "empty": lambda gallery: None,
    "talk": Gallery.talk,
    "draft": Gallery.draft,
    "lost": Gallery.lost,
    "scrolled": Gallery.scrolled,
    "narrow": Gallery.narrow,
    "second": Gallery.second,
    "overlay": Gallery.overlay,
    "settings": Gallery.settings,
    "model": Gallery.model,
    "sound": Gallery.sound,
    "places": Gallery.places,
}


def main() -> None:
    folder = Path(sys.argv[1])
    language, theme, scene = sys.argv[2].split("-")
    application = QApplication(sys.argv[:1])
    install(application, language)
    gallery = Gallery(application, language, theme)
    SCENES[scene](gallery)
    gallery.settle(500)
    seen = application.activeModalWidget() or application.activeWindow() or gallery.window
    picture = screen(application) if scene == "overlay" else of(seen)
    picture.save(str(folder / f"{sys.argv[2]}.png"))


def of(window: QWidget) -> QPixmap:
    return window.grab()


def screen(application: QApplication) -> QPixmap:
    """The desktop as the compositor shows it, with what lies above other windows."""
    return application.primaryScreen().grabWindow(0)


if __name__ == "__main__":
    main()
