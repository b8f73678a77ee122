"""Tasks as the client's spans: one when a task ends, one when its outcome is reported late."""

from typing import Any

from centspan.deploy.demo.backfill.arrivals import MINUTE
from centspan.deploy.demo.backfill.call_spans import CallSpans
from centspan.deploy.demo.backfill.features import FEATURES
from centspan.deploy.demo.backfill.identities import task_names, task_spans, trace_ids
from centspan.deploy.demo.backfill.otlp import Saying
from centspan.deploy.demo.backfill.traffic import Traffic
from centspan.instrumentation import attributes as names
from centspan.instrumentation.tasks import SPAN_NAME

REPORTED_LATE = ("research.answer",)
"""Tasks whose outcome another process reports, minutes later."""
LATE = 20 * MINUTE
REASON = "bad_answer"


class TaskSpans:
    """Says any task of the traffic as spans."""

    def __init__(self, traffic: Traffic, calls: CallSpans) -> None:
        self._traffic = traffic
        self._calls = calls
        tasks, seed = traffic.tasks, traffic.seed
        self._names = task_names(seed, tasks.number)
        self._traces = trace_ids(seed, tasks.number)
        self._spans = task_spans(seed, tasks.number)
        self._late_spans = task_spans(seed, tasks.number, late=True)
        self._first = tasks.first.tolist()
        self._last = tasks.last.tolist()
        self._ends = tasks.ends.tolist()
        self._started = traffic.calls.started[tasks.first].tolist()
        self._features = traffic.calls.feature[tasks.first].tolist()

    def last_rows(self) -> list[int]:
        """The row of the last call of each task."""
        return self._last

    def say(self, task: int) -> list[Saying]:
        """The spans of a task."""
        feature = FEATURES[self._features[task]]
        outcome = self._outcome(task, feature.value_usd)
        late = feature.task in REPORTED_LATE and bool(outcome)
        identity = {names.TASK_ID: self._names[task], names.TASK_NAME: feature.task}
        labelled = self._calls.labels(self._first[task]) | identity
        said = [
            self._saying(
                task,
                SPAN_NAME,
                self._spans[task],
                (self._started[task], self._ends[task]),
                labelled if late else labelled | outcome,
            )
        ]
        reported = min(self._ends[task] + LATE, self._traffic.when.end)
        if late:
            moment = (reported, reported)
            said.append(
                self._saying(
                    task, names.OUTCOME_EVENT, self._late_spans[task], moment, identity | outcome
                )
            )
        return said

    def _outcome(self, task: int, value_usd: str) -> dict[str, Any]:
        succeeded = self._traffic.tasks.succeeded[task]
        if succeeded is None:
            return {}
        if not succeeded:
            return {names.TASK_OUTCOME: "failed", names.TASK_REASON: REASON}
        worth = {names.TASK_VALUE_USD: value_usd} if value_usd else {}
        return {names.TASK_OUTCOME: "succeeded", **worth}

    def _saying(
        self, task: int, name: str, span: bytes, times: tuple[int, int], attributes: dict[str, Any]
    ) -> Saying:
        return Saying(
            name=name,
            client=False,
            trace=self._traces[task],
            span=span,
            parent=b"",
            started=times[0],
            ended=times[1],
            attributes=attributes,
        )
