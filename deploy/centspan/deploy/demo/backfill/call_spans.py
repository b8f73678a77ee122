"""Calls as the client's spans: names, times, attributes."""

from datetime import UTC, datetime
from typing import Any

from opentelemetry.context import Context

from centspan.deploy.demo.backfill.arrivals import SECOND
from centspan.deploy.demo.backfill.call_facts import CallFacts
from centspan.deploy.demo.backfill.calls import NONE
from centspan.deploy.demo.backfill.evaluations import evaluations
from centspan.deploy.demo.backfill.features import FEATURES
from centspan.deploy.demo.backfill.identities import identities, task_names
from centspan.deploy.demo.backfill.labels import Source, labels, source
from centspan.deploy.demo.backfill.otlp import Event, Saying
from centspan.deploy.demo.backfill.traffic import Traffic
from centspan.instrumentation import attributes as names
from centspan.instrumentation.call_attributes import end_attributes, start_attributes
from centspan.instrumentation.call_facts import Request, Response
from centspan.instrumentation.pricing import cost_attributes

_NO_LABELS = Context()


class CallSpans:
    """Says any call of the traffic as a span; the client's own code writes its attributes."""

    def __init__(self, traffic: Traffic, key_id: str) -> None:
        calls, follows = traffic.calls, traffic.follows
        self._facts = CallFacts(traffic, key_id)
        self._calls = self._facts.calls
        self._durations = follows.duration.tolist()
        self._versions = follows.version.tolist()
        self._ids = identities(traffic.seed, calls)
        self._judged = evaluations(calls, follows, traffic.prints.request)
        self._tasks = task_names(traffic.seed, calls.task)

    def source(self, row: int) -> Source:
        """The process that made the call."""
        return source(self._calls["feature"][row], self._calls["environment"][row])

    def say(self, row: int) -> Saying:
        """The span of a call."""
        facts = self._facts
        request, response = facts.request(row), facts.response(row, self._ids.answer[row])
        course = facts.course(row)
        started = self._calls["started"][row]
        ends = started + self._durations[row]
        return Saying(
            name=f"{request.operation} {request.model}",
            client=True,
            trace=self._ids.trace[row],
            span=self._ids.span[row],
            parent=self._ids.root[row],
            started=started,
            ended=ends,
            attributes={
                **start_attributes(request, _NO_LABELS),
                **end_attributes(request, response, course),
                **_cost_then(request, response, started),
                **self.labels(row),
                **self._belonging(row),
            },
            failed=bool(course.error),
            events=tuple(
                Event(names.EVALUATION_EVENT, ends, judged) for judged in self._judged.get(row, ())
            ),
        )

    def labels(self, row: int) -> dict[str, Any]:
        """The labels in effect where the call was made."""
        column = self._calls
        return labels(
            column["feature"][row],
            column["tenant"][row],
            column["user"][row],
            column["route"][row],
            self._versions[row],
        )

    def _belonging(self, row: int) -> dict[str, Any]:
        column = self._calls
        feature = FEATURES[column["feature"][row]]
        found: dict[str, Any] = {names.ROOT_KIND: feature.root_kind}
        if column["task"][row] != NONE:
            found |= {names.TASK_ID: self._tasks[row], names.TASK_NAME: feature.task}
        elif column["chain"][row] != column["content"][row]:
            found[names.SESSION_ID] = f"chat-{self._ids.trace[row].hex()[:12]}"
        return found


def _cost_then(request: Request, response: Response | None, started: int) -> dict[str, Any]:
    """The cost at the moment of the call, where the client itself would say that of today."""
    if response is None:
        return {}
    moment = datetime.fromtimestamp(started // SECOND, UTC)
    return dict(cost_attributes(request.provider, request.model, response.usage, moment))
