"""Exports: each file is read again by another program's parser, and holds what was said."""

from __future__ import annotations

import csv
import html
import io
import json
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
import srt  # type: ignore[import-untyped] # ships no types
import webvtt
from hypothesis import given, settings
from hypothesis import strategies as st

from app.cells import plain_cell, safe_cell
from app.exporters import FORMATS, export, format_for, write_export
from app.exporters.cues import cues_of
from app.exporters.placing import place_letters
from app.exporters.rules import Cue
from app.exporters.wording import clean_line
from app.files import FileNotWritten, file_stem
from app.transcripts.store import TranscriptStore
from app.transcripts.values import Transcript, unsaved_transcript
from engine.errors import BadInput
from engine.events import DecodedBy, Final, Word
from engine.text.breaking import LINE_PARTS, Ruler
from engine.text.reading_time import MIN_MS
from engine.timeline import SAMPLE_RATE

GAP_MS, MAX_MS = 83, 7_000
ROOT = Path(__file__).resolve().parents[3]
TEXTS = [each.name for each in FORMATS if not each.binary and each.name not in ("html-sound", "html-evidence")]
NASTY = (
    "{\\an8}Tom & <i>Ann</i> --> 5 > 3 \\N \\h {\\p1}m 0 0{\\p0} &amp; \u2028 two\nlines\r\n\r\n7\n"
    "00:00:01,000 \ud800 \0 end"
)
LONG_ENGLISH = (
    "He hoped there would be stew for dinner, turnips and carrots and bruised potatoes and fat mutton pieces, "
    "to be ladled out in thick, peppered, flour-fattened sauce. But nobody in the house had thought of cooking."
)
LONG_CHINESE = (
    "秋天总是那么富有诗意。树叶渐渐变红，街道旁的银杏树也开始落叶。人们穿上厚重的外套，享受着凉爽的秋风。"
    "黄昏时分，夕阳洒在街道上，给忙碌的一天增添了一抹温暖。"
)


def at(seconds: float) -> int:
    return round(seconds * SAMPLE_RATE)


def final(start_s: float, end_s: float, text: str, words: tuple[Word, ...] = (), number: int = 0) -> Final:
    return Final(number, at(start_s), at(end_s), text, words, "mini", DecodedBy.CTC, 0.1, "en")


def transcript(*finals: Final) -> Transcript:
    return unsaved_transcript(finals, source="mic", model="mini", started_at=0.0)


def evenly_spoken(text: str, start_s: float, word_s: float) -> Final:
    """Every word takes `word_s`, and has its time, in lower case and without signs as CTC writes it."""
    bare = ["".join(c for c in word.lower() if c.isalnum()) for word in text.split()]
    words = tuple(Word(w, at(start_s + i * word_s), at(start_s + (i + 1) * word_s), 0.5) for i, w in enumerate(bare))
    return final(start_s, start_s + len(words) * word_s, text, words)


def without_blanks(text: str) -> str:
    return "".join(text.split())


def srt_cues(text: str) -> list[tuple[int, int, str]]:
    return [
        (round(cue.start.total_seconds() * 1000), round(cue.end.total_seconds() * 1000), cue.content)
        for cue in srt.parse(text)
    ]


def vtt_cues(text: str) -> list[tuple[int, int, str]]:
    captions = webvtt.from_string(text).captions
    return [(in_ms(cue.start), in_ms(cue.end), html.unescape(cue.raw_text)) for cue in captions]


def in_ms(stamp: str) -> int:
    hours, minutes, seconds = stamp.split(":")
    return int(hours) * 3_600_000 + int(minutes) * 60_000 + int(seconds.replace(".", ""))


class TestSubtitleFiles:
    def test_srt_is_read_again_with_its_times_and_text(self) -> None:
        written = export(transcript(final(1.0, 2.5, "Good morning."), final(3.0, 4.0, "你好。", number=1)), "srt")
        assert srt_cues(written) == [(1000, 2500, "Good morning."), (3000, 4000, "你好。")]

    def test_vtt_is_read_again_with_its_times_and_text(self) -> None:
        written = export(transcript(final(1.0, 2.5, "Good morning."), final(3.0, 4.0, "你好。", number=1)), "vtt")
        assert vtt_cues(written) == [(1000, 2500, "Good morning."), (3000, 4000, "你好。")]

    def test_what_looks_like_markup_is_text_in_vtt(self) -> None:
        read = vtt_cues(export(transcript(final(0, 30, NASTY)), "vtt"))
        assert without_blanks("".join(text for _, _, text in read)) == without_blanks(clean_line(NASTY))

    def test_what_looks_like_markup_is_text_in_srt_but_for_the_arrow(self) -> None:
        read = srt_cues(export(transcript(final(0, 30, NASTY)), "srt"))
        expected = without_blanks(clean_line(NASTY)).replace("-->", "→")
        assert without_blanks("".join(text for _, _, text in read)) == expected

    def test_signs_of_vtt_are_escaped(self) -> None:
        assert "a &lt;b&gt; &amp; c --&gt; d" in export(transcript(final(0, 1, "a <b> & c --> d")), "vtt")

    @pytest.mark.parametrize("kind", TEXTS)
    def test_a_session_without_a_word_gives_a_readable_file(self, kind: str) -> None:
        written = export(transcript(final(0, 1, " \n ")), kind)
        if kind == "srt":
            assert srt_cues(written) == []
        elif kind == "vtt":
            assert vtt_cues(written) == []
        elif kind == "json":
            assert json.loads(written)["text"] == ""
        else:
            assert written == "" or written.startswith(
                ("start,end", "# ", "[ti:", "<?xml", "<!DOCTYPE", "[Script Info]")
            )

    def test_a_session_beyond_the_hours_of_subtitles_is_refused_in_a_sentence(self) -> None:
        with pytest.raises(BadInput, match="100 hours"):
            export(transcript(final(360_000, 360_001, "Still here.")), "srt")


class TestCues:
    @pytest.mark.parametrize("text", [LONG_ENGLISH, LONG_CHINESE], ids=["english", "chinese"])
    def test_a_long_final_is_parted_into_two_lines_that_fit(self, text: str) -> None:
        cues = cues_of(transcript(final(0, 25, text)))
        assert len(cues) > 1
        for cue in cues:
            assert len(cue.lines) <= 2
            assert all(Ruler(line).width(0, len(line)) <= LINE_PARTS for line in cue.lines)

    def test_a_line_takes_42_latin_or_16_chinese_characters(self) -> None:
        assert [Ruler(line).width(0, len(line)) for line in ("x" * 42, "字" * 16)] == [LINE_PARTS] * 2

    def test_a_break_comes_where_a_sentence_ends(self) -> None:
        cues = cues_of(transcript(evenly_spoken(LONG_ENGLISH, 0, 0.3)))
        assert any(cue.lines[-1].endswith("sauce.") for cue in cues)

    def test_no_line_of_chinese_begins_with_a_closing_sign(self) -> None:
        lines = [line for cue in cues_of(transcript(final(0, 25, LONG_CHINESE))) for line in cue.lines]
        assert [line for line in lines if line[0] in "，。、；：？！"] == []

    def test_a_latin_word_inside_chinese_stays_whole(self) -> None:
        text = "三星计划在新工厂生产最新的 semiconductor 内存芯片并且公布了路线图 roadmap"
        lines = [line for cue in cues_of(transcript(final(0, 12, text))) for line in cue.lines]
        assert sum("semiconductor" in line for line in lines) == 1

    def test_a_cue_begins_when_its_first_word_is_spoken(self) -> None:
        spoken = evenly_spoken(LONG_ENGLISH, 10, 0.4)
        starts = {word.start * 1000 // SAMPLE_RATE for word in spoken.words}
        assert {cue.start_ms for cue in cues_of(transcript(spoken))} <= starts

    def test_words_give_times_also_where_the_text_writes_a_figure(self) -> None:
        words = ("it", "costs", "twenty", "four", "euros", "today")
        timed = tuple(Word(word, at(i), at(i + 1)) for i, word in enumerate(words))
        text = "It costs 24 euros today."
        letters = place_letters(text, final(0, 6, text, timed))
        assert (letters[text.index("euros")].begin, letters[text.index("today")].begin) == (at(4), at(5))
        assert at(2) <= letters[text.index("24")].begin < letters[text.index("24") + 1].end <= at(4)

    def test_without_words_the_time_is_shared_by_length(self) -> None:
        cues = cues_of(transcript(final(0, 20, "字" * 64)))
        longest = max(cues, key=lambda cue: cue.end_ms - cue.start_ms)
        assert longest.end_ms - longest.start_ms <= MAX_MS
        assert all(abs((b.start_ms - a.start_ms) - sum(map(len, a.lines)) * 312.5) < 2 for a, b in pairwise(cues))

    def test_a_short_word_is_shown_long_enough(self) -> None:
        (cue,) = cues_of(transcript(final(1.0, 1.1, "Yes.")))
        assert cue.end_ms - cue.start_ms == MIN_MS

    def test_short_words_that_cannot_be_read_alone_share_a_cue(self) -> None:
        near, far = final(1.5, 3, "Indeed.", number=1), final(2.5, 3, "Indeed.", number=1)
        assert [cue.lines for cue in cues_of(transcript(final(1.0, 1.1, "Yes."), near))] == [("Yes. Indeed.",)]
        first, second = cues_of(transcript(final(1.0, 1.1, "Yes."), far))
        assert (first.end_ms, second.start_ms) == (1000 + MIN_MS, 2500)

    def test_what_stands_in_the_time_of_one_word_shares_that_of_its_neighbours(self) -> None:
        """As where a reader wrote a sentence in the place of a murmur of 100 ms."""
        spans = [
            (0, 3, "We came home late that night, and the house was dark and cold."),
            (3, 3.1, "Nobody had told us that the last train of the day was cancelled."),
            (3.1, 6, "So in the end we had walked all the way along the river."),
        ]
        words = tuple(Word(text, at(begin), at(end)) for begin, end, text in spans)
        spoken = final(0, 6, " ".join(text for *_, text in spans), words)
        cues = cues_of(transcript(spoken, final(6, 7, "Next.", number=1)))
        assert [cue.start_ms for cue in cues] == [0, 3133, 4600, 7433]

    def test_a_word_that_is_held_for_long_goes_after_seven_seconds(self) -> None:
        (cue,) = cues_of(transcript(final(1, 30, "Aum.")))
        assert cue.end_ms - cue.start_ms == MAX_MS

    def test_finals_that_overlap_are_shown_one_after_the_other(self) -> None:
        first, second = cues_of(transcript(final(1, 5, "One voice."), final(3, 6, "Another one.", number=1)))
        assert (first.end_ms, second.start_ms) == (3000 - GAP_MS, 3000)

    def test_a_silence_inside_a_final_parts_its_cues(self) -> None:
        words = (Word("wait", at(0), at(1)), Word("now", at(4), at(5)))
        assert [cue.lines for cue in cues_of(transcript(final(0, 5, "Wait, now.", words)))] == [("Wait,",), ("now.",)]


class TestText:
    def test_a_pause_of_two_seconds_begins_a_paragraph(self) -> None:
        spoken = (final(0, 1, "One."), final(2.9, 4, "Two.", number=1), final(6, 7, "Three.", number=2))
        assert export(transcript(*spoken), "txt") == "One. Two.\n\nThree.\n"

    def test_a_paused_session_begins_a_paragraph_though_no_samples_passed(self, tmp_path: Path) -> None:
        with TranscriptStore(tmp_path / "transcripts.db") as store:
            session = store.begin_session("mic", "mini", started_at=100.0)
            store.append(session, final(0, 1, "Before."))
            store.mark_clock(session, at(1), 700.0)
            store.append(session, final(1, 2, "After.", number=1))
            assert export(store.load(session), "txt") == "Before.\n\nAfter.\n"

    def test_chinese_is_joined_without_a_blank_and_mixed_text_with_one(self) -> None:
        spoken = (final(0, 1, "你好。"), final(1, 2, "我叫 Tom", number=1), final(2, 3, "很高兴。", number=2))
        assert export(transcript(*spoken), "txt") == "你好。我叫 Tom 很高兴。\n"

    def test_times_stand_before_each_final(self) -> None:
        spoken = (final(0, 1, "One."), final(3661.5, 3662, "Two\nlines.", number=1))
        assert export(transcript(*spoken), "txt-times") == "[00:00:00] One.\n\n[01:01:01] Two lines.\n"

    def test_markdown_shows_signs_as_they_are(self) -> None:
        assert r"**[00:00:00]** \*a\* \# \<b\>" in export(transcript(final(0, 1, "*a* # <b>")), "md")


class TestTables:
    def test_json_has_the_shape_that_services_share(self) -> None:
        words = (Word("Good", at(1.0), at(1.5), 0.75), Word("24", at(1.5), at(2), None, interpolated=True))
        read = json.loads(export(transcript(final(1, 2.5, "Good 24.", words, number=4)), "json"))
        listed = read.pop("words")  # as those of the verbose form
        assert [(each["word"], each["start"], each["end"]) for each in listed] == [("Good", 1.0, 1.5), ("24", 1.5, 2.0)]
        assert read == {
            "task": "transcribe",
            "text": "Good 24.",
            "language": "en",
            "duration": 2.5,
            "segments": [
                {
                    "id": 4,
                    "start": 1.0,
                    "end": 2.5,
                    "text": "Good 24.",
                    "words": [
                        {"word": "Good", "start": 1.0, "end": 1.5, "probability": 0.75},
                        {"word": "24", "start": 1.5, "end": 2.0, "probability": None, "interpolated": True},
                    ],
                }
            ],
        }

    def test_json_invents_no_word_times(self) -> None:
        read = json.loads(export(transcript(final(0, 10, LONG_ENGLISH)), "json"))
        assert read["segments"][0]["words"] == []

    def test_json_holds_other_readings(self) -> None:
        said = replace(final(0, 1, "We met."), alternatives=("We\nmeet.",))
        (segment,) = json.loads(export(transcript(said), "json"))["segments"]
        assert segment["alternatives"] == ["We meet."]

    def test_json_is_strict_where_a_number_is_none(self) -> None:
        odd = final(0, 1, "Odd.", (Word("Odd", 0, 10, float("nan")),))
        read = json.loads(export(transcript(odd), "json"), parse_constant=pytest.fail)
        assert read["segments"][0]["words"][0]["probability"] is None

    def test_csv_is_read_again_with_its_commas_and_quotation_marks(self) -> None:
        written = export(transcript(final(0, 1.25, 'He said, "No."')), "csv")
        assert list(csv.reader(io.StringIO(written))) == [["start", "end", "text"], ["0.0", "1.25", 'He said, "No."']]


TEXT = st.one_of(
    st.text(max_size=200),
    st.lists(
        st.sampled_from(
            ["word", "{\\an8}", "-->", "<b>", "&lt;", "\n\n2\n", "字，", "ＡＢ", "\\N", "WEBVTT", "x" * 90, "👍", "1"]
        ),
        max_size=30,
    ).map(" ".join),
)
WORDS = st.lists(st.tuples(st.text(max_size=8), st.integers(0, 10**6), st.integers(0, 10**6)), max_size=12)


@st.composite
def transcripts(draw: st.DrawFn) -> Transcript:
    finals = []
    for number in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, 10**6))
        words = tuple(Word(text, begin, end) for text, begin, end in draw(WORDS))
        end = start + draw(st.integers(0, 10**6))
        finals.append(Final(number, start, end, draw(TEXT), words, "m", DecodedBy.CTC, 0.1))
    return transcript(*finals)


def assert_readable(cues: list[Cue]) -> None:
    for cue in cues:
        assert cue.start_ms < cue.end_ms <= cue.start_ms + MAX_MS
        assert 1 <= len(cue.lines) <= 2
        assert all(line and Ruler(line).width(0, len(line)) <= LINE_PARTS for line in cue.lines)
    assert all(a.end_ms <= b.start_ms for a, b in pairwise(cues))


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(transcripts())
def test_whatever_was_said_the_cues_are_readable_and_complete(spoken: Transcript) -> None:
    cues = cues_of(spoken)
    assert_readable(cues)
    shown = sorted(without_blanks("".join(line for cue in cues for line in cue.lines)))
    assert shown == sorted(without_blanks("".join(clean_line(each.text) for each in spoken.segments)))


@settings(max_examples=100, deadline=None)
@given(transcripts())
def test_another_parser_reads_the_same_cues_from_vtt(spoken: Transcript) -> None:
    expected = [(cue.start_ms, cue.end_ms, "\n".join(cue.lines)) for cue in cues_of(spoken)]
    assert vtt_cues(export(spoken, "vtt")) == expected


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(transcripts())
def test_another_parser_reads_the_same_cues_from_srt(spoken: Transcript) -> None:
    read = srt_cues(export(spoken, "srt"))
    cues = cues_of(spoken)
    assert [cue[:2] for cue in read] == [(cue.start_ms, cue.end_ms) for cue in cues]
    for (_, _, content), cue in zip(read, cues, strict=True):
        if "->" not in "".join(cue.lines) and "- " not in "".join(cue.lines):
            assert content == "\n".join(cue.lines)


@settings(max_examples=100, deadline=None)
@given(transcripts())
def test_json_and_csv_hold_every_text(spoken: Transcript) -> None:
    texts = [clean_line(each.text) for each in spoken.segments]
    assert [segment["text"] for segment in json.loads(export(spoken, "json"))["segments"]] == texts
    rows = list(csv.reader(io.StringIO(export(spoken, "csv"))))[1:]
    assert [plain_cell(row[2]) for row in rows] == [text for text in texts if text]


@pytest.mark.parametrize(
    "first", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", ' "=', "  =", "'=", "“@", "''-"]
)
def test_a_cell_that_a_spreadsheet_would_compute_is_text_and_reads_back(first: str) -> None:
    assert safe_cell(f"{first}1+1") == f"'{first}1+1"
    assert plain_cell(safe_cell(f"{first}1+1")) == f"{first}1+1"


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=6))
def test_every_cell_reads_back(text: str) -> None:
    assert plain_cell(safe_cell(text)) == text


def test_the_words_of_a_table_are_words() -> None:
    said = ["=1+1 is two", "- no, he said", "+44 20 7946", "@support asked us", "'tis so", "-5 degrees outside"]
    table = export(transcript(*(final(at, at + 1, text) for at, text in enumerate(said))), "csv")
    assert [row[2] for row in csv.reader(io.StringIO(table))][1:] == [
        text if text[0] == "'" else f"'{text}" for text in said
    ]


class TestFiles:
    SPOKEN = transcript(final(0, 1, "Grüß Gott, 你好 \ud800."))

    @pytest.mark.parametrize("kind", TEXTS)
    def test_every_format_is_written_as_utf_8(self, tmp_path: Path, kind: str) -> None:
        write_export(self.SPOKEN, tmp_path / "out", kind)
        assert "你好" in (tmp_path / "out").read_text("utf-8")

    @pytest.mark.parametrize("kind", ["srt", "csv"])
    def test_lines_of_srt_and_csv_end_as_windows_wants_them(self, tmp_path: Path, kind: str) -> None:
        write_export(self.SPOKEN, tmp_path / "out", kind)
        content = (tmp_path / "out").read_bytes()
        assert content.count(b"\n") == content.count(b"\r\n") > 0

    def test_excel_is_told_that_the_table_is_utf_8(self, tmp_path: Path) -> None:
        write_export(self.SPOKEN, tmp_path / "out.csv", "csv")
        assert (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbf")

    def test_srt_on_the_disk_is_read_again(self, tmp_path: Path) -> None:
        write_export(self.SPOKEN, tmp_path / "out.srt", "srt")
        content = (tmp_path / "out.srt").read_bytes().decode("utf-8")
        assert [text for _, _, text in srt_cues(content)] == ["Grüß Gott, 你好 \N{REPLACEMENT CHARACTER}."]

    def test_vtt_on_the_disk_is_read_again(self, tmp_path: Path) -> None:
        write_export(self.SPOKEN, tmp_path / "out.vtt", "vtt")
        assert len(webvtt.read(str(tmp_path / "out.vtt")).captions) == 1

    def test_a_format_that_does_not_exist_is_named_with_those_that_do(self, tmp_path: Path) -> None:
        with pytest.raises(BadInput, match=r'"odx".*srt, vtt'):
            write_export(self.SPOKEN, tmp_path / "out", "odx")

    def test_the_name_of_a_file_tells_the_format(self) -> None:
        named = [format_for(Path(name)) for name in ("a.SRT", "b.txt", "c.doc")]
        assert [each and each.name for each in named] == ["srt", "txt", None]

    def test_a_folder_in_the_place_of_the_file_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotWritten, match="is a folder"):
            write_export(self.SPOKEN, tmp_path, "txt")

    @pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is a Linux device")
    def test_a_full_disk_is_named(self) -> None:
        with pytest.raises(FileNotWritten, match="no room"):
            write_export(self.SPOKEN, Path("/dev/full"), "txt")

    @pytest.mark.skipif(sys.platform != "linux", reason="/sys is a Linux folder, which takes files not even from root")
    def test_a_missing_right_is_named(self) -> None:
        with pytest.raises(FileNotWritten, match="may not be written"):
            write_export(self.SPOKEN, Path("/sys/earshot.txt"), "txt")

    def test_naming_the_formats_loads_no_subtitle_library(self) -> None:
        """The command line lists them before it knows whether any is wanted."""
        check = "import sys, app.exporters; print([m for m in ('pysubs2', 'rapidfuzz', 'numpy') if m in sys.modules])"
        said = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True, cwd=ROOT)
        assert said.stdout.strip() == "[]"


RUNS_ON = (
    "人工智能技术的发展正在深刻地改变我们每一个人的日常生活方式和工作方式以及未来社会的组织形态",
    "秋天总是那么富有诗意树叶渐渐变红街道旁的银杏树也开始落叶人们穿上厚重的外套享受着凉爽的秋风",
    "今天我们来讨论一下公司第三季度的财务报告以及明年的预算安排和二〇二六年三月十五号的会议",
    "人工智能技術的發展正在深刻地改變我們每一個人的日常生活方式和工作方式以及未來社會的組織形態",
)
IN_THEM = (
    "人工智能 技术 发展 正在 深刻 改变 我们 一个 日常 生活 方式 工作 以及 未来 社会 组织 形态 秋天 总是 那么 "
    "富有 诗意 树叶 街道 开始 落叶 人们 厚重 外套 享受 凉爽 秋风 今天 讨论 一下 公司 第三 季度 财务 报告 明年 "
    "预算 安排 二〇二六年 十五号 会议 技術 發展 改變 我們 未來 社會 組織 形態"
)


def lines_of_subtitles(text: str) -> list[str]:
    return [line for cue in cues_of(transcript(final(0, 11, text))) for line in cue.lines]


@pytest.mark.parametrize("text", RUNS_ON)
def test_chinese_lines_break_between_words(text: str) -> None:
    """Without signs and word times, as a model without punctuation writes."""
    lines = lines_of_subtitles(text)
    assert "".join(lines) == text
    ends = {sum(map(len, lines[:number])) for number in range(1, len(lines))}
    cut = [
        word
        for word in IN_THEM.split()
        for at in ends
        for begin in range(at - len(word) + 1, at)
        if text[begin : begin + len(word)] == word
    ]
    assert cut == []
    assert not any(line.startswith(("的", "了", "着", "地")) for line in lines)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(["Kubernetes", "3.14", "2026年", "我们", "工作", "，", "。", "”", "）", "“", " ", "的"])
    ).map("".join)
)
def test_no_line_ends_inside_a_word_or_number_or_before_a_closing_sign(text: str) -> None:
    lines = lines_of_subtitles(text)
    for before, after in pairwise(lines):
        assert not (before[-1].isascii() and before[-1].isalnum() and after[0].isascii() and after[0].isalnum())
        assert before[-1] + after[0] not in {"我们", "工作"}
        assert after[0] not in "，。”）" or len(before) == 16  # sixteen signs in a row fill a line


@pytest.mark.parametrize(
    ("text", "never"),
    [
        (
            "今日は新しいプロジェクトについてお話ししたいと思いますがまずコンピュータの準備ができるまでお待ちください",
            "プロジェクト コンピュータ 準備",
        ),
        ("สวัสดีครับวันนี้เราจะมาพูดคุยกันเรื่องเทคโนโลยีปัญญาประดิษฐ์และการพัฒนาซอฟต์แวร์ในประเทศไทย", "ที่ นี้ ดี ษฐ์ แว"),
    ],
)
def test_japanese_and_thai_lines_keep_together_what_belongs_together(text: str, never: str) -> None:
    joined = "\n".join(lines_of_subtitles(text))
    assert [part for part in never.split() if part in text and joined.count(part) < text.count(part)] == []


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("2026-11-29 07:21", "2026-11-29 07-21"),
        ('a/b\\c<d>|"e"?*', "a-b-c-d---e---"),
        ("con", "_con"),
        ("NUL.notes", "_NUL.notes"),
        ("Talk... ", "Talk"),
        ("字" * 100, "字" * 66),
        ("\u202etxt\x07", "txt"),
        (" . ", ""),
    ],
)
def test_a_title_becomes_a_name_that_windows_takes(title: str, stem: str) -> None:
    assert file_stem(title) == stem
