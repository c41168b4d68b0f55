"""The starter recogniser: the same text for the same sound, words with times, and words that can be taught."""

from __future__ import annotations

import itertools
import os
import signal
import threading
import time

import numpy as np
import pytest

from engine.audio.file import read_mono
from engine.models.recogniser import Request
from engine.models.starter.decoder import tidy
from engine.models.starter.process import StarterDied
from engine.models.starter.pronunciation import pronounce, spell_out
from engine.models.starter.recogniser import load


@pytest.fixture(scope="module")
def recogniser():
    starter = load()
    yield starter
    starter.close()


@pytest.fixture(scope="module")
def sound(request):
    shared = request.getfixturevalue("shared")
    return read_mono(shared("data/speech/dev/en_LJ001_0004.flac"))


def finish(recogniser, sound, request=None):
    utterance = recogniser.begin(request or Request())
    try:
        return utterance.finish(sound)
    finally:
        utterance.close()


def test_it_says_of_itself_that_it_is_rough(recogniser):
    assert recogniser.capabilities.rough
    assert recogniser.capabilities.languages == ("en",)


def test_the_same_sound_gives_the_same_final_whatever_was_heard_before(recogniser, sound):
    """A transcript must not depend on what somebody else said a minute ago."""
    first = finish(recogniser, sound)
    other = recogniser.begin(Request())
    other.hypothesise(0.5 * sound[:30_000])
    other.close()
    assert finish(recogniser, sound) == first
    assert len(first.text.split()) >= 10


def test_words_have_times_in_order_within_the_utterance(recogniser, sound):
    words = finish(recogniser, sound).words
    assert words
    for word in words:
        assert 0 <= word.start < word.end <= len(sound) + 160
        assert 0.0 <= word.probability <= 1.0
    assert all(before.end <= after.start for before, after in itertools.pairwise(words))


def test_partials_grow_while_the_sound_does(recogniser, sound):
    utterance = recogniser.begin(Request())
    counts = [len(utterance.hypothesise(sound[:end]).text.split()) for end in range(8_000, len(sound), 8_000)]
    utterance.close()
    assert counts[-1] > counts[0]


def test_silence_gives_no_words(recogniser):
    assert finish(recogniser, np.zeros(16_000, dtype=np.float32)).text == ""


def test_no_sound_at_all_gives_no_words(recogniser):
    assert finish(recogniser, np.zeros(0, dtype=np.float32)).text == ""


def test_two_utterances_may_be_open_at_once(recogniser, sound):
    """Two sources: each keeps its own state."""
    one, two = recogniser.begin(Request()), recogniser.begin(Request())
    one.hypothesise(sound[:32_000])
    two.hypothesise(np.zeros(16_000, dtype=np.float32))
    assert one.finish(sound) == finish(recogniser, sound)
    assert two.finish(np.zeros(16_000, dtype=np.float32)).text == ""
    one.close()
    two.close()


def test_a_hotword_is_offered_with_the_final(recogniser, sound):
    final = finish(recogniser, sound, Request(hotwords=("Fun-ASR", "会议")))
    assert final.hotwords_offered == ("Fun-ASR",)
    assert final.hotwords_used == ()


def test_a_process_that_died_is_started_again_with_the_next_utterance(sound):
    """The window, the recording and the transcript live in another process, and live on."""
    starter = load()
    utterance = starter.begin(Request())
    os.kill(starter.process_id, signal.SIGKILL)
    with pytest.raises(StarterDied, match="ended unexpectedly"):
        utterance.finish(sound)
    utterance.close()
    assert finish(starter, sound).text
    starter.close()


def test_other_threads_work_on_while_an_utterance_is_decoded(recogniser, sound):
    """pocketsphinx keeps Python's lock while it decodes: in our process it would stop window and audio callback.

    A counting thread gets on during the pass about as fast as it does without one (at least a tenth of it).
    """
    counted = [0]
    ended = threading.Event()

    def count():
        while not ended.is_set():
            counted[0] += 1
            ended.wait(0.001)

    counting = threading.Thread(target=count)
    counting.start()
    began = time.monotonic()
    finish(recogniser, sound)
    rounds, seconds = counted[0], time.monotonic() - began
    ended.set()
    counting.join()
    assert rounds > 0.1 * seconds / 0.001


def test_closing_ends_the_process():
    starter = load()
    child = starter.process_id
    starter.close()
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_text_is_written_as_people_write_it_and_nothing_is_added():
    assert tidy("and so i said i'm <sil> reading(2) it [NOISE]") == "And so I said I'm reading it"


def lookup(word):
    return {"comfy": "K AH M F IY", "sound": "S AW N D", "cloud": "K L AW D"}.get(word)


@pytest.mark.parametrize(
    ("word", "phones"),
    [
        ("sound", "S AW N D"),
        ("soundcloud", "S AW N D K L AW D"),
        ("comfyui", "K AH M F IY Y UW AY"),
        ("nvm", "EH N V IY EH M"),
        ("zone", "Z OW N"),
        ("kyoto", "K IY AA T OW"),
    ],
)
def test_unknown_words_get_a_plausible_pronunciation(word, phones):
    assert pronounce(word, lookup) == phones


PHONES = """
AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH
"""


@pytest.mark.parametrize("word", ["abcdefghijklmnopqrstuvwxyz", "eighteen", "rhythm", "xylophone", "o'neill", "quiche"])
def test_only_phones_of_the_dictionary_are_used(word):
    assert set(spell_out(word).split()) <= set(PHONES.split())
