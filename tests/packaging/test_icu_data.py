"""The data of ICU in a bundle: a tenth of what Qt brings, and names are sorted as before."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import icu_data
import PySide6
import pytest
from dev_steps import run_quietly

QT = Path(PySide6.__file__).parent / "Qt" / "lib"
SORTED = """
import sys
from pathlib import Path
from PySide6.QtCore import QCollator, QLocale
words = ["张伟", "李娜", "阿明", "zebra", "Ärger", "apple", "10", "9", "éclair", "Zoë", "重庆", "王晓雯", "Echo"]
for language in ("en_US", "zh_CN", "de_DE"):
    collator = QCollator(QLocale(language))
    collator.setNumericMode(True)
    order = sorted(words, key=collator.sortKey)
    print(language, *order)
print({line.split()[-1] for line in Path("/proc/self/maps").read_text().splitlines() if "icudata" in line})
"""


@pytest.fixture(scope="module")
def whole() -> Path:
    found = sorted(QT.glob("libicudata.so*"))
    if not found or not shutil.which("cc") or sys.platform != "linux":
        pytest.skip("needs a C compiler, and the ICU that comes with Qt on Linux")
    return found[0]


@pytest.fixture(scope="module")
def cut(whole: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    library = tmp_path_factory.mktemp("icu") / whole.name
    shutil.copyfile(whole, library)
    icu_data.cut(library, run_quietly)
    return library


def test_the_cut_data_are_small_and_leave_nothing_beside(whole: Path, cut: Path) -> None:
    assert cut.stat().st_size < whole.stat().st_size / 6
    assert list(cut.parent.iterdir()) == [cut]


def test_the_parts_that_stay_are_those_of_before(whole: Path, cut: Path) -> None:
    (header, before), (kept_header, kept) = (icu_data.read(each.read_bytes()) for each in (whole, cut))
    assert kept_header == header
    assert {name.partition("/")[2] for name in kept} >= {"root.res", "zh.res", "coll/zh.res", "coll/ucadata.icu"}
    changed = [name for name, part in kept.items() if not part.startswith(before[name].rstrip(b"\0"))]
    assert changed == []


@pytest.mark.parametrize(
    ("name", "stays"),
    [
        ("coll/zh_Hant.res", True),
        ("coll/res_index.res", True),
        ("supplementalData.res", True),
        ("nfkc.nrm", True),
        ("coll/ja.res", False),
        ("de.res", False),
        ("zone/zh.res", False),
        ("brkitr/cjdict.dict", False),
        ("gb18030.cnv", False),
    ],
)
def test_sorting_in_the_languages_of_the_window_stays(name: str, stays: bool) -> None:
    assert icu_data.wanted(name) == stays


def test_qt_sorts_with_the_cut_data_as_with_the_whole(cut: Path) -> None:
    answers = []
    for preloaded in ("", str(cut)):
        environment = {**os.environ, "LD_PRELOAD": preloaded}
        done = subprocess.run([sys.executable, "-c", SORTED], env=environment, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")
        answers.append(done.stdout.splitlines())
    assert answers[1][-1] == str({str(cut)})
    assert answers[0][:-1] == answers[1][:-1]
