"""Labels while captions run: real sessions and sound; the model knows voices by their loudness, or never answers."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

import app.control.session_control
from app.choices import LiveOptions, LiveState, SourceChoice, SourceKind
from app.control.live_speakers import MOST_WAITING, LiveLabels
from app.exporters import export
from app.folders import portable_folders
from app.settings import Settings
from app.transcripts.editing import EditedTranscript
from app.transcripts.editing_acts import name_speaker
from app.transcripts.enrolled_voices import EnrolledVoices
from app.transcripts.left_over import end_left_over
from app.transcripts.store import TranscriptStore
from engine.audio.file import read_mono
from engine.events import CaptionEvent, DecodedBy, Final, SpeakerLabelled, Stream
from engine.timeline import SAMPLE_RATE
from tests.support.audio import HandSource
from tests.support.listening import ReadEarshot
from tests.support.recognisers import ScriptedRecogniser
from tests.support.waiting import PATIENCE_S, until

QUIET = 0.1


class Loudness:
    def voices(self, pieces: Sequence[np.ndarray]) -> np.ndarray:
        loud = np.array([float(np.abs(each).max()) > 0.15 for each in pieces])
        return np.stack([loud, ~loud], axis=1).astype(np.float32)


class Talk:
    """Earshot with sources by hand, and what it result."""

    def __init__(self, home: Path) -> None:
        self.sources: dict[Stream | None, HandSource] = {}
        self.events: list[CaptionEvent] = []
        self.earshot = ReadEarshot(Settings(model="scripted", label_speakers=True), portable_folders(home))

    def start(self, options: LiveOptions | None = None, kind: SourceKind = SourceKind.MICROPHONE) -> None:
        self.earshot.session.start(SourceChoice(kind), options or LiveOptions(partials=False))
        self.until(lambda: bool(self.sources) and all(each._sink is not None for each in self.sources.values()))

    def open(self, choice: SourceChoice) -> HandSource:
        self.sources = {None: HandSource()}
        return self.sources[None]

    def open_both(self, choice: SourceChoice) -> dict[Stream, HandSource]:
        self.sources = {stream: HandSource() for stream in Stream}
        return self.sources  # type: ignore[return-value]

    def say(self, sound: np.ndarray, stream: Stream | None = None) -> None:
        for start in range(0, len(sound), 512):
            for each, source in self.sources.items():
                part = sound[start : start + 512]
                source.deliver(part if each is stream else np.zeros_like(part))

    def until(self, condition: Callable[[], bool]) -> None:
        def now() -> bool:
            self.events += self.earshot.reader.drain()
            return condition()

        until(now)

    def of(self, kind: type) -> list:  # type: ignore[type-arg]
        return [event for event in self.events if isinstance(event, kind)]

    def utterances(self) -> list[int]:
        """Those with a final; a draft comes before some."""
        return list(dict.fromkeys(each.utterance_id for each in self.of(Final)))

    def stop(self) -> None:
        self.earshot.session.stop()
        self.until(lambda: self.earshot.session.state is LiveState.IDLE)

    def names(self) -> list[str]:
        number = self.earshot.transcripts.session_id
        assert number is not None
        kept = self.earshot.transcripts.store().load(number)
        return [kept.edits.speakers.get(each.utterance_id, "") for each in kept.segments]


def utterance(sample: Path) -> np.ndarray:
    """Loud, with the silence that ends it."""
    spoken = read_mono(sample)[int(0.3 * SAMPLE_RATE) : int(3.3 * SAMPLE_RATE)]
    return np.concatenate([spoken / np.abs(spoken).max(), np.zeros(2 * SAMPLE_RATE, np.float32)]).astype(np.float32)


@pytest.fixture
def speech(sample: Path) -> np.ndarray:
    return utterance(sample)


def talking(home: Path, monkeypatch: pytest.MonkeyPatch) -> Talk:
    made = Talk(home)
    monkeypatch.setattr(app.control.session_control, "open_source", made.open)
    monkeypatch.setattr(app.control.session_control, "open_both", made.open_both)
    monkeypatch.setattr("app.model_store.loading.load_recogniser", lambda *_: ScriptedRecogniser(["a b c"] * 40))
    monkeypatch.setattr("app.model_store.host._measured", lambda recogniser: None)
    monkeypatch.setattr("app.transcripts.speaker_labels.voices_at_hand", lambda *_asked: Loudness())
    monkeypatch.setattr("app.transcripts.speaker_labels.can_label", lambda _models: True)
    return made


@pytest.fixture
def talk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Talk]:
    made = talking(tmp_path, monkeypatch)
    yield made
    made.earshot.close()


def test_each_final_is_labelled_by_its_voice_and_the_transcript_has_the_same_names(
    talk: Talk, speech: np.ndarray
) -> None:
    """Without sound that was kept: the voices were heard while captions ran."""
    talk.start()
    for loud in (1.0, QUIET, 1.0):
        talk.say(loud * speech)
    talk.until(lambda: len(talk.of(SpeakerLabelled)) == 3)
    labels = talk.of(SpeakerLabelled)
    assert [(each.speaker, each.certain, each.revised, each.stream) for each in labels] == [
        (1, True, False, None),
        (2, True, False, None),
        (1, True, False, None),
    ]
    assert [each.utterance_id for each in labels] == talk.utterances()
    talk.stop()
    talk.until(lambda: talk.names() == ["Speaker 1", "Speaker 2", "Speaker 1"])
    assert [path.name for path in talk.earshot.preferences.folders.data.rglob("voices*")] == []


@pytest.mark.slow
def test_labels_of_a_killed_session_come_with_its_finals(tmp_path: Path, sample: Path) -> None:
    """The child labels three finals, one by an enrolled voice, and is killed while captions run."""
    command = [sys.executable, "-m", "tests.app.control.test_live_speakers", str(tmp_path), str(sample)]
    root = Path(__file__).resolve().parents[3]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root) as child:
        assert child.stdout is not None
        said = child.stdout.readline()
        child.kill()
    assert said == "labelled\n"
    with TranscriptStore(portable_folders(tmp_path).transcripts_file) as store:
        (left,) = end_left_over(store)
        kept = store.load(left.session_id)
        assert [kept.edits.speakers[each.utterance_id] for each in kept.segments] == ["Anna", "Speaker 2", "Anna"]
        assert kept.session.finished
        assert '"speaker": "Anna"' in export(kept, "json")


def label_until_killed(home: Path, sample: Path) -> None:
    """The child of the test above."""
    talk = talking(home, pytest.MonkeyPatch())
    loud = Loudness().voices([np.ones(SAMPLE_RATE, np.float32)])[0]
    EnrolledVoices(portable_folders(home).voices_file).keep("Anna", loud, "", agreed=True)
    talk.start()
    for loudness in (1.0, QUIET, 1.0):
        talk.say(loudness * utterance(sample))
    talk.until(lambda: len(talk.of(SpeakerLabelled)) == 3)
    print("labelled", flush=True)
    sys.stdin.read()


def test_a_name_that_a_reader_gives_while_captions_run_stays(talk: Talk, speech: np.ndarray) -> None:
    talk.start()
    talk.say(speech)
    talk.until(lambda: len(talk.of(SpeakerLabelled)) == 1 and talk.earshot.transcripts.session_id is not None)
    talk.until(lambda: talk.names() == ["Speaker 1"])
    store, number = talk.earshot.transcripts.store(), talk.earshot.transcripts.session_id
    assert number is not None
    edited = EditedTranscript(store.load(number))
    edited.do(name_speaker(edited.sentences, "Anna"))  # type: ignore[arg-type]  # a change
    store.save_edits(number, edited.take_unsaved())
    talk.say(QUIET * speech)
    talk.until(lambda: len(talk.of(SpeakerLabelled)) == 2)
    talk.stop()
    talk.until(lambda: talk.names() == ["Anna", "Speaker 2"])


def test_of_two_sources_the_microphone_is_me_and_gets_no_label(talk: Talk, speech: np.ndarray) -> None:
    talk.start(kind=SourceKind.BOTH)
    talk.say(speech, Stream.ME)
    talk.say(QUIET * speech, Stream.OTHERS)
    talk.until(lambda: len(talk.of(SpeakerLabelled)) == 1 and len(talk.utterances()) == 2)
    (label,) = talk.of(SpeakerLabelled)
    assert label.stream is Stream.OTHERS
    assert label.utterance_id == next(each.utterance_id for each in talk.of(Final) if each.stream is Stream.OTHERS)


def test_captions_do_not_wait_for_a_voice_model_that_hangs(
    talk: Talk, speech: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_go_on = threading.Event()

    class Hanging:
        def voices(self, pieces: Sequence[np.ndarray]) -> np.ndarray:
            assert may_go_on.wait(PATIENCE_S)
            raise RuntimeError

    monkeypatch.setattr("app.transcripts.speaker_labels.voices_at_hand", lambda *_asked: Hanging())
    talk.start()
    for _ in range(3):
        talk.say(speech)
    talk.until(lambda: len(talk.utterances()) == 3)
    talk.stop()
    assert talk.of(SpeakerLabelled) == []
    may_go_on.set()  # and what it raises then ends nothing but itself


def test_without_the_setting_or_the_option_nobody_listens_to_voices(talk: Talk, speech: np.ndarray) -> None:
    talk.earshot.preferences.change_settings(Settings(model="scripted"), lambda _: None)
    talk.start()
    talk.say(speech)
    talk.until(lambda: len(talk.utterances()) == 1)
    assert talk.earshot.session.labels is None


class Bench:
    """LiveLabels alone, and what it posts."""

    def __init__(self, model: object, speakers: int | None = None) -> None:
        self.events: list[CaptionEvent] = []
        self.labels = LiveLabels(self.events.append, lambda: model, dict, speakers)  # type: ignore[arg-type, return-value]

    def say(self, number: int, voice: np.ndarray) -> None:
        begin = 10 * SAMPLE_RATE * number
        final = Final(number, begin, begin + len(voice), "words", (), "m", DecodedBy.CTC, 0.1)
        self.labels.take(final, voice)


class Vectors:
    """A voice is what its sound says: the angle of a vector."""

    def voices(self, pieces: Sequence[np.ndarray]) -> np.ndarray:
        return np.array([[np.cos(each.mean()), np.sin(each.mean())] for each in pieces], np.float32)


def test_a_label_that_changes_says_that_it_is_revised() -> None:
    """Two voices that are not very different are one at first, and two once much of both was heard."""
    bench = Bench(Vectors())
    bench.labels.start()
    for number, angle in enumerate((0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0)):
        bench.say(number, np.full(4 * SAMPLE_RATE, angle, np.float32))
    bench.labels.end()
    assert bench.labels.over.wait(PATIENCE_S)
    result = bench.labels.result
    assert result is not None
    assert result.complete
    labels = [event for event in bench.events if isinstance(event, SpeakerLabelled)]
    shown: dict[int, int] = {}
    for label in labels:
        assert label.revised == (shown.get(label.utterance_id, label.speaker) != label.speaker)
        shown[label.utterance_id] = label.speaker
    assert any(label.revised for label in labels)
    assert {turn.start // (10 * SAMPLE_RATE): turn.speaker + 1 for turn in result.turns} == shown


def test_more_sound_than_may_wait_is_left_out_and_that_is_known() -> None:
    bench = Bench(Loudness())
    half = np.ones(MOST_WAITING // 2, np.float32)
    for number in range(3):
        bench.say(number, half)
    bench.labels.start()
    bench.labels.end()
    assert bench.labels.over.wait(PATIENCE_S)
    result = bench.labels.result
    assert result is not None
    assert not result.complete
    assert {event.utterance_id for event in bench.events if isinstance(event, SpeakerLabelled)} == {0, 1}


def test_a_model_that_fails_ends_labels_alone_and_nothing_is_told() -> None:
    class Failing:
        def voices(self, pieces: Sequence[np.ndarray]) -> np.ndarray:
            raise RuntimeError

    bench = Bench(Failing())
    bench.labels.start()
    bench.say(1, np.ones(SAMPLE_RATE, np.float32))
    assert bench.labels.over.wait(PATIENCE_S)
    assert bench.labels.result is None
    assert bench.events == []
    bench.labels.end()


if __name__ == "__main__":
    label_until_killed(Path(sys.argv[1]), Path(sys.argv[2]))
