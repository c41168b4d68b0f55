"""Clients of a server: files and streams at once, load beyond its bound, and what the websocket of captions adds.

    python benchmarks/serving.py [--model whisper-base] [--files 1 4 16 64] [--streams 1 2 4] [--seconds 5]
        [--peer PYTHON] [--json PATH]

Each server is a process of its own. All clients of a row begin together with the same recording. PYTHON: of an
environment with faster-whisper-server (pip install faster-whisper-server==0.0.3), which then transcribes the same
files with the same weights, up to 4 at once; it has no streams.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import httpx2
import numpy as np
from websockets.sync.client import connect

from app.choices import LiveState
from app.control.broadcast import Broadcast
from app.model_store.host import SAMPLE
from app.serving.caption_server import CaptionServer
from app.settings import Settings
from engine.audio.file import read_mono
from engine.events import Partial
from tests.support.serving import wav_of

ROOT = Path(__file__).resolve().parents[1]
EVENTS = 300
BOUND, BEYOND = 4, 32
BESIDE = 16
PATIENCE_S = 900.0
SILENCE = np.zeros(24_000, np.float32)
PEER_MODEL, PEER_FILES = "whisper-base", 4


@dataclass(frozen=True, slots=True)
class Waited:
    """Seconds of one client: to its first text, and to the end of it."""

    first_s: float
    final_s: float


class Server:
    """peak_mib: most memory so far, of the process itself."""

    def __init__(self, process: subprocess.Popen[str], url: str) -> None:
        self._process, self.url = process, url

    @property
    def peak_mib(self) -> int:
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) >> 10


@contextmanager
def earshot(model: str | None, clients: int) -> Iterator[Server]:
    command = [sys.executable, "main.py", "serve", "--port", "0", "--max-clients", str(clients)]
    command += [] if model is None else ["--model", model]
    with tempfile.TemporaryDirectory() as home:
        variables = os.environ | {"EARSHOT_HOME": home}
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=variables) as process:
            assert process.stdout is not None
            try:
                yield Server(process, process.stdout.readline().split(" at ")[1].split("/v1")[0])
            finally:
                process.send_signal(signal.SIGINT)
                process.wait(30)


@contextmanager
def peer(python: Path) -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    model = ROOT / "resources" / "models" / PEER_MODEL
    command = [str(python), "-m", "faster_whisper_server", str(model), "--host", "127.0.0.1", "--port", str(port)]
    threads = {"OMP_NUM_THREADS": str(os.cpu_count())}  # else 4, which a smaller machine suffers from
    variables = os.environ | {"HF_HUB_OFFLINE": "1", "CUDA_VISIBLE_DEVICES": ""} | threads
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=variables, text=True
    ) as process:
        server = Server(process, f"http://127.0.0.1:{port}")
        try:
            while process.poll() is None:
                try:
                    httpx2.get(f"{server.url}/health")
                    break
                except httpx2.ConnectError:
                    time.sleep(0.2)
            yield server
        finally:
            process.kill()


def at_once(count: int, work: Callable[[], Waited]) -> tuple[list[Waited], float]:
    """What each of `count` clients waits, and the seconds until all are done."""
    waited: list[Waited] = []
    threads = [threading.Thread(target=lambda: waited.append(work())) for _ in range(count)]
    begun = time.monotonic()
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    if len(waited) < count:
        raise SystemExit("a client was lost")
    return waited, time.monotonic() - begun


def transcribe(url: str, content: bytes, streamed: bool) -> Waited:
    """streamed: text is sent as it comes; else the first text is the last."""
    begun, first_s = time.monotonic(), 0.0
    form = {"model": "whisper-1", "language": "en", **({"stream": "true"} if streamed else {})}
    files = {"file": ("talk.wav", content)}
    address = f"{url}/v1/audio/transcriptions"
    with httpx2.stream("POST", address, data=form, files=files, timeout=PATIENCE_S) as answer:
        answer.raise_for_status()
        for line in answer.iter_lines():
            if "delta" in line and not first_s:
                first_s = time.monotonic() - begun
    took = time.monotonic() - begun
    return Waited(first_s or took, took)


def stream(url: str, sound: np.ndarray) -> Waited:
    """At its own pace, with pauses found by the server. first_s: since the beginning; final_s: since the last word."""
    pcm = (np.concatenate([sound, SILENCE]) * 32767).astype("<i2").tobytes()
    first_s = final_s = 0.0
    with connect(f"{url.replace('http', 'ws')}/v1/realtime", max_size=None) as client:
        wanted = {"format": {"type": "audio/pcm", "rate": 16_000}, "transcription": {"language": "en"}}
        client.send(json.dumps({"type": "session.update", "session": {"audio": {"input": wanted}}}))
        begun = time.monotonic()
        said_s = begun + len(sound) / 16_000

        def send() -> None:
            for number, at in enumerate(range(0, len(pcm), 3200)):
                time.sleep(max(0.0, begun + number * 0.1 - time.monotonic()))
                piece = base64.b64encode(pcm[at : at + 3200]).decode()
                client.send(json.dumps({"type": "input_audio_buffer.append", "audio": piece}))
            client.send(json.dumps({"type": "input_audio_buffer.commit"}))

        sending = threading.Thread(target=send)
        sending.start()
        open_items: set[str] = set()
        while sending.is_alive() or open_items or not final_s:
            try:
                event = json.loads(client.recv(timeout=1.0))
            except TimeoutError:
                continue
            if event["type"].endswith("speech_started"):
                open_items.add(event["item_id"])
            elif event["type"].endswith("transcription.delta"):
                first_s = first_s or time.monotonic() - begun
            elif event["type"].endswith("transcription.completed"):
                open_items.discard(event["item_id"])
                final_s = time.monotonic() - said_s
    return Waited(first_s, final_s)


def beside_files(server: Server, content: bytes, sound: np.ndarray) -> dict[str, float]:
    """One stream while BESIDE files wait for the model."""
    with ThreadPoolExecutor(BESIDE) as clients:
        sent = [clients.submit(transcribe, server.url, content, True) for _ in range(BESIDE)]
        waited = stream(server.url, sound)
        ahead = sum(each.done() for each in sent)
    print(f"of {BESIDE} files, {BESIDE - ahead} were done after the stream that began with them", flush=True)
    return told(f"earshot, 1 stream beside {BESIDE} files", [waited])


def beyond_the_bound(model: str | None, content: bytes) -> dict[str, float]:
    """BEYOND clients of a server for BOUND, each of which tries again when it is told to."""
    refused, texts = [], []
    with earshot(model, BOUND) as server:

        def one() -> None:
            while True:
                files = {"file": ("talk.wav", content)}
                answer = httpx2.post(f"{server.url}/v1/audio/transcriptions", files=files, timeout=PATIENCE_S)
                if answer.status_code != 429:
                    texts.append(answer.json().get("text"))
                    return
                refused.append(answer.status_code)
                time.sleep(int(answer.headers["retry-after"]))

        threads = [threading.Thread(target=one) for _ in range(BEYOND)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    whole = sum(bool(text) and text == texts[0] for text in texts)
    lost = BEYOND - whole
    print(f"{BEYOND} clients of a server for {BOUND}: refused {len(refused)} times, lost {lost}", flush=True)
    return {"beyond the bound, refused": len(refused), "beyond the bound, lost": lost}


def added_delay_ms() -> list[float]:
    """From an event that is posted to its arrival at a reader of captions; the window has its own at once."""
    events: Broadcast[Any] = Broadcast()
    session = SimpleNamespace(state=LiveState.CAPTIONING, number=0)
    program: Any = SimpleNamespace(events=events, improvements=Broadcast(), session=session)
    server = CaptionServer(program, Settings)
    url = server.start(port=0).url
    found = []
    with connect(f"{url.replace('http', 'ws')}/captions") as client:
        client.recv()
        client.recv()
        for number in range(EVENTS):
            posted = time.perf_counter()
            events.post(Partial(number, 0, 16_000, "words that stay", " and some that do not"))
            client.recv()
            found.append((time.perf_counter() - posted) * 1000)
    server.stop()
    return sorted(found)


def told(name: str, waited: list[Waited]) -> dict[str, float]:
    """Prints a row, and gives its figures."""
    first_s, finals = statistics.median(each.first_s for each in waited), sorted(each.final_s for each in waited)
    final_s = statistics.median(finals)
    last = f"first client {finals[0]:.2f}, median {final_s:.2f}, last {finals[-1]:.2f} s"
    print(f"{name}: first text {first_s:.2f} s; final: {last}", flush=True)
    return {
        f"{name}, first text, s": round(first_s, 2),
        f"{name}, final, first client, s": round(finals[0], 2),
        f"{name}, final, median, s": round(final_s, 2),
        f"{name}, final, last client, s": round(finals[-1], 2),
    }


def files(server: Server, name: str, counts: list[int], content: bytes, sound_s: float) -> dict[str, float]:
    figures: dict[str, float] = {}
    streamed = name == "earshot"
    transcribe(server.url, content, streamed)
    for count in counts:
        waited, wall_s = at_once(count, lambda: transcribe(server.url, content, streamed))
        figures |= told(f"{name}, {count} files", waited)
        rate = figures[f"{name}, {count} files, sound a second"] = round(sound_s * count / wall_s, 2)
        print(f"    {rate:.2f} s of sound a second", flush=True)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default=None)
    parser.add_argument("--files", type=int, nargs="*", default=[1, 4, 16, 64])
    parser.add_argument("--streams", type=int, nargs="*", default=[1, 2, 4])
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--peer", type=Path, metavar="PYTHON", help="with faster-whisper-server; without it: skipped")
    parser.add_argument("--json", type=Path, metavar="PATH")
    arguments = parser.parse_args()
    delays = added_delay_ms()
    p95 = delays[int(0.95 * EVENTS)]
    delay = f"median {statistics.median(delays):.1f}, p95 {p95:.1f} ms"
    print(f"load {os.getloadavg()[0]:.1f}; websocket of captions: {delay}", flush=True)
    figures: dict[str, float] = {"websocket, p95, ms": round(p95, 2)}
    sound = read_mono(SAMPLE)[: round(arguments.seconds * 16_000)]
    content = wav_of(sound)
    with earshot(arguments.model, max(64, *arguments.files)) as server:
        figures |= files(server, "earshot", arguments.files, content, arguments.seconds)
        for count in arguments.streams:
            waited, _ = at_once(count, lambda: stream(server.url, sound))
            figures |= told(f"earshot, {count} streams", waited)
        if arguments.streams and arguments.files:
            figures |= beside_files(server, content, sound)
        figures["earshot, peak memory, mib"] = server.peak_mib
        print(f"earshot: peak memory {server.peak_mib} MiB")
    figures |= beyond_the_bound(arguments.model, content)
    if arguments.peer is None:
        print("peer: skipped, for --peer names no Python with faster-whisper-server")
    else:
        with peer(arguments.peer) as server:
            counts = [each for each in arguments.files if each <= PEER_FILES]
            figures |= files(server, "faster-whisper-server", counts, content, arguments.seconds)
            figures["faster-whisper-server, peak memory, mib"] = server.peak_mib
            print(f"faster-whisper-server: peak memory {server.peak_mib} MiB, no streams")
    print(f"load {os.getloadavg()[0]:.1f}")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1), "utf-8")


if __name__ == "__main__":
    main()
