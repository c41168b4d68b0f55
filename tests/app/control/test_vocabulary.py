"""The vocabulary: work of an editor on the lists, hotwords that are counted, and what was heard last, heard again."""

from __future__ import annotations

import queue
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.choices import LiveOptions, SourceChoice, SourceKind
from app.control.earshot import Earshot
from app.control.vocabulary import VocabularyService
from app.control.workers import Cancelled
from app.folders import Folders, portable_folders
from app.hotwords.entry import Parsed
from app.hotwords.importing import from_paste
from app.hotwords.last_heard import HeardTwice, LastHeard
from app.hotwords.library import HotwordLibrary
from app.hotwords.list_editing import change_profiles, open_list, save_list
from app.hotwords.sheet import row_of
from app.hotwords.usage import UsageCounts
from app.hotwords.vocabulary import Vocabulary
from app.settings import Settings
from engine.errors import BadInput, CaptioningError
from engine.events import CaptionEvent, Final, Notice, SessionEnded
from engine.hotwords.entries import Hotword
from engine.hotwords.retrieval import HotwordIndex
from engine.hotwords.steering import Steering
from engine.models.recogniser import Hypothesis, Request
from tests.support.answers import answer
from tests.support.listening import ReadEarshot
from tests.support.recognisers import ScriptedRecogniser

WAIT_S = 60
LIST = "# team\nKubernetes|k8s\tcooper netties\t2\tthe cluster\nfun asr => Fun-ASR\n\n\tbroken\n"
SOUND = np.full(16_000, 0.1, np.float32)


# -- what was heard last ---------------------------------------------------------------------------------------


def test_the_same_sound_is_heard_with_the_list_and_without_it() -> None:
    inner, last = ScriptedRecogniser(["we use fun asr"] * 2), LastHeard()
    last.take(SOUND, Request(language="en"), Hypothesis("we use fun asr"))
    wish = Request(steering=Steering(HotwordIndex([Hotword("Fun-ASR")])))
    twice = last.again(inner, wish)
    assert (twice.without, twice.with_list) == ("we use fun asr", "we use Fun-ASR")
    assert (twice.offered, twice.used) == (("Fun-ASR",), ("Fun-ASR",))
    assert [len(each) for each in inner.heard] == [len(SOUND)] * 2
    assert inner.open == 0


def test_silence_does_not_take_the_place_of_what_was_said() -> None:
    last = LastHeard()
    last.take(SOUND, Request(), Hypothesis("said"))
    last.take(SOUND, Request(), Hypothesis(""))
    assert last.text == "said"


def test_where_nothing_was_heard_nothing_can_be_heard_again() -> None:
    with pytest.raises(CaptioningError, match="Nothing was heard"):
        LastHeard().again(ScriptedRecogniser([]), Request())


# -- a whole session -------------------------------------------------------------------------------------------


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    made = portable_folders(tmp_path / "home")
    HotwordLibrary(made.hotwords).create("places", from_paste("morning\noffice\ncall\nfloor\nweeks\n"))
    return made


@pytest.fixture
def clip(sample: Path, tmp_path: Path) -> Path:
    """The first sentences of the sample: a whole session in little time."""
    sound, rate = soundfile.read(sample, dtype="float32")
    soundfile.write(tmp_path / "clip.flac", sound[: 8 * rate], rate)
    return tmp_path / "clip.flac"


@pytest.fixture
def earshot(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> Iterator[ReadEarshot]:
    scripted = ScriptedRecogniser(["We meet in the London office."] * 20)
    monkeypatch.setattr("app.model_store.loading.load_recogniser", lambda *_asked: scripted)
    made = ReadEarshot(Settings(), folders)
    yield made
    made.close()


def collect(earshot: ReadEarshot, kind: type[CaptionEvent], events: list[CaptionEvent]) -> list[CaptionEvent]:
    """Until one of `kind` has come; a session that ends first fails the test."""
    deadline = time.monotonic() + WAIT_S
    while not any(isinstance(event, kind) for event in events):
        assert time.monotonic() < deadline
        assert not any(isinstance(event, SessionEnded) for event in events), f"it ended without {kind.__name__}"
        earshot.reader.wait(0.1)
        events += earshot.reader.drain()
    return events


def to_the_end(earshot: ReadEarshot) -> list[CaptionEvent]:
    return collect(earshot, SessionEnded, [])


def test_a_session_counts_its_hotwords_and_its_last_sentence_can_be_heard_again(
    earshot: ReadEarshot, folders: Folders, clip: Path
) -> None:
    earshot.session.start(SourceChoice(SourceKind.FILE, path=clip, paced=False), LiveOptions(partials=False))
    finals = [event for event in to_the_end(earshot) if isinstance(event, Final)]
    heard = {word for final in finals for word in final.hotwords_used}
    assert heard
    twice = answer(earshot.vocabulary.hear_again)
    assert isinstance(twice, HeardTwice)
    assert twice.without
    assert earshot.vocabulary.last_text
    earshot.close()
    counts = UsageCounts(folders.hotword_usage_file).all()
    assert {word for word, usage in counts.items() if usage.heard} == heard
    assert sum(usage.heard for usage in counts.values()) == sum(len(each.hotwords_used) for each in finals)


def test_a_model_that_writes_captions_is_not_disturbed(earshot: ReadEarshot, clip: Path) -> None:
    earshot.session.start(SourceChoice(SourceKind.FILE, path=clip, paced=True), LiveOptions(partials=False))
    collect(earshot, Final, [])
    failed = answer(earshot.vocabulary.hear_again)
    earshot.session.stop()
    to_the_end(earshot)
    assert isinstance(failed, CaptioningError)
    assert failed.what == "The model is busy with captions."


def test_lists_that_cannot_be_read_again_become_one_notice_while_captions_go_on(
    earshot: ReadEarshot, folders: Folders, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(library: HotwordLibrary, **_: object) -> Vocabulary:
        raise BadInput("There is no list “mine”.", "It was removed meanwhile.")

    earshot.session.start(SourceChoice(SourceKind.FILE, path=clip, paced=True), LiveOptions(partials=False))
    events = collect(earshot, Final, [])
    monkeypatch.setattr(HotwordLibrary, "vocabulary", gone)
    (folders.hotwords / "mine.txt").write_text("word\n")
    collect(earshot, Notice, events)
    earshot.session.stop()
    (told,) = [event for event in [*events, *to_the_end(earshot)] if isinstance(event, Notice)]
    assert told.what.startswith("Your changed vocabulary could not be read")


# -- work of an editor -----------------------------------------------------------------------------------------


@pytest.fixture
def library(tmp_path: Path) -> HotwordLibrary:
    made = HotwordLibrary(portable_folders(tmp_path).hotwords)
    made.create("team", Parsed())
    made.path("team").write_text(LIST, encoding="utf-8")
    return made


@pytest.fixture
def vocabulary(library: HotwordLibrary, tmp_path: Path) -> Iterator[VocabularyService]:
    made = Earshot(Settings(), portable_folders(tmp_path)).vocabulary
    yield made
    made.close()


def test_an_error_arrives_as_the_answer(vocabulary: VocabularyService) -> None:
    found = answer(lambda done: vocabulary.ask(lambda library: open_list(library, "none"), done))
    assert isinstance(found, BadInput)


def test_a_fault_of_ours_arrives_as_a_sentence(vocabulary: VocabularyService) -> None:
    found = answer(lambda done: vocabulary.ask(lambda library: 1 // 0, done))
    assert isinstance(found, CaptioningError)
    assert "ZeroDivisionError" in found.what


def test_works_are_done_in_the_order_asked(vocabulary: VocabularyService) -> None:
    came: queue.Queue[object] = queue.Queue()
    for number in range(20):
        vocabulary.ask(lambda library, number=number: number, came.put)
    assert [came.get(timeout=WAIT_S) for _ in range(20)] == list(range(20))


def test_what_was_asked_before_the_end_is_done(vocabulary: VocabularyService, library: HotwordLibrary) -> None:
    vocabulary.ask(
        lambda each: save_list(each, "team", open_list(each, "team").rows, [row_of("last words")]), lambda done: None
    )
    vocabulary.close()
    assert library.path("team").read_text(encoding="utf-8") == "last words\n"


def test_a_switch_of_profile_is_kept(vocabulary: VocabularyService, library: HotwordLibrary) -> None:
    change_profiles(library, lambda profiles: profiles.with_profile("work", ["team"]))
    assert answer(lambda done: vocabulary.switch("work", done)) is None
    assert library.profiles().active == "work"


def test_a_change_by_hand_is_noticed(vocabulary: VocabularyService, library: HotwordLibrary) -> None:
    assert answer(vocabulary.changed) is False
    library.path("team").write_text("by hand\n", encoding="utf-8")
    assert any(answer(vocabulary.changed) for _ in range(200_000))


def test_the_words_in_use_are_those_of_the_captions_and_follow_the_lists(
    vocabulary: VocabularyService, library: HotwordLibrary
) -> None:
    before = vocabulary.words
    live = vocabulary.live()
    live.request(Request())
    at_the_start = vocabulary.words
    requests: queue.Queue[Request] = queue.Queue()
    live.follow(requests.put, look_every_s=0.01)
    library.path("team").write_text("Zephyr Gateway\n", encoding="utf-8")
    requests.get(timeout=WAIT_S)
    live.rest()
    assert (before, at_the_start) == ((), ("kubernetes",))
    assert vocabulary.words == ("zephyr gateway",)


def test_a_trial_says_who_comes_up_and_what_becomes_of_the_text(vocabulary: VocabularyService) -> None:
    trial = vocabulary.trials.attempt("we use cooper netties and fun asr")
    assert trial.candidates[0].hotword.text == "Kubernetes"
    assert trial.written["off"].text == "we use cooper netties and Fun-ASR"
    assert trial.written["always"].text == "we use Kubernetes and Fun-ASR"


def test_a_trial_sees_what_is_not_saved_yet(vocabulary: VocabularyService) -> None:
    trial = vocabulary.trials.attempt("met dana", {"team": from_paste("Dana\n")})
    assert (trial.entries, trial.candidates[0].hotword.text) == (1, "Dana")


def test_the_index_is_made_once_for_an_unchanged_list(vocabulary: VocabularyService) -> None:
    assert vocabulary.trials.vocabulary({}) is vocabulary.trials.vocabulary({})


def test_what_a_window_still_asks_after_the_end_is_dropped(vocabulary: VocabularyService) -> None:
    """The timer of the box to try a sentence may fire when the program is closing."""
    vocabulary.close()
    answers: list[object] = []
    vocabulary.ask(lambda _: 1, answers.append, slow=True)
    assert [type(each) for each in answers] == [Cancelled]
