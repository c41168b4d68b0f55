"""The edits of a reader, each as one change, or None where nothing would change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.marking import places_of
from app.transcripts.correcting import corrected_words, pieces_of, shared
from app.transcripts.editing import EditedTranscript
from app.transcripts.editing_values import TWO_AT_ONCE, Change, EditedSentence, recognised, unsure
from app.transcripts.search_text import text_places
from app.transcripts.values import Bookmark
from engine.events import Stream, Word
from engine.text.units import join_texts, letters


def retext(transcript: EditedTranscript, number: int, text: str) -> Change | None:
    """Other words in a sentence; one without text is deleted. Words that stay keep their times."""
    sentence, text = _at(transcript, number), " ".join(text.split())
    if text == sentence.text:
        return None
    if not text:
        return delete([sentence])
    return Change((sentence,), (_with_text(transcript, sentence, text),))


def split(transcript: EditedTranscript, number: int, caret: int) -> Change | None:
    """Two sentences, parted before the character at `caret`."""
    sentence = _at(transcript, number)
    parts = _cut(sentence, caret)
    if parts is None:
        return None
    left, right = parts
    return Change((sentence,), (left, replace(right, number=transcript.new_number())))


def merge(transcript: EditedTranscript, number: int) -> Change | None:
    """A sentence with the next one of its source; its speaker stays."""
    first, second = _at(transcript, number), neighbour(transcript, number, 1)
    return None if second is None else Change((first, second), (_settled(transcript, _joined(first, second, first)),))


def move(transcript: EditedTranscript, number: int, caret: int, way: int) -> Change | None:
    """Way 1: what stands behind `caret` begins the next sentence; -1: what stands before it ends the one before."""
    sentence, other = _at(transcript, number), neighbour(transcript, number, way)
    parts = _cut(sentence, caret)
    if parts is None or other is None:
        return None
    left, right = parts
    after = (left, _joined(right, other, other)) if way > 0 else (_joined(other, left, other), right)
    if after[0].place >= after[1].place:  # they would change places
        return None
    return Change((sentence, other), after)


def delete(sentences: Iterable[EditedSentence]) -> Change | None:
    gone = tuple(sentences)
    return Change(gone) if gone else None


def name_speaker(sentences: Iterable[EditedSentence], speaker: str) -> Change | None:
    """Whose words these are; "" for the source's own name."""
    name = " ".join(speaker.split())
    return _exchanged([(each, replace(each, speaker=name)) for each in sentences if each.speaker != name])


def rename_speaker(transcript: EditedTranscript, voice: tuple[str, Stream | None], speaker: str) -> Change | None:
    """Another name in every sentence of a voice (`EditedSentence.voice`), also where it is uncertain. The mark of two
    at once stays."""
    name, doubted = " ".join(speaker.split()), unsure(voice[0])
    pairs = [(each, name) for each in transcript.sentences if each.voice == voice]
    if voice[0] and name:
        pairs += [(each, unsure(name)) for each in transcript.sentences if each.voice[0] == doubted]
    marked = [(each, new + TWO_AT_ONCE if new and each.two_at_once else new) for each, new in pairs]
    return _exchanged([(each, replace(each, speaker=new)) for each, new in marked if each.speaker != new])


def cut_before_word(sentence: EditedSentence, at: int) -> tuple[EditedSentence, EditedSentence] | None:
    """Two parts under one number, the second from its word `at` on; None where it cannot be cut there."""
    before = sum(len(letters(word.text)) for word in timed_words(sentence)[:at])
    places = [place for place in range(len(sentence.text)) if len(letters(sentence.text[:place])) == before]
    return _cut(sentence, places[-1]) if places else None  # punctuation stays with the word before


def timed_words(sentence: EditedSentence) -> tuple[Word, ...]:
    """Words that make up the text, with their times; () where no times are known."""
    return _aligned(sentence) if sentence.words else ()


def restore(transcript: EditedTranscript, number: int) -> Change | None:
    """The recognised text, with the sentences that share a part of it."""
    sources, before = set(_at(transcript, number).sources), set[int]()
    while len(sources) > len(before):
        before = set(sources)
        for each in transcript.sentences:
            if sources.intersection(each.sources):
                sources.update(each.sources)
    concerned = tuple(each for each in transcript.sentences if sources.intersection(each.sources))
    if not any(each.origins for each in concerned):
        return None
    speakers = {source: each.speaker for each in reversed(concerned) for source in each.sources}
    return Change(concerned, _heard(transcript, sources, speakers))


def restore_deleted(transcript: EditedTranscript) -> Change | None:
    """Every sentence that was deleted, as it was recognised."""
    back = _heard(transcript, set(transcript.deleted), {})
    return Change((), back) if back else None


def note(transcript: EditedTranscript, mark: Bookmark) -> Change | None:
    """A mark at a time, or another note there."""
    before = transcript.marks.get(mark.position)
    mark = replace(mark, note=" ".join(mark.note.split()))
    return None if before == mark else Change(marks_before=(before,) if before else (), marks_after=(mark,))


def remove_note(transcript: EditedTranscript, position: int) -> Change | None:
    before = transcript.marks.get(position)
    return None if before is None else Change(marks_before=(before,))


# Find and replace


@dataclass(frozen=True, slots=True)
class FindPattern:
    """What is to be replaced. same_case: only as it is written. whole_words: not inside another word."""

    text: str
    same_case: bool = False
    whole_words: bool = False

    def places(self, text: str) -> Sequence[tuple[int, int]]:
        """[begin, end) of each in `text`, in order; none overlap."""
        if not self.text.strip():
            return ()
        if self.whole_words:
            return places_of([self.text], text, self.same_case)
        if self.same_case:
            return [match.span() for match in re.finditer(re.escape(self.text), text)]
        return text_places(self.text, text)


def replaced(text: str, sought: FindPattern, new: str, only: int | None = None) -> str:
    """`text` with `new` in every place of what is sought, or in that with the number `only` alone."""
    parts, at = [], 0
    for number, (begin, end) in enumerate(sought.places(text)):
        if only in (None, number):
            parts += [text[at:begin], new]
            at = end
    return " ".join("".join([*parts, text[at:]]).split()) if parts else text


def retext_all(transcript: EditedTranscript, texts: Iterable[tuple[EditedSentence, str]]) -> Change | None:
    """Other words in many sentences, as one change; one that is left without text is deleted."""
    pairs = [(each, text) for each, text in texts if text != each.text]
    after = tuple(_with_text(transcript, each, text) for each, text in pairs if text)
    return Change(tuple(each for each, _ in pairs), after) if pairs else None


def together(transcript: EditedTranscript, made: Iterable[Change]) -> Change | None:
    """Changes of texts as one; a sentence that changed since they were made stays as it is."""
    made = list(made)
    before = [each for change in made for each in change.before if transcript.sentence(each.number) is each]
    numbers = {each.number for each in before}
    after = (each for change in made for each in change.after if each.number in numbers)
    return Change(tuple(before), tuple(after)) if before else None


def neighbour(transcript: EditedTranscript, number: int, way: int) -> EditedSentence | None:
    """The next sentence of the same source (1), or the one before (-1)."""
    at, stream = transcript.place_of(number), _at(transcript, number).stream
    if at is None:
        return None
    others = transcript.sentences[at + 1 :] if way > 0 else transcript.sentences[:at][::-1]
    return next((each for each in others if each.stream is stream), None)


def _at(transcript: EditedTranscript, number: int) -> EditedSentence:
    found = transcript.sentence(number)
    if found is None:
        raise KeyError(number)
    return found


def _heard(transcript: EditedTranscript, numbers: set[int], speakers: dict[int, str]) -> tuple[EditedSentence, ...]:
    finals = (transcript.heard[number] for number in sorted(numbers) if number in transcript.heard)
    return tuple(recognised(each, speakers.get(each.utterance_id, "")) for each in finals)


def _exchanged(pairs: Sequence[tuple[EditedSentence, EditedSentence]]) -> Change | None:
    return Change(tuple(each for each, _ in pairs), tuple(each for _, each in pairs)) if pairs else None


def _with_text(transcript: EditedTranscript, sentence: EditedSentence, text: str) -> EditedSentence:
    made = replace(sentence, text=text, words=corrected_words(sentence, text), origins=sentence.sources)
    return _settled(transcript, made)


def _settled(transcript: EditedTranscript, sentence: EditedSentence) -> EditedSentence:
    """As recognised again where it has the text and the time of one whole utterance."""
    final = transcript.heard.get(sentence.number)
    if final is None or sentence.origins != (sentence.number,):
        return sentence
    here, there = (sentence.text, sentence.start, sentence.end), (" ".join(final.text.split()), final.start, final.end)
    return recognised(final, sentence.speaker) if here == there else sentence


def _cut(sentence: EditedSentence, caret: int) -> tuple[EditedSentence, EditedSentence] | None:
    """Two parts of one sentence, under its number; None where one has no text, or the time is too short for two."""
    left, right = sentence.text[:caret].strip(), sentence.text[caret:].strip()
    if not (left and right) or sentence.end - sentence.start < 2:
        return None
    words = _aligned(sentence)
    before, behind = _parted(words, len(letters(left)))
    share = len(left) / (len(left) + len(right))
    at = behind[0].start if behind else sentence.start + round((sentence.end - sentence.start) * share)
    at = min(max(at, sentence.start + 1), sentence.end - 1)
    end = min(max(before[-1].end, sentence.start), sentence.end) if before else at
    one = replace(sentence, text=left, end=end, origins=sentence.sources)
    other = replace(sentence, text=right, start=at, origins=sentence.sources)
    return replace(one, words=_inside(before, one)), replace(other, words=_inside(behind, other))


def _aligned(sentence: EditedSentence) -> tuple[Word, ...]:
    """Words whose letters are those of the text: a model may write 20 for "twenty"."""
    if letters("".join(each.text for each in sentence.words)) == letters(sentence.text):
        return sentence.words
    return corrected_words(sentence, sentence.text)


def _parted(words: Sequence[Word], count: int) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """Words before and behind the first `count` letters; a word that holds the border is cut by its letters."""
    at = 0
    for number, word in enumerate(words):
        length = len(letters(word.text))
        if at >= count and length:
            return tuple(words[:number]), tuple(words[number:])
        if at + length > count:
            one, other = _halves(word, count - at)
            return (*words[:number], one), (other, *words[number + 1 :])
        at += length
    return tuple(words), ()


def _halves(word: Word, count: int) -> tuple[Word, Word]:
    place = next(at for at in range(len(word.text) + 1) if len(letters(word.text[:at])) == count)
    one, other = shared([word.text[:place], word.text[place:]], word.start, word.end)
    return replace(one, probability=word.probability), replace(other, probability=word.probability)


def _joined(one: EditedSentence, other: EditedSentence, kept: EditedSentence) -> EditedSentence:
    """Both in one, under number and speaker of `kept`."""
    made = replace(
        kept,
        start=min(one.start, other.start),
        end=max(one.end, other.end),
        text=join_texts((one.text, other.text)),
        origins=tuple(dict.fromkeys((*one.sources, *other.sources))),
    )
    words = (*_timed(one), *_timed(other)) if one.words or other.words else ()
    return replace(made, words=_inside(words, made))


def _timed(sentence: EditedSentence) -> tuple[Word, ...]:
    """Its words; those of a sentence without times share its time."""
    return sentence.words or tuple(shared(pieces_of(sentence.text), sentence.start, sentence.end))


def _inside(words: Sequence[Word], sentence: EditedSentence) -> tuple[Word, ...]:
    """In order and inside the sentence; a word whose time has to change is no longer measured."""
    made, at = [], sentence.start
    for word in words:
        start = min(max(word.start, at), sentence.end)
        end = min(max(word.end, start), sentence.end)
        exact = (start, end) == (word.start, word.end)
        made.append(word if exact else replace(word, start=start, end=end, interpolated=True))
        at = start
    return tuple(made)
