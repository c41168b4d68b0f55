"""How often the echo decision is right on constructed sound, and what it costs.

    python benchmarks/echo.py [--data DIR] [--rooms N] [--json PATH]

Speech is synthesised by flite, or taken from the FLAC files below DIR. Each of N rooms (delay 10 to 450 ms, 3 to 30 dB
softer, reverberation up to 0.8 s, noise, clocks out of step by up to 200 ppm) gives one case of each kind.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import echo_cases
from engine.echo.resemblance import Resemblance, resemblance
from engine.timeline import to_seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--rooms", type=int, default=60)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        voices = echo_cases.recorded_voices(arguments.data) if arguments.data else echo_cases.flite_voices(Path(folder))
    if not voices:
        raise SystemExit("There is no speech: install flite, or name a folder with --data.")
    counts: Counter[tuple[str, str]] = Counter()
    sound_s = spent_s = 0.0
    for case in echo_cases.cases(voices, echo_cases.rooms(arguments.rooms)):
        began = time.process_time()
        found = resemblance(case.microphone, case.system)
        spent_s += time.process_time() - began
        sound_s += to_seconds(len(case.microphone))
        counts[case.kind, found.verdict.value] += 1
        if arguments.verbose:
            tell(case.kind, found)
    report = table(counts)
    report["cpu_ms_a_second_of_sound"] = round(1000 * spent_s / sound_s, 2)
    print(f"\n{report['cpu_ms_a_second_of_sound']} ms of CPU a second of sound, {sound_s:.0f} s of sound")
    if arguments.json is not None:
        arguments.json.write_text(json.dumps(report, indent=2) + "\n")


def table(counts: Counter[tuple[str, str]]) -> dict[str, float]:
    verdicts = ("echo", "doubtful", "own")
    print(f"{'':28}" + "".join(f"{name:>10}" for name in verdicts) + "   (% of cases)")
    report: dict[str, float] = {}
    for kind in dict.fromkeys(kind for kind, _ in counts):
        total = sum(counts[kind, verdict] for verdict in verdicts)
        shares = {verdict: 100 * counts[kind, verdict] / total for verdict in verdicts}
        print(f"{kind:28}" + "".join(f"{shares[verdict]:10.1f}" for verdict in verdicts))
        report |= {f"{kind}: {verdict}": round(share, 2) for verdict, share in shares.items()}
    return report


def tell(kind: str, found: Resemblance) -> None:
    print(
        f"{kind:28} {found.verdict.value:9} like {found.likeness:5.2f} delay {found.delay_s:5.2f} "
        f"own {found.own_s:5.2f} of {found.active_s:5.2f} s ({found.own_share:.2f})"
    )


if __name__ == "__main__":
    main()
