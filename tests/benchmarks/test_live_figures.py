"""The live benchmark counts what people see: made-up events with known figures."""

from __future__ import annotations

import pytest

from benchmarks.live_figures import Figures, add_events, flat, percentile


def started(heard_s):
    return {"type": "speech_started", "utterance": 1, "heard_s": heard_s}


def partial(posted_s, stable, tentative=""):
    return {"type": "partial", "utterance": 1, "posted_s": posted_s, "stable": stable, "text": stable + tentative}


def final(posted_s, words, text=None, draft=False):
    """words: (text, end in seconds of sound) of an utterance of 0..3 s whose last sample was heard at 103 s."""
    spoken = [{"word": word, "start": end - 0.2, "end": end} for word, end in words]
    return {
        "type": "final",
        "utterance": 1,
        "start": 0.0,
        "end": 3.0,
        "text": text if text is not None else " ".join(word for word, _ in words),
        "words": spoken,
        "heard_s": 103.0,
        "decided_s": 103.5,
        "posted_s": posted_s,
        "real_time_factor": 0.1,
        "draft": draft,
    }


def figures(*events):
    found = Figures()
    add_events(found, events)
    return found


def test_the_first_partial_counts_from_the_onset():
    assert figures(started(100.2), partial(100.7, "", "we")).first_partial_s == [pytest.approx(0.5)]


def test_each_word_counts_from_its_own_end_to_its_first_sight():
    found = figures(
        started(100.0),
        partial(100.8, "", "we"),
        partial(101.5, "we", " meet"),
        final(103.6, [("We", 0.5), ("meet,", 1.0), ("today", 2.0)]),
    )
    assert found.word_shown_s == pytest.approx([0.3, 0.5, 1.6])
    assert found.word_stable_s == pytest.approx([1.0, 2.6, 1.6])


def test_a_changed_word_is_erased_once_and_what_follows_it_is_not():
    found = figures(started(100.0), partial(100.5, "", "i scream for it"), partial(101.0, "", "we scream for it"))
    assert (found.erased, found.shown, found.changes) == (1, 5, 2)
    assert found.flicker == pytest.approx(0.2)


def test_what_a_final_changes_is_told_apart():
    found = figures(started(100.0), partial(100.5, "", "ten"), final(103.6, [("eleven", 1.0)]))
    assert (found.erased, found.erased_by_finals) == (1, 1)
    assert found.flicker_before_finals == 0.0


def test_stable_text_taken_back_is_counted():
    found = figures(started(100.0), partial(100.5, "we meet"), partial(101.0, "we met"))
    assert found.taken_back == 1


def test_chinese_counts_by_characters():
    found = figures(started(100.0), partial(100.5, "", "今天开会"), partial(101.0, "", "今天开灰"))
    assert (found.erased, found.shown) == (1, 5)


def test_the_first_of_two_finals_gives_the_latency_and_the_draft():
    found = figures(started(100.0), final(103.7, [("a", 1.0)], draft=True), final(109.0, [("a", 1.0)]))
    assert found.after_endpoint_s == [pytest.approx(0.2)]
    assert found.drafts == 1


def test_a_word_counts_to_the_moment_that_a_window_had_it_on_the_screen():
    seen = partial(100.8, "", "we") | {"painted_s": 100.9}
    found = figures(started(100.0), seen, final(103.6, [("We", 0.5), ("met", 1.0)]) | {"painted_s": 103.7})
    assert found.word_painted_s == pytest.approx([0.4, 2.7])
    assert found.painting_s == pytest.approx([0.1, 0.1])
    assert found.timeline == [(0.5, pytest.approx(0.4)), (1.0, pytest.approx(2.7))]


def test_speech_grows_older_until_a_text_covers_it():
    """From the onset to the first text, from what that text heard to the next, and silence does not count."""
    first = partial(100.7, "", "we") | {"end": 0.6, "heard_s": 100.6}
    second = partial(101.9, "", "we met") | {"end": 1.1, "heard_s": 101.1}
    found = figures(started(100.2), first, second, final(103.9, [("we", 0.4), ("met", 1.0)]))
    assert found.unshown_s == pytest.approx([0.5, 1.3])


def test_speech_that_only_the_final_covers_waits_for_it():
    first = partial(100.7, "", "we") | {"end": 0.6, "heard_s": 100.6}
    found = figures(started(100.2), first, final(103.9, [("we", 0.4), ("met", 2.5)]))
    assert found.unshown_s == pytest.approx([0.5, 3.3])


def test_what_is_left_when_the_sound_has_ended_is_no_lag():
    first = partial(100.7, "", "we") | {"end": 0.6, "heard_s": 100.6}
    last = final(109.0, [("we", 0.4), ("met", 2.5)])
    assert figures(started(100.2), first, {"type": "source_ended"}, last).unshown_s == pytest.approx([0.5])


def test_the_delay_that_was_told_is_kept_at_its_worst():
    assert figures(*({"type": "behind_by", "behind_s": each} for each in (0.5, 2.0, 0.0))).most_behind_s == 2.0


def test_percentiles_and_an_empty_run():
    assert (percentile([3, 1, 2], 0.5), percentile(range(101), 0.95)) == (2, 95)
    assert flat(Figures())["drafts"] == 0
