"""A file of Earshot's own that is cut off anywhere: a sentence, what can be read, and nothing damaged thrown away."""

from __future__ import annotations

import pytest

from app.transcripts.erasing import erase_all
from app.transcripts.file_ledger import FileLedger
from app.transcripts.store import TranscriptStore
from tests.support.cut_files import KINDS, Kind, rounds

SEED = 18


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_file_that_was_cut_off_gives_what_is_left_and_a_sentence(tmp_path, kind: Kind):
    cuts = list(rounds(kind, 5, SEED, tmp_path))
    assert [fault for each in cuts if (fault := each.fault(kind))] == []


def test_of_a_damaged_list_of_files_those_that_can_be_read_go_on_and_erasing_takes_the_copy(tmp_path):
    kind = next(each for each in KINDS if each.name == "list of files")
    path = kind.make(tmp_path)
    content = path.read_bytes()
    path.write_bytes(b"no database" + content[11:])
    found = kind.look(tmp_path)
    assert found.kept == kind.whole
    assert "40 of them were found again" in found.told[0]
    with TranscriptStore(tmp_path / "transcripts.db") as store:
        erase_all(store, [])
    assert not list(tmp_path.glob("files*"))
    assert FileLedger(tmp_path / "transcripts.db").entries(queued=True) == []
