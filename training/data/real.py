"""Real transcribed speech, brought into the form of the corpus: tar shards of Opus with a manifest.

    python -m training.data.real PACK OUT [--with-share-alike]

PACK holds manifest.tsv and the shards named in it. Recordings under a share-alike licence are left out unless
they are asked for: a model trained on them may have to stay under their licence.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile

from training.data.corpus import Corpus, Utterance, has_shard, write_shard

_LONGEST_S = 14.0
_NOT_SAID = re.compile(r"[^\w' ]|_")
_HAN_EDGE = re.compile(r"(?<=[\u4e00-\u9fff])(?=[a-zA-Z])|(?<=[a-zA-Z])(?=[\u4e00-\u9fff])")


def spoken_form(transcript: str) -> str:
    """Lower case without punctuation, a blank between Chinese and Latin."""
    said = _NOT_SAID.sub(" ", transcript.replace("\u2019", "'").lower())
    return " ".join(_HAN_EDGE.sub(" ", said).split())


def written_form(transcript: str, language: str) -> str:
    """With a capital and a full stop where the transcript has neither."""
    if language != "en":
        return re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", "", transcript) + "。"
    if transcript != transcript.upper():
        return transcript
    sentence = re.sub(r"\bi\b", "I", transcript.lower())
    return sentence[:1].upper() + sentence[1:] + "."


def convert(pack: Path, folder: Path, with_share_alike: bool) -> None:
    with (pack / "manifest.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    if not with_share_alike:
        rows = [row for row in rows if "SA" not in row["licence"].split("(")[0]]
    by_shard: dict[str, dict[str, dict[str, str]]] = {}
    for row in rows:
        if float(row["seconds"]) <= _LONGEST_S:
            by_shard.setdefault(row["shard"], {})[row["id"]] = row
    for shard, members in by_shard.items():
        name = shard.removesuffix(".tar")
        if not has_shard(folder, name):
            write_shard(folder, name, _read(pack / shard, members))
    corpus = Corpus(folder)
    print(f"{len(corpus)} utterances, {corpus.hours:.2f} h in {folder}")


def _read(shard: Path, rows: dict[str, dict[str, str]]) -> Iterator[tuple[Utterance, np.ndarray]]:
    with tarfile.open(shard) as tar:
        for member in tar:
            row = rows.get(member.name.removesuffix(".opus"))
            file = tar.extractfile(member) if row is not None else None
            if row is None or file is None:
                continue
            samples, rate = soundfile.read(io.BytesIO(file.read()), dtype="float32")
            if rate != 16_000:
                raise ValueError(f"{member.name} has {rate} Hz where 16000 were promised")
            language = "mix" if "+" in row["language"] else row["language"]
            written = written_form(row["transcript"], row["language"])
            yield Utterance(spoken_form(row["transcript"]), written, language, (), row["speaker"]), samples


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pack", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--with-share-alike", action="store_true")
    options = parser.parse_args()
    convert(options.pack, options.folder, options.with_share_alike)


if __name__ == "__main__":
    main()
