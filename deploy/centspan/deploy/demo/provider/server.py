"""The simulated provider's HTTP server."""

import json
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any

from centspan.deploy.demo.provider import (
    anthropic_messages,
    openai_chat,
    openai_embeddings,
    openai_responses,
)
from centspan.deploy.demo.provider.answers import answer
from centspan.deploy.demo.provider.exchange import Answer, Asked, Exchange, Tokens
from centspan.deploy.demo.provider.prompt_cache import PromptCache, tokens_of
from centspan.deploy.demo.provider.troubles import Trouble, Weather

FIRST_TOKEN_SECONDS = 0.03
CHUNK_SECONDS = 0.004
RETRY_COUNT = "x-stainless-retry-count"
"""What both SDKs say about how often they tried before."""


@dataclass(frozen=True, slots=True)
class Wire:
    """One endpoint: how its requests are read and its answers written."""

    path: str
    read: Callable[[dict[str, Any]], Asked]
    document: Callable[[Exchange], dict[str, Any]]
    events: Callable[[Exchange], Iterator[tuple[str, Any]]]


WIRES = (
    Wire("/v1/chat/completions", openai_chat.asked, openai_chat.document, openai_chat.events),
    Wire(
        "/v1/responses",
        openai_responses.asked,
        openai_responses.document,
        openai_responses.events,
    ),
    Wire(
        "/v1/embeddings",
        openai_embeddings.asked,
        openai_embeddings.document,
        openai_embeddings.events,
    ),
    Wire(
        "/v1/messages",
        anthropic_messages.asked,
        anthropic_messages.document,
        anthropic_messages.events,
    ),
)


class Provider(ThreadingHTTPServer):
    """Serves on 127.0.0.1, on a free port unless one is named.

    `requests` counts what came in; `calls` counts those that were no repetition by an SDK.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, weather: Weather, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.weather = weather
        self.cache = PromptCache()
        self.requests = self.calls = 0
        self._numbers = count(1)
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        """The address without a path."""
        return f"http://127.0.0.1:{self.server_port}"

    def number(self, *, again: bool = False) -> int:
        """Count one more request."""
        with self._lock:
            self.requests = next(self._numbers)
            self.calls += not again
            return self.requests

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of apps that hang up; anything else is a fault of ours."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def exchange(self, number: int, asked: Asked) -> Exchange:
        """Answer a request and count its tokens."""
        said = answer(asked) if asked.max_tokens else Answer("")
        cached = self.cache.pass_through(asked)
        whole = sum(tokens_of(piece) for piece in asked.pieces)
        written = cached.written_5m + cached.written_1h
        return Exchange(
            number,
            asked,
            said,
            Tokens(
                fresh=max(whole - cached.read - written, 0),
                read=cached.read,
                written_5m=cached.written_5m,
                written_1h=cached.written_1h,
                output=tokens_of(said.text) + tokens_of(said.arguments) + tokens_of(said.tool),
                reasoning=said.reasoning,
            ),
        )


@contextmanager
def serving(seed: int, port: int = 0) -> Generator[Provider]:
    """Run a provider in a thread for as long as the block lasts."""
    provider = Provider(Weather(seed), port)
    thread = threading.Thread(target=provider.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        provider.shutdown()
        provider.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Provider  # pyright: ignore[reportIncompatibleVariableOverride] - what it always is here

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = self.path.partition("?")[0]
        wire = next((wire for wire in WIRES if wire.path == path), None)
        again = self.headers.get(RETRY_COUNT, "0") != "0"
        number = self.server.number(again=again)
        trouble = self.server.weather.at(number)
        time.sleep(FIRST_TOKEN_SECONDS + trouble.late_seconds)
        try:
            if wire is None:
                self._refuse(Trouble(0, 404, "not_found_error"), number)
            elif trouble.status != 200:
                self._refuse(trouble, number)
            else:
                self._serve(wire, self.server.exchange(number, wire.read(json.loads(raw))))
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the app went away: not the provider's business

    def _serve(self, wire: Wire, exchange: Exchange) -> None:
        if exchange.asked.stream:
            self._stream(wire.events(exchange), exchange.number)
        else:
            time.sleep(CHUNK_SECONDS * exchange.tokens.output / 8)
            self._send(200, wire.document(exchange), exchange.number)

    def _refuse(self, trouble: Trouble, number: int) -> None:
        message = f"the simulated provider answers {trouble.status} now and then"
        error = {"type": trouble.kind, "message": message, "code": trouble.kind}
        self._send(trouble.status, {"type": "error", "error": error}, number)

    def _send(self, status: int, document: dict[str, Any], number: int) -> None:
        content = json.dumps(document).encode()
        self._head(status, number, {"Content-Type": "application/json"})
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _stream(self, events: Iterator[tuple[str, Any]], number: int) -> None:
        self._head(200, number, {"Content-Type": "text/event-stream"})
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for name, data in events:
            text = data if isinstance(data, str) else json.dumps(data)
            event = f"event: {name}\n" if name else ""
            content = f"{event}data: {text}\n\n".encode()
            self.wfile.write(f"{len(content):x}\r\n".encode() + content + b"\r\n")
            self.wfile.flush()
            time.sleep(CHUNK_SECONDS)
        self.wfile.write(b"0\r\n\r\n")

    def _head(self, status: int, number: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        ids = {"x-request-id": f"req_{number:012x}", "request-id": f"req_{number:012x}"}
        waits = {"retry-after-ms": "150"} if status >= 429 else {}
        for name, value in (headers | ids | waits).items():
            self.send_header(name, value)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the demo's terminal is for the demo."""
