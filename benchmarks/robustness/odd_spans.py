"""Trace requests no one should send: well-formed Protobuf whose spans are not, or hardly, sensible."""

import math
import os
import random
import time
from collections.abc import Callable

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

DAY = 86_400 * 10**9
MIB = 1 << 20
TIMES = (
    *(0, 1, 2**31, 2**32, 10**9, 2**63 - 1, 2**63, 2**64 - 1, 946_684_800 * 10**9),
    *(-DAY * 29, -DAY * 31, -DAY * 399, -DAY * 401, -DAY * 4000, DAY // 2, DAY * 2, DAY * 9000),
)
"""Of a start or an end; those of a few days or less than 0 count from now."""
IDS = (b"", b"\0", bytes(8), bytes(16), bytes(7), b"\xff" * 8, b"\xff" * 16, b"x" * 17, b"y" * 4096)
TEXTS = (
    *("", " ", "\0", "\n\t\r", "'", '"', "\\", "`;--", "ü€😀", "\u202e", "x" * 10_000, "NaN"),
    *("'; DROP TABLE otel_traces; --", "') SETTINGS readonly=0 --", "{x:String}", "%s%n", "${a}"),
    *("<script>alert(1)</script>", "../../etc/passwd", "NULL", "[]", "{}", "-1", "1e309"),
)
NUMBERS = (0, -1, 1, 2**31, 2**32, 2**53 + 1, 2**63 - 1, -(2**63))
DOUBLES = (math.nan, math.inf, -math.inf, -0.0, 1e308, 5e-324, 1.5, -2.75)
NAMES = (
    *("gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens", "gen_ai.usage.cost.amount"),
    *("gen_ai.usage.cache_read.input_tokens", "gen_ai.usage.reasoning.output_tokens"),
    *("gen_ai.operation.name", "gen_ai.request.model", "gen_ai.response.model"),
    *("gen_ai.provider.name", "gen_ai.request.temperature", "gen_ai.request.max_tokens"),
    *("gen_ai.response.finish_reasons", "gen_ai.response.id", "http.response.status_code"),
    *("llm.usage.total_tokens", "llm.token_count.prompt", "gen_ai.usage.prompt_tokens"),
    *("centspan.feature", "centspan.tenant", "centspan.cost.usd", "centspan.weight"),
    *("centspan.task.id", "centspan.tools", "centspan.sections", "centspan.attempts"),
    *("centspan.fingerprint.prefixes", "centspan.fingerprint.request", "service.name"),
)


class OddSpans:
    """Builds requests; the same seed builds the same ones but for ids and times."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self._kinds: tuple[Callable[[ExportTraceServiceRequest], None], ...] = (
            *(self._times, self._ids, self._types, self._types, self._texts, self._doubled),
            *(self._nested, self._enums, self._family, self._shapes, self._wide, self._long),
        )

    def request(self) -> tuple[str, ExportTraceServiceRequest]:
        """Return what is odd about a request, and the request."""
        kind = self.dice.choice(self._kinds)
        request = plain("fuzz", self.dice.choice((1, 2, 8)))
        kind(request)
        return kind.__name__.strip("_"), request

    def _one(self, request: ExportTraceServiceRequest):
        return self.dice.choice(request.resource_spans[0].scope_spans[0].spans)

    def _times(self, request: ExportTraceServiceRequest) -> None:
        span = self._one(request)
        for field in self.dice.choice((("start",), ("end",), ("start", "end"))):
            at = self.dice.choice(TIMES)
            at = at if at >= 0 and not 0 < at % DAY == 0 else time.time_ns() + at
            setattr(span, f"{field}_time_unix_nano", at)
        span.events.add(name="e", time_unix_nano=self.dice.choice(TIMES) % 2**64)

    def _ids(self, request: ExportTraceServiceRequest) -> None:
        span = self._one(request)
        field = self.dice.choice(("trace_id", "span_id", "parent_span_id"))
        setattr(span, field, self.dice.choice(IDS))
        span.links.add(trace_id=self.dice.choice(IDS), span_id=self.dice.choice(IDS))

    def _types(self, request: ExportTraceServiceRequest) -> None:
        span = self._one(request)
        for name in self.dice.sample(NAMES, 8):
            self._value(span.attributes.add(key=name).value)

    def _value(self, value) -> None:
        kind = self.dice.randrange(8)
        if kind == 0:
            value.string_value = self.dice.choice(TEXTS)
        elif kind == 1:
            value.int_value = self.dice.choice(NUMBERS)
        elif kind == 2:
            value.double_value = self.dice.choice(DOUBLES)
        elif kind == 3:
            value.bool_value = self.dice.random() < 0.5
        elif kind == 4:
            value.bytes_value = os.urandom(self.dice.choice((0, 3, 200)))
        elif kind == 5:
            self._value(value.array_value.values.add())
            self._value(value.array_value.values.add())
        elif kind == 6:
            self._value(value.kvlist_value.values.add(key=self.dice.choice(TEXTS)).value)

    def _texts(self, request: ExportTraceServiceRequest) -> None:
        span = self._one(request)
        span.name, span.trace_state = self.dice.choice(TEXTS), self.dice.choice(TEXTS)
        span.status.message = self.dice.choice(TEXTS)
        for _ in range(5):
            attribute = span.attributes.add(key=self.dice.choice(TEXTS))
            attribute.value.string_value = self.dice.choice(TEXTS)

    def _doubled(self, request: ExportTraceServiceRequest) -> None:
        span = self._one(request)
        for number in range(20):
            span.attributes.add(key=self.dice.choice(NAMES)).value.int_value = number

    def _nested(self, request: ExportTraceServiceRequest) -> None:
        value = self._one(request).attributes.add(key="deep").value
        for level in range(self.dice.choice((5, 20, 45))):
            lists = value.array_value.values
            value = lists.add() if level % 2 else value.kvlist_value.values.add(key="k").value
        self._value(value)

    def _enums(self, request: ExportTraceServiceRequest) -> None:
        span = self._one(request)
        span.kind = self.dice.choice((0, 5, 6, 1000, 2**31 - 1, -1))
        span.status.code = self.dice.choice((0, 2, 3, 99, 2**31 - 1, -1))
        span.flags = span.dropped_attributes_count = 2**32 - 1

    def _family(self, request: ExportTraceServiceRequest) -> None:
        spans = request.resource_spans[0].scope_spans[0].spans
        spans.add().CopyFrom(spans[0])
        spans[0].parent_span_id = spans[0].span_id

    def _shapes(self, request: ExportTraceServiceRequest) -> None:
        for _ in range(self.dice.choice((1, 300))):
            request.resource_spans.add().scope_spans.add()
        request.resource_spans.add().resource.attributes.add(key="service.name")
        self._value(request.resource_spans[0].resource.attributes.add(key="service.name").value)

    def _wide(self, request: ExportTraceServiceRequest) -> None:
        if self.dice.random() < 0.9:
            return
        span = self._one(request)
        for number in range(self.dice.choice((1000, 10_000, 100_000))):
            span.attributes.add(key=f"a{number}").value.int_value = number
        for _ in range(1000):
            span.events.add(name="e")
            span.links.add()

    def _long(self, request: ExportTraceServiceRequest) -> None:
        if self.dice.random() < 0.9:
            return
        attribute = self._one(request).attributes.add(key=self.dice.choice(NAMES))
        attribute.value.string_value = "x" * self.dice.choice((MIB, 3 * MIB, 5 * MIB))


def plain(service: str, count: int) -> ExportTraceServiceRequest:
    """Return a good request: `count` LLM calls of ten tokens in, five out, that ended just now."""
    request = ExportTraceServiceRequest()
    resource = request.resource_spans.add()
    resource.resource.attributes.add(key="service.name").value.string_value = service
    scope = resource.scope_spans.add()
    for _ in range(count):
        start = time.time_ns() - random.randrange(2 * 10**9, 3600 * 10**9)
        span = scope.spans.add(
            trace_id=os.urandom(16),
            span_id=os.urandom(8),
            name="chat gpt-4o-mini",
            kind=3,
            start_time_unix_nano=start,
            end_time_unix_nano=start + 10**9,
        )
        for key, text in (("operation.name", "chat"), ("request.model", "gpt-4o-mini")):
            span.attributes.add(key=f"gen_ai.{key}").value.string_value = text
        span.attributes.add(key="gen_ai.provider.name").value.string_value = "openai"
        span.attributes.add(key="gen_ai.usage.input_tokens").value.int_value = 10
        span.attributes.add(key="gen_ai.usage.output_tokens").value.int_value = 5
    return request
