"""The accuracy benchmark: what it counts, and that it runs the session it claims to run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.scoring import Clip
from benchmarks.accuracy import (
    NAMES,
    changed_words,
    cut_turns,
    false_characters,
    inserted,
    merged_utterances,
    read_turns,
    vocabulary,
)
from benchmarks.peer_figures import Turn
from benchmarks.quiet import Placed, scored
from benchmarks.simulated_live import Told, caption
from tests.support.audio import sine
from tests.support.recognisers import LoudnessDetector, ScriptedRecogniser

TURNS = [Turn(0.0, 4.0, "one"), Turn(4.5, 8.0, "two")]


def said(start_s, end_s, text="words"):
    return Told(start_s, end_s, text)


def test_a_turn_in_one_caption_is_whole():
    captions = [said(0.0, 4.2), said(4.2, 8.2)]
    assert cut_turns(TURNS, captions) == []
    assert merged_utterances(TURNS, captions) == []


def test_a_turn_in_two_captions_is_cut():
    assert cut_turns(TURNS, [said(0.0, 2.0), said(2.0, 4.2), said(4.3, 8.0)]) == TURNS[:1]


@pytest.mark.parametrize(("between", "cut"), [(0.25, False), (3.75, False), (0.35, True), (3.65, True)])
def test_a_border_within_three_tenths_of_a_turns_ends_is_no_cut(between, cut):
    assert bool(cut_turns(TURNS[:1], [said(0.0, between), said(between, 4.0)])) is cut


def test_a_caption_of_two_turns_is_merged_and_cuts_neither():
    captions = [said(0.0, 8.0)]
    assert merged_utterances(TURNS, captions) == captions
    assert cut_turns(TURNS, captions) == []


def test_only_names_that_were_not_said_are_inserted_ones():
    text = f"{NAMES[0]} met {NAMES[1].upper()}."
    assert inserted(text, NAMES[:1]) == (NAMES[1],)


def test_a_guess_that_was_taken_back_counts_as_shown_only():
    told = [[Told(0.0, 1.0, "two words"), Told(2.0, 3.0, "", "no speech", guess="you")]]
    assert false_characters(told) == (8, 11)


def test_committed_words_are_compared_with_the_beginning_of_the_final():
    whole = Told(0.0, 1.0, "There was no way out.", stable="there was")
    other = Told(0.0, 1.0, "There was no way out.", stable="Zero was")
    dropped = Told(0.0, 1.0, "", stable="你好")
    assert [changed_words([each]) for each in (whole, other, dropped)] == [(0, 2), (1, 2), (2, 2)]


def test_the_list_holds_sixteen_names_and_all_that_are_said():
    request = vocabulary("en")
    assert len(set(request.hotwords)) == 16
    assert request.steering is not None


def test_the_table_of_turns_keeps_quotation_marks(tmp_path):
    (tmp_path / "turns.tsv").write_text('start\tend\tspeaker\ttext\n1.00\t2.50\tA\t"Yes," he said\n')
    assert read_turns(tmp_path / "turns.tsv") == [Turn(1.0, 2.5, '"Yes," he said')]


def test_a_recording_becomes_the_same_captions_each_time():
    sound = np.concatenate([sine(2.0), np.zeros(24_000, np.float32), sine(1.0)])
    runs = [caption(sound, ScriptedRecogniser(["first", "second"]), detector=LoudnessDetector()) for _ in range(2)]
    assert runs[0] == runs[1]
    assert [each.text for each in runs[0]] == ["first", "second"]
    assert runs[0][0].guess
    assert runs[0][0].end_s == pytest.approx(2.2, abs=0.1)


def clip(name, text):
    return Clip(name, Path(name), 1.0, "en", text, use="wer")


def test_only_the_softer_clips_of_a_row_are_scored_each_by_the_captions_that_lie_in_it():
    placed = [
        Placed(clip("near", "good morning"), 1.0, 3.0, scored=False),
        Placed(clip("far", "see you later"), 4.0, 6.0, scored=True),
        Placed(clip("lost", "yes"), 7.0, 8.0, scored=True),
    ]
    told = [said(0.8, 3.4, "Good evening."), said(3.5, 5.0, "See you"), said(5.0, 6.2, "later.")]
    errors, lost = scored(placed, told, "en")
    assert (errors.errors, errors.reference_length, lost) == (1, 4, 1)
