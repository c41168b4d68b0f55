"""The full-size Fun-ASR-Nano (random weights, int8 + Q4_K_M) in a long session: can this machine hold it?

    python benchmarks/long_session.py --folder FOLDER --data DIR [--minutes 10] [--hours 2] [--load N] [--json PATH]

1. Real: clips of DIR in a loop, in real time, for --minutes through the engine's session with the full-size model.
   Every pass of the model is timed, also those whose text was never needed.
2. Simulated: --hours of conversation through the same session on a simulated clock (benchmarks/long_simulation.py),
   each pass taking the 95th percentile of what the real ones took.

Random weights have the cost of trained ones, not their text. So the language model is let write as many tokens as
people speak (--tokens a second of sound, 4.5: 3 words of English or 5 characters of Chinese), where a trained one
would end by itself; its draft, the CTC text, is never right, which is the worst case. FOLDER is made by
benchmarks/big_model.py where it is not there yet (some minutes).

real-time factor    seconds of all passes / seconds of sound, of both threads together; below 1 one core would do
CPU                 CPU seconds of all processes a second of sound
unshown             age of the oldest speech that no text had covered, when the next text came
The exit status is 1 where the factor is not below 0.7, speech waited over 3 s, or lag or memory grew over 5 %.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from app.event_json import event_object  # noqa: E402 - the root must be on the path first
from benchmarks import big_model  # noqa: E402
from benchmarks.live_figures import Figures, add_events, flat, percentile  # noqa: E402
from benchmarks.long_simulation import figures_of, rows, simulate  # noqa: E402
from benchmarks.machine import MemoryWatch, busy, cpu_s  # noqa: E402
from benchmarks.soak_sound import write_loop  # noqa: E402
from benchmarks.timed_recogniser import TimedRecogniser  # noqa: E402
from engine.audio.capture import Capture  # noqa: E402
from engine.audio.file import FileSource, read_mono  # noqa: E402
from engine.errors import CaptioningError  # noqa: E402
from engine.events import CaptionEvent, EngineError, Level  # noqa: E402
from engine.models.fun_asr_nano import decoder as llm  # noqa: E402
from engine.models.fun_asr_nano import recogniser as fun_asr  # noqa: E402
from engine.models.fun_asr_nano.llm.job import DecodedAnswer, DecodeJob  # noqa: E402
from engine.models.fun_asr_nano.manifest import payload_of  # noqa: E402
from engine.models.fun_asr_nano.text_decoder import EncodedUtterance  # noqa: E402
from engine.models.recogniser import Request  # noqa: E402
from engine.session.channel import ChannelInput  # noqa: E402
from engine.session.measuring import measure  # noqa: E402
from engine.session.options import SessionOptions  # noqa: E402
from engine.session.scheduler import LAG_BOUND_S, PassCosts  # noqa: E402
from engine.session.session import Session  # noqa: E402
from engine.timeline import to_samples  # noqa: E402
from engine.vad.gate import speech_detector  # noqa: E402
from tests.support.slow_machine import Speed  # noqa: E402

MOST_FACTOR = 0.7
MOST_GROWTH = 0.05
LAG_STEP_S = 0.05  # a smaller growth of the lag than this is the grain of the simulated clock


class AsLongAsSpeech(llm.LlmTextDecoder):
    """Writes as many tokens as were probably spoken; random weights would never stop."""

    tokens_a_second = 4.5

    def _job(self, heard: EncodedUtterance, request: Request) -> DecodeJob:
        job = super()._job(heard, request)
        return replace(job, most_tokens=max(1, round(self.tokens_a_second * job.audio_s)))

    def _without_loops(self, job: DecodeJob) -> DecodedAnswer:
        """Once: what random weights repeat says nothing of how often trained ones do."""
        return self.service.decode(job)


def main() -> None:
    wanted = _options()
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="earshot-long-") as scratch, busy(wanted.load):
        sound = Path(scratch) / "sound.wav"
        write_loop(wanted.data, wanted.minutes, sound)
        found |= real(wanted, sound)
    speed = Speed(found["guess_s_p95"], found["final_cost_p95"])
    print(
        f"\nsimulated: {wanted.hours:g} h, a guess takes {speed.guess_s:.2f} s, a final {speed.final:.2f} of its sound"
    )
    machine = simulate(wanted.hours, speed)
    print(*rows(machine), sep="\n")
    found |= {f"simulated_{name}": value for name, value in figures_of(machine).items()}
    if wanted.json is not None:
        wanted.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    faults = list(faults_of(found))
    print(*(faults or ["all bounds were kept"]), sep="\n")
    raise SystemExit(1 if faults else 0)


def faults_of(found: dict[str, float]) -> list[str]:
    """What is not as it should be, each in a sentence."""
    grown_mb = found["simulated_last_part_memory_mb"] / found["simulated_second_part_memory_mb"] - 1.0
    grown_s = found["simulated_last_part_lag_p95_s"] - found["simulated_second_part_lag_p95_s"]
    checks = (
        (found["real_time_factor"] < MOST_FACTOR, f"the real-time factor is {found['real_time_factor']:.2f}"),
        (found["unshown_s_max"] <= LAG_BOUND_S, f"speech waited {found['unshown_s_max']:.2f} s for its text"),
        (found["simulated_lag_max_s"] <= LAG_BOUND_S, f"a simulated word waited {found['simulated_lag_max_s']:.2f} s"),
        (grown_mb <= MOST_GROWTH, f"memory grew by {100 * grown_mb:.1f} % within the simulation"),
        (grown_s <= LAG_STEP_S, f"the lag grew by {grown_s:.2f} s within the simulation"),
    )
    return [sentence for kept, sentence in checks if not kept]


def real(wanted: argparse.Namespace, sound: Path) -> dict[str, float]:
    """The full-size model on real sound in real time."""
    described = big_model.make(wanted.folder)
    width = payload_of(described).config.adaptor.llm_dim
    opened = llm.open_decoder(wanted.folder / big_model.DECODER, width, llm.DecoderOptions(device="cpu"))
    AsLongAsSpeech.tokens_a_second = wanted.tokens
    decoder = AsLongAsSpeech(opened.service)
    recogniser = TimedRecogniser(fun_asr.load(wanted.folder, decoder=decoder))
    costs = measure(recogniser, read_mono(ROOT / "resources" / "samples" / "meeting.flac")[: to_samples(2.0)])
    recogniser.passes.clear()
    print(f"measured at loading: {costs}")
    events: list[CaptionEvent] = []
    with MemoryWatch(os.getpid()) as memory:
        before_s = cpu_s(os.getpid())
        run_session(recogniser, sound, costs or PassCosts(), events)
        used_s = cpu_s(os.getpid()) - before_s
    recogniser.close()
    found = figures_of_session(recogniser, events, 60 * wanted.minutes) | {
        "cpu_seconds_a_second": used_s / (60 * wanted.minutes),
        "memory_peak_mb": memory.peak_mb,
    }
    for name, value in found.items():
        print(f"{name:28}{value:10.3f}")
    return found


def run_session(recogniser: TimedRecogniser, sound: Path, costs: PassCosts, events: list[CaptionEvent]) -> None:
    """On this thread, to the end of the file."""

    def post(event: CaptionEvent) -> None:
        if isinstance(event, EngineError):
            raise CaptioningError(event.what, event.remedy)
        if not isinstance(event, Level):
            events.append(event)

    capture = Capture(FileSource(sound, paced=True), post)
    source = ChannelInput(capture, speech_detector(), post)
    session = Session([source], recogniser, post, SessionOptions(costs=costs))
    session.start()
    session.run()


def figures_of_session(recogniser: TimedRecogniser, events: list[CaptionEvent], sound_s: float) -> dict[str, float]:
    figures = Figures()
    add_events(figures, [event_object(event) for event in events])
    shown = flat(figures)
    guesses = [each.took_s for each in recogniser.passes if not each.final]
    finals = [each.took_s / max(each.sound_s, 1.0) for each in recogniser.passes if each.final]
    wanted = ("first_partial_s_p50", "first_partial_s_p95", "unshown_s_p50", "unshown_s_p95", "unshown_s_max")
    return {
        "real_time_factor": sum(each.took_s for each in recogniser.passes) / sound_s,
        "real_time_factor_guesses": sum(guesses) / sound_s,
        "guesses": len(guesses),
        "guess_s_p50": percentile(guesses, 0.5),
        "guess_s_p95": percentile(guesses, 0.95),
        "finals": len(finals),
        "final_cost_mean": statistics.fmean(finals) if finals else float(np.nan),
        "final_cost_p95": percentile(finals, 0.95),
        "after_endpoint_s_p50": shown["after_endpoint_s_p50"],
        "cadence_s_p50": shown["cadence_s_p50"],
        "drafts": shown["drafts"],
        "most_behind_s": shown["most_behind_s"],
    } | {name: shown[name] for name in wanted}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True, help="the model; made here where it is not there yet")
    parser.add_argument("--data", type=Path, required=True, help="a folder of clips, its sub-folders included")
    parser.add_argument("--minutes", type=float, default=10.0, help="of real sound")
    parser.add_argument("--hours", type=float, default=2.0, help="of simulated conversation")
    parser.add_argument("--tokens", type=float, default=4.5, help="that the language model writes a second of sound")
    parser.add_argument("--load", type=int, default=0, metavar="N", help="the real part beside N busy processes")
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
