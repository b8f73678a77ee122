"""A provider that draws its token counts from a seed and keeps a ledger of what it would bill.

The app is known by its API key. An app that wants something special says so in the header
`x-plan`: a JSON list of `Scenario` fields, one object an attempt (the last one repeats).
"""

import json
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2] / "instrumentation" / "sdks"))

from fake_llm.reply import Reply
from fake_llm.scenario import Scenario
from fake_llm.server import Server, reply_to

IDS = ("chatcmpl-1", "cmpl-1", "resp_1", "msg_1", "emb-1")
"""The constant ids of the wire formats, which are made unique here."""
RETRY_COUNT = "x-stainless-retry-count"
DATED = {"gpt-4o-mini": "gpt-4o-mini-2024-07-18", "claude-sonnet-4-5": "claude-sonnet-4-5-20250929"}
"""Models that answer by another name than the one asked for, now and then."""


@dataclass(frozen=True)
class Billed:
    """One request: who sent it, what it got, and its tokens in exclusive buckets."""

    app: str
    path: str
    status: int
    model: str
    tokens: dict[str, int]
    headers: dict[str, str]
    body: dict[str, Any]


@dataclass
class Provider:
    """The running provider: `url`, and `ledger` in order of arrival."""

    url: str
    seed: int
    ledger: list[Billed] = field(default_factory=list)
    _numbers: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, app: str) -> list[Billed]:
        """What an app was served."""
        return [each for each in list(self.ledger) if each.app == app]

    def plan(self, app: str, headers: dict[str, str], body: dict[str, Any]) -> tuple[int, Scenario]:
        """The number of this request, and a scenario drawn from seed, app and number."""
        with self._lock:
            self._numbers[app] += 1
            number = self._numbers[app]
        wanted = json.loads(headers.get("x-plan", "[{}]"))
        attempt = min(int(headers.get(RETRY_COUNT, "0")), len(wanted) - 1)
        drawn = draw(random.Random(f"{self.seed}/{app}/{number}"), str(body.get("model", "")))
        return number, replace(drawn, **wanted[attempt])


def draw(dice: random.Random, model: str) -> Scenario:
    """Counts that providers may send: every bucket, sometimes none, sometimes very many."""
    whole = dice.choice((1, 50, 1_200, 33_000, 260_000))
    inputs = dice.randint(1, whole)
    output = dice.choice((dice.randint(1, 60), dice.randint(1, 9_000)))
    return Scenario(
        model=dice.choice((model, DATED.get(model, model))),
        input=inputs,
        cached=dice.choice((0, dice.randint(0, inputs))),
        output=output,
        reasoning=dice.choice((0, dice.randint(0, output))),
        uncached=inputs,
        cache_read=dice.choice((0, dice.randint(0, 90_000))),
        cache_write_5m=dice.choice((0, dice.randint(0, 9_000))),
        cache_write_1h=dice.choice((0, dice.randint(0, 9_000))),
        chunk=dice.choice((1, 7, 400)),
        delta_repeats=dice.random() < 0.5,
        extra=dice.random() < 0.5,
        gzip=dice.random() < 0.2,
        usage=dice.choice(("asked", "extra", "last_chunk", "every_chunk")),
    )


def tokens_of(path: str, plan: Scenario) -> dict[str, int]:
    """The exclusive buckets of an answer, in the store's names."""
    if path.endswith("/embeddings"):
        return {"uncached_input": plan.input}
    answer = {"output": plan.output - plan.reasoning, "reasoning": plan.reasoning}
    if path.endswith("/messages"):
        return answer | {
            "uncached_input": plan.uncached,
            "cache_read": plan.cache_read,
            "cache_write_5m": plan.cache_write_5m,
            "cache_write_1h": plan.cache_write_1h,
        }
    return answer | {"uncached_input": plan.input - plan.cached, "cache_read": plan.cached}


def handler_for(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            body, path = json.loads(raw), self.path.partition("?")[0]
            key = headers.get("x-api-key") or headers.get("authorization", "")
            app = key.removeprefix("Bearer ")
            number, plan = provider.plan(app, headers, body)
            tokens = tokens_of(path, plan) if plan.status == 200 else {}
            billed = Billed(app, path, plan.status, plan.model, tokens, headers, body)
            provider.ledger.append(billed)
            time.sleep(plan.delay)
            try:
                self._send(reply_to(path, body, plan), plan, f"{app}-{number}")
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def _send(self, reply: Reply, plan: Scenario, number: str) -> None:
            pieces = reply.pieces or [json.dumps(reply.document).encode()]
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Transfer-Encoding", "chunked")
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            for count, piece in enumerate(pieces):
                if count == plan.disconnect_after:
                    self.close_connection = True
                    return
                self._chunk(unique(piece, number))
                time.sleep(plan.pause)
            self.wfile.write(b"0\r\n\r\n")

        def _chunk(self, content: bytes) -> None:
            self.wfile.write(f"{len(content):x}\r\n".encode() + content + b"\r\n")
            self.wfile.flush()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler


def unique(content: bytes, number: str) -> bytes:
    for each in IDS:
        content = content.replace(f'"{each}"'.encode(), f'"{each}-{number}"'.encode())
    return content


@contextmanager
def serving(seed: int) -> Iterator[Provider]:
    """Serve on an ephemeral port until the block ends."""
    provider = Provider("", seed)
    server = Server(("127.0.0.1", 0), handler_for(provider))
    server.request_queue_size = 128
    provider.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
