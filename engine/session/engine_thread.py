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
    """Makes a session and runs it: opening a device takes time, so that happens on this thread as well.

    What is commanded before the session is made is the first that it obeys. Whatever goes wrong becomes an
    EngineError, and SessionEnded is always the last event.
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

    def command(self, tell: Callable[[Session], None]) -> None:
        """Hand a command to the session; holds for one that is still being made, too."""
        with self._lock:
            if self._session is None:
                self._early.append(tell)
            else:
                tell(self._session)

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
        except Exception as unknown:  # the edge of the thread: told to the user, with the details in the log
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
        """Before the device is opened, which may take seconds: what is commanded meanwhile is the first it obeys."""
        with self._lock:
            self._session = session
            for tell in self._early:
                tell(session)

    def _fail(self, failed: CaptioningError) -> None:
        """What was shown is kept before the end is told."""
        if self._session is not None:
            self._session.abort(failed)
            return
        self._post(EngineError(0, failed.what, failed.remedy, fatal=True))
        self._post(SessionEnded(0))
