"""The pages of the settings, in plain words; the one on the model has a module of its own."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.desktop.keys.grabbing import KeyBackend, key_backend
from app.folders import Folders
from ui.common.theme import Theme
from ui.settings.fields import ChoiceField, Field, FolderField, PlaceField, SwitchField, TextField, WordsField
from ui.settings.keys_field import KeysField

FONT_SIZES_PT = (14, 16, 18, 20, 22, 24, 28, 32, 36, 40, 48, 56, 64, 80)
PATIENCE = (0.5, 0.75, 1.0, 1.5, 2.0)
MOST_CONTEXT = 8
BIN_DAYS = (0, 1, 7, 30, 90)
AGES_DAYS = (0, 7, 30, 90, 180, 365)


class SettingsPages(QObject):
    """Makes the fields of each page. A setting without a field cannot be found."""

    def __init__(self, theme: Theme, folders: Folders, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._folders = folders

    def captions(self) -> list[Field]:
        choice = self._choice
        return [
            choice(
                "caption_mode",
                self.tr("While people speak"),
                self.tr("Early text may change as you read; still text comes later."),
                (
                    ("fast", self.tr("Early: every word at once")),
                    ("balanced", self.tr("Balanced")),
                    ("calm", self.tr("Still: only what is settled")),
                ),
            ),
            choice(
                "endpoint_silence_scale",
                self.tr("A sentence ends"),
                self.tr("Short pauses finish text sooner; long ones keep sentences whole."),
                tuple(zip(PATIENCE, self._pauses(), strict=True)),
            ),
            choice(
                "caption_font_size",
                self.tr("Caption size"),
                self.tr("In the overlay; the page is two thirds as large."),
                tuple((points, self.tr("{points} pt").format(points=points)) for points in FONT_SIZES_PT),
            ),
            SwitchField(
                self._theme,
                "mask_profanity",
                self.tr("Mask swear words"),
                self.tr("Shows asterisks; the transcript keeps what was said."),
            ),
            choice(
                "announce_captions",
                self.tr("Read captions to a screen reader"),
                self.tr("Also for braille displays. Each caption is read once."),
                (
                    ("off", self.tr("Off")),
                    ("finals", self.tr("Finished captions")),
                    ("stable", self.tr("Words as soon as they are certain")),
                ),
            ),
        ]

    def alerts(self) -> list[Field]:
        return [
            WordsField(
                "alert_words",
                self.tr("Alert words"),
                self.tr("Your name or others, one a line. They stand out when heard."),
                self.tr("Anna\nfire alarm"),
            ),
            SwitchField(
                self._theme,
                "alert_sound",
                self.tr("Play a sound"),
                self.tr("When an alert word is heard, once a caption."),
            ),
            SwitchField(
                self._theme,
                "alert_notification",
                self.tr("Show a notification"),
                self.tr("When an alert word is heard, once a caption."),
            ),
        ]

    def vocabulary(self) -> list[Field]:
        return [
            TextField(
                "context_text",
                self.tr("What you talk about"),
                self.tr("Topic, agenda and names help the model to spell them."),
                self.tr("Budget meeting with Anna Okonkwo: rent, travel, new servers"),
            ),
            self._choice(
                "context_finals",
                self.tr("Earlier sentences as context"),
                self.tr("Keeps names alike, but may repeat mistakes. None is usually best."),
                ((0, self.tr("None")), *((count, str(count)) for count in range(1, MOST_CONTEXT + 1))),
            ),
            self._choice(
                "hotword_replacement",
                self.tr("Correct words that sound like your vocabulary"),
                self.tr("Careful leaves common words alone."),
                (
                    ("off", self.tr("Never")),
                    ("careful", self.tr("Careful")),
                    ("always", self.tr("Always")),
                ),
                self.tr("“Always” suits lists of few, rare names."),
            ),
            SwitchField(
                self._theme,
                "underline_hotwords",
                self.tr("Underline vocabulary"),
                self.tr("Shows at a glance which of your words were heard."),
            ),
        ]

    def sound(self) -> list[Field]:
        return [
            self._choice(
                "source",
                self.tr("Listen to"),
                self.tr("The list beside Start changes it at any time."),
                (
                    ("mic", self.tr("Microphone")),
                    ("system", self.tr("What the computer plays")),
                    ("both", self.tr("Both, each on its own")),
                ),
            ),
            SwitchField(
                self._theme,
                "record_audio",
                self.tr("Keep the sound"),
                self.tr("As a FLAC file on this computer, about 60 MB an hour."),
            ),
            SwitchField(
                self._theme,
                "copy_media",
                self.tr("Copy files that you open"),
                self.tr("Their transcripts then keep their sound when a file is moved."),
            ),
            FolderField("recordings_folder", self.tr("Folder of the recordings"), self._folders.recordings),
            SwitchField(
                self._theme,
                "keep_transcripts",
                self.tr("Keep the text"),
                self.tr("As a transcript that can be searched later."),
                self.tr("Without it, text is gone when the window is closed."),
            ),
            SwitchField(
                self._theme,
                "label_speakers",
                self.tr("Label speakers"),
                self.tr("While captions run and when a file ends, by voice. Needs the model CAM++."),
            ),
            self._choice(
                "bin_days",
                self.tr("Keep deleted transcripts"),
                self.tr("They can be brought back for this long; then text and sound are gone."),
                tuple((days, self._days(days) if days else self.tr("Half a minute")) for days in BIN_DAYS),
            ),
            self._choice(
                "delete_after_days",
                self.tr("Delete old transcripts"),
                self.tr("By their age. Those tagged “keep” stay."),
                tuple((days, self._days(days) if days else self.tr("Never")) for days in AGES_DAYS),
                self.tr("Earshot tells you a day before it deletes the first ones."),
            ),
        ]

    def window(self) -> list[Field]:
        return [
            self._choice(
                "theme",
                self.tr("Theme"),
                "",
                (
                    ("auto", self.tr("As the desktop")),
                    ("light", self.tr("Light")),
                    ("dark", self.tr("Dark")),
                    ("high_contrast_light", self.tr("High contrast, light")),
                    ("high_contrast", self.tr("High contrast, dark")),
                ),
            ),
            self._choice(
                "interface_language",
                self.tr("Language of the windows"),
                self.tr("Captions are in the language that is spoken."),
                (("auto", self.tr("As the desktop")), ("en", "English"), ("zh", "简体中文")),
            ),
        ]

    def program(self) -> list[Field]:
        return [
            SwitchField(
                self._theme,
                "keep_screen_awake",
                self.tr("Keep the screen on"),
                self.tr("While captions run and can be seen."),
            ),
            SwitchField(
                self._theme,
                "close_to_tray",
                self.tr("Stay in the tray when the window is closed"),
                self.tr("Quit ends Earshot. Without a tray, closing the window does."),
            ),
            KeysField("shortcut_captions", self.tr("Keys: start or stop captions"), self._about_keys()),
            KeysField("shortcut_pause", self.tr("Keys: pause or resume"), ""),
            KeysField("shortcut_overlay", self.tr("Keys: show or hide the overlay"), ""),
            KeysField("shortcut_mark", self.tr("Keys: mark this moment"), ""),
        ]

    def _about_keys(self) -> str:
        return {
            KeyBackend.PORTAL: self.tr("These keys work in every program, if your desktop agrees."),
            KeyBackend.NONE: self.tr(
                "This desktop lets no program have keys of its own; the guide (F1) says what to do."
            ),
        }.get(key_backend(), self.tr("These keys work in every program."))

    def places(self) -> list[Field]:
        return [
            PlaceField(self.tr("Transcripts"), self._folders.transcripts_file),
            PlaceField(self.tr("Recordings"), self._folders.recordings),
            PlaceField(self.tr("Vocabulary"), self._folders.hotwords),
            PlaceField(self.tr("Models"), self._folders.models),
            PlaceField(self.tr("Settings"), self._folders.settings_file),
        ]

    def _days(self, days: int) -> str:
        return self.tr("1 day") if days == 1 else self.tr("{days} days").format(days=days)

    def _pauses(self) -> tuple[str, ...]:
        return (
            self.tr("At the shortest pause"),
            self.tr("At a short pause"),
            self.tr("At a usual pause"),
            self.tr("At a long pause"),
            self.tr("At the longest pause"),
        )

    def _choice(
        self, name: str, title: str, meaning: str, lines: tuple[tuple[object, str], ...], details: str = ""
    ) -> ChoiceField:
        return ChoiceField(self._theme, name, title, meaning, lines, details)
