"""Two sessions and one model: neither can keep the other from it; two sources in one recording."""

from __future__ import annotations

import itertools
import time

import numpy as np
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from engine.audio.stereo_recorder import LONGEST_WAIT, Interleaver, StereoRecorder
from engine.events import BehindBy, EngineError, SessionEnded, SourceEnded, Stream
from engine.streaming.merging import Merging
from engine.streaming.scheduler import Cadence
from engine.streaming.turns import SharedRunner, Turns
from tests.support.recognisers import AtOnce, gives


class Worker:
    def __init__(self, tasks: int) -> None:
        self.tasks = tasks
        self.done = 0

    def work(self) -> bool:
        if not self.tasks:
            return False
        self.tasks -= 1
        self.done += 1
        return True


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(1, 30)), min_size=1, max_size=20))
def test_whoever_has_work_waits_for_one_pass_of_the_other_at_most(arrivals):
    """However much work one has, and whenever the other's comes."""
    turns, workers = Turns(), (Worker(0), Worker(0))
    waited = [0, 0]
    for at, tasks in arrivals:
        workers[at].tasks += tasks
        for _ in range(5):
            worked = turns.work(workers, Worker.work)
            for number, worker in enumerate(workers):
                waited[number] = 0 if worker is worked or not worker.tasks else waited[number] + 1
                assert waited[number] <= 1


@given(st.integers(0, 50), st.integers(0, 50))
def test_all_work_is_done_and_turns_alternate_while_both_have_some(one, other):
    turns, workers = Turns(), (Worker(one), Worker(other))
    order = []
    while (worked := turns.work(workers, Worker.work)) is not None:
        order.append(workers.index(worked))
    assert (workers[0].done, workers[1].done) == (one, other)
    both = order[: 2 * min(one, other)]
    assert all(first != second for first, second in itertools.pairwise(both))


def test_the_place_for_final_passes_is_offered_to_the_other_before_it_is_used_again():
    shared = SharedRunner(AtOnce())
    me, others = shared.place(), shared.place()
    me.start(lambda: gives("one"))
    assert others.busy
    assert others.take() is None
    assert me.take() is not None
    assert me.busy
    assert not others.busy
    others.start(lambda: gives("two"))
    assert me.busy
    assert others.take() is not None


def test_one_that_is_alone_with_the_place_loses_one_look_only():
    shared = SharedRunner(AtOnce())
    me = shared.place()
    shared.place()
    me.start(lambda: gives("one"))
    me.take()
    assert [me.busy, me.busy] == [True, False]


def test_guesses_at_two_sources_come_as_often_as_the_model_can_make_both():
    cadence = Cadence(first_pass_s=0.3)
    assert cadence.hop_s() == 0.375
    assert cadence.hop_s(beside_s=0.3) == 0.75
    assert Cadence(first_pass_s=1.0).hop_s(beside_s=1.0) >= 2.0


def test_what_is_said_of_the_whole_session_is_said_once():
    told = []
    merging = Merging(told.append, 2)
    for stream in Stream:
        merging.post(stream, EngineError(0, "The recogniser failed.", "Captions go on."))
        merging.post(stream, SourceEnded(100 if stream is Stream.ME else 90))
        merging.post(stream, SessionEnded(100, 3))
    assert told == [EngineError(0, "The recogniser failed.", "Captions go on."), SourceEnded(100), SessionEnded(100, 6)]


def test_the_larger_delay_and_all_that_is_left_are_told():
    told = []
    merging = Merging(told.append, 2)
    merging.post(Stream.ME, BehindBy(10, 2.0, 1.0))
    merging.post(Stream.OTHERS, BehindBy(20, 0.5, 3.0))
    assert told[-1] == BehindBy(20, 2.0, 4.0)


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
