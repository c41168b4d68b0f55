"""Speaker labels: python benchmarks/speakers.py --data DIR --model FOLDER [--segmentation FOLDER]
[--beside PYTHON] [--only eer mixtures ...]

DIR holds train/ with its manifest.tsv and shards; FOLDER is an installed CAM++ (models/campplus-zh-en). Conversations
are built of single utterances of different speakers, each used once (benchmarks/speaker_mixtures.py); speech is found
by the program's own detector. Every second speaker is for choosing thresholds, the others are for the figures. PYTHON
is that of an environment with resemblyzer, whose voices then go through the same clustering in the same run.
--segmentation names an installed pyannote segmentation, which "overlap" needs.

thresholds  on the speakers for choosing: errors for each limit of `SamePerson`, NEW_VOICE and SAME_PERSON
new_voice   wrong words of labels as they come, and labels that change, for each NEW_VOICE: on the speakers for
            choosing, and on the others
eer         equal-error rate of pairs of pieces of 1.5 s, and of whole utterances, same speaker against another one
mixtures    diarisation error rate on 1, 2, 3 and 5 speakers, with 0.25 s around each border left out; "overlap" with
            turns that begin before the last one ends, scored with and without the places where two speak; the number of
            speakers found or given; words at whose middle somebody else is labelled, and how many are uncertain
synthesised the same for dialogues of synthesised voices (flite)
live        labels as they come after each utterance, as they are after the last look, and with the whole sound at hand
overlap     where two speak at once in the mixtures: precision and recall of its time; of stretches of speech that would
            be marked; stretches without overlap that would be; seconds of computing for each second of sound
splits      recordings of one speaker that get more than one label
hour        time and memory for one hour
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from app.transcripts.speaker_labels import LEAST_TWO_AT_ONCE  # noqa: E402
from benchmarks.speaker_mixtures import (  # noqa: E402
    Conversation,
    Spoken,
    conversation,
    speech_in,
    synthesised,
    utterances,
)
from engine.models.campplus.family import FAMILY as CAMPPLUS  # noqa: E402
from engine.models.pyannote.family import FAMILY as PYANNOTE  # noqa: E402
from engine.models.voices import Overlaps, Voices  # noqa: E402
from engine.speakers import live as live_labels  # noqa: E402
from engine.speakers.clustering import SamePerson, unit  # noqa: E402
from engine.speakers.live import Label, LiveSpeakers  # noqa: E402
from engine.speakers.overlap import overlaps_in  # noqa: E402
from engine.speakers.turns import PIECE, Stretch, Turn, found_turns, stretches_in  # noqa: E402
from engine.timeline import SAMPLE_RATE, to_samples  # noqa: E402

PARTS = ("thresholds", "new_voice", "eer", "mixtures", "synthesised", "live", "overlap", "splits", "hour")
COLLAR = to_samples(0.25)
GRID = SAMPLE_RATE // 100
SPEAKERS = 60
UTTERANCES = 20
NEW_VOICES = (0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7)
PAUSE = to_samples(2.0)  # until the next utterance ends: then the program looks at all labels again
Said = dict[str, list[Spoken]]
_SPEECH: dict[bytes, list[tuple[int, int]]] = {}
DIALOGUE = (
    "Good morning, shall we begin with the report from last week?",
    "The new branch in the harbour opens on the first of March.",
    "I would rather wait until the figures of all four quarters are known.",
    "Nobody has asked the people who live beside the railway line.",
    "That is a fair point, and I shall write it down for the minutes.",
    "Could you send me the drawings before the end of the afternoon?",
    "We tried the other supplier once, and the parts came two weeks late.",
    "Then let us take the smaller room and leave the hall to the choir.",
    "The train from the north was crowded, so I stood the whole way.",
    "It costs less than we thought, but it takes longer than we hoped.",
    "Perhaps the simplest answer is to paint the whole wall white.",
    "My neighbour grows tomatoes on the roof and gives most of them away.",
    "Before we go on, does anybody want the window closed?",
    "The second question is who will look after the archive in summer.",
    "I have read the letter twice, and I still do not see what they want.",
    "All right, we meet again on Thursday at half past nine.",
)


class Beside:
    """Voices by another environment (benchmarks/resemblyzer_voices.py)."""

    def __init__(self, python: Path, threads: int) -> None:
        command = [str(python), str(ROOT / "benchmarks" / "resemblyzer_voices.py"), str(threads)]
        self._child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def voices(self, pieces: Sequence[np.ndarray]) -> np.ndarray:
        asked, answers = self._child.stdin, self._child.stdout
        assert asked is not None
        assert answers is not None
        asked.write(struct.pack("<I", len(pieces)))
        for piece in pieces:
            asked.write(struct.pack("<I", len(piece)) + np.asarray(piece, np.float32).tobytes())
        asked.flush()
        return unit(np.frombuffer(answers.read(4 * 256 * len(pieces)), np.float32).reshape(len(pieces), 256))

    def close(self) -> None:
        self._child.communicate()


class Remembering:
    """Hears a piece once: conversations come again with other limits."""

    def __init__(self, model: Voices) -> None:
        self._model = model
        self._known: dict[bytes, np.ndarray] = {}

    def voices(self, pieces: Sequence[np.ndarray]) -> np.ndarray:
        keys = [hashlib.blake2b(np.ascontiguousarray(piece).tobytes(), digest_size=16).digest() for piece in pieces]
        new = [at for at, key in enumerate(keys) if key not in self._known]
        for at, voice in zip(new, self._model.voices([pieces[at] for at in new]) if new else (), strict=True):
            self._known[keys[at]] = voice
        return np.array([self._known[key] for key in keys], np.float32)


@dataclass(frozen=True, slots=True)
class System:
    """name: before its figures, "" for the program's own. same: limits for its voices."""

    name: str
    model: Voices
    same: SamePerson


@dataclass(slots=True)
class Score:
    """Times in steps of GRID. words, wrong, unsure: counted."""

    speech: int = 0
    missed: int = 0
    false: int = 0
    confused: int = 0
    words: int = 0
    wrong: int = 0
    unsure: int = 0

    @property
    def rate(self) -> float:
        return (self.missed + self.false + self.confused) / max(1, self.speech)

    def add(self, other: Score) -> None:
        for name in ("speech", "missed", "false", "confused", "words", "wrong", "unsure"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


def scored(talk: Conversation, turns: Sequence[Turn], *, overlap: bool) -> Score:
    """overlap: also where two speak at once."""
    names = sorted({speaker for _, _, speaker in talk.turns})
    length = len(talk.samples) // GRID
    truth = np.zeros((len(names), length), bool)
    kept = np.ones(length, bool)
    for start, end, speaker in talk.turns:
        truth[names.index(speaker), start // GRID : end // GRID] = True
        for border in (start, end):
            kept[max(0, border - COLLAR) // GRID : (border + COLLAR) // GRID] = False
    if not overlap:
        kept &= truth.sum(axis=0) < 2
    count = max((turn.speaker for turn in turns), default=-1) + 1
    found = np.zeros((count, length), bool)
    for turn in turns:
        found[turn.speaker, turn.start // GRID : turn.end // GRID] = True
    pairs = assigned(truth[:, kept].astype(np.int64) @ found[:, kept].T.astype(np.int64))
    said, heard = truth[:, kept].sum(axis=0), found[:, kept].sum(axis=0)
    right = sum((truth[one, kept] & found[other, kept] for one, other in pairs.items()), np.zeros(int(kept.sum()), int))
    both = np.minimum(said, heard)
    score = Score(
        int(said.sum()),
        int(np.maximum(said - heard, 0).sum()),
        int(np.maximum(heard - said, 0)[said > 0].sum()),
        int((both - right).sum()),
    )
    for place, speaker in talk.words:
        here = next((turn for turn in turns if turn.start <= place < turn.end), None)
        score.words += 1
        if here is None or pairs.get(names.index(speaker)) != here.speaker:
            score.wrong += 1
        score.unsure += here is not None and not here.certain
    return score


def assigned(common: np.ndarray) -> dict[int, int]:
    """Row -> column with the most in common, each once: the best of all for as few speakers as here."""
    best: dict[int, tuple[int, dict[int, int]]] = {0: (0, {})}
    for row in range(len(common)):
        after = dict(best)
        for used, (worth, pairs) in best.items():
            for column in range(common.shape[1]):
                if not used & 1 << column:
                    total = worth + int(common[row, column])
                    if total > after.get(used | 1 << column, (-1, {}))[0]:
                        after[used | 1 << column] = (total, {**pairs, row: column})
        best = after
    return max(best.values(), key=lambda each: each[0])[1]


def heard(talk: Conversation, model: Voices) -> list[Stretch]:
    return stretches_in(speech_in(talk.samples), lambda start, end: talk.samples[start:end], model)


def conversations(
    spoken: Said, count: int, overlap: float, rounds: int, first: int = 0, pause_s: float = 0.0
) -> list[Conversation]:
    people, talks = sorted(spoken), []
    for number in range(rounds):
        random = np.random.default_rng([first, count, number])
        chosen = [spoken[people[int(at)]] for at in random.choice(len(people), count, replace=False)]
        talks.append(conversation(random, chosen, 60.0 * (1 + count), overlap, pause_s))
    return talks


def equal_error(same: np.ndarray, other: np.ndarray) -> float:
    places = np.sort(np.concatenate([same, other]))
    missed = np.searchsorted(np.sort(same), places) / len(same)
    taken = 1.0 - np.searchsorted(np.sort(other), places) / len(other)
    at = int(np.abs(missed - taken).argmin())
    return float(missed[at] + taken[at]) / 2


def eer(spoken: Said, model: Voices) -> dict[str, float]:
    people = [name for name in sorted(spoken) if len(spoken[name]) >= 10]
    figures: dict[str, float] = {}
    for kind in ("piece", "utterance"):
        voices = np.concatenate([[_voice(each, model, kind) for each in spoken[name][:10]] for name in people])
        alike = voices @ voices.T
        who = np.repeat(np.arange(len(people)), 10)
        above = np.triu(np.ones_like(alike, bool), 1)
        same = who[:, None] == who[None, :]
        figures[f"eer_{kind}"] = equal_error(alike[same & above], alike[~same & above])
        figures[f"cosine_same_{kind}"] = float(np.median(alike[same & above]))
        figures[f"cosine_other_{kind}"] = float(np.median(alike[~same & above]))
    return {**figures, "eer_speakers": float(len(people))}


def _voice(spoken: Spoken, model: Voices, kind: str) -> np.ndarray:
    """A piece from the middle, or the mean of all pieces."""
    begin, end = spoken.speech[0][0], spoken.speech[-1][1]
    begins = [max(0, (begin + end - PIECE) // 2)]
    if kind == "utterance" and end - begin > PIECE:
        begins = [*range(begin, end - PIECE, PIECE // 2), end - PIECE]
    voice = model.voices([spoken.samples[max(at, begin) : min(at + PIECE, end)] for at in begins]).mean(axis=0)
    return np.asarray(voice / np.linalg.norm(voice))


def thresholds(spoken: Said, system: System, rounds: int) -> dict[str, float]:
    """The limit of each kind with the fewest errors, in the middle of those that are as good."""
    talks = [
        talk
        for count in (1, 2, 3, 5)
        for number, talk in enumerate(conversations(spoken, count, 0.0, 3 * rounds if count == 1 else rounds, 7))
    ]
    at_hand = [(talk, heard(talk, system.model)) for talk in talks]
    short = [(part, heard(part, system.model)) for talk in talks for part in [_beginning(talk, 14.0)]]
    long_limits = np.arange(0.60, 0.96, 0.02)
    figures = {
        "centres": _best(long_limits, at_hand, lambda limit: replace(system.same, centres=limit), "centres"),
        "pieces": _best(
            np.arange(0.25, 0.90, 0.025), short, lambda limit: replace(system.same, pieces=limit), "pieces"
        ),
    }
    return {name: round(value, 3) for name, value in figures.items()}


def _best(
    limits: np.ndarray,
    talks: Sequence[tuple[Conversation, list[Stretch]]],
    same: Callable[[float], SamePerson],
    name: str,
) -> float:
    wrong: list[float] = []
    for limit in map(float, limits):
        turns = [(talk, found_turns(stretches, same=same(limit))[0]) for talk, stretches in talks]
        missed = sum(len({turn.speaker for turn in found}) != talk.speakers for talk, found in turns)
        rate = float(np.mean([scored(talk, found, overlap=False).rate for talk, found in turns]))
        wrong.append(rate)
        print(
            f"{name} {limit:.3f}: error rate {rate:.4f}, wrong number of speakers {missed} of {len(turns)}", flush=True
        )
    best = np.flatnonzero(np.array(wrong) <= min(wrong) + 1e-4)
    return float(limits[best[len(best) // 2]])


def _beginning(talk: Conversation, seconds: float) -> Conversation:
    end = to_samples(seconds)
    turns = [(start, min(until, end), who) for start, until, who in talk.turns if start < end]
    return Conversation(talk.samples[:end], turns, [word for word in talk.words if word[0] < end])


def mixtures(spoken: Said, system: System, rounds: int) -> dict[str, float]:
    figures: dict[str, float] = {}
    for count, overlap in ((1, 0.0), (2, 0.0), (3, 0.0), (5, 0.0), (2, 0.3), (3, 0.3), (5, 0.3)):
        talks = conversations(spoken, count, overlap, rounds)
        figures |= _figures(talks, system, f"{count}{'_overlap' if overlap else ''}")
    return figures


def dialogues(system: System, rounds: int) -> dict[str, float]:
    voices = synthesised(DIALOGUE)
    if len(voices) < 2:
        print("flite is not here, so no voices are synthesised")
        return {}
    talks = [talk for count in range(2, len(voices) + 1) for talk in conversations(voices, count, 0.0, rounds)]
    return _figures(talks, system, "synthesised")


def _figures(talks: Sequence[Conversation], system: System, name: str) -> dict[str, float]:
    found, given, both = Score(), Score(), Score()
    right = 0
    for talk in talks:
        stretches = heard(talk, system.model)
        turns, _ = found_turns(stretches, same=system.same)
        right += len({turn.speaker for turn in turns}) == talk.speakers
        found.add(scored(talk, turns, overlap=False))
        both.add(scored(talk, turns, overlap=True))
        given.add(scored(talk, found_turns(stretches, talk.speakers, system.same)[0], overlap=False))
    return {
        f"der_{name}": found.rate,
        f"confusion_{name}": found.confused / max(1, found.speech),
        f"der_given_{name}": given.rate,
        f"der_all_{name}": both.rate,
        f"wrong_words_{name}": found.wrong / max(1, found.words),
        f"unsure_words_{name}": found.unsure / max(1, found.words),
        f"right_number_{name}": right / len(talks),
    }


def live(spoken: Said, model: Voices, rounds: int, pauses: Sequence[float] = (0.0, 0.7)) -> dict[str, float]:
    """Words whose speaker is not in the label of their utterance: as it came, and after the last look; words of
    utterances with several speakers, and in doubt; labels that changed. The final turns share words out by time.

    pauses: more silence between two turns: without it the program hears several turns as one utterance.
    """
    figures: dict[str, float] = {}
    for pause_s in pauses:
        for count in (1, 2, 3, 5):
            heard_live, whole = _LiveCount(), Score()
            for talk in conversations(spoken, count, 0.0, rounds, pause_s=pause_s):
                whole.add(scored(talk, _live_turns(talk, model, heard_live), overlap=False))
            name, words = f"{count}_pause_{pause_s}", max(1, heard_live.words)
            figures |= {
                f"live_wrong_words_{name}": heard_live.wrong_first / words,
                f"live_last_wrong_words_{name}": heard_live.wrong_last / words,
                f"live_several_words_{name}": heard_live.several / words,
                f"live_unsure_words_{name}": heard_live.unsure / words,
                f"live_revised_{name}": heard_live.revised / max(1, heard_live.utterances),
                f"live_final_wrong_words_{name}": whole.wrong / max(1, whole.words),
            }
    return figures


@dataclass(slots=True)
class _LiveCount:
    """words: inside an utterance; of these those below."""

    words: int = 0
    wrong_first: int = 0
    wrong_last: int = 0
    several: int = 0
    unsure: int = 0
    utterances: int = 0
    revised: int = 0


def _speech_of(talk: Conversation) -> list[tuple[int, int]]:
    """Found once: conversations come again with other limits."""
    key = hashlib.blake2b(talk.samples.tobytes(), digest_size=16).digest()
    if key not in _SPEECH:
        _SPEECH[key] = speech_in(talk.samples)
    return _SPEECH[key]


def _live_turns(talk: Conversation, model: Voices, count: _LiveCount) -> list[Turn]:
    """As app/control/live_speakers.py labels it. The final turns."""
    speech = _speech_of(talk)
    speakers, came = LiveSpeakers(model), dict[int, Label]()

    def settle() -> None:
        before = dict(speakers.labels)
        count.revised += sum(not before[at].same_speaker(label) for at, label in speakers.settle().items())

    for number, (start, end) in enumerate(speech):
        speakers.hear(number, start, talk.samples[start:end])
        came[number] = speakers.labels[number]
        if speakers.due(number + 1 == len(speech) or speech[number + 1][1] - end >= PAUSE):
            settle()
    settle()
    names = sorted({speaker for _, _, speaker in talk.turns})
    places = [
        (at, names.index(speaker))
        for place, speaker in talk.words
        for at, (start, end) in enumerate(speech)
        if start <= place < end
    ]
    labels = [*came.values(), *speakers.labels.values()]
    common = np.zeros((len(names), 1 + max((max(_speakers_of(each)) for each in labels), default=0)), np.int64)
    for at, who in places:
        common[who, speakers.labels[at].speaker] += 1
    pairs = assigned(common)
    count.utterances += len(speech)
    count.words += len(places)
    for at, who in places:
        count.wrong_first += pairs.get(who) not in _speakers_of(came[at])
        count.wrong_last += pairs.get(who) not in _speakers_of(speakers.labels[at])
        count.several += len(_speakers_of(came[at])) > 1
        count.unsure += not came[at].certain
    return speakers.turns()


def _speakers_of(label: Label) -> set[int]:
    return {label.speaker, *(each - 1 for each in label.also if isinstance(each, int))}


def by_new_voice(spoken: Said, model: Voices, rounds: int) -> dict[float, tuple[float, float]]:
    """For each limit, as means over the conversations of `live`: wrong words as they came, and labels that changed."""
    before, found = live_labels.NEW_VOICE, dict[float, tuple[float, float]]()
    for limit in sorted({*NEW_VOICES, before}):
        live_labels.NEW_VOICE = limit
        figures = live(spoken, model, rounds, pauses=(0.7,))
        wrong, revised = (
            float(np.mean([value for name, value in figures.items() if name.startswith(kind)]))
            for kind in ("live_wrong", "live_revised")
        )
        found[limit] = wrong, revised
        print(f"NEW_VOICE {limit}: wrong words {wrong:.4f}, labels that change {revised:.4f}", flush=True)
    live_labels.NEW_VOICE = before
    return found


def new_voice(choosing: Said, reporting: Said, model: Voices, rounds: int) -> dict[str, float]:
    """The limit with the fewest wrong words on the speakers for choosing, and what it comes to on the others, beside
    the one that the program has."""
    chosen_by = by_new_voice(choosing, model, rounds)
    chosen = min(chosen_by, key=lambda limit: chosen_by[limit][0])
    others = by_new_voice(reporting, model, rounds)
    figures = {"new_voice": chosen}
    for name, limit in (("chosen", chosen), ("present", live_labels.NEW_VOICE)):
        wrong, revised = others[limit]
        figures |= {f"new_voice_wrong_words_{name}": wrong, f"new_voice_revised_{name}": revised}
    return figures


def live_thresholds(spoken: Said, model: Voices, rounds: int) -> dict[str, float]:
    """NEW_VOICE with the fewest wrong words as they came; cosines of a speaker's mean voice and an enrolled one."""
    wrong = {limit: found[0] for limit, found in by_new_voice(spoken, model, rounds).items()}
    people = [name for name in sorted(spoken) if len(spoken[name]) >= 10]
    means = np.array([[_mean(spoken[name][at : at + 5], model) for at in (0, 5)] for name in people])
    alike = means[:, 0] @ means[:, 1].T
    same, other = np.diag(alike), alike[~np.eye(len(people), dtype=bool)]
    print("enrolled: same", np.sort(same)[:5].round(3), "other", np.sort(other)[-5:].round(3))
    return {
        "new_voice": min(wrong, key=wrong.__getitem__),
        "enrolled_same_least": float(same.min()),
        "enrolled_other_most": float(other.max()),
        "enrolled_eer": equal_error(same, other),
    }


def _mean(said: Sequence[Spoken], model: Voices) -> np.ndarray:
    return unit(np.mean([_voice(each, model, "utterance") for each in said], axis=0))


def splits(spoken: Said, system: System, rounds: int) -> dict[str, float]:
    """The first are the long ones."""
    people = sorted(spoken, key=lambda name: (name.startswith("so762"), name))[:rounds]
    split = 0
    for number, name in enumerate(people):
        talk = conversation(np.random.default_rng(number), [spoken[name]], 300.0)
        turns, _ = found_turns(heard(talk, system.model), same=system.same)
        split += len({turn.speaker for turn in turns}) > 1
    return {"split": float(split), "split_of": float(len(people))}


def overlap_marks(spoken: Said, model: Overlaps, rounds: int) -> dict[str, float]:
    """A stretch of speech, as the detector cuts it, would be marked for LEAST_TWO_AT_ONCE."""
    times, marks = np.zeros(3), np.zeros(3)  # in both, found, true
    single, used, sound_s = np.zeros(2), 0.0, 0.0  # marked, all
    for count, overlap in ((2, 0.0), (3, 0.0), (2, 0.3), (3, 0.3), (5, 0.3)):
        for talk in conversations(spoken, count, overlap, rounds):
            speech, began = speech_in(talk.samples), time.process_time()
            spans = overlaps_in(speech, lambda start, end: talk.samples[start:end], model)  # noqa: B023 # called at once
            used, sound_s = used + time.process_time() - began, sound_s + len(talk.samples) / SAMPLE_RATE
            found, true = np.zeros(len(talk.samples), bool), np.zeros(len(talk.samples), np.int8)
            for begin, end in spans:
                found[begin:end] = True
            for begin, end, _ in talk.turns:
                true[begin:end] += 1
            two = true > 1
            times += (found & two).sum(), found.sum(), two.sum()
            for begin, end in speech:
                marked = found[begin:end].sum() >= LEAST_TWO_AT_ONCE
                wanted = two[begin:end].sum() >= LEAST_TWO_AT_ONCE
                marks += marked and wanted, marked, wanted
                single += (marked and not two[begin:end].any()), not two[begin:end].any()
    return {
        "overlap_time_precision": times[0] / max(1, times[1]),
        "overlap_time_recall": times[0] / max(1, times[2]),
        "overlap_mark_precision": marks[0] / max(1, marks[1]),
        "overlap_mark_recall": marks[0] / max(1, marks[2]),
        "overlap_marks_wanted": float(marks[2]),
        "overlap_false_on_single": float(single[0]),
        "overlap_false_on_single_of": float(single[1]),
        "overlap_cpu_s_per_s": used / sound_s,
    }


def hour(spoken: Said, model: Voices) -> dict[str, float]:
    people = sorted(name for name in spoken if not name.startswith("so762"))
    talk = conversation(np.random.default_rng(1), [spoken[name] for name in people], 600.0)
    whole = Conversation(np.tile(talk.samples, -(-3600 * SAMPLE_RATE // len(talk.samples)))[: 3600 * SAMPLE_RATE])
    speech = speech_in(whole.samples)
    before, began, used = _memory_mb(), time.perf_counter(), time.process_time()
    found_turns(stretches_in(speech, lambda start, end: whole.samples[start:end], model))
    return {
        "hour_s": time.perf_counter() - began,
        "hour_cpu_s": time.process_time() - used,
        "hour_more_mb": _memory_mb() - before,
        "hour_speech_s": sum(end - start for start, end in speech) / SAMPLE_RATE,
    }


def _memory_mb() -> float:
    """At its peak."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def halves(spoken: Said) -> tuple[Said, Said]:
    """Speakers of many people for choosing, and for figures; those of the long recordings are in both."""
    people = sorted(name for name in spoken if name.startswith("so762"))
    alone = [name for name in spoken if not name.startswith("so762")]
    return ({name: spoken[name] for name in people[0::2]}, {name: spoken[name] for name in (*people[1::2], *alone)})


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--segmentation", type=Path)
    parser.add_argument("--beside", type=Path, metavar="PYTHON")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    model = CAMPPLUS.load_voices(arguments.model, arguments.threads)
    choosing, reporting = halves(utterances(arguments.data, SPEAKERS, UTTERANCES))
    talking = {name: said for name, said in reporting.items() if name.startswith("so762")}
    remembering = Remembering(model)
    systems = [System("", remembering, SamePerson())]
    figures: dict[str, float] = {}

    def note(found: dict[str, float], name: str = "") -> None:
        named = {f"{name}{key}": round(value, 4) for key, value in found.items()}
        figures.update(named)
        print(json.dumps(named, indent=1), flush=True)

    if arguments.beside is not None:
        beside = Beside(arguments.beside, arguments.threads)
        other = System("resemblyzer_", Remembering(beside), SamePerson())
        limits = thresholds(choosing, other, max(1, arguments.rounds // 2))
        note(limits, other.name)
        systems.append(replace(other, same=SamePerson(limits["pieces"], limits["centres"])))
    if "thresholds" in arguments.only:
        note(thresholds(choosing, systems[0], arguments.rounds))
        note(live_thresholds(choosing, remembering, max(1, arguments.rounds // 2)))
    if "new_voice" in arguments.only:
        note(new_voice(choosing, talking, remembering, arguments.rounds))
    for system in systems:
        of_each: dict[str, Callable[[], dict[str, float]]] = {
            "eer": lambda: eer(reporting, system.model),  # noqa: B023 # called at once
            "mixtures": lambda: mixtures(talking, system, arguments.rounds),  # noqa: B023
            "synthesised": lambda: dialogues(system, arguments.rounds),  # noqa: B023
            "splits": lambda: splits(reporting, system, 20),  # noqa: B023
        }
        for part in (each for each in arguments.only if each in of_each):
            note(of_each[part](), system.name)
    if "live" in arguments.only:
        note(live(talking, remembering, arguments.rounds))
    if "overlap" in arguments.only and arguments.segmentation is not None:
        note(
            overlap_marks(talking, PYANNOTE.load_overlaps(arguments.segmentation, arguments.threads), arguments.rounds)
        )
    if "hour" in arguments.only:
        note(hour(reporting, model))
    if arguments.beside is not None:
        beside.close()
    if arguments.json is not None:
        arguments.json.write_text(json.dumps(figures, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
