"""Where a program takes short requests of the same user: a Unix socket in a folder, on Windows a named pipe."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

MOST_BYTES = 512
PATIENCE_S = 1.0  # for a caller that connects and says nothing


class Caller(Protocol):
    """One who called: `heard` is what they said."""

    heard: bytes

    def answer(self, words: bytes) -> bool:
        """Once, from any thread; False where they have hung up."""


if sys.platform != "win32":
    import socket

    LONGEST_PATH = 100  # bytes: Linux takes 107, macOS 103

    @contextmanager
    def _address(path: Path) -> Iterator[str]:
        """A long path is written as one that begins at the open folder, where the system has such paths."""
        if len(os.fsencode(path)) <= LONGEST_PATH or sys.platform != "linux":
            yield str(path)
            return
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            yield f"/proc/self/fd/{folder}/{path.name}"
        finally:
            os.close(folder)

    class SocketCaller:
        def __init__(self, connection: socket.socket, heard: bytes) -> None:
            self._connection = connection
            self.heard = heard

        def answer(self, words: bytes) -> bool:
            with suppress(OSError), self._connection:
                self._connection.setblocking(False)
                self._connection.sendall(words)
                return True
            return False

    class Door:
        """Opens at `path`, whose folder exists; what a crash left there is replaced. Raises OSError, ValueError."""

        def __init__(self, path: Path) -> None:
            self._path = path
            path.unlink(missing_ok=True)
            self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            with _address(path) as address:
                self._socket.bind(address)
                os.chmod(path, 0o600)  # before anybody can connect, which listen() allows
            self._socket.listen(8)
            self._closing = False

        def callers(self) -> Iterator[Caller]:
            """Waits for them, until `close`."""
            while True:
                try:
                    connection, _ = self._socket.accept()
                except OSError:
                    return
                if self._closing:
                    connection.close()
                    return
                if (heard := _heard(connection)) is not None:
                    yield SocketCaller(connection, heard)

        def close(self) -> None:
            """From any thread. A call of its own ends the wait in `callers`: to close a socket does not everywhere."""
            self._closing = True
            with suppress(OSError):
                call(self._path, b"", PATIENCE_S)
            self._path.unlink(missing_ok=True)
            self._socket.close()

    def _heard(connection: socket.socket) -> bytes | None:
        connection.settimeout(PATIENCE_S)
        try:
            return connection.recv(MOST_BYTES)
        except OSError:
            connection.close()
            return None

    def call(path: Path, words: bytes, within_s: float) -> bytes:
        """The answer; empty where the other side hung up without one. Raises OSError, also when time is over."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(within_s)
            with _address(path) as address:
                connection.connect(address)
            connection.sendall(words)
            connection.shutdown(socket.SHUT_WR)
            return connection.recv(MOST_BYTES)

else:  # not tried on Windows yet
    import hashlib
    from multiprocessing.connection import Client, Connection, Listener

    from app.files import write_private

    def _key(path: Path) -> bytes:
        """Kept in Earshot's own folder: another user may find the pipe, and cannot read this."""
        if not path.exists():
            write_private(path, os.urandom(32))
        return path.read_bytes()

    def _pipe(path: Path) -> str:
        return rf"\\.\pipe\earshot-{hashlib.sha256(os.fsencode(path)).hexdigest()[:32]}"

    class PipeCaller:
        def __init__(self, connection: Connection, heard: bytes) -> None:
            self._connection = connection
            self.heard = heard

        def answer(self, words: bytes) -> bool:
            with suppress(OSError), self._connection:
                self._connection.send_bytes(words)
                return True
            return False

    class Door:
        """As above."""

        def __init__(self, path: Path) -> None:
            self._path = path
            self._listener = Listener(_pipe(path), "AF_PIPE", authkey=_key(path))
            self._closing = False

        def callers(self) -> Iterator[Caller]:
            while not self._closing:
                with suppress(OSError, EOFError):
                    connection = self._listener.accept()
                    if connection.poll(PATIENCE_S) and not self._closing:
                        yield PipeCaller(connection, connection.recv_bytes(MOST_BYTES))

        def close(self) -> None:
            self._closing = True
            with suppress(OSError):
                call(self._path, b"-", PATIENCE_S)
            self._listener.close()

    def call(path: Path, words: bytes, within_s: float) -> bytes:
        with Client(_pipe(path), "AF_PIPE", authkey=_key(path)) as connection:
            connection.send_bytes(words)
            if not connection.poll(within_s):
                raise TimeoutError
            return connection.recv_bytes(MOST_BYTES)
