"""A Hub on loopback: it speaks the API of the real one, counts what it is asked, and can fail.

Answers are made in the shape of the real ones, which `tests/sources/test_hub_model.py` reads too;
files are given below `/ID/resolve/REVISION/NAME`, with ranges.
"""

from __future__ import annotations

import json
import re
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from msm_rules.sources.hub.asking import Patience

SHA = "9a11e1ffa817c211cbb52ee1fb312dc6b61b40a5"
Answer = tuple[int, Mapping[str, str], bytes]
Fault = Callable[["Handler"], "Answer | None"]
"""What happens instead of an answer: another one, or nothing (the connection is the fault's)."""


def info(id: str, **more: Any) -> dict[str, Any]:
    """An answer of the API about a model, in the shape of the real ones."""
    card = more.pop("card", {"license": "apache-2.0", "language": "en"})
    return {
        "_id": "621ffdc136468d709f1802e8",
        "id": id,
        "modelId": id,
        "author": id.split("/")[0],
        "sha": SHA,
        "createdAt": "2024-02-14T11:33:32.000Z",
        "lastModified": "2026-10-01T17:00:00.000Z",
        "private": False,
        "gated": False,
        "disabled": False,
        "downloads": 4711,
        "downloadsAllTime": 100_000,
        "likes": 42,
        "library_name": "transformers",
        "pipeline_tag": "text-generation",
        "tags": ["transformers", "safetensors", "text-generation", "region:us"],
        "config": {"architectures": ["LlamaForCausalLM"], "model_type": "llama"},
        "cardData": card,
        "siblings": [
            {"rfilename": name} for name in ("README.md", "config.json", "model.safetensors")
        ],
        "safetensors": {"parameters": {"BF16": 7_241_732_096}, "total": 7_241_732_096},
        **more,
    }


CONFIG = {
    "architectures": ["LlamaForCausalLM"],
    "model_type": "llama",
    "hidden_size": 4096,
    "num_attention_heads": 32,
    "num_hidden_layers": 32,
    "num_key_value_heads": 8,
    "max_position_embeddings": 8192,
    "torch_dtype": "bfloat16",
}


def safetensors(tensors: Mapping[str, tuple[str, list[int]]], bits: int = 16) -> bytes:
    """The header of a file of weights, without the weights."""
    header: dict[str, Any] = {}
    end = 0
    for name, (dtype, shape) in tensors.items():
        size = bits // 8
        for side in shape:
            size *= side
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [end, end + size]}
        end += size
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text


class Handler(BaseHTTPRequestHandler):
    """One question."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        """Answer, or fail."""
        self.server.asked.append(self.path)
        self.server.headers.append(dict(self.headers))
        fault = self.server.next_fault(self.path)
        answer = fault(self) if fault is not None else self.server.answer(self.path)
        if answer is None:
            self.close_connection = True
            return
        status, headers, body = answer
        if (
            found := re.fullmatch(r"bytes=0-(\d+)", self.headers.get("Range", ""))
        ) and status == 200:
            total, body = len(body), body[: int(found[1]) + 1]
            stated = self.server.sizes.get(unquote(urlsplit(self.path).path).split("/")[-1], total)
            headers = {**headers, "Content-Range": f"bytes 0-{len(body) - 1}/{stated}"}
            status = 206
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """The Hub: models by id, files by `ID/NAME`, and faults by a part of the path."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.models: dict[str, Any] = {}
        self.renamed: dict[str, str] = {}
        self.files: dict[str, bytes] = {}
        self.sizes: dict[str, int] = {}
        self.listed: list[Any] = []
        self.faults: dict[str, list[Fault] | Fault] = {}
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.release = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def add(self, id: str, **more: Any) -> None:
        """A model with the files that its answer lists."""
        self.models[id] = info(id, **more)
        self.files.setdefault(f"{id}/config.json", json.dumps(CONFIG).encode())
        self.files.setdefault(f"{id}/README.md", b"---\nlicense: mit\n---\n")

    def next_fault(self, path: str) -> Fault | None:
        for part, fault in self.faults.items():
            if part in path:
                if callable(fault):
                    return fault
                return fault.pop(0) if fault else None
        return None

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that has gone is no matter."""

    def answer(self, path: str) -> Answer:
        split = urlsplit(path)
        place, params = unquote(split.path), parse_qs(split.query)
        if place == "/api/models":
            return self._page(params, split.query)
        if place.startswith("/api/models/"):
            return self._model(place.removeprefix("/api/models/"), split.query, params)
        id, found, rest = place[1:].partition("/resolve/")
        if found and (body := self.files.get(f"{id}/{rest.split('/', 1)[1]}")) is not None:
            return 200, {}, body
        return 404, {"X-Error-Code": "EntryNotFound"}, b"{}"

    def _model(self, rest: str, query: str, params: Mapping[str, list[str]]) -> Answer:
        id, _, revision = rest.partition("/revision/")
        if (now := self.renamed.get(id)) is not None:
            return 307, {"Location": f"/api/models/{now}?{query}"}, b""
        if id not in self.models:
            return (
                401,
                {"X-Error-Code": "RepoNotFound"},
                b'{"error":"Invalid username or password."}',
            )
        if revision not in ("", "main", SHA):
            return 404, {"X-Error-Code": "RevisionNotFound"}, b'{"error":"Invalid rev id"}'
        found = self.models[id]
        if "blobs" in params:
            rows = [{**s, "size": self.sizes.get(s["rfilename"], 100)} for s in found["siblings"]]
            found = {**found, "siblings": rows}
        return 200, {"Content-Type": "application/json"}, json.dumps(found).encode()

    def _page(self, params: Mapping[str, list[str]], query: str) -> Answer:
        start, limit = int(params.get("cursor", ["0"])[0]), int(params["limit"][0])
        rows = self.listed[start : start + limit]
        headers = {}
        if start + limit < len(self.listed):
            further = re.sub(r"&cursor=\d+", "", query) + f"&cursor={start + limit}"
            headers["Link"] = f'<https://huggingface.co/api/models?{further}>; rel="next"'
        return 200, headers, json.dumps(rows).encode()


@contextmanager
def serving() -> Iterator[Server]:
    """A Hub that answers while it is needed."""
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.release.set()
        server.shutdown()
        server.server_close()
        thread.join()


# --- patience ------------------------------------------------------------------------------------


def patience(fault: Fault | None = None, tries: int = 2) -> Patience:
    """Enough for a slow machine, and none at all with a Hub that will not answer."""
    silence = 1.5 if fault is hangs else 30.0
    answer = 0.1 if fault is drips else 30.0
    return Patience(silence=silence, answer=answer, tries=tries, first=0.01, longest=5.0)


# --- faults --------------------------------------------------------------------------------------


def status(code: int, **headers: str) -> Fault:
    """A status instead of an answer; `_` of a header's name stands for `-`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: (code, named, b'{"error": "no"}')


def body(data: bytes, **headers: str) -> Fault:
    """These bytes instead of the answer."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: (200, named, data)


def hangs(handler: Handler) -> None:
    """Nothing at all, until the server ends."""
    handler.server.release.wait(20)


def resets(handler: Handler) -> None:
    """The connection is torn down."""
    linger = struct.pack("ii", 1, 0)
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    handler.connection.close()


def breaks_off(handler: Handler) -> None:
    """Fewer bytes than were announced."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")


def drips(handler: Handler) -> None:
    """A byte now and then, for ever."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while not handler.server.release.wait(0.02):
        handler.wfile.write(b" ")
