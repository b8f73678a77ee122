"""The traffic as OTLP requests, in order of time."""

from collections.abc import Iterator

from centspan.deploy.demo.backfill.call_spans import CallSpans
from centspan.deploy.demo.backfill.labels import Source
from centspan.deploy.demo.backfill.otlp import Saying, payload
from centspan.deploy.demo.backfill.task_spans import TaskSpans
from centspan.deploy.demo.backfill.traffic import Traffic

CALLS_PER_REQUEST = 1500


def payloads(
    traffic: Traffic, key_id: str, calls_per_request: int = CALLS_PER_REQUEST
) -> Iterator[tuple[int, bytes]]:
    """Yield each request with the number of calls in it; tasks go with their last call."""
    calls = CallSpans(traffic, key_id)
    tasks = TaskSpans(traffic, calls)
    ending = _ending(tasks)
    for start in range(0, len(traffic.calls), calls_per_request):
        rows = range(start, min(start + calls_per_request, len(traffic.calls)))
        yield len(rows), payload(_said(calls, tasks, ending, rows))


def _said(
    calls: CallSpans, tasks: TaskSpans, ending: dict[int, int], rows: range
) -> Iterator[tuple[Source, Saying]]:
    for row in rows:
        source = calls.source(row)
        yield source, calls.say(row)
        if (task := ending.get(row)) is not None:
            for saying in tasks.say(task):
                yield source, saying


def _ending(tasks: TaskSpans) -> dict[int, int]:
    return {row: task for task, row in enumerate(tasks.last_rows())}
