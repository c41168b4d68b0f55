"""What the loudspeakers play is not captioned a second time; who speaks in front of the microphone always is."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.echo_cases import LEAD_S, Case, Room, cases, echoed, flite_voices, recorded_voices, rms, rooms
from engine.echo.resemblance import NOTHING_PLAYED, Resemblance, Verdict, resemblance
from engine.echo.screen import SAME_WORDS, EchoScreen, same_words
from engine.events import CaptionEvent, DecodedBy, Final, NothingSaid, Partial, Stream
from engine.session.options import SessionOptions
from engine.timeline import to_samples
from tests.support.duo import DuoRig
from tests.support.recognisers import ScriptedRecogniser

LEAD = to_samples(LEAD_S)


@pytest.fixture(scope="module")
def voices(tmp_path_factory) -> list[np.ndarray]:
    found = flite_voices(tmp_path_factory.mktemp("voices"))
    if not found:
        pytest.skip("flite is not installed")
    return found


def played(voice: np.ndarray) -> np.ndarray:
    return np.concatenate([np.zeros(LEAD, np.float32), voice, np.zeros(to_samples(0.6), np.float32)])


def verdicts(found: list[Case]) -> Counter[tuple[bool, Verdict]]:
    return Counter((case.echo, resemblance(case.microphone, case.system).verdict) for case in found)


@pytest.mark.parametrize("delay_s", [0.0, 0.05, 0.2, 0.45])
@pytest.mark.parametrize("gain_db", [-30.0, -6.0])
def test_an_echo_is_known_whatever_its_delay_and_loudness(voices, delay_s, gain_db):
    system = played(voices[1])
    microphone = echoed(system, Room(delay_s=delay_s, gain_db=gain_db))[LEAD:]
    found = resemblance(microphone, system)
    assert found.verdict is Verdict.ECHO
    assert found.delay_s == pytest.approx(delay_s, abs=0.03)


def test_silence_from_the_loudspeakers_echoes_in_nothing(voices):
    assert resemblance(voices[0], np.zeros(len(voices[0]) + LEAD, np.float32)) == NOTHING_PLAYED
    assert NOTHING_PLAYED.verdict is Verdict.OWN


def test_who_speaks_while_something_else_is_played_into_headphones_is_heard(voices):
    system = played(voices[0])
    assert resemblance(voices[1][: len(voices[0])], system[: LEAD + len(voices[1][: len(voices[0])])]).verdict is (
        Verdict.OWN
    )


def spoken_as_loud_as_the_echo(found: list[Case]) -> list[Case]:
    """Also louder, as an answer behind it, and into headphones; benchmarks/echo.py has the softer ones as well."""
    return [case for case in found if not case.echo and "short" not in case.kind and "softer" not in case.kind]


def test_nobody_who_speaks_into_an_echo_is_taken_for_one(voices):
    spoken = spoken_as_loud_as_the_echo(list(cases(voices, rooms(8))))
    assert verdicts(spoken)[False, Verdict.ECHO] == 0


def test_an_echo_is_known_by_sound_alone_in_any_room(voices):
    found = verdicts([case for case in cases(voices, rooms(8)) if case.echo])
    assert found == {(True, Verdict.ECHO): 8}


@pytest.mark.slow
def test_recorded_speech_is_told_from_its_echo(shared):
    clips = recorded_voices(Path(shared("data/speech")), most=8)
    found = list(cases(clips, rooms(8)))
    assert verdicts([case for case in found if case.echo]) == {(True, Verdict.ECHO): 8}
    assert verdicts(spoken_as_loud_as_the_echo(found))[False, Verdict.ECHO] == 0


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        (Resemblance(0.9, 0.1, 3.0, 0.0), Verdict.ECHO),
        (Resemblance(0.9, 0.1, 3.0, 0.3), Verdict.DOUBTFUL),
        (Resemblance(0.9, 0.1, 3.0, 1.0), Verdict.OWN),
        (Resemblance(0.1, 0.1, 3.0, 0.0), Verdict.OWN),
        (Resemblance(0.4, 0.1, 3.0, 0.0), Verdict.DOUBTFUL),
    ],
)
def test_the_figures_give_the_verdict(found, verdict):
    assert found.verdict is verdict


@pytest.mark.parametrize(
    ("text", "others", "repeated"),
    [
        ("shall we begin", "Good morning. Shall we begin?", True),
        ("shell we begin", "Good morning. Shall we begin?", True),
        ("yes of course", "Good morning. Shall we begin?", False),
        ("今天的会议", "各位早上好，今天的会议现在开始。", True),
        ("shall we begin and then go home together", "Shall we begin?", False),
        ("ok", "ok", False),
    ],
)
def test_the_same_words_at_the_same_time_are_the_second_witness(text, others, repeated):
    assert (same_words(text, others) >= SAME_WORDS) is repeated


def heard_by_both(recogniser: ScriptedRecogniser, microphone: np.ndarray, system: np.ndarray) -> DuoRig:
    rig = DuoRig(recogniser=recogniser, options=SessionOptions())
    rig.session.start()
    rig.hear(microphone, system)
    rig.hear(np.zeros(to_samples(2.0), np.float32), np.zeros(to_samples(2.0), np.float32))
    rig.stop()
    return rig


def of(rig: DuoRig, kind: type, stream: Stream) -> list[CaptionEvent]:
    return [event for event in rig.of(kind) if event.stream is stream]


def test_an_echo_gives_no_final_and_says_why(voices):
    system = played(voices[1])
    rig = heard_by_both(ScriptedRecogniser(["what was played"] * 9), echoed(system, Room(gain_db=-6.0)), system)
    assert of(rig, Final, Stream.ME) == []
    (nothing, *_) = of(rig, NothingSaid, Stream.ME)
    assert nothing.reason.startswith("an echo of the computer's sound, 1")
    assert of(rig, Final, Stream.OTHERS)


def test_an_echo_is_not_shown_while_it_is_heard_either(voices):
    system = played(voices[1])
    rig = heard_by_both(ScriptedRecogniser(["what was played"] * 9), echoed(system, Room(gain_db=-6.0)), system)
    assert of(rig, Partial, Stream.ME) == []
    assert of(rig, Partial, Stream.OTHERS)


def test_who_interrupts_is_shown_and_kept(voices):
    system = played(voices[1])
    echo = echoed(system, Room(gain_db=-6.0))
    begin = LEAD + to_samples(0.5)
    own = voices[0][: len(echo) - begin]
    microphone = echo.copy()
    microphone[begin : begin + len(own)] += own * 1.5 * rms(echo) / rms(own)
    texts = ["where is my umbrella", "good morning everybody", "four pints of milk", "he plays chess", "on Friday"]
    rig = heard_by_both(ScriptedRecogniser(texts), microphone, system)
    assert of(rig, Partial, Stream.ME)
    assert of(rig, Final, Stream.ME)


def doubtful_screen(voices) -> tuple[EchoScreen, np.ndarray]:
    """What was played, and a microphone that heard it and half a second of somebody."""
    system = played(voices[0])
    screen = EchoScreen()
    screen.overhear(0, system)
    microphone = echoed(system, Room(gain_db=-6.0))[LEAD:]
    at = len(microphone) // 2
    word = voices[1][to_samples(0.5) : to_samples(0.9)]
    microphone[at : at + len(word)] += 2.0 * word * rms(microphone) / rms(word)
    assert resemblance(microphone, system).verdict is Verdict.DOUBTFUL
    return screen, microphone


def others_said(text: str) -> Final:
    return Final(1, LEAD, LEAD + to_samples(3.0), text, (), "m", DecodedBy.CTC, 0.1, stream=Stream.OTHERS)


def test_where_the_sound_leaves_doubt_the_words_decide(voices):
    screen, microphone = doubtful_screen(voices)
    screen.read_along(others_said("Shall we begin with the numbers?"))
    assert screen.rejects(LEAD, microphone) is None
    end = LEAD + len(microphone)
    assert "same words" in screen.repeats(LEAD, end, microphone, "shall we begin with the numbers")
    assert screen.repeats(LEAD, end, microphone, "wait a moment please") is None


def test_who_says_again_what_was_said_is_kept_where_the_sound_is_clear(voices):
    screen = EchoScreen()
    screen.overhear(0, np.zeros(LEAD + len(voices[0]), np.float32))
    screen.read_along(replace(others_said("Shall we begin?"), end=LEAD + 100))
    assert screen.repeats(LEAD, LEAD + len(voices[0]), voices[0], "Shall we begin?") is None
