"""How long three hours of transcript take in each format, and how much memory at its peak.

    python -m benchmarks.exports [--hours 3] [--language zh] [--speakers 2] [--format odt ...]

Limits: 2 processor-seconds a format, 5 for PDF. Sound is left out: it is copied, not written.
"""

from __future__ import annotations

import argparse
import time
import tracemalloc
from pathlib import Path

from app.exporters import FORMATS, export_bytes
from app.exporters.options import ExportChoices
from app.exporters.preview import preview_of
from app.exporters.printing import print_with
from tests.support.long_talk import long_talk
from ui.printing import pdf_of

EXAMPLE = Path(__file__).resolve().parents[1] / "resources" / "templates" / "minutes.md.j2"
LIMIT_S = {"pdf": 5.0, "pdf-evidence": 5.0}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hours", type=float, default=3.0)
    parser.add_argument("--language", choices=("en", "zh"), default="en")
    parser.add_argument("--speakers", type=int, choices=(1, 2), default=1)
    parser.add_argument("--format", nargs="*", default=[], metavar="NAME", help="only these")
    options = parser.parse_args()
    print_with(pdf_of)
    talk = long_talk(options.hours * 3600, options.language, options.speakers)
    words = sum(len(each.words) for each in talk.segments)
    print(f"{options.hours:g} h, {len(talk.segments)} sentences, {words} words\n")
    print("| format | wall s | processor s | limit s | MB written | MB of Python objects at the peak |")
    print("| --- | --- | --- | --- | --- | --- |")
    for each in FORMATS:
        if each.name == "html-sound" or (options.format and each.name not in options.format):
            continue
        wall, cpu = time.perf_counter(), time.process_time()
        content = export_bytes(talk, each.name)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        tracemalloc.start()
        export_bytes(talk, each.name)
        peak = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
        limit = LIMIT_S.get(each.name, 2.0)
        late = "" if cpu <= limit else " **over**"
        print(f"| {each.name} | {wall:.2f} | {cpu:.2f}{late} | {limit:g} | {len(content) / 1e6:.2f} | {peak:.0f} |")
    print("\n| preview of | wall s | processor s |\n| --- | --- | --- |")
    for name in ("txt", "srt", "html-evidence", "template"):
        wall, cpu = time.perf_counter(), time.process_time()
        preview_of(talk, ExportChoices(name, template=str(EXAMPLE)))
        print(f"| {name} | {time.perf_counter() - wall:.2f} | {time.process_time() - cpu:.2f} |")


if __name__ == "__main__":
    main()
