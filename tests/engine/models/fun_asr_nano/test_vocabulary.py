"""The CTC vocabulary reads, writes and never shows half a character."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.errors import ModelUnusable
from engine.models.fun_asr_nano import vocabulary
from engine.models.fun_asr_nano.vocabulary import TokenVocabulary


@pytest.fixture
def tiny(shared: Callable[[str], Path]) -> TokenVocabulary:
    return vocabulary.read(shared("golden/fun-asr-nano-tiny/multilingual.tiktoken"))


def rows(*pieces: bytes) -> bytes:
    return b"".join(base64.b64encode(piece) + f" {rank}\n".encode() for rank, piece in enumerate(pieces))


def test_size_and_blank_equal_the_reference(tiny: TokenVocabulary) -> None:
    assert (tiny.size, tiny.blank_id) == (1998, 1997)


def test_texts_become_the_references_ids_and_come_back(shared: Callable[[str], Path], tiny: TokenVocabulary) -> None:
    meta = json.loads(shared("golden/fun-asr-nano-tiny/meta.json").read_text(encoding="utf-8"))
    for example in meta["ctc_tokenizer_examples"]:
        assert tiny.encode(example["text"]) == example["ids"]
        assert tiny.decode(example["ids"]) == example["text"]


def test_a_character_cut_at_the_end_shows_nothing_until_it_is_whole(tiny: TokenVocabulary) -> None:
    ids = tiny.encode("é😀")
    shown = [tiny.decode(ids[:length]) for length in range(1, len(ids) + 1)]
    assert shown == ["", "é", "é", "é", "é", "é😀"]


def test_bytes_that_are_no_text_are_left_out(tiny: TokenVocabulary) -> None:
    assert tiny.decode([*tiny.encode("a"), 0xFF, *tiny.encode("b")]) == "ab"


def test_special_tokens_and_blank_are_no_text(tiny: TokenVocabulary) -> None:
    assert tiny.decode([319, 322, 445, 497, 1997]) == ""


def test_the_published_row_without_a_piece_is_an_empty_token(tmp_path: Path) -> None:
    path = tmp_path / "words.tiktoken"
    path.write_bytes(rows(b"a", b"b") + b"= 2\n" + base64.b64encode(b"ab") + b" 3\n")
    words = vocabulary.read(path)
    assert words.decode([0, 2, 1]) == "ab"
    assert words.encode("abab") == [3, 3]
    assert words.size == 4 + vocabulary.SPECIAL_TOKENS


@pytest.mark.parametrize(
    "content", [b"", b"no base64! 0\n", b"YQ==\n", b"YQ== one\n", b"YQ== 0\nYg== 2\n", b"\x00\x01\x02"]
)
def test_a_file_that_is_no_vocabulary_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "words.tiktoken"
    path.write_bytes(content)
    with pytest.raises(ModelUnusable):
        vocabulary.read(path)


def test_a_missing_vocabulary_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable, match="absent"):
        vocabulary.read(tmp_path / "absent.tiktoken")
