"""A local provider: real HTTP on an ephemeral port, wire formats of several vendors."""

import gzip
import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from fake_llm import (
    anthropic_wire,
    bedrock_wire,
    cohere_wire,
    google_wire,
    ollama_wire,
    openai_wire,
    responses_wire,
)
from fake_llm.reply import Reply
from fake_llm.scenario import Scenario

Route = tuple[str, Callable[[dict[str, Any], Scenario], Reply], Callable[[Scenario], Reply]]
ROUTES: tuple[Route, ...] = (
    ("/chat/completions", openai_wire.chat, openai_wire.failure),
    ("/responses", responses_wire.responses, openai_wire.failure),
    ("/embeddings", openai_wire.embeddings, openai_wire.failure),
    ("/completions", openai_wire.completions, openai_wire.failure),
    ("/messages/count_tokens", anthropic_wire.count_tokens, anthropic_wire.failure),
    ("/messages", anthropic_wire.messages, anthropic_wire.failure),
    (":rawPredict", anthropic_wire.messages, anthropic_wire.failure),
    (":streamRawPredict", anthropic_wire.messages, anthropic_wire.failure),
    (":generateContent", google_wire.generate, google_wire.failure),
    (":streamGenerateContent", google_wire.stream, google_wire.failure),
    (":batchEmbedContents", google_wire.embed, google_wire.failure),
    ("/v2/chat", cohere_wire.chat, cohere_wire.failure),
    ("/v2/embed", cohere_wire.embed, cohere_wire.failure),
    ("/v2/rerank", cohere_wire.rerank, cohere_wire.failure),
    ("/api/chat", ollama_wire.chat, ollama_wire.failure),
    ("/api/generate", ollama_wire.generate, ollama_wire.failure),
    ("/api/embed", ollama_wire.embed, ollama_wire.failure),
    ("/converse", bedrock_wire.converse, bedrock_wire.failure),
    ("/converse-stream", bedrock_wire.converse_stream, bedrock_wire.failure),
    ("/invoke", bedrock_wire.invoke, bedrock_wire.failure),
    ("/invoke-with-response-stream", bedrock_wire.invoke_stream, bedrock_wire.failure),
)


@dataclass(frozen=True)
class Seen:
    """A request as it came over the wire."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    raw: bytes


@dataclass
class FakeLLM:
    """The provider: `answer(...)` plans the next answers, then `default` holds."""

    url: str = ""
    port: int = 0
    default: Scenario = field(default_factory=Scenario)
    requests: list[Seen] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    _planned: deque[Scenario] = field(default_factory=deque)

    def answer(self, *scenarios: Scenario) -> None:
        """Plan what the next requests get, one each."""
        self._planned.extend(scenarios)

    def forget(self) -> None:
        """Drop what was planned and what was seen."""
        self._planned.clear()
        self.requests.clear()

    def next(self) -> Scenario:
        """The scenario of the request that just came."""
        return self._planned.popleft() if self._planned else self.default


def reply_to(path: str, body: dict[str, Any], plan: Scenario) -> Reply:
    for end, succeed, fail in ROUTES:
        if path.endswith(end):
            refused = plan.refuses_stream_options and "stream_options" in body
            if refused or plan.status != 200:
                return fail(Scenario(status=400) if refused else plan)
            return succeed(body, plan)
    return Reply({"object": "list", "data": []})


def handler_for(fake: FakeLLM) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def _answer(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            path = self.path.partition("?")[0]
            body = json.loads(raw) if raw.startswith(b"{") else {}
            headers = {name.lower(): value for name, value in self.headers.items()}
            fake.requests.append(Seen(self.path, headers, body, raw))
            plan = fake.next() if self.command == "POST" else Scenario()
            time.sleep(plan.delay)
            reply = reply_to(path, body, plan)
            try:
                if reply.pieces is None:
                    self._send_document(reply, plan)
                else:
                    self._send_pieces(reply, plan)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def _send_document(self, reply: Reply, plan: Scenario) -> None:
            content = json.dumps(reply.document).encode()
            if plan.disconnect_after is not None:
                self._head(reply, {"Content-Length": str(len(content) + 10)})
                self._cut()
                return
            extra = {"Content-Encoding": "gzip"} if plan.gzip else {}
            content = gzip.compress(content) if plan.gzip else content
            self._head(reply, {"Content-Length": str(len(content)), **extra})
            self.wfile.write(content)

        def _send_pieces(self, reply: Reply, plan: Scenario) -> None:
            extra = {"Content-Encoding": "gzip"} if plan.gzip else {}
            self._head(reply, {"Transfer-Encoding": "chunked"} | extra)
            pieces = reply.pieces or []
            if plan.split or plan.gzip:
                whole = b"".join(pieces)
                whole = gzip.compress(whole) if plan.gzip else whole
                size = plan.split or len(whole)
                pieces = [whole[i : i + size] for i in range(0, len(whole), size)]
            for count, piece in enumerate(pieces):
                if count == plan.disconnect_after:
                    self._cut()
                    return
                if count == plan.hang_after:
                    fake.released.wait(10)
                self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
                self.wfile.flush()
                time.sleep(plan.pause)
            self.wfile.write(b"0\r\n\r\n")

        def _head(self, reply: Reply, headers: dict[str, str]) -> None:
            self.send_response(reply.status)
            for name, value in ({"Content-Type": reply.content_type} | headers).items():
                self.send_header(name, value)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()

        def _cut(self) -> None:
            self.wfile.flush()
            self.close_connection = True

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler


class Server(ThreadingHTTPServer):
    """A server that takes clients that hang up as they come."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass


@contextmanager
def running() -> Iterator[FakeLLM]:
    """Serve on an ephemeral port until the block ends."""
    fake = FakeLLM()
    server = Server(("127.0.0.1", 0), handler_for(fake))
    fake.port = server.server_address[1]
    fake.url = f"http://127.0.0.1:{fake.port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        fake.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
