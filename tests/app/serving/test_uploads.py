"""What a killed server leaves of its clients' files is gone after the next start."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from app.serving.uploads import upload_folder

ROOT = Path(__file__).resolve().parents[3]
KILLED = (
    "import os, signal, sys\n"
    "from pathlib import Path\n"
    "from app.serving.uploads import upload_folder\n"
    "with upload_folder(Path(sys.argv[1])) as folder:\n"
    "    (folder / 'talk').write_bytes(b'a secret')\n"
    "    os.kill(os.getpid(), getattr(signal, 'SIGKILL', signal.SIGTERM))\n"
)


def test_files_of_a_killed_server_are_deleted_and_those_of_a_running_one_are_not(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], cwd=ROOT, check=False)
    assert len(list(tmp_path.rglob("talk"))) == 1
    with upload_folder(tmp_path) as mine:
        assert list(tmp_path.rglob("talk")) == []
        (mine / "kept").touch()
        with upload_folder(tmp_path):
            assert (mine / "kept").exists()
    assert list(tmp_path.iterdir()) == []


def test_a_link_leads_to_no_other_folder(tmp_path: Path) -> None:
    elsewhere, place = tmp_path / "elsewhere", tmp_path / "temporary"
    elsewhere.mkdir()
    place.mkdir()
    (elsewhere / "kept").touch()
    (place / "earshot-server-x.lock").touch()
    (place / "earshot-server-x").symlink_to(elsewhere)
    with upload_folder(place):
        assert (elsewhere / "kept").exists()
