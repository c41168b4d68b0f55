"""What happens in native code stays in its process: captions, recording and transcript do not see it."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from engine.errors import ComponentMissing, ModelUnusable
from engine.events import DecodedBy, Word
from engine.isolation import children, messages
from engine.models.fun_asr_nano import decoder
from engine.models.fun_asr_nano.decoder import LlmTextDecoder, memory_needed, open_decoder
from engine.models.fun_asr_nano.llm import library, process, service, worker
from engine.models.fun_asr_nano.llm.errors import DecoderDied, PromptTooLong, SpanRefused
from engine.models.fun_asr_nano.llm.job import Counters, DecodedAnswer, DecodeJob, Ending
from engine.models.fun_asr_nano.llm.model import ON_CPU
from engine.models.fun_asr_nano.llm.process import DecoderProcess
from engine.models.fun_asr_nano.llm.prompt import PromptOptions
from engine.models.fun_asr_nano.llm.service import DecoderService
from engine.models.fun_asr_nano.llm.worker import Assignment
from engine.models.fun_asr_nano.text_decoder import EncodedUtterance
from engine.models.recogniser import Hypothesis, Request
from tests.support.llm import OPTIONS, Told, kill, needs_llama, opened, rows
from tests.support.tiny_llm import HIDDEN, TinyLlm, make

pytestmark = needs_llama
DRAFT = Hypothesis("good morning", (Word("good", 0, 960), Word("morning", 960, 1920)))
PATIENCE_S = 60.0


def heard(draft: Hypothesis | None = DRAFT, seed: int = 0, count: int = 11) -> EncodedUtterance:
    return EncodedUtterance(rows(count, seed=seed), draft, None, 80_000)


def abort_stopped(pid: int) -> None:
    os.kill(pid, signal.SIGABRT)
    os.kill(pid, signal.SIGCONT)


def test_the_process_writes_what_the_engine_writes(llm: LlmTextDecoder, tiny: TinyLlm) -> None:
    job = DecodeJob(rows(11), 5.0, PromptOptions("en", ("Earshot",)), most_tokens=20)
    with opened(tiny.gguf()) as engine:
        assert llm.service.decode(job).tokens == engine.decode(job).tokens


def test_the_kept_text_is_the_language_models(llm: LlmTextDecoder) -> None:
    final = llm.decode(heard(), Request(language="en", hotwords=("Earshot",)))
    assert final.decoded_by is DecodedBy.LLM
    assert final.hotwords_offered == ("Earshot",)
    assert not final.draft


def test_a_decoder_that_dies_in_the_middle_leaves_the_ctc_text_as_a_draft(llm: LlmTextDecoder) -> None:
    pid = llm.service.process_id
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)  # it holds the utterance and does not get to its end
    threading.Timer(0.1, abort_stopped, (pid,)).start()
    final = llm.decode(heard(), Request())
    assert (final.text, final.words, final.draft) == (DRAFT.text, DRAFT.words, True)
    assert final.reason is not None


def test_a_dead_decoder_comes_back_and_the_user_is_told_once(llm: LlmTextDecoder, told: Told) -> None:
    before = llm.decode(heard(), Request()).text
    kill(llm)
    assert llm.decode(heard(), Request()).draft
    assert llm.service.wait_for_revival(PATIENCE_S)
    assert llm.decode(heard(), Request()).text == before
    kill(llm)
    llm.decode(heard(), Request())
    assert llm.service.wait_for_revival(PATIENCE_S)
    assert len(told.sentences) == 1


def test_while_the_decoder_is_away_nobody_waits_for_it(llm: LlmTextDecoder) -> None:
    kill(llm)
    assert [llm.decode(heard(), Request()).draft for _ in range(2)] == [True, True]


def test_a_decoder_that_keeps_dying_is_left_alone(llm: LlmTextDecoder, told: Told) -> None:
    for _ in range(3):
        assert llm.service.wait_for_revival(PATIENCE_S)
        kill(llm)
        llm.decode(heard(), Request())
    assert not llm.service.wait_for_revival(PATIENCE_S)
    assert "several times" in told.sentences[-1]


def fail_to_come_back(monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """The next `times` processes are killed while they load the model."""
    left = iter(range(times))

    class KilledAtOnce(DecoderProcess):
        def __init__(self, assignment: Assignment) -> None:
            super().__init__(assignment)
            if next(left, None) is not None:
                os.kill(self.process_id, signal.SIGKILL)

    monkeypatch.setattr(service, "DecoderProcess", KilledAtOnce)


def test_a_decoder_that_does_not_come_back_is_started_again(
    llm: LlmTextDecoder, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "_TRY_AGAIN_S", (0.01, 0.01, 0.01))
    fail_to_come_back(monkeypatch, 2)
    kill(llm)
    llm.decode(heard(), Request())
    assert llm.service.wait_for_revival(PATIENCE_S)
    assert not llm.decode(heard(), Request()).draft
    assert len(told.sentences) == 1


def test_a_system_that_starts_no_process_for_a_while_is_asked_again(
    llm: LlmTextDecoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "_TRY_AGAIN_S", (0.01,))
    start, refusals = children.start, iter([OSError("Cannot allocate memory")])

    def refuse_once(*arguments: str, **options: int) -> subprocess.Popen[bytes]:
        for refusal in refusals:
            raise refusal
        return start(*arguments, **options)

    monkeypatch.setattr(children, "start", refuse_once)
    kill(llm)
    llm.decode(heard(), Request())
    assert llm.service.wait_for_revival(PATIENCE_S)


def test_a_decoder_that_cannot_be_started_is_given_up_in_the_end(
    llm: LlmTextDecoder, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "_TRY_AGAIN_S", (0.01,))
    fail_to_come_back(monkeypatch, 9)
    kill(llm)
    llm.decode(heard(), Request())
    assert not llm.service.wait_for_revival(PATIENCE_S)
    assert "several times" in told.sentences[-1]


def test_closing_ends_the_wait_for_the_next_attempt(llm: LlmTextDecoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "_TRY_AGAIN_S", (3_600.0,))
    fail_to_come_back(monkeypatch, 9)
    kill(llm)
    llm.decode(heard(), Request())
    llm.close()
    assert not llm.service.wait_for_revival(0.0)


def test_a_pass_that_is_broken_off_by_closing_starts_nothing(llm: LlmTextDecoder, told: Told) -> None:
    pid = llm.service.process_id
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    working = threading.Thread(target=lambda: llm.decode(heard(), Request()))
    working.start()
    llm.close()
    working.join(PATIENCE_S)
    assert not working.is_alive()
    assert not llm.service.wait_for_revival(PATIENCE_S)
    assert told.sentences == []


def test_a_process_that_takes_nothing_is_ended_and_replaced(
    llm: LlmTextDecoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More sound than a pipe holds, and nobody at its other end."""
    monkeypatch.setattr(process, "TAKING_S", 0.5)
    pid = llm.service.process_id
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    finals: list[Hypothesis] = []
    working = threading.Thread(target=lambda: finals.append(llm.decode(heard(count=400), Request())), daemon=True)
    working.start()
    working.join(PATIENCE_S)
    if working.is_alive():
        os.kill(pid, signal.SIGKILL)
    assert [final.draft for final in finals] == [True]
    assert llm.service.wait_for_revival(PATIENCE_S)


def test_without_ctc_text_the_death_is_an_error_with_a_name(llm: LlmTextDecoder) -> None:
    kill(llm)
    with pytest.raises(DecoderDied):
        llm.decode(heard(draft=None), Request())


@pytest.mark.parametrize(
    ("sound", "error"),
    [
        (rows(0), SpanRefused),
        (rows(5, 32), SpanRefused),
        (np.full((5, 64), np.nan, np.float32), SpanRefused),
        (rows(600), PromptTooLong),
    ],
    ids=["empty", "narrow", "NaN", "long"],
)
def test_errors_keep_their_names_on_the_way(llm: LlmTextDecoder, sound: np.ndarray, error: type[Exception]) -> None:
    with pytest.raises(error):
        llm.service.decode(DecodeJob(sound, 5.0))
    assert llm.service.decode(DecodeJob(rows(11), 5.0, most_tokens=3)).tokens


def test_too_many_hotwords_leave_the_ctc_text_with_the_reason(llm: LlmTextDecoder) -> None:
    final = llm.decode(heard(), Request(hotwords=("word",) * 400))
    assert final.text == DRAFT.text
    assert final.reason is not None
    assert "positions" in final.reason


class Circling(DecoderService):
    """A decoder that repeats itself for its first `times` attempts, and remembers how it was asked."""

    def __init__(self, times: int) -> None:
        super().__init__(Assignment("", 0, 0, False, 0))
        self.times = times
        self.temperatures: list[float] = []

    def decode(self, job: DecodeJob) -> DecodedAnswer:
        self.temperatures.append(job.temperature)
        ending = Ending.LOOP if len(self.temperatures) <= self.times else Ending.COMPLETE
        text = "la la la" if ending is Ending.LOOP else "Good morning."
        return DecodedAnswer(text, (), ending, Counters(0, 0, 0, 0, 0, 0, 0, 0.0, 0.0))


def test_an_answer_that_runs_in_circles_is_tried_again_with_chance() -> None:
    service = Circling(times=1)
    assert LlmTextDecoder(service).decode(heard(), Request()).text == "Good morning."
    assert service.temperatures[0] == 0.0 < service.temperatures[1]


def test_an_answer_that_stays_in_circles_gives_way_to_the_ctc_text() -> None:
    service = Circling(times=9)
    final = LlmTextDecoder(service).decode(heard(), Request())
    assert (final.text, final.words) == (DRAFT.text, DRAFT.words)
    assert final.reason == "The language model repeated itself."
    assert len(service.temperatures) == 3


def test_the_context_of_a_request_goes_into_the_prompt() -> None:
    """Only a model that declares it is given any (engine/session/session.py)."""
    asked: list[str] = []

    class Listening(Circling):
        def decode(self, job: DecodeJob) -> DecodedAnswer:
            asked.append(job.prompt.context)
            return super().decode(job)

    request = Request(context=("One.", "Two."))
    LlmTextDecoder(Listening(0)).decode(heard(), request)
    assert asked == ["One. Two."]


def test_memory_is_told_before_a_model_is_loaded(tiny: TinyLlm) -> None:
    assert memory_needed(tiny.gguf()) > tiny.gguf().stat().st_size


def test_closing_ends_the_process(tiny: TinyLlm) -> None:
    llm = open_decoder(tiny.gguf(), HIDDEN, OPTIONS)
    pid = llm.service.process_id
    assert pid is not None
    llm.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_the_process_ends_with_its_program(tiny: TinyLlm) -> None:
    """Also with one that is killed and closes nothing."""
    program = (
        "import sys; from pathlib import Path; from engine.models.fun_asr_nano.decoder import *;"
        f"it = open_decoder(Path({str(tiny.gguf())!r}), {HIDDEN}, DecoderOptions(512, 1));"
        "print(it.service.process_id, flush=True); sys.stdin.read()"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[5],
    )
    with parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()
    wait_until_gone(child)


def test_a_width_that_does_not_fit_is_refused_with_both_numbers(tiny: TinyLlm) -> None:
    with pytest.raises(ModelUnusable, match=r"64.*1024"):
        open_decoder(tiny.gguf(), 1024, OPTIONS)


def test_a_file_that_llama_cpp_refuses_is_told_and_leaves_no_process(tiny: TinyLlm, tmp_path: Path) -> None:
    """The description is whole, one tensor has another name than llama.cpp looks for."""
    raw = tiny.gguf().read_bytes().replace(b"blk.1.ffn_gate", b"blk.1.ffn_xxxx")
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(raw)
    with pytest.raises(ModelUnusable, match=r"broken\.gguf"):
        open_decoder(broken, HIDDEN, OPTIONS)


def test_without_the_library_the_sentence_says_how_to_get_it(tiny: TinyLlm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "PACKAGE", "llama_cpp_that_is_not_there")
    with pytest.raises(ComponentMissing, match=r"docs/decoder\.md"):
        open_decoder(tiny.gguf(), HIDDEN, OPTIONS)


def test_the_process_loads_neither_qt_nor_onnxruntime_nor_torch() -> None:
    """It is to stay small: only the model should count."""
    heavy = "{'PySide6', 'onnxruntime', 'torch', 'jinja2', 'diskcache'}"
    code = f"import sys; from engine.models.fun_asr_nano.llm import worker; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=Path(__file__).parents[5], check=True)
    assert done.stdout.strip() == b"set()"


def test_a_frozen_program_calls_itself_for_its_children(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert children.command("a:b", "c") == [sys.executable, children.ENTRY, "a:b", "c"]


def test_nonsense_on_the_pipe_counts_as_a_lost_connection(tmp_path: Path) -> None:
    for nonsense in (b"", b"\x01", b"\xff" * 8, b"\x02\x00\x00\x00\x00\x00\x00\x00{]"):
        path = tmp_path / "pipe"
        path.write_bytes(nonsense)
        with path.open("rb") as pipe, pytest.raises(messages.ConnectionLost):
            messages.receive(pipe)


@pytest.mark.parametrize(("cores", "threads"), [(1, 1), (2, 2), (3, 2), (4, 3), (8, 7), (64, 8)])
def test_one_core_is_left_to_sound_and_window_where_there_are_more_than_two(cores: int, threads: int) -> None:
    assert decoder.default_threads(cores) == threads


def wait_until_gone(pid: int) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        state = Path(f"/proc/{pid}/stat")
        if not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z":
            return
        threading.Event().wait(0.02)
    pytest.fail(f"process {pid} is still there")


@pytest.mark.parametrize(("least", "yields"), [(0, [10]), (1 << 40, [])])
def test_a_big_decoder_gives_way_to_the_partials(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, least: int, yields: list[int]
) -> None:
    lowered: list[int] = []
    monkeypatch.setattr(worker, "BIG_BYTES", least)
    monkeypatch.setattr(os, "nice", lowered.append, raising=False)
    path = make(tmp_path / "tiny").gguf()
    worker._Worker(io.BytesIO())._load(Assignment(str(path), 128, 1, True, ON_CPU)).close()
    assert lowered == yields
