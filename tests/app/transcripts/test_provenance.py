"""What made a text, and what was lost on the way, is kept with it, also through a kill, and stands in the evidence."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
import soundfile

from app.cli import run
from app.control.sources import session_of
from app.exporters import export
from app.exporters.wording import stamp
from app.folders import user_folders
from app.model_store.store import ModelStore
from app.transcripts.journal import Entry, journals_of
from app.transcripts.provenance import model_used
from app.transcripts.sink import TranscriptSink
from app.transcripts.store import TranscriptStore
from app.transcripts.values import Provenance
from app.transcripts.writer import TranscriptWriter
from engine.audio.capture import LISTEN_S
from engine.audio.devices import DeviceKind, open_device
from engine.errors import CaptioningError
from engine.events import CaptionEvent, DecodedBy, DeviceBack, DeviceLost, Final, Level, Overrun, SessionEnded, Stream
from engine.models.manifest import FileRecord, Manifest, ModelCapabilities, write
from engine.session.engine_thread import EngineThread
from engine.session.options import SessionOptions
from engine.timeline import to_samples, to_seconds
from tests.support.audio import HandSource, write_wav
from tests.support.recognisers import ScriptedRecogniser
from tests.support.virtual_devices import VirtualDevices
from tests.support.waiting import PATIENCE_S, until

Told = TypeVar("Told")
SPOKEN = Final(1, 16_000, 24_000, "kept", (), "m", DecodedBy.CTC, 0.1)
LOSSES: tuple[CaptionEvent, ...] = (
    Overrun(32_000, 8_000, Stream.ME),
    DeviceLost(40_000, "USB microphone", "It was unplugged.", ""),
    DeviceBack(48_000, "Other microphone", 2.5),
)


def sink_of(path: Path, open_store: Callable[[], TranscriptStore]) -> TranscriptSink:
    writer = TranscriptWriter(open_store, journals_of(path), lambda event: None)
    return TranscriptSink(writer, lambda event: None, lambda: ("mic", "mini", "en"))


def test_losses_and_the_model_stand_in_the_transcript_and_the_report(tmp_path: Path) -> None:
    with TranscriptStore(tmp_path / "t.db") as store:
        sink = sink_of(tmp_path / "t.db", lambda: store)
        sink.note(model_used("mini", None))  # before any sound
        for event in (SPOKEN, *LOSSES, SessionEnded(50_000, 1)):
            sink(event)
        sink.note(model_used("mini", None))  # nothing new
        kept = store.load(1)
    assert [(each.position, each.kind) for each in kept.provenance] == [
        (0, "model"),
        (32_000, "overrun"),
        (40_000, "device_lost"),
        (48_000, "device_back"),
    ]
    report = export(kept, "html-evidence")
    for told in ("<td>00:00:02</td><td>overrun</td><td>length</td><td>0.500 s</td>", "It was unplugged.", "2.5 s"):
        assert told in report, told
    assert "Not recorded." not in report


def test_what_the_database_lacked_comes_in_from_the_journal(tmp_path: Path) -> None:
    def refuse() -> TranscriptStore:
        raise CaptioningError("The disk is full.")

    sink = sink_of(tmp_path / "t.db", refuse)
    for event in (SPOKEN, *LOSSES):
        sink(event)
    sink.close()
    with TranscriptStore(tmp_path / "t.db") as store:
        (session,) = store.sessions()
        assert [each.kind for each in store.load(session.id).provenance] == ["overrun", "device_lost", "device_back"]


def test_a_transcript_of_before_says_that_nothing_was_recorded(tmp_path: Path) -> None:
    with TranscriptStore(tmp_path / "t.db") as store:
        store.append(store.begin_session("mic", "mini"), SPOKEN)
        report = export(store.load(1), "html-evidence")
    assert report.count("Not recorded.") == 2


@pytest.mark.parametrize("command", ["transcribe", "caption"])
def test_a_session_knows_its_model_settings_and_vocabulary(
    tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_wav(tmp_path / "quiet.wav", 1.0)
    folders = user_folders()
    folders.hotwords.mkdir(parents=True)
    (folders.hotwords / "work.txt").write_text("Kubernetes\n", "utf-8")
    noted: list[Provenance] = []
    enter = TranscriptStore.enter

    def watched(store: TranscriptStore, session: int, entry: Entry) -> None:
        if isinstance(entry, Provenance):
            noted.append(entry)
        enter(store, session, entry)

    monkeypatch.setattr(TranscriptStore, "enter", watched)
    assert run([command, str(tmp_path / "quiet.wav"), "--model", "mini", "--language", "en"], None) == 0
    by_kind = {each.kind: each.details for each in noted}
    described = ModelStore().find("mini").described
    assert described is not None
    sums = "".join(f"{described.files[name].sha256}  {name}\n" for name in sorted(described.files))
    assert by_kind["model"]["sha256"] == hashlib.sha256(sums.encode()).hexdigest()
    assert by_kind["model"]["version"] == "training stage joint, step 1400"
    assert len(by_kind["model"]["made from model.pt, sha256"]) == 64
    assert "silence scale" in by_kind["recognition"]
    assert by_kind["settings"]["language"] == "en"
    assert by_kind["vocabulary"]["words"] == "Kubernetes"


BASE = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
NANO = [{"name": "model.pt", "size": 1, "sha256": "ab", "published_as": "Fun-ASR-Nano-2512 model.pt of ModelScope"}]


@pytest.mark.parametrize(
    ("sha256", "source", "version"),
    [
        (BASE, {"kind": "CTranslate2"}, "Whisper base, Systran/faster-whisper-base at ebe41f70d5b6dfa9166e2c581c45c9c"),
        ("00", {"kind": "CTranslate2"}, "not recorded"),
        ("00", {"files": NANO}, "Fun-ASR-Nano-2512 model.pt of ModelScope"),
        ("00", {"files": [{"name": "model.bin", "size": 1, "sha256": BASE}]}, "Whisper base, Systran/"),
        ("00", {"version": 3}, "3"),
        ("00", {"files": "damaged"}, "not recorded"),
    ],
)
def test_a_model_says_its_version_as_far_as_it_is_known(
    tmp_path: Path, sha256: str, source: dict[str, object], version: str
) -> None:
    folder = tmp_path / "models" / "mine"
    folder.mkdir(parents=True)
    (folder / "model.bin").write_bytes(b"weights")
    capabilities = ModelCapabilities(word_times=True, hotwords=True, punctuation=True)
    files = {"model.bin": FileRecord(7, sha256)}
    write(folder, Manifest("whisper", "mine", "Mine", ("en",), capabilities, files, "MIT", source))
    told = model_used("mine", tmp_path / "models").details
    assert told["version"].startswith(version)
    assert told["sha256 of model.bin"] == sha256


def test_a_microphone_unplugged_in_a_session_stands_in_its_evidence(
    virtual_devices: VirtualDevices, tmp_path: Path, sample: Path
) -> None:
    """A real session: microphone, engine, journal, database."""
    events: list[CaptionEvent] = []

    def told(kind: type) -> bool:
        return any(isinstance(each, kind) for each in events)

    with TranscriptStore(tmp_path / "t.db") as store:
        writer = TranscriptWriter(lambda: store, journals_of(tmp_path / "t.db"), events.append)
        sink = TranscriptSink(writer, events.append, lambda: ("mic", "mini", "en"))
        model = ScriptedRecogniser(["Good morning."] * 9)
        source = open_device(DeviceKind.MICROPHONE, None)
        engine = EngineThread(lambda: session_of({None: source}, model, sink, SessionOptions()), sink)
        engine.start()
        try:
            with virtual_devices.start_playing(sample):
                until(lambda: told(Final))
            virtual_devices.unplug()
            until(lambda: told(DeviceLost))
            virtual_devices.plug()
            until(lambda: told(DeviceBack))
        finally:
            engine.stop()
            assert engine.join(PATIENCE_S)
            sink.close()
        (listed,) = store.sessions()
        kept = store.load(listed.id)
    assert [each.kind for each in kept.provenance if each.kind.startswith("device")] == ["device_lost", "device_back"]
    report = export(kept, "html-evidence")
    assert "<td>device lost</td><td>device</td><td>Virtual-Microphone</td>" in report
    assert "was unplugged" in report
    assert "<td>device back</td>" in report


def test_sound_that_a_full_buffer_lost_stands_in_the_evidence(tmp_path: Path, sample: Path) -> None:
    """A real session, whose source delivers more at once than its ring buffer holds."""
    speech, rate = soundfile.read(sample, dtype="float32")
    source, events = HandSource(), list[CaptionEvent]()
    quiet = np.zeros(to_samples(LISTEN_S + 30.0), dtype=np.float32)
    with TranscriptStore(tmp_path / "t.db") as store:
        writer = TranscriptWriter(lambda: store, journals_of(tmp_path / "t.db"), events.append)
        sink = TranscriptSink(writer, events.append, lambda: ("mic", "mini", "en"))
        model = ScriptedRecogniser(["Good morning."] * 99)
        engine = EngineThread(lambda: session_of({None: source}, model, sink, SessionOptions()), sink)
        engine.start()
        try:
            until(lambda: _first(events, Level), lambda: source.deliver(quiet[:1_600]))
            source.deliver(np.concatenate([speech[: 5 * rate], quiet[:48_000]]))
            until(lambda: _first(events, Final))
            source.deliver(quiet)
            until(lambda: _first(events, Overrun), lambda: source.deliver(quiet[:1_600]))
        finally:
            engine.stop()
            assert engine.join(PATIENCE_S)
            sink.close()
        (listed,) = store.sessions()
        kept = store.load(listed.id)
    overrun = _first(events, Overrun)
    assert overrun is not None
    assert overrun.length >= to_samples(30.0)
    (entered,) = [each for each in kept.provenance if each.kind == "overrun"]
    assert (entered.position, entered.details) == (overrun.start, {"length": f"{to_seconds(overrun.length):.3f} s"})
    row = f"<td>{stamp(overrun.start)}</td><td>overrun</td><td>length</td><td>{entered.details['length']}</td>"
    assert row in export(kept, "html-evidence").split("<h2>Sound that was lost</h2>")[1].split("<h2>")[0]


def _first(events: list[CaptionEvent], kind: type[Told]) -> Told | None:
    return next((each for each in events if isinstance(each, kind)), None)
