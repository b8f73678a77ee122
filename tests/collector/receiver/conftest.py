"""A receiver in a process of its own, requests for it, and what it stored."""

import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from google.rpc.status_pb2 import Status
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

# What breaks bytes is shared with the long runs.
sys.path.append(str(Path(__file__).parents[3] / "benchmarks" / "robustness"))
SERVED = Path(__file__).with_name("served.py")
PROTOBUF = "application/x-protobuf"


@dataclass
class Answered:
    """One HTTP answer."""

    status: int
    headers: dict
    body: bytes

    @property
    def partial(self):
        """The partial success of a trace request."""
        return ExportTraceServiceResponse.FromString(self.body).partial_success

    @property
    def error(self):
        """The message of a refusal."""
        if self.headers["content-type"] == PROTOBUF:
            return Status.FromString(self.body).message
        return json.loads(self.body)["message"]


class Served:
    """A running receiver, or one that was killed and may be started again."""

    def __init__(self, directory: Path, schema="raw", **limits):
        self.directory = directory
        self.schema = schema
        self.limits = limits
        self._lock = threading.Lock()
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [sys.executable, SERVED, self.directory, self.schema, json.dumps(self.limits)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        line = self.process.stdout.readline()
        assert line, f"the receiver did not start (exit {self.process.wait()})"
        ports = json.loads(line)
        self.http_port, self.grpc_port = ports["http"], ports["grpc"]

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self._close_pipes()

    def stop(self):
        self.process.stdin.close()
        assert self.process.wait(20) == 0
        self._close_pipes()

    def _close_pipes(self):
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.stdout.close()

    def query(self, sql: str) -> list[list]:
        with self._lock:
            self.process.stdin.write(json.dumps(sql) + "\n")
            self.process.stdin.flush()
            return json.loads(self.process.stdout.readline())

    def row(self, span_id: str, columns: str = "*", table: str = "otel_traces") -> list:
        """The one stored row of a span."""
        (row,) = self.query(f"SELECT {columns} FROM {table} WHERE SpanId = '{span_id}'")
        return row

    def count(self, service: str) -> int:
        return int(
            self.query(f"SELECT count() FROM otel_traces WHERE ServiceName = '{service}'")[0][0]
        )

    def post(self, body: bytes, path="/v1/traces", content_type=PROTOBUF, **headers) -> Answered:
        """Send one request, chunked if `body` is an iterator; `content_encoding` and so on become
        headers."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if content_type is not None:
            named["Content-Type"] = content_type
        connection = http.client.HTTPConnection("127.0.0.1", self.http_port, timeout=30)
        with contextlib.closing(connection):
            connection.request("POST", path, body, named)
            response = connection.getresponse()
            content = response.read()
        lower = {name.lower(): value for name, value in response.getheaders()}
        return Answered(response.status, lower, content)

    def taken(self, body: bytes) -> Answered:
        """Send one request, and again as long as the answer is to do so: a busy machine is slow to store."""
        while (answer := self.post(body)).status == 503:
            time.sleep(1)
        return answer

    def memory(self) -> int:
        """The most bytes the process has held at once."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) * 1024


def value_of(target, value):
    """Set an OTLP value from a Python one."""
    if isinstance(value, bool):
        target.bool_value = value
    elif isinstance(value, int):
        target.int_value = value
    elif isinstance(value, float):
        target.double_value = value
    elif isinstance(value, str):
        target.string_value = value
    elif isinstance(value, bytes):
        target.bytes_value = value
    elif isinstance(value, dict):
        target.kvlist_value.SetInParent()
        attributes(target.kvlist_value.values, value)
    elif isinstance(value, list):
        target.array_value.SetInParent()
        for item in value:
            value_of(target.array_value.values.add(), item)


def attributes(target, values: dict):
    for key, value in values.items():
        attribute = target.add()
        attribute.key = key
        value_of(attribute.value, value)


@dataclass
class Traces:
    """Builds one trace request."""

    service: str
    request: ExportTraceServiceRequest = field(default_factory=ExportTraceServiceRequest)

    def __post_init__(self):
        resource = self.request.resource_spans.add()
        attributes(resource.resource.attributes, {"service.name": self.service})
        self.scope = resource.scope_spans.add()
        self.scope.scope.name = "tests"

    def span(self, values=None, **fields):
        """Add a good span; `fields` overwrite its fields."""
        start = time.time_ns() - 2_000_000_000
        span = self.scope.spans.add(
            trace_id=os.urandom(16),
            span_id=os.urandom(8),
            name="chat gpt-5",
            kind=3,
            start_time_unix_nano=start,
            end_time_unix_nano=start + 1_500_000_000,
        )
        for name, value in fields.items():
            setattr(span, name, value)
        attributes(span.attributes, values or {})
        return span

    @property
    def body(self) -> bytes:
        return self.request.SerializeToString()


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """One receiver with the limits we ship, shared by the tests, on tables without views."""
    served = Served(tmp_path_factory.mktemp("receiver") / "data")
    yield served
    served.stop()


@pytest.fixture(scope="session")
def whole(tmp_path_factory, new_store):
    """One receiver on the whole schema, shared by the tests."""
    served = Served(new_store(tmp_path_factory.mktemp("whole") / "data"), "whole")
    yield served
    served.stop()


@pytest.fixture
def start_receiver(tmp_path):
    """Starts receivers of a test's own, with its limits; they end with the test."""
    with contextlib.ExitStack() as stack:

        def start(schema="raw", **limits) -> Served:
            served = Served(tmp_path / f"data-{time.time_ns()}", schema, **limits)
            stack.callback(lambda: served.process.poll() is None and served.stop())
            return served

        yield start


@pytest.fixture
def service(request) -> str:
    """A service name of this test's own."""
    return f"{request.node.name}-{time.time_ns()}"


@pytest.fixture
def traces(service) -> Traces:
    return Traces(service)


@pytest.fixture
def new_traces():
    return Traces
