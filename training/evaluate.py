"""Measures converted models, each table by itself or all of them.

    python -m training.evaluate WORK --model resources/models/mini --speech DIR --noise DIR
    python -m training.evaluate WORK --model A --model B --table models noise hotwords --limit 40

WORK holds the test corpora, dev-seen and dev-unseen or, with --sets NAMES, NAMES-seen and NAMES-unseen. Several models
stand side by side: with and without noise in training, with and without reinforcement learning. The form is that of
Tables 3 to 6 and 8 of the Fun-ASR report.
--stage names the checkpoint in WORK/runs that the first model was made from; it is measured in float32 with torch.
What a table needs and does not find is said, and the others go on.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path

import torch

from training.evaluation import cost, hotwords, noise, offline, recordings
from training.evaluation.bench import Bench
from training.evaluation.clips import HeldOutSets
from training.evaluation.subject import Subject, from_folder, from_stage
from training.evaluation.tables import Absent, Table

TABLES: dict[str, Callable[[Bench], list[Table]]] = {
    "streaming": offline.streaming,
    "sentences": offline.sentences,
    "voices": offline.voices,
    "noise": noise.noisy,
    "switching": offline.switching,
    "hotwords": hotwords.hotwords,
    "models": offline.models,
    "silence": recordings.false_captions,
    "real": recordings.real,
    "drafts": cost.drafts,
    "precision": offline.precision,
    "speed": cost.speed,
}


def measure(bench: Bench, names: list[str]) -> list[Table]:
    """Print the tables as they are made. Returns all of them."""
    made: list[Table] = []
    for name in names:
        begun = time.monotonic()
        try:
            tables = TABLES[name](bench)
        except Absent as reason:
            print(f"### {name}\n\nLeft out: {reason}.\n", flush=True)
            continue
        for table in tables:
            print(f"{table.markdown()}\n", flush=True)
        print(f"({name}: {time.monotonic() - begun:.0f} s)\n", flush=True)
        made += tables
    return made


def figures(tables: list[Table]) -> dict[str, float]:
    return {key: value for table in tables for key, value in table.figures().items()}


def main() -> None:
    options = _options()
    torch.set_num_threads(1)
    subjects = [_opened(each) for each in options.model]
    floats = None if options.stage is None else from_stage(options.work, options.stage, options.decoder, options.config)
    sets = HeldOutSets(options.work, options.limit, options.sets)
    bench = Bench(sets, subjects, floats, options.speech, options.noise, options.limit)
    try:
        tables = measure(bench, options.table)
    finally:
        for subject in (*subjects, *filter(None, [floats])):
            subject.close()
    if options.json is not None:
        options.json.write_text(json.dumps(figures(tables), indent=1) + "\n", encoding="utf-8")


def _opened(given: str) -> Subject:
    """FOLDER, or NAME=FOLDER where the column is to be called otherwise; a name that ends in "unguarded" is."""
    name, mark, folder = given.rpartition("=")
    subject = from_folder(Path(folder), name if mark else None)
    subject.unguarded = name.endswith("unguarded")
    return subject


def _options() -> argparse.Namespace:
    from training import mini

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("--model", action="append", required=True, metavar="[NAME=]FOLDER", help="a converted model")
    parser.add_argument("--table", nargs="+", choices=list(TABLES), default=list(TABLES), help="default: all")
    parser.add_argument("--sets", default="dev", metavar="NAMES", help="which test corpora (default: dev)")
    parser.add_argument("--limit", type=int, metavar="N", help="clips of a language in a test set (default: all)")
    parser.add_argument("--speech", type=Path, metavar="DIR", help="real speech with a manifest.tsv")
    parser.add_argument("--noise", type=Path, metavar="DIR", help="real noise with a manifest.tsv")
    parser.add_argument("--stage", help="the first model's training checkpoint, for the comparison with float32")
    parser.add_argument("--decoder", metavar="STAGE", help="the decoder's stage, where it is another")
    parser.add_argument("--config", type=Path, default=mini.CONFIG)
    parser.add_argument("--json", type=Path, metavar="PATH", help="write every figure as one flat object")
    return parser.parse_args()


if __name__ == "__main__":
    main()
