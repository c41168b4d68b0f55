"""A kill at any moment loses nothing that was reported as kept."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from app.transcripts.store import TranscriptStore
from engine.events import DecodedBy, Final, Word

pytestmark = pytest.mark.slow

ROUNDS = 8
MOST_BEFORE_THE_KILL = 60


def write_without_end(path: Path) -> None:
    """The child: one session, finals for ever, and a line for each that is kept."""
    with TranscriptStore(path) as store:
        session_id = store.begin_session("mic", "mini")
        print(session_id, flush=True)
        number = 0
        while True:
            words = tuple(Word(f"word{i}", i, i + 1, 0.5) for i in range(number % 40))
            text = f"final {number} " + "says something " * (number % 20)
            store.append(session_id, Final(number, number, number + 1, text, words, "mini", DecodedBy.CTC, 0.1))
            print(f"kept {number}", flush=True)
            number += 1


def kept_until_killed(path: Path, lines: int) -> tuple[int, list[int]]:
    """Runs the child, kills it once it has said `lines` lines; its session and all the finals it called kept."""
    command = [sys.executable, "-m", "tests.app.transcripts.test_store_survives_kill", str(path)]
    root = Path(__file__).resolve().parents[3]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as child:
        assert child.stdout is not None
        session_id = int(child.stdout.readline())
        said = [child.stdout.readline() for _ in range(lines)]
        child.kill()
        said += child.stdout.readlines()
    # The kill may cut the last line off in the middle.
    return session_id, [int(line.split()[1]) for line in said if line.endswith("\n")]


@pytest.fixture(scope="module")
def rounds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[int, list[int]]]:
    """A file that went through several kills, while another program had it open and read it."""
    path = tmp_path_factory.mktemp("killed") / "transcripts.db"
    moments = random.Random(7)
    kept: dict[int, list[int]] = {}
    with TranscriptStore(path) as onlooker:
        for _ in range(ROUNDS):
            session_id, numbers = kept_until_killed(path, moments.randrange(MOST_BEFORE_THE_KILL))
            kept[session_id] = numbers
            assert len(onlooker.sessions()) == len(kept)
    return path, kept


def test_every_final_that_was_reported_as_kept_is_there(rounds: tuple[Path, dict[int, list[int]]]) -> None:
    path, kept = rounds
    with TranscriptStore(path) as store:
        for session_id, numbers in kept.items():
            there = {final.utterance_id for final in store.load(session_id).segments}
            assert set(numbers) <= there
        assert sum(map(len, kept.values())) > 0


def test_every_final_that_is_there_is_whole(rounds: tuple[Path, dict[int, list[int]]]) -> None:
    path, kept = rounds
    with TranscriptStore(path) as store:
        for session_id in kept:
            for final in store.load(session_id).segments:
                assert final.text.startswith(f"final {final.utterance_id} ")
                assert len(final.words) == final.utterance_id % 40


def test_the_killed_sessions_are_listed_as_unfinished(rounds: tuple[Path, dict[int, list[int]]]) -> None:
    path, kept = rounds
    with TranscriptStore(path) as store:
        assert {session.id for session in store.unfinished()} == set(kept)


def test_what_was_kept_is_also_found(rounds: tuple[Path, dict[int, list[int]]]) -> None:
    path, kept = rounds
    with TranscriptStore(path) as store:
        found = {(hit.session_id, hit.utterance_id) for hit in store.search("final", limit=100_000)}
    assert {(session_id, number) for session_id, numbers in kept.items() for number in numbers} <= found


def test_the_file_is_sound_after_all_kills(rounds: tuple[Path, dict[int, list[int]]]) -> None:
    path, _ = rounds
    with TranscriptStore(path) as store:
        assert store.database.notices == ()


if __name__ == "__main__":
    write_without_end(Path(sys.argv[1]))
