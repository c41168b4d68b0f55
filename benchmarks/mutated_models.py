"""Model folders with random damage, listed, checked, loaded and tried as the program does it."""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import shutil
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from app.cli import run
from app.folders import portable_folders
from app.model_store import bundled
from app.model_store.loading import load_recogniser
from engine.errors import CaptioningError
from engine.models import manifest
from engine.models.recogniser import Request
from engine.models.whisper.describe import write_description

HEALTHY = "healthy"
_SMALL = 1 << 20  # bytes; larger files are linked unless they are damaged themselves
_STRANGE: tuple[object, ...] = (
    None,
    True,
    -1,
    0,
    1 << 70,
    1e308,
    "",
    "\x1b]0;x\x07\n",
    "../../x",
    "\ud800",
    [],
    {},
    [[]],
    {"a": {}},
    "x" * 300,
)
_NAMES = ("ears", "whisper-base", "starter", "e\x1b[31mars", "e\nars", os.fsdecode(b"e\xffars"))
_RAW_STRANGE: tuple[object, ...] = (b"NaN", b"1e999", b"-Infinity", b"[" * 100_000, b"9" * 5000, b'"\xff\xfe"')


def read(place: Path) -> str:
    """Makes the folder of the seed by which `place` is called beside a healthy one: lists, checks, imports and runs it.

    "whole", or "told" and what; exceptions that would reach the user as such are raised.
    """
    chance = random.Random(int(place.name))
    models = portable_folders(place).models
    folder = models / chance.choice(_NAMES)
    family = _copied(chance, folder)
    _link(_mini(), models / HEALTHY)
    what = f"{family}: {_damaged(chance, folder)}"
    os.environ["EARSHOT_HOME"] = str(place)
    try:
        return _tried(chance, folder, what)
    except Exception as escaped:  # with the damage, so that it can be looked for
        raise RuntimeError(what) from escaped


def _tried(chance: random.Random, folder: Path, what: str) -> str:
    vanishing = chance.random() < 0.05
    if vanishing:
        threading.Timer(chance.random() * 0.02, shutil.rmtree, (folder, True)).start()
        what += ", vanishing"
    listed = _printed("models", "list")
    name = _name_of(folder)
    if f" {HEALTHY} " not in listed or (not vanishing and name is None):
        raise RuntimeError(f"a folder is hidden in the list: {listed}")
    _printed("models", "check", name or folder.name)
    if not vanishing:
        _printed("models", "import", str(folder), "--name", "again")
    try:
        recogniser = load_recogniser(name or folder.name, 1, folder.parent, "cpu")
    except CaptioningError as refused:
        return f"told {what}: {refused}"
    try:
        text = _pass(recogniser)
    except Exception as failed:  # the session's edge to a model tells it
        return f"told {what}: {failed!r}"
    finally:
        recogniser.close()
    return f"whole {what}: {text}"


def _pass(recogniser: Any) -> str:
    sound = np.random.default_rng(0).standard_normal(16_000).astype(np.float32) * 0.1
    utterance = recogniser.begin(Request(language="en"))
    try:
        utterance.hypothesise(sound)
        return str(utterance.finish(sound).text)
    finally:
        utterance.close()


def _name_of(folder: Path) -> str | None:
    from app.model_store.store import ModelStore

    return next((entry.name for entry in ModelStore(folder.parent).list() if entry.folder == folder), None)


def _printed(*arguments: str) -> str:
    out, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
        run(arguments, lambda *_: 0)
    if "Traceback" in errors.getvalue():
        raise RuntimeError(errors.getvalue())
    return out.getvalue()


# -- whole folders ---------------------------------------------------------------------------------------


def _copied(chance: random.Random, folder: Path) -> str:
    kind = chance.choices(("mini", "tiny whisper", "Fun-ASR", "whisper-base"), (5, 5, 4, 1))[0]
    sources: dict[str, Callable[[], Path]] = {
        "mini": _mini,
        "tiny whisper": _tiny_whisper,
        "Fun-ASR": _fun_asr,
        "whisper-base": _whisper_base,
    }
    _link(sources[kind](), folder)
    if kind == "tiny whisper" and chance.random() < 0.3:
        (folder / manifest.FILE_NAME).unlink()
        return "tiny whisper as downloaded"
    return kind


def _link(source: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    for path in source.iterdir():
        if path.is_file():
            target = folder / path.name
            if path.stat().st_size > _SMALL and path.stat().st_dev == folder.stat().st_dev:
                os.link(path, target)
            else:
                shutil.copyfile(path, target)


def _mini() -> Path:
    return bundled.FOLDER / "mini"


def _whisper_base() -> Path:
    place = bundled.FOLDER / "whisper-base"
    return place if (place / manifest.FILE_NAME).is_file() else _tiny_whisper()


@cache
def _scratch() -> Path:
    import tempfile

    return Path(tempfile.mkdtemp(prefix="mutations-sources-"))


@cache
def _tiny_whisper() -> Path:
    from tests.support.tiny_whisper import write_tiny_whisper

    folder = write_tiny_whisper(_scratch() / "tiny-whisper")
    write_description(folder, "tiny", "Tiny Whisper")
    return folder


@cache
def _fun_asr() -> Path:
    try:
        from tests.support import fun_asr_checkpoints as make
    except ImportError:  # no torch: an import needs it
        return _mini()
    from app.model_store.store import ModelStore

    published = _scratch() / "published"
    published.mkdir()
    make.write_side_files(published)
    make.write_decoder_files(published / "Qwen3-0.6B")
    make.write_torch(published / "model.pt", make.random_weights())
    return ModelStore(_scratch() / "models").import_checkpoint(published, "ears").folder


# -- damage ----------------------------------------------------------------------------------------------


def _damaged(chance: random.Random, folder: Path) -> str:
    damages = (_description_bytes, _description_value, _file_bytes, _file_bytes, _file_kind, _described_anew)
    return chance.choice(damages)(chance, folder)


def _description_bytes(chance: random.Random, folder: Path) -> str:
    return _file_bytes_of(chance, folder / manifest.FILE_NAME)


def _description_value(chance: random.Random, folder: Path) -> str:
    """Another value, or none, at a random place of the description."""
    path = folder / manifest.FILE_NAME
    if not path.exists():
        return _file_bytes(chance, folder)
    fields = json.loads(path.read_text(encoding="utf-8"))
    holder, key = chance.choice(list(_places(fields)))
    if chance.random() < 0.2:
        del holder[key]
        path.write_text(json.dumps(fields), encoding="utf-8")
        return f"{key} is gone"
    mark = "a value that will be replaced"
    strange: Any = chance.choice((*_STRANGE, *_RAW_STRANGE))
    holder[key] = mark
    new = strange if isinstance(strange, bytes) else json.dumps(strange).encode()
    path.write_bytes(json.dumps(fields).encode().replace(f'"{mark}"'.encode(), new))
    return f"{key} is {new[:20]!r}"


def _places(fields: Any) -> list[tuple[Any, Any]]:
    items = list(fields.items()) if isinstance(fields, dict) else list(enumerate(fields))
    found = [(fields, key) for key, _ in items]
    for _, value in items:
        if isinstance(value, (dict, list)):
            found += _places(value)
    return found


def _file_bytes(chance: random.Random, folder: Path) -> str:
    return _file_bytes_of(chance, _file_of(chance, folder))


def _described_anew(chance: random.Random, folder: Path) -> str:
    """Damaged before it was described: its sums fit."""
    path = _file_of(chance, folder)
    how = _file_bytes_of(chance, path)
    description = folder / manifest.FILE_NAME
    if description.exists() and path != description:
        fields = json.loads(description.read_text(encoding="utf-8"))
        record = manifest.record_of(path)
        fields["files"][path.name] = {"size": record.size, "sha256": record.sha256}
        description.write_text(json.dumps(fields), encoding="utf-8")
    return f"{how}, described anew"


def _file_of(chance: random.Random, folder: Path) -> Path:
    return chance.choice(sorted(path for path in folder.iterdir() if path.is_file()))


def _file_bytes_of(chance: random.Random, path: Path) -> str:
    if not path.exists():
        return "nothing"
    raw = bytearray(path.read_bytes())
    how = chance.choice(("flipped", "flipped at the start", "cut", "longer", "emptied", "zeroed", "filled"))
    reach = 4096 if how == "flipped at the start" else len(raw)
    at = chance.randrange(max(1, min(len(raw), reach)))
    if how.startswith("flipped"):
        for _ in range(chance.choice((1, 4, 64))):
            raw[chance.randrange(max(1, min(len(raw), reach)))] ^= 1 << chance.randrange(8)
    elif how == "cut":
        del raw[at:]
    elif how == "longer":
        raw += chance.randbytes(1000)
    elif how == "emptied":
        raw.clear()
    else:
        end = min(len(raw), at + chance.choice((4, 100, 10_000)))
        raw[at:end] = bytes(end - at) if how == "zeroed" else chance.randbytes(end - at)
    path.unlink()  # it may be a link to a whole one
    path.write_bytes(raw)
    return f"{path.name} {how}"


def _file_kind(chance: random.Random, folder: Path) -> str:
    """No file of the ordinary kind any more."""
    path = _file_of(chance, folder)
    how = chance.choice(("gone", "a folder", "a pipe", "a loop", "/dev/zero", "sparse", "the folder is a loop"))
    if how == "the folder is a loop":
        shutil.rmtree(folder)
        folder.symlink_to(folder)
        return how
    path.unlink()
    if how == "a folder":
        path.mkdir()
    elif how == "a pipe":
        os.mkfifo(path)
    elif how == "a loop":
        path.symlink_to(path)
    elif how == "/dev/zero":
        path.symlink_to("/dev/zero")
    elif how == "sparse":
        with path.open("wb") as file:
            file.truncate(1 << 34)
    return f"{path.name} is {how}"
