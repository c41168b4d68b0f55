"""The sentences that the small model is trained on."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from itertools import islice

import pytest

from training.data.text import numbers, numbers_zh, patterns, slots_en, slots_zh
from training.data.text.names import KINDS, every, in_split, names, sounds_like_names
from training.data.text.phrases_en import OBJECTS
from training.data.text.pieces import literal, with_article
from training.data.text.sentences import LANGUAGES, LONGEST, Sentence, generate, length
from training.data.text.slots import Source
from training.data.text.words import plural, sections, singular, verb, words

pytestmark = pytest.mark.slow

MANY = 20_000
FEW = 3_000
SPOKEN = {"en": r"[a-z' ]+", "zh": r"[\u4e00-\u9fff]+", "mix": r"[a-z' \u4e00-\u9fff]+"}
NOUNS = ("person", "thing", "place", "event", "idea", "food", "animal")
NOT_ENGLISH_WORDS = {*NOUNS, "unit", *OBJECTS, "vi"}


@cache
def some(language: str, split: str = "train", count: int = FEW) -> tuple[Sentence, ...]:
    return tuple(generate(language, count, 7, split))


def tokens(sentences: Iterable[Sentence], language: str) -> Counter[str]:
    """In how many sentences each English word or Chinese character stands, names left out."""
    found: Counter[str] = Counter()
    for sentence in sentences:
        spoken = sentence.spoken
        if language == "en":
            named = {word for name in sentence.names for word in name.lower().split()}
            found.update(set(spoken.split()) - named)
        else:
            found.update(set(spoken) - set("".join(sentence.names)))
    return found


def english_forms() -> set[str]:
    """Every single word that the English lists can give."""
    file = "en_words.txt"
    entries = {word for name in sections(file) if name not in NOT_ENGLISH_WORDS for word in words(file, name)}
    entries |= {
        form for name in (*NOUNS, "unit") for word in words(file, name) for form in (singular(word), plural(word))
    }
    for name in (*OBJECTS, "vi"):
        for entry in words(file, name):
            found = verb(entry)
            entries |= {found.base, found.third, found.past, found.participle, found.ing}
    return {part for entry in entries for part in literal(entry).spoken.split()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_seed_gives_the_same_sentences_again(language: str) -> None:
    assert tuple(generate(language, 500, 3, "train")) == tuple(generate(language, 500, 3, "train"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_seed_gives_other_sentences(language: str) -> None:
    first, second = ({s.spoken for s in generate(language, 500, seed, "train")} for seed in (1, 2))
    assert len(first & second) < 50


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_for_testing_is_trained_on(language: str) -> None:
    test = {sentence.spoken for sentence in some(language, "test")}
    train = {sentence.spoken for sentence in some(language, "train", MANY)}
    assert len(test) > FEW * 0.8
    assert not test & train


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_for_testing_is_trained_on(language: str) -> None:
    test = {name.lower() for sentence in some(language, "test") for name in sentence.names}
    train = {name.lower() for sentence in some(language, "train", MANY) for name in sentence.names}
    assert len(test) > 100
    assert not test & train


def test_no_given_or_family_name_for_testing_is_trained_on_within_another_name() -> None:
    test = {part for kind in ("first", "last") for part in names(kind, "test")}
    assert not test & {part for kind in ("first", "last") for part in names(kind, "train")}


def test_there_are_some_thousand_names_and_no_kind_lacks_names_for_testing() -> None:
    assert sum(len(every(kind)) for kind in KINDS) > 5_000
    assert all(len(names(kind, "test")) > 20 for kind in KINDS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_spoken_holds_lower_case_letters_apostrophes_and_chinese_characters_alone(language: str) -> None:
    pattern = re.compile(SPOKEN[language])
    assert [s.spoken for s in some(language) if not pattern.fullmatch(s.spoken)] == []


def test_blanks_are_single_and_stand_between_chinese_and_latin_letters() -> None:
    glued = re.compile(r"[a-z'][\u4e00-\u9fff]|[\u4e00-\u9fff][a-z']|[\u4e00-\u9fff] [\u4e00-\u9fff]|  ")
    assert [s.spoken for s in some("mix") if glued.search(s.spoken)] == []


def test_english_begins_with_a_capital_or_a_digit_and_ends_with_a_mark() -> None:
    whole = re.compile(r"[A-Z0-9$].*[.?!]")
    assert [s.written for s in some("en") if not whole.fullmatch(s.written)] == []


@pytest.mark.parametrize("language", ["zh", "mix"])
def test_mandarin_ends_with_a_chinese_mark(language: str) -> None:
    assert [s.written for s in some(language) if s.written[-1] not in "。？！"] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reading_holds_no_digits_and_no_acronym_in_one(language: str) -> None:
    assert [s.reading for s in some(language) if re.search(r"[0-9$%{}\[\]|]|\b[A-Z]{2,}\b", s.reading)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_slot_and_no_mark_of_a_list_is_left_in_what_is_written(language: str) -> None:
    assert [s.written for s in some(language) if re.search(r"[{}\[\]|_/+]|\.\.", s.written)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_three_forms_hold_the_same_words_where_no_number_stands(language: str) -> None:
    def letters(text: str) -> str:
        return re.sub(r"[^a-z\u4e00-\u9fff]", "", text.lower())

    plain = [s for s in some(language) if not re.search(r"[0-9]", s.written)]
    assert len(plain) > FEW / 2
    assert [s for s in plain if not letters(s.written) == letters(s.spoken) == letters(s.reading)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_names_of_a_sentence_stand_in_it_as_written(language: str) -> None:
    assert [s for s in some(language) for name in s.names if name.lower() not in s.written.lower()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_about_a_third_of_the_sentences_hold_a_name(language: str) -> None:
    share = sum(1 for s in some(language) if s.names) / FEW
    assert 0.25 < share < 0.42


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_short(language: str) -> None:
    lengths = [length(s.spoken) for s in some(language)]
    assert max(lengths) <= LONGEST[language]
    assert 4 <= sum(lengths) / FEW <= 9


@pytest.mark.parametrize(("language", "least"), [("en", 250), ("zh", 200), ("mix", 60)])
def test_there_are_hundreds_of_patterns(language: str, least: int) -> None:
    found = [pattern for section in patterns.load(f"{language}_patterns.txt") for pattern in section.patterns]
    assert len(set(found)) >= least


@pytest.mark.parametrize(
    ("language", "slots"), [("en", slots_en.slots()), ("zh", slots_zh.slots()), ("mix", slots_zh.slots())]
)
def test_every_slot_of_the_patterns_is_known(language: str, slots: dict[str, object]) -> None:
    used = {
        slot
        for s in patterns.load(f"{language}_patterns.txt")
        for p in s.patterns
        for slot in re.findall(r"{(.*?)}", p)
    }
    assert used - set(slots) == set()


def test_the_english_vocabulary_is_small_but_not_tiny() -> None:
    assert 2_500 < len(tokens(some("en", count=MANY), "en")) < 4_500


def test_mandarin_has_some_thousand_characters() -> None:
    assert 900 < len(tokens(some("zh", count=MANY), "zh")) < 1_600


def test_every_english_word_of_the_lists_occurs_about_once_in_5000_sentences() -> None:
    counts = tokens(some("en", count=MANY), "en")
    assert [word for word in english_forms() if counts[word] == 0] == []
    rare = [word for word in english_forms() if counts[word] < MANY / 5_000]
    assert len(rare) < 0.02 * len(english_forms())


def test_every_chinese_character_of_the_lists_occurs_about_once_in_5000_sentences() -> None:
    lists = {name for name in sections("zh_words.txt") if name != "term" and not name.startswith(("t_", "en_"))}
    listed = set("".join(word for name in lists for word in words("zh_words.txt", name))) - {"+"}
    counts = tokens(some("zh", count=MANY), "zh")
    assert [letter for letter in listed if counts[letter] < MANY / 10_000] == []


def test_every_english_term_of_mandarin_occurs_about_once_in_5000_sentences() -> None:
    lists = [name for name in sections("zh_words.txt") if name == "term" or name.startswith(("t_", "en_"))]
    listed = {word.lower() for name in lists for word in words("zh_words.txt", name)}
    counts = Counter(word for s in some("mix", count=MANY) for word in set(s.spoken.split()))
    assert [word for word in listed if counts[word] < MANY / 5_000] == []


def test_a_deck_gives_each_of_its_cards_once_before_any_comes_again() -> None:
    source = Source(1, "train")
    drawn = [source.draw("deck", range(50)) for _ in range(100)]
    assert sorted(drawn[:50]) == sorted(drawn[50:]) == list(range(50))


def test_distractors_are_names_of_the_split_without_those_of_the_sentence() -> None:
    first = sounds_like_names(200, 5, "test", language="en")
    again = sounds_like_names(200, 5, "test", without=first[:20], language="en")
    assert len(set(again)) == 200
    assert not set(again) & set(first[:20])
    test = {part for kind in KINDS for part in names(kind, "test")}
    assert all(name in test or set(name.split()) <= test for name in again)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_distractors_of_one_language_are_written_in_its_letters(language: str) -> None:
    letters = r"[A-Za-z' ]+" if language == "en" else r"[\u4e00-\u9fff]+"
    assert all(re.fullmatch(letters, name) for name in sounds_like_names(100, 1, "train", language=language))


def test_about_one_name_in_seven_is_kept_for_testing() -> None:
    share = sum(in_split(name.lower(), "test") for name in every("first")) / len(every("first"))
    assert 0.1 < share < 0.2


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "zero"), (12, "twelve"), (40, "forty"), (125, "one hundred twenty five"), (1500, "one thousand five hundred")],
)
def test_english_numbers_are_said_in_words(number: int, said: str) -> None:
    assert numbers.say(number) == said


@pytest.mark.parametrize(("number", "said"), [(1, "first"), (12, "twelfth"), (20, "twentieth"), (31, "thirty first")])
def test_english_ordinals_are_said_in_words(number: int, said: str) -> None:
    assert numbers.say_ordinal(number) == said


@pytest.mark.parametrize(
    ("year", "said"),
    [(1905, "nineteen oh five"), (1900, "nineteen hundred"), (2000, "two thousand"), (2026, "twenty twenty six")],
)
def test_english_years_are_said_in_pairs(year: int, said: str) -> None:
    assert numbers.say_year(year) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "零"),
        (10, "十"),
        (15, "十五"),
        (105, "一百零五"),
        (110, "一百一十"),
        (1005, "一千零五"),
        (25_000, "二万五千"),
        (30_050, "三万零五十"),
    ],
)
def test_chinese_numbers_are_said_in_characters(number: int, said: str) -> None:
    assert numbers_zh.say(number) == said


def test_telephone_numbers_say_yao_for_one() -> None:
    assert numbers_zh.one_by_one("110", "幺") == "幺幺零"


@pytest.mark.parametrize(
    ("entry", "forms"),
    [
        ("plan+", "plan plans planned planned planning"),
        ("study", "study studies studied studied studying"),
        ("write/wrote/written", "write writes wrote written writing"),
        ("die", "die dies died died dying"),
        ("argue", "argue argues argued argued arguing"),
        ("agree", "agree agrees agreed agreed agreeing"),
        ("catch/caught", "catch catches caught caught catching"),
    ],
)
def test_verbs_are_inflected(entry: str, forms: str) -> None:
    found = verb(entry)
    assert [found.base, found.third, found.past, found.participle, found.ing] == forms.split()


def test_a_verb_of_two_words_is_inflected_in_its_first() -> None:
    assert verb("put+ away/put away").ing == "putting away"


@pytest.mark.parametrize(
    ("noun", "many"),
    [("box", "boxes"), ("city", "cities"), ("day", "days"), ("child/children", "children"), ("photo", "photos")],
)
def test_nouns_have_their_plural(noun: str, many: str) -> None:
    assert plural(noun) == many


@pytest.mark.parametrize(
    ("word", "whole"), [("hour", "an hour"), ("user", "a user"), ("API", "an API"), ("SQL", "an SQL"), ("GPU", "a GPU")]
)
def test_the_article_goes_by_the_sound(word: str, whole: str) -> None:
    assert with_article(literal(word)).written == whole


def test_an_unknown_language_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="ask for one of each"):
        list(islice(generate("fr", 1, 1, "train"), 1))
