"""The tables of an evaluation say what they claim to say."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from engine.models.fun_asr_nano.llm import library
from engine.models.fun_asr_nano.llm.job import Counters, DecodedAnswer, DecodeJob, Ending
from tests.support.training import NAMED, exported_work
from training import evaluate
from training.data.corpus import Corpus, Utterance
from training.data.text.names import real_and_made
from training.evaluation.bench import Bench
from training.evaluation.clips import HeldOut, HeldOutSets, errors, evenly, unfinished_errors
from training.evaluation.cost import right_in_draft
from training.evaluation.hotwords import Tally, is_invented
from training.evaluation.subject import from_folder, from_stage
from training.evaluation.tables import Table

pytestmark = pytest.mark.slow

NINE = Utterance("it costs twenty five euros", "It costs 25 euros.", "en", (), "flite-slt")


def clip(said: Utterance) -> HeldOut:
    return HeldOut(("seen", 0), said, Corpus(Path("nowhere")))


# -- scores --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["It costs 25 euros.", "it costs twenty five euros", "It costs twenty-five euros."])
def test_a_number_may_be_written_either_way(text: str) -> None:
    assert errors(NINE, text).errors == 0


def test_a_wrong_word_counts_once() -> None:
    assert errors(NINE, "It costs 26 euros.").errors == 1


def test_a_guess_on_the_way_is_not_blamed_for_what_is_still_to_be_said() -> None:
    assert unfinished_errors(NINE, "it costs").errors == 0


def test_a_guess_on_the_way_is_blamed_for_what_it_has_wrong() -> None:
    assert unfinished_errors(NINE, "it cost twenty").errors == 1


def test_a_limit_takes_from_all_parts() -> None:
    assert evenly(range(100), 4) == [0, 25, 50, 75]


# -- hotwords ------------------------------------------------------------------------------------------------------


def test_a_name_put_together_from_syllables_counts_as_invented() -> None:
    made = real_and_made("company", "test")[1][0]
    assert is_invented(made)


def test_a_name_of_the_lists_does_not() -> None:
    assert not is_invented(real_and_made("city", "train")[0][0])


def tally(text: str, entries: tuple[str, ...], offered: tuple[str, ...] = ()) -> Tally:
    counted = Tally()
    counted.add(clip(NAMED), text, entries, offered)
    return counted


def test_a_name_that_is_written_is_recalled() -> None:
    assert tally("Veltano meets the team.", ("Veltano", "Corbel")).cells(True)[2:5] == (1.0, 1.0, 1.0)


def test_an_entry_that_nobody_said_costs_precision_and_accuracy() -> None:
    assert tally("Veltano meets Corbel.", ("Veltano", "Corbel")).cells(True)[2:5] == (0.0, 1.0, 0.5)


def test_without_a_list_there_is_no_precision() -> None:
    assert tally("Veltano meets the team.", ()).cells(False)[4:] == (None, None)


def test_names_that_retrieval_offered_are_counted() -> None:
    assert tally("we meet the team", ("Veltano",), ("Veltano",)).offered == 1


# -- drafts --------------------------------------------------------------------------------------------------------


class Letters:
    """A vocabulary of single letters; 0 ends the answer."""

    end_of_turn = 0

    def tokenise(self, text: str) -> np.ndarray:
        return np.array([ord(letter) for letter in text], np.int32)

    def text(self, tokens: list[int]) -> str:
        return "".join(map(chr, tokens))


def answer(text: str, draft: str) -> tuple[DecodeJob, DecodedAnswer]:
    counters = Counters(0, 0, 0, 0, 0, 0, 0, 0.0, 0.0)
    decoded = DecodedAnswer(text, tuple(map(ord, text)), Ending.COMPLETE, counters)
    return DecodeJob(np.zeros((1, 4), np.float32), 1.0, draft=draft), decoded


def test_a_draft_that_is_the_answer_is_right_throughout() -> None:
    assert right_in_draft(*answer("nine", "nine"), Letters()) == (5, 5)


def test_a_draft_with_one_wrong_letter_is_taken_up_again_behind_it() -> None:
    assert right_in_draft(*answer("the nine", "the fine"), Letters()) == (8, 9)


def test_no_draft_has_nothing_right() -> None:
    assert right_in_draft(*answer("nine", ""), Letters()) == (0, 5)


# -- tables --------------------------------------------------------------------------------------------------------


def test_a_table_is_printed_with_its_units() -> None:
    table = Table(
        "speed", "Speed", ("load (s)", "errors", "clips"), [("mini", 0.25, 0.123, 7), ("none", None, None, 0)]
    )
    assert "| mini | 0.25 | 12.3 % | 7 |" in table.markdown()
    assert "| none | - | - | 0 |" in table.markdown()


def test_every_number_has_a_name() -> None:
    table = Table("hotwords", "Hotwords", ("errors", "recall"), [("the names and 100 others", 0.1, None)])
    assert table.figures() == {"hotwords.the_names_and_100_others.errors": 0.1}


# -- everything together, on random weights ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def work() -> Path:
    return exported_work()


@pytest.fixture(scope="module")
def noise(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording of nobody."""
    folder = tmp_path_factory.mktemp("noise")
    soundfile.write(folder / "hiss.flac", np.random.default_rng(1).normal(0, 0.01, 16_000), 16_000)
    header = "file\tseconds\tlanguage\ttranscript\tuse\tkind\n"
    (folder / "manifest.tsv").write_text(f"{header}hiss.flac\t1.0\t-\t\tfalse-caption\thiss\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def bench(work: Path, noise: Path) -> Iterator[Bench]:
    subject = from_folder(work / "mini", "tiny")
    floats = from_stage(work, "joint", None, work / "mini.toml")
    yield Bench(HeldOutSets(work, 1), [subject], floats, None, noise, 1)
    subject.close()
    floats.close()


def figures(bench: Bench, name: str) -> dict[str, float]:
    return evaluate.figures(evaluate.TABLES[name](bench))


def test_finals_of_growing_and_whole_sound_are_the_same(bench: Bench) -> None:
    """The same pass over the same sound: random weights, which amplify every difference, show none."""
    found = figures(bench, "streaming")
    assert {value for key, value in found.items() if key.endswith("finals_points")} == {0.0}


@pytest.mark.parametrize("name", ["sentences", "voices", "switching", "hotwords", "precision", "speed"])
def test_a_table_is_made_of_any_model(name: str, bench: Bench) -> None:
    found = figures(bench, name)
    assert found
    assert all(math.isfinite(value) for value in found.values())


def test_a_table_of_drafts_needs_a_language_model(bench: Bench) -> None:
    if not library.installed():
        pytest.skip("llama.cpp is not installed")
    assert "drafts.english_voices_seen.tokens" in figures(bench, "drafts")


def test_a_table_that_lacks_something_says_what_and_the_others_go_on(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    tables = evaluate.measure(bench, ["models", "real", "voices"])
    said = capsys.readouterr().out
    assert "only one model was named" in said
    assert "no folder of real speech" in said
    assert [table.name for table in tables] == ["voices"]
