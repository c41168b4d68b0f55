"""Damaged input of every kind through the real readers: how many tracebacks, crashes and hangs?

    python benchmarks/mutations.py sound --count 500 --seed 1 [--keep FOLDER]
    python benchmarks/mutations.py models --count 500 --seed 1
    python benchmarks/mutations.py kept --count 300 --seed 18

sound: the bundled recording as WAV, FLAC, MP3, Ogg, M4A, MP4, MKV, AIFF and MPEG-TS, with bytes flipped, header fields
set to extremes, parts cut off, removed, repeated or inserted; and lists of files that name themselves or an address.

models: folders of Earshot Mini, Whisper (base and a tiny one) and an imported Fun-ASR model, with damaged descriptions,
damaged weights, pipes, loops and missing files, beside a healthy folder; each is listed, checked, imported, loaded and
run once.

kept: each kind of file that Earshot keeps itself (transcripts, their log and journal, recordings, settings, word lists,
the list of files, bundles, descriptions of models), --count times cut off at a random length, with all that the next
start does with it (tests/support/cut_files.py). A fault: a traceback, a loss that no sentence tells, damaged bytes that
are gone.

Sound and models are read in a child process, which is started anew where it crashes or says nothing for LIMIT_S. The
memory it may take is limited. The exit status is 1 where there was a traceback, a crash or a hang; --keep leaves those
files there.
"""

from __future__ import annotations

import argparse
import logging
import os
import select
import shutil
import subprocess
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

LIMIT_S = 150.0  # a model's trial may take two minutes
MEMORY_BYTES = 4 << 30
FAULTS = ("traceback", "crash", "hang")


class Child:
    """A process of this program that reads one file after the other; begun anew after a crash or a hang."""

    def __init__(self, subject: str) -> None:
        self._command = [sys.executable, str(Path(__file__).resolve()), subject, "--child"]
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, path: Path) -> str:
        """One line: "whole", "told ...", or what a fault was."""
        process = self._process = self._process or self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(os.fsencode(path) + b"\n")
        process.stdin.flush()
        ready, _, _ = select.select([process.stdout], [], [], LIMIT_S)
        answer = process.stdout.readline().decode("utf-8", "replace").strip() if ready else ""
        if answer:
            return answer
        self.close()
        return f"crash with status {process.returncode}" if ready else f"hang of {LIMIT_S:.0f} s"

    def close(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.close()
            try:
                process.wait(1.0)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            process.stdout.close()

    def _started(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)


def answer_as_child(subject: str) -> None:
    """Read the files or folders that standard input names, answer with one line each."""
    from benchmarks import mutated_models, mutated_sound

    read = mutated_sound.read if subject == "sound" else mutated_models.read
    if subject == "sound":
        _limit_memory()
    for line in sys.stdin.buffer:
        path = Path(os.fsdecode(line.rstrip(b"\n")))
        try:
            found = read(path)
        except Exception:
            found = f"traceback {traceback.format_exc().strip()!r}"
        print(" ".join(found.split()), flush=True)


def _limit_memory() -> None:
    if os.name == "posix":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def results(subject: str, folder: Path, count: int, seed: int) -> Iterator[tuple[Path, str]]:
    """Each mutated file or folder, and what its reader answered."""
    child = Child(subject)
    try:
        for path in _sounds(folder, count, seed) if subject == "sound" else _places(folder, count, seed):
            yield path, child.read(path)
    finally:
        child.close()


def _sounds(folder: Path, count: int, seed: int) -> Iterator[Path]:
    from benchmarks import mutated_sound

    whole = mutated_sound.whole_files(folder)
    yield from whole
    for number in range(count):
        path = mutated_sound.make(whole, folder, seed, number)
        yield path
        path.unlink()


def _places(folder: Path, count: int, seed: int) -> Iterator[Path]:
    """Empty folders, named by the seed of what the child makes in them."""
    for number in range(seed, seed + count):
        place = folder / str(number)
        place.mkdir()
        yield place
        shutil.rmtree(place, ignore_errors=True)


def run(subject: str, count: int, seed: int, keep: Path | None = None) -> Counter[str]:
    """How often each kind of answer came, of the whole files and of `count` mutated ones; faults are printed."""
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for path, answer in results(subject, Path(folder), count, seed):
            kind = answer.split()[0]
            found[kind] += 1
            if kind in FAULTS or (path.stem == "whole" and kind != "whole"):
                print(f"{path.name}: {answer}", file=sys.stderr)
                if keep is not None and path.is_file():
                    keep.mkdir(parents=True, exist_ok=True)
                    shutil.copy(path, keep)
    return found


def cut(count: int, seed: int) -> int:
    """Print what is left of each kind of file; returns the number of faults."""
    from tests.support.cut_files import KINDS, rounds

    logging.disable()  # the sentences are counted here
    faults = 0
    print("| cut off | what is left, worst / median | a sentence | faults |\n| --- | --- | --- | --- |")
    for kind in KINDS:
        with tempfile.TemporaryDirectory() as folder:
            cuts = list(rounds(kind, count, seed, Path(folder)))
        wrong = [f"{kind.name} at {each.length} bytes: {fault}" for each in cuts if (fault := each.fault(kind))]
        print("".join(f"{line}\n" for line in wrong), end="", file=sys.stderr)
        left = sorted(each.found.kept for each in cuts)
        shares = " / ".join(f"{value:.4g}" for value in (left[0], left[len(left) // 2]))
        told = sum(bool(each.found.told) for each in cuts)
        print(f"| {kind.name} | {shares} of {kind.whole:g} {kind.unit} | {told} of {count} | {len(wrong)} |")
        faults += len(wrong)
    return faults


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("subject", choices=["sound", "models", "kept"])
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="where to leave the files that made a fault")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        answer_as_child(arguments.subject)
        return 0
    if arguments.subject == "kept":
        return int(cut(arguments.count, arguments.seed) > 0)
    found = run(arguments.subject, arguments.count, arguments.seed, arguments.keep)
    for kind in ("whole", "told", *FAULTS):
        print(f"{kind:10} {found[kind]}")
    return int(any(found[kind] for kind in FAULTS))


if __name__ == "__main__":
    sys.exit(main())
