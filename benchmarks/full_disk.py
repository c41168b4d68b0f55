"""A full disk: what is left of transcripts, recordings, exports, bundles and the list of files, and what is told.

    python benchmarks/full_disk.py

Each on a file system in memory of a few megabytes (Linux, as root). The exit status is 1 where something is lost, an
old file is harmed, or nothing is told.
"""

from __future__ import annotations

import logging
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402 - the root must be on the path first
import soundfile  # noqa: E402

from app.exporters import export_formats, write_export  # noqa: E402
from app.transcripts.bundle import bring_in  # noqa: E402
from app.transcripts.file_ledger import FileEntry, FileLedger  # noqa: E402
from app.transcripts.store import TranscriptStore  # noqa: E402
from engine.audio.recorder import RESERVE_BYTES, RecordingFile  # noqa: E402
from engine.errors import CaptioningError  # noqa: E402
from engine.events import SessionEnded  # noqa: E402
from engine.timeline import SAMPLE_RATE  # noqa: E402
from tests.app.transcripts.test_writer import Kept, final, stored  # noqa: E402
from tests.support.damaged_transcripts import write_sound_file  # noqa: E402
from tests.support.small_disk import fill, small_disk  # noqa: E402
from tests.support.waiting import until  # noqa: E402

SIZE = 8_000_000
FINALS, FULL_FROM, FULL_TO = 600, 100, 500
Row = tuple[str, str, bool]
"""What was done, what came of it, and whether that is right."""


def main() -> int:
    logging.disable()
    rows = [row for case in (captions, ended_while_full, recording, exports, bundles, files) for row in on_disk(case)]
    print("| on a disk that is full | what came of it |\n| --- | --- |")
    for done, came, _ in rows:
        print(f"| {done} | {came} |")
    return int(not all(right for *_, right in rows))


def on_disk(case: Callable[[Path, Path], list[Row]]) -> list[Row]:
    """case: given an empty small disk, and a folder on another."""
    size = RESERVE_BYTES + SIZE if case is recording else SIZE
    with tempfile.TemporaryDirectory() as folder, small_disk(Path(folder) / "disk", size) as disk:
        return case(disk, Path(folder))


def captions(disk: Path, other: Path) -> list[Row]:
    kept = Kept(disk / "data" / "transcripts.db")
    kept.sink.sound_flows(0)
    for number in range(FULL_FROM):
        kept.sink(final(number, f"number {number} " * 20))
    until(lambda: kept.sink.unsaved == ())
    stuffing = fill(disk)
    for number in range(FULL_FROM, FULL_TO):
        kept.sink(final(number, f"number {number} " * 20))
    until(kept.told)
    told = kept.told()
    stuffing.unlink()
    for number in range(FULL_TO, FINALS):
        kept.sink(final(number))
    until(lambda: kept.sink.unsaved == ())
    kept.sink(SessionEnded(16_000 * FINALS, FINALS))
    kept.close()
    (found,) = stored(kept.path)
    done = f"{FINALS} finals, no room for those from {FULL_FROM} to {FULL_TO}"
    return [
        (
            done,
            f"{FINALS - len(found)} lost; told once: {told[0].replace(str(disk), '...')}",
            len(found) == FINALS and len(told) == 1,
        )
    ]


def ended_while_full(disk: Path, other: Path) -> list[Row]:
    kept = Kept(disk / "data" / "transcripts.db")
    kept.sink.sound_flows(0)
    until(lambda: kept.sink.session_id is not None)
    stuffing = fill(disk)
    for number in range(FULL_TO):
        kept.sink(final(number, f"number {number} " * 20))
    kept.sink(SessionEnded(16_000 * FULL_TO, FULL_TO))
    told = kept.told()[-1]
    kept.close()
    stuffing.unlink()
    (found,) = stored(kept.path)
    came = f"{FULL_TO - len(found)} lost after the next start; told: {told}"
    return [(f"{FULL_TO} finals, and the program ended while it was full", came, len(found) == FULL_TO)]


def recording(disk: Path, other: Path) -> list[Row]:
    fill(disk, leave=RESERVE_BYTES + 1_000_000)
    told: list[CaptioningError] = []
    file = RecordingFile(disk / "talk.flac", 1, lambda failed, _: told.append(failed))
    sound = np.random.default_rng(1).uniform(-0.3, 0.3, 10 * 60 * SAMPLE_RATE).astype(np.float32)
    for at in range(0, len(sound), 1_600):
        file.write(sound[at : at + 1_600], at)
    file.close(len(sound))
    heard, _ = soundfile.read(str(disk / "talk.flac"))
    right = soundfile.info(str(disk / "talk.flac")).frames == len(heard) > 0 and len(told) == 1
    return [("a recording", f"plays to its end at {len(heard) / SAMPLE_RATE:.1f} s; told: {told[0].what}", right)]


def exports(disk: Path, other: Path) -> list[Row]:
    write_sound_file(other / "transcripts.db")
    with TranscriptStore(other / "transcripts.db") as store:
        transcript = store.load(1)
    names = [name for name, _ in export_formats()]
    for name in names:
        (disk / f"old.{name}").write_bytes(b"an older export")
    fill(disk)
    refused = 0
    for name in names:
        for stem in ("old", "new"):
            try:
                write_export(transcript, disk / f"{stem}.{name}", name)
            except CaptioningError as failed:
                refused += bool(failed.what)
    whole = sum((disk / f"old.{name}").read_bytes() == b"an older export" for name in names)
    left = len(list(disk.iterdir())) - whole - 1
    right = refused == 2 * len(names) and whole == len(names) and left == 0
    came = f"{refused} told in a sentence, {whole} older files as they were, {left} parts of files left"
    return [(f"{2 * len(names)} exports, half of them over an older file", came, right)]


def bundles(disk: Path, other: Path) -> list[Row]:
    write_sound_file(other / "before.db")
    sound = other / "talk.flac"
    soundfile.write(sound, np.random.default_rng(1).uniform(-0.3, 0.3, 60 * SAMPLE_RATE), SAMPLE_RATE)
    with TranscriptStore(other / "before.db") as store:
        with store.database.writing() as database:
            database.execute("UPDATE sessions SET recording = ?", (str(sound),))
        write_export(store.load(1), other / "talk.zip", "zip")
    with TranscriptStore(disk / "transcripts.db") as store:
        stuffing = fill(disk, leave=400_000)
        told = ""
        try:
            bring_in(other / "talk.zip", store, disk / "recordings")
        except CaptioningError as failed:
            told = failed.what
        kept, left = len(store.sessions()), sum(each.stat().st_size for each in (disk / "recordings").rglob("*.*"))
        stuffing.unlink()
        again = len(store.load(bring_in(other / "talk.zip", store, disk / "recordings").session_id).segments)
    came = f"{kept} transcripts, {left} bytes of sound left behind; with room again {again} finals; told: {told}"
    return [("a bundle that is brought in", came.replace(str(disk), "..."), bool(told) and (kept, left) == (0, 0))]


def files(disk: Path, other: Path) -> list[Row]:
    ledger = FileLedger(disk / "transcripts.db")
    before = [FileEntry(Path(f"/talks/{number}.wav"), queued=True) for number in range(20)]
    ledger.keep(*before)
    stuffing = fill(disk)
    told = ""
    try:
        ledger.keep(*(FileEntry(Path(f"/talks/{number} {'x' * 900}.wav"), queued=True) for number in range(400)))
    except CaptioningError as failed:
        told = failed.what
    stuffing.unlink()
    same = ledger.entries(queued=True) == before
    came = f"the 20 before are {'all there' if same else 'not there'}; told: {told.replace(str(disk), '...')}"
    return [("400 files more for the list", came, same and bool(told))]


if __name__ == "__main__":
    sys.exit(main())
