"""One file of each kind that Earshot keeps, cut off at any length, and what the program then finds and tells."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from app.exporters import write_export
from app.folders import portable_folders
from app.hotwords.library import HotwordLibrary
from app.model_store.store import ModelStore
from app.settings import Settings, load_settings, save_settings
from app.transcripts.bundle import bring_in
from app.transcripts.file_ledger import FileEntry, FileLedger
from app.transcripts.journal import Begun, Journal, journals_of
from app.transcripts.left_over import end_left_over
from app.transcripts.store import TranscriptStore
from benchmarks import mutated_sound
from engine.audio.media_reader import MediaReader
from engine.audio.recorder import new_recording
from engine.errors import CaptioningError
from engine.timeline import SAMPLE_RATE
from tests.support.damaged_transcripts import FINALS, SESSIONS, final, use, write_sound_file

SOUND_S = 12
LISTED, WORDS = 40, 120
MANIFEST = Path(__file__).resolve().parents[2] / "resources" / "models" / "mini" / "earshot-model.json"
CHANGED = Settings(theme="dark", keep_transcripts=False, threads=3, model="mini", languages=("en", "zh"))


@dataclass(slots=True)
class Found:
    """What the program makes of a cut file. kept: of `whole` parts, in the unit of its kind. told: sentences."""

    kept: float
    told: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Kind:
    """make: writes the files of a folder and returns the one to cut. look: as the next start does.

    loss_is_told: a sentence says so wherever something is missing; else the rest is all that there ever was to tell
    of: what a log had not brought into its file, words behind the last whole line.
    stays: what was damaged is still there afterwards, under its name or another; a recording is mended where it lies.
    """

    name: str
    unit: str
    whole: float
    make: Callable[[Path], Path]
    look: Callable[[Path], Found]
    loss_is_told: bool = True
    stays: bool = True

    @property
    def slack(self) -> float:
        """So much may be missing without a word: a tenth of a second of sound."""
        return 0.1 if self.unit == "s" else 0.0


@dataclass(frozen=True, slots=True)
class Cut:
    """One round. length: of the file, in bytes. stays: as in Kind, or nothing was told."""

    length: int
    found: Found
    stays: bool

    def fault(self, kind: Kind) -> str | None:
        """What must not be, in words of a developer."""
        if self.found.kept > kind.whole:
            return f"{self.found.kept} of {kind.whole} {kind.unit}"
        if kind.loss_is_told and self.found.kept < kind.whole - kind.slack and not self.found.told:
            return f"{self.found.kept} of {kind.whole} {kind.unit} are left, and nothing is told"
        return "the damaged file is gone" if kind.stays and not self.stays else None


def cut(path: Path, rng: random.Random) -> int:
    """Cut the file off, anywhere; one time in eight within its first 64 bytes. Returns its new length."""
    size = path.stat().st_size
    length = rng.randrange(min(size, 64)) if rng.random() < 0.125 else rng.randrange(size)
    with path.open("r+b") as file:
        file.truncate(length)
    return length


def rounds(kind: Kind, count: int, seed: int, folder: Path) -> Iterator[Cut]:
    """`count` cuts, the same for the same seed. What is raised is a fault of the program."""
    whole = folder / "whole"
    whole.mkdir(parents=True)
    place = kind.make(whole).relative_to(whole)
    rng = random.Random(f"{seed} {kind.name}")
    for number in range(count):
        home = folder / str(number)
        shutil.copytree(whole, home, symlinks=True)
        length = cut(home / place, rng)
        damaged = (home / place).read_bytes()
        found = kind.look(home)
        later = (each for each in home.rglob("*") if each.is_file() and each.stat().st_size == length)
        yield Cut(length, found, not found.told or any(each.read_bytes() == damaged for each in later))
        shutil.rmtree(home)


# -- transcripts -----------------------------------------------------------------------------------------


def _database(folder: Path) -> Path:
    write_sound_file(folder / "transcripts.db")
    return folder / "transcripts.db"


def _use(folder: Path) -> Found:
    return Found(*use(folder / "transcripts.db"))


def _log(folder: Path) -> Path:
    """Commits that are in the write-ahead log only, as a kill leaves them: copied while the database is open."""
    with TranscriptStore(folder / "open" / "transcripts.db") as store:
        number = store.begin_session("mic", "mini")
        for each in range(FINALS):
            store.append(number, final(each))
        for name in ("transcripts.db", "transcripts.db-wal"):
            shutil.copy(folder / "open" / name, folder / name)
    shutil.rmtree(folder / "open")
    return folder / "transcripts.db-wal"


def _journal(folder: Path) -> Path:
    journal = Journal(journals_of(folder / "transcripts.db"), Begun("mic", "mini", "en", None, 1.0))
    for each in range(FINALS):
        journal.add(final(each))
    end = journal.path.read_bytes().rindex(b"\n") + 1
    journal.close(remove=False)
    with journal.path.open("r+b") as file:
        file.truncate(end)  # the room behind the last entry holds nothing to lose
    return journal.path


def _sound(name: str, closed: bool) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / name
        file = new_recording(path, 1)
        file.write(np.random.default_rng(1).uniform(-0.3, 0.3, SOUND_S * SAMPLE_RATE).astype(np.float32))
        if closed:
            file.close()
        else:
            file.flush()
            shutil.copy(path, folder / "copy")
            file.close()
            (folder / "copy").replace(path)
        with TranscriptStore(folder / "transcripts.db") as store:
            session = store.begin_session("mic", "mini", "en", path)
            if closed:
                store.end_session(session, SOUND_S * SAMPLE_RATE)
        return path

    return make


def _hear(name: str) -> Callable[[Path], Found]:
    def look(folder: Path) -> Found:
        told: list[str] = []
        with TranscriptStore(folder / "transcripts.db") as store:
            with store.database.writing() as database:  # it lies elsewhere now
                database.execute("UPDATE sessions SET recording = ?", (str(folder / name),))
            told += [f"Closed before it was finished: {each.title}" for each in end_left_over(store)]
        heard, refused = _played(folder / name)
        return Found(heard / SAMPLE_RATE, [*told, *refused])

    return look


def _played(path: Path) -> tuple[int, list[str]]:
    """Samples that the player gets, and what captions of the file would tell."""
    heard, reader = 0, MediaReader(path, SAMPLE_RATE)
    with suppress(CaptioningError):  # the same as below
        reader.seek(0)
        while (block := reader.read()) is not None:
            heard += len(block)
    reader.close()
    answer = mutated_sound.read(path)
    return heard, [] if answer == "whole" else [answer.removeprefix("told ")]


# -- the rest --------------------------------------------------------------------------------------------


def _settings(folder: Path) -> Path:
    save_settings(folder / "settings.toml", CHANGED)
    return folder / "settings.toml"


def _load_settings(folder: Path) -> Found:
    loaded = load_settings(folder / "settings.toml")
    names = ("theme", "keep_transcripts", "threads", "model", "languages")
    kept = sum(getattr(loaded.settings, name) == getattr(CHANGED, name) for name in names)
    save_settings(folder / "settings.toml", loaded.settings)
    again = load_settings(folder / "settings.toml")
    assert (again.settings, again.complaints) == (loaded.settings, ())
    return Found(kept, list(loaded.complaints))


def _word_list(folder: Path) -> Path:
    library = HotwordLibrary(folder / "hotwords")
    library.create("names")
    content = "".join(f"Wörld{number:03} 达摩院\n" for number in range(WORDS))
    library.path("names").write_text(content, encoding="utf-8")
    return library.path("names")


def _read_list(folder: Path) -> Found:
    library = HotwordLibrary(folder / "hotwords")
    read = library.read("names")
    told = [*(each.what for each in read.parsed.problems), *(each.what for each in library.faults())]
    return Found(len(read.parsed.entries), told)


def _file_list(folder: Path) -> Path:
    ledger = FileLedger(folder / "transcripts.db")
    ledger.keep(
        *(FileEntry(Path(f"/recordings/{number} 会议.wav"), True, session_id=number) for number in range(LISTED))
    )
    return folder / "files.db"


def _list_files(folder: Path) -> Found:
    ledger = FileLedger(folder / "transcripts.db")
    kept = ledger.entries(queued=True)
    assert all(each.path.name == f"{each.session_id} 会议.wav" for each in kept)
    told = list(map(str, ledger.take_notices()))
    assert ledger.entries(queued=True) == kept
    assert not ledger.take_notices()
    return Found(len(kept), told)


def _bundle(folder: Path) -> Path:
    write_sound_file(folder / "before" / "transcripts.db")
    with TranscriptStore(folder / "before" / "transcripts.db") as store:
        write_export(store.load(1), folder / "talk.zip", "zip")
    shutil.rmtree(folder / "before")
    return folder / "talk.zip"


def _bring_in(folder: Path) -> Found:
    with TranscriptStore(folder / "transcripts.db") as store:
        try:
            brought = bring_in(folder / "talk.zip", store, folder / "recordings")
            return Found(len(store.load(brought.session_id).segments))
        except CaptioningError as refused:
            assert not store.sessions()
            return Found(0, [refused.what])


def _model(folder: Path) -> Path:
    models = portable_folders(folder).models
    (models / "spare").mkdir(parents=True)
    for each in MANIFEST.parent.iterdir():
        (models / "spare" / each.name).symlink_to(each)
    (models / "spare" / MANIFEST.name).unlink()
    return Path(shutil.copy(MANIFEST, models / "spare"))


def _list_models(folder: Path) -> Found:
    entries = {each.name: each for each in ModelStore(portable_folders(folder).models).list()}
    entry = entries["spare"]
    return Found(float(entry.problem is None), [] if entry.problem is None else [entry.problem.what])


KINDS = (
    Kind("database", "finals", SESSIONS * FINALS, _database, _use),
    Kind("write-ahead log", "finals", FINALS, _log, _use, loss_is_told=False, stays=False),
    Kind("journal", "finals", FINALS, _journal, _use, loss_is_told=False, stays=False),
    Kind("recording, FLAC", "s", SOUND_S, _sound("talk.flac", closed=True), _hear("talk.flac"), stays=False),
    Kind("recording, WAV", "s", SOUND_S, _sound("talk.wav", closed=True), _hear("talk.wav"), stays=False),
    Kind("running recording, FLAC", "s", SOUND_S, _sound("talk.flac", closed=False), _hear("talk.flac"), stays=False),
    Kind("running recording, WAV", "s", SOUND_S, _sound("talk.wav", closed=False), _hear("talk.wav"), stays=False),
    Kind("settings", "settings", 5, _settings, _load_settings, loss_is_told=False),
    Kind("word list", "words", WORDS, _word_list, _read_list, loss_is_told=False),
    Kind("list of files", "files", LISTED, _file_list, _list_files),
    Kind("bundle", "finals", FINALS, _bundle, _bring_in),
    Kind("description of a model", "models", 1, _model, _list_models),
)
