"""Two sources and one model: neither can keep the other from it; two sources in one recording."""

from __future__ import annotations

import itertools
import time

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.audio.stereo_recorder import LONGEST_WAIT, Interleaver, StereoRecorder
from engine.events import BehindBy, Final, SessionEnded, SourceEnded, Stream
from engine.session.pass_runner import InlineRunner
from engine.session.scheduler import Cadence, PassCosts
from engine.session.session_model import Outcome
from tests.support.audio import sine
from tests.support.duo import DuoRig
from tests.support.faulty_model import FaultyModel

BESIDE = pytest.mark.parametrize("beside", [False, True], ids=["in turn", "beside"])


class Later(InlineRunner):
    """Beside the engine thread: a pass is still running when it is looked at for the first time."""

    holds_up = False

    def __init__(self) -> None:
        super().__init__()
        self._looked = False

    def take(self) -> Outcome | None:
        self._looked = not self._looked
        return None if self._looked else super().take()


def spoken_by_both(me: int, others: int, beside: bool) -> tuple[DuoRig, list[Stream]]:
    """So many utterances of each source wait for a model; then one comes. Whose finals came in which order."""
    rig = DuoRig(runner=Later(), late_model=True)
    rig.session.start()
    quiet = np.zeros(24_000, np.float32)
    for at in range(max(me, others)):
        rig.hear(sine(0.5) if at < me else quiet[:8_000], sine(0.5, hertz=1_440.0) if at < others else quiet[:8_000])
        rig.hear(quiet, quiet)
    rig.session.stop()
    rig.session.exchange(FaultyModel(beside=beside), lambda: None)
    rig.settle()
    return rig, [final.stream for final in rig.of(Final)]


@BESIDE
@settings(max_examples=15, deadline=None)
@given(st.integers(0, 6), st.integers(0, 6))
def test_all_work_is_done_and_turns_alternate_while_both_have_some(beside, me, others):
    """Neither waits for more than one pass of the other, however much work that has."""
    rig, order = spoken_by_both(me, others, beside)
    assert rig.session.done
    assert (order.count(Stream.ME), order.count(Stream.OTHERS)) == (me, others)
    both = order[: 2 * min(me, others)]
    assert all(first != second for first, second in itertools.pairwise(both))


def test_guesses_at_two_sources_come_as_often_as_the_model_can_make_both():
    cadence = Cadence(first_pass_s=0.3)
    assert cadence.hop_s() == 0.375
    assert cadence.hop_s(beside_s=0.3) == 0.75
    assert Cadence(first_pass_s=1.0).hop_s(beside_s=1.0) >= 2.0


@BESIDE
def test_what_is_said_of_the_whole_session_is_said_once(beside):
    rig, _ = spoken_by_both(3, 2, beside)
    assert [type(event) for event in rig.of(SourceEnded, SessionEnded)] == [SourceEnded, SessionEnded]
    assert rig.of(SessionEnded)[0].finals == 5
    assert rig.events[-1] == rig.of(SessionEnded)[0]


def test_the_larger_delay_and_all_that_is_left_are_told():
    rig = DuoRig(runner=Later(), late_model=True)
    rig.session.start()
    rig.hear(sine(4.0), np.concatenate([np.zeros(32_000, np.float32), sine(1.0, hertz=1_440.0)]))
    assert rig.of(BehindBy)[-1].behind_s == pytest.approx(4.0, abs=0.6)
    rig.session.stop()
    rig.session.exchange(FaultyModel(beside=True), lambda: None, PassCosts(0.0, 0.5))
    rig.settle()
    left = next(event.left_s for event in rig.of(BehindBy) if event.left_s)
    assert left == pytest.approx(0.5 * (4.0 + 1.4), abs=0.3)


BLOCKS = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 400), st.integers(1, 700)), max_size=40)


@given(BLOCKS)
def test_every_sound_of_a_recording_lies_at_its_place(blocks):
    """Frame n of the file is position n of the session, whatever comes in which order, with which gaps."""
    interleaver, ends = Interleaver(), [0, 0]
    wanted = np.zeros((100_000, 2), dtype=np.float32)
    out = []
    for number, (channel, gap, length) in enumerate(blocks, start=1):
        position = ends[channel] + gap
        samples = np.full(length, number / 100, dtype=np.float32)
        wanted[position : position + length, channel] = samples
        ends[channel] = position + length
        out.append(interleaver.push(channel, position, samples))
    written = np.concatenate([*out, interleaver.flush(), np.zeros((0, 2), np.float32)])
    assert len(written) == max(ends)
    assert np.array_equal(written, wanted[: max(ends)])


def test_a_channel_whose_device_is_away_holds_the_recording_up_for_three_seconds_only():
    interleaver = Interleaver()
    interleaver.push(0, 0, np.ones(100, np.float32))
    given_out = interleaver.push(1, 0, np.ones(LONGEST_WAIT + 5_000, np.float32))
    assert len(given_out) == 5_000
    late = interleaver.push(0, 100, np.full(4_950, 0.5, np.float32))
    assert (len(late), len(interleaver.flush())) == (50, LONGEST_WAIT - 50)


def test_the_file_has_two_channels_with_each_sound_in_its_own(tmp_path):
    failures = []
    recorder = StereoRecorder(tmp_path / "both.flac", lambda *failed: failures.append(failed))
    recorder.start()
    recorder.write(0, 0, np.full(1_600, 0.5, np.float32))
    recorder.write(1, 800, np.full(1_600, -0.25, np.float32))
    recorder.close()
    sound, rate = soundfile.read(tmp_path / "both.flac", dtype="float32")
    assert (rate, sound.shape, failures) == (16_000, (2_400, 2), [])
    assert np.allclose(sound[:1_600, 0], 0.5, atol=1e-3)
    assert not sound[1_600:, 0].any()
    assert np.allclose(sound[800:, 1], -0.25, atol=1e-3)


def test_what_a_slow_disk_has_no_room_for_is_silence_in_its_place_and_told_once(tmp_path):
    """Also where ten minutes are missing: nothing may take memory without a bound."""
    told = []
    recorder = StereoRecorder(tmp_path / "both.flac", lambda failed, at: told.append((failed.what, at)))
    second = np.full(16_000, 0.5, np.float32)
    for at in range(40):  # the disk takes nothing yet
        for channel in range(2):
            recorder.write(channel, 16_000 * at, second)
    assert recorder.lost == 2 * 10 * 16_000
    recorder.start()
    while recorder.position < 27 * 16_000:
        time.sleep(0.005)
    recorder.write(0, 600 * 16_000, second)
    recorder.close()
    assert told == [("The disk is too slow: the recording both.flac has silent gaps.", 30 * 16_000)]
    sound, _ = soundfile.read(recorder.path, dtype="float32")
    assert len(sound) == 601 * 16_000
    assert np.allclose(sound[: 30 * 16_000], 0.5, atol=1e-3)
    assert not sound[30 * 16_000 : 600 * 16_000].any()
    assert np.allclose(sound[600 * 16_000 :, 0], 0.5, atol=1e-3)


def test_a_folder_that_cannot_be_written_is_told_once(tmp_path):
    (tmp_path / "file").write_text("no folder")
    failures = []
    recorder = StereoRecorder(tmp_path / "file" / "both.flac", lambda failed, at: failures.append(failed.what))
    recorder.start()
    for at in range(5):
        for channel in range(2):
            recorder.write(channel, 1_600 * at, np.ones(1_600, np.float32))
    recorder.close()
    (told,) = failures
    assert "both.flac cannot be written" in told
