"""The tokenizer of a Whisper folder: special tokens in their order, and text to ids and back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ModelUnusable
from engine.models.whisper import tokens
from engine.models.whisper.tokens import Tokens
from tests.support.tiny_whisper import tiny_tokenizer

FOLDER = Path(__file__).resolve().parents[4] / "resources" / "models"
TEXTS = [
    "Good morning, isn't it?",
    "以下是普通话的句子。",
    "Straße, naïve café",
    "Привет",
    "안녕하세요",
    "𠮷野家 🎉",
    "١٢٣",
]


@pytest.fixture
def base(whisper_base: str) -> Tokens:
    return tokens.read(FOLDER / whisper_base)


@pytest.fixture
def english(tmp_path: Path) -> Tokens:
    return tokens.read(folder_of(tmp_path, entries=51_864))


def folder_of(folder: Path, entries: int) -> Path:
    tiny_tokenizer().save(str(folder / "tokenizer.json"))
    (folder / "vocabulary.txt").write_text("piece\n" * entries)
    return folder


def test_a_multilingual_prompt_names_language_and_task(base: Tokens) -> None:
    assert base.prompt("zh", []) == [50_258, 50_260, 50_359, 50_363]


def test_text_from_before_stands_in_front_of_the_transcript(base: Tokens) -> None:
    before = base.encode("Glossary: Earshot.")
    assert base.prompt("en", before) == [50_361, *before, 50_258, 50_259, 50_359, 50_363]


@pytest.mark.parametrize("language", [None, "xx"])
def test_a_language_that_the_model_does_not_know_is_decoded_as_english(base: Tokens, language: str | None) -> None:
    assert base.prompt(language, []) == base.prompt("en", [])


def test_an_english_only_prompt_has_neither_language_nor_task(english: Tokens) -> None:
    """The published English-only models have the tokens of all languages in their tokenizer, too."""
    assert english.prompt("zh", []) == [english.start, english.no_timestamps]
    assert (english.multilingual, english.languages) == (False, ("en",))


def test_the_vocabulary_tells_a_multilingual_model(tmp_path: Path) -> None:
    found = tokens.read(folder_of(tmp_path, entries=51_865))
    assert found.multilingual
    assert found.languages[:2] == ("en", "zh")


@pytest.mark.parametrize("text", TEXTS)
def test_text_goes_through_ids_and_back(base: Tokens, text: str) -> None:
    assert base.decode(base.encode(text)) == f" {text}"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_goes_through_bytes_and_back(text: str) -> None:
    found = Tokens(tiny_tokenizer(), multilingual=True)
    assert found.decode(found.encode(text)) == f" {text.strip()}"


@pytest.mark.parametrize("text", TEXTS)
def test_the_pieces_of_a_text_are_its_bytes(base: Tokens, text: str) -> None:
    """Also where a character is spread over several pieces."""
    assert b"".join(base.piece(token) for token in base.encode(text)) == f" {text}".encode()


def test_a_character_that_is_cut_off_is_not_shown(base: Tokens) -> None:
    ids = base.encode("𠮷")
    assert len(ids) > 2
    assert base.decode(ids[:-1]) == " "


def test_special_tokens_and_times_have_no_text(base: Tokens) -> None:
    assert base.decode([*base.prompt("en", []), base.end_of_text, base.no_timestamps + 50]) == ""


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b'{"version": "1.0", "model": {"type": "Unheard"}}'])
def test_a_damaged_tokenizer_is_told_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    folder_of(tmp_path, 1)
    (tmp_path / "tokenizer.json").write_bytes(content)
    with pytest.raises(ModelUnusable, match=r"^tokenizer\.json in .* cannot be read") as fault:
        tokens.read(tmp_path)
    assert "\n" not in str(fault.value)


def test_a_missing_tokenizer_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable, match=r"^tokenizer\.json in .* cannot be read"):
        tokens.read(tmp_path)


def test_a_tokenizer_of_another_model_is_told(tmp_path: Path) -> None:
    folder_of(tmp_path, 1)
    text = (tmp_path / "tokenizer.json").read_text()
    (tmp_path / "tokenizer.json").write_text(text.replace("<|startofprev|>", "<|other|>"))
    with pytest.raises(ModelUnusable, match=r"has no <\|startofprev\|>"):
        tokens.read(tmp_path)


def test_a_cut_tokenizer_is_told(whisper_base: str, tmp_path: Path) -> None:
    shutil.copy(FOLDER / whisper_base / "vocabulary.txt", tmp_path)
    whole = (FOLDER / whisper_base / "tokenizer.json").read_bytes()
    (tmp_path / "tokenizer.json").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ModelUnusable, match="cannot be read"):
        tokens.read(tmp_path)
