"""Labels of speakers as an edit of a transcript: where sentences are cut, and whose names stay."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.exporters import export
from app.transcripts.editing import EditedTranscript
from app.transcripts.editing_acts import name_speaker, rename_speaker
from app.transcripts.speaker_labels import (
    LabelOptions,
    SpeakersMissing,
    SpokenTurns,
    is_label,
    label_kept,
    label_unkept,
    labelled,
    voice_of,
    voices_at_hand,
)
from app.transcripts.store import TranscriptStore
from app.transcripts.values import Transcript, unsaved_transcript
from engine.errors import BadInput
from engine.events import DecodedBy, Final, Stream, Word
from engine.speakers.turns import Turn
from engine.timeline import SAMPLE_RATE
from tests.support.audio import Loudness

S = SAMPLE_RATE


def _final(number: int, start: float, words: str, stream: Stream | None = None, *, timed: bool = True) -> Final:
    """A word a second."""
    begin, pieces = round(start * S), words.split()
    times = tuple(Word(each, begin + at * S, begin + (at + 1) * S, 0.9) for at, each in enumerate(pieces))
    end = begin + len(pieces) * S
    return Final(
        number,
        begin,
        end,
        words,
        times if timed else (),
        model="m",
        decoded_by=DecodedBy.CTC,
        real_time_factor=0.1,
        stream=stream,
    )


def _transcript(*finals: Final) -> Transcript:
    return unsaved_transcript(finals, source="talk", model="m")


def _told(transcript: EditedTranscript) -> list[tuple[str, str]]:
    return [(each.speaker, each.text) for each in transcript.sentences]


def _labelled(transcript: Transcript, *turns: Turn) -> EditedTranscript:
    edited = EditedTranscript(transcript)
    change, _ = labelled(edited, SpokenTurns(turns))
    assert change is not None
    edited.do(change)
    return edited


def test_a_sentence_is_cut_where_the_speaker_changes_by_the_times_of_its_words() -> None:
    talk = _transcript(_final(1, 0, "Are you well? Yes, I am."), _final(2, 8, "Good."))
    edited = _labelled(
        talk, Turn(0, 3 * S - 900, 0, True), Turn(3 * S - 900, 6 * S, 1, True), Turn(8 * S, 9 * S, 0, True)
    )
    assert _told(edited) == [("Speaker 1", "Are you well?"), ("Speaker 2", "Yes, I am."), ("Speaker 1", "Good.")]
    assert [word.text for word in edited.sentences[1].words] == ["Yes,", "I", "am."]
    edited.undo()
    assert _told(edited) == [("", "Are you well? Yes, I am."), ("", "Good.")]


def test_without_times_of_words_a_sentence_is_whoever_speaks_most_of_it() -> None:
    edited = _labelled(
        _transcript(_final(1, 0, "one two three four", timed=False)), Turn(0, S, 0, True), Turn(S, 4 * S, 1, True)
    )
    assert _told(edited) == [("Speaker 2", "one two three four")]


def test_what_is_uncertain_says_so_and_is_renamed_with_its_speaker() -> None:
    talk = _transcript(_final(1, 0, "one two"), _final(2, 3, "three four"))
    edited = _labelled(talk, Turn(0, 2 * S, 0, True), Turn(3 * S, 5 * S, 0, False))
    assert [speaker for speaker, _ in _told(edited)] == ["Speaker 1", "Speaker 1?"]
    change = rename_speaker(edited, edited.sentences[0].voice, "Anna")
    assert change is not None
    edited.do(change)
    assert [speaker for speaker, _ in _told(edited)] == ["Anna", "Anna?"]


def test_a_sentence_in_which_two_speak_at_once_is_marked_and_renamed_with_its_speaker() -> None:
    talk = _transcript(_final(1, 0, "one two"), _final(2, 3, "three four"), _final(3, 6, "five six"))
    edited = EditedTranscript(talk)
    turns = Turn(0, 2 * S, 0, True), Turn(3 * S, 5 * S, 0, True), Turn(6 * S, 8 * S, 0, False)
    at_once = (S, S + 7000), (3 * S, 3 * S + 5000), (4 * S, 4 * S + 5000), (7 * S, 9 * S)
    change, count = labelled(edited, SpokenTurns(turns, at_once=at_once))
    assert change is not None
    edited.do(change)
    assert count == 1
    assert [speaker for speaker, _ in _told(edited)] == ["Speaker 1", "Speaker 1 +", "Speaker 1? +"]
    renamed = rename_speaker(edited, edited.sentences[1].voice, "Anna")
    assert renamed is not None
    edited.do(renamed)
    assert [speaker for speaker, _ in _told(edited)] == ["Anna", "Anna +", "Anna? +"]
    assert is_label("Speaker 3? +")


def test_a_cut_amid_a_stretch_of_two_leaves_a_mark_on_both_sides() -> None:
    edited = EditedTranscript(_transcript(_final(1, 0, "one two three four")))
    turns = Turn(0, 2 * S, 0, True), Turn(2 * S, 4 * S, 1, True)
    change, _ = labelled(edited, SpokenTurns(turns, at_once=((2 * S - 5000, 2 * S + 5000),)))
    assert change is not None
    edited.do(change)
    assert _told(edited) == [("Speaker 1 +", "one two"), ("Speaker 2 +", "three four")]


def test_labels_that_are_made_again_lose_a_mark_that_does_not_hold() -> None:
    edited = EditedTranscript(_transcript(_final(1, 0, "one two")))
    turns = (Turn(0, 2 * S, 0, True),)
    for at_once, expected in ((((0, S),), "Speaker 1 +"), ((), "Speaker 1")):
        change, _ = labelled(edited, SpokenTurns(turns, at_once=at_once))
        assert change is not None
        edited.do(change)
        assert [speaker for speaker, _ in _told(edited)] == [expected]


class LoudIsTwo:
    """Hears two speakers wherever it is loud."""

    def overlaps(self, sound: np.ndarray) -> list[tuple[int, int]]:
        loud = np.flatnonzero(np.abs(sound) > 0.25)
        return [(int(loud[0]), int(loud[-1]) + 1)] if len(loud) else []


def test_the_mark_comes_from_the_mixture_of_two_and_stands_in_the_exports(tmp_path: Path) -> None:
    first, second = (np.zeros(24 * S, np.float32) for _ in range(2))
    first[: 4 * S] = first[14 * S : 18 * S] = 0.2
    second[15 * S : 17 * S] = 0.2
    soundfile.write(tmp_path / "talk.wav", first + second, S)
    talk = _transcript(_final(1, 0, "one two three four"), _final(2, 14, "five six seven eight"))
    made = label_unkept(talk, tmp_path / "talk.wav", Loudness(), LabelOptions(speakers=1, overlap=LoudIsTwo))
    assert made.edits.speakers == {1: "Speaker 1", 2: "Speaker 1 +"}
    assert [each["speaker"] for each in json.loads(export(made, "json"))["segments"]] == ["Speaker 1", "Speaker 1 +"]
    assert "Speaker 1 +: five six seven eight" in export(made, "txt")
    assert "*Speaker 1 +*" in export(made, "md")


def test_a_name_that_a_reader_gave_stays_and_goes_to_the_whole_voice() -> None:
    edited = EditedTranscript(_transcript(_final(1, 0, "one two"), _final(2, 3, "three four"), _final(3, 6, "five")))
    named = name_speaker(edited.sentences[:1], "Anna")
    assert named is not None
    edited.do(named)
    change, count = labelled(edited, SpokenTurns((Turn(0, 5 * S, 0, True), Turn(6 * S, 7 * S, 1, True))))
    assert change is not None
    edited.do(change)
    assert count == 2
    assert [speaker for speaker, _ in _told(edited)] == ["Anna", "Anna", "Speaker 2"]
    again, _ = labelled(edited, SpokenTurns((Turn(0, 5 * S, 0, True), Turn(6 * S, 7 * S, 0, True))))
    assert again is not None
    assert [each.speaker for each in again.after] == ["Anna"]


def test_a_name_that_captions_gave_is_cut_and_revised_as_any_label() -> None:
    """As that of an enrolled voice that turned out to be another; the same name from a reader stays."""
    edited = EditedTranscript(_transcript(_final(1, 0, "one two three four"), _final(2, 6, "five six")))
    named = name_speaker(edited.sentences, "Anna")
    assert named is not None
    edited.do(named)
    turns = Turn(0, 2 * S, 0, True), Turn(2 * S, 8 * S, 1, True)
    change, _ = labelled(edited, SpokenTurns(turns, kept={1: "Anna"}))
    assert change is not None
    edited.do(change)
    assert _told(edited) == [("Speaker 1", "one two"), ("Anna", "three four"), ("Anna", "five six")]


def test_the_microphone_is_one_person_and_gets_no_label() -> None:
    talk = _transcript(_final(1, 0, "one", Stream.ME), _final(2, 3, "two", Stream.OTHERS))
    edited = _labelled(talk, Turn(0, S, 0, True), Turn(3 * S, 4 * S, 0, True))
    assert [speaker for speaker, _ in _told(edited)] == ["", "Speaker 1"]


def test_labels_of_both_languages_are_labels_and_names_are_not() -> None:
    assert all(map(is_label, ("Speaker 1", "Speaker 12?", "说话人 3")))
    assert not any(map(is_label, ("Speaker", "Speaker One", "Anna", "Anna?")))
    assert is_label("Voix 2", "Voix {number}")


def _sound(path: Path) -> Path:
    soundfile.write(path, np.repeat(np.array([0.1, 0.4, 0.1], np.float32), 4 * S), S)
    return path


def test_a_kept_transcript_is_labelled_from_its_sound(tmp_path: Path) -> None:
    store = TranscriptStore(tmp_path / "transcripts.db")
    try:
        number = store.begin_session("talk", "m", None, _sound(tmp_path / "talk.wav"), linked=True)
        for final in (_final(1, 0, "a b c d e f"), _final(2, 7, "g h i j k")):
            store.append(number, final)
        store.end_session(number, 12 * S)
        assert label_kept(store, number, Loudness(), LabelOptions(label="说话人 {number}")) == 2
        kept = store.load(number)
    finally:
        store.close()
    names = [kept.edits.speakers[each.utterance_id] for each in kept.segments]
    assert names == ["说话人 1", "说话人 2", "说话人 2", "说话人 1"]
    assert [each.text for each in kept.segments] == ["a b c d", "e f", "g", "h i j k"]


def test_a_transcript_in_no_store_is_labelled_for_its_export(tmp_path: Path) -> None:
    talk = _transcript(_final(1, 0, "a b c d"), _final(2, 4, "e f g h"))
    made = label_unkept(talk, _sound(tmp_path / "talk.wav"), Loudness(), LabelOptions())
    assert [made.edits.speakers[each.utterance_id] for each in made.segments] == ["Speaker 1", "Speaker 2"]
    one = label_unkept(talk, tmp_path / "talk.wav", Loudness(), LabelOptions(speakers=1))
    assert {*one.edits.speakers.values()} == {"Speaker 1"}


def test_without_sound_or_model_a_sentence_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SpeakersMissing, match="models get campplus-zh-en"):
        voices_at_hand(tmp_path)
    talk = _transcript(_final(1, 0, "a"))
    with pytest.raises(BadInput):
        label_unkept(replace(talk), tmp_path / "none.wav", Loudness(), LabelOptions())


def test_an_enrolled_voice_has_its_name(tmp_path: Path) -> None:
    talk = _transcript(_final(1, 0, "a b c d"), _final(2, 4, "e f g h"))
    options = LabelOptions(known={"Anna": np.array([1.0, 0.0], np.float32)})
    made = label_unkept(talk, _sound(tmp_path / "talk.wav"), Loudness(), options)
    assert [made.edits.speakers[each.utterance_id] for each in made.segments] == ["Speaker 1", "Anna"]


def test_the_voice_of_a_speaker_is_that_of_their_sentences(tmp_path: Path) -> None:
    store = TranscriptStore(tmp_path / "transcripts.db")
    try:
        number = store.begin_session("talk", "m", None, _sound(tmp_path / "talk.wav"), linked=True)
        for final in (_final(1, 0, "a b c d e f"), _final(2, 7, "g h i j k")):
            store.append(number, final)
        store.end_session(number, 12 * S)
        label_kept(store, number, Loudness(), LabelOptions())
        kept = store.load(number)
    finally:
        store.close()
    spoken = EditedTranscript(kept).sentences
    first = [each for each in spoken if each.speaker == "Speaker 1"]
    assert voice_of(kept, first, Loudness()).tolist() == [0.0, 1.0]
    with pytest.raises(BadInput, match="too little speech"):
        voice_of(kept, [each for each in spoken if each not in first], Loudness())
