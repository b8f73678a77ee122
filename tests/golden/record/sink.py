"""Takes the spans of an emitter over OTLP, and plays the provider that its calls reach."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from typing import Any

from fake_llm.scenario import Scenario
from fake_llm.server import FakeLLM, running
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from record.neutral import spans_of
from record.truth import Truth, truth_of


@dataclass
class Case:
    """What one case asked for, sent, and should have told."""

    name: str
    plans: list[dict[str, Any]]
    truth: dict[str, Any]
    kept: list[ExportTraceServiceRequest] = field(default_factory=list)


@dataclass
class Recording:
    """One emitter's run; finished cases land in `done`."""

    emitter: str
    port: int
    done: list[dict[str, Any]] = field(default_factory=list)
    case: Case | None = None
    versions: dict[str, str] = field(default_factory=dict)

    def begin(self, told: dict[str, Any], fake: FakeLLM) -> None:
        """A case begins: draw its numbers and plan its answers."""
        self.case = Case(told["case"], told["plans"], told["truth"])
        self.versions = told["versions"]
        fake.forget()
        fake.served = []  # type: ignore[attr-defined]
        drawn = _drawn(Random(f"{self.emitter} {told['case']}"))
        fake.answer(
            *(
                replace(drawn, **(self._own(n, drawn) | changes))
                for n, changes in enumerate(told["plans"], 1)
            )
        )

    def _own(self, n: int, drawn: Scenario) -> dict[str, Any]:
        return {"serial": f"{self.emitter}-{len(self.done)}-{n}", "input": drawn.input + n}

    def end(self, fake: FakeLLM, port: int) -> None:
        """A case ended: keep what was sent, and the truth."""
        case = self.case
        if case is None:
            raise RuntimeError("expected a case that began, found none")
        served: list[tuple[str, dict[str, Any], Scenario]] = fake.served  # type: ignore[attr-defined]
        calls: list[Truth] = [{**truth_of(*each), **case.truth} for each in served]
        self.done.append(
            {
                "emitter": self.emitter,
                "case": case.name,
                "versions": self.versions,
                "calls": calls,
                "spans": spans_of(case.kept, (port, self.port)),
            }
        )
        self.case = None


def _drawn(rng: Random) -> Scenario:
    cached, reasoning = rng.randrange(1, 5000), rng.randrange(1, 900)
    return Scenario(
        input=cached + rng.randrange(1, 9000),
        cached=cached,
        output=reasoning + rng.randrange(1, 4000),
        reasoning=reasoning,
        uncached=rng.randrange(1, 9000),
        cache_read=rng.randrange(1, 20_000),
        cache_write_5m=rng.randrange(501, 9000),
        cache_write_1h=rng.randrange(1, 500),
    )


def _handler(recording: Recording, fake: FakeLLM) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self._body()
            if self.path == "/begin":
                recording.begin(json.loads(body), fake)
            elif self.path == "/end":
                recording.end(fake, fake.port)
            elif self.path == "/v1/traces" and recording.case is not None:
                recording.case.kept.append(ExportTraceServiceRequest.FromString(body))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _body(self) -> bytes:
            if self.headers.get("Transfer-Encoding") != "chunked":
                return self.rfile.read(int(self.headers.get("Content-Length") or 0))
            pieces: list[bytes] = []
            while size := int(self.rfile.readline(), 16):
                pieces.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(pieces)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler


def _remember_served(fake: FakeLLM) -> None:
    """Keep each request with the scenario it got."""
    draw = fake.next

    def following() -> Scenario:
        plan, seen = draw(), fake.requests[-1]
        fake.served.append((seen.path.partition("?")[0], seen.body, plan))  # type: ignore[attr-defined]
        return plan

    fake.next = following  # type: ignore[method-assign]


@contextmanager
def recording(emitter: str) -> Iterator[tuple[Recording, str, str]]:
    """Yield the recording, the address that takes its spans, and the provider's."""
    with running() as fake:
        kept = Recording(emitter, 0)
        _remember_served(fake)
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(kept, fake))
        kept.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield kept, f"http://127.0.0.1:{kept.port}", fake.url
        finally:
            server.shutdown()
            server.server_close()
