"""Connects to the user's session bus (D-Bus) where there is one. Never starts it: that would write files."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from queue import Queue
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jeepney.io.threading import DBusConnection, DBusRouter
    from jeepney.low_level import Message

ANSWER_S = 5.0

Body = tuple[Any, ...]
"""The arguments of a message. Any: D-Bus gives each its own type, by the message's signature."""


class BusSilent(Exception):
    """There is no session bus, no program on it knows the call, or the answer takes too long."""


class DesktopBus:
    """One connection, opened at the first call. Methods wait up to ANSWER_S, so they are for workers."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection: DBusConnection | None = None
        self._router: DBusRouter | None = None
        self._followed: list[Queue[Message | None]] = []

    def call(self, service: str, path: str, interface: str, member: str, signature: str = "", *body: Any) -> Body:
        """The answer's arguments. `body` follows `signature`. Raises BusSilent."""
        from jeepney import DBusAddress, DBusErrorResponse, new_method_call
        from jeepney.wrappers import unwrap_msg

        message = new_method_call(DBusAddress(path, service, interface), member, signature or None, body)
        try:
            return tuple(unwrap_msg(self._opened().send_and_get_reply(message, timeout=ANSWER_S)))
        except DBusErrorResponse as refused:
            raise BusSilent(refused.name) from refused
        except Exception as failed:  # jeepney lets through whatever its sockets and its messages raise
            raise BusSilent(type(failed).__name__) from failed

    def own_name(self) -> str:
        """As others see this connection, ":1.42"."""
        return str(self._opened().unique_name)

    def follow(self, interface: str, member: str, path: str, take: Callable[[Body], None]) -> None:
        """From now on `take` is called with each such signal, on a thread of its own. Raises BusSilent."""
        from jeepney import MatchRule

        rule = MatchRule(type="signal", interface=interface, member=member, path=path)
        add = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "AddMatch")
        signals: Queue[Message | None] = Queue()
        self._opened().filter(rule, queue=signals)  # before the bus sends any
        self.call(*add, "s", rule.serialise())
        self._followed.append(signals)
        threading.Thread(target=_deliver, args=(signals, take), name="desktop signals", daemon=True).start()

    def close(self) -> None:
        """What was asked for on this connection ends with it."""
        with self._lock:
            router, connection = self._router, self._connection
            self._router = self._connection = None
        while self._followed:
            self._followed.pop().put(None)
        with suppress(Exception):  # whatever becomes of a connection that is given up
            if router is not None and connection is not None:
                router.close()
                connection.close()

    def _opened(self) -> DBusRouter:
        with self._lock:
            if self._router is None:
                from jeepney.io.threading import DBusRouter, open_dbus_connection

                try:
                    self._connection = open_dbus_connection(session_address())
                except Exception as failed:
                    raise BusSilent(type(failed).__name__) from failed
                self._router = DBusRouter(self._connection)
            return self._router


def _deliver(signals: Queue[Message | None], take: Callable[[Body], None]) -> None:
    while (message := signals.get()) is not None:
        take(tuple(message.body))


def session_address(environment: Mapping[str, str] | None = None) -> str:
    """Where the bus listens: as the desktop says, else in its usual place. Raises BusSilent."""
    variables = os.environ if environment is None else environment
    if address := variables.get("DBUS_SESSION_BUS_ADDRESS", ""):
        return address
    folder = variables.get("XDG_RUNTIME_DIR", "")
    if folder and (socket := Path(folder) / "bus").exists():
        return f"unix:path={socket}"
    raise BusSilent("no session bus")
