"""A kept transcript is edited in its place: sentences, speakers and notes, with undo over all of it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QRect, QTimer, Signal

from app.transcripts import editing_acts as acts
from app.transcripts.editing import EditedTranscript
from app.transcripts.editing_values import Change, EditedSentence
from app.transcripts.values import Transcript
from ui.common.field_over import FieldOver
from ui.common.theme import Theme
from ui.library.edit_saving import EditSaving
from ui.library.line_field import LineField
from ui.library.ports import TranscriptTextPort
from ui.library.read_lines import ReadLine, ReadLines, alike
from ui.library.transcript_view import TranscriptView

AT_ONCE = 20  # lines that change before the window has its turn


class TranscriptEditing(QObject):
    """changed: the transcript has other sentences now."""

    changed = Signal()

    def __init__(self, library: TranscriptTextPort, view: TranscriptView, theme: Theme) -> None:
        super().__init__(view)
        self.view, self._theme = view, theme
        self.saving = EditSaving(library, self)
        self.transcript: EditedTranscript | None = None
        self.over = FieldOver(view, self._area)
        self._number = 0  # of the sentence under the field
        self._lines = ReadLines()
        self._showing = QTimer(self, singleShot=True, interval=0)
        self._showing.timeout.connect(self._show)

    @property
    def field(self) -> LineField | None:
        return self.over.field if isinstance(self.over.field, LineField) else None

    def open(self, session: int, transcript: EditedTranscript) -> None:
        self.close()
        self.transcript, self._lines = transcript, ReadLines()
        self.saving.open(session, transcript)
        self.view.show_lines(self._lines.of(transcript))

    def close(self) -> None:
        """What was typed is kept, and saved."""
        self.keep()
        self.transcript = None

    def keep(self) -> None:
        """Save what was typed now."""
        self.finish()
        self.saving.save_now()

    def take(self, transcript: Transcript) -> None:
        """What captions that still run have added; not while something here is on its way to the file."""
        if self.transcript is None or not self.saving.at_rest:
            return
        if self.transcript.take(transcript):
            self._show()
        self._take_into_field(self.transcript)

    def _take_into_field(self, transcript: EditedTranscript) -> None:
        """A sentence that was edited before does not change by itself; what is recognised is shown beside it."""
        sentence = transcript.sentence(self._number) if self.over.field else None
        if sentence is not None:
            self.over.take_in(transcript.recognised_text(sentence.number), into_field=not sentence.origins)

    # Acts

    def do(self, change: Change | None) -> None:
        """An act of the reader; None changes nothing."""
        if change is not None and self.transcript is not None:
            self.transcript.do(change)
            self._after(change)

    def undo(self) -> None:
        self.finish()
        self._after(self.transcript.undo() if self.transcript else None)

    def redo(self) -> None:
        self.finish()
        self._after(self.transcript.redo() if self.transcript else None)

    def delete_selected(self) -> None:
        self.do(acts.delete(self.selected()))

    def selected(self) -> list[EditedSentence]:
        """The sentences of the selection, or that with the caret."""
        cursor, lines = self.view.textCursor(), self.view.lines
        document = self.view.document()
        first = document.findBlock(cursor.selectionStart()).blockNumber()
        last = document.findBlock(cursor.selectionEnd()).blockNumber()
        numbers = [line.number for line in lines[first : last + 1] if line.number is not None]
        found = [self.transcript.sentence(number) for number in numbers] if self.transcript else []
        return [each for each in found if each is not None]

    def _after(self, change: Change | None) -> None:
        if change is None:
            return
        self.saving.note_change()
        if change.size > 2 * AT_ONCE:
            self._showing.start()
        else:
            self._show()
        number = next((each.number for each in (*change.after, *change.before)), None)
        line = None if number is None else self.view.line_of(number)
        if line is not None and not self.view.textCursor().hasSelection():
            self.view.bring_into_sight(line)

    def _show(self) -> None:
        """Some lines of many at once, and the others in the turns that follow."""
        if self.transcript is not None:
            wanted = self._lines.of(self.transcript, AT_ONCE)
            lines = next_lines(self.view.lines, wanted)
            self.view.change_lines(lines)
            self.over.place()
            if lines is not wanted or not self._lines.complete:
                self._showing.start()
            self.changed.emit()

    # The field

    def edit(self, number: int, at: QPoint | None = None, caret: int | None = None) -> None:
        """at: a place of the viewport whose word is selected. caret: as LineField.put_caret."""
        if self.field is not None and number == self._number:
            return
        self.finish()
        sentence = self.transcript.sentence(number) if self.transcript else None
        line = self.view.line_of(number)
        if self.transcript is None or sentence is None or line is None:
            return
        self._number = number
        self.view.bring_into_sight(line)
        field = LineField(sentence.text, self.view, self._theme)
        field.kept.connect(self._keep)
        field.left.connect(self.over.close)
        field.split.connect(self._split)
        field.joined.connect(self._join)
        field.stepped.connect(self._step)
        self.over.open(field, self.transcript.recognised_text(number))
        if caret is None:
            field.select_at(at)
        else:
            field.put_caret(caret)

    def finish(self) -> None:
        """What was typed is kept."""
        if self.field is not None:
            self._keep(self.field.text())

    def _keep(self, text: str) -> None:
        number = self._number
        self.over.close()
        if self.transcript is not None and self.transcript.sentence(number) is not None:
            self.do(acts.retext(self.transcript, number, text))

    def _split(self, text: str, caret: int) -> None:
        """The second part is edited next."""
        number, transcript = self._number, self.transcript
        self._keep(text)
        if transcript is None or transcript.sentence(number) is None:
            return
        change = acts.split(transcript, number, caret)
        self.do(change)
        self.edit(change.after[1].number if change else number, caret=0)

    def _join(self, way: int, text: str) -> None:
        """The caret stays between the two."""
        number, transcript = self._number, self.transcript
        other = acts.neighbour(transcript, number, way) if transcript else None
        if transcript is None or other is None or not text:
            return
        self._keep(text)
        first = number if way > 0 else other.number
        sentence = transcript.sentence(first)
        caret = 0 if sentence is None else len(sentence.text)
        self.do(acts.merge(transcript, first))
        self.edit(first, caret=caret)

    def _step(self, way: int) -> None:
        lines, line = self.view.lines, self.view.line_of(self._number)
        others = [] if line is None else lines[line + 1 :] if way > 0 else lines[:line][::-1]
        number = next((each.number for each in others if each.number is not None), None)
        if number is not None:
            self.edit(number, caret=0 if way > 0 else -1)

    def _area(self) -> QRect | None:
        line = self.view.line_of(self._number)
        return None if line is None else self.view.area_of(line)


def next_lines(shown: list[ReadLine], wanted: list[ReadLine]) -> list[ReadLine]:
    """`wanted`; where more than AT_ONCE of its lines differ, its beginning, and behind it what is shown as yet."""
    at, differ, places = alike(shown, wanted), 0, dict[int | None, int]()
    for number, line in enumerate(wanted[at:], at):
        there = at
        if not (line.is_mark or (at < len(shown) and shown[at].number == line.number)):
            places = places or {each.number: place for place, each in enumerate(shown) if not each.is_mark}
            there = max(at, places.get(line.number, at))
        same = there < len(shown) and (shown[there] is line or shown[there] == line)
        if not same and differ >= AT_ONCE:
            return wanted[:number] + shown[there:]
        differ += not same
        if same or (there < len(shown) and not line.is_mark and shown[there].number == line.number):
            at = there + 1
    return wanted
