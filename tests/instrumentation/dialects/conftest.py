"""The recorded spans, and what client and store make of them."""

import sys
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from centspan.collector.engine import Engine
from centspan.collector.receiver.receiver import Receiver
from centspan.collector.roll import roll
from centspan.instrumentation.attributes import BUCKETS

# The recordings have a reader of their own, which makes the page as well.
sys.path.append(str(Path(__file__).parents[2] / "golden"))
import goldens

START = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(days=3)
APART = timedelta(minutes=11)
"""Cases stand far enough apart that none is taken for another's retry."""
FACTS = (
    "operation",
    "provider",
    "model",
    "service_tier",
    "web_searches",
    "usage_source",
    "usage_status",
    "status",
)
COLUMNS = ", ".join((*FACTS, *(f"{bucket}_tokens" for bucket in BUCKETS)))
CALLS = f"SELECT span_id, counted, not_counted_because, recorded_by, {COLUMNS} FROM calls"


class Store:
    """A store that takes goldens in over OTLP and says what became of each."""

    def __init__(self, path):
        self.engine = Engine(path)
        self.receiver = Receiver(self.engine)
        self.client = self.engine.client()
        self.taken = 0

    def empty(self):
        """Forget everything, as before the first span."""
        for table in ("otel_traces", "llm_calls", "dirty_hours", "rolled_hours", "price_keys_seen"):
            self.client.command(f"TRUNCATE TABLE {table}")

    def take(self, *deliveries, judge_between=False):
        """Deliver lists of (golden's number, its spans), each in one request; then judge."""
        self.taken += 1000  # nanoseconds: the same bytes as before would not be stored again
        for delivery in deliveries:
            request = ExportTraceServiceRequest()
            for number, spans in delivery:
                began = START + number * APART
                request.MergeFrom(
                    goldens.otlp(spans, number, int(began.timestamp()) * 10**9 + self.taken)
                )
            body = request.SerializeToString()
            self.receiver.take_in("traces", "protobuf", "", body).stored.result()
            if judge_between:
                roll(self.client, settle_seconds=0)
        roll(self.client, settle_seconds=0)

    def calls(self):
        """Golden's number → its calls, each with its span, verdict and who recorded an amount."""
        found = defaultdict(list)
        for span, counted, because, recorded_by, *values in self.client.query(CALLS).result_rows:
            number, own = divmod(int(span, 16), 1000)
            tokens = {b: n for b, n in sorted(zip(BUCKETS, values[len(FACTS) :], strict=True)) if n}
            told = dict(zip(FACTS, values, strict=False)) | {"tokens": tokens}
            found[number].append((own, counted, because, recorded_by, told))
        return found

    def close(self):
        self.receiver.close()
        self.engine.close()


@pytest.fixture(scope="module")
def store(tmp_path_factory, new_store):
    store = Store(new_store(tmp_path_factory.mktemp("goldens")))
    yield store
    store.close()


@pytest.fixture(scope="session")
def spans():
    """Every golden of one emitter each."""
    return goldens.load("spans")


@pytest.fixture(scope="session")
def traces():
    """Every golden of several emitters at once."""
    return goldens.load("traces")


@pytest.fixture(scope="module")
def stored_spans(store, spans):
    """What the store makes of every golden span, all delivered at once."""
    store.empty()
    store.take([(number, golden.spans) for number, golden in enumerate(spans, 1)])
    found = store.calls()
    return {golden.name: found[number] for number, golden in enumerate(spans, 1)}


@pytest.fixture(scope="session")
def in_order():
    """Calls as a list that can be compared whatever order they came in."""
    return partial(sorted, key=lambda call: sorted(map(str, call.items())))
