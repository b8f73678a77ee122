"""Traffic of the demo, decoded from its own payloads, and a store that takes it."""

import shutil
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from centspan.collector.engine import Engine
from centspan.collector.prices.resolve import resolve
from centspan.collector.receiver import http
from centspan.collector.receiver.receiver import Receiver
from centspan.collector.roll import roll
from centspan.deploy.demo.backfill.payloads import payloads
from centspan.deploy.demo.backfill.send import send
from centspan.deploy.demo.backfill.stories import STORIES
from centspan.deploy.demo.backfill.traffic import traffic
from centspan.deploy.demo.changes import post_releases

# How the viewer is driven in a browser.
sys.path.append(str(Path(__file__).parents[2] / "dashboards" / "viewer"))

KEY_ID = "0a0b0c0d"
_TODAY = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
NOW = _TODAY - timedelta(days=(_TODAY.weekday() - 2) % 7 or 7)
"""A Wednesday's noon: what is drawn depends on the hour of the week, what a test finds must not."""


@dataclass
class Row:
    """One span, with its attributes by the last words of their names."""

    name: str
    service: str
    environment: str
    started: datetime
    seconds: float
    failed: bool
    attributes: dict[str, Any]
    events: list[tuple[str, dict[str, Any]]]
    ids: tuple[bytes, bytes] = field(default=(b"", b""))

    def __getattr__(self, name: str) -> Any:
        return self.attributes.get(NAMES[name], DEFAULTS.get(name, ""))

    @property
    def is_call(self) -> bool:
        return "gen_ai.operation.name" in self.attributes


NAMES = {
    "feature": "centspan.feature",
    "tenant": "centspan.tenant",
    "purpose": "centspan.purpose",
    "version": "centspan.prompt_version",
    "model": "gen_ai.request.model",
    "provider": "gen_ai.provider.name",
    "request": "centspan.fingerprint.request",
    "system": "centspan.fingerprint.system",
    "prefixes": "centspan.fingerprint.prefixes",
    "tools": "centspan.tools",
    "sections": "centspan.sections",
    "root": "centspan.root.kind",
    "tier": "centspan.service_tier",
    "stream": "gen_ai.request.stream",
    "source": "centspan.usage.source",
    "task": "centspan.task.id",
    "uncached": "centspan.tokens.uncached_input",
    "read": "centspan.tokens.cache_read",
    "written": "centspan.tokens.cache_write_5m",
    "output": "centspan.tokens.output",
    "reasoning": "centspan.tokens.reasoning",
}
DEFAULTS = dict.fromkeys(("uncached", "read", "written", "output", "reasoning"), 0)


def plain(value):
    kind = value.WhichOneof("value")
    if kind == "array_value":
        return [plain(each) for each in value.array_value.values]
    return getattr(value, kind)


def attributes_of(pairs):
    return {pair.key: plain(pair.value) for pair in pairs}


def decode(bodies) -> list[Row]:
    """Every span of some payloads."""
    rows = []
    for body in bodies:
        for group in ExportTraceServiceRequest.FromString(body).resource_spans:
            resource = attributes_of(group.resource.attributes)
            rows += [
                Row(
                    span.name,
                    resource["service.name"],
                    resource["deployment.environment.name"],
                    datetime.fromtimestamp(span.start_time_unix_nano / 1e9, UTC),
                    (span.end_time_unix_nano - span.start_time_unix_nano) / 1e9,
                    span.status.code == 2,
                    attributes_of(span.attributes),
                    [(event.name, attributes_of(event.attributes)) for event in span.events],
                    (span.trace_id, span.span_id),
                )
                for scope in group.scope_spans
                for span in scope.spans
            ]
    return rows


@pytest.fixture(scope="session")
def make() -> Callable[..., Any]:
    """Make traffic: `make(seed, count, stories=STORIES)`."""
    return lambda seed, count, stories=STORIES: traffic(seed, NOW, 30, count, stories)


@pytest.fixture(scope="session")
def bodies_of() -> Callable[..., list[bytes]]:
    """The payloads of traffic."""
    return lambda made: [body for _, body in payloads(made, KEY_ID)]


@pytest.fixture(scope="session")
def rows_of(bodies_of) -> Callable[..., list[Row]]:
    """The spans of traffic, decoded from its payloads."""
    return lambda made: decode(bodies_of(made))


@dataclass
class Store:
    """A store that is open."""

    engine: Engine
    client: Any

    def one(self, sql: str) -> tuple:
        return self.client.query(sql).result_rows[0]


@contextmanager
def served(app: Any) -> Iterator[str]:
    """Serve an ASGI app on a free port; its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="session")
def serve() -> Callable[[Any], Any]:
    """Serves an ASGI app: `with serve(app) as url`."""
    return served


@pytest.fixture(scope="session")
def eventful(make):
    """Traffic of a seed that tells every story, in a month that is large enough for each of them."""
    return make(7, 18_000)


@pytest.fixture(scope="session")
def _filled(eventful, tmp_path_factory, new_store):
    """A store with that month in it: sent, priced, rolled up, its releases posted; closed, as one is open at a time."""
    engine = Engine(new_store(tmp_path_factory.mktemp("month")))
    receiver = Receiver(engine)
    with engine.client() as client, served(http.app(receiver)) as endpoint:
        counts: list[int] = []
        send(payloads(eventful, KEY_ID), endpoint, counts.append)
        assert sum(counts) == len(eventful.calls)
        resolve(client)
        assert post_releases(client, eventful.releases) == len(eventful.releases.since)
        roll(client, settle_seconds=-2)
    receiver.close()
    engine.close()
    return engine.path


@pytest.fixture(scope="module")
def month(tmp_path_factory, _filled):
    """A copy of it that is the module's own."""
    path = tmp_path_factory.mktemp("month") / "store"
    engine = Engine(shutil.copytree(_filled, path, symlinks=True))
    with engine.client() as client:
        yield Store(engine, client)
    engine.close()
