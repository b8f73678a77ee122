"""Exactly once: whatever a client repeats, delays or sends at the same time, and wherever the
process dies, each request's spans are in the store once and none is lost."""

import hashlib
import os
import time
from collections import Counter
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from centspan.collector.engine import Engine
from centspan.collector.migrate import Target, migrations
from centspan.collector.receiver.inserts import insert
from centspan.collector.receiver.limits import Limits
from centspan.collector.receiver.prepare import prepare
from centspan.collector.receiver.receipts import Receipts
from centspan.collector.receiver.receiver import SPOOL_DIRECTORY, Receiver, outcome
from centspan.collector.receiver.spool import Spool

# Small groups, so that a handful of requests is cut into inserts in many ways.
LIMITS = Limits(group_items=6, full_items=4, pause_seconds=0.02, answer_seconds=30)


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    engine = Engine(tmp_path_factory.mktemp("once") / "data")
    for statement in migrations()[0].statements():
        engine.connect().query(Target(engine.database).fill(statement))
    yield engine
    engine.close()


@dataclass
class Store:
    """A receiver that can be stopped, or die, and be started again on the same engine."""

    engine: Engine
    receiver: Receiver | None = None

    def __enter__(self):
        self.receiver = Receiver(self.engine, LIMITS)
        return self

    def __exit__(self, *_):
        self.receiver.close()

    def send(self, bodies):
        """All at the same time, waiting for every answer."""
        taken = [self.receiver.take_in("traces", "protobuf", "", body) for body in bodies]
        assert all(outcome(one).refused == 0 for one in taken)

    def die(self, bodies, point):
        """Leave the directory as a process does that is killed at `point` of storing `bodies`."""
        self.receiver.close()
        directory = self.engine.path / SPOOL_DIRECTORY
        prepared = [prepare("traces", "protobuf", body, LIMITS) for body in bodies]
        token = hashlib.sha256(b"".join(one.digest for one in prepared)).hexdigest()
        digests = [one.digest for one in prepared]
        spooled = Spool(directory).put("traces", token, digests, [one.data for one in prepared])
        if point in ("inserted", "noted"):
            insert(self.engine.connect(), "traces", spooled.path, token)
        if point == "noted":
            Receipts(directory, LIMITS.remembered_requests).add(digests)
        self.receiver = Receiver(self.engine, LIMITS)

    def restart(self):
        self.receiver.close()
        self.receiver = Receiver(self.engine, LIMITS)

    def span_counts(self, service):
        sql = f"SELECT SpanId FROM otel_traces WHERE ServiceName = '{service}'"
        return Counter(str(self.engine.connect().query(sql, "TSV")).split())


requests = st.lists(st.integers(1, 5), min_size=1, max_size=6)
"""How many spans each request has."""
some = st.lists(st.integers(0, 5), min_size=1, max_size=5)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("send"), some),
        st.tuples(st.just("restart"), st.just([])),
        st.tuples(st.sampled_from(["spooled", "inserted", "noted"]), some),
    ),
    max_size=6,
)
quick = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def build(new_traces, service, sizes):
    built = [new_traces(service) for _ in sizes]
    for number, (traces, size) in enumerate(zip(built, sizes, strict=True)):
        for back in range(size):
            started = time.time_ns() - (back + number) % 3 * 86_400 * 10**9
            traces.span(start_time_unix_nano=started, end_time_unix_nano=started + 10**9)
    return built


@quick
@given(sizes=requests, deliveries=steps)
def test_each_request_is_stored_once(engine, new_traces, sizes, deliveries):
    """Late, repeated, concurrent, with restarts and deaths at every point of an insert."""
    service = f"once-{os.urandom(6).hex()}"
    built = build(new_traces, service, sizes)
    bodies = [traces.body for traces in built]
    with Store(engine) as store:
        for step, numbers in [*deliveries, ("send", range(len(bodies)))]:
            chosen = [bodies[number % len(bodies)] for number in numbers]
            if step == "send":
                store.send(chosen)
            elif step == "restart":
                store.restart()
            else:
                # What one insert holds was never stored before: its requests would have been
                # recognised.
                seen = store.span_counts(service)
                fresh = [body for body in dict.fromkeys(chosen) if not in_store(body, seen)]
                if fresh:
                    store.die(fresh, step)
        ids = [span.span_id.hex() for traces in built for span in traces.scope.spans]
        assert store.span_counts(service) == Counter(ids)


def in_store(body, counts):
    return any(span_id in counts for span_id in span_ids(body))


def span_ids(body):
    request = ExportTraceServiceRequest.FromString(body)
    return [
        span.span_id.hex()
        for part in request.resource_spans
        for scope in part.scope_spans
        for span in scope.spans
    ]


@quick
@given(sizes=requests, cuts=st.lists(st.integers(1, 4), min_size=1, max_size=4))
def test_no_span_is_lost_when_a_hop_cuts_requests_anew(engine, new_traces, sizes, cuts):
    """The same spans in other requests are other requests: nothing is taken for a repeat of them."""
    service = f"cut-{os.urandom(6).hex()}"
    built = build(new_traces, service, sizes)
    spans = [span for traces in built for span in traces.scope.spans]
    again = []
    while spans:
        part = new_traces(service)
        for span in spans[: cuts[len(again) % len(cuts)]]:
            part.scope.spans.add().CopyFrom(span)
        del spans[: len(part.scope.spans)]
        again.append(part)
    with Store(engine) as store:
        store.send([traces.body for traces in built])
        store.send([traces.body for traces in again])
        store.send([traces.body for traces in built])
        counts = store.span_counts(service)
    unchanged = {traces.body for traces in built} & {traces.body for traces in again}
    once = {span_id for body in unchanged for span_id in span_ids(body)}
    ids = {span.span_id.hex() for traces in built for span in traces.scope.spans}
    assert counts == {span_id: 1 if span_id in once else 2 for span_id in ids}
