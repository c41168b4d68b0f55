"""Earshot beside other live captioners: fed the same sound in real time, scored alike.

    python benchmarks/peers.py --data FOLDER [--work FOLDER] [--only NAME ...] [--streams NAME ...] [--runs N]
                               [--earshot "MODE ARGUMENTS" ...] [--whisper FOLDER]

--data is the folder of the development audio (manifest.tsv, long_en_constructed). --work keeps everything: the
streams with the times of their words, models, an environment for each peer (made by pip at the first run), and for each
call a folder in runs/ with the logs, figures.json and table.md; without it a temporary folder is used and kept. --only
takes earshot and the names of peers (benchmarks/peer_environments.py). --earshot may be given several times: a caption
mode and arguments of `caption`, for example --earshot balanced --earshot "calm --model mini"; English is the language
unless it names another.

One session runs at a time: one stream, the model loaded before the first block. A peer that cannot be installed or
fails stands in the table with the reason. benchmarks/peer_figures.py defines the figures; further columns:

cpu/s    user and system seconds of all its processes from the first block to the last text, a second of sound
RSS      the highest sum of their resident sets in that time (MiB, looked at four times a second; what processes share
         counts for each); figures.json has the peak with loading, too
load     the machine's load average before the run: beside other work, figures are provisional
WER      numbers as they are written, and with numbers as words on both sides
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.peer_environments import PEERS, Workplace  # noqa: E402 - the root must be on the path first
from benchmarks.peer_figures import PeerFigures, figures_of, percentile, read_log, together  # noqa: E402
from benchmarks.peer_runs import Cost, PeerFailed, run_earshot, run_peer  # noqa: E402
from benchmarks.peer_sound import Aligner, Stream, prepare  # noqa: E402

STREAMS = ("clips", "long")
EARSHOT = "earshot"
_HEAD = (
    "who",
    "sound",
    "WER %",
    "numbers mapped",
    "first p50 / p95 / max",
    "stable p50 / p95 / max",
    "onset p50 / p95",
    "flicker %",
    "settled p50 / p95 / max",
    "marked p50 / p95 (turns)",
    "cpu/s",
    "RSS MiB",
    "behind s",
    "load",
)


@dataclass(slots=True)
class Row:
    """One session, or the sessions of one run over all streams together. failure: why there are no figures."""

    who: str
    sound: str
    seconds: float = 0.0
    figures: PeerFigures | None = None
    cost: Cost | None = None
    failure: str = ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the development audio")
    parser.add_argument("--work", type=Path, help="where environments, models, logs and figures are kept")
    parser.add_argument("--only", nargs="+", choices=(EARSHOT, *PEERS), default=[EARSHOT, *PEERS])
    parser.add_argument("--streams", nargs="+", choices=STREAMS, default=list(STREAMS))
    parser.add_argument("--earshot", action="append", metavar="ARGUMENTS", help='e.g. "calm --model mini"')
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--whisper", type=Path, metavar="FOLDER", help="Whisper base, where it is there already")
    arguments = parser.parse_args()
    work = arguments.work or Path(tempfile.mkdtemp(prefix="earshot-peers-"))
    place = Workplace(work.absolute(), arguments.whisper)
    folder = place.folder / "runs" / time.strftime("%Y-%m-%d %H-%M-%S")
    rows = measure(arguments, place, folder)
    text = table(rows)
    (folder / "table.md").write_text(text, "utf-8")
    (folder / "figures.json").write_text(json.dumps([plain(row) for row in rows], indent=1) + "\n", "utf-8")
    print(f"\n{text}\nkept in {folder}")


def measure(arguments: argparse.Namespace, place: Workplace, folder: Path) -> list[Row]:
    """Every session; the logs go to `folder`, which is made."""

    @cache
    def aligner() -> Aligner:
        return Aligner(place.whisper_base())

    streams = [prepare(name, arguments.data, place.folder / "streams", aligner) for name in arguments.streams]
    rows: list[Row] = []
    for who, session in sessions(arguments, place):
        for number in range(1, arguments.runs + 1):
            run = [measure_stream(who, session, stream, number, folder) for stream in streams]
            rows += run
            if len(run) > 1 and all(row.figures for row in run):
                rows.append(both(run))
    return rows


Session = Callable[[Stream, Path], Cost]
"""Caption a stream and write the log to a path. Raises PeerFailed."""


def sessions(arguments: argparse.Namespace, place: Workplace) -> list[tuple[str, Session]]:
    found: list[tuple[str, Session]] = []
    for name in arguments.only:
        if name == EARSHOT:
            found += [(f"Earshot, {choice}", earshot_session(choice)) for choice in arguments.earshot or ["balanced"]]
        else:
            found.append((PEERS[name].title, peer_session(place, name)))
    return found


def earshot_session(choice: str) -> Session:
    given = choice if "--language" in choice else f"{choice} --language en"
    return lambda stream, log: run_earshot(given, stream.path, stream.spoken.seconds, log)


def peer_session(place: Workplace, name: str) -> Session:
    def session(stream: Stream, log: Path) -> Cost:
        command, environment = place.command(name, stream.path)
        seconds = stream.spoken.seconds
        return run_peer(command, seconds, log, environment, limit_s=2 * seconds + 120)

    return session


def measure_stream(who: str, session: Session, stream: Stream, number: int, folder: Path) -> Row:
    folder.mkdir(parents=True, exist_ok=True)
    name = "".join(c if c.isalnum() else "-" for c in f"{who} {stream.name} {number}".lower())
    log = folder / f"{name}.jsonl"
    row = Row(who, f"{stream.name} {number}", stream.spoken.seconds)
    try:
        row.cost = session(stream, log)
        row.figures = figures_of(stream.spoken, read_log(log))
    except PeerFailed as failed:
        row.failure = str(failed)
    print(line(row), flush=True)
    return row


def both(run: Sequence[Row]) -> Row:
    """All streams of one run as one: CPU over all seconds, the highest memory."""
    costs = [row.cost for row in run if row.cost is not None]
    cost = Cost(
        sum(each.cpu_s for each in costs),
        max(each.rss_mib for each in costs),
        max(each.rss_life_mib for each in costs),
        max(each.load for each in costs),
    )
    figures = together(row.figures for row in run if row.figures is not None)
    return Row(run[0].who, "together", sum(row.seconds for row in run), figures, cost)


# -- printing ------------------------------------------------------------------------------------------------


def table(rows: Sequence[Row]) -> str:
    """Markdown: each session, then the streams together."""
    head = f"| {' | '.join(_HEAD)} |\n|{'---|' * len(_HEAD)}\n"
    parts = [head + "".join(line(row) + "\n" for row in rows if row.sound != "together")]
    pooled = [row for row in rows if row.sound == "together"]
    if pooled:
        parts.append("Streams together:\n\n" + head + "".join(line(row) + "\n" for row in pooled))
    return "\n".join(parts)


def line(row: Row) -> str:
    if row.figures is None or row.cost is None:
        return f"| {row.who} | {row.sound} | not available: {row.failure} |" + " |" * (len(_HEAD) - 3)
    found, cost = row.figures, row.cost
    cells = (
        row.who,
        row.sound,
        f"{100 * found.errors.rate:.1f}",
        f"{100 * found.errors_numbers_mapped.rate:.1f}",
        _spread(found.first_s, maximum=True),
        _spread(found.stable_s, maximum=True),
        _spread(found.onset_s),
        f"{100 * found.flicker:.0f}",
        _spread(found.settled_s, maximum=True),
        f"{_spread(found.marked_s)} ({len(found.marked_s)}/{found.turns})",
        f"{cost.cpu_s / row.seconds:.2f}",
        f"{cost.rss_mib:.0f}",
        f"{found.behind_s:.1f}",
        f"{cost.load:.1f}",
    )
    return f"| {' | '.join(cells)} |"


def _spread(values: Sequence[float], maximum: bool = False) -> str:
    shares = (0.5, 0.95, 1.0) if maximum else (0.5, 0.95)
    return " / ".join(f"{percentile(values, share):.2f}" for share in shares)


def plain(row: Row) -> dict[str, Any]:
    """Everything of a row, samples and the final text included."""
    found: dict[str, Any] = {"who": row.who, "sound": row.sound, "seconds": row.seconds}
    if row.figures is None or row.cost is None:
        return found | {"failure": row.failure}
    figures, cost = asdict(row.figures), asdict(row.cost)
    rates = {"wer": row.figures.errors.rate, "wer_numbers_mapped": row.figures.errors_numbers_mapped.rate}
    rates |= {"flicker": row.figures.flicker, "cpu_a_second": row.cost.cpu_s / row.seconds}
    for name in ("first_s", "stable_s", "onset_s", "settled_s", "marked_s"):
        rates |= {f"{name}_p{100 * share:.0f}": percentile(figures[name], share) for share in (0.5, 0.95, 1.0)}
    return found | {name: None if math.isnan(rate) else rate for name, rate in rates.items()} | figures | cost


if __name__ == "__main__":
    main()
