"""A transcript with its sound in one ZIP that says of itself whether a byte of it was changed, and comes back whole.

In it: transcript.json (what was recognised, what a reader made of it, marks), evidence.html, the recording, and
SHA256SUMS as sha256sum writes it. Nothing is compressed and no time of day is kept, so the same content gives the same
bytes: a bundle is whole when it is what would be written from its own parts.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import stat
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any, BinaryIO, TypeVar, cast

from app.files import COPIED_AT_ONCE, write_private
from app.folders import claimed_name
from app.transcripts.editing import EditedTranscript
from app.transcripts.editing_values import EditedSentence, Unsaved, as_final
from app.transcripts.journal import Entry
from app.transcripts.own_names import COPY_NAME
from app.transcripts.rows import FINAL_COLUMNS, FIRST_OWN, Mending, final_from, final_row, words_json
from app.transcripts.sentence_rows import write_times
from app.transcripts.store import TranscriptStore
from app.transcripts.values import Bookmark, ClockMark, Provenance, Transcript
from engine.errors import BadInput
from engine.events import Final
from engine.text.sentence import Sentence
from engine.timeline import to_samples

TRANSCRIPT, SUMS, SOUND = "transcript.json", "SHA256SUMS", "sound"
VERSION = 1
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_MOST_BYTES = 1 << 33
_MOST_TEXT = 1 << 28  # of a part that is read as a whole: hundreds of hours of speech
_DAMAGE = (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError)
_NO_TRANSCRIPT = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError)
_NO_BUNDLE = Sentence("The frame around the parts was changed, or this is no bundle.")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Part:
    """Something in a bundle. size: in bytes; more than that is not read. open: from its beginning."""

    size: int
    open: Callable[[], IO[bytes]]

    def chunks(self) -> Iterator[bytes]:
        left = self.size
        with self.open() as file:
            while left and (chunk := file.read(min(left, COPIED_AT_ONCE))):
                left -= len(chunk)
                yield chunk

    def digest(self) -> str:
        digest = hashlib.sha256()
        for chunk in self.chunks():
            digest.update(chunk)
        return digest.hexdigest()

    def whole(self) -> bytes:
        return b"".join(self.chunks())


def chunks_of(sound: Path, size: int = COPIED_AT_ONCE) -> Iterator[bytes]:
    """Of a recording, each of `size` bytes but for the last. Raises BadInput where it cannot be read."""
    try:
        with sound.open("rb") as file:
            while chunk := file.read(size):
                yield chunk
    except OSError as error:
        raise _unreadable(sound) from error


def write_bundle(transcript: Transcript, report: str, file: BinaryIO) -> None:
    """Into a file that can be searched. report: evidence for a person, as HTML. Raises BadInput for lost sound."""
    parts = {TRANSCRIPT: _in_memory(_described(transcript)), "evidence.html": _in_memory(report.encode())}
    sound = transcript.session.recording
    if sound is not None and _is_there(sound):
        parts[SOUND + sound.suffix.lower()] = _Part(sound.stat().st_size, lambda: _opened(sound))
    _zip(parts, file)


def _is_there(sound: Path) -> bool:
    """False for one that was taken away. Raises BadInput for one that is out of reach: its bundle would lack it."""
    try:
        return stat.S_ISREG(sound.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise _unreadable(sound) from error


def faults_of(path: Path) -> list[Sentence]:
    """What in a bundle is not as it was written, by the names of its parts; empty where all is. Raises BadInput."""
    if os.path.exists(path) and not os.path.isfile(path):  # a pipe would be waited for, and a device has no end
        raise BadInput("{path} is no file.", "Name a bundle that Earshot wrote.", path=path)
    with path.open("rb") as file, path.open("rb") as again:
        try:
            parts, sums = _unzipped(file)
            digests = {name: _digest_of(name, part) for name, part in parts.items()}
        except _Broken as broken:
            return [broken.fault]
        faults = []
        for name in dict.fromkeys((*sums, *parts)):
            if name not in parts:
                faults.append(Sentence("{name} is missing.", name=name))
            elif name not in sums:
                faults.append(Sentence("{name} was added.", name=name))
            elif digests[name] != sums[name]:
                faults.append(Sentence("{name} was changed.", name=name))
        if not faults:
            compared = _Compared(again)
            _zip(parts, cast(BinaryIO, compared))
            if not compared.same:
                faults.append(Sentence("The frame around the parts was changed."))
    return faults


@dataclass(frozen=True, slots=True)
class ImportedTranscript:
    """A transcript that came out of a bundle: its number here, and where its sound was put."""

    session_id: int
    recording: Path | None


def bring_in(path: Path, store: TranscriptStore, recordings: Path) -> ImportedTranscript:
    """Enter a bundle as a new transcript: all of it or nothing. Raises BadInput for one that is changed or none."""
    if faults := faults_of(path):
        raise BadInput("{fault} The bundle is not brought in.", "Ask for it once more.", fault=faults[0])
    with path.open("rb") as file:
        parts, _ = _unzipped(file)
        try:
            described = _read(json.loads(parts[TRANSCRIPT].whole()))
        except _NO_TRANSCRIPT as error:
            raise BadInput("{path} holds no transcript.", "Choose a bundle of Earshot.", path=path) from error
        recording = _put_sound(parts, recordings)
    try:
        return ImportedTranscript(_enter(store, described, recording), recording)
    except BaseException:
        if recording is not None:
            recording.unlink(missing_ok=True)
        raise


def _enter(store: TranscriptStore, described: _Described, recording: Path | None) -> int:
    source, model, language = described.source, described.model, described.language
    number = store.begin_session(source, model, language, recording, started_at=described.started_at)
    try:
        for final in described.finals:
            store.append(number, final)
        store.save_edits(number, described.edits)
        with store.database.writing() as database:
            write_times(database, number, described.edited_at)
        entries: tuple[Entry, ...] = (*described.clock_marks, *described.bookmarks, *described.provenance)
        for entry in entries:
            store.enter(number, entry)
        store.change_tags(number, add=described.tags)
        store.rename_session(number, described.title)
        store.end_session(number, described.end)
    except BaseException:
        store.delete_session(number)
        raise
    return number


class _Broken(Exception):
    def __init__(self, fault: Sentence) -> None:
        super().__init__(fault)
        self.fault = fault


class _Compared:
    """Takes a file as it is written, and compares it with another one. What is written again has its first length."""

    def __init__(self, other: BinaryIO) -> None:
        self._other, self._at, self._end = other, 0, 0
        self._differing: set[tuple[int, int]] = set()

    def write(self, content: bytes) -> int:
        self._other.seek(self._at)
        place = self._at, len(content)
        if self._other.read(len(content)) == content:
            self._differing.discard(place)
        else:
            self._differing.add(place)
        self._at += len(content)
        self._end = max(self._end, self._at)
        return len(content)

    def tell(self) -> int:
        return self._at

    def seek(self, place: int, whence: int = 0) -> int:
        self._at = (0, self._at, self._end)[whence] + place
        return self._at

    def flush(self) -> None:
        """Nothing waits."""

    @property
    def same(self) -> bool:
        return not self._differing and self._other.seek(0, 2) == self._end


def _zip(parts: Mapping[str, _Part], file: BinaryIO) -> None:
    """The same parts give the same bytes."""
    sums = "".join(f"{part.digest()}  {name}\n" for name, part in parts.items())
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as bundle:
        for name, part in {**parts, SUMS: _in_memory(sums.encode())}.items():
            info = zipfile.ZipInfo(name, _FIRST_DAY)
            info.create_system, info.external_attr, info.file_size = 3, 0o600 << 16, part.size
            with bundle.open(info, "w") as written:
                for chunk in part.chunks():
                    written.write(chunk)


def _in_memory(content: bytes) -> _Part:
    return _Part(len(content), lambda: io.BytesIO(content))


def _opened(sound: Path) -> BinaryIO:
    try:
        return sound.open("rb")
    except OSError as error:
        raise _unreadable(sound) from error


def _unreadable(sound: Path) -> BadInput:
    return BadInput("The recording {path} cannot be read.", "Choose a format without sound.", path=sound)


def _unzipped(file: BinaryIO) -> tuple[dict[str, _Part], dict[str, str]]:
    """The parts, which read from `file`, and the sums that are noted of them."""
    parts: dict[str, _Part] = {}
    try:
        bundle = zipfile.ZipFile(file)
        for info in bundle.infolist():
            if info.compress_type != zipfile.ZIP_STORED or info.file_size > _most_bytes(info.filename):
                raise _Broken(Sentence("{name} was changed.", name=info.filename))
            parts[info.filename] = _Part(info.file_size, partial(bundle.open, info))
    except _DAMAGE as error:
        raise _Broken(_NO_BUNDLE) from error
    if SUMS not in parts:
        raise _Broken(Sentence("{name} is missing.", name=SUMS))
    lines = _read_part(SUMS, parts.pop(SUMS).whole).decode("utf-8", "replace").splitlines()
    return parts, {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def _most_bytes(name: str) -> int:
    return _MOST_BYTES if name.startswith(f"{SOUND}.") else _MOST_TEXT


def _digest_of(name: str, part: _Part) -> str:
    return _read_part(name, part.digest)


def _read_part(name: str, read: Callable[[], T]) -> T:
    try:
        return read()
    except zipfile.BadZipFile as error:  # its own check sum
        raise _Broken(Sentence("{name} was changed.", name=name)) from error
    except _DAMAGE as error:
        raise _Broken(_NO_BUNDLE) from error


def _described(transcript: Transcript) -> bytes:
    session, edited = transcript.session, EditedTranscript(transcript)
    changed = [each for each in edited.sentences if each.origins or each.speaker]
    numbers = {each.number for each in edited.sentences}
    whole = {
        "format": "earshot transcript",
        "version": VERSION,
        "session": {
            "title": session.title,
            "source": session.source,
            "model": session.model,
            "language": session.language,
            "started_at": session.started_at,
            "duration_s": session.duration_s,
            "tags": list(session.tags),
        },
        "finals": [dict(zip(FINAL_COLUMNS, final_row(each), strict=True)) for each in edited.heard.values()],
        "edited": [_sentence(each) for each in changed],
        "gone": [number for number in edited.heard if number not in numbers],
        "edited_at": {str(number): moment for number, moment in transcript.edits.when.items()},
        "clock_marks": [[each.position, each.wall_time] for each in transcript.marks],
        "bookmarks": [[each.position, each.note] for each in transcript.bookmarks],
        "provenance": [asdict(each) for each in transcript.provenance],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _sentence(each: EditedSentence) -> dict[str, object]:
    return {
        "number": each.number,
        "start": each.start,
        "end": each.end,
        "text": each.text,
        "words": words_json(each.words),
        "stream": None if each.stream is None else each.stream.value,
        "speaker": each.speaker,
        "origins": list(each.origins),
    }


@dataclass(frozen=True, slots=True)
class _Described:
    """What a bundle holds beside the sound, each value of its kind. end: of the session, in samples."""

    source: str
    model: str
    language: str | None
    started_at: float
    end: int
    title: str
    tags: tuple[str, ...]
    finals: tuple[Final, ...]
    edits: Unsaved
    edited_at: Mapping[int, float]
    clock_marks: tuple[ClockMark, ...]
    bookmarks: tuple[Bookmark, ...]
    provenance: tuple[Provenance, ...]


def _read(described: dict[str, Any]) -> _Described:
    """Raises one of _NO_TRANSCRIPT for what is none: anybody may have written it, with sums that are right."""
    if described["version"] != VERSION:
        raise ValueError(described["version"])
    session, mending = described["session"], Mending()
    finals = tuple(final_from(each, mending) for each in described["finals"])
    read = _Described(
        source=mending.text(session["source"]),
        model=mending.text(session["model"]),
        language=mending.text_or_none(session["language"]),
        started_at=mending.wall_time(session["started_at"]),
        end=mending.position(to_samples(session["duration_s"])),
        title=mending.text(session["title"]),
        tags=tuple(mending.text(each) for each in session["tags"]),
        finals=finals,
        edits=_edits(described, finals, mending),
        edited_at={mending.position(int(key)): mending.wall_time(each) for key, each in described["edited_at"].items()},
        clock_marks=tuple(
            ClockMark(mending.position(at), mending.wall_time(moment)) for at, moment in described["clock_marks"]
        ),
        bookmarks=tuple(Bookmark(mending.position(at), mending.text(note)) for at, note in described["bookmarks"]),
        provenance=tuple(_noted(each, mending) for each in described.get("provenance", ())),
    )
    if mending.damaged:
        raise ValueError("values that no transcript has")
    return read


def _edits(described: dict[str, Any], finals: Sequence[Final], mending: Mending) -> Unsaved:
    sentences: dict[int, EditedSentence | None] = dict.fromkeys(map(mending.position, described["gone"]))
    by_number = {final.utterance_id: final for final in finals}
    own: dict[int, Final] = {}
    for each in described["edited"]:
        start, end = mending.position(each["start"]), mending.position(each["end"])
        sentence = EditedSentence(
            mending.position(each["number"]),
            start,
            max(start, end),
            mending.text(each["text"]),
            mending.words(each["words"]),
            mending.stream(each["stream"]),
            mending.text(each["speaker"]),
            tuple(map(mending.position, each["origins"])),
        )
        sentences[sentence.number] = sentence
        if sentence.number >= FIRST_OWN:
            own[sentence.number] = as_final(sentence, by_number[sentence.sources[0]])
    return Unsaved(sentences, own, {})


def _noted(each: Mapping[str, Any], mending: Mending) -> Provenance:
    details = {mending.text(name): mending.text(value) for name, value in each["details"].items()}
    return Provenance(mending.position(each["position"]), mending.text(each["kind"]), details)


def _put_sound(parts: Mapping[str, _Part], folder: Path) -> Path | None:
    name = next((each for each in parts if each.startswith(f"{SOUND}.")), None)
    if name is None:
        return None
    suffix = name[len(SOUND) :]
    if suffix not in (".flac", ".wav", ".ogg", ".mp3", ".m4a", ".opus"):
        suffix = ".flac"
    place, _ = claimed_name(folder, COPY_NAME, suffix)
    write_private(place, partial(_copy, parts[name]))
    return place


def _copy(part: _Part, file: BinaryIO) -> None:
    for chunk in part.chunks():
        file.write(chunk)
