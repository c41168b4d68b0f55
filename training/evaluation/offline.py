"""Offline against streaming, voices, code-switching, and models side by side."""

from __future__ import annotations

from app.scoring import ErrorCount
from engine.timeline import to_samples
from training.evaluation.bench import SEEN, UNSEEN, VOICES, Bench
from training.evaluation.clips import LANGUAGES, SCORED, HeldOut, errors, total, unfinished_errors
from training.evaluation.subject import Subject
from training.evaluation.tables import Absent, Cell, Row, Table, points

HOP_S = 0.5


def streaming(bench: Bench) -> list[Table]:
    """The text of whole clips against the texts of clips that grow by half a second."""
    rows: list[Row] = [
        (f"{LANGUAGES[language]}, {VOICES[name]}", *_streamed(bench.first, bench.sets.clips(name, language)))
        for name in (SEEN, UNSEEN)
        for language in LANGUAGES
    ]
    columns = (
        "clips", "offline", "streamed, final", "finals (points)", "last guess", "last guess (points)",
        "guesses on the way",
    )  # fmt: skip
    note = (
        f"{SCORED} Guesses come every {HOP_S} s from the CTC branch; the last one has heard everything. One on the way "
        "is compared with the beginning of the sentence that it fits best."
    )
    return [Table("streaming", f"Offline and streaming: {bench.first.name}", columns, rows, note)]


def _streamed(subject: Subject, clips: list[HeldOut]) -> tuple[Cell, ...]:
    offline, finals, last, underway = ErrorCount(), ErrorCount(), ErrorCount(), ErrorCount()
    for clip in clips:
        offline += errors(clip.said, subject.known_final(clip.key, clip.samples))
        guesses, final = subject.guesses(clip.samples(), to_samples(HOP_S))
        finals += errors(clip.said, final.text)
        last += errors(clip.said, guesses[-1][1].text)
        underway += total(unfinished_errors(clip.said, guess.text) for _, guess in guesses[:-1])
    apart, guessed = points(finals.rate, offline.rate), points(last.rate, offline.rate)
    return len(clips), offline.rate, finals.rate, apart, last.rate, guessed, underway.rate


def sentences(bench: Bench) -> list[Table]:
    """All sentences, and those without a name: a name that was never heard can hardly be spelt right unlisted."""
    rows: list[Row] = []
    for name in (SEEN, UNSEEN):
        for language in LANGUAGES:
            clips = bench.sets.clips(name, language)
            nameless = [clip for clip in clips if not clip.said.names]
            for which, chosen in (("all", clips), ("without names", nameless)):
                if chosen:
                    label = f"{LANGUAGES[language]}, {VOICES[name]}, {which}"
                    rows.append((label, len(chosen), *_rates(bench, chosen)))
    return [Table("sentences", "Sentences with and without names", ("clips", *_names(bench)), rows, SCORED)]


def voices(bench: Bench) -> list[Table]:
    """By the program that spoke; festival's two voices apart, for one of them is another synthesis of flite's slt."""
    groups: dict[str, list[HeldOut]] = {}
    for name in (SEEN, UNSEEN):
        for language in LANGUAGES:
            for clip in bench.sets.clips(name, language):
                voice = clip.said.voice
                speaker = voice if voice.startswith("festival") else voice.partition("-")[0]
                groups.setdefault(f"{LANGUAGES[language]}, {speaker}, {VOICES[name]}", []).append(clip)
    rows: list[Row] = [(label, len(clips), *_rates(bench, clips)) for label, clips in groups.items()]
    return [Table("voices", "Voices", ("clips", *_names(bench)), rows, SCORED)]


def switching(bench: Bench) -> list[Table]:
    """Mandarin with English terms: errors, and how many of the terms were right."""
    rows: list[Row] = []
    for name in (SEEN, UNSEEN):
        clips = bench.sets.clips(name, "mix")
        shares = [_terms_right(subject, clips) for subject in bench.subjects]
        rows.append((f"mixed errors, {VOICES[name]}", len(clips), *_rates(bench, clips)))
        rows.append((f"English terms right, {VOICES[name]}", len(clips), *shares))
    return [Table("switching", "Code-switching", ("clips", *_names(bench)), rows, SCORED)]


def _terms_right(subject: Subject, clips: list[HeldOut]) -> float:
    right = wanted = 0
    for clip in clips:
        heard = f" {_latin(subject.known_final(clip.key, clip.samples))} "
        terms = _latin(clip.said.spoken).split()
        wanted += len(terms)
        right += sum(f" {term} " in heard for term in terms)
    return right / wanted if wanted else float("nan")


def _latin(text: str) -> str:
    """The words that are written in Latin letters, lower case."""
    return " ".join("".join(char if char < "\u2e80" and char.isalnum() else " " for char in text.lower()).split())


def models(bench: Bench) -> list[Table]:
    """Every model on every test set: with and without a stage, such as reinforcement learning."""
    if len(bench.subjects) < 2:
        raise Absent("only one model was named; name a second with --model")
    rows: list[Row] = []
    for name in (SEEN, UNSEEN):
        for language in LANGUAGES:
            clips = bench.sets.clips(name, language)
            rows.append((f"{LANGUAGES[language]}, {VOICES[name]}", len(clips), *_rates(bench, clips)))
    return [Table("models", "Models side by side", ("clips", *_names(bench)), rows, SCORED)]


def precision(bench: Bench) -> list[Table]:
    """The model as it is shipped against the same weights in float32."""
    if bench.floats is None:
        raise Absent("no stage was named to compare with (--stage)")
    rows: list[Row] = []
    for name in (SEEN, UNSEEN):
        for language in LANGUAGES:
            clips = bench.sets.clips(name, language)
            ours, exact = rate(bench.first, clips), rate(bench.floats, clips)
            rows.append((f"{LANGUAGES[language]}, {VOICES[name]}", len(clips), exact, ours, points(ours, exact)))
    columns = ("clips", "float32 (torch)", "int8 and q8_0", "apart (points)")
    return [Table("precision", "Quantised against float32", columns, rows, SCORED)]


def rate(subject: Subject, clips: list[HeldOut]) -> float:
    return total(errors(clip.said, subject.known_final(clip.key, clip.samples)) for clip in clips).rate


def _rates(bench: Bench, clips: list[HeldOut]) -> tuple[float, ...]:
    return tuple(rate(subject, clips) for subject in bench.subjects)


def _names(bench: Bench) -> tuple[str, ...]:
    return tuple(subject.name for subject in bench.subjects)
