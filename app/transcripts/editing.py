"""A transcript that is being edited: its sentences, undo and redo, and unsaved changes."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from dataclasses import replace

from app.transcripts.editing_values import Change, EditedSentence, Unsaved, as_final, recognised
from app.transcripts.rows import FIRST_OWN
from app.transcripts.values import Bookmark, Transcript
from engine.events import Final
from engine.text.units import join_texts

MOST_KEPT = 100_000
"""Sentences that the history may hold; the oldest changes are forgotten first. Text and words are shared."""


class EditedTranscript:
    """Sentences in order, changed by whole values (`do`); the recognised finals stay beside them.

    A transcript that is still being written goes on growing (`take`): a final that comes, or is refined, changes a
    sentence that is as recognised, and nothing that its reader edited. Knows no file and no thread.
    """

    def __init__(self, transcript: Transcript) -> None:
        edits = transcript.edits
        self.heard: dict[int, Final] = dict(edits.heard)
        self._by_number: dict[int, EditedSentence] = {}
        self.marks: dict[int, Bookmark] = {each.position: each for each in transcript.bookmarks}
        self._undo: deque[Change] = deque()
        self._redo: list[Change] = []
        self._acted: set[int] = set()
        self._unsaved: set[int] = set()
        self._unsaved_marks: set[int] = set()
        self._kept = 0
        self._next_own = FIRST_OWN
        self.sentences: list[EditedSentence] = []
        for final in transcript.segments:
            self._enter(sentence_of(final, transcript))
            if not edits.origins.get(final.utterance_id):
                self.heard[final.utterance_id] = final
        self._put_in_order()

    def sentence(self, number: int) -> EditedSentence | None:
        return self._by_number.get(number)

    def place_of(self, number: int) -> int | None:
        """Where a sentence stands in `sentences`."""
        found = self._by_number.get(number)
        return None if found is None else bisect_left(self.sentences, found.place, key=lambda each: each.place)

    def recognised_text(self, number: int) -> str:
        """What the model heard where the sentence stands."""
        sentence = self._by_number[number]
        return join_texts(self.heard[each].text for each in sentence.sources if each in self.heard)

    def other_readings(self, number: int) -> list[str]:
        """What else the model took the sentence's sound for; none where it shares that with another sentence."""
        sentence = self._by_number[number]
        if sentence.sources != (number,) or number not in self.heard:
            return []
        if any(number in each.sources for each in self.sentences if each is not sentence):
            return []
        return [each for each in self.heard[number].alternatives if each != sentence.text]

    @property
    def deleted(self) -> list[int]:
        """Utterances that appear in no sentence."""
        shown = {source for each in self.sentences for source in each.sources}
        return [number for number in self.heard if number not in shown]

    @property
    def speakers(self) -> list[str]:
        """Names that readers gave, in the order of speech."""
        return list(dict.fromkeys(each.speaker for each in self.sentences if each.speaker))

    def new_number(self) -> int:
        """For a sentence that a split makes; never given twice."""
        self._next_own += 1
        return self._next_own - 1

    # Changes

    def do(self, change: Change) -> None:
        """Apply a change that can be undone; what was undone before is forgotten."""
        self._apply(change)
        self._redo.clear()
        self._undo.append(change)
        self._kept += change.size
        while self._kept > MOST_KEPT and len(self._undo) > 1:
            self._kept -= self._undo.popleft().size

    @property
    def can_undo(self) -> bool:
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        return bool(self._redo)

    def undo(self) -> Change | None:
        """What was applied; None where there is nothing to undo."""
        if not self._undo:
            return None
        change = self._undo.pop()
        self._kept -= change.size
        self._redo.append(change)
        self._apply(change.inverse)
        return change.inverse

    def redo(self) -> Change | None:
        if not self._redo:
            return None
        change = self._redo.pop()
        self._undo.append(change)
        self._kept += change.size
        self._apply(change)
        return change

    def take(self, transcript: Transcript) -> bool:
        """What the running captions, or the window of captions, have changed meanwhile. Whether anything did."""
        edits = transcript.edits
        finals = {each.utterance_id: each for each in transcript.segments if each.utterance_id not in edits.origins}
        fresh = {number: each for number, each in {**edits.heard, **finals}.items() if self.heard.get(number) != each}
        gone = {*edits.heard} - {source for each in edits.origins.values() for source in each}
        changed = self._take_corrections(transcript) | self._take_labels(transcript)
        for number, final in fresh.items():
            known = number in self.heard
            self.heard[number] = final
            here = self._by_number.get(number)
            if (not known and number not in gone) or (here is not None and not here.origins):
                self._by_number[number] = recognised(final, "" if here is None else here.speaker)
                changed = True
        if changed:
            self._put_in_order()
        return changed

    def _take_corrections(self, transcript: Transcript) -> bool:
        """Sentences that were corrected elsewhere, and here not at all."""
        changed = False
        for final in transcript.segments:
            number = final.utterance_id
            here = self._by_number.get(number)
            untouched = number not in self._unsaved and (here is None or not here.origins)
            if transcript.edits.origins.get(number) == (number,) and untouched and number in self.heard and here:
                self._enter(sentence_of(final, transcript))
                changed = True
        return changed

    def _take_labels(self, transcript: Transcript) -> bool:
        """Of sentences that no act changed here, as captions that run are labelled: saving one keeps its speaker."""
        changed = False
        for number, speaker in transcript.edits.speakers.items():
            here = self._by_number.get(number)
            if here is not None and here.speaker != speaker and number not in self._acted:
                self._by_number[number] = replace(here, speaker=speaker)
                changed = True
        return changed

    # Saving

    def take_unsaved(self) -> Unsaved:
        """What was changed since the last call, as it stands now."""
        numbers, marks = self._unsaved, self._unsaved_marks
        self._unsaved, self._unsaved_marks = set(), set()
        sentences = {number: self._by_number.get(number) for number in numbers}
        own = {number: self.final(each) for number, each in sentences.items() if each and number >= FIRST_OWN}
        return Unsaved(sentences, own, {position: self.marks.get(position) for position in marks})

    def put_back(self, unsaved: Unsaved) -> None:
        """It could not be saved."""
        self._unsaved.update(unsaved.sentences)
        self._unsaved_marks.update(unsaved.marks)

    def final(self, sentence: EditedSentence) -> Final:
        """A sentence in the shape of a final."""
        return as_final(sentence, next(self.heard[each] for each in sentence.sources if each in self.heard))

    def _apply(self, change: Change) -> None:
        for each in change.before:
            self._by_number.pop(each.number, None)
        for each in change.after:
            self._enter(each)
        for mark in change.marks_before:
            self.marks.pop(mark.position, None)
        self.marks.update({mark.position: mark for mark in change.marks_after})
        numbers = {each.number for each in (*change.before, *change.after)}
        self._acted |= numbers
        self._unsaved |= numbers
        self._unsaved_marks.update(each.position for each in (*change.marks_before, *change.marks_after))
        self._put_in_order()

    def _enter(self, sentence: EditedSentence) -> None:
        """One that is as recognised takes the newest recognised text."""
        final = None if sentence.origins else self.heard.get(sentence.number)
        stale = final is not None and not _is_heard(sentence, final)
        self._by_number[sentence.number] = recognised(final, sentence.speaker) if final and stale else sentence
        self._next_own = max(self._next_own, sentence.number + 1)

    def _put_in_order(self) -> None:
        self.sentences = sorted(self._by_number.values(), key=lambda each: each.place)


def _is_heard(sentence: EditedSentence, final: Final) -> bool:
    here = (sentence.text, sentence.words, sentence.start, sentence.end, sentence.stream)
    return here == (final.text, final.words, final.start, final.end, final.stream)


def sentence_of(final: Final, transcript: Transcript) -> EditedSentence:
    """A segment of a transcript as a sentence."""
    number, edits = final.utterance_id, transcript.edits
    return EditedSentence(
        number,
        final.start,
        final.end,
        final.text,
        final.words,
        final.stream,
        edits.speakers.get(number, ""),
        edits.origins.get(number, ()),
    )
