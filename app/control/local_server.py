"""Takes short requests from other programs of the same user: over a Unix socket, on Windows over a named pipe."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

MOST_BYTES = 512
PATIENCE_S = 1.0  # for a client that connects and sends nothing


class LocalRequest(Protocol):
    """The bytes that a client sent, and the way to answer it."""

    content: bytes

    def answer(self, words: bytes) -> bool:
        """Once, from any thread; False where the client has hung up."""


if sys.platform != "win32":
    import socket

    LONGEST_PATH = 100  # bytes: Linux takes 107, macOS 103

    @contextmanager
    def _address(path: Path) -> Iterator[str]:
        """Shortens a long path by the descriptor of its folder, on systems that have such paths."""
        if len(os.fsencode(path)) <= LONGEST_PATH or sys.platform != "linux":
            yield str(path)
            return
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            yield f"/proc/self/fd/{folder}/{path.name}"
        finally:
            os.close(folder)

    class SocketRequest:
        def __init__(self, connection: socket.socket, content: bytes) -> None:
            self._connection = connection
            self.content = content

        def answer(self, words: bytes) -> bool:
            with suppress(OSError), self._connection:
                self._connection.setblocking(False)
                self._connection.sendall(words)
                return True
            return False

    class LocalServer:
        """Listens at `path`, in an existing folder; replaces what a crash left there. Raises OSError, ValueError."""

        def __init__(self, path: Path) -> None:
            self._path = path
            path.unlink(missing_ok=True)
            self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            with _address(path) as address:
                self._socket.bind(address)
                os.chmod(path, 0o600)  # before anybody can connect, which listen() allows
            self._socket.listen(8)
            self._closing = False

        def requests(self) -> Iterator[LocalRequest]:
            """Waits for requests until `close`."""
            while True:
                try:
                    connection, _ = self._socket.accept()
                except OSError:
                    return
                if self._closing:
                    connection.close()
                    return
                if (content := _received(connection)) is not None:
                    yield SocketRequest(connection, content)

        def close(self) -> None:
            """From any thread. Sends itself a request to end the wait in `requests`; closing a socket may not."""
            self._closing = True
            with suppress(OSError):
                call(self._path, b"", PATIENCE_S)
            self._path.unlink(missing_ok=True)
            self._socket.close()

    def _received(connection: socket.socket) -> bytes | None:
        connection.settimeout(PATIENCE_S)
        try:
            return connection.recv(MOST_BYTES)
        except OSError:
            connection.close()
            return None

    def call(path: Path, words: bytes, within_s: float) -> bytes:
        """Returns the answer; empty where the server hung up without one. Raises OSError, also for a timeout."""
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
        """Lies in Earshot's own folder: another user may find the pipe but cannot read the key."""
        if not path.exists():
            write_private(path, os.urandom(32))
        return path.read_bytes()

    def _pipe(path: Path) -> str:
        return rf"\\.\pipe\earshot-{hashlib.sha256(os.fsencode(path)).hexdigest()[:32]}"

    class PipeRequest:
        def __init__(self, connection: Connection, content: bytes) -> None:
            self._connection = connection
            self.content = content

        def answer(self, words: bytes) -> bool:
            with suppress(OSError), self._connection:
                self._connection.send_bytes(words)
                return True
            return False

    class LocalServer:
        """As above."""

        def __init__(self, path: Path) -> None:
            self._path = path
            self._listener = Listener(_pipe(path), "AF_PIPE", authkey=_key(path))
            self._closing = False

        def requests(self) -> Iterator[LocalRequest]:
            while not self._closing:
                with suppress(OSError, EOFError):
                    connection = self._listener.accept()
                    if connection.poll(PATIENCE_S) and not self._closing:
                        yield PipeRequest(connection, connection.recv_bytes(MOST_BYTES))

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
