"""Quiet speech and quiet noise: what is written of them with and without the gain in front of the speech detector.

    python benchmarks/quiet.py --data DIR [--model NAME] [--language en] [--clips N] [--log PATH] [--json PATH]

N clips of DIR/speech/dev, each with its peak at -3 dBFS, go through the program as in benchmarks/accuracy.py (finals
only, the language given), with 1.5 s between them in which white noise has -80 dBFS:

level -D     all of them softer by D dB, noise apart; rounded to 16 bit
far -D       every second one softer by D dB; only those are scored
noise -D     the clips of DIR/noise softer by D dB: what is written of them
white noise  a minute each at -65, -70, -75 and -80 dBFS

Ways: "no gain", "detector" (as the program has it: engine/vad/gate.py), and "recogniser", where each utterance is given
to the recogniser with its peak at -12 dBFS, too (at most 30 dB louder).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from app.folders import user_folders  # noqa: E402 - the root must be on the path first
from app.model_store.loading import load_recogniser  # noqa: E402
from app.scoring import Clip, ErrorCount, count_errors, read_manifest  # noqa: E402
from benchmarks.simulated_live import Told, caption  # noqa: E402
from engine.audio.file import read_mono  # noqa: E402
from engine.models.recogniser import Capabilities, Hypothesis, Recogniser, Request, Utterance  # noqa: E402
from engine.timeline import to_samples, to_seconds  # noqa: E402
from engine.vad.gain import MOST_DB, TARGET_DBFS, PeakGain  # noqa: E402
from engine.vad.gate import GatedDetector  # noqa: E402
from engine.vad.silero import SileroVad  # noqa: E402

GAP_S = 1.5
LONGEST_S = 12.0
LEVELS_DB = (0, -30, -40, -50, -60)
FAR_DB = (-20, -35)
NOISE_DB = (0, -30, -50)
WHITE_DBFS = (-65, -70, -75, -80)
WAYS = ("no gain", "detector", "recogniser")


@dataclass(frozen=True, slots=True)
class Placed:
    """A clip in the sound, in seconds. scored: its words count."""

    clip: Clip
    start_s: float
    end_s: float
    scored: bool


class Lifted:
    """A recogniser that hears each utterance with its peak at TARGET_DBFS, at most MOST_DB louder than it is."""

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser

    @property
    def capabilities(self) -> Capabilities:
        return self._recogniser.capabilities

    def begin(self, request: Request) -> Utterance:
        return LiftedUtterance(self._recogniser.begin(request))

    def close(self) -> None:
        pass


class LiftedUtterance:
    def __init__(self, utterance: Utterance) -> None:
        self._utterance = utterance

    def hypothesise(self, audio: np.ndarray) -> Hypothesis:
        return self._utterance.hypothesise(lifted(audio))

    def finish(self, audio: np.ndarray) -> Hypothesis:
        return self._utterance.finish(lifted(audio))

    def close(self) -> None:
        self._utterance.close()


def lifted(audio: np.ndarray) -> np.ndarray:
    """float32 (n,), as Lifted says."""
    peak = max(float(np.abs(audio).max(initial=0.0)), 1e-9)
    gain = min(max(ratio(TARGET_DBFS) / peak, 1.0), ratio(MOST_DB))
    return np.asarray(audio * np.float32(gain))


def ratio(decibels: float) -> float:
    return float(10 ** (decibels / 20.0))


def laid_out(clips: Sequence[Clip], softer_db: Sequence[float]) -> tuple[np.ndarray, list[Placed]]:
    """The clips in a row, float32 (n,), each softer by the next of `softer_db`, in turn; the softest are scored."""
    noise = np.random.default_rng(27)
    gap = to_samples(GAP_S)
    parts: list[np.ndarray] = [np.zeros(gap, np.float32)]
    placed: list[Placed] = []
    at = gap
    for number, clip in enumerate(clips):
        by_db = softer_db[number % len(softer_db)]
        sound = read_mono(clip.audio)
        parts += [sound * (ratio(-3.0 + by_db) / float(np.abs(sound).max())), np.zeros(gap, np.float32)]
        placed.append(Placed(clip, to_seconds(at), to_seconds(at + len(sound)), by_db == min(softer_db)))
        at += len(sound) + gap
    whole = np.concatenate(parts)
    return rounded(whole + noise.normal(0.0, ratio(-80.0), len(whole))), placed


def rounded(sound: np.ndarray) -> np.ndarray:
    """float32 (n,), to 16 bit."""
    return np.asarray(np.rint(sound * 32_768) / 32_768, dtype=np.float32)


def noises(data: Path) -> Iterator[tuple[str, np.ndarray]]:
    """Sounds in which nobody speaks, float32 (n,)."""
    for by_db in NOISE_DB:
        for clip in read_manifest(data / "noise"):
            yield f"noise {by_db}", rounded(read_mono(clip.audio) * ratio(by_db))
    for dbfs in WHITE_DBFS:
        yield "white noise", rounded(np.random.default_rng(27).normal(0.0, ratio(dbfs), to_samples(60.0)))


def scored(placed: Sequence[Placed], told: Sequence[Told], language: str) -> tuple[ErrorCount, int]:
    """Errors of the clips that count, and how many of them have no text. A caption belongs where most of it lies."""
    texts: dict[str, list[str]] = {each.clip.name: [] for each in placed}
    for each in told:
        nearest = max(placed, key=lambda at: min(each.end_s, at.end_s) - max(each.start_s, at.start_s))
        texts[nearest.clip.name].append(each.text)
    errors, lost = ErrorCount(), 0
    for clip in (each.clip for each in placed if each.scored):
        text = " ".join(filter(None, texts[clip.name]))
        assert clip.measure is not None
        errors += count_errors(clip.transcript, text, clip.measure, language)
        lost += not text
    return errors, lost


def chosen(data: Path, language: str, count: int) -> list[Clip]:
    """`count` clips from all over the manifest."""
    clips = [c for c in read_manifest(data / "speech" / "dev") if c.language == language and c.measure]
    clips = [clip for clip in clips if clip.seconds < LONGEST_S and clip.kind in ("clean", "accented")]
    step = max(1, len(clips) // count)
    return clips[::step][:count]


def heard(recogniser: Recogniser, sound: np.ndarray, way: str, case: str, arguments: argparse.Namespace) -> list[Told]:
    detector = GatedDetector(SileroVad(), None if way == "no gain" else PeakGain())
    model = Lifted(recogniser) if way == "recogniser" else recogniser
    told = caption(sound, model, Request(arguments.language), detector, partials=False)
    if arguments.log is not None:
        with arguments.log.open("a", encoding="utf-8") as log:
            lines = (json.dumps({"case": case, "way": way} | asdict(each), ensure_ascii=False) for each in told)
            log.writelines(f"{line}\n" for line in lines)
    return told


def of_speech(recogniser: Recogniser, arguments: argparse.Namespace) -> Iterator[dict[str, object]]:
    clips = chosen(arguments.data, arguments.language, arguments.clips)
    cases = [(f"level {db}", laid_out(clips, (db,))) for db in LEVELS_DB]
    cases += [(f"far {db}", laid_out(clips, (0, db))) for db in FAR_DB]
    for case, (sound, placed) in cases:
        for way in WAYS:
            errors, lost = scored(placed, heard(recogniser, sound, way, case, arguments), arguments.language)
            yield {"case": case, "way": way, "tokens": errors.reference_length, "rate": errors.rate, "lost": lost}


def of_noise(recogniser: Recogniser, arguments: argparse.Namespace) -> Iterator[dict[str, object]]:
    for way in WAYS[:2]:
        written: dict[str, int] = {}
        for case, sound in noises(arguments.data):
            text = "".join(each.text for each in heard(recogniser, sound, way, case, arguments))
            written[case] = written.get(case, 0) + len("".join(text.split()))
        yield from ({"case": case, "way": way, "false_characters": count} for case, count in written.items())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--model", default="whisper-base")
    parser.add_argument("--language", default="en")
    parser.add_argument("--clips", type=int, default=10)
    parser.add_argument("--log", type=Path, metavar="PATH")
    parser.add_argument("--json", type=Path, metavar="PATH")
    arguments = parser.parse_args()
    recogniser = load_recogniser(arguments.model, 0, user_folders().models)
    found = []
    try:
        print("| case | way | tokens | errors | clips without text |\n| --- | --- | --- | --- | --- |", flush=True)
        for each in of_speech(recogniser, arguments):
            found.append(each)
            rate = f"{100 * float(str(each['rate'])):.1f} %"
            print(f"| {each['case']} | {each['way']} | {each['tokens']} | {rate} | {each['lost']} |", flush=True)
        print("\n| case | way | characters |\n| --- | --- | --- |", flush=True)
        for each in of_noise(recogniser, arguments):
            found.append(each)
            print(f"| {each['case']} | {each['way']} | {each['false_characters']} |", flush=True)
    finally:
        recogniser.close()
    if arguments.json is not None:
        arguments.json.write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
