"""A child that stalls, dies, lies or is late costs a bounded wait, says so, and never outlives the program."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from engine.isolation import children
from engine.models.fun_asr_nano.decoder import LlmTextDecoder, open_decoder
from engine.models.fun_asr_nano.llm import process, service
from engine.models.fun_asr_nano.llm.errors import DecoderBusy, DecoderDied, DecoderLeftOut
from engine.models.fun_asr_nano.llm.job import DecodeJob
from engine.models.fun_asr_nano.llm.process import DecoderProcess
from engine.models.fun_asr_nano.llm.service import DecoderService
from engine.models.fun_asr_nano.llm.worker import Assignment
from engine.models.recogniser import Request
from tests.engine.models.fun_asr_nano.llm.test_process import DRAFT, PATIENCE_S, heard, wait_until_gone
from tests.support.llm import OPTIONS, Told, needs_llama, rows
from tests.support.tiny_llm import HIDDEN, TinyLlm
from tests.support.waiting import until

pytestmark = [needs_llama, pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")]

ROOT = Path(__file__).resolve().parents[5]
JOB = DecodeJob(rows(11), 5.0, most_tokens=3)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bounds short enough for a test; a sign of life comes every second."""
    monkeypatch.setattr(process, "SILENT_S", 3.0)
    monkeypatch.setattr(process, "CLOSING_S", 0.2)
    monkeypatch.setattr(process, "_REST_S", 0.1)


def bad_child(monkeypatch: pytest.MonkeyPatch, name: str) -> DecoderProcess:
    monkeypatch.setattr(process, "FUNCTION", f"tests.support.bad_children:{name}")
    return DecoderProcess(Assignment("nowhere.gguf", 0, 0, False, 0))


def dies(work: Callable[[], object]) -> None:
    with pytest.raises(DecoderDied):
        work()


def pid_of(llm: LlmTextDecoder) -> int:
    pid = llm.service.process_id
    assert pid is not None
    return pid


def test_two_threads_get_each_its_own_answer(llm: LlmTextDecoder) -> None:
    jobs = [DecodeJob(rows(11, seed=seed), 5.0, most_tokens=9) for seed in range(8)]
    alone = [llm.service.decode(job).tokens for job in jobs]
    with ThreadPoolExecutor(4) as pool:
        together = [decoded.tokens for decoded in pool.map(llm.service.decode, jobs, timeout=PATIENCE_S)]
    assert together == alone


def test_a_turn_that_does_not_come_is_told(monkeypatch: pytest.MonkeyPatch, impatient: None) -> None:
    busy = bad_child(monkeypatch, "late")
    busy.wait_until_ready()
    first = threading.Thread(target=dies, args=(lambda: busy.decode(JOB),))
    first.start()
    until(busy._turn.locked)  # it has its turn, and the usual time for it
    with pytest.MonkeyPatch.context() as now:
        now.setattr(process, "answer_bound_s", lambda job: 0.1)
        with pytest.raises(DecoderBusy):
            busy.decode(JOB)
    busy.close()
    first.join(PATIENCE_S)
    assert not first.is_alive()


def test_a_stopped_process_is_noticed_ended_and_replaced(llm: LlmTextDecoder, told: Told, impatient: None) -> None:
    stopped = pid_of(llm)
    os.kill(stopped, signal.SIGSTOP)
    final = llm.decode(heard(), Request())
    assert (final.text, final.draft) == (DRAFT.text, True)
    assert final.reason is not None
    assert "stopped answering" in final.reason
    wait_until_gone(stopped)
    assert llm.service.wait_for_revival(PATIENCE_S)
    assert not llm.decode(heard(), Request()).draft


@pytest.mark.parametrize(
    ("child", "why"),
    [
        ("garbage", "nonsense"),
        ("prose", "nonsense"),
        ("other_fields", "nonsense"),
        ("closed_pipe", "ended unexpectedly"),
        ("dumb", "stopped answering"),
        ("late", r"took more than 1 s and was"),
    ],
)
def test_a_process_gone_wrong_is_ended_and_it_is_said_how(
    child: str, why: str, monkeypatch: pytest.MonkeyPatch, impatient: None
) -> None:
    monkeypatch.setattr(process, "ANSWER_S", 1.0 if child == "late" else 60.0)
    monkeypatch.setattr(process, "ANSWER_S_A_SECOND", 0.0)
    wrong = bad_child(monkeypatch, child)
    wrong.wait_until_ready()
    with pytest.raises(DecoderDied, match=why):
        wrong.decode(JOB)
    assert not wrong.alive
    wrong.close()


def test_loading_has_a_bound_of_its_own(monkeypatch: pytest.MonkeyPatch, impatient: None) -> None:
    monkeypatch.setattr(process, "LOADING_S", 1.0)
    slow = bad_child(monkeypatch, "never_ready")
    with pytest.raises(DecoderDied, match="took more than 1 s and was"):
        slow.wait_until_ready()
    slow.close()


def test_closing_kills_a_process_that_does_not_listen(monkeypatch: pytest.MonkeyPatch, impatient: None) -> None:
    deaf = bad_child(monkeypatch, "deaf")
    deaf.wait_until_ready()
    os.kill(deaf.process_id, signal.SIGSTOP)
    deaf.close()
    wait_until_gone(deaf.process_id)


def test_closing_ends_a_process_that_is_still_loading(monkeypatch: pytest.MonkeyPatch, impatient: None) -> None:
    monkeypatch.setattr(process, "FUNCTION", "tests.support.bad_children:never_ready")
    opening = DecoderService(Assignment("nowhere.gguf", 0, 0, False, 0))
    loading = threading.Thread(target=dies, args=(opening.open,))
    loading.start()
    while opening._loading is None:
        threading.Event().wait(0.01)
    opening.close()
    loading.join(PATIENCE_S)
    assert not loading.is_alive()


def test_one_death_that_two_threads_see_counts_once(llm: LlmTextDecoder, told: Told) -> None:
    for _ in range(2):
        os.kill(pid_of(llm), signal.SIGKILL)
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda _: llm.decode(heard(), Request()), range(4)))
        assert llm.service.wait_for_revival(PATIENCE_S)
    assert not llm.decode(heard(), Request()).draft


def test_a_decoder_left_out_is_told_and_its_finals_are_no_drafts(llm: LlmTextDecoder, told: Told) -> None:
    """No better text will follow: a draft would wait for one. Each final tells it, each session shows it once."""
    for _ in range(3):
        assert llm.service.wait_for_revival(PATIENCE_S)
        os.kill(pid_of(llm), signal.SIGKILL)
        assert llm.decode(heard(), Request()).draft
    finals = [llm.decode(heard(), Request()) for _ in range(2)]
    assert [(final.text, final.draft, final.reason) for final in finals] == [
        (DRAFT.text, False, DecoderLeftOut().what)
    ] * 2
    assert DecoderLeftOut().what in told.sentences


def test_a_child_lives_on_when_the_thread_that_asked_for_it_ends(tiny: TinyLlm) -> None:
    """Linux ends a child with the thread that forked it."""
    opened: list[LlmTextDecoder] = []
    asking = threading.Thread(target=lambda: opened.append(open_decoder(tiny.gguf(), HIDDEN, OPTIONS)))
    asking.start()
    asking.join(PATIENCE_S)
    (llm,) = opened
    assert not llm.decode(heard(), Request()).draft
    llm.close()


@pytest.mark.parametrize("stopped", [False, True])
def test_no_child_outlives_a_killed_program(tiny: TinyLlm, stopped: bool) -> None:
    program = (
        "import sys; from pathlib import Path; from engine.models.fun_asr_nano.decoder import *;"
        f"it = open_decoder(Path({str(tiny.gguf())!r}), {HIDDEN}, DecoderOptions(512, 1));"
        "print(it.service.process_id, flush=True); sys.stdin.read()"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
    with parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        if stopped:
            os.kill(child, signal.SIGSTOP)
        parent.kill()
    wait_until_gone(child)


def test_a_system_that_starts_no_child_in_time_is_told() -> None:
    with pytest.raises(OSError, match="no process was started"):
        children.start("builtins:print", timeout_s=0.0)


def test_the_service_closes_within_its_bound(llm: LlmTextDecoder) -> None:
    pid = pid_of(llm)
    os.kill(pid, signal.SIGSTOP)
    llm.close()
    wait_until_gone(pid)
    assert service._CLOSING_S < 10.0
