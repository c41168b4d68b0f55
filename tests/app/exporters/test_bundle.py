"""A bundle comes back without loss, and names the part of which a byte was changed; the evidence report tells all."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
import tracemalloc
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from unittest import mock

import pytest

from app.cli import run
from app.exporters import export, export_bytes, write_export
from app.folders import user_folders
from app.transcripts.bundle import bring_in, faults_of
from app.transcripts.editing import EditedTranscript
from app.transcripts.editing_values import Change
from app.transcripts.library import delete_for_good
from app.transcripts.store import TranscriptStore
from app.transcripts.values import Bookmark, Provenance, Transcript
from engine.errors import BadInput
from engine.events import DecodedBy, Final, Stream, Word

SOUND = b"fLaC" + bytes(range(256))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[TranscriptStore]:
    with TranscriptStore(tmp_path / "here" / "transcripts.db") as opened:
        yield opened


@pytest.fixture
def kept(store: TranscriptStore, tmp_path: Path) -> Transcript:
    """With sound, marks, a pause, two sources, an edited sentence, a named speaker, a deleted one and a draft."""
    (tmp_path / "here" / "talk.flac").write_bytes(SOUND)
    number = store.begin_session("Mikrofon 麦克风", "mini", "en", tmp_path / "here" / "talk.flac", started_at=1000.0)
    word = Word("Good", 100, 200, 0.5)
    finals = (
        Final(
            1,
            0,
            32_000,
            "Good mourning.",
            (word, replace(word, text="24", interpolated=True)),
            "mini",
            DecodedBy.CTC,
            0.1,
        ),
        Final(
            2, 40_000, 50_000, "你好 <b>\ud83d", (), "mini", DecodedBy.LLM, 0.2, "zh", ("Kubernetes",), ("Kubernetes",)
        ),
        Final(3, 60_000, 70_000, "Um.", (), "mini", DecodedBy.CTC, 0.1, draft=True, reason="It repeated itself."),
    )
    for final in finals:
        store.append(number, replace(final, stream=Stream.ME))
    store.mark_clock(number, 40_000, 5000.0)
    store.add_mark(number, Bookmark(41_000, "重要"))
    store.enter(number, Provenance(0, "model", {"name": "mini", "sha256": "ab12"}))
    store.enter(number, Provenance(42_000, "overrun", {"length": "0.5 s"}))
    store.change_tags(number, add=["court"])
    store.rename_session(number, "Hearing & more")
    store.end_session(number, 80_000)
    edited = EditedTranscript(store.load(number))
    first, second, third = edited.sentences
    changed = replace(first, text="Good morning.", origins=(1,))
    edited.do(Change((first, second, third), (changed, replace(second, speaker="Ann"))))
    store.save_edits(number, edited.take_unsaved())
    return store.load(number)


def test_a_bundle_comes_back_without_loss(kept: Transcript, tmp_path: Path) -> None:
    (tmp_path / "out.zip").write_bytes(export_bytes(kept, "zip"))
    with TranscriptStore(tmp_path / "there" / "transcripts.db") as other:
        brought = bring_in(tmp_path / "out.zip", other, tmp_path / "there" / "recordings")
        read = other.load(brought.session_id)
    session = replace(kept.session, id=read.session.id, recording=read.session.recording)
    assert read == replace(kept, session=session)
    assert read.edits.when == kept.edits.when
    assert read.session.recording is not None
    assert read.session.recording.read_bytes() == SOUND
    assert export_bytes(replace(read, session=kept.session), "zip") == export_bytes(kept, "zip")
    with TranscriptStore(tmp_path / "there" / "transcripts.db") as other:
        delete_for_good(other, read.session.id)
    assert not read.session.recording.exists()


def test_any_changed_byte_is_found_and_its_part_is_named(kept: Transcript, tmp_path: Path) -> None:
    content = export_bytes(kept, "zip")
    path = tmp_path / "out.zip"
    path.write_bytes(content)
    assert faults_of(path) == []
    for place in range(0, len(content), 7):
        path.write_bytes(content[:place] + bytes([content[place] ^ 0x20]) + content[place + 1 :])
        assert faults_of(path) != [], place
    path.write_bytes(content.replace(b"Good morning.", b"Good evening."))
    assert faults_of(path) == ["transcript.json was changed."]
    path.write_bytes(content.replace(SOUND, SOUND[::-1]))
    assert faults_of(path) == ["sound.flac was changed."]
    with pytest.raises(BadInput, match="was changed"), TranscriptStore(tmp_path / "t.db") as other:
        bring_in(path, other, tmp_path)


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not installed")
def test_another_program_checks_the_sums(kept: Transcript, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(export_bytes(kept, "zip"))) as bundle:
        assert bundle.testzip() is None
        bundle.extractall(tmp_path / "out")
    subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=tmp_path / "out", check=True)


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06" + bytes(18), b"no bundle"])
def test_what_is_no_bundle_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "out.zip").write_bytes(content)
    assert len(faults_of(tmp_path / "out.zip")) == 1


def rewritten(content: bytes, transcript: bytes) -> bytes:
    """A bundle in order, with the right sums, that somebody made of another one."""
    with zipfile.ZipFile(io.BytesIO(content)) as bundle:
        parts = {name: bundle.read(name) for name in bundle.namelist()} | {"transcript.json": transcript}
    del parts["SHA256SUMS"]
    sums = "".join(f"{hashlib.sha256(part).hexdigest()}  {name}\n" for name, part in parts.items())
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as bundle:
        for name, part in {**parts, "SHA256SUMS": sums.encode()}.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system, info.external_attr, info.file_size = 3, 0o600 << 16, len(part)
            with bundle.open(info, "w") as written:
                written.write(part)
    return made.getvalue()


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"session": {}},
        {"session": {"title": 5}},
        {"session": {"started_at": 1e300}},
        {"session": {"started_at": float("nan")}},
        {"session": {"duration_s": float("inf")}},
        {"session": {"tags": 5}},
        {"clock_marks": [["a", 1]]},
        {"clock_marks": [[0, 1e18]]},
        {"bookmarks": [[1 << 70, "x"]]},
        {"edited_at": []},
        {"edited_at": {"1": "soon"}},
        {"gone": [1 << 70]},
        {"edited": [{"number": 1}]},
        {"provenance": [{"position": 0, "kind": "model", "details": [1]}]},
        {"finals": "none"},
        {"finals": 100_000 * "["},
    ],
    ids=str,
)
def test_what_anybody_put_into_a_bundle_is_one_sentence_and_leaves_nothing(
    kept: Transcript, tmp_path: Path, change: dict[str, object]
) -> None:
    content = export_bytes(kept, "zip")
    with zipfile.ZipFile(io.BytesIO(content)) as bundle:
        described = json.loads(bundle.read("transcript.json"))
    session = change.get("session")
    if isinstance(session, dict) and session:
        change = {"session": described["session"] | session}
    path, text = tmp_path / "out.zip", json.dumps(described | change)
    path.write_bytes(rewritten(content, text.replace(f'"{100_000 * "["}"', 100_000 * "[").encode()))
    assert faults_of(path) == []
    with TranscriptStore(tmp_path / "there" / "transcripts.db") as other:
        with pytest.raises(BadInput, match="holds no transcript"):
            bring_in(path, other, tmp_path / "there" / "recordings")
        assert other.count() == 0
    assert not list((tmp_path / "there").glob("recordings/*"))


def test_a_part_without_end_is_not_read_and_a_pipe_is_not_waited_for(
    kept: Transcript, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "out.zip"
    path.write_bytes(export_bytes(kept, "zip"))
    monkeypatch.setattr("app.transcripts.bundle._MOST_TEXT", 100)
    assert faults_of(path) == ["transcript.json was changed."]
    os.mkfifo(tmp_path / "pipe.zip")
    with pytest.raises(BadInput, match="is no file"):
        faults_of(tmp_path / "pipe.zip")


def test_a_bundle_for_which_there_is_no_room_leaves_no_sound(kept: Transcript, tmp_path: Path) -> None:
    path = tmp_path / "out.zip"
    path.write_bytes(export_bytes(kept, "zip"))
    with TranscriptStore(tmp_path / "there" / "transcripts.db") as other:
        refused = mock.patch.object(TranscriptStore, "end_session", side_effect=BadInput("There is no room."))
        with pytest.raises(BadInput, match="no room"), refused:
            bring_in(path, other, tmp_path / "there" / "recordings")
        assert other.count() == 0
    assert not list((tmp_path / "there").glob("recordings/*"))


def test_the_report_says_what_made_the_text_and_what_was_changed(kept: Transcript) -> None:
    report = export(kept, "html-evidence")
    for told in (
        "mini (llm): 1 sentences",
        "Kubernetes",
        "<td>model</td><td>sha256</td><td>ab12</td>",
        "<td>overrun</td><td>length</td><td>0.5 s</td>",
        "It repeated itself.",
        "<td>Good mourning.</td><td>Good morning.</td>",
        "<td>Um.</td><td>(deleted)</td>",
        "UTC</td><td>你好 &lt;b&gt;",
        "Words whose time is estimated",
        "Hearing &amp; more",
    ):
        assert told in report, told
    assert "<b>" not in report


def test_the_terminal_verifies_and_imports(
    kept: Transcript, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "out.zip"
    path.write_bytes(export_bytes(kept, "zip"))
    assert run(["transcripts", "verify", str(path)], None) == 0
    assert run(["transcripts", "import", str(path)], None) == 0
    with TranscriptStore(user_folders().transcripts_file) as store:
        assert [each.title for each in store.sessions()] == ["Hearing & more"]
    path.write_bytes(path.read_bytes().replace(b"mourning", b"mornings"))
    capsys.readouterr()
    assert run(["transcripts", "verify", str(path)], None) == 1
    assert "transcript.json was changed." in capsys.readouterr().err
    assert run(["transcripts", "verify", str(tmp_path / "none.zip")], None) == 3


def test_a_recording_is_never_in_the_memory_as_a_whole(kept: Transcript, tmp_path: Path) -> None:
    sound = kept.session.recording
    assert sound is not None
    with sound.open("wb") as file:
        file.truncate(48 << 20)
    export(kept, "html-evidence")  # what is imported stays
    tracemalloc.start()
    try:
        write_export(kept, tmp_path / "out.zip", "zip")
        write_export(kept, tmp_path / "out.html", "html-sound")
        assert faults_of(tmp_path / "out.zip") == []
        with TranscriptStore(tmp_path / "there" / "transcripts.db") as other:
            brought = bring_in(tmp_path / "out.zip", other, tmp_path / "there")
        assert tracemalloc.get_traced_memory()[1] < 24 << 20
    finally:
        tracemalloc.stop()
    assert brought.recording is not None
    assert brought.recording.stat().st_size == 48 << 20
    assert (tmp_path / "out.html").stat().st_size > 4 * (48 << 20) // 3


def test_a_recording_that_cannot_be_read_leaves_no_file(kept: Transcript, tmp_path: Path) -> None:
    sound = kept.session.recording
    assert sound is not None
    for name in ("zip", "html-sound"):
        with pytest.raises(BadInput, match="cannot be read"), mock.patch.object(Path, "open", side_effect=OSError):
            write_export(kept, tmp_path / "out", name)
    assert not (tmp_path / "out").exists()
    assert not list(tmp_path.glob(".earshot*"))
