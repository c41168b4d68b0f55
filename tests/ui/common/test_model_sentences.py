"""A model that is damaged is told of in the window's language."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.model_store import bundled
from app.model_store.store import ModelStore
from engine.errors import ModelUnusable
from ui.common.sentences import translated


def cut_short(folder: Path) -> None:
    (folder / "encoder.onnx").write_bytes(b"short")


def without_a_part(folder: Path) -> None:
    (folder / "multilingual.tiktoken").unlink()


def changed_in_place(folder: Path) -> None:
    held = bytearray((folder / "multilingual.tiktoken").read_bytes())
    held[7] ^= 1
    (folder / "multilingual.tiktoken").write_bytes(held)


@pytest.mark.parametrize("damage", [cut_short, without_a_part, changed_in_place])
def test_a_damaged_model_that_came_along_is_told_of_in_chinese(
    damage: Callable[[Path], None], chinese: None, tmp_path: Path
) -> None:
    shutil.copytree(bundled.FOLDER / "mini", tmp_path / "own" / "mini")
    damage(tmp_path / "own" / "mini")
    with pytest.raises(ModelUnusable) as fault:
        ModelStore(tmp_path / "models", tmp_path / "own").check("mini")
    what, remedy = translated(fault.value.what), translated(fault.value.remedy)
    assert re.search("[\u4e00-\u9fff]", what)
    assert re.search("[\u4e00-\u9fff]", remedy)
    assert not re.search(r"\b(the|was|were|again|came)\b", what + remedy)
