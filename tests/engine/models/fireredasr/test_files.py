"""cmvn.ark and dict.txt: every form that Kaldi writes, and a sentence for each that is broken."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from engine.errors import ModelUnusable
from engine.events import Word
from engine.models.fireredasr import cmvn, tokens
from engine.models.fireredasr.recogniser import LONGEST_SAMPLES, LONGEST_WITH_LLM, FireRedUtterance
from engine.models.recogniser import Hypothesis, Request
from engine.session import retranscription
from engine.timeline import SAMPLE_RATE, to_samples
from engine.vad.endpointer import EndpointerSettings
from tests.support.fireredasr import FireRedGolden, fire_red

__all__ = ["fire_red"]

SUMS = np.array([[2.0, 4.0, 2.0], [4.0, 10.0, 0.0]])


def matrix(kind: bytes, numbers: str, sums: np.ndarray = SUMS) -> bytes:
    rows, columns = sums.shape
    return b"\0B" + kind + struct.pack("<bibi", 4, rows, 4, columns) + sums.astype(numbers).tobytes()


@pytest.mark.parametrize(
    "raw",
    [matrix(b"DM ", "<f8"), matrix(b"FM ", "<f4"), b" [\n  2 4 2\n  4 10 0 ]\n"],
    ids=["double", "single", "text"],
)
def test_each_form_of_the_matrix_is_read(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "cmvn.ark").write_bytes(raw)
    found = cmvn.read(tmp_path / "cmvn.ark", bins=2)
    np.testing.assert_allclose(found.mean, [1, 2])
    np.testing.assert_allclose(found.scale, [1, 1])


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"utt1 \0BDM ",
        matrix(b"CM ", "<f4"),
        matrix(b"DM ", "<f8")[:-1],
        matrix(b"DM ", "<f8", SUMS[:1]),
        matrix(b"DM ", "<f8", SUMS * [1, 1, 0]),
        matrix(b"DM ", "<f8", SUMS * np.nan),
        b"[ 2 4 2\n 4 x 0 ]",
        b"[ 2 4 2\n 4 10 ]",
        b"\0BDM \4\xff\xff\xff\x7f\4\xff\xff\xff\x7f",
    ],
)
def test_a_broken_matrix_is_refused(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "cmvn.ark").write_bytes(raw)
    with pytest.raises(ModelUnusable, match="no mean and variance"):
        cmvn.read(tmp_path / "cmvn.ark", bins=2)


def test_the_reference_texts_are_written_from_their_ids(fire_red: FireRedGolden) -> None:
    words = tokens.read(fire_red.folder / "dict.txt")
    assert words.size == fire_red.config.odim
    cases = fire_red.json("aed/tokenizer")
    for case in [*cases["tokenize"], *cases["detok"]]:
        assert words.raw(case["ids"]) == case.get("detok", case.get("text"))


def test_readers_see_no_special_tokens_and_no_needless_capitals(fire_red: FireRedGolden) -> None:
    words = tokens.read(fire_red.folder / "dict.txt")
    assert words.text([3, 24, 25, 39, 1, 28, 4]) == "新闻采"
    assert words.text([30, 31, 35, 37, 40, 18]) == "北京 hello 第"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("it is late.we go", "it is late. We go"),
        ("really?yes!good", "really? Yes! Good"),
        ("one,two;three", "one, two; three"),
        ("pi is 3.14", "pi is 3.14"),
        ("我用python写", "我用python 写"),
    ],
)
def test_english_punctuation_is_followed_by_a_blank_and_its_sentence_by_a_capital(written: str, shown: str) -> None:
    assert tokens.readable(written) == shown


@pytest.mark.parametrize("content", ["a 0\nb 2\n", "a b c\n", "a 0\n\xff"])
def test_a_list_of_tokens_with_gaps_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "dict.txt").write_bytes(content.encode("latin-1"))
    with pytest.raises(ModelUnusable, match="no list of tokens"):
        tokens.read(tmp_path / "dict.txt")


def test_an_empty_line_is_a_blank(tmp_path: Path) -> None:
    (tmp_path / "dict.txt").write_text("<blank>\n\n<space>\nA\n", encoding="utf-8")
    assert tokens.read(tmp_path / "dict.txt").raw([3, 1, 3, 2, 3]) == "A A A"


class LengthsHeard:
    """A model that says how many seconds it was given."""

    longest = LONGEST_WITH_LLM

    def final(self, audio: np.ndarray, _request: Request) -> Hypothesis:
        return Hypothesis(f"{len(audio) / SAMPLE_RATE:g}", (Word("x", 0, 100, None),))


def test_no_pass_is_longer_than_the_model_bears() -> None:
    assert to_samples(EndpointerSettings().longest_s) <= LONGEST_WITH_LLM < LONGEST_SAMPLES
    assert retranscription.LONGEST <= LONGEST_WITH_LLM
    utterance = FireRedUtterance(LengthsHeard(), Request())  # type: ignore[arg-type]
    found = utterance.finish(np.zeros(to_samples(70.0), np.float32))
    assert found.text == "30 30 10"
    assert [word.start for word in found.words] == [0, to_samples(30.0), to_samples(60.0)]
