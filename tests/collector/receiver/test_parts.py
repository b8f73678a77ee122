"""The receiver's parts where a promise of theirs cannot be seen from outside."""

import re
import threading
import time
from pathlib import Path

import pytest
from opentelemetry.proto.collector.logs.v1 import logs_service_pb2
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2

from centspan.collector import receiver
from centspan.collector.receiver.budget import Budget, Hold
from centspan.collector.receiver.checks import Checked
from centspan.collector.receiver.errors import Busy, Unavailable
from centspan.collector.receiver.limits import Limits
from centspan.collector.receiver.prepare import Prepared
from centspan.collector.receiver.receipts import Receipts
from centspan.collector.receiver.spool import Spool
from centspan.collector.receiver.waiting import Job, Waiting


def job(items=1, weight=1, days=(0,)):
    checked = Checked(items, frozenset(days), 0, "", 0)
    return Job(Prepared("traces", b"", b"", weight, checked), Hold(Budget(0)))


def test_a_lone_request_does_not_wait():
    """An idle receiver hands it out at once."""
    waiting = Waiting(Limits(pause_seconds=10))
    waiting.put(job())
    assert len(waiting.take()) == 1


def test_small_groups_wait_for_the_insert_before_them_and_large_ones_do_not():
    """What arrives meanwhile is one insert; with much waiting a second one starts beside it."""
    waiting = Waiting(Limits(pause_seconds=0.1, full_items=10))
    waiting.put(job())
    first = waiting.take()
    groups = []
    taker = threading.Thread(target=lambda: groups.append(waiting.take()))
    taker.start()
    for _ in range(9):
        waiting.put(job())
    time.sleep(0.05)
    assert not groups
    waiting.put(job())
    taker.join(5)
    assert len(groups[0]) == 10
    waiting.put(job())
    waiting.finished(first, 0)
    waiting.finished(groups[0], 60)
    began = time.monotonic()
    assert len(waiting.take()) == 1
    assert 0.05 < time.monotonic() - began < 30


@pytest.mark.parametrize(
    ("jobs", "size"),
    [
        ([job(items=4)] * 4, 2),
        ([job(weight=40)] * 4, 2),
        ([job(days=(n,)) for n in range(4)], 3),
        ([job(items=99), job()], 1),
    ],
)
def test_a_group_has_bounds(jobs, size):
    """Items, bytes and days of one insert are limited; a request alone always fits."""
    waiting = Waiting(Limits(group_items=10, group_bytes=100, request_days=3, full_items=1))
    for one in jobs:
        waiting.put(one)
    assert len(waiting.take()) == size


def test_a_queue_is_full_until_something_is_stored():
    """Busy once more waits than can be stored soon; closed, it hands out what it has."""
    waiting = Waiting(Limits(pending_items=10, full_items=1))
    waiting.put(job(items=10))
    with pytest.raises(Busy):
        waiting.put(job())
    waiting.finished(waiting.take(), 0)
    waiting.put(job())
    waiting.close()
    with pytest.raises(Unavailable):
        waiting.put(job())
    assert len(waiting.take()) == 1
    assert waiting.take() == []


def test_receipts_outlive_the_process_and_stay_bounded(tmp_path):
    """At least half the capacity is remembered, in order, whatever a kill cut off."""
    digests = [number.to_bytes(16, "big") for number in range(1, 26)]
    receipts = Receipts(tmp_path, 10)
    for digest in digests:
        receipts.add([digest])
    with (tmp_path / "receipts").open("ab") as file:
        file.write(b"torn")
    again = Receipts(tmp_path, 10)
    again.add([b"x" * 16])
    for remembering in (again, Receipts(tmp_path, 10)):
        assert all(digest in remembering for digest in [*digests[-5:], b"x" * 16])
        assert digests[0] not in remembering
        assert len(remembering) <= 12


def test_a_file_that_was_never_whole_is_cleared_away(tmp_path):
    """Only complete files are finished after a kill; the rest was never acknowledged."""
    spool = Spool(tmp_path)
    whole = spool.put("traces", "aa", [b"d" * 16, b"e" * 16], [b"1", b"2"])
    (tmp_path / "traces-bb.part").write_bytes(b"half")
    (tmp_path / "traces-bb.digests").write_bytes(b"d" * 16)
    (tmp_path / "receipts").write_bytes(b"r" * 16)
    (found,) = Spool(tmp_path).left_over()
    assert found == whole
    assert found.path.read_bytes() == b"12"
    assert found.digests() == [b"d" * 16, b"e" * 16]
    found.remove()
    assert [path.name for path in tmp_path.iterdir()] == ["receipts"]


def test_the_engines_schema_is_otlps():
    """Every field of otlp.proto has the number that OpenTelemetry gave it."""
    text = Path(receiver.__file__).with_name("otlp.proto").read_text()
    ours = {
        message: dict(re.findall(r"(\w+) = (\d+);", body))
        for message, body in re.findall(r"message (\w+) \{\n(.*?)\n\}", text, re.DOTALL)
    }
    for message, fields in ours.items():
        theirs = official_fields(message)
        assert fields.items() <= theirs.items(), message


RENAMED = {
    "Scalar": "AnyValue",
    "Value": "AnyValue",
    "Array": "ArrayValue",
    "Scope": "InstrumentationScope",
    "Traces": "ExportTraceServiceRequest",
    "Logs": "ExportLogsServiceRequest",
}


def official_fields(message: str) -> dict[str, str]:
    found = [
        descriptor
        for service in (trace_service_pb2, logs_service_pb2)
        for descriptor in descriptors(service.DESCRIPTOR)
        if descriptor.name == RENAMED.get(message, message)
    ]
    return {field.name: str(field.number) for field in found[0].fields}


def descriptors(file):
    for message in file.message_types_by_name.values():
        yield message
        yield from message.nested_types
    for dependency in file.dependencies:
        yield from descriptors(dependency)
