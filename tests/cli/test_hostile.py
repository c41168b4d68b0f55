"""Whatever stands where a file is named: one sentence and status 3, or the work is done; never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli import run
from app.folders import user_folders
from app.transcripts.store import TranscriptStore
from engine.events import DecodedBy, Final

ROOT = Path(__file__).resolve().parents[2]
READERS = (
    ("caption", "{}", "--model", "mini"),
    ("hotwords", "import", "{}"),
    ("hotwords", "lint", "{}"),
    ("models", "import", "{}"),
    ("bench", "--model", "mini", "--data", "{}"),
)
BY_NAME = (
    ("hotwords", "export", "{}"),
    ("hotwords", "profile", "{}"),
    ("hotwords", "test", "x", "--profile", "{}"),
    ("hotwords", "import", __file__, "--name", "{}"),
    ("models", "check", "{}"),
    ("models", "remove", "{}"),
    ("export", "{}"),
    ("caption", __file__, "--model", "{}"),
)
WRITERS = (
    ("hotwords", "export", "words", "-o", "{}"),
    ("export", "last", "--format", "txt", "-o", "{}"),
    ("bench", "--data", ".", "--json", "{}"),
)
POSIX_ONLY = pytest.mark.skipif(os.name != "posix", reason="links, devices and pipes are other things here")


def missing(folder: Path) -> Path:
    return folder / "no" / "such"


def a_folder(folder: Path) -> Path:
    (folder / "a").mkdir()
    return folder / "a"


def binary(folder: Path) -> Path:
    (folder / "b").write_bytes(bytes(range(256)) * 8)
    return folder / "b"


def below_a_file(folder: Path) -> Path:
    return binary(folder) / "x"


def a_link_to_itself(folder: Path) -> Path:
    (folder / "loop").symlink_to(folder / "loop")
    return folder / "loop"


def unreadable(folder: Path) -> Path:
    path = binary(folder)
    path.chmod(0)
    return path


def without_end(folder: Path) -> Path:
    return Path("/dev/zero")


def full(folder: Path) -> Path:
    return Path("/dev/full")


def too_long(folder: Path) -> Path:
    return folder / ("x" * 300)


def hostile_name(folder: Path) -> Path:
    return folder / os.fsdecode(b"\xff\x1b[31m\nx")


def told_in_one_line(capsys: pytest.CaptureFixture[str], command: tuple[str, ...], named: object) -> None:
    assert run([part.replace("{}", str(named)) for part in command], lambda *_: 1) == 3
    told = capsys.readouterr().err
    assert told.startswith("earshot: ")
    assert (told.count("\n"), "\x1b" in told) == (1, False)


@POSIX_ONLY
@pytest.mark.parametrize(
    "place",
    [missing, a_folder, binary, below_a_file, a_link_to_itself, unreadable, without_end, too_long, hostile_name],
)
@pytest.mark.parametrize("command", READERS, ids=" ".join)
def test_what_cannot_be_read_is_told_in_one_line(tmp_path, capsys, command, place):
    if place is unreadable and os.geteuid() == 0:
        pytest.skip("the superuser may read everything")
    if place is without_end and command[0] == "caption":
        pytest.skip("a pipe or device is sound as long as it lasts")
    told_in_one_line(capsys, command, place(tmp_path))


@pytest.mark.parametrize("name", ["", "..", "/", "a/b", "\x1b[31m", "\udcff", "x" * 300, "9" * 30])
@pytest.mark.parametrize("command", BY_NAME, ids=lambda command: " ".join(command[:2]))
def test_a_name_that_nothing_has_is_told_in_one_line(capsys, command, name):
    if (command[:2], name) in ((("hotwords", "import"), ""), (("hotwords", "import"), "9" * 30)):
        pytest.skip("the list is made: without a name it has the file's")
    if command[1] == "import" and name == "\udcff":
        pytest.skip("a list may have it")
    told_in_one_line(capsys, command, name)


@POSIX_ONLY
@pytest.mark.parametrize("place", [missing, a_folder, below_a_file, full, too_long])
@pytest.mark.parametrize("command", WRITERS, ids=" ".join)
def test_what_cannot_be_written_is_told_in_one_line(tmp_path, capsys, command, place):
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full")
    keep_something()
    told_in_one_line(capsys, command, place(tmp_path))


@POSIX_ONLY
@pytest.mark.parametrize("command", [("export", "last"), ("hotwords", "export", "words"), ("sessions",)], ids=" ".join)
def test_a_closed_output_is_no_failure(tmp_path, command):
    """Nor does a file of ours get its number, and with it what libraries print."""
    keep_something()
    line = 'exec "$@" >&- 2>"$0"'
    told = tmp_path / "told"
    asked = ["sh", "-c", line, str(told), sys.executable, "main.py", *command]
    assert (subprocess.run(asked, cwd=ROOT, timeout=120).returncode, told.read_text()) == (0, "")


def keep_something() -> None:
    folders = user_folders()
    folders.hotwords.mkdir(parents=True)
    (folders.hotwords / "words.txt").write_text("Kubernetes\n")
    with TranscriptStore(folders.transcripts_file) as store:
        store.append(
            store.begin_session("talk.flac", "mini", "en", started_at=0.0),
            Final(1, 0, 32_000, "Good morning.", (), "mini", DecodedBy.CTC, 0.1),
        )
