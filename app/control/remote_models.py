"""Adds and tests models on other machines, and marks while something is sent to them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.control.departures import Departure, Departures
from app.control.preferences import Preferences
from app.control.workers import Lane, Workers
from engine.text.sentence import Sentence

if TYPE_CHECKING:
    from app.model_store.remote import RemoteForm
    from engine.errors import CaptioningError
    from engine.models.away import Away, RemoteModel

LINGER_S = 3.0  # one mark for a conversation, not one for each sentence

_SENT = {
    "embeddings": "What the acoustic model makes of the sound is sent to {host}, which writes the text.",
    "sound": "The sound of what is said is sent to {host}, which writes the text.",
}


class RemoteMark:
    """Shows where something goes, from its first sending until LINGER_S after the last. Any thread may call."""

    def __init__(self, departures: Departures, linger_s: float = LINGER_S) -> None:
        self._departures, self._linger_s = departures, linger_s
        self._lock = threading.Lock()
        self._sendings: dict[str, int] = {}
        self._ends: dict[str, Callable[[], None]] = {}
        self._timers: dict[str, threading.Timer] = {}

    def begin(self, model: RemoteModel) -> Callable[[], None]:
        """A sending; what is returned ends it."""
        host, short = model.host, model.host.partition(":")[0]
        with self._lock:
            self._sendings[host] = self._sendings.get(host, 0) + 1
            if (timer := self._timers.pop(host, None)) is not None:
                timer.cancel()
            shown = host in self._ends
            if not shown:
                sentence = Sentence(_SENT[model.sends], host=host)
                self._ends[host] = self._departures.begin(Departure(short, sentence))
        return lambda: self._over(host)

    def close(self) -> None:
        with self._lock:
            for timer in self._timers.values():
                timer.cancel()

    def _over(self, host: str) -> None:
        with self._lock:
            self._sendings[host] -= 1
            if self._sendings[host]:
                return
            timer = self._timers[host] = threading.Timer(self._linger_s, self._end, (host,))
            timer.daemon = True
            timer.start()

    def _end(self, host: str) -> None:
        with self._lock:
            if self._sendings[host] or host not in self._timers:
                return
            del self._timers[host]
            end = self._ends.pop(host)
        end()


class RemoteModels:
    """`done` is called on a worker, always, and may bring any CaptioningError."""

    def __init__(self, preferences: Preferences, departures: Departures, workers: Workers) -> None:
        self._preferences, self._workers = preferences, workers
        self.mark = RemoteMark(departures)

    def away(self) -> Away:
        from app.model_store.remote import away

        return away(lambda: self._preferences.settings, self.mark.begin)

    def add(self, form: RemoteForm, done: Callable[[str | CaptioningError], None]) -> None:
        """Keeps it, and sends nothing; `done` gets its name."""
        from app.model_store.remote import add_remote
        from app.model_store.store import ModelStore

        folder = self._preferences.folders.models
        self._workers.run(Lane.MODELS, lambda job: add_remote(ModelStore(folder), form).name, done)

    def try_out(self, name: str, done: Callable[[str | CaptioningError], None]) -> None:
        """Sends a moment of Earshot's own sample recording; `done` gets what answered."""
        from app.model_store.remote import try_remote
        from app.model_store.store import ModelStore

        folder = self._preferences.folders.models
        self._workers.run(Lane.THINKING, lambda job: try_remote(ModelStore(folder), name, self.away()), done)

    def try_form(self, form: RemoteForm, done: Callable[[str | CaptioningError], None]) -> None:
        """Likewise, before it is added."""
        from app.model_store.remote import try_form
        from app.model_store.store import ModelStore

        folder = self._preferences.folders.models
        self._workers.run(Lane.THINKING, lambda job: try_form(ModelStore(folder), form, self.away()), done)

    def close(self) -> None:
        self.mark.close()
