"""Several Earshots of one user: each leaves the others' captions alone; all that a dead one left is offered."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import soundfile

from app.control.earshot import Earshot
from app.folders import portable_folders
from app.settings import Settings
from app.transcripts.store import TranscriptStore

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60.0
KILLS = 3

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="a kill at once is a POSIX matter"),
]


def environment(home: Path) -> dict[str, str]:
    return {**os.environ, "EARSHOT_HOME": str(home)}


@contextlib.contextmanager
def captioning(home: Path, sound: Path, *options: object) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "main.py", "caption", sound, "--realtime", "--events", "--model", "mini", *options]
    with subprocess.Popen(
        [str(each) for each in command], cwd=ROOT, env=environment(home), stdout=subprocess.PIPE, text=True
    ) as child:
        try:
            yield child
        finally:
            child.kill()


def until_final(child: subprocess.Popen[str]) -> list[int]:
    """The finals that it has shown, one at least."""
    assert child.stdout is not None
    for line in child.stdout:
        if (event := json.loads(line))["type"] == "final":
            return [event["utterance"]]
    raise AssertionError("it ended without a final")


def shown_until_killed(child: subprocess.Popen[str]) -> set[int]:
    shown = until_final(child)
    child.send_signal(signal.SIGKILL)
    assert child.stdout is not None
    for line in child.stdout:
        with contextlib.suppress(ValueError):  # cut off by the kill
            if (event := json.loads(line))["type"] == "final":
                shown.append(event["utterance"])
    return set(shown)


def left_over(home: Path) -> list[tuple[int, int]]:
    """What a window finds when it opens: the number of each session and its count of texts."""
    earshot = Earshot(Settings(model="mini"), portable_folders(home))
    found, came = [], threading.Event()
    earshot.transcripts.find_left_over(lambda answer: (found.append(answer), came.set()))
    assert came.wait(PATIENCE_S)
    earshot.close()
    return [(each.session_id, each.finals) for each in found[0]]


def test_opening_a_window_leaves_the_captions_of_another_earshot_alone(tmp_path, sample):
    with captioning(tmp_path, sample) as child:
        until_final(child)
        assert left_over(tmp_path) == []
        with TranscriptStore(portable_folders(tmp_path).transcripts_file) as store:
            (session,) = store.sessions()
            assert session.running
            assert not session.finished
        listed = subprocess.run(
            [sys.executable, "main.py", "sessions"], cwd=ROOT, env=environment(tmp_path), capture_output=True, text=True
        )
        assert "(goes on)" in listed.stdout
        child.send_signal(signal.SIGTERM)  # who starts the tests in the background has SIGINT ignored
        assert child.wait(PATIENCE_S) == 0
    with TranscriptStore(portable_folders(tmp_path).transcripts_file) as store:
        (session,) = store.sessions()
        assert session.finished
        assert not session.running


def test_after_several_kills_all_that_was_shown_is_kept_and_offered_once(tmp_path, sample):
    shown: list[set[int]] = []
    for number in range(KILLS):
        with captioning(tmp_path, sample, "--record", tmp_path / f"{number}.flac") as child:
            shown.append(shown_until_killed(child))
    found = left_over(tmp_path)
    assert [number for number, _ in found] == list(range(KILLS, 0, -1))
    with TranscriptStore(portable_folders(tmp_path).transcripts_file) as store:
        for number, finals in enumerate(shown, start=1):
            transcript = store.load(number)
            assert finals <= {each.utterance_id for each in transcript.segments}
            recorded_s = soundfile.info(tmp_path / f"{number - 1}.flac").duration
            assert recorded_s > transcript.session.duration_s - 1.0
    assert left_over(tmp_path) == []


def test_the_terminal_tells_of_captions_that_were_broken_off(tmp_path, sample):
    home = tmp_path / "home"
    with captioning(home, sample) as child:
        shown_until_killed(child)
    command = [sys.executable, "main.py", "caption", str(sample), "--model", "mini"]
    told = subprocess.run(command, cwd=ROOT, env=environment(home), capture_output=True, text=True, timeout=120)
    (line,) = [each for each in told.stderr.splitlines() if "before they were finished" in each]
    assert "'export 1 -o FILE' writes them." in line


def test_an_earshot_follows_when_another_one_mends_the_transcripts(tmp_path):
    path = portable_folders(tmp_path).transcripts_file
    open_for_days = Earshot(Settings(model="mini"), portable_folders(tmp_path))
    TranscriptStore(path).close()
    open_for_days.transcripts.store()
    path.write_bytes(b"no database" * 1_000)
    with TranscriptStore(path) as other:
        assert len(other.database.notices) == 1
        number = open_for_days.transcripts.store().begin_session("mic", "mini")
        assert number in {session.id for session in other.sessions()}
    open_for_days.close()


CLAIM = """
import sys
from pathlib import Path
from app.folders import claimed_name
sys.stdin.readline()
for _ in range(25):
    path, claimed = claimed_name(Path(sys.argv[1]), "one second", ".flac")
    assert claimed
    print(path.name)
"""


def test_sessions_that_begin_in_one_second_record_under_names_of_their_own(tmp_path):
    command = [sys.executable, "-c", CLAIM, str(tmp_path / "recordings")]
    children = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    names = [name for child in children for name in child.communicate(timeout=PATIENCE_S)[0].split("\n") if name]
    assert len(names) == len(set(names)) == 75
    assert len(list((tmp_path / "recordings").iterdir())) == 75


def test_last_is_the_session_that_was_made_last_though_the_clock_was_set_back(tmp_path):
    with TranscriptStore(portable_folders(tmp_path).transcripts_file) as store:
        store.begin_session("mic", "mini", started_at=2_000_000_000.0)
        made_last = store.begin_session("mic", "mini", started_at=1_000_000_000.0)
    command = [sys.executable, "main.py", "export", "last", "--format", "json"]
    printed = subprocess.run(
        command, cwd=ROOT, env=environment(tmp_path), capture_output=True, text=True, timeout=60, check=True
    ).stdout
    with TranscriptStore(portable_folders(tmp_path).transcripts_file) as store:
        assert store.last() == made_last
    assert (
        printed
        == subprocess.run(
            [*command[:3], str(made_last), *command[4:]],
            cwd=ROOT,
            env=environment(tmp_path),
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        ).stdout
    )
