"""Hotword lists survive whatever people and programs write into them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.hotwords.decoding import LONGEST_LINE, Line, lines_of
from app.hotwords.entry import Entry, Parsed, Problem
from app.hotwords.importing import from_bytes, from_paste, import_file
from app.hotwords.learning import Correction, LearntPairs, corrections
from app.hotwords.library import HotwordLibrary
from app.hotwords.lint import lint
from app.hotwords.list_editing import rename_list
from app.hotwords.profiles import Consent, Profiles, load_profiles, save_profiles
from app.hotwords.reading import parse
from app.hotwords.watching import FolderWatch
from app.hotwords.writing import changed, exported, line_of
from engine.errors import BadInput
from engine.hotwords.rules import Rule


def words(content: bytes, encoding: str | None = None) -> list[str]:
    return [entry.text for entry in parse(content, encoding).entries]


def complaints(content: bytes) -> list[str]:
    return [str(problem) for problem in parse(content).problems]


@pytest.fixture
def library(tmp_path: Path) -> HotwordLibrary:
    return HotwordLibrary(tmp_path / "hotwords")


# -- reading ---------------------------------------------------------------------------------------------------


def test_one_word_a_line_is_a_list() -> None:
    assert words("CRISPR\n张三丰\n\n# a remark\n New York \n".encode()) == ["CRISPR", "张三丰", "New York"]


def test_a_line_may_say_more_than_the_word() -> None:
    (entry,) = parse("Kubernetes|k8s\tkuber netties|酷伯\t2.5\tthe cluster\n".encode()).entries
    assert entry == Entry("Kubernetes", ("k8s",), ("kuber netties", "酷伯"), 2.5, "the cluster", 1)


def test_the_two_columns_of_the_report_are_read_as_they_are() -> None:
    (entry,) = parse("CRISPR\t基因编辑\n".encode()).entries
    assert (entry.text, entry.sounds) == ("CRISPR", ("基因编辑",))


def test_a_number_in_the_second_column_is_the_weight() -> None:
    assert parse(b"GPT\t2\n").entries[0].weight == 2.0


@pytest.mark.parametrize(
    "content",
    [
        "词一\n词二".encode(),
        "词一\r\n词二\r\n".encode(),
        "词一\r词二\r".encode(),
        "\ufeff词一\n词二\n".encode(),
        "\ufeff词一\r\n词二\r\n".encode("utf-16-le"),
        "\ufeff词一\n词二".encode("utf-16-be"),
    ],
    ids=["no last line end", "CRLF", "CR", "BOM", "UTF-16 LE", "UTF-16 BE"],
)
def test_every_usual_form_of_text_is_read(content: bytes) -> None:
    assert words(content) == ["词一", "词二"]


def test_another_encoding_is_read_where_it_is_named() -> None:
    assert words("词一\n词二\n".encode("gb18030"), "gb18030") == ["词一", "词二"]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (b"a\0b", "line 2: It holds a NUL byte; this is no text."),
        (b"x" * 1_000_000, f"line 2: It is longer than {LONGEST_LINE} characters."),
        (b"x" * 200, "line 2: A word of 200 characters is too long; 100 are allowed."),
        ("热词".encode("gb18030"), "line 2: This is not UTF-8 text (perhaps GB18030: “热词”); save it as UTF-8."),
        (b"good", "line 2: “good” stands in line 1 already."),
        (b"GOOD", "line 2: “GOOD” stands in line 1 already."),
        (b"\tsound", "line 2: There is no word in the first field."),
        (b"!?", "line 2: There is no word in the first field."),
        (b"word\tsound\tmuch", "line 2: The weight “much” is not a number."),
        (b"word\tsound\t99", "line 2: The weight 99 is not between 0.1 and 10."),
        (b"/(/ => x", "line 2: The rule /(/ is not used: Missing ). (character 2 of the expression)"),
        ("a\ufffdb".encode(), "line 2: It holds a character that was lost in an earlier conversion (\ufffd)."),
    ],
)
def test_a_malformed_line_is_named_and_costs_nothing_else(line: bytes, complaint: str) -> None:
    content = b"good\n" + line + b"\nlast\n"
    assert (words(content), complaints(content)) == (["good", "last"], [complaint])


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b"# only a remark", b"\xff\xfe"])
def test_an_empty_list_is_a_list(content: bytes) -> None:
    assert parse(content) == Parsed()


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "gb18030", "utf-16"]), st.booleans())
def test_no_bytes_make_the_reader_fail(content: bytes, encoding: str | None, table: bool) -> None:
    parsed = from_bytes(content, encoding, table=table)
    assert all(entry.text.strip() for entry in parsed.entries)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=100))
def test_every_line_is_either_read_or_named(text: str) -> None:
    content = text.encode("utf-8", errors="replace")
    numbers = [each.number if isinstance(each, Line) else each.line for each in lines_of(content)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_file_beyond_all_measure_is_refused() -> None:
    assert [type(each) for each in lines_of(b"x\n" * 16_000_001)] == [Problem]


# -- forms of other programs -----------------------------------------------------------------------------------


def test_another_programs_aliases_are_read() -> None:
    assert from_bytes(b"Klaud|cloud|clawed\n").entries[0].aliases == ("cloud", "clawed")


@pytest.mark.parametrize("arrow", ["=>", " => ", "->", "→"])
def test_another_programs_rules_are_read(arrow: str) -> None:
    assert from_bytes(f"fun asr{arrow}Fun-ASR\n".encode()).rules == (Rule("fun asr", "Fun-ASR", line=1),)


def test_an_arrow_of_other_programs_is_a_word_in_a_list_of_ours() -> None:
    assert parse("a→b\n".encode()).entries[0].text == "a→b"


def test_what_forbids_a_word_in_capswriter_is_left_out_and_told() -> None:
    parsed = from_bytes("我家鸽鸽~~~我家|鸽子\n".encode())
    assert (parsed.entries[0].text, parsed.problems[0].skipped) == ("我家鸽鸽", False)


@pytest.mark.parametrize(
    "content",
    [
        b"word,sounds,weight\nCRISPR,crisper,2\n",
        b"Weight;Term;Pronunciation\n2;CRISPR;crisper\n",
        b'"CRISPR","crisper",2\n',
        "权重,热词,读音\n2,CRISPR,crisper\n".encode(),
    ],
)
def test_a_table_is_read_with_or_without_its_titles(content: bytes) -> None:
    (entry,) = from_bytes(content, table=True).entries
    assert (entry.text, entry.sounds, entry.weight) == ("CRISPR", ("crisper",), 2.0)


def test_a_table_with_a_bad_row_keeps_the_others(tmp_path: Path) -> None:
    parsed = from_bytes(b"a,x,1\nb,x,much\na,,\n", table=True)
    assert ([each.text for each in parsed.entries], [each.line for each in parsed.problems]) == (["a"], [2, 3])


def test_cells_of_a_spreadsheet_may_be_pasted() -> None:
    pasted = from_paste("".join(f"word{number}\tsound\n" for number in range(5000)))
    assert (len(pasted.entries), pasted.entries[-1].text) == (5000, "word4999")


def test_a_file_without_a_single_good_line_is_refused_with_its_first_fault(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_bytes("热词\n".encode("gb18030"))
    with pytest.raises(BadInput, match="line 1: This is not UTF-8 text"):
        import_file(path)


@pytest.mark.parametrize("encoding", ["klingon", "a\0b", "base64", "rot13", "idna"])
def test_an_encoding_that_is_none_is_refused(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "words.txt"
    path.write_bytes(b"word\n")
    with pytest.raises(BadInput, match="no text encoding"):
        import_file(path, encoding)


@pytest.mark.parametrize("name", ["missing.txt", "."])
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        import_file(tmp_path / name)


def read(text: str) -> list[tuple[str, tuple[str, ...], float]]:
    return [(each.text, each.sounds, each.weight) for each in from_bytes(text.encode()).entries]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("阿里巴巴 20\n达摩院 20\n宇树科技 10\n", [("阿里巴巴", (), 1.0), ("达摩院", (), 1.0), ("宇树科技", (), 0.5)]),
        ("word 20\n", [("word", (), 1.0)]),
        ("word,20\nNew York,30\n", [("word", (), 1.0), ("New York", (), 1.5)]),
        ('{"阿里巴巴": 20, "通义": 30}', [("阿里巴巴", (), 1.0), ("通义", (), 1.5)]),
        ('{"phrases": [{"word": "Fun-ASR", "boost": 2}]}', [("Fun-ASR", (), 2.0)]),
        ("HELLO WORLD :2.0\nFOO :3.5 #0.6\n", [("HELLO WORLD", (), 2.0), ("FOO", (), 3.5)]),
        ("你 好 世 界 :2.0\n语 音 @语音识别\n", [("你好世界", (), 2.0), ("语音识别", (), 1.0)]),
        ("▁HE LL O ▁WORLD :1.5\n▁FO O\n", [("HELLO WORLD", (), 1.5), ("FOO", (), 1.0)]),
        ("阿里巴巴:20\nJohn 3:16\n", [("阿里巴巴", (), 1.0), ("John 3:16", (), 1.0)]),
        ("张伟    zhang wei    2    boss\nNew  York\n", [("张伟", ("zhang wei",), 2.0), ("New York", (), 1.0)]),
        ("Glossary: Aimee, Shawn, New York.\n", [("Aimee", (), 1.0), ("Shawn", (), 1.0), ("New York", (), 1.0)]),
        ("Kubernetes\\cooper netties\n", [("Kubernetes", ("cooper netties",), 1.0)]),
        ("word\tweight\nCRISPR\t2\n", [("CRISPR", (), 2.0)]),
        ("Windows 10\nWindows 11\nBoeing 747\n", [("Windows 10", (), 1), ("Windows 11", (), 1), ("Boeing 747", (), 1)]),
        ("Smith, John\nKubernetes\n", [("Smith, John", (), 1.0), ("Kubernetes", (), 1.0)]),
    ],
)
def test_another_programs_list_is_read_as_what_it_means(
    text: str, expected: list[tuple[str, tuple[str, ...], float]]
) -> None:
    assert read(text) == expected
    assert not [each for each in from_bytes(text.encode()).problems if each.skipped]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("毫安时 = mAh\n", Rule("毫安时", "mAh", line=1)),
        ("um =\n", Rule("um", "", line=1)),
        ("teh=the\nadn=and\n", Rule("teh", "the", line=1)),
        (r"(\d+)度 = \1°", Rule(r"(\d+)度", r"\1°", is_pattern=True, line=1)),
    ],
)
def test_equals_signs_of_another_program_are_rules(text: str, rule: Rule) -> None:
    parsed = from_bytes(text.encode())
    assert (parsed.rules[0], parsed.entries) == (rule, ())
    assert "is read as a rule" in parsed.problems[0].what


def test_what_is_typed_alone_is_meant_as_it_stands() -> None:
    assert [each.text for text in ("Windows 95", "Smith, John") for each in from_paste(text).entries] == [
        "Windows 95",
        "Smith, John",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "阿里巴巴 20",
        "毫安时 = mAh",
        "WORD :2.0",
        "a -> b",
        "▁HE LL O",
        "你 好",
        "a, b, c",
        "K8s\\kates",
        "张伟  zhang wei  2",
    ],
)
def test_what_looks_like_another_programs_form_is_remarked_on_in_a_list_of_ours(line: str) -> None:
    (problem,) = [each for each in lint(parse(f"Kubernetes\n{line}\n".encode())) if line in each.what]
    assert (problem.line, problem.skipped) == (2, False)


@pytest.mark.parametrize(
    "content",
    [
        b"fLaC\0\0\0\x22" + bytes(range(256)) * 8,
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\nword\n",
        b"PK\x03\x04\x14\0\nword\n",
        b"%PDF-1.7\nword\n",
        "词一\n词二\n词三\n词四\n".encode("utf-16-le"),
        "one\ntwo\n".encode("utf-16-be"),
        bytes(range(256)) * 4,
    ],
)
@pytest.mark.parametrize("name", ["list.txt", "list.csv"])
def test_a_file_that_is_no_text_is_refused(library: HotwordLibrary, tmp_path: Path, content: bytes, name: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInput, match="is no text"):
        import_file(tmp_path / name)
    library.folder.mkdir()
    (library.folder / "mine.txt").write_bytes(content)
    assert library.read("mine").parsed == Parsed(problems=(Problem(0, "This is no text."),))


def test_text_in_utf_16_is_read_where_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("\ufeff词一\n".encode("utf-16-le"))
    (tmp_path / "b.txt").write_bytes("词一\n".encode("utf-16-le"))
    assert import_file(tmp_path / "a.txt").entries == import_file(tmp_path / "b.txt", "UTF-16-LE").entries
    (tmp_path / "c.json").write_bytes('\ufeff{"词一": 1}'.encode("utf-16-le"))
    assert import_file(tmp_path / "c.json").entries == import_file(tmp_path / "a.txt").entries


# -- writing ---------------------------------------------------------------------------------------------------

TEXT = st.text(alphabet="ab词 |\\#/=>~-→⇒\"',;éß", min_size=1, max_size=8).map(lambda text: " ".join(text.split()))
WORD = st.builds(lambda letter, rest: " ".join((rest + letter).split()), st.sampled_from("ab词"), TEXT)
ENTRY = st.builds(
    Entry,
    WORD,
    st.lists(WORD, max_size=2).map(tuple),
    st.lists(WORD, max_size=2).map(tuple),
    st.sampled_from([0.1, 0.5, 1.0, 2.0, 10.0]),
    TEXT,
)


@settings(max_examples=300, deadline=None)
@given(ENTRY)
def test_an_entry_reads_back_as_it_was_written(entry: Entry) -> None:
    (read,) = parse(f"{line_of(entry)}\n".encode()).entries
    assert read == Entry(entry.text, entry.aliases, entry.sounds, entry.weight, entry.note, 1)


@pytest.mark.parametrize("rule", [Rule("a|b", "#c"), Rule(r"(?<=>)\d+ *=> x", r"\g<0>", True), Rule("/x", "y")])
def test_a_rule_reads_back_as_it_was_written(rule: Rule) -> None:
    (read,) = parse(exported(Parsed(rules=(rule,)), "txt").encode()).rules
    assert (read.wrong, read.right, read.is_pattern) == (rule.wrong, rule.right, rule.is_pattern)


def test_a_change_leaves_every_other_line_as_it_was() -> None:
    content = "# mine\nfirst\t\t2\n\nbad\t\tline\nthird\n"
    assert changed(content, [Entry("new")], {2: Entry("First"), 5: None}) == "# mine\nFirst\n\nbad\t\tline\nnew\n"


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("words", "Fun-ASR\n"),
        ("tsv", "Fun-ASR\tfun\t2\tmodel\n"),
        ("csv", "word,aliases,sounds,weight,note\nFun-ASR,funasr,fun,2,model\n"),
        ("pairs", "funasr=>Fun-ASR\nteh=>the\n"),
        ("txt", "Fun-ASR|funasr\tfun\t2\tmodel\nteh => the\n"),
    ],
)
def test_a_list_is_exported_in_every_form(form: str, text: str) -> None:
    parsed = Parsed((Entry("Fun-ASR", ("funasr",), ("fun",), 2.0, "model"),), (Rule("teh", "the"),))
    assert exported(parsed, form) == text


@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_cells_that_a_spreadsheet_would_compute_are_words_and_read_back(form: str) -> None:
    entries = tuple(Entry(word, weight=2.0, note="=SUM(A1)") for word in ("=cmd", "@support", "-5 °C", "'tis"))
    text = exported(Parsed(entries), form)
    assert sum(line[:1] == "'" for line in text.splitlines()) == 4
    read = from_bytes(text.encode(), table=form == "csv").entries
    assert [(each.text, each.weight, each.note) for each in read] == [(each.text, 2.0, "=SUM(A1)") for each in entries]


# -- the library -----------------------------------------------------------------------------------------------


def test_a_fresh_user_has_no_lists(library: HotwordLibrary) -> None:
    assert (library.names(), library.vocabulary().hotwords) == ([], ())


def test_any_text_file_in_the_folder_is_a_list(library: HotwordLibrary) -> None:
    library.folder.mkdir()
    (library.folder / "Board.txt").write_bytes(b"Alice\n")
    (library.folder / ".hidden.txt").write_bytes(b"x\n")
    assert library.names() == ["Board"]


@pytest.mark.parametrize("name", ["Who is who?", "a:b", "con", "notes.", " ", "客户" * 30])
def test_a_list_that_another_program_named_is_used_and_can_be_renamed(library: HotwordLibrary, name: str) -> None:
    library.folder.mkdir()
    (library.folder / f"{name}.txt").write_bytes(b"Alice\n")
    assert [each.text for each in library.vocabulary().hotwords] == ["Alice"]
    rename_list(library, name, "Guests")
    assert library.names() == ["Guests"]


def test_lists_of_a_profile_are_used_together(library: HotwordLibrary) -> None:
    for name in ("a", "b", "c"):
        library.create(name, Parsed((Entry(f"word {name}"), Entry("shared", weight=2.0 if name == "b" else 1.0))))
    library.save_profiles(Profiles().with_profile("both", ["a", "b", "gone"]))
    together = library.vocabulary("both").hotwords
    assert [(each.text, each.weight) for each in together] == [("word a", 1.0), ("shared", 2.0), ("word b", 1.0)]


def test_without_a_profile_every_list_is_used(library: HotwordLibrary) -> None:
    library.create("a", Parsed((Entry("one"),)))
    library.create("b", Parsed((Entry("two"),)))
    assert [each.text for each in library.vocabulary().hotwords] == ["one", "two"]


def test_a_list_that_is_removed_leaves_every_profile(library: HotwordLibrary) -> None:
    library.create("a")
    library.save_profiles(Profiles().with_profile("p", ["a"]))
    library.remove("a")
    assert (library.names(), library.profiles().lists) == ([], {"p": ()})


def test_a_list_with_lines_that_cannot_be_read_is_not_written_over(library: HotwordLibrary) -> None:
    library.create("a")
    library.path("a").write_bytes(b"caf\xe9\n")
    with pytest.raises(BadInput, match="not UTF-8"):
        library.change("a", [Entry("new")])


@pytest.mark.parametrize("name", ["", " ", "../x", "a/b", "a\\b", ".x", "con", "a\n", "x" * 200, "词" * 50, "a."])
def test_a_name_that_is_no_file_name_is_refused(library: HotwordLibrary, name: str) -> None:
    with pytest.raises(BadInput, match="cannot be the name"):
        library.create(name)


def test_a_second_list_of_one_name_is_refused(library: HotwordLibrary) -> None:
    library.create("a", Parsed((Entry("kept"),)))
    with pytest.raises(BadInput, match="already"):
        library.create("a")


def test_a_list_that_the_system_refuses_to_read_is_empty_with_a_problem(
    library: HotwordLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    library.create("a")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert str(library.read("a").parsed.problems[0]) == "It cannot be read: Permission denied."


# -- profiles --------------------------------------------------------------------------------------------------


def test_profiles_read_back_as_they_were_written(tmp_path: Path) -> None:
    profiles = Profiles({"Board meeting": ("a", "b"), "生物": ()}, "生物", Consent.ALWAYS)
    save_profiles(tmp_path / "profiles.toml", profiles)
    assert load_profiles(tmp_path / "profiles.toml") == profiles


@pytest.mark.parametrize(
    "content",
    [b"active = 3", b"active = 'gone'", b"learning = 'often'", b"profiles = 1", b"[profiles]\na = 1", b"[", b"\xff"],
)
def test_a_malformed_file_of_profiles_means_all_lists(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "profiles.toml"
    path.write_bytes(content)
    profiles = load_profiles(path)
    assert (profiles.active, profiles.learning, len(profiles.problems)) == (None, Consent.ASK, 1)


@pytest.mark.parametrize(
    "content", [b'active = "work"\n[profiles]\nwork = ["a", "b"\nhome = ["b"]\n', b'[profiles]\nwork = "a"\n', b"\xff"]
)
def test_a_malformed_file_of_profiles_is_put_aside_before_it_is_replaced(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "profiles.toml"
    path.write_bytes(content)
    save_profiles(path, load_profiles(path).with_profile("new", ["a"]))
    assert (tmp_path / "profiles.toml.unreadable").read_bytes() == content
    assert load_profiles(path).lists == {"new": ("a",)}


def test_a_file_of_profiles_that_may_not_be_read_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "profiles.toml"
    path.write_text("[profiles]\n")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(BadInput, match="Permission denied"):
        save_profiles(path, Profiles())
    assert path.read_text() == "[profiles]\n"


def test_comments_in_a_file_of_profiles_stay(tmp_path: Path) -> None:
    path = tmp_path / "profiles.toml"
    path.write_text('# mine\n[profiles]\nwork = ["a"]\n')
    save_profiles(path, replace(load_profiles(path), active="work"))
    assert "# mine" in path.read_text()
    assert load_profiles(path) == Profiles({"work": ("a",)}, "work")


def test_one_key_leads_through_all_profiles_and_back() -> None:
    profiles = Profiles({"a": (), "b": ()})
    seen = []
    for _ in range(4):
        profiles = profiles.switched(1)
        seen.append(profiles.active)
    assert seen == ["a", "b", None, "a"]


# -- watching --------------------------------------------------------------------------------------------------


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_an_edited_list_is_noticed_once_and_not_before_it_stands_still(tmp_path: Path) -> None:
    clock = Clock()
    watch = FolderWatch(tmp_path, clock)
    path, seen = tmp_path / "a.txt", []
    for content in ("", "half", "half a word", None, None, None):
        if content is not None:
            path.write_text(content)
        clock.now += 0.6
        seen.append(watch.changed())
    assert seen == [False, False, False, True, False, False]


def test_a_list_that_appears_or_goes_is_noticed(tmp_path: Path) -> None:
    clock = Clock()
    folder = tmp_path / "later"
    watch = FolderWatch(folder, clock)
    seen = []

    def appear() -> None:
        folder.mkdir()
        for name in ("0.txt", "b.txt", "z.txt"):  # wherever they stand, they hide no list
            (folder / name).symlink_to(tmp_path / "nothing")
        (folder / "a.txt").touch()

    for step in (appear, lambda: (folder / "a.txt").unlink()):
        step()
        watch.changed()
        clock.now += 1
        seen.append(watch.changed())
    assert seen == [True, True]


# -- learning --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "pairs"),
    [
        ("we run cooper netties here", "we run Kubernetes here", [("cooper netties", "Kubernetes")]),
        ("请张山峰来开会", "请张三丰来开会", [("山峰", "三丰")]),
        ("ask adam and eve", "ask Adam and Eve", [("adam", "Adam"), ("eve", "Eve")]),
        ("a b", "a b c", []),
        ("so, yes", "so. yes", []),
        ("same", "same", []),
        ("", "all of it is new", []),
        ("one two three four five six seven eight nine", "nothing of it was right at all my dear good friend", []),
    ],
)
def test_a_corrected_word_is_recognised_as_one(before: str, after: str, pairs: list[tuple[str, str]]) -> None:
    assert [(each.heard, each.meant) for each in corrections(before, after)] == pairs


def test_what_was_learnt_helps_the_word_to_be_found(library: HotwordLibrary) -> None:
    library.create("a", Parsed((Entry("Kubernetes"),)))
    library.learnt.add(Correction("cuban at ease", "Kubernetes"))
    vocabulary = library.vocabulary()
    assert vocabulary.hotwords[0].heard == ("cuban at ease",)
    assert vocabulary.index.candidates("the cuban at ease cluster")[0].score == pytest.approx(1.0)


def test_a_pair_is_kept_once_and_can_be_forgotten(tmp_path: Path) -> None:
    pairs = LearntPairs(tmp_path / "deep" / "learnt.tsv")
    for _ in range(3):
        pairs.add(Correction("a\tb", "c"))
    assert pairs.load() == {"c": ["a b"]}
    pairs.forget("c")
    assert pairs.load() == {}


def test_a_harmed_file_of_pairs_keeps_its_good_lines(tmp_path: Path) -> None:
    path = tmp_path / "learnt.tsv"
    path.write_bytes(b"\xff\n\0\nno tab\n\t\nheard\tmeant\n")
    assert LearntPairs(path).load() == {"meant": ["heard"]}


def test_what_a_person_wrote_into_the_file_of_pairs_stays(tmp_path: Path) -> None:
    path = tmp_path / "learnt.tsv"
    by_hand = b"# names of my customers\nheard\tmeant\n\xd5\xc5\tno UTF-8"
    path.write_bytes(by_hand)
    pairs = LearntPairs(path)
    pairs.add(Correction("jo", "Joe"))
    assert path.read_bytes() == by_hand + b"\njo\tJoe\n"
    pairs.forget("Joe")
    pairs.forget("meant")
    assert path.read_bytes() == b"# names of my customers\n\xd5\xc5\tno UTF-8\n"


def test_a_pair_is_added_to_a_file_in_utf16(tmp_path: Path) -> None:
    path = tmp_path / "learnt.tsv"
    path.write_bytes("张山\t张三\n".encode("utf-16"))
    LearntPairs(path).add(Correction("jo", "Joe"))
    assert LearntPairs(path).load() == {"张三": ["张山"], "Joe": ["jo"]}


# -- lint ------------------------------------------------------------------------------------------------------


def test_entries_that_are_nearly_the_same_are_named() -> None:
    remarks = [str(each) for each in lint(parse("Fun-ASR\nfun asr\n章伟\n张伟\n".encode()))]
    assert remarks == [
        "line 2: “fun asr” is nearly “Fun-ASR” of line 1.",
        "line 4: “张伟” sounds the same as “章伟” of line 3.",
    ]


@pytest.mark.parametrize(("word", "remark"), [("我", "so short"), ("张" * 40, "too long")])
def test_an_entry_that_is_hard_to_find_is_named(word: str, remark: str) -> None:
    (problem,) = lint(parse(word.encode()))
    assert remark in problem.what
