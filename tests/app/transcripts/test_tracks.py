"""Of a file with several tracks the one that was transcribed is played, drawn and heard again."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from app.model_store.loading import load_recogniser
from app.transcripts.file_ledger import FileEntry, FileLedger
from app.transcripts.from_file import FileTranscript, TranscriptDestination
from app.transcripts.journal import journals_of
from app.transcripts.media import media_of, track_of
from app.transcripts.refining import sound_of
from app.transcripts.store import TranscriptStore
from app.transcripts.writer import TranscriptWriter
from engine.audio.file import read_mono
from engine.audio.media_reader import MediaReader
from engine.audio.peaks import read_peaks
from engine.session.options import SessionOptions
from engine.timeline import SAMPLE_RATE

SECONDS = 8


def film(path: Path, *sounds: np.ndarray) -> Path:
    """A track for each of the sounds, float32 (n,) at 16 kHz; the first is the default."""
    with av.open(str(path), "w") as container:
        streams: list[Any] = [container.add_stream("pcm_s16le", rate=SAMPLE_RATE, layout="mono") for _ in sounds]
        for number, stream in enumerate(streams):
            stream.disposition = 0 if number else av.stream.Disposition.default
        for stream, sound in zip(streams, sounds, strict=True):
            pcm = (sound * 32_767).astype(np.int16)[None, :]
            frame = av.AudioFrame.from_ndarray(pcm, format="s16", layout="mono")
            frame.sample_rate, frame.time_base, frame.pts = SAMPLE_RATE, Fraction(1, SAMPLE_RATE), 0
            container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
    return path


def test_the_track_that_was_transcribed_is_played_drawn_and_heard_again(tmp_path: Path, sample: Path) -> None:
    speech = read_mono(sample)[: SECONDS * SAMPLE_RATE]
    path = film(tmp_path / "film.mkv", np.zeros_like(speech), speech)
    transcripts = tmp_path / "transcripts.db"
    recogniser = load_recogniser("mini", 1)
    with TranscriptStore(transcripts) as store:
        destination = TranscriptDestination(
            lambda: store,
            lambda post: TranscriptWriter(lambda: store, journals_of(transcripts), post),
            FileLedger(transcripts),
        )
        entry = FileEntry(path, queued=False, track=2)
        result = FileTranscript(entry, recogniser, SessionOptions(partials=False), destination).make()
        recogniser.close()
        assert result.session_id is not None
        transcript = store.load(result.session_id)
    media = media_of(transcript)
    assert media is not None
    assert (media.path, media.track) == (path, 2)

    reader = MediaReader(path, SAMPLE_RATE, track=media.track)
    reader.seek(2 * SAMPLE_RATE)
    block = reader.read()
    reader.close()
    assert block is not None
    assert np.allclose(block[:, 0], speech[2 * SAMPLE_RATE :][: len(block)], atol=1e-3)
    outline = read_peaks(path, lambda _: None, None, media.track).columns(0, len(speech), 1)
    assert outline[0][1] > 0.8 * float(speech.max())
    with sound_of(path, track_of(transcript)) as sound:
        first = transcript.segments[0]
        assert np.allclose(sound.of(first), speech[first.start : first.end], atol=1e-3)
