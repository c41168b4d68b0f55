"""How often the CTC text is what the language model writes, and what the model costs."""

from __future__ import annotations

import resource
import time
from pathlib import Path

import numpy as np

from engine.models.fun_asr_nano.llm import model as llm
from engine.models.fun_asr_nano.llm import weights
from engine.models.fun_asr_nano.llm.drafts import DraftTokens
from engine.models.fun_asr_nano.llm.job import DecodedAnswer, DecodeJob
from engine.models.fun_asr_nano.llm.model import LlamaModel
from engine.timeline import SAMPLE_RATE
from training.evaluation.bench import SEEN, UNSEEN, VOICES, Bench
from training.evaluation.clips import LANGUAGES
from training.evaluation.subject import QUIET, Subject, from_folder
from training.evaluation.tables import Absent, Cell, Row, Table

_LOADS = 3


def drafts(bench: Bench) -> list[Table]:
    """The CTC text as a draft of the language model's: which share of its tokens stands in the draft."""
    subject = bench.with_decoder()
    if subject.gguf is None:
        raise Absent(f"{subject.name} has no language model in GGUF form")
    model = llm.load(weights.inspect(subject.gguf))
    try:
        rows: list[Row] = [
            (f"{LANGUAGES[language]}, {VOICES[name]}", *_accepted(bench, subject, model, name, language))
            for name in (SEEN, UNSEEN)
            for language in LANGUAGES
        ]
    finally:
        model.close()
    columns = ("clips", "tokens", "right in the draft", "offered", "accepted of them")
    note = (
        "Right in the draft: tokens of the answer, its end included, that the draft holds where they are said; where "
        "the two part it is taken up again (engine/models/fun_asr_nano/llm/drafts.py). Offered and accepted: what the "
        "planner made of it on this machine."
    )
    return [Table("drafts", f"CTC text as draft: {subject.name}", columns, rows, note)]


def _accepted(bench: Bench, subject: Subject, model: LlamaModel, name: str, language: str) -> tuple[Cell, ...]:
    right = tokens = offered = accepted = 0
    clips = bench.sets.clips(name, language)
    for clip in clips:
        before = len(subject.decoded)
        subject.final(clip.samples())
        for job, decoded in subject.decoded[before:]:
            found, count = right_in_draft(job, decoded, model)
            right, tokens = right + found, tokens + count
            offered += decoded.counters.offered
            accepted += decoded.counters.accepted
    return len(clips), tokens, _share(right, tokens), _share(offered, tokens), _share(accepted, offered)


def right_in_draft(job: DecodeJob, decoded: DecodedAnswer, model: LlamaModel) -> tuple[int, int]:
    """(tokens that the draft had right, all of them with the one that ends the answer)."""
    draft = (
        DraftTokens.of_text(job.draft, model.tokenise, model.end_of_turn)
        if job.draft
        else DraftTokens((), model.end_of_turn)
    )
    right, said = 0, list[int]()
    for token in (*decoded.tokens, model.end_of_turn):
        followed = draft.follow(token)
        right += followed
        said.append(token)
        if not followed and token != model.end_of_turn:
            draft.resume(model.text(said), model.tokenise)
    return right, len(said)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def speed(bench: Bench) -> list[Table]:
    """Loading, and computing on one core: guesses and final of every clip, and the final alone."""
    subject = bench.first
    if subject.folder is None:
        raise Absent("float32 weights are not what is shipped")
    clips = [clip for language in LANGUAGES for clip in bench.sets.clips(SEEN, language)]
    sounds = [clip.samples() for clip in clips]
    seconds = sum(len(sound) + 2 * len(QUIET) for sound in sounds) / SAMPLE_RATE
    finals = _timed(lambda: [subject.final(sound) for sound in sounds]) / seconds
    live = _timed(lambda: [subject.guesses(sound, SAMPLE_RATE // 2) for sound in sounds]) / seconds
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    row = (subject.name, _size(subject.folder), _load_s(subject.folder), finals, live)
    columns = ("size (MB)", "load (s)", "final (x)", "guesses each 0.5 s and final (x)")
    note = (
        f"{seconds:.0f} s of speech; x is time taken / length of the sound, on one thread each for graphs and language "
        f"model, one after the other. Load: the fastest of {_LOADS}, beside other programs. This process, "
        f"with torch and the corpora, took {memory:.0f} MB at most."
    )
    return [Table("speed", "Size and speed", columns, [row], note)]


def _load_s(folder: Path) -> float:
    times = []
    for _ in range(_LOADS):
        loaded = from_folder(folder)
        times.append(loaded.load_s)
        loaded.close()
    return float(np.min(times))


def _timed(work: object) -> float:
    assert callable(work)
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _size(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
