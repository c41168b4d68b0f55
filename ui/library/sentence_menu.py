"""What can be done with a sentence of a kept transcript: the menus over it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu

from app.transcripts import editing_acts as acts
from app.transcripts.editing import EditedTranscript
from app.transcripts.editing_values import Change, EditedSentence
from app.transcripts.values import Bookmark
from ui.common.asking_name import ask_for_name
from ui.library.editing_input import EditingInput
from ui.library.read_lines import name_of
from ui.library.transcript_editing import TranscriptEditing

_LONGEST_READING = 60  # characters in a line of the menu


class SentenceMenu(QObject):
    """replacing_wanted: the bar of find and replace. enrolment_wanted: a sentence whose speaker is to be remembered."""

    replacing_wanted = Signal()
    enrolment_wanted = Signal(object)

    def __init__(self, editing: TranscriptEditing) -> None:
        super().__init__(editing)
        self._editing, self._view = editing, editing.view
        self._input = EditingInput(editing)
        self._view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._view.customContextMenuRequested.connect(
            lambda place: self.menu_at(place).popup(self._view.viewport().mapToGlobal(place))
        )
        self._input.speaker_clicked.connect(lambda number, place: self.speaker_menu_of(number).popup(place))

    def menu_at(self, place: QPoint) -> QMenu:
        """For the sentence at a place of the viewport, or for the selected ones where it lies among them."""
        menu, editing = self._menu(), self._editing
        transcript, at = editing.transcript, self._input.caret_at(place)
        if self._view.textCursor().hasSelection():
            menu.addAction(self.tr("Copy"), self._view.copy)
            menu.addSeparator()
        sentence = transcript.sentence(at[0]) if transcript is not None and at is not None else None
        if transcript is not None and sentence is not None and at is not None:
            self._add_sentence(menu, transcript, sentence, at[1])
        elif transcript is not None:
            self._add_mark(menu, transcript, place)
        menu.addSeparator()
        if transcript is not None:
            self._add_whole(menu, transcript)
        return menu

    def speaker_menu_of(self, number: int) -> QMenu:
        """Over the speaker of a sentence."""
        menu, transcript = self._menu(), self._editing.transcript
        sentence = transcript.sentence(number) if transcript is not None else None
        if transcript is not None and sentence is not None:
            self._fill_speakers(menu, transcript, self._concerned(sentence))
        return menu

    def _add_sentence(self, menu: QMenu, transcript: EditedTranscript, sentence: EditedSentence, at: int) -> None:
        number, do = sentence.number, self._do
        concerned = self._concerned(sentence)
        alone = len(concerned) == 1
        edit = menu.addAction(with_keys(self.tr("Edit"), "Enter"), lambda: self._editing.edit(number))
        edit.setEnabled(alone)
        split = do(lambda: acts.split(transcript, number, at))
        menu.addAction(self.tr("Split here"), split).setEnabled(alone and 0 < at < len(sentence.text))
        below = acts.neighbour(transcript, number, 1) is not None
        above = acts.neighbour(transcript, number, -1) is not None
        merge = menu.addAction(self.tr("Merge with the next"), do(lambda: acts.merge(transcript, number)))
        merge.setEnabled(alone and below)
        inside = alone and 0 < at < len(sentence.text)
        down = menu.addAction(self.tr("Move the end to the next"), do(lambda: acts.move(transcript, number, at, 1)))
        down.setEnabled(inside and below)
        words = self.tr("Move the beginning to the one before")
        menu.addAction(words, do(lambda: acts.move(transcript, number, at, -1))).setEnabled(inside and above)
        self._fill_speakers(menu.addMenu(self.tr("Speaker")), transcript, concerned)
        if alone and (readings := transcript.other_readings(number)):
            others = menu.addMenu(self.tr("Other readings"))
            others.setToolTipsVisible(True)
            for text in readings:
                take = do(partial(acts.retext, transcript, number, text))
                others.addAction(where_it_differs(text, sentence.text).replace("&", "&&"), take).setToolTip(text)
        menu.addAction(self.tr("Note here…"), lambda: self._ask_note(transcript, _mark_in(transcript, sentence)))
        menu.addSeparator()
        restore = menu.addAction(self.tr("Restore the recognised text"), do(lambda: acts.restore(transcript, number)))
        restore.setEnabled(alone and bool(sentence.origins))
        menu.addAction(with_keys(self.tr("Delete"), "Del"), do(lambda: acts.delete(concerned)))

    def _add_mark(self, menu: QMenu, transcript: EditedTranscript, place: QPoint) -> None:
        line = self._view.line_at(place)
        mark = None if line is None else transcript.marks.get(self._view.lines[line].position)
        if mark is not None:
            menu.addAction(self.tr("Change the note…"), lambda: self._ask_note(transcript, mark))
            menu.addAction(self.tr("Remove the mark"), self._do(lambda: acts.remove_note(transcript, mark.position)))

    def _add_whole(self, menu: QMenu, transcript: EditedTranscript) -> None:
        editing = self._editing
        menu.addAction(with_keys(self.tr("Undo"), "Ctrl+Z"), editing.undo).setEnabled(transcript.can_undo)
        menu.addAction(with_keys(self.tr("Redo"), "Ctrl+Y"), editing.redo).setEnabled(transcript.can_redo)
        menu.addAction(with_keys(self.tr("Find and replace…"), "Ctrl+H"), self.replacing_wanted.emit)
        if transcript.deleted:
            words = self.tr("Restore deleted sentences ({count})").format(count=len(transcript.deleted))
            menu.addAction(words, self._do(lambda: acts.restore_deleted(transcript)))

    def _fill_speakers(self, menu: QMenu, transcript: EditedTranscript, concerned: list[EditedSentence]) -> None:
        """Names that were used; a new one; another name for this voice everywhere."""
        voice = concerned[0].voice
        voices = dict.fromkeys(each.voice for each in transcript.sentences if each.speaker)
        if any(each.stream for each in concerned) or concerned[0].speaker:
            voices = {("", concerned[0].stream): None, **voices}
        for name, stream in voices:
            words = name_of((name, stream)).replace("&", "&&") or self.tr("No name")
            action = menu.addAction(words, self._do(partial(acts.name_speaker, concerned, name)))
            action.setCheckable(True)
            action.setChecked((name, stream) == voice)
        menu.addSeparator()
        window = self._view.window()
        menu.addAction(
            self.tr("New name…"),
            lambda: ask_for_name(
                window, self.tr("Speaker"), "", lambda name: self._editing.do(acts.name_speaker(concerned, name))
            ),
        )
        if name_of(voice):
            words = self.tr("Rename “{name}” everywhere…").format(name=name_of(voice).replace("&", "&&"))
            menu.addAction(words, lambda: self._ask_everywhere(transcript, concerned[0]))
            menu.addAction(self.tr("Remember this voice…"), lambda: self.enrolment_wanted.emit(concerned[0]))

    def _ask_everywhere(self, transcript: EditedTranscript, sentence: EditedSentence) -> None:
        title = self.tr("Rename the speaker everywhere")
        then = lambda name: self._editing.do(acts.rename_speaker(transcript, sentence.voice, name))  # noqa: E731
        ask_for_name(self._view.window(), title, name_of(sentence.voice), then)

    def _ask_note(self, transcript: EditedTranscript, mark: Bookmark) -> None:
        def keep(note: str) -> None:
            self._editing.do(acts.note(transcript, Bookmark(mark.position, note)))

        ask_for_name(self._view.window(), self.tr("Note"), mark.note, keep, self.tr("Note:"), empty=True)

    def _concerned(self, sentence: EditedSentence) -> list[EditedSentence]:
        """The selected ones, where it is one of them."""
        several = self._editing.selected() if self._view.textCursor().hasSelection() else []
        return several if sentence in several else [sentence]

    def _do(self, make: Callable[[], Change | None]) -> Callable[[], None]:
        return lambda: self._editing.do(make())

    def _menu(self) -> QMenu:
        self._editing.finish()
        menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu


def with_keys(words: str, keys: str) -> str:
    """A line of a menu, with the keys that do the same."""
    return f"{words}\t{keys}"


def where_it_differs(reading: str, shown: str) -> str:
    """A long reading from just before the first character that is not as shown."""
    if len(reading) <= _LONGEST_READING:
        return reading
    alike = next((at for at, (one, other) in enumerate(zip(reading, shown, strict=False)) if one != other), len(shown))
    begin = max(0, alike - _LONGEST_READING // 4)
    part = reading[begin : begin + _LONGEST_READING]
    return ("…" if begin else "") + part + ("…" if begin + len(part) < len(reading) else "")


def _mark_in(transcript: EditedTranscript, sentence: EditedSentence) -> Bookmark:
    """The mark at the beginning of a sentence, or a new one."""
    return transcript.marks.get(sentence.start, Bookmark(sentence.start))
