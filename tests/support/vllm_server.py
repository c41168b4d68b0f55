"""A server of the completions of vLLM that keeps strictly to its protocol, and that fails as it is told to.

It decodes the tensor with torch where that is installed, else with a reader of the exact form, runs the model through
llama.cpp, and answers as vLLM 0.32 does. Source: vLLM's documentation of prompt embeddings and of its server.
"""

from __future__ import annotations

import base64
import binascii
import importlib.util
import io
import json
import pickletools
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np

from engine.models.fun_asr_nano.llm.engine import DecodingEngine
from tests.support.llm import opened

_KNOWN = {"model", "prompt_embeds", "max_tokens", "temperature", "seed", "return_token_ids"}
_OPCODES = (
    *("PROTO", "GLOBAL", "MARK", "MARK", "BINUNICODE", "GLOBAL", "BINUNICODE", "BINUNICODE", "BININT", "TUPLE"),
    *("BINPERSID", "BININT", "BININT", "BININT", "TUPLE2", "BININT", "BININT", "TUPLE2", "NEWFALSE", "GLOBAL"),
    *("EMPTY_TUPLE", "REDUCE", "TUPLE", "REDUCE", "STOP"),
)


class Refusal(Exception):
    """A request that vLLM answers with an error."""

    def __init__(self, message: str, param: str | None = None, status: int = 400) -> None:
        super().__init__(message)
        self.status, self.body = status, {"error": {"message": message, "type": "Bad", "param": param, "code": status}}


@dataclass
class Fault:
    """What happens to the next `times` requests of completions."""

    times: int = 0
    status: int = 0  # 0 cuts the connection in the middle of the answer
    headers: dict[str, str] = field(default_factory=dict)
    hold: threading.Event | None = None  # answers nothing until it is set
    answer: bytes | None = None  # with status 200, in place of the right one


class StandIn:
    """seen: prompts, (rows, width) each, as they were taken. most_at_once: requests that waited together."""

    def __init__(self, engine: DecodingEngine, model: str = "qwen3-tiny", longest: int = 512) -> None:
        self.engine, self.model, self.longest = engine, model, longest
        self.version: str | None = "0.32.0"
        self.key: str | None = None
        self.fault = Fault()
        self.seen: list[tuple[int, ...]] = []
        self.most_at_once = self._at_once = 0
        self.gather: threading.Barrier | None = None  # answers begin once so many requests are here
        self._lock, self._computing = threading.Lock(), threading.Lock()

    def models(self) -> dict[str, Any]:
        return {"object": "list", "data": [{"id": self.model, "object": "model", "max_model_len": self.longest}]}

    def complete(self, body: dict[str, Any]) -> dict[str, Any]:
        if unknown := set(body) - _KNOWN:
            raise Refusal(f"not expected from this client: {unknown}")
        if body["model"] != self.model:
            raise Refusal("The model does not exist.", status=404)
        given = body["prompt_embeds"]
        prompts = [self._rows(each) for each in (given if isinstance(given, list) else [given])]
        with self._counted():
            if self.gather is not None and body["max_tokens"] > 1:
                self.gather.wait(60)
            with self._computing:
                choices = [self._choice(at, rows, body) for at, rows in enumerate(prompts)]
        count = sum(map(len, prompts))
        made = sum(len(each["token_ids"]) for each in choices)
        usage = {"prompt_tokens": count, "completion_tokens": made, "total_tokens": count + made}
        return {"id": "cmpl-1", "object": "text_completion", "model": self.model, "choices": choices, "usage": usage}

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self._lock:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            yield
        finally:
            with self._lock:
                self._at_once -= 1

    def _rows(self, text: str) -> np.ndarray:
        try:
            content = base64.b64decode(text, validate=True)
        except binascii.Error as error:
            raise Refusal("Invalid base64") from error
        rows = read_tensor(content)
        width = self.engine.width
        if rows.ndim != 2 or rows.shape[1] != width:
            raise Refusal(f"hidden size {rows.shape[-1]} is not {width}", "prompt_embeds")
        assert np.isfinite(rows).all(), "vLLM would take them silently; the client must not send them"
        assert rows.flags.c_contiguous
        self.seen.append(rows.shape)
        return rows

    def _choice(self, index: int, rows: np.ndarray, body: dict[str, Any]) -> dict[str, Any]:
        assert len(rows) + body["max_tokens"] <= self.longest, "vLLM would cut the answer silently"
        assert body["temperature"] == 0, "this one is greedy"
        context, reason = self.engine.context, "length"
        tokens: list[int] = []
        context.truncate(0)
        for begin in range(0, len(rows), 256):
            part = rows[begin : begin + 256]
            context.vectors(part, 1)
        while len(tokens) < body["max_tokens"]:
            token = context.best(0)
            if context.model.ends(token):
                reason = "stop"
                break
            tokens.append(token)
            context.tokens(np.array([token], np.int32), 1)
        ids = {"token_ids": tokens} if body.get("return_token_ids") else {}
        text = context.model.text(tokens)
        return {"index": index, "text": text, "finish_reason": reason, "logprobs": None, **ids}


def read_tensor(content: bytes) -> np.ndarray:
    """A dense float tensor of torch.save; Refusal for anything else."""
    if importlib.util.find_spec("torch") is None:
        return _read_strictly(content)
    import torch

    try:
        with torch.sparse.check_sparse_tensor_invariants():
            tensor = torch.load(io.BytesIO(content), weights_only=True)
    except Exception as error:
        raise Refusal("no tensor", "prompt_embeds") from error
    if not isinstance(tensor, torch.Tensor) or not tensor.is_floating_point():
        raise Refusal("no floating point tensor", "prompt_embeds")
    assert tensor.layout is torch.strided, "a sparse tensor"
    assert tensor.is_contiguous()
    assert tensor.dtype is torch.float32
    assert tensor.untyped_storage().nbytes() == tensor.numel() * 4, "storage beyond the tensor"
    assert np.array_equal(_read_strictly(content), tensor.numpy()), "both readers agree"
    return np.asarray(tensor.numpy())


def _read_strictly(content: bytes) -> np.ndarray:
    """The one form that a client without torch may write, opcode by opcode."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = {info.filename: info for info in archive.infolist()}
            assert all(info.compress_type == zipfile.ZIP_STORED for info in entries.values())
            assert sorted(entries) == ["archive/byteorder", "archive/data.pkl", "archive/data/0", "archive/version"]
            steps = list(pickletools.genops(archive.read("archive/data.pkl")))
            raw = archive.read("archive/data/0")
            assert archive.read("archive/byteorder") == b"little"
    except (zipfile.BadZipFile, ValueError) as error:
        raise Refusal("no tensor", "prompt_embeds") from error
    assert tuple(step[0].name for step in steps) == _OPCODES
    values = [argument for _, argument, _ in steps if argument is not None]
    build, kind, storage, key, device, count, offset, rows, width, over, step, hooks = values[1:]
    assert (build, storage) == ("torch._utils _rebuild_tensor_v2", "torch FloatStorage")
    assert (kind, key, device, offset, hooks) == ("storage", "0", "cpu", 0, "collections OrderedDict")
    assert (over, step, count * 4) == (width, 1, len(raw))
    assert rows * width == count
    return np.frombuffer(raw, "<f4").reshape(rows, width)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    stand_in: StandIn

    def do_GET(self) -> None:
        version = self.stand_in.version
        if self.path == "/version" and version is not None:
            self._say(200, {"version": version})
        elif self.path != "/v1/models":
            self._say(404, {"detail": "Not Found"})
        elif self._may():
            self._say(200, self.stand_in.models())

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self._may():
            return
        if self.path != "/v1/completions":
            self._say(404, {"detail": "Not Found"})
        elif (fault := self.stand_in.fault).times > 0:
            fault.times -= 1
            self._fail(fault)
        else:
            try:
                self._say(200, self.stand_in.complete(body))
            except Refusal as refusal:
                self._say(refusal.status, refusal.body)

    def log_message(self, *_: object) -> None:
        """Silent."""

    def _may(self) -> bool:
        if self.stand_in.key is None or self.headers.get("Authorization") == f"Bearer {self.stand_in.key}":
            return True
        self._say(401, {"error": "Unauthorized"})
        return False

    def _fail(self, fault: Fault) -> None:
        if fault.hold is not None:
            fault.hold.wait(60)
        if fault.status:
            refusal = Refusal("It was said: a secret.", "prompt_embeds").body
            content = json.dumps(refusal).encode() if fault.answer is None else fault.answer
            self._send(fault.status, content, fault.headers)
            return
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b'{"choices": [')
        self.close_connection = True

    def _say(self, status: int, told: dict[str, Any]) -> None:
        self._send(status, json.dumps(told).encode(), {})

    def _send(self, status: int, content: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def vllm_server(gguf: Path, **options: Any) -> Iterator[tuple[str, StandIn]]:
    """Its address, and the server itself."""
    with opened(gguf) as engine:
        stand_in = StandIn(engine, **options)
        with listening(type("Handler", (_Handler,), {"stand_in": stand_in})) as address:
            yield address, stand_in


@contextmanager
def listening(handler: Callable[..., BaseHTTPRequestHandler]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
