"""The pages of the settings, in plain words; the one on the model has a module of its own."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.folders import Folders
from ui.common.theme import Theme
from ui.settings.fields import ChoiceField, Field, FolderField, PlaceField, SwitchField, TextField

FONT_SIZES_PT = (14, 16, 18, 20, 22, 24, 28, 32, 36, 40, 48, 56, 64, 80)
PATIENCE = (0.5, 0.75, 1.0, 1.5, 2.0)
MOST_CONTEXT = 8


class SettingsPages(QObject):
    """Makes the fields of each page. A field that no page shows is a setting that nobody can find."""

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
                self.tr("Early text may still change under your eyes; still text comes a little later and stays."),
                (
                    ("fast", self.tr("Early: every word at once")),
                    ("balanced", self.tr("Balanced")),
                    ("calm", self.tr("Still: only what is settled")),
                ),
            ),
            choice(
                "endpoint_silence_scale",
                self.tr("A sentence ends"),
                self.tr(
                    "After a short pause the finished text is there sooner, but sentences are cut in two more often. "
                    "After a long one they stay whole."
                ),
                tuple(zip(PATIENCE, self._pauses(), strict=True)),
            ),
            choice(
                "caption_font_size",
                self.tr("Size of the captions"),
                self.tr("Of the caption window; the page of captions is two thirds as large."),
                tuple((points, self.tr("{points} pt").format(points=points)) for points in FONT_SIZES_PT),
            ),
        ]

    def hotwords(self) -> list[Field]:
        return [
            TextField(
                "context_text",
                self.tr("What you talk about"),
                self.tr("Topic, agenda and names, in your own words. It helps the model to write them rightly."),
                self.tr("Budget meeting with Anna Okonkwo: rent, travel, new servers"),
            ),
            self._choice(
                "context_finals",
                self.tr("Earlier sentences as context"),
                self.tr("Names may come out alike, and mistakes may be carried on. None is usually best."),
                ((0, self.tr("None")), *((count, str(count)) for count in range(1, MOST_CONTEXT + 1))),
            ),
            self._choice(
                "hotword_replacement",
                self.tr("Put a hotword where something sounds like it"),
                self.tr("Careful leaves common words alone. Always is for lists of few, rare names."),
                (
                    ("off", self.tr("Never")),
                    ("careful", self.tr("Careful")),
                    ("always", self.tr("Always")),
                ),
            ),
            SwitchField(
                self._theme,
                "underline_hotwords",
                self.tr("Underline hotwords"),
                self.tr("Words of your lists that were heard can be seen at a glance."),
            ),
        ]

    def sound(self) -> list[Field]:
        return [
            self._choice(
                "source",
                self.tr("Listen to"),
                self.tr("What Start listens to when Earshot opens; the list beside Start changes it at any time."),
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
                self.tr("As a FLAC file beside the text, about 60 MB an hour. It stays on this computer."),
            ),
            FolderField("recordings_folder", self.tr("Folder of the recordings"), self._folders.recordings),
            SwitchField(
                self._theme,
                "keep_transcripts",
                self.tr("Keep the text"),
                self.tr("In the list of transcripts, where it can be searched. Without it, text ends with the window."),
            ),
        ]

    def window(self) -> list[Field]:
        return [
            self._choice(
                "theme",
                self.tr("Colours"),
                "",
                (("auto", self.tr("As the desktop")), ("light", self.tr("Light")), ("dark", self.tr("Dark"))),
            ),
            self._choice(
                "interface_language",
                self.tr("Language of the windows"),
                self.tr("Not of the captions: those are in the language that is spoken."),
                (("auto", self.tr("As the desktop")), ("en", "English"), ("zh", "简体中文")),
            ),
        ]

    def places(self) -> list[Field]:
        return [
            PlaceField(self.tr("Transcripts"), self._folders.transcripts_file),
            PlaceField(self.tr("Recordings"), self._folders.recordings),
            PlaceField(self.tr("Hotword lists"), self._folders.hotwords),
            PlaceField(self.tr("Models"), self._folders.models),
            PlaceField(self.tr("Settings"), self._folders.settings_file),
        ]

    def _pauses(self) -> tuple[str, ...]:
        return (
            self.tr("At the shortest pause"),
            self.tr("At a short pause"),
            self.tr("At a usual pause"),
            self.tr("At a long pause"),
            self.tr("At the longest pause"),
        )

    def _choice(self, name: str, title: str, meaning: str, lines: tuple[tuple[object, str], ...]) -> ChoiceField:
        return ChoiceField(self._theme, name, title, meaning, lines)
