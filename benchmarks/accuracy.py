"""Accuracy through the whole application: python benchmarks/accuracy.py --data DIR [--model NAME] [--json PATH]

Every recording goes through VAD, session, guesses, finals, guards and vocabulary as a live session has them, on a
simulated clock (benchmarks/simulated_live.py). DIR holds speech/dev and noise, each with its manifest.tsv; longer
clips than 29 s are left out. Scored as app/scoring.py says: fillers dropped; "mapped" with numbers in digits spelled
on both sides, "as written" without.

english, mandarin, switching   error rates with the language given, and with English and Mandarin to choose from
names     13 rare names (two clips, ten sentences by flite) with and without a list of 16, and those of the list that
          were written though not said, over these and 48 other clips
false     characters a minute in sound without speech; "shown" counts guesses that were taken back as well
long      the long recording: words, and turns cut or merged. A turn is cut where two captions hold more than 0.3 s
          of it each; a caption is merged where it holds more than 0.3 s of two turns.

row       the clips of English, and those of Mandarin, one after the other as one recording: there earlier sentences are
          context; and captions that repeat four words (six characters) or more of the eight captions before them

--context N gives a model that can use them N earlier sentences, --context-text what the user would write.

Beside english, mandarin, switching and long: committed words (Chinese characters) that the final text changed.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TextIO

import numpy as np
from rapidfuzz.distance import Levenshtein

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from app.folders import user_folders  # noqa: E402 - the root must be on the path first
from app.model_store.loading import load_recogniser  # noqa: E402
from app.scoring import (  # noqa: E402
    Clip,
    ErrorCount,
    Measure,
    count_errors,
    keywords_found,
    normalise,
    read_manifest,
    tokens,
)
from benchmarks.peer_figures import Turn  # noqa: E402
from benchmarks.simulated_live import Told, caption  # noqa: E402
from engine.audio.file import read_mono  # noqa: E402
from engine.hotwords.entries import Hotword  # noqa: E402
from engine.hotwords.replacement import ReplacementMode  # noqa: E402
from engine.hotwords.retrieval import HotwordIndex  # noqa: E402
from engine.hotwords.steering import Steering  # noqa: E402
from engine.models.recogniser import Recogniser, Request  # noqa: E402
from engine.timeline import to_samples, to_seconds  # noqa: E402

LONGEST_S = 29.0
EDGE_S = 0.3
BESIDE = 48  # clips in which none of the names is said
SENTENCES = (
    ("Kyverno", "We moved all the policies to Kyverno last week."),
    ("Okonkwo", "Please ask Okonkwo about the budget before lunch."),
    ("Daubechies", "The wavelets by Daubechies work better for this signal."),
    ("Tolvaptan", "The patient was given Tolvaptan in the evening."),
    ("Ondrasek", "Doctor Ondrasek will open the meeting on Monday."),
    ("Skaldvik", "The ferry to Skaldvik leaves at nine in the morning."),
    ("Venkataraman", "I think Venkataraman wrote the second chapter."),
    ("Veltrano", "Our search runs on Veltrano since the spring."),
    ("Orsolya", "Can you send the slides to Orsolya, please?"),
    ("Nirmatrelvir", "They compared Nirmatrelvir with the older drug."),
)
CLIP_NAMES = ("AntiBERTa", "ABlooper", "ComfyUI")
NEVER_SAID = ("Wojciechowski", "Zarzuela", "Grafana")
NAMES = (*CLIP_NAMES, *(name for name, _ in SENTENCES), *NEVER_SAID)
GROUPS = ("english", "mandarin", "switching", "names", "false", "long", "row")
ROW_GAP_S = 1.5
BOOK, BOOK_CLIPS = "ljspeech-00.tar", 40


@dataclass(frozen=True, slots=True)
class Captioned:
    """A clip and what was captioned of it."""

    clip: Clip
    told: tuple[Told, ...]

    @property
    def text(self) -> str:
        return " ".join(each.text for each in self.told if each.text)

    def errors(self, *, mapped: bool) -> ErrorCount:
        assert self.clip.measure is not None
        return count_errors(self.clip.transcript, self.text, self.clip.measure, self.clip.language, map_numbers=mapped)


@dataclass(slots=True)
class Bench:
    """One model on all groups. figures: name to figure; log: one JSON object an utterance, for reading."""

    recogniser: Recogniser
    data: Path
    quick: bool
    partials: bool = True
    context: int = 0
    context_text: str = ""
    log: TextIO | None = None
    figures: dict[str, float] = field(default_factory=dict)
    sound_s: float = 0.0

    def clips(self, language: str) -> list[Clip]:
        clips = read_manifest(self.data / "speech" / "dev")
        return self._some([c for c in clips if c.language == language and c.measure and c.seconds < LONGEST_S])

    def captioned(self, group: str, clips: Iterable[Clip], request: Request) -> list[Captioned]:
        return [Captioned(clip, self.told(group, clip.name, read_mono(clip.audio), request)) for clip in clips]

    def told(self, group: str, name: str, sound: np.ndarray, request: Request) -> tuple[Told, ...]:
        self.sound_s += to_seconds(len(sound))
        request = replace(request, context=(self.context_text,) if self.context_text else ())
        told = tuple(caption(sound, self.recogniser, request, partials=self.partials, context=self.context))
        if self.log is not None:
            for each in told:
                self.log.write(json.dumps({"group": group, "clip": name} | asdict(each), ensure_ascii=False) + "\n")
            self.log.flush()
        return told

    def _some(self, clips: list[Clip]) -> list[Clip]:
        return clips[::4] if self.quick else clips

    # -- error rates -------------------------------------------------------------------------------------

    def speech(self, group: str, language: str, given: str) -> Iterator[str]:
        """language: of the manifest. given: the code that the user would choose."""
        yield f"| {group} | clips | tokens | mapped | as written | other language |"
        yield "| --- | --- | --- | --- | --- | --- |"
        clips = self.clips(language)
        everything: list[Told] = []
        for how, request in self._ways(given):
            captioned = self.captioned(f"{group} {how}", clips, request)
            everything += [told for each in captioned for told in each.told]
            kinds = sorted({each.clip.kind for each in captioned})
            for kind in ("all", *(kinds if len(kinds) > 1 else ())):
                some = [each for each in captioned if kind in ("all", each.clip.kind)]
                yield self._error_row(f"{group} {how} {kind}", some, given)
        yield from self._changed_row(group, everything)

    def _ways(self, given: str) -> list[tuple[str, Request]]:
        """A model of one language has nothing to detect; one that does not know the language is left alone."""
        known = self.recogniser.capabilities.languages
        ways = [("given", Request(given)), ("detected", Request(languages=("en", "zh")))]
        return ways[: (given in known) + ({"en", "zh"} <= set(known))]

    def _changed_row(self, group: str, told: Iterable[Told]) -> Iterator[str]:
        changed, committed = changed_words(told)
        if committed:
            self.figures[f"{group}_committed_words_changed"] = changed / committed
            yield ""
            yield f"Committed words that the final changed: {100 * changed / committed:.1f} % of {committed}."

    def _error_row(self, name: str, captioned: Sequence[Captioned], given: str) -> str:
        mapped, written = (sum((each.errors(mapped=way) for each in captioned), ErrorCount()) for way in (True, False))
        wrong = sum(any(told.language not in (None, given) for told in each.told) for each in captioned)
        self.figures |= {
            f"{_key(name)}_error_rate": mapped.rate,
            f"{_key(name)}_error_rate_as_written": written.rate,
            f"{_key(name)}_wrong_language": wrong,
        }
        return (
            f"| {name} | {len(captioned)} | {mapped.reference_length} | {100 * mapped.rate:.1f} % | "
            f"{100 * written.rate:.1f} % | {wrong} |"
        )

    # -- names -------------------------------------------------------------------------------------------

    def names(self) -> Iterator[str]:
        yield "| names | said | found | not said but written | word errors in the sentences |"
        yield "| --- | --- | --- | --- | --- |"
        with tempfile.TemporaryDirectory() as folder:
            clips = self._some(self._name_clips(Path(folder)))
            for how, request in (("without the list", Request("en")), ("with the list", vocabulary("en"))):
                captioned = self.captioned(f"names {how}", clips, request)
                said = sum(len(each.clip.keywords) for each in captioned)
                found = sum(len(keywords_found(each.clip.keywords, each.text, "en")) for each in captioned)
                extra = sum(len(inserted(each.text, each.clip.keywords)) for each in captioned)
                wrong = sum(
                    count_errors(each.clip.transcript, each.text, Measure.WORDS, "en").errors
                    for each in captioned
                    if each.clip.transcript
                )
                self.figures |= {
                    f"names_found_{_key(how)}": found,
                    f"names_said_{_key(how)}": said,
                    f"names_inserted_{_key(how)}": extra,
                    f"names_word_errors_{_key(how)}": wrong,
                }
                yield f"| {how} | {said} | {found} | {extra} | {wrong} |"
        yield from self._beside()

    def _name_clips(self, folder: Path) -> list[Clip]:
        clips = [clip for clip in read_manifest(self.data / "speech" / "dev") if clip.keywords]
        if shutil.which("flite") is None:
            print("flite is not installed: the ten sentences are left out.", file=sys.stderr)
            return clips
        for name, sentence in SENTENCES:
            path = folder / f"{name}.wav"
            subprocess.run(["flite", "-voice", "slt", "-t", sentence, "-o", str(path)], check=True)
            clips.append(Clip(f"flite {name}", path, 0.0, "en", sentence, use=f"keyword:{name}"))
        return clips

    def _beside(self) -> Iterator[str]:
        """Clips in which no name is said, with the list in force."""
        english = self.clips("en")
        captioned = self.captioned("list english", english, vocabulary("en"))
        captioned += self.captioned("list mandarin", self.clips("zh")[: BESIDE - len(english)], vocabulary("zh"))
        extra = [name for each in captioned for name in inserted(each.text, ())]
        self.figures["names_inserted_beside"] = len(extra)
        self.figures["names_clips_beside"] = len(captioned)
        yield ""
        yield f"Written though not said in {len(captioned)} other clips: {len(extra)} ({', '.join(extra) or 'none'})."
        yield ""
        yield "| with the list | clips | tokens | mapped | as written | other language |"
        yield "| --- | --- | --- | --- | --- | --- |"
        yield self._error_row("english with list", [each for each in captioned if each.clip.language == "en"], "en")

    # -- no speech ---------------------------------------------------------------------------------------

    def without_speech(self) -> Iterator[str]:
        sounds = [(clip.name, read_mono(clip.audio)) for clip in self._some(read_manifest(self.data / "noise"))]
        length = to_samples(15.0 if self.quick else 60.0)
        faint = np.random.default_rng(14).normal(0.0, 0.0005, length).astype(np.float32)
        silent = [("zeros", np.zeros(length, np.float32)), ("faint noise", faint)]
        yield "| characters a minute | noise | shown | silence | shown |"
        yield "| --- | --- | --- | --- | --- |"
        for language in ("en", "zh"):
            for how, request in (("", Request(language)), (" with the list", vocabulary(language))):
                cells = []
                for name, some in (("noise", sounds), ("silence", silent)):
                    told = [self.told(f"false {language}{how}", clip, sound, request) for clip, sound in some]
                    minutes = to_seconds(sum(len(sound) for _, sound in some)) / 60
                    kept, shown = false_characters(told)
                    key = _key(f"false {name} {language}{how}")
                    self.figures |= {f"{key}_characters": kept / minutes, f"{key}_shown": shown / minutes}
                    cells += [f"{kept / minutes:.1f}", f"{shown / minutes:.1f}"]
                yield f"| {language}{how} | {' | '.join(cells)} |"

    # -- the long recording ------------------------------------------------------------------------------

    def long(self) -> Iterator[str]:
        folder = self.data / "speech" / "dev"
        clip = next(clip for clip in read_manifest(folder) if clip.kind == "long")
        turns = read_turns(folder / "long_en_constructed.turns.tsv")
        sound = read_mono(clip.audio)
        if self.quick:
            turns = turns[:8]
            sound = sound[: to_samples(turns[-1].end_s + 1.0)]
        clip = replace(clip, transcript=" ".join(turn.text for turn in turns))
        captioned = Captioned(clip, self.told("long", clip.name, sound, Request("en")))
        utterances = [each for each in captioned.told if each.text]
        cut, merged = cut_turns(turns, utterances), merged_utterances(turns, utterances)
        mapped, written = captioned.errors(mapped=True), captioned.errors(mapped=False)
        self.figures |= {
            "long_error_rate": mapped.rate,
            "long_error_rate_as_written": written.rate,
            "long_turns": len(turns),
            "long_turns_cut": len(cut),
            "long_captions": len(utterances),
            "long_captions_merged": len(merged),
        }
        yield "| long | words | mapped | as written | turns | cut | captions | merged |"
        yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
        yield (
            f"| {clip.name} | {mapped.reference_length} | {100 * mapped.rate:.1f} % | {100 * written.rate:.1f} % | "
            f"{len(turns)} | {len(cut)} | {len(utterances)} | {len(merged)} |"
        )
        yield ""
        yield from self._changed_row("long", captioned.told)
        yield from (f"Cut: {turn.start_s:.2f}-{turn.end_s:.2f} {turn.text}" for turn in cut)

    # -- clips in a row ----------------------------------------------------------------------------------

    def row(self) -> Iterator[str]:
        yield "| in a row | tokens | mapped | as written | captions | repeat what was before |"
        yield "| --- | --- | --- | --- | --- | --- |"
        with tempfile.TemporaryDirectory() as folder:
            book = book_clips(self.data / "train", Path(folder), 10 if self.quick else BOOK_CLIPS)
            rows = (("book", "en", book), ("english", "en", self.clips("en")), ("mandarin", "zh", self.clips("zh")))
            for name, language, clips in rows:
                if clips and language in self.recogniser.capabilities.languages:
                    yield self._one_row(name, language, clips)

    def _one_row(self, name: str, language: str, clips: Sequence[Clip]) -> str:
        gap = np.zeros(to_samples(ROW_GAP_S), np.float32)
        sound = np.concatenate([part for clip in clips for part in (read_mono(clip.audio), gap)])
        whole = replace(clips[0], transcript=" ".join(clip.transcript for clip in clips))
        captioned = Captioned(whole, self.told("row", name, sound, Request(language)))
        mapped, written = captioned.errors(mapped=True), captioned.errors(mapped=False)
        again = repeats([each.text for each in captioned.told if each.text])
        key = f"row_{name}"
        self.figures |= {
            f"{key}_error_rate": mapped.rate,
            f"{key}_error_rate_as_written": written.rate,
            f"{key}_repeats": again,
        }
        return (
            f"| {name} | {mapped.reference_length} | {100 * mapped.rate:.1f} % | {100 * written.rate:.1f} % | "
            f"{sum(bool(each.text) for each in captioned.told)} | {again} |"
        )

    def run(self, group: str) -> Iterator[str]:
        match group:
            case "english":
                yield from self.speech(group, "en", "en")
            case "mandarin":
                yield from self.speech(group, "zh", "zh")
            case "switching":
                yield from self.speech(group, "zh+en", "zh")
            case "names":
                yield from self.names()
            case "false":
                yield from self.without_speech()
            case "long":
                yield from self.long()
            case "row":
                yield from self.row()


def vocabulary(language: str) -> Request:
    """The list in force, as app/hotwords/live.py gives it to a session."""
    steering = Steering(HotwordIndex(Hotword(name) for name in NAMES), ReplacementMode.CAREFUL)
    return Request(language, hotwords=NAMES, steering=steering)


def inserted(text: str, said: Sequence[str]) -> tuple[str, ...]:
    """Names of the list that stand in `text` and were not said."""
    return keywords_found(tuple(name for name in NAMES if name not in said), text, "en")


def changed_words(told: Iterable[Told]) -> tuple[int, int]:
    """Edits that turn what was stable into a beginning of the final text, and how many words were stable."""
    changed = committed = 0
    for each in told:
        stable, final = (tokens(normalise(text, None), Measure.MIXED) for text in (each.stable, each.text))
        changed += min(Levenshtein.distance(stable, final[:end]) for end in range(len(final) + 1))
        committed += len(stable)
    return changed, committed


def book_clips(folder: Path, work: Path, most: int) -> list[Clip]:
    """Every other sentence of a book on printing, by one reader: the one row in which a topic goes on. Empty where the
    training audio is not there."""
    if not (folder / BOOK).is_file():
        return []
    clips = [clip for clip in read_manifest(folder) if clip.audio == folder / BOOK][:most]
    with tarfile.open(folder / BOOK) as archive:
        for clip in clips:
            archive.extract(clip.member or "", work, filter="data")
    return [replace(clip, audio=work / (clip.member or ""), member=None) for clip in clips]


def repeats(texts: Sequence[str], before: int = 8) -> int:
    """Texts that hold four words in a row, or six Chinese characters, of one of the `before` texts ahead of them."""
    heard = [tokens(normalise(text, None), Measure.MIXED) for text in texts]
    return sum(
        any(_common(each, earlier) for earlier in heard[max(0, number - before) : number])
        for number, each in enumerate(heard)
    )


def _common(some: Sequence[str], others: Sequence[str]) -> bool:
    def runs(of: Sequence[str], length: int) -> set[tuple[str, ...]]:
        return {tuple(of[at : at + length]) for at in range(len(of) - length + 1)}

    def latin(run: tuple[str, ...]) -> bool:
        return all(each.isascii() for each in run)

    words = {run for run in runs(some, 4) if latin(run)} & runs(others, 4)
    return bool(words or runs(some, 6) & runs(others, 6))


def false_characters(told: Iterable[Sequence[Told]]) -> tuple[int, int]:
    """Characters without blanks of what was kept, and of what was kept or shown last."""
    utterances = [each for some in told for each in some]
    kept = sum(len("".join(each.text.split())) for each in utterances)
    return kept, kept + sum(len("".join(each.guess.split())) for each in utterances if not each.text)


def read_turns(path: Path) -> list[Turn]:
    """A table with a heading: start, end, speaker, text."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Turn(float(row["start"]), float(row["end"]), row["text"]) for row in rows]


def cut_turns(turns: Sequence[Turn], utterances: Sequence[Told]) -> list[Turn]:
    """Those that two utterances or more hold a part of."""
    return [turn for turn in turns if sum(_holds(each, turn) for each in utterances) > 1]


def merged_utterances(turns: Sequence[Turn], utterances: Sequence[Told]) -> list[Told]:
    """Those that hold a part of two turns or more."""
    return [each for each in utterances if sum(_holds(each, turn) for turn in turns) > 1]


def _holds(utterance: Told, turn: Turn) -> bool:
    """More than EDGE_S of it: an utterance reaches a little beyond its speech, into the turns beside it."""
    return min(utterance.end_s, turn.end_s) - max(utterance.start_s, turn.start_s) > EDGE_S


def _key(name: str) -> str:
    return "".join(c if c.isalnum() else "_" for c in name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--model", default="whisper-base")
    parser.add_argument("--only", nargs="+", choices=GROUPS, default=GROUPS, metavar="GROUP")
    parser.add_argument("--quick", action="store_true", help="every fourth clip: does it run?")
    parser.add_argument("--finals", action="store_true", help="no guesses: nearly the same finals, a third of the time")
    parser.add_argument("--context", type=int, default=0, metavar="N", help="earlier sentences for the model")
    parser.add_argument("--context-text", default="", metavar="TEXT", help="a text of the user's own for the model")
    parser.add_argument("--log", type=Path, metavar="PATH", help="write every utterance with what became of it")
    parser.add_argument("--json", type=Path, metavar="PATH")
    arguments = parser.parse_args()
    recogniser = load_recogniser(arguments.model, 0, user_folders().models)
    log = arguments.log.open("w", encoding="utf-8") if arguments.log else None
    bench = Bench(recogniser, arguments.data, arguments.quick, not arguments.finals, log=log)
    bench.context, bench.context_text = arguments.context, arguments.context_text
    try:
        for group in arguments.only:
            began_s, sound_s = _processor_s(), bench.sound_s
            for line in bench.run(group):
                print(line, flush=True)
            if bench.sound_s == sound_s:
                continue
            cost = (_processor_s() - began_s) / (bench.sound_s - sound_s)
            bench.figures[f"{group}_cpu_s_a_second"] = cost
            print(f"\nCPU seconds a second of sound: {cost:.2f}\n", flush=True)
            if arguments.json is not None:
                arguments.json.write_text(json.dumps(bench.figures, indent=2) + "\n")
    finally:
        recogniser.close()
        if log is not None:
            log.close()


def _processor_s() -> float:
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


if __name__ == "__main__":
    main()
