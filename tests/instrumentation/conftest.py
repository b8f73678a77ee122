"""What every client test needs: a real OTLP/HTTP endpoint and fresh interpreters."""

import gzip
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import grpc
import pytest
from opentelemetry import trace
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from centspan.instrumentation import guard

SOURCES = Path(__file__).parents[2] / "instrumentation"
KINDS = {
    Span.SPAN_KIND_INTERNAL: "internal",
    Span.SPAN_KIND_SERVER: "server",
    Span.SPAN_KIND_CLIENT: "client",
    Span.SPAN_KIND_PRODUCER: "producer",
    Span.SPAN_KIND_CONSUMER: "consumer",
}
STATUSES = {0: "unset", 1: "ok", 2: "error"}


def plain(value: AnyValue) -> Any:
    match value.WhichOneof("value"):
        case "array_value":
            return [plain(item) for item in value.array_value.values]
        case "kvlist_value":
            return attributes_of(value.kvlist_value.values)
        case None:
            return None
        case name:
            return getattr(value, name)


def attributes_of(pairs: Any) -> dict[str, Any]:
    return {pair.key: plain(pair.value) for pair in pairs if isinstance(pair, KeyValue)}


def flat(span: Span, scope: str, resource: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": span.name,
        "scope": scope,
        "attributes": attributes_of(span.attributes),
        "kind": KINDS.get(span.kind, ""),
        "parent": span.parent_span_id.hex(),
        "trace_id": span.trace_id.hex(),
        "span_id": span.span_id.hex(),
        "status": STATUSES[span.status.code],
        "status_message": span.status.message,
        "events": [
            {"name": event.name, "attributes": attributes_of(event.attributes)}
            for event in span.events
        ],
        "flags": span.flags,
        "trace_state": span.trace_state,
        "start_ns": span.start_time_unix_nano,
        "end_ns": span.end_time_unix_nano,
        "resource": resource,
    }


@dataclass
class OtlpSink:
    """An OTLP/HTTP endpoint that keeps what it is sent.

    Set `answer` to a status other than 200 to refuse, `delay` (seconds) to be slow.
    """

    endpoint: str = ""
    answer: int = 200
    delay: float = 0.0
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    def take(self, path: str, headers: Mapping[str, str], body: bytes) -> None:
        self.paths.append(path)
        self.headers.append({name.lower(): value for name, value in headers.items()})
        if headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        self.bodies.append(body)

    def spans(self) -> list[dict[str, Any]]:
        """Every span stored so far, flattened, in order of arrival."""
        return [
            flat(span, scoped.scope.name, attributes_of(group.resource.attributes))
            for body in list(self.bodies)
            for group in ExportTraceServiceRequest.FromString(body).resource_spans
            for scoped in group.scope_spans
            for span in scoped.spans
        ]

    def wait_for(self, count: int, seconds: float = 10.0) -> list[dict[str, Any]]:
        """The spans, as soon as there are `count` of them or `seconds` have passed."""
        deadline = time.monotonic() + seconds
        while len(spans := self.spans()) < count and time.monotonic() < deadline:
            time.sleep(0.02)
        return spans


def handler_for(sink: OtlpSink) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            time.sleep(sink.delay)
            if sink.answer == 200:
                sink.take(self.path, self.headers, body)
            reply = ExportTraceServiceResponse().SerializeToString()
            self.send_response(sink.answer)
            self.send_header("Content-Type", "application/x-protobuf")
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler


@pytest.fixture
def otlp_sink() -> Iterator[OtlpSink]:
    """A local OTLP/HTTP endpoint: `.endpoint`, `.spans()`, `.wait_for(n)`, `.bodies`."""
    sink = OtlpSink()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_for(sink))
    server.daemon_threads = True
    sink.endpoint = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield sink
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def grpc_sink() -> Iterator[OtlpSink]:
    """As `otlp_sink`, over gRPC without TLS."""
    sink = OtlpSink()

    def export(body: bytes, _: grpc.ServicerContext) -> bytes:
        sink.bodies.append(body)
        return ExportTraceServiceResponse().SerializeToString()

    server = grpc.server(ThreadPoolExecutor(2))
    service = "opentelemetry.proto.collector.trace.v1.TraceService"
    handler = grpc.unary_unary_rpc_method_handler(export)
    server.add_generic_rpc_handlers(
        (grpc.method_handlers_generic_handler(service, {"Export": handler}),)
    )
    sink.endpoint = f"http://127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    server.start()
    yield sink
    server.stop(None).wait()


RunPython = Callable[..., subprocess.CompletedProcess[str]]


def clean_environment() -> dict[str, str]:
    """This process' environment without anything that configures telemetry or providers."""
    foreign = ("OTEL_", "CENTSPAN_", "OPENAI_", "ANTHROPIC_", "COVERAGE_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return {**kept, "PYTHONPATH": str(SOURCES), "NO_PROXY": "*"}


@pytest.fixture
def run_python(tmp_path: Path) -> RunPython:
    """Run code in a fresh interpreter, as an app would: `run_python(code, env)`.

    The code is a file (so that multiprocessing can spawn from it); `env` is added to a clean
    environment, `cwd` is tmp_path.
    """

    def run(
        code: str, env: Mapping[str, str] | None = None, timeout: float = 60.0
    ) -> subprocess.CompletedProcess[str]:
        script = tmp_path / "app.py"
        script.write_text(code)
        return subprocess.run(
            [sys.executable, str(script)],
            env=clean_environment() | dict(env or {}),
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    return run


class Recorded:
    """Spans this process has ended, in order."""

    def __init__(self) -> None:
        self._exporter = InMemorySpanExporter()
        self.provider = TracerProvider(shutdown_on_exit=False)
        self.provider.add_span_processor(SimpleSpanProcessor(self._exporter))

    def all(self) -> list[Any]:
        """The spans so far."""
        return list(self._exporter.get_finished_spans())

    def one(self) -> dict[str, Any]:
        """The attributes of the only span."""
        (span,) = self.all()
        return dict(span.attributes)


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorded]:
    """The spans of this test, by a provider of its own; fails where we swallowed a failure."""
    keeper = Recorded()
    monkeypatch.setattr(trace, "_TRACER_PROVIDER", keeper.provider)
    before = guard.swallowed()
    yield keeper
    assert guard.swallowed() == before
