"""A session bus with what a desktop offers on it: notifications, a screen saver, keys; each call is kept.

A program of its own, because both ends of D-Bus in one process would wait for each other.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, Queue
from typing import Any

SILENT_S = 30.0


class Desktop:
    """calls: (member, arguments) as they came, "left" with a name when a connection ended."""

    def __init__(self, address: str, program: subprocess.Popen[str]) -> None:
        self.address = address
        self._program = program
        self._calls: Queue[tuple[str, list[Any]]] = Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def next(self) -> tuple[str, list[Any]]:
        return self._calls.get(timeout=SILENT_S)

    def until(self, member: str) -> list[Any]:
        """The arguments of its next call."""
        while (call := self.next())[0] != member:
            pass
        return call[1]

    def came(self, member: str) -> list[Any] | None:
        """The arguments of its next call, None where there is none yet: for a test whose own loop makes it come."""
        with suppress(Empty):
            while True:
                name, arguments = self._calls.get_nowait()
                if name == member:
                    return arguments
        return None

    def nothing_more(self) -> bool:
        with suppress(Empty):
            self._calls.get_nowait()
            return False
        return True

    def do(self, *words: str) -> None:
        """`press NAME`: the user presses the keys of a shortcut."""
        assert self._program.stdin is not None
        self._program.stdin.write(json.dumps(words) + "\n")
        self._program.stdin.flush()

    def _read(self) -> None:
        assert self._program.stdout is not None
        for line in self._program.stdout:
            member, arguments = json.loads(line)
            self._calls.put((member, arguments))


def obstacle() -> str | None:
    if sys.platform != "linux":
        return "D-Bus is a matter of Linux"
    return None if shutil.which("dbus-daemon") else "dbus-daemon is not installed (apt-get install dbus)"


@contextmanager
def running(folder: Path, *services: str) -> Iterator[Desktop]:
    """A bus in `folder` with these services of SERVICES, until the block ends."""
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address", f"--address=unix:dir={folder}"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert daemon.stdout is not None
    address = daemon.stdout.readline().strip()
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.support.desktop_bus", *services],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"DBUS_SESSION_BUS_ADDRESS": address},
        cwd=Path(__file__).resolve().parents[2],
        text=True,
    )
    desktop = Desktop(address, program)
    try:
        assert desktop.next()[0] == "ready"
        yield desktop
    finally:
        for each in (program, daemon):
            each.terminate()
            each.communicate(timeout=SILENT_S)


# The program ----------------------------------------------------------------------------------------

PORTAL = "org.freedesktop.portal.Desktop"
SERVICES = {
    "saver": "org.freedesktop.ScreenSaver",
    "portal": PORTAL,
    "notifications": "org.freedesktop.Notifications",
}


def main(services: list[str]) -> None:
    from jeepney import DBusAddress, MatchRule, MessageType, message_bus, new_method_return, new_signal
    from jeepney.io.blocking import Proxy, open_dbus_connection

    connection = open_dbus_connection("SESSION")
    bus = Proxy(message_bus, connection)
    bus.AddMatch(MatchRule(type="signal", interface="org.freedesktop.DBus", member="NameOwnerChanged"))
    for each in services:
        bus.RequestName(SERVICES[each])
    send_lock = threading.Lock()
    say("ready")

    def portal_signal(path: str, interface: str, member: str, signature: str, *body: Any) -> None:
        with send_lock:
            connection.send(new_signal(DBusAddress(path, interface=interface), member, signature, body))

    def follow_orders() -> None:
        for line in sys.stdin:
            _press, name = json.loads(line)
            keys = ("/org/freedesktop/portal/desktop", "org.freedesktop.portal.GlobalShortcuts", "Activated")
            portal_signal(*keys, "osta{sv}", SESSION, name, 0, {})

    threading.Thread(target=follow_orders, daemon=True).start()
    while True:
        message = connection.receive()
        header = {field.name: value for field, value in message.header.fields.items()}
        member = header.get("member", "")
        if message.header.message_type is MessageType.signal:
            if member == "NameOwnerChanged" and not message.body[2]:
                say("left", message.body[0])
            continue
        if message.header.message_type is not MessageType.method_call:
            continue
        say(member, *message.body)
        signature, body = answer(member, message.body, header["sender"])
        with send_lock:
            connection.send(new_method_return(message, signature, body))
        if member in ("CreateSession", "BindShortcuts"):
            results = {"session_handle": ("s", SESSION)} if member == "CreateSession" else {}
            portal_signal(body[0], "org.freedesktop.portal.Request", "Response", "ua{sv}", 0, results)


SESSION = "/org/freedesktop/portal/desktop/session/tests/earshot"


def answer(member: str, body: tuple[Any, ...], sender: str) -> tuple[str, tuple[Any, ...]]:
    """Signature and arguments of what a desktop would say."""
    if member in ("CreateSession", "BindShortcuts"):
        options = body[-1]
        place = sender.removeprefix(":").replace(".", "_")
        return "o", (f"/org/freedesktop/portal/desktop/request/{place}/{options['handle_token'][1]}",)
    if member == "Inhibit":
        return ("u", (7,)) if len(body) == 2 else ("o", ("/org/freedesktop/portal/desktop/request/tests/inhibit",))
    return ("u", (1,)) if member == "Notify" else ("", ())


def say(member: str, *arguments: Any) -> None:
    print(json.dumps([member, arguments]), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
