"""Speakers of a kept transcript told apart by their voices: labels as an edit, cut by the times of words.

Voices are held in memory while this runs and kept nowhere: the transcript gets names, "Speaker 1" until its reader
gives another.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.transcripts.editing import EditedTranscript
from app.transcripts.editing_acts import cut_before_word, timed_words
from app.transcripts.editing_values import LABEL, TWO_AT_ONCE, Change, EditedSentence, alone, unsure
from app.transcripts.media import track_of
from app.transcripts.refining import Sound, require_sound, sound_of
from engine.errors import BadInput, CaptioningError, ModelUnusable
from engine.events import Final, Stream
from engine.models.progress import Progress, part, silent
from engine.timeline import SAMPLE_RATE

if TYPE_CHECKING:
    import numpy as np

    from app.model_store.catalogue import ModelEntry
    from app.transcripts.store import TranscriptStore
    from app.transcripts.values import Transcript
    from engine.models.manifest import Manifest
    from engine.models.voices import Overlaps, Voices
    from engine.speakers.turns import Turn

MOST_SPEAKERS = 30
LEAST_ENROLLED_S, MOST_ENROLLED_S = 5, 120
LEAST_TWO_AT_ONCE = SAMPLE_RATE // 2
"""Samples. A sentence in which two speak at once for as long is marked."""

log = logging.getLogger(__name__)

_VOICES_SHARE = 0.9  # of the time that voices and overlaps take together
_LABELS = ("Speaker {number}", "说话人 {number}")


class SpeakersMissing(CaptioningError):
    """The model that tells voices apart is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "Telling speakers apart needs the model CAM++ (28 MB), which is not installed.",
            "Get it on the Models page, or with 'models get campplus-zh-en'.",
        )


@dataclass(frozen=True, slots=True)
class LabelOptions:
    """speakers: how many there are, None to find out. label: of one without a name, with {number} in it. known:
    enrolled voices by name. overlap: loads the model that finds where two speak at once, None without one."""

    speakers: int | None = None
    label: str = LABEL
    known: Mapping[str, np.ndarray] = field(default_factory=dict)
    overlap: Callable[[], Overlaps | None] = lambda: None


@dataclass(frozen=True, slots=True)
class SpokenTurns:
    """Who speaks when, in order; what `labelled` takes. names: of enrolled voices, by speaker. at_once: where
    two speak, [begin, end) in samples. kept: labels that captions gave while they ran, by utterance."""

    turns: tuple[Turn, ...]
    names: Mapping[int, str] = field(default_factory=dict)
    at_once: tuple[tuple[int, int], ...] = ()
    kept: Mapping[int, str] = field(default_factory=dict)


def voices_at_hand(models: Path, threads: int = 0) -> Voices:
    """The installed model that tells voices apart, loaded. Raises SpeakersMissing, ModelUnusable."""
    from engine.models import registry

    for entry, described in _at_hand(models, registry.tells_voices):
        return registry.voices(described, entry.folder, threads)
    raise SpeakersMissing


def overlap_at_hand(models: Path, threads: int = 0) -> Overlaps | None:
    """The installed model that finds where two speak at once, loaded. A damaged one is as none: labels do without."""
    from engine.models import registry

    for entry, described in _at_hand(models, registry.finds_overlaps):
        try:
            return registry.overlaps(described, entry.folder, threads)
        except ModelUnusable as failed:
            log.warning("where two speak at once is not marked: %s", failed)
    return None


def model_mark(models: Path) -> str:
    """By what the installed model's vectors are told from those of another; "" without one. Reads the disk."""
    from engine.models import registry

    for _, described in _at_hand(models, registry.tells_voices):
        return next(iter(described.files.values())).sha256
    return ""


def can_label(models: Path) -> bool:
    """Whether the model is there. Reads the disk."""
    from engine.models import registry

    return any(True for _ in _at_hand(models, registry.tells_voices))


def _at_hand(models: Path, fits: Callable[[str], bool]) -> Iterator[tuple[ModelEntry, Manifest]]:
    """Models without a problem, of the families that fit."""
    from app.model_store.store import ModelStore

    for entry in ModelStore(models).list():
        if entry.described is not None and entry.problem is None and fits(entry.described.family):
            yield entry, entry.described


def label_kept(
    store: TranscriptStore,
    session_id: int,
    model: Voices,
    options: LabelOptions,
    progress: Progress = silent,
    sound: Path | None = None,
) -> int:
    """Label a transcript in the store by its sound; how many speakers. progress: may raise, which changes nothing.

    sound: the file that it was made from, where the transcript does not name it.

    Raises BadInput where it has no sound, AudioFileUnreadable, TranscriptStoreError.
    """
    spoken = turns_of(_with(store.load(session_id), sound), model, options, progress)
    return take_labels(store, session_id, spoken, options)


def take_labels(store: TranscriptStore, session_id: int, spoken: SpokenTurns, options: LabelOptions) -> int:
    """Label a transcript in the store by turns that are known; how many speakers. Raises TranscriptStoreError."""
    edited = EditedTranscript(store.load(session_id))
    change, count = labelled(edited, spoken, options)
    if change is not None:
        edited.do(change)
        store.save_edits(session_id, edited.take_unsaved())
    return count


def label_unkept(
    transcript: Transcript, sound: Path, model: Voices, options: LabelOptions, progress: Progress = silent
) -> Transcript:
    """As `label_kept` for a transcript that is in no store; sound: the file that it was made from."""
    return with_labels(transcript, turns_of(_with(transcript, sound), model, options, progress), options)


def with_labels(transcript: Transcript, spoken: SpokenTurns, options: LabelOptions) -> Transcript:
    """As `take_labels` for a transcript that is in no store."""
    edited = EditedTranscript(transcript)
    change, _ = labelled(edited, spoken, options)
    if change is None:
        return transcript
    edited.do(change)
    segments = tuple(edited.final(each) for each in edited.sentences)
    edits = replace(
        transcript.edits,
        heard={**transcript.edits.heard, **{each.utterance_id: each for each in transcript.segments}},
        origins={each.number: each.origins for each in edited.sentences if each.origins},
        speakers={each.number: each.speaker for each in edited.sentences if each.speaker},
    )
    return replace(transcript, segments=segments, edits=edits)


def turns_of(
    transcript: Transcript, model: Voices, options: LabelOptions | None = None, progress: Progress = silent
) -> SpokenTurns:
    """Who speaks when. Of two sources the system's sound alone: the microphone is one person's by itself."""
    from engine.speakers.overlap import overlaps_in
    from engine.speakers.recognising import recognised
    from engine.speakers.turns import found_turns, stretches_in

    options = options or LabelOptions()
    path = require_sound(transcript)
    concerned = [each for each in transcript.segments if each.stream is not Stream.ME]
    speech = _speech_of(concerned)
    if not speech:
        return SpokenTurns(())
    overlap = options.overlap()
    with sound_of(path, track_of(transcript)) as sound:
        stretches, share = _Stretches(sound, concerned[0], speech), 1.0 if overlap is None else _VOICES_SHARE
        heard = stretches_in(speech, stretches, model, part(progress, 0.0, share))
        at_once = () if overlap is None else overlaps_in(speech, stretches, overlap, part(progress, share, 1.0))
    turns, centres = found_turns(heard, options.speakers)
    return SpokenTurns(tuple(turns), recognised(centres, options.known), tuple(at_once))


def voice_of(
    transcript: Transcript, sentences: Sequence[EditedSentence], model: Voices, progress: Progress = silent
) -> np.ndarray:
    """The mean voice of sentences of one speaker, unit length; of the newest MOST_ENROLLED_S seconds. Raises BadInput
    where that is too little or has no sound, AudioFileUnreadable."""
    from engine.speakers.turns import mean_voice, stretches_in

    path = require_sound(transcript)
    speech = _speech_of(sentences)
    while _length_s(speech[1:]) > MOST_ENROLLED_S:
        del speech[0]
    if _length_s(speech) < LEAST_ENROLLED_S:
        raise BadInput(
            "There is too little speech to remember this voice.",
            "At least {seconds} seconds are needed.",
            seconds=LEAST_ENROLLED_S,
        )
    like = next(each for each in transcript.segments if each.stream is sentences[0].stream)
    with sound_of(path, track_of(transcript)) as sound:
        return mean_voice(stretches_in(speech, _Stretches(sound, like, speech), model, progress))


def _length_s(speech: Sequence[tuple[int, int]]) -> float:
    return sum(end - start for start, end in speech) / SAMPLE_RATE


def _speech_of(sentences: Sequence[Final | EditedSentence]) -> list[tuple[int, int]]:
    """In order, without overlap."""
    speech, end = [], 0
    for each in sentences:
        begin, end = max(each.start, end), max(each.end, end)
        if end > begin:
            speech.append((begin, end))
    return speech


def labelled(
    transcript: EditedTranscript, spoken: SpokenTurns, options: LabelOptions | None = None
) -> tuple[Change | None, int]:
    """Labels as one change, and how many speakers there are. A sentence in which the speaker changes is cut there.

    A name that a reader gave stays, and is taken for the whole voice where most of its named sentences have it. Else an
    enrolled voice has its name. A sentence in which two speak at once gets the mark TWO_AT_ONCE.
    """
    options, turns = options or LabelOptions(), spoken.turns
    names = _names(transcript, spoken, options)
    before: list[EditedSentence] = []
    after: list[EditedSentence] = []
    for sentence in transcript.sentences:
        if sentence.stream is Stream.ME or _given(sentence, spoken, options):
            continue
        parts = list(_parts(transcript, sentence, spoken, names))
        if parts and parts != [sentence]:
            before.append(sentence)
            after += parts
    return (Change(tuple(before), tuple(after)) if before else None), len({turn.speaker for turn in turns})


def _with(transcript: Transcript, sound: Path | None) -> Transcript:
    if sound is None or transcript.session.recording is not None:
        return transcript
    return replace(transcript, session=replace(transcript.session, recording=sound, running=False))


def is_label(name: str, label: str = LABEL) -> bool:
    """Whether Earshot gave this name."""
    forms = (re.escape(each).replace(re.escape("{number}"), r"\d+") for each in {label, *_LABELS})
    return any(re.fullmatch(rf"{form}\??", alone(name)) for form in forms)


def _given(sentence: EditedSentence, spoken: SpokenTurns, options: LabelOptions) -> bool:
    """Whether a reader named its speaker. A name that captions put there themselves is a label as any other."""
    by_captions = spoken.kept.get(sentence.number) == sentence.speaker
    return bool(sentence.speaker) and not (by_captions or is_label(sentence.speaker, options.label))


def _names(transcript: EditedTranscript, spoken: SpokenTurns, options: LabelOptions) -> dict[int, str]:
    """Of each voice."""
    turns = spoken.turns
    given: dict[int, Counter[str]] = {}
    for sentence in transcript.sentences:
        if _given(sentence, spoken, options):
            for turn in turns:
                if (common := _common(turn, sentence.start, sentence.end)) > 0:
                    given.setdefault(turn.speaker, Counter())[alone(sentence.speaker).removesuffix("?")] += common
    names = dict[int, str]()
    for voice in {turn.speaker for turn in turns}:
        known = given.get(voice)
        label = spoken.names.get(voice) or options.label.format(number=voice + 1)
        names[voice] = known.most_common(1)[0][0] if known else label
    return names


def _parts(
    transcript: EditedTranscript, sentence: EditedSentence, spoken: SpokenTurns, names: dict[int, str]
) -> Iterator[EditedSentence]:
    rest: EditedSentence | None = sentence
    number = sentence.number
    while rest is not None:
        first, rest = _first_part(rest, spoken.turns)
        turn = _turn_at(spoken.turns, first.start, first.end)
        if turn is not None:
            name = names[turn.speaker] if turn.certain else unsure(names[turn.speaker])
            first = replace(first, speaker=name + TWO_AT_ONCE if _two_at_once(first, spoken.at_once) else name)
        yield replace(first, number=number)
        if rest is not None:
            number = transcript.new_number()


def _first_part(sentence: EditedSentence, turns: Sequence[Turn]) -> tuple[EditedSentence, EditedSentence | None]:
    """Up to the first word of another speaker."""
    words = timed_words(sentence)
    voices = [None if (turn := _turn_at(turns, word.start, word.end)) is None else turn.speaker for word in words]
    for at in range(1, len(voices)):
        if voices[at] not in (None, voices[0]) and (cut := cut_before_word(sentence, at)) is not None:
            return cut
    return sentence, None


def _turn_at(turns: Sequence[Turn], start: int, end: int) -> Turn | None:
    """With most of the time in common; where none has, the nearest."""
    near = [turn for turn in turns if turn.end > start and turn.start < max(end, start + 1)] or list(turns)
    return max(near, key=lambda turn: _common(turn, start, end), default=None)


def _two_at_once(sentence: EditedSentence, at_once: Sequence[tuple[int, int]]) -> bool:
    """Where the speaker changes amid a stretch of two, half as much is enough on either side of the cut."""
    common = [max(0, min(end, sentence.end) - max(begin, sentence.start)) for begin, end in at_once]
    lasting = (each for each, (begin, end) in zip(common, at_once, strict=True) if end - begin >= LEAST_TWO_AT_ONCE)
    return sum(common) >= LEAST_TWO_AT_ONCE or max(lasting, default=0) >= LEAST_TWO_AT_ONCE // 2


def _common(turn: Turn, start: int, end: int) -> int:
    """Samples in both; below 0 the distance."""
    return min(turn.end, end) - max(turn.start, start)


class _Stretches:
    """Sound of pieces, read one stretch of speech at a time."""

    def __init__(self, sound: Sound, like: Final, speech: Sequence[tuple[int, int]]) -> None:
        """like: gives the source that is heard."""
        self._sound, self._like, self._speech = sound, like, list(speech)
        self._place = (0, 0)
        self._heard: np.ndarray | None = None

    def __call__(self, start: int, end: int) -> np.ndarray:
        if self._heard is None or not (self._place[0] <= start and end <= self._place[1]):
            self._place = next((each for each in self._speech if each[0] <= start and end <= each[1]), (start, end))
            self._heard = self._sound.of(replace(self._like, start=self._place[0], end=self._place[1]))
        begin = start - self._place[0]
        return self._heard[begin : begin + end - start]
