"""Scoring: hand-counted examples, and what must hold for any text."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.numerals import chinese_number, english_number, spell_chinese, spell_english
from app.scoring import (
    Clip,
    ErrorCount,
    Measure,
    count_errors,
    keywords_found,
    normalise,
    read_manifest,
    tokens,
)
from engine.errors import BadInput


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("He's OPEN; he can sell!", "en", "he's open he can sell"),
        ("the debtors' side, 'quoted'", "en", "the debtors side quoted"),
        ("don’t", "en", "don't"),
        ("to hold twenty-four", "en", "to hold twenty four"),
        ("re–read — this", "en", "re read this"),
        ("e.g. this", "en", "eg this"),
        ("Uh, so um I er think hmm", "en", "so i think"),
        ("Ｆｕｌｌ　width１", "en", "full width1"),
        ("$5 + 3°", "en", "five three"),
        ("我们，嗯，去吧。", "zh", "我们嗯去吧"),
        ("  想听 歌曲\tLet It Go ", "zh+en", "想听 歌曲 let it go"),
    ],
)
def test_both_sides_go_through_these_steps(text: str, language: str, expected: str) -> None:
    assert normalise(text, language) == expected


@pytest.mark.parametrize(
    ("digits", "words"),
    [
        ("24", "twenty four"),
        ("0", "zero"),
        ("100", "one hundred"),
        ("476", "four hundred seventy six"),
        ("3,500", "three thousand five hundred"),
        ("1844", "eighteen forty four"),
        ("1900", "nineteen hundred"),
        ("1905", "nineteen oh five"),
        ("2005", "two thousand five"),
        ("2026", "twenty twenty six"),
        ("3.5", "three point five"),
        ("50%", "fifty percent"),
        ("10:30", "ten thirty"),
        ("mp3", "mp3"),
        ("12345", "12345"),
    ],
)
def test_english_digits_become_words(digits: str, words: str) -> None:
    assert normalise(digits, "en") == words


@pytest.mark.parametrize(
    ("digits", "characters"),
    [
        ("13253263647", "一三二五三二六三六四七"),
        ("两千元", "二千元"),
        ("2000元", "二千元"),
        ("2008年", "二零零八年"),
        ("10", "十"),
        ("15个", "十五个"),
        ("110", "一百一十"),
        ("105", "一百零五"),
        ("1005", "一千零五"),
        ("20000", "二万"),
        ("1,250,000", "一百二十五万"),
        ("100500", "一零零五零零"),
        ("007", "零零七"),
        ("3.14", "三点一四"),
        ("50%", "百分之五十"),
        ("幺二〇", "一二零"),
    ],
)
def test_chinese_digits_become_characters(digits: str, characters: str) -> None:
    assert normalise(digits, "zh") == characters


def test_each_number_is_spelled_in_its_own_way() -> None:
    assert len({english_number(value) for value in range(10_000)}) == 10_000
    assert len({chinese_number(value) for value in range(20_000)}) == 20_000


@pytest.mark.parametrize(
    ("text", "measure", "expected"),
    [
        ("the man's hat", Measure.WORDS, ["the", "man's", "hat"]),
        ("三星 办事处", Measure.CHARACTERS, ["三", "星", "办", "事", "处"]),
        ("装 gps 定位仪", Measure.MIXED, ["装", "gps", "定", "位", "仪"]),
        ("装g p s定位仪", Measure.MIXED, ["装", "gps", "定", "位", "仪"]),
        ("黑色 t 恤", Measure.MIXED, ["黑", "色", "t", "恤"]),
        ("that's a b way", Measure.MIXED, ["that's", "ab", "way"]),
        ("a 字 b", Measure.MIXED, ["a", "字", "b"]),
    ],
)
def test_tokens_are(text: str, measure: Measure, expected: list[str]) -> None:
    assert tokens(text, measure) == expected


class TestCounts:
    """Counted by hand."""

    def test_words(self) -> None:
        counted = count_errors("The cat sat on the mat today.", "the cat sit the mat today again", Measure.WORDS, "en")
        # sat -> sit; on is gone; again is new
        assert counted == ErrorCount(substitutions=1, deletions=1, insertions=1, reference_length=7)
        assert counted.rate == pytest.approx(3 / 7)

    def test_characters(self) -> None:
        counted = count_errors("三星办事处已迁至他地", "三星办事处以迁他地了", Measure.CHARACTERS, "zh")
        # 已 -> 以; 至 is gone; 了 is new
        assert counted == ErrorCount(1, 1, 1, 10)

    def test_a_mixture(self) -> None:
        counted = count_errors("日本 IDC 统计显示", "日本 I D C 统计现实", Measure.MIXED, "zh+en")
        assert counted == ErrorCount(2, 0, 0, 7)

    def test_a_way_of_writing_is_no_error(self) -> None:
        assert count_errors("hold twenty-four, Um...", "Hold 24", Measure.WORDS, "en").errors == 0
        assert count_errors("一三六二八零六六九三零", "13628066930。", Measure.CHARACTERS, "zh").errors == 0

    def test_silence_against_speech_is_all_deletions(self) -> None:
        assert count_errors("one two three", "", Measure.WORDS, "en") == ErrorCount(0, 3, 0, 3)

    def test_speech_against_silence_has_no_rate(self) -> None:
        counted = count_errors("", "one two", Measure.WORDS, "en")
        assert counted == ErrorCount(0, 0, 2, 0)
        assert math.isnan(counted.rate)

    def test_a_group_is_summed_before_it_is_divided(self) -> None:
        counts = [ErrorCount(1, 0, 0, 1), ErrorCount(0, 0, 0, 9)]
        assert sum(counts, ErrorCount()).rate == pytest.approx(0.1)


def distance(said: list[str], heard: list[str]) -> int:
    """Edit distance by the textbook recurrence (Wagner and Fischer), as a second opinion."""
    row = list(range(len(heard) + 1))
    for i, a in enumerate(said, start=1):
        diagonal, row[0] = row[0], i
        for j, b in enumerate(heard, start=1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (a != b))
    return row[-1]


SPOKEN = st.lists(
    st.sampled_from(["the", "cat", "sat", "a", "b", "12", "字", "我", "don't", "um", "-", "，"]), max_size=14
)


@settings(deadline=None)
@given(
    SPOKEN.map(" ".join), SPOKEN.map(" ".join), st.sampled_from(Measure), st.sampled_from(["en", "zh", "zh+en", None])
)
def test_the_count_is_the_edit_distance_and_adds_up(
    said: str, heard: str, measure: Measure, language: str | None
) -> None:
    counted = count_errors(said, heard, measure, language)
    expected, actual = (tokens(normalise(text, language), measure) for text in (said, heard))
    assert counted.errors == distance(expected, actual)
    assert counted.reference_length == len(expected)
    assert counted.reference_length - counted.deletions + counted.insertions == len(actual)


@settings(deadline=None)
@given(st.text(max_size=60), st.sampled_from(["en", "zh"]))
def test_what_is_normalised_stays_as_it_is(text: str, language: str) -> None:
    once = normalise(text, language)
    assert normalise(once, language).split() == once.split()


@settings(deadline=None)
@given(st.integers(0, 9_999))
def test_spelled_numbers_hold_no_digit(value: int) -> None:
    spelled = spell_english(str(value)) + spell_chinese(str(value))
    assert not any(character.isdigit() for character in spelled)


def test_keywords_are_found_whatever_their_case_and_blanks() -> None:
    said = "We tried a b looper, then Comfy UI."
    assert keywords_found(("ABlooper", "ComfyUI", "AntiBERTa"), said, "en") == ("ABlooper", "ComfyUI")


class TestManifests:
    HEADER = "file\tseconds\tlanguage\ttranscript\tsource repository\tlicence\tnote\tuse\tkind\n"

    def test_a_list_of_files_is_read(self, tmp_path: Path) -> None:
        lines = 'a.flac\t1.90\ten\tSay "hi".\tx\ty\tz\twer\tclean\nb.flac\t3\t-\t\tx\ty\tz\tfalse-caption\tstreet\n'
        (tmp_path / "manifest.tsv").write_text(self.HEADER + lines, "utf-8")
        first, second = read_manifest(tmp_path)
        assert first == Clip("a.flac", tmp_path / "a.flac", 1.9, "en", 'Say "hi".', "wer", "clean")
        assert (first.measure, second.measure, second.language) == (Measure.WORDS, None, None)

    def test_a_list_of_packed_files_is_read(self, tmp_path: Path) -> None:
        header = "id\tshard\tseconds\tlanguage\tspeaker\ttranscript\tsource repository\tlicence\n"
        (tmp_path / "manifest.tsv").write_text(f"{header}so-1\tso.tar\t2.580\tzh+en\tso-0001\t装 GPS\tx\ty\n", "utf-8")
        (clip,) = read_manifest(tmp_path / "manifest.tsv")
        assert (clip.audio, clip.member, clip.speaker) == (tmp_path / "so.tar", "so-1.opus", "so-0001")
        assert (clip.measure, clip.seconds, clip.transcript) == (Measure.MIXED, 2.58, "装 GPS")

    def test_keywords_stand_in_the_use(self, tmp_path: Path) -> None:
        clip = Clip("a", tmp_path, 1.0, "en", "", use="keyword:AntiBERTa,ABlooper")
        assert (clip.keywords, clip.measure) == (("AntiBERTa", "ABlooper"), None)

    @pytest.mark.parametrize(
        ("content", "complaint"),
        [
            (HEADER + "a.flac\t1.9\ten\n", "Line 2 of"),
            (HEADER + "a.flac\tlong\ten\tt\tx\ty\tz\twer\tclean\n", "Line 2 of"),
            ("name\tlength\na\t1\n", "Line 2 of"),
            ("\ud800", "UTF-8"),
        ],
    )
    def test_a_file_that_is_no_manifest_is_named(self, tmp_path: Path, content: str, complaint: str) -> None:
        (tmp_path / "manifest.tsv").write_bytes(content.encode("utf-8", "surrogatepass"))
        with pytest.raises(BadInput, match=complaint):
            read_manifest(tmp_path)

    def test_a_missing_manifest_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(BadInput, match="cannot be read"):
            read_manifest(tmp_path)

    @pytest.mark.parametrize(("folder", "clips"), [("speech/dev", 95), ("noise", 13), ("train", 11_289)])
    def test_the_manifests_of_the_development_audio_are_read(
        self, shared: Callable[[str], Path], folder: str, clips: int
    ) -> None:
        read = read_manifest(shared(f"data/{folder}/manifest.tsv"))
        assert len(read) == clips
        assert all(clip.audio.is_file() for clip in read)
        assert all(normalise(clip.transcript, clip.language) for clip in read if clip.measure)
