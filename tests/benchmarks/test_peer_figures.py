"""Figures of live captioners, from made-up logs whose figures can be worked out by hand."""

from __future__ import annotations

import math
import os
import runpy
import sys
import time
import types
from contextlib import closing

import numpy as np
import pytest
import soundfile

from benchmarks.peer_environments import ADAPTERS, PEERS
from benchmarks.peer_figures import (
    Spoken,
    SpokenWord,
    Turn,
    Update,
    figures_of,
    percentile,
    read_log,
    together,
    words_of,
)
from benchmarks.peer_runs import (
    Cost,
    EarshotText,
    PeerFailed,
    ProcessWatch,
    earshot_command,
    first_sample_s,
    run_earshot,
    run_peer,
)
from benchmarks.peer_sound import speech_bounds
from benchmarks.peers import Row, both, line, table
from engine.audio.file import read_mono
from engine.timeline import to_samples
from tests.conftest import ROOT

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def spoken(*turns, seconds=10.0):
    """turns: (start_s, text), each word 0.5 s long."""
    words, found = [], []
    for number, (start_s, text) in enumerate(turns):
        ends = [start_s + 0.5 * (place + 1) for place in range(len(text.split()))]
        words += [SpokenWord(word, end, number) for word, end in zip(text.split(), ends, strict=True)]
        found.append(Turn(start_s, ends[-1], text))
    return Spoken(seconds, tuple(found), tuple(words))


def scored(sound, *updates):
    """updates: (t, text) for provisional text, (t, committed, provisional) for both."""
    log = [Update(each[0], each[1] if len(each) == 3 else "", each[-1]) for each in updates]
    return figures_of(sound, log)


MEETING = spoken((1.0, "we meet today"))  # ends at 1.5, 2.0 and 2.5


def test_a_word_counts_from_its_end_to_the_first_update_that_shows_it():
    found = scored(MEETING, (1.8, "we"), (2.4, "we meet"), (3.0, "we meet today"))
    assert found.first_s == pytest.approx([0.3, 0.4, 0.5])
    assert found.stable_s == found.first_s


def test_a_word_that_left_its_place_is_stable_from_its_return_on():
    found = scored(MEETING, (2.4, "we meet"), (2.7, "we met"), (3.0, "we meet today"))
    assert found.first_s == pytest.approx([0.9, 0.4, 0.5])
    assert found.stable_s == pytest.approx([0.9, 1.0, 0.5])


def test_a_word_that_is_wrong_in_the_end_has_no_times():
    found = scored(MEETING, (2.4, "we meet"), (3.0, "we met today"))
    assert found.first_s == pytest.approx([0.9, 0.5])


def test_a_word_is_not_shown_by_the_same_word_at_another_place():
    again = spoken((0.0, "the cat saw the dog"))
    found = scored(again, (1.0, "the"), (2.0, "the cat saw"), (3.0, "the cat saw the dog"))
    assert found.first_s == pytest.approx([0.5, 1.0, 0.5, 1.0, 0.5])


def test_a_wrong_word_at_the_end_takes_the_next_place():
    """So it is no addition to the turn before, whose words have not changed."""
    found = scored(
        spoken((0.0, "we meet"), (2.0, "today")), (1.5, "we meet"), (2.6, "we meet to"), (3.0, "we meet today")
    )
    assert found.settled_s == pytest.approx([0.5, 0.5])


def test_case_and_punctuation_are_no_changes():
    found = scored(MEETING, (3.0, "We meet, today."), (4.0, "we meet today"))
    assert (found.erased, found.shown, found.behind_s) == (0, 3, 0.0)
    assert found.settled_s == pytest.approx([0.5])


def test_numbers_count_as_written_and_a_second_rate_maps_them():
    found = scored(spoken((0.0, "twenty four rooms")), (2.0, "24 rooms"))
    assert found.errors.errors == 2
    assert found.errors_numbers_mapped.errors == 0
    assert words_of("Twenty-four, 24!") == ("twenty", "four", "24")


def test_onset_is_the_first_update_with_more_words_than_all_turns_before():
    two = spoken((1.0, "we meet"), (3.0, "today"))
    found = scored(two, (1.6, "we"), (2.2, "we meet"), (3.2, "we meet"), (3.7, "we meet to"), (4.0, "we meet today"))
    assert found.onset_s == pytest.approx([0.6, 0.7])


def test_a_turn_without_any_word_has_no_onset_and_is_never_settled():
    found = scored(spoken((1.0, "we meet"), (3.0, "today")), (2.2, "we meet"))
    assert (len(found.onset_s), len(found.settled_s), found.turns) == (1, 1, 2)


def test_a_turn_is_settled_at_the_last_change_of_its_words():
    two = spoken((0.0, "we meet"), (2.0, "today at ten"))
    found = scored(
        two, (1.2, "we meat"), (1.6, "we meet"), (3.8, "we meet today at ten"), (4.0, "we meet today at ten")
    )
    assert found.settled_s == pytest.approx([0.6, 0.3])


def test_a_turn_is_marked_when_all_its_settled_words_are_committed():
    two = spoken((0.0, "we meet"), (2.0, "today"))
    found = scored(two, (1.2, "we", " meet"), (2.0, "we meet", ""), (2.7, "we meet", " today"))
    assert found.marked_s == pytest.approx([1.0])
    assert found.settled_s == pytest.approx([0.2, 0.2])


def test_committed_words_that_change_again_are_marked_afterwards():
    found = scored(MEETING, (2.7, "we met today", ""), (3.5, "we meet today", ""))
    assert found.marked_s == pytest.approx([1.0])


def test_flicker_counts_each_word_that_was_replaced_or_removed():
    found = scored(MEETING, (1.0, "i scream for it"), (2.0, "we scream for it"), (3.0, "we scream"))
    assert (found.erased, found.shown) == (3, 5)
    assert found.flicker == pytest.approx(0.6)


def test_a_word_that_is_put_between_erases_none():
    found = scored(MEETING, (1.0, "we today"), (2.0, "we meet today"))
    assert (found.erased, found.shown) == (0, 3)


def test_behind_is_what_the_last_change_came_after_the_end_of_the_sound():
    sound = spoken((0.0, "we meet"), seconds=1.0)
    found = scored(sound, (1.2, "we"), (1.7, "we meet"), (4.0, "we meet", ""))
    assert found.behind_s == pytest.approx(0.7)


def test_a_captioner_that_shows_nothing_has_missed_every_word():
    found = figures_of(MEETING, [])
    assert found.errors.rate == 1.0
    assert math.isnan(found.flicker)


def test_streams_together_pool_their_samples_and_add_their_errors():
    one = scored(MEETING, (3.0, "we meet today"))
    other = scored(MEETING, (4.0, "we met"), (5.0, "we met today"))
    total = together([one, other])
    assert (total.errors.errors, total.errors.reference_length, total.turns) == (1, 6, 2)
    assert len(total.first_s) == 5


def test_percentiles_are_nearest_ranks():
    assert (percentile(range(1, 19), 0.95), percentile(range(1, 27), 0.95), percentile([3, 1, 2], 0.5)) == (18, 25, 2)


def test_a_log_is_one_object_a_line(tmp_path):
    path = tmp_path / "log.jsonl"
    path.write_text('{"t": 0.0, "committed": "", "provisional": "", "clock": 12.5}\n')
    assert read_log(path) == [Update(0.0, "", "")]


# -- Earshot's events ----------------------------------------------------------------------------------------


def partial(utterance, start, text):
    return {"type": "partial", "utterance": utterance, "start": start, "text": text}


def final(utterance, start, text, draft=False):
    return partial(utterance, start, text) | {"type": "final", "draft": draft}


def after(*events):
    text = EarshotText()
    return [text.take(event) for event in events][-1]


def test_a_final_is_committed_and_what_follows_is_provisional():
    assert after(partial(1, 0.5, "we me"), final(1, 0.5, "We meet."), partial(2, 3.0, "to")) == ("We meet.", " to")


def test_a_draft_stays_provisional_and_so_does_what_stands_behind_it():
    drafts = (final(1, 0.5, "We met.", draft=True), final(2, 3.0, "Today."))
    assert after(*drafts) == ("", "We met. Today.")
    assert after(*drafts, final(1, 0.5, "We meet.")) == ("We meet. Today.", "")


def test_an_utterance_without_text_leaves_the_screen():
    assert after(final(1, 0.5, "We meet."), partial(2, 3.0, "uh"), {"type": "nothing_said", "utterance": 2}) == (
        "We meet.",
        "",
    )


def test_the_sound_began_where_the_earliest_arrival_says():
    events = [
        {"type": "speech_started", "start": 0.5, "heard_s": 100.52},
        {"type": "partial", "start": 0.5, "end": 1.5, "heard_s": 101.5},
        {"type": "level", "end": 9.0},
    ]
    assert first_sample_s(events) == pytest.approx(100.0)


def test_a_mode_may_stand_in_front_of_further_arguments(tmp_path):
    command = earshot_command("calm --model mini", tmp_path / "talk.wav")
    assert command[-4:] == ["--mode", "calm", "--model", "mini"]
    assert "--realtime" in command


def test_cost_counts_from_the_first_block_to_the_last_text():
    watch = ProcessWatch([(10.0, 5.0, 300.0), (11.0, 6.0, 200.0), (12.0, 7.0, 250.0), (13.0, 9.0, 260.0)])
    cost = watch.cost(10.5, 12.5, load=0.2)
    assert cost.cpu_s == pytest.approx(2.5)
    assert (cost.rss_mib, cost.rss_life_mib) == (250.0, 300.0)


# -- sessions ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def feeding():
    """The adapters' common part, which lies beside them without a package."""
    return types.SimpleNamespace(**runpy.run_path(str(ROOT / "benchmarks" / "peer_programs" / "feeding.py")))


def test_a_block_is_handed_over_when_its_last_sample_would_have_been_heard(feeding, tmp_path):
    arrived = []
    began_s = time.monotonic()
    with closing(feeding.Log(tmp_path / "log")) as log:
        feeding.feed(np.zeros(1_600, np.int16), log, lambda block: arrived.append((len(block), time.monotonic())))
    assert [size for size, _ in arrived] == [640, 640, 320]
    assert [at - began_s >= due_s for (_, at), due_s in zip(arrived, (0.04, 0.08, 0.1), strict=True)] == [True] * 3


def test_a_log_parts_final_from_provisional_and_has_each_text_once(feeding, tmp_path):
    with closing(feeding.Log(tmp_path / "log")) as log:
        log.show(["before the sound"], [])
        log.begin()
        for _ in range(2):
            log.show(["We meet. "], ["today", ""])
    shown = read_log(tmp_path / "log")
    assert [update.text for update in shown] == ["", "We meet. today"]
    assert shown[1].committed == "We meet."


def adapter(tmp_path, *lines):
    path = tmp_path / "adapter.py"
    path.write_text("\n".join(("import json, sys, time", "log = open(sys.argv[1], 'w')", *lines)))
    return [sys.executable, str(path)]


BEGIN = (
    "print(json.dumps({'t': 0, 'committed': '', 'provisional': '', 'clock': time.monotonic()}), file=log, flush=True)"
)


@LINUX
def test_a_peer_that_fails_has_no_figures_but_a_reason(tmp_path):
    command = adapter(tmp_path, BEGIN, "sys.exit('no room')")
    with pytest.raises(PeerFailed, match="no room"):
        run_peer(command, 0.1, tmp_path / "log.jsonl", dict(os.environ), limit_s=60)


@LINUX
def test_a_peer_that_does_not_end_is_ended_and_its_log_counts(tmp_path):
    command = adapter(tmp_path, BEGIN, "while True: time.sleep(0.01)")
    cost = run_peer(command, 0.1, tmp_path / "log.jsonl", dict(os.environ), limit_s=2)
    assert read_log(tmp_path / "log.jsonl") == [Update(0, "", "")]
    assert cost.rss_life_mib > 1


@LINUX
def test_earshots_own_captions_become_a_log(sample, tmp_path):
    sound, rate = soundfile.read(sample, frames=5 * 16_000)
    soundfile.write(tmp_path / "talk.wav", sound, rate)
    cost = run_earshot("balanced --model mini", tmp_path / "talk.wav", 5.0, tmp_path / "log.jsonl")
    shown = read_log(tmp_path / "log.jsonl")
    assert (shown[0], shown[-1].provisional) == (Update(0.0, "", ""), "")
    assert any(update.provisional for update in shown)
    assert 0 < shown[1].t < shown[-1].t
    assert cost.cpu_s > 0


def test_the_bounds_of_speech_leave_the_silence_around_it_out(sample):
    said = read_mono(sample)[: to_samples(3.0)]
    start, end = speech_bounds(said)
    silence = np.zeros(to_samples(1.024), np.float32)
    moved = speech_bounds(np.concatenate([silence, said[start:end], silence]))
    assert moved == pytest.approx((len(silence), len(silence) + end - start), abs=to_samples(0.1))


# -- the table -----------------------------------------------------------------------------------------------


def row(sound, seconds, cost):
    return Row("somebody", sound, seconds, scored(MEETING, (3.0, "we meet today")), cost)


def test_streams_together_share_their_cpu_by_seconds_and_keep_the_highest_memory():
    total = both([row("clips 1", 50.0, Cost(25.0, 200, 300, 0.1)), row("long 1", 150.0, Cost(95.0, 270, 280, 0.2))])
    assert total.cost == Cost(120.0, 270, 300, 0.2)
    cells = line(total).split(" | ")
    assert cells[1:4] == ["together", "0.0", "0.0"]
    assert cells[10] == "0.60"


def test_a_peer_without_figures_stands_in_the_table_with_the_reason():
    printed = table([Row("somebody", "clips 1", failure="pip: no room"), row("long 1", 9.0, Cost(1.0, 2, 3, 0))])
    assert "| somebody | clips 1 | not available: pip: no room |" in printed
    assert {text.count("|") for text in printed.splitlines()} == {15}


@pytest.mark.parametrize("name", PEERS)
def test_every_peer_has_an_adapter_and_pinned_packages(name):
    assert (ADAPTERS / PEERS[name].adapter).is_file()
    assert all("==" in package for package in (*PEERS[name].packages, *PEERS[name].alone))
