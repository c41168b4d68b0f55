"""Brings the translations up to date with the code: python resources/translations/update.py

Reads every tr() in ui/ and every sentence of app/ and engine/ into the .ts files, where translators work
(pyside6-linguist or any editor), and compiles them to the .qm files that the program reads. Both are kept with the
code.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import PySide6
from sentence_templates import parsed_files, templates

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TOOLS = Path(PySide6.__file__).parent


def read_sources(ts: Path) -> None:
    """Adds what is new in the code to a .ts file and drops what has gone; translations stay."""
    sources = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "ui").rglob("*.py"))
    options = ["-no-obsolete", "-locations", "none", "-silent"]
    with TemporaryDirectory() as folder:
        told = Path(folder, "sentences.py")
        told.write_text("".join(_marked(template) for template in _templates()), "utf-8")
        subprocess.run([_tool("lupdate"), *options, *sources, str(told), "-ts", str(ts)], cwd=ROOT, check=True)


def _templates() -> list[str]:
    return sorted({template for _, template in templates(parsed_files())})


def _marked(template: str) -> str:
    """As lupdate finds it, for the context that ui/common/sentences.py asks for."""
    return f'QT_TRANSLATE_NOOP("Sentences", {json.dumps(template, ensure_ascii=False)})\n'


def compile_to(ts: Path, qm: Path) -> None:
    """What the program reads."""
    subprocess.run([_tool("lrelease"), "-silent", str(ts), "-qm", str(qm)], check=True)


def _tool(name: str) -> str:
    inside = TOOLS / (f"{name}.exe" if sys.platform == "win32" else name)
    return str(inside if inside.exists() else TOOLS / "Qt" / "libexec" / name)


if __name__ == "__main__":
    for translation in sorted(HERE.glob("*.ts")):
        read_sources(translation)
        compile_to(translation, translation.with_suffix(".qm"))
