import time
from datetime import UTC, datetime, timedelta

import pytest

COLUMNS = [
    "Timestamp",
    "TraceId",
    "SpanId",
    "ParentSpanId",
    "SpanName",
    "SpanKind",
    "ServiceName",
    "ResourceAttributes",
    "ScopeName",
    "SpanAttributes",
    "Duration",
    "StatusCode",
]
TABLES = [
    "otel_traces",
    "llm_calls",
    "call_prefixes",
    "task_outcomes",
    "evaluations",
    "price_keys_seen",
    "service_versions",
    "senders",
    "changes",
    "dirty_hours",
    "rolled_hours",
    "rolled_days",
    "spend_rollup",
    "tenant_spend_rollup",
    "uncounted_rollup",
    "user_spend_rollup",
]
NOON = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=2)


@pytest.fixture
def client(engine):
    """A client on a migrated, empty store."""
    client = engine.client()
    truncate(client)
    yield client
    client.close()


@pytest.fixture
def empty(client):
    """Empty the store again, between the examples of one test."""
    return lambda: truncate(client)


def truncate(client):
    for table in TABLES:
        client.command(f"TRUNCATE TABLE {table}")


@pytest.fixture
def next_second():
    """Waits until the second is over: marks know no less, so that a change in it may come after them."""
    return lambda: time.sleep(1.02 - time.time() % 1)


@pytest.fixture
def deliver(client):
    """Insert spans (dicts) into otel_traces as the Collector's exporter does: a plain INSERT."""

    def insert(spans):
        client.insert("otel_traces", [row(**span) for span in spans], column_names=COLUMNS)

    return insert


def row(
    attributes,
    *,
    span=1,
    trace=1,
    parent="",
    at=NOON,
    seconds=1.0,
    scope="centspan",
    environment="production",
    status="Unset",
    service="app",
    version="",
):
    resource = {"service.name": service, "deployment.environment.name": environment}
    if version:
        resource["service.version"] = version
    texts = {name: str(value) for name, value in attributes.items()}
    return [
        at,
        f"{trace:032x}",
        f"{span:016x}",
        parent and f"{parent:016x}",
        "chat",
        "Client",
        service,
        resource,
        scope,
        texts,
        int(seconds * 1e9),
        status,
    ]
