"""A minute of everything at once: what is random here is when, not whether, the promises hold.

EARSHOT_STRESS_S sets how long; EARSHOT_STRESS_SEED another run of chances.
"""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue

import numpy as np
import pytest
import soundfile

import app.model_store.loading
from app.choices import LiveState, SourceChoice, SourceKind
from app.control.run import Run
from app.folders import portable_folders
from app.settings import Settings
from app.transcripts.store import TranscriptStore
from benchmarks.machine import family
from engine.events import DeviceLost, EngineError, Final, NothingSaid, Partial, SpeechStarted
from engine.models.fun_asr_nano.decoder import DecoderOptions, LlmTextDecoder, open_decoder
from engine.models.fun_asr_nano.text_decoder import EncodedUtterance
from engine.models.recogniser import Hypothesis, Request
from engine.session.finals import PASS_FAILED
from tests.support.audio import write_wav
from tests.support.listening import ReadEarshot
from tests.support.llm import needs_llama, rows
from tests.support.recognisers import SCRIPTED
from tests.support.tiny_llm import HIDDEN, make
from tests.support.virtual_devices import VirtualDevices

LASTS_S = float(os.environ.get("EARSHOT_STRESS_S", "60"))
SEED = int(os.environ.get("EARSHOT_STRESS_SEED", "15"))
PATIENCE_S = 90.0
FAILS = 0.1  # of the calls of a model


class Hiccup(RuntimeError):
    """What a scripted model raises now and then."""


class FlakyRecogniser:
    """Fails one call in ten; its finals pass through a real child process with a language model."""

    def __init__(self, name: str, decoder: LlmTextDecoder, chance: random.Random) -> None:
        self.capabilities = replace(SCRIPTED, name=name, concurrent_finals=True)
        self.decoder = decoder
        self._chance = chance
        self.closed = False

    def may_fail(self) -> None:
        if self._chance.random() < FAILS:
            raise Hiccup("a hiccup of the model")

    def begin(self, request: Request) -> FlakyUtterance:
        self.may_fail()
        return FlakyUtterance(self, request)

    def close(self) -> None:
        self.closed = True
        self.decoder.close()


class FlakyUtterance:
    def __init__(self, recogniser: FlakyRecogniser, request: Request) -> None:
        self._recogniser, self._request = recogniser, request

    def hypothesise(self, audio: np.ndarray) -> Hypothesis:
        self._recogniser.may_fail()
        return Hypothesis(said(audio))

    def finish(self, audio: np.ndarray) -> Hypothesis:
        self._recogniser.may_fail()
        draft = Hypothesis(said(audio), (), language="en")
        return self._recogniser.decoder.decode(EncodedUtterance(rows(11), draft, None, len(audio)), self._request)

    def close(self) -> None:
        self._recogniser.may_fail()


def said(audio: np.ndarray) -> str:
    """A word for each half second."""
    return " ".join(f"word{at}" for at in range(1 + len(audio) // 8_000))


class Loader:
    """Stands in for the loading of models: every one is flaky, has a child of its own, and takes its time."""

    def __init__(self, gguf: Path, chance: random.Random) -> None:
        self._gguf, self._chance = gguf, chance
        self.models: list[FlakyRecogniser] = []
        self.told: list[str] = []

    def __call__(self, name: str | None, *_: object) -> FlakyRecogniser:
        options = DecoderOptions(positions=512, threads=1, exact=True)
        decoder = open_decoder(self._gguf, HIDDEN, options, lambda what, remedy: self.told.append(what))
        self.models.append(FlakyRecogniser(name or "first", decoder, self._chance))
        return self.models[-1]

    def signal_children(self, number: int) -> None:
        for each in self.models:
            pid = each.decoder.service.process_id
            if pid is not None and not each.closed:
                os.kill(pid, number)


class Ran:
    """One session as a reader saw it, and what became of it while the next one ran."""

    def __init__(self, run: Run | None = None) -> None:
        self.run = run
        self.finals: dict[int, str] = {}
        self.shown: dict[int, str] = {}
        self.begun: set[int] = set()
        self.ended: set[int] = set()
        self.errors: list[EngineError] = []
        self.lost_devices = 0
        self.failed_passes = 0

    @property
    def id(self) -> int | None:
        """In the transcripts; None where it is not kept."""
        return self.run.sink.session_id if self.run is not None and self.run.sink is not None else None

    def take(self, event: object) -> None:
        match event:
            case SpeechStarted():
                self.begun.add(event.utterance_id)
            case Partial():
                self.shown[event.utterance_id] = event.text
            case Final():
                self.finals[event.utterance_id] = event.text
                self.failed_passes += event.reason == PASS_FAILED
                self.ended.add(event.utterance_id)
            case NothingSaid():
                self.ended.add(event.utterance_id)
            case EngineError():
                self.errors.append(event)
            case DeviceLost():
                self.lost_devices += 1


class Stress:
    """A user without patience, on a machine on which everything fails now and then."""

    def __init__(self, earshot: ReadEarshot, devices: VirtualDevices, loader: Loader, speech: Path) -> None:
        self._earshot, self._devices, self._loader, self._speech = earshot, devices, loader, speech
        self._chance = random.Random(SEED)
        self.ran: list[Ran] = []
        self._now = Ran()  # before the first session
        self._improved = earshot.improvements.reader()
        earshot.session.begun.append(self._begin)
        self.answers_wanted = 0
        self.answers: SimpleQueue[object] = SimpleQueue()
        self.done: Counter[str] = Counter()

    def run(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        actions = (
            self.start,
            self.start,
            self.start,
            self.stop,
            self.stop,
            self.pause,
            self.resume,
            self.resume,
            self.exchange,
            *(self.unplug, self.plug, self.plug, self.kill_child, self.stall_child, self.wake_child, self.ask),
        )
        while time.monotonic() < deadline:
            action = self._chance.choice(actions)
            self.done[action.__name__] += 1
            action()
            self.read_for(self._chance.uniform(0.0, 1.5))
        self.finish()

    def finish(self) -> None:
        """All is in order again: the session must come to its end by itself."""
        self._devices.plug()
        self.wake_child()
        self._earshot.session.stop()
        give_up = time.monotonic() + PATIENCE_S
        while self._earshot.session.state is not LiveState.IDLE:
            assert time.monotonic() < give_up, f"still {self._earshot.session.state}"
            self.read_for(0.05)
        self.read_for(0.2)
        for _ in range(self.answers_wanted):
            self.answers.get(timeout=PATIENCE_S)

    def read_for(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._earshot.reader.wait(left)
            self._drain()

    def _drain(self) -> None:
        for event in self._earshot.reader.drain():
            self._now.take(event)
        for improved in self._improved.drain():
            self.ran[improved.session].take(improved.event)

    def _begin(self, number: int) -> None:
        """What came until now is of the one before."""
        self._drain()
        assert number == len(self.ran)
        self._now = Ran(self._earshot._current.run)
        self.ran.append(self._now)

    # -- what may happen ---------------------------------------------------------------------------------

    def start(self) -> None:
        kind = self._chance.choice((SourceKind.MICROPHONE, SourceKind.MICROPHONE, SourceKind.BOTH, SourceKind.FILE))
        path = self._speech if kind is SourceKind.FILE else None
        self._earshot.session.start(SourceChoice(kind, path=path, paced=True))

    def stop(self) -> None:
        self._earshot.session.stop()

    def pause(self) -> None:
        self._earshot.session.pause()

    def resume(self) -> None:
        self._earshot.session.resume()

    def exchange(self) -> None:
        self.answers_wanted += 1
        self._earshot.models.exchange_model(self._chance.choice(("one", "two", "three")), self.answers.put)

    def unplug(self) -> None:
        self._devices.unplug()

    def plug(self) -> None:
        self._devices.plug()

    def kill_child(self) -> None:
        self._loader.signal_children(signal.SIGKILL)

    def stall_child(self) -> None:
        self._loader.signal_children(signal.SIGSTOP)

    def wake_child(self) -> None:
        self._loader.signal_children(signal.SIGCONT)

    def ask(self) -> None:
        self.answers_wanted += 1
        self._earshot.devices.list_sources(self.answers.put)


@contextmanager
def speaking_without_end(devices: VirtualDevices, speech: Path) -> Iterator[None]:
    """The sample in the microphone's ear again and again, also after it was unplugged."""
    over = threading.Event()

    def speak() -> None:
        while not over.is_set():
            with devices.start_playing(speech) as playback:
                while playback.running and not over.wait(0.1):
                    pass
            over.wait(0.2)

    speaker = threading.Thread(target=speak, name="speaker")
    speaker.start()
    try:
        yield
    finally:
        over.set()
        speaker.join()


@pytest.mark.slow
@pytest.mark.timeout(LASTS_S + 4 * PATIENCE_S)
@needs_llama
def test_nothing_is_lost_and_nothing_left_behind(virtual_devices, sample, tmp_path, monkeypatch):
    sound, rate = soundfile.read(sample, dtype="float32")
    speech = write_wav(tmp_path / "speech.wav", sound, rate)
    loader = Loader(make(tmp_path / "tiny").gguf(), random.Random(SEED + 1))
    monkeypatch.setattr(app.model_store.loading, "load_recogniser", loader)
    folders = portable_folders(tmp_path / "home")
    loader("warm-up").close()  # what is made once for the whole process
    before = Left.behind()
    earshot = ReadEarshot(Settings(), folders)
    stress = Stress(earshot, virtual_devices, loader, speech)
    with speaking_without_end(virtual_devices, speech):
        stress.run(LASTS_S)
    earshot.close()

    assert stress.ran, stress.done
    with TranscriptStore(folders.transcripts_file) as store:
        for ran, following in zip(stress.ran, [*stress.ran[1:], Ran()], strict=True):
            kept = {each.utterance_id: each.text for each in store.load(ran.id).segments} if ran.finals else {}
            assert {number: kept.get(number) for number in ran.finals} == ran.finals
            assert ran.begun <= ran.ended, "speech that was begun has no end"
            told = ran.errors or following.errors  # of one that was stopped, while the next one ran
            assert told or not ran.failed_passes, "a model failed, and nobody was told"
        assert store.unfinished() == []
    until(lambda: Left.behind() <= before, lambda: f"left behind: {Left.behind() - before}")


class Left:
    """Threads, children and open files that should not outlive a earshot."""

    @staticmethod
    def behind() -> set[str]:
        threads = {f"thread {each.name} {each.ident}" for each in threading.enumerate()}
        children = {f"process {pid}" for pid in family(os.getpid())[1:]}
        return threads | children | {f"file {path}" for path in open_files()}


def open_files() -> Iterator[str]:
    for each in Path("/proc/self/fd").iterdir():
        try:
            yield os.readlink(each)
        except OSError:
            continue  # closed while we looked


def until(holds: Callable[[], bool], why: Callable[[], str]) -> None:
    give_up = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < give_up, why()
        time.sleep(0.05)
