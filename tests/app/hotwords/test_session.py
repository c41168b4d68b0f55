"""The active vocabulary reaches the model, its final text, and the reason that the reader sees."""

from __future__ import annotations

import queue
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from app.hotwords.entry import Entry, Parsed
from app.hotwords.library import HotwordLibrary
from app.hotwords.live import MOST_IN_DICTIONARY, LiveHotwords
from app.hotwords.profiles import Profiles
from app.hotwords.vocabulary import Vocabulary
from engine.errors import BadInput, CaptioningError
from engine.events import Final, NothingSaid, Partial, Word
from engine.hotwords.entries import Candidate, Hotword
from engine.hotwords.replacement import ReplacementMode
from engine.hotwords.retrieval import HotwordIndex
from engine.hotwords.rules import Rule, RuleSet
from engine.hotwords.steering import MOST_CHARACTERS, Steering
from engine.models.fun_asr_nano import recogniser as fun_asr
from engine.models.fun_asr_nano.text_decoder import EncodedUtterance
from engine.models.recogniser import Hypothesis, Request
from engine.session.options import SessionOptions
from engine.session.post_processing import NOT_APPLIED, with_vocabulary
from tests.engine.session import test_session
from tests.support.fun_asr import Golden, golden_model
from tests.support.recognisers import ScriptedRecogniser

SOUND = np.zeros(16_000, np.float32)
WAIT_S = 20


def steering(*words: str | Hotword, rules: list[Rule] | None = None, mode: str = "careful") -> Steering:
    hotwords = [each if isinstance(each, Hotword) else Hotword(each) for each in words]
    return Steering(HotwordIndex(hotwords), ReplacementMode(mode), RuleSet(rules or []))


def finished(text: str, wish: Steering) -> Hypothesis:
    return with_vocabulary(ScriptedRecogniser([text]).begin(Request(steering=wish)).finish(SOUND), wish)


def test_a_final_says_what_was_replaced_and_why() -> None:
    final = finished("we use fun asr", steering("Fun-ASR"))
    assert final.text == "we use Fun-ASR"
    assert final.reason == "“fun asr” became “Fun-ASR”: it sounds like “fun asr” (1.00)"
    assert final.hotwords_replaced == ("Fun-ASR",)


def test_a_final_says_which_hotwords_came_up_and_which_it_holds() -> None:
    final = finished("we use fun asr on cooper netties", steering("Fun-ASR", "Kubernetes", "CRISPR"))
    assert (set(final.hotwords_offered), final.hotwords_used) == ({"Fun-ASR", "Kubernetes"}, ("Fun-ASR",))


def test_a_vocabulary_that_fails_costs_no_text() -> None:
    class Broken(HotwordIndex):
        def matches(self, text: str) -> list[Candidate]:
            raise RecursionError("a rule in circles")

    final = finished("we use fun asr", Steering(Broken([])))
    assert (final.text, final.reason) == ("we use fun asr", NOT_APPLIED)


def test_a_final_without_any_hotword_is_left_as_it_was() -> None:
    plain = ScriptedRecogniser(["good morning"]).begin(Request()).finish(SOUND)
    assert finished("good morning", steering("Kubernetes")) == plain


def test_where_nothing_was_heard_no_hotword_appears() -> None:
    wish = steering("Kubernetes", rules=[Rule("^$", "noise", is_pattern=True)], mode="always")
    assert finished("", wish).text == ""


def test_guesses_are_not_touched() -> None:
    options = SessionOptions(request=Request(steering=steering("Fun-ASR")))
    rig = test_session.Rig(["fun asr is here"], options)
    rig.say(3)
    assert "fun asr is here" in [partial.text for partial in rig.of(Partial)]
    assert not [partial for partial in rig.of(Partial) if "Fun-ASR" in partial.text]
    assert [final.text for final in rig.of(Final)] == ["Fun-ASR is here"]


def test_what_replaces_several_words_takes_their_time_together() -> None:
    final = finished("we use fun asr now", steering("Fun-ASR"))
    assert [(each.text, each.start, each.end) for each in final.words] == [
        ("we", 0, 1600),
        ("use", 1600, 3200),
        ("Fun-ASR", 3200, 6400),
        ("now", 6400, 8000),
    ]


def test_chinese_characters_share_the_time_of_what_they_replace() -> None:
    words = tuple(Word(each, at * 10, at * 10 + 10) for at, each in enumerate("请张山峰来"))
    final = with_vocabulary(Hypothesis("请张山峰来", words), steering("张三丰"))
    assert [(each.text, each.start, each.interpolated) for each in final.words] == [
        ("请", 0, False),
        ("张", 10, True),
        ("三", 20, True),
        ("丰", 30, True),
        ("来", 40, False),
    ]


def test_rules_follow_hotwords_and_are_told_too() -> None:
    final = finished("fun asr at 50 percent", steering("Fun-ASR", rules=[Rule(r"(\d+) percent", r"\1 %", True)]))
    assert final.text == "Fun-ASR at 50 %"
    assert final.reason is not None
    assert "“50 percent” became “50 %”: it is rule" in final.reason


def test_words_that_are_left_keep_their_times_when_others_are_taken_out() -> None:
    final = finished("Um, we go", steering(rules=[Rule("um", "")]))
    assert [(each.text, each.start) for each in final.words] == [("We", 1600), ("go", 3200)]
    assert "“Um,” was taken out: it is rule “um”" in (final.reason or "")


def test_an_utterance_that_rules_take_out_whole_is_nothing_said() -> None:
    wish = steering(rules=[Rule("um", "")])
    rig = test_session.Rig(["Um."], SessionOptions(request=Request(steering=wish)))
    rig.say(1)
    (nothing,) = rig.of(NothingSaid)
    assert nothing.reason == "“Um.” was taken out: it is rule “um”"
    assert rig.of(Final) == []


def test_a_rule_that_had_to_be_switched_off_is_told_once() -> None:
    wish = Steering(HotwordIndex([]), rules=RuleSet([Rule("(a+)+$", "x", True)], time_limit_s=0.02))
    reasons = [with_vocabulary(Hypothesis("a" * 3000 + "!"), wish).reason for _ in range(2)]
    assert "switched off" in (reasons[0] or "")
    assert reasons[1] is None


def test_a_prompt_is_not_filled_with_hotwords_alone() -> None:
    wish = steering(
        *(f"{first}伟{'长' * 20}" for first in "张章彰漳樟獐璋嫜蟑鄣"), *("张" + "伟" * n for n in range(1, 30))
    )
    assert sum(map(len, wish.chosen("张伟" + "长" * 20))) <= MOST_CHARACTERS


# -- a model with a language model -----------------------------------------------------------------------------


class AskedDecoder:
    """Keeps the hotwords of each request."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []

    def decode(self, heard: EncodedUtterance, request: Request) -> Hypothesis:
        self.asked.append(request.hotwords)
        return Hypothesis("text", hotwords_offered=request.hotwords)

    def close(self) -> None:
        pass


@pytest.fixture
def golden(shared: Callable[[str], Path]) -> Golden:
    return golden_model(shared)


def asked_for(golden: Golden, *words: str) -> tuple[str, ...]:
    """The hotwords that a language model is given for a recording, of a list of `words`."""
    decoder = AskedDecoder()
    model = fun_asr.load(golden.converted("fp32"), decoder=decoder)
    model.begin(Request(hotwords=("leftover",), steering=steering(*words))).finish(golden.audio("speech_en_3s"))
    return decoder.asked[0]


@pytest.mark.slow
def test_the_language_model_is_offered_what_the_ctc_text_sounds_like(golden: Golden) -> None:
    text = fun_asr.load(golden.converted("fp32")).begin(Request()).finish(golden.audio("speech_en_3s")).text
    said = max(text.split(), key=len)
    assert asked_for(golden, said, "Kubernetes clusters") == (said,)


# -- the running session ---------------------------------------------------------------------------------------


@pytest.fixture
def live(tmp_path: Path) -> Iterator[LiveHotwords]:
    hotwords = LiveHotwords(tmp_path, "careful")
    yield hotwords
    hotwords.rest()


def listed(request: Request) -> list[str]:
    return [] if request.steering is None else [each.text for each in request.steering.index.hotwords]


def test_without_lists_a_request_stays_as_it_was(live: LiveHotwords) -> None:
    assert live.request(Request(language="en")) == Request(language="en")


def test_the_heaviest_entries_go_to_a_model_that_looks_nothing_up(live: LiveHotwords) -> None:
    entries = tuple(Entry(f"word{number}", weight=2.0 if number == 999 else 1.0) for number in range(1000))
    live.library.create("long", Parsed(entries))
    request = live.request(Request())
    assert (request.hotwords[0], len(request.hotwords)) == ("word999", MOST_IN_DICTIONARY)


def test_a_list_that_is_edited_while_captions_run_is_used(live: LiveHotwords, tmp_path: Path) -> None:
    told: queue.Queue[Request] = queue.Queue()
    live.request(Request(language="en"))
    live.follow(told.put, look_every_s=0.01)
    (tmp_path / "mine.txt").write_text("Kubernetes\n")
    request = told.get(timeout=WAIT_S)
    assert (listed(request), request.language) == (["Kubernetes"], "en")


def test_a_list_that_is_edited_between_its_reading_and_the_start_is_used(live: LiveHotwords, tmp_path: Path) -> None:
    told: queue.Queue[Request] = queue.Queue()
    live.request(Request())
    (tmp_path / "mine.txt").write_text("Kubernetes\n")
    live.follow(told.put, look_every_s=0.01)
    assert listed(told.get(timeout=WAIT_S)) == ["Kubernetes"]


def test_a_list_that_a_session_brings_along_counts_beside_the_users_lists(live: LiveHotwords, tmp_path: Path) -> None:
    told: queue.Queue[Request] = queue.Queue()
    extra = tmp_path / "elsewhere" / "vocabulary.txt"
    extra.parent.mkdir()
    extra.write_text("Fun-ASR\n")
    assert listed(live.request(Request(), extra)) == ["Fun-ASR"]
    live.follow(told.put, look_every_s=0.01)
    (tmp_path / "mine.txt").write_text("Kubernetes\n")
    assert listed(told.get(timeout=WAIT_S)) == ["Kubernetes", "Fun-ASR"]
    assert listed(live.request(Request())) == ["Kubernetes"]


def test_a_change_that_cannot_be_read_is_told_in_one_sentence_and_changes_nothing(
    live: LiveHotwords, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(library: HotwordLibrary, **_: object) -> Vocabulary:
        raise BadInput("There is no list “mine”.", "It was removed meanwhile.")

    told: queue.Queue[Request] = queue.Queue()
    complaints: queue.Queue[CaptioningError] = queue.Queue()
    live.follow(told.put, complaints.put, look_every_s=0.01)
    monkeypatch.setattr(HotwordLibrary, "vocabulary", gone)
    (tmp_path / "mine.txt").write_text("Kubernetes\n")
    failed = complaints.get(timeout=WAIT_S)
    assert failed.what == "Your changed vocabulary could not be read: There is no list “mine”."
    assert "stay in use" in failed.remedy
    assert told.empty()


def unreadable(folder: Path) -> None:
    (folder / "mine.txt").symlink_to(folder / "mine.txt")  # a link to itself, which not even root can read


def a_folder(folder: Path) -> None:
    (folder / "mine.txt").mkdir()


def not_utf_8(folder: Path) -> None:
    (folder / "mine.txt").write_bytes("热词\nKubernetes\n".encode("gb18030"))


def no_text(folder: Path) -> None:
    (folder / "mine.txt").write_bytes(bytes(range(256)) * 4)


def a_profile_of_a_list_that_is_gone(folder: Path) -> None:
    (folder / "profiles.toml").write_text('active = "work"\n[profiles]\nwork = ["mine"]\n')


def an_active_profile_that_is_gone(folder: Path) -> None:
    (folder / "profiles.toml").write_text('active = "work"\n')


def broken_profiles(folder: Path) -> None:
    (folder / "profiles.toml").write_text("active = [")


def profiles_that_cannot_be_read(folder: Path) -> None:
    (folder / "profiles.toml").mkdir()


def corrections_that_cannot_be_read(folder: Path) -> None:
    (folder / "learnt.tsv").mkdir()


FAULTS: dict[Callable[[Path], None], str] = {
    unreadable: "The list “mine” cannot be read: Too many levels of symbolic links. Look at its rights.",
    a_folder: "The list “mine” cannot be read: It is no file. Look at its rights.",
    not_utf_8: "The list “mine” is not UTF-8 text. Save mine.txt as UTF-8; lines that cannot be read are left out.",
    no_text: "The list “mine” is not used: This is no text. Save it as UTF-8 text.",
    a_profile_of_a_list_that_is_gone: (
        "The profile “work” names the list “mine”, which is not there. "
        "Bring that list back, or take it out of the profile."
    ),
    an_active_profile_that_is_gone: (
        "Vocabulary profiles: There is no profile “work”; all lists are used. Correct the file, or choose a profile."
    ),
    broken_profiles: "Vocabulary profiles: profiles.toml cannot be read (Invalid value (at end of document)); "
    "all lists are used. Correct the file, or choose a profile.",
    profiles_that_cannot_be_read: (
        "Vocabulary profiles: profiles.toml cannot be read: Is a directory. Correct the file, or choose a profile."
    ),
    corrections_that_cannot_be_read: "learnt.tsv cannot be read: Is a directory. Look at its rights.",
}


@pytest.mark.skipif(sys.platform != "linux", reason="the system's words are those of Linux")
@pytest.mark.parametrize("damage", FAULTS)
def test_lists_and_profiles_that_cannot_be_used_are_told_once_at_the_start(
    live: LiveHotwords, tmp_path: Path, damage: Callable[[Path], None], capsys: pytest.CaptureFixture[str]
) -> None:
    damage(tmp_path)
    (tmp_path / "other.txt").write_text("Fun-ASR\n")
    complaints: list[CaptioningError] = []
    live.request(Request())
    live.follow(lambda request: None, complaints.append, look_every_s=WAIT_S)
    live.take(Request(), "careful")
    assert [str(each).replace(f"{tmp_path}/", "") for each in complaints] == [FAULTS[damage]]
    assert [str(each).replace(f"{tmp_path}/", "") for each in live.library.faults()] == [FAULTS[damage]]


def test_a_list_that_goes_between_two_looks_is_told(
    live: LiveHotwords, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(HotwordLibrary, "names", lambda library: ["mine"])
    (fault,) = live.library.vocabulary().faults
    assert str(fault) == "There is no list “mine”. It was removed meanwhile."


def test_a_folder_of_lists_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "hotwords").write_text("a file in its place")
    (fault,) = HotwordLibrary(tmp_path / "hotwords").vocabulary().faults[:1]
    assert "The folder of your vocabulary cannot be read" in fault.what


def test_a_fault_that_comes_while_captions_run_is_told_and_again_when_it_comes_back(
    live: LiveHotwords, tmp_path: Path
) -> None:
    complaints: queue.Queue[CaptioningError] = queue.Queue()
    told: queue.Queue[Request] = queue.Queue()
    live.request(Request())
    live.follow(told.put, complaints.put, look_every_s=0.01)
    for _ in range(2):
        broken_profiles(tmp_path)
        assert "all lists are used" in complaints.get(timeout=WAIT_S).what
        told.get(timeout=WAIT_S)
        (tmp_path / "profiles.toml").unlink()
        told.get(timeout=WAIT_S)
    assert complaints.empty()


def test_a_switch_of_profile_is_told_at_once(live: LiveHotwords) -> None:
    live.library.create("a", Parsed((Entry("one"),)))
    live.library.create("b", Parsed((Entry("two"),)))
    live.library.save_profiles(Profiles({"second": ("b",)}))
    told: list[Request] = []
    live.follow(told.append, look_every_s=WAIT_S)
    live.switch("second")
    live.switch(None)
    assert [listed(request) for request in told] == [["two"], ["one", "two"]]


def test_the_folder_of_lists_is_that_of_the_users_settings(tmp_path: Path) -> None:
    HotwordLibrary(tmp_path / "hotwords").create("a", Parsed((Entry("one"),)))
    assert listed(LiveHotwords(tmp_path / "hotwords", "off").request(Request())) == ["one"]
