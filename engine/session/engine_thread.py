"""The engine thread: steps a session until it is done."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from engine.errors import CaptioningError
from engine.events import CaptionEvent, EngineError, SessionEnded
from engine.text.sentence import Sentence

if TYPE_CHECKING:
    from engine.session.session import Session

log = logging.getLogger(__name__)


class EngineThread:
    """Makes a session and runs it on its own thread, because opening a device takes time.

    Commands that arrive before the session exists are carried out first. Every failure becomes an EngineError, and
    SessionEnded is always the last event.
    """

    def __init__(self, make_session: Callable[[], Session], post: Callable[[CaptionEvent], None]) -> None:
        self._make_session = make_session
        self._post = post
        self._lock = threading.Lock()
        self._session: Session | None = None
        self._early: list[Callable[[Session], None]] = []
        self._started = False
        self._made = threading.Event()
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def pause(self) -> None:
        self.command(lambda session: session.pause())

    def resume(self) -> None:
        self.command(lambda session: session.resume())

    def stop(self) -> None:
        """Returns at once."""
        self.command(lambda session: session.stop())

    def skip_final_passes(self) -> None:
        self.command(lambda session: session.skip_final_passes())

    def fail(self, failed: CaptioningError) -> None:
        self.command(lambda session: session.fail(failed))

    def command(self, work: Callable[[Session], None]) -> None:
        """Pass a command to the session, or keep it until the session exists."""
        with self._lock:
            if self._session is None:
                self._early.append(work)
            else:
                work(self._session)

    def join(self, timeout_s: float | None = None) -> bool:
        """Wait for the end; True when it has come."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def wait_until_running(self, timeout_s: float) -> bool:
        """Wait until the session captures; False when it has ended, or did not begin in time."""
        return self._made.wait(timeout_s) and self._started and self.alive

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def _run(self) -> None:
        try:
            self._step_until_done()
        except CaptioningError as known:
            self._fail(known)
        except Exception as unknown:  # the edge of the thread: reported to the user, with details in the log
            log.exception("the engine thread failed")
            what, remedy = (
                Sentence("Captioning stopped: {reason}.", reason=repr(unknown)),
                "What was said until now is kept; please start again.",
            )
            self._fail(CaptioningError(what, remedy))
        finally:
            self._made.set()

    def _step_until_done(self) -> None:
        session = self._make_session()
        self._take(session)
        session.start()
        self._started = True
        self._made.set()
        session.run()

    def _take(self, session: Session) -> None:
        """Called before the device is opened, which may take seconds; early commands are carried out first."""
        with self._lock:
            self._session = session
            for work in self._early:
                work(session)

    def _fail(self, failed: CaptioningError) -> None:
        """Keep what was shown, then post the end."""
        if self._session is not None:
            self._session.abort(failed)
            return
        self._post(EngineError(0, failed.what, failed.remedy, fatal=True))
        self._post(SessionEnded(0))
