"""kill -9 at random moments of a session: what is lost, and what the next start tells.

    python benchmarks/kills.py [--count 100] [--seed 1] [--model mini] [--window] [--within 12]
                               [--at-once 4] [--power] [--json PATH]

Each round plays the bundled recording at its own pace into the application (benchmarks/kill_child.py), which records
it, kills the process somewhere in the first --within seconds, and then looks as the next start would. --power: the
power fails with it, so that only what the disk was asked to keep is sure to be there (benchmarks/power_cut.py).

finals lost     finals that a reader was given and the transcripts lack, or hold with another text
sound lost      seconds between the last moment that the application had heard and the end of the recording
told            sessions with text or sound of which the next start tells (Transcripts.find_left_over)
The exit status is 1 where a final is lost, more than 1 s of sound is, or a session is not told.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from app.choices import LeftOver  # noqa: E402 - the root must be on the path first
from app.control.earshot import Earshot  # noqa: E402
from app.folders import portable_folders  # noqa: E402
from app.settings import Settings  # noqa: E402
from app.transcripts.store import TranscriptStore  # noqa: E402
from benchmarks import power_cut  # noqa: E402
from engine.errors import CaptioningError  # noqa: E402
from engine.timeline import SAMPLE_RATE  # noqa: E402

SAMPLE = ROOT / "resources" / "samples" / "meeting.flac"
SOUND = "sound.flac"
MOST_LOST_S = 1.0
PATIENCE_S = 30.0


@dataclass(frozen=True, slots=True)
class Round:
    """What one kill did. at_s: after the process began. heard_s: the last position that was told before the kill."""

    at_s: float
    finals: int
    finals_lost: int
    heard_s: float
    recorded_s: float
    begun: bool
    told: bool

    @property
    def sound_lost_s(self) -> float:
        return max(0.0, self.heard_s - self.recorded_s)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--model", default="mini")
    parser.add_argument("--window", action="store_true", help="with the window; needs a display (Xvfb will do)")
    parser.add_argument("--within", type=float, default=12.0, metavar="S")
    parser.add_argument("--at-once", type=int, default=4, metavar="N", help="so many rounds side by side")
    parser.add_argument("--power", action="store_true", help="the power fails: Linux, with a C compiler")
    parser.add_argument("--json", type=Path)
    wanted = parser.parse_args()
    chance = random.Random(wanted.seed)
    moments = [chance.uniform(0.2, wanted.within) for _ in range(wanted.count)]
    with ThreadPoolExecutor(wanted.at_once) as side_by_side, tempfile.TemporaryDirectory() as folder:
        built = power_cut.library(Path(folder)) if wanted.power else None
        rounds = list(side_by_side.map(lambda at_s: kill_once(wanted, at_s, built), moments))
    good = tell(rounds)
    if wanted.json is not None:
        wanted.json.write_text(json.dumps([asdict(each) for each in rounds], indent=2) + "\n")
    raise SystemExit(0 if good else 1)


def kill_once(wanted: argparse.Namespace, at_s: float, built: Path | None) -> Round:
    with tempfile.TemporaryDirectory() as folder:
        home, synced = Path(folder) / "home", Path(folder) / "synced"
        home.mkdir()
        synced.mkdir()
        (later := Path(folder) / "later").mkdir()
        watched = {} if built is None else power_cut.surroundings(built, synced)
        events = events_until_killed(command(wanted, home / SOUND), home, at_s, watched)
        if built is not None:
            power_cut.cut(home, synced, later, random.Random(at_s))
            home.rename(Path(folder) / "before")
            later.rename(home)  # where its transcripts say that the recording lies
        return looked(home, events, at_s)


def looked(home: Path, events: list[dict[str, Any]], at_s: float) -> Round:
    """What the next start finds, beside the events that were told until the kill."""
    finals = {each["utterance"]: each for each in events if each["type"] == "final"}
    heard_s = max((each["end"] for each in events if each["type"] == "level"), default=0.0)
    kept = kept_texts(home)
    lost = sum(is_lost(each, kept.get(utterance)) for utterance, each in finals.items())
    begun = bool(kept) or recorded_s(home / SOUND) > 0
    return Round(at_s, len(finals), lost, heard_s, recorded_s(home / SOUND), begun, bool(left_over(home)))


def is_lost(final: dict[str, Any], kept: str | None) -> bool:
    """A draft may have been replaced by a text that was kept, and not shown any more."""
    return kept is None or (kept != final["text"] and not final.get("draft"))


def command(wanted: argparse.Namespace, record: Path) -> list[str]:
    child = [sys.executable, "benchmarks/kill_child.py", str(SAMPLE), "--model", wanted.model, "--record", str(record)]
    return [*child, "--window"] if wanted.window else child


def events_until_killed(child: list[str], home: Path, at_s: float, watched: dict[str, str]) -> list[dict[str, Any]]:
    """What a reader was given until the kill; the last line may be cut off in the middle."""
    surroundings = os.environ | {"EARSHOT_HOME": str(home)} | watched
    with subprocess.Popen(child, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=surroundings) as process:
        assert process.stdout is not None
        timer = threading.Timer(at_s, process.kill)
        timer.start()
        lines = process.stdout.readlines()
        timer.join()
    return [json.loads(line) for line in lines if line.endswith("\n")]


def kept_texts(home: Path) -> dict[int, str]:
    path = portable_folders(home).transcripts_file
    if not path.exists():
        return {}
    with TranscriptStore(path) as store:
        segments = [segment for each in store.sessions() for segment in store.load(each.id).segments]
        return {segment.utterance_id: segment.text for segment in segments}


def recorded_s(path: Path) -> float:
    """Read to the end: nobody closed the file, so its header does not say how long it is."""
    if not path.exists():
        return 0.0
    import av

    samples = 0
    with suppress(av.FFmpegError), av.open(str(path)) as opened:  # where the last bytes are no sound
        for frame in opened.decode(audio=0):
            samples += frame.samples
    return samples / SAMPLE_RATE


def left_over(home: Path) -> list[LeftOver]:
    """As the window asks when it opens."""
    earshot = Earshot(Settings(), portable_folders(home))
    found: list[LeftOver] = []
    answered = threading.Event()

    def take(answer: list[LeftOver] | CaptioningError) -> None:
        found.extend(answer if isinstance(answer, list) else [])
        answered.set()

    earshot.transcripts.find_left_over(take)
    assert answered.wait(PATIENCE_S)
    earshot.close()
    return found


def tell(rounds: list[Round]) -> bool:
    begun = [each for each in rounds if each.begun]
    worst_s = max(each.sound_lost_s for each in rounds)
    lost, untold = sum(each.finals_lost for each in rounds), sum(not each.told for each in begun)
    print(f"kills              {len(rounds)}, {len(begun)} of them after text or sound was kept")
    print(f"finals lost        {lost} of {sum(each.finals for each in rounds)}")
    print(f"sound lost (s)     {worst_s:.2f} at most")
    print(f"sessions not told  {untold} of {len(begun)}")
    return lost == 0 and worst_s <= MOST_LOST_S and untold == 0


if __name__ == "__main__":
    main()
