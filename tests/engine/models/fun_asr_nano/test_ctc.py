"""Greedy collapse and forced alignment: the best path, with the reference's choice among equals."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.models.fun_asr_nano import ctc, vocabulary
from engine.models.fun_asr_nano.ctc import Alignment
from engine.text.wording import TokenSpan

BLANK = 9


def log_probs(rows: int, columns: int = 10, seed: int = 0) -> np.ndarray:
    raw = np.random.default_rng(seed).standard_normal((rows, columns))
    return np.asarray(raw - np.log(np.exp(raw).sum(axis=1, keepdims=True)))


def aligned(table: np.ndarray, targets: list[int]) -> Alignment | None:
    wanted = np.array(targets, np.int64)
    return ctc.align(table[:, BLANK], table[:, wanted], wanted)


def collapsed(labels: tuple[int, ...]) -> list[int]:
    return [label for label, _ in itertools.groupby(labels) if label != BLANK]


def best_by_trying_all(table: np.ndarray, targets: list[int]) -> float | None:
    """The score of the best of all paths that say the target, or None where there is none."""
    alphabet = [*sorted(set(targets)), BLANK]
    paths = itertools.product(alphabet, repeat=len(table))
    scores = [sum(table[row, label] for row, label in enumerate(path)) for path in paths if collapsed(path) == targets]
    return max(scores, default=None)


def golden(shared: Callable[[str], Path], name: str) -> dict[str, np.ndarray]:
    with np.load(shared(f"golden/fun-asr-nano-tiny/{name}.npz")) as arrays:
        return dict(arrays)


def meta(shared: Callable[[str], Path], case: str) -> dict[str, dict[str, object]]:
    text = shared("golden/fun-asr-nano-tiny/meta.json").read_text(encoding="utf-8")
    found: dict[str, dict[str, object]] = json.loads(text)["cases"][case]
    return found


def test_equal_neighbours_are_one_token_and_a_blank_between_them_makes_two() -> None:
    best = np.array([BLANK, 3, 3, BLANK, 3, 4, 4, BLANK])
    scores = np.log([0.9, 0.5, 0.7, 0.9, 0.6, 0.2, 0.3, 0.9]).astype(np.float32)
    spans = ctc.greedy(best, scores, BLANK)
    assert [(span.token, span.start, span.end) for span in spans] == [(3, 1, 3), (3, 4, 5), (4, 5, 7)]
    assert [round(span.score, 3) for span in spans] == [0.7, 0.6, 0.3]


def test_rows_of_blanks_and_no_rows_say_nothing() -> None:
    assert ctc.greedy(np.full(5, BLANK), np.zeros(5, np.float32), BLANK) == []
    assert ctc.greedy(np.zeros(0, np.int64), np.zeros(0, np.float32), BLANK) == []


def test_greedy_tokens_equal_the_reference(shared: Callable[[str], Path]) -> None:
    reference = golden(shared, "noise_tone_3s")
    spans = ctc.greedy(reference["ctc_argmax"], reference["ctc_top10_logp"][:, 0], 1997)
    assert [span.token for span in spans] == reference["ctc_greedy_ids"].tolist()


@pytest.mark.parametrize("which", ["align", "align2"])
def test_alignment_path_and_scores_equal_the_reference(shared: Callable[[str], Path], which: str) -> None:
    reference = golden(shared, "noise_tone_3s")
    table, targets = reference["ctc_log_probs"], reference[f"{which}_targets"]
    found = ctc.align(table[:, -1], table[:, targets], targets)
    assert found is not None
    assert np.array_equal(np.where(found.places < 0, 1997, targets[found.places]), reference[f"{which}_path"])
    assert np.array_equal(found.log_probs, reference[f"{which}_frame_logp"])


@pytest.mark.parametrize("which", ["align", "align2"])
def test_aligned_spans_equal_the_references_items(shared: Callable[[str], Path], which: str) -> None:
    reference = golden(shared, "noise_tone_3s")
    table, targets = reference["ctc_log_probs"], reference[f"{which}_targets"]
    found = ctc.align(table[:, -1], table[:, targets], targets)
    assert found is not None
    items = [
        {"token": span.token, "start_time": span.start, "end_time": span.end, "score": round(span.score, 3)}
        for span in found.spans()
    ]
    assert items == meta(shared, "noise_tone_3s")[which]["items"]


def test_times_of_the_greedy_text_equal_the_references_timestamps(shared: Callable[[str], Path]) -> None:
    reference, case = golden(shared, "noise_tone_3s"), meta(shared, "noise_tone_3s")
    words = vocabulary.read(shared("golden/fun-asr-nano-tiny/multilingual.tiktoken"))
    targets = np.array(words.encode(str(case["ctc_text"])))
    table = reference["ctc_log_probs"]
    found = ctc.align(table[:, -1], table[:, targets], targets)
    assert found is not None
    stamps = [
        {
            "token": words.decode([span.token]),
            "start_time": round(span.start * 0.06, 2),
            "end_time": round(span.end * 0.06, 2),
            "score": round(span.score, 3),
        }
        for span in found.spans()
    ]
    assert stamps == case["upstream_inference"]["ctc_timestamps"]


def test_a_text_longer_than_its_sound_has_no_alignment(shared: Callable[[str], Path]) -> None:
    """The reference's generated texts are such, and its list of timestamps is empty for them."""
    case = meta(shared, "noise_tone_3s")
    words = vocabulary.read(shared("golden/fun-asr-nano-tiny/multilingual.tiktoken"))
    targets = np.array(words.encode(str(case["generated_text"])))
    table = golden(shared, "noise_tone_3s")["ctc_log_probs"]
    assert ctc.align(table[:, -1], table[:, targets], targets) is None
    assert case["upstream_inference"]["n_timestamps"] == 0


@settings(max_examples=150, deadline=None)
@given(
    rows=st.integers(min_value=1, max_value=6),
    targets=st.lists(st.integers(min_value=0, max_value=2), min_size=1, max_size=4),
    seed=st.integers(min_value=0, max_value=999),
)
def test_no_other_path_is_better(rows: int, targets: list[int], seed: int) -> None:
    table = log_probs(rows, seed=seed)
    found, best = aligned(table, targets), best_by_trying_all(table, targets)
    if best is None:
        assert found is None
    else:
        assert found is not None
        assert [span.token for span in found.spans()] == targets
        assert found.log_probs.sum() == pytest.approx(best, abs=1e-5)


def test_among_equals_a_state_is_stayed_in_and_the_last_token_beats_the_blank_behind_it() -> None:
    found = aligned(np.full((4, 10), -np.log(10)), [3])
    assert found is not None
    # Ahead of the token there is no other place to stay in than the token itself.
    assert found.places.tolist() == [0, 0, 0, 0]


def test_a_doubled_token_needs_a_row_between() -> None:
    assert aligned(log_probs(2), [3, 3]) is None
    found = aligned(log_probs(3), [3, 3])
    assert found is not None
    assert found.places.tolist() == [0, -1, 1]


def test_an_empty_text_has_no_alignment() -> None:
    assert aligned(log_probs(5), []) is None


def test_a_column_that_is_impossible_in_some_rows_does_not_spoil_the_others() -> None:
    table = log_probs(6)
    table[:3, 4] = -np.inf
    found = aligned(table, [4])
    assert found is not None
    assert found.spans()[0].start >= 3
    assert isinstance(found.spans()[0], TokenSpan)
