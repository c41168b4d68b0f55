"""Writes the description of a Whisper model that lies in its place already, as set-up puts it there.

    python -m engine.models.whisper.describe FOLDER --name whisper-base --title "Whisper base"

Needs the standard library only. Every file of the model is read for its sha256.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from engine.errors import ModelUnusable
from engine.models import manifest
from engine.models.manifest import Manifest
from engine.models.whisper import folder as whisper_folder

LICENCE = "MIT; weights by OpenAI, conversion by Systran"


def write_description(folder: Path, name: str, title: str, licence: str = LICENCE) -> Manifest:
    """Put earshot-model.json beside the model's files. Raises ModelUnusable where they are not all there."""
    files = {path.name: manifest.record_of(path) for path in whisper_folder.files_of(folder)}
    described = whisper_folder.describe(folder, name, title, files, licence, {"kind": "CTranslate2"})
    manifest.write(folder, described)
    return described


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--name", required=True)
    parser.add_argument("--title", required=True)
    parser.add_argument("--licence", default=LICENCE)
    arguments = parser.parse_args()
    try:
        described = write_description(arguments.folder, arguments.name, arguments.title, arguments.licence)
    except ModelUnusable as fault:
        print(fault, file=sys.stderr)
        return 1
    print(f"{described.title}: {len(described.files)} files, {len(described.languages)} languages.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
