"""whisper-live 0.10.0: its WebSocket server with Whisper base in a process of its own, and a client.

A segment is final when its `completed` is true. At the end the client waits until nothing has changed for 6 s.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from feeding import Log, arguments, as_float, feed
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

START_S = 60.0
QUIET_S = 6.0


def serve(port: int, model: str) -> None:
    from whisper_live.server import TranscriptionServer

    TranscriptionServer().run(
        "127.0.0.1",
        port=port,
        backend="faster_whisper",
        faster_whisper_custom_model_path=model,
        single_model=True,
    )


def main() -> None:
    call = arguments()
    log = Log(call.log)
    port = free_port()
    server = subprocess.Popen([sys.executable, __file__, "--serve", str(port), str(call.whisper_base)])
    try:
        connection = connected(port)
        caption(connection, call.samples, log, call.whisper_base)
    finally:
        server.kill()
        server.wait()


def caption(connection: ClientConnection, samples: object, log: Log, model: Path) -> None:
    options = {"uid": "benchmark", "language": "en", "task": "transcribe", "model": str(model), "use_vad": True}
    connection.send(json.dumps(options))
    while json.loads(connection.recv(START_S)).get("message") != "SERVER_READY":
        pass
    threading.Thread(target=receive, args=(connection, log), daemon=True).start()
    feed(samples, log, lambda block: connection.send(as_float(block).tobytes()))
    log.wait_until_quiet(QUIET_S)
    connection.send(b"END_OF_AUDIO")
    connection.close()


def receive(connection: ClientConnection, log: Log) -> None:
    """A message has the newest completed segments, at most ten, and an open one."""
    completed: dict[tuple[str, str, str], None] = {}
    try:
        for message in connection:
            segments = json.loads(message).get("segments")
            if segments is None:
                continue
            for each in segments:
                if each["completed"]:
                    completed.setdefault((each["start"], each["end"], each["text"]))
            log.show([text for *_, text in completed], [each["text"] for each in segments if not each["completed"]])
    except ConnectionClosed:
        pass


def connected(port: int) -> ClientConnection:
    """As soon as the server listens; importing takes it some seconds."""
    end_s = time.monotonic() + START_S
    while True:
        try:
            return connect(f"ws://127.0.0.1:{port}", max_size=None)
        except OSError:
            if time.monotonic() > end_s:
                raise
            time.sleep(0.2)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


if __name__ == "__main__":
    if sys.argv[1] == "--serve":
        serve(int(sys.argv[2]), sys.argv[3])
    else:
        main()
