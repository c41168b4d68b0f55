"""Transcribes sentences of a stored transcript again with another model, and takes the new texts."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.transcripts.comparing import ComparedRun, Likeness, compared
from app.transcripts.editing import EditedTranscript
from app.transcripts.editing_values import Change
from engine.errors import BadInput
from engine.events import Final, Stream, Word

if TYPE_CHECKING:
    import numpy as np

    from app.transcripts.store import TranscriptStore
    from app.transcripts.values import Transcript
    from engine.audio.media_reader import MediaReader
    from engine.models.recogniser import Hypothesis

_CHANNELS = {Stream.ME: 0, Stream.OTHERS: 1}  # engine/audio/stereo_recorder.py


@dataclass(frozen=True, slots=True)
class HeardAgain:
    """A sentence as it is shown, and as another pass heard it. pieces: both, word by word."""

    old: Final
    new: Final
    pieces: tuple[ComparedRun, ...]

    @property
    def differs(self) -> bool:
        return any(piece.likeness is not Likeness.SAME for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Passage:
    """Which sentences: those that overlap start..end (samples, end None for the end), of these the drafts alone, or
    those of `numbers`."""

    start: int = 0
    end: int | None = None
    drafts: bool = False
    numbers: frozenset[int] | None = None

    def of(self, sentences: Iterable[Final]) -> list[Final]:
        return [each for each in sentences if self._holds(each)]

    def _holds(self, each: Final) -> bool:
        inside = each.end > self.start and (self.end is None or each.start < self.end)
        named = self.numbers is None or each.utterance_id in self.numbers
        return inside and named and each.end > each.start and (each.draft or not self.drafts)


def taken(transcript: EditedTranscript, heard: Iterable[HeardAgain]) -> Change | None:
    """New texts with their measured times in the place of those that are shown; a sentence that says something else by
    now stays. The recognised text is kept beside, as with every edit. None where nothing changes.
    """
    pairs = [(transcript.sentence(each.old.utterance_id), each) for each in heard]
    same = [(sentence, each.new) for sentence, each in pairs if sentence is not None and sentence.text == each.old.text]
    after = (replace(one, text=new.text, words=new.words, origins=one.sources) for one, new in same)
    return Change(tuple(one for one, _ in same), tuple(after)) if same else None


def take(store: TranscriptStore, session_id: int, heard: Iterable[HeardAgain]) -> int:
    """Keep new texts as `taken` does, where no editor is open; how many. Raises TranscriptStoreError."""
    transcript = EditedTranscript(store.load(session_id))
    change = taken(transcript, heard)
    if change is None:
        return 0
    transcript.do(change)
    store.save_edits(session_id, transcript.take_unsaved())
    return len(change.after)


class Sound(Protocol):
    def of(self, sentence: Final) -> np.ndarray:
        """float32 (n,), 16 kHz mono; shorter where the file ends."""


def require_sound(transcript: Transcript) -> Path:
    """The file with the sound. Raises BadInput that says why there is none."""
    session = transcript.session
    if session.running:
        raise BadInput("These captions are still running.", "Stop them, then improve the transcript.")
    if session.recording is None:
        raise BadInput(
            "This transcript has no sound, so it cannot be heard again.",
            "Switch on “Keep the sound” in the settings before you start captions.",
        )
    if not os.path.isfile(session.recording):
        raise BadInput(
            "The sound of this transcript is not at {path} any more.", "Put it back there.", path=session.recording
        )
    return session.recording


@contextmanager
def sound_of(path: Path, track: int | None = None) -> Iterator[Sound]:
    """track: as in open_sound. Raises BadInput or AudioFileUnreadable, as `Sound.of` does."""
    from engine.audio.media_reader import MediaReader
    from engine.timeline import SAMPLE_RATE

    reader = MediaReader(path, SAMPLE_RATE, track=track)
    try:
        yield _FileSound(reader)
    finally:
        reader.close()


def heard_again(old: Final, answer: Hypothesis, model: str) -> HeardAgain | None:
    """None where the model heard nothing: no text is replaced by none."""
    if not answer.text.strip():
        return None
    new = replace(
        old,
        text=" ".join(answer.text.split()),
        words=tuple(_moved(word, old) for word in answer.words),
        model=model,
        decoded_by=answer.decoded_by,
        language=answer.language or old.language,
        hotwords_offered=answer.hotwords_offered,
        hotwords_used=answer.hotwords_used,
        draft=False,
        reason=answer.reason,
        alternatives=answer.alternatives,
    )
    return HeardAgain(old, new, compared(old, new))


def _moved(word: Word, old: Final) -> Word:
    return replace(word, start=min(old.start + word.start, old.end), end=min(old.start + word.end, old.end))


class _FileSound:
    def __init__(self, reader: MediaReader) -> None:
        self._reader = reader

    def of(self, sentence: Final) -> np.ndarray:
        import numpy as np

        from engine.audio.mixing import ChannelMixer
        from engine.timeline import SAMPLE_RATE

        self._reader.seek(sentence.start, sentence.end)
        blocks = [np.zeros((0, 2), np.float32)]
        while (block := self._reader.read()) is not None:
            blocks.append(block)
        frames = np.concatenate(blocks)
        if sentence.stream is not None:
            return np.ascontiguousarray(frames[:, _CHANNELS[sentence.stream]])
        return ChannelMixer(2, SAMPLE_RATE).push(frames.reshape(-1), last=True)
