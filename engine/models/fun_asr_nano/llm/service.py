"""A decoder that survives the death of its process: the process is replaced in the background, reported once."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from dataclasses import replace

from engine.errors import CaptioningError
from engine.isolation.children import KILLING_S
from engine.models.family import Report, to_the_log
from engine.models.fun_asr_nano.llm.errors import DecoderDied, DecoderLeftOut
from engine.models.fun_asr_nano.llm.job import DecodedAnswer, DecodeJob
from engine.models.fun_asr_nano.llm.model import ON_CPU
from engine.models.fun_asr_nano.llm.process import CLOSING_S, DecoderProcess
from engine.models.fun_asr_nano.llm.worker import Assignment

log = logging.getLogger(__name__)

_MOST_DEATHS = 3  # within _PERIOD_S; after that it is left alone
_PERIOD_S = 120.0
_TRY_AGAIN_S = (2.0, 8.0, 30.0, 60.0, 120.0)  # what killed it, a lack of memory mostly, may pass
_CLOSING_S = CLOSING_S + 2 * KILLING_S  # of a process


class DecoderService:
    """Decodes through a process that may die. Any thread may call."""

    def __init__(self, assignment: Assignment, report: Report = to_the_log) -> None:
        self._assignment = assignment
        self._report = report
        self._lock = threading.Lock()
        self._process: DecoderProcess | None = None
        self._loading: DecoderProcess | None = None
        self._left_out = False
        self._deaths: deque[float] = deque(maxlen=_MOST_DEATHS)
        self._reported = False
        self._closed = threading.Event()
        self._reviver: threading.Thread | None = None
        self.width = 0

    def open(self) -> None:
        """Load the model. One that fails on the GPU is loaded on the processor instead, which is reported.

        Raises ComponentMissing, ModelUnusable or DecoderDied.
        """
        try:
            self._start()
        except CaptioningError:
            if self._assignment.gpu_layers == ON_CPU:
                raise
            self._leave_the_gpu()
            self._start()

    @property
    def process_id(self) -> int | None:
        """Of the running process; None while there is none."""
        process = self._process
        return process.process_id if process else None

    def decode(self, job: DecodeJob) -> DecodedAnswer:
        """Raises DecoderDied at once while there is no process, DecoderLeftOut where there will be none any more.

        Otherwise like DecoderProcess.decode.
        """
        process = self._process
        if process is None:
            if self._left_out:
                self._leave_out()  # again: another session may have begun since
                raise DecoderLeftOut
            raise DecoderDied("The language model is not running.", "Captions continue without it.")
        try:
            return process.decode(job)
        except DecoderDied as died:
            self._after_death(process, died.what)
            raise

    def wait_for_revival(self, timeout_s: float) -> bool:
        """Whether a process runs after at most `timeout_s`."""
        reviver = self._reviver
        if reviver is not None:
            reviver.join(timeout_s)
        return self._process is not None

    def close(self) -> None:
        """End the process, also one that is being loaded: 2 x _CLOSING_S at most."""
        with self._lock:
            self._closed.set()
            process, self._process = self._process, None
            loading = self._loading
        for each in (process, loading):
            if each is not None:
                each.close()
        if self._reviver is not None:
            self._reviver.join(_CLOSING_S)

    def _start(self) -> None:
        process = DecoderProcess(self._assignment)
        with self._lock:
            self._loading = process  # close() ends it from here on
            closed = self._closed.is_set()
        try:
            if closed:
                raise DecoderDied("The language model was closed.")
            self.width = process.wait_until_ready()
            self._take(process)
        except CaptioningError:
            process.close()
            raise
        finally:
            self._loading = None

    def _take(self, process: DecoderProcess) -> None:
        with self._lock:
            if not self._closed.is_set():
                self._process = process
                return
        process.close()

    def _after_death(self, dead: DecoderProcess, what: str) -> None:
        with self._lock:
            if self._process is not dead:
                return  # another thread has seen it
            self._process = None
            self._deaths.append(time.monotonic())
        dead.close()
        if self._assignment.gpu_layers != ON_CPU:
            self._leave_the_gpu()
        if len(self._deaths) == _MOST_DEATHS and self._deaths[-1] - self._deaths[0] < _PERIOD_S:
            self._leave_out()
            return
        self._say_once(what)
        reviver = threading.Thread(target=self._revive, name="decoder-revival", daemon=True)
        reviver.start()  # before others can see it: they may want to wait for its end
        self._reviver = reviver

    def _say_once(self, what: str) -> None:
        if not self._reported:
            self._reported = True
            self._report(what, "Captions continue without it while it restarts.")

    def _revive(self) -> None:
        """Try until a process runs, with longer waits each time, and give up in the end."""
        for wait_s in (0.0, *_TRY_AGAIN_S):
            if self._closed.wait(wait_s):
                return
            try:
                self._start()
            except CaptioningError as error:
                log.warning("the decoder did not come back: %s %s", error.what, error.remedy)
            else:
                return
        if not self._closed.is_set():
            self._leave_out()

    def _leave_out(self) -> None:
        self._left_out = True
        why = DecoderLeftOut()
        self._report(why.what, why.remedy)

    def _leave_the_gpu(self) -> None:
        self._assignment = replace(self._assignment, gpu_layers=ON_CPU)
        self._report("The language model failed on the graphics processor.", "It goes on on the processor.")
