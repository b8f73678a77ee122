"""The recorded spans, as they are on disk, as the client sees them, and as OTLP."""

import json
import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, ArrayValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, Span, Status

HERE = Path(__file__).parent
_LACKS = tomllib.loads((HERE / "lacks.toml").read_text("utf-8"))
_MERGED = {
    "cache_split": (("cache_write_1h", "cache_write_5m"),),
    "cache_write": (("cache_write_1h", "uncached_input"), ("cache_write_5m", "uncached_input")),
    "cache_read": (("cache_read", "uncached_input"),),
    "reasoning": (("reasoning", "output"),),
    "audio": (("audio_input", "uncached_input"), ("audio_output", "output")),
}
"""A fact of `lacks.toml` that an emitter drops → where its tokens then are found."""

Call = dict[str, Any]


@dataclass(frozen=True)
class Golden:
    """One case of one emitter: the provider's truth, and the spans that told of it."""

    name: str
    emitter: str
    version: str
    case: str
    calls: tuple[Call, ...]
    spans: tuple[dict[str, Any], ...]

    @property
    def lacks(self) -> dict[str, Any]:
        """What the emitter does not say in this case, or says otherwise."""
        found: dict[str, Any] = {}
        for pattern, facts in _LACKS.get(self.emitter, {}).items():
            if fnmatchcase(self.case, pattern):
                found |= dict.fromkeys(facts, True) if isinstance(facts, list) else facts
        return found

    @property
    def expected(self) -> list[Call]:
        """The calls as these spans can tell them."""
        if "call" in self.lacks:
            return []
        return [told(call, self.lacks) for call in self.calls]


def told(call: Call, lacks: dict[str, Any]) -> Call:
    """The call without what the emitter drops."""
    tokens = dict(call.get("tokens", {}))
    for fact, merged in _MERGED.items():
        for bucket, into in merged if fact in lacks else ():
            tokens[into] = tokens.get(into, 0) + tokens.pop(bucket, 0)
    tokens = {} if "usage" in lacks else tokens | lacks.get("tokens", {})
    expected = {
        "operation": call["operation"],
        "provider": call["provider"],
        "model": call["model"],
        "service_tier": "" if "tier" in lacks else call.get("service_tier", ""),
        "tokens": {name: count for name, count in sorted(tokens.items()) if count},
        "web_searches": 0 if "web_searches" in lacks else call.get("web_searches", 0),
        "usage_source": "provider" if any(tokens.values()) else "none",
        "usage_status": "ok",
        "status": call.get("status", "ok"),
    }
    said = {name: value for name, value in lacks.items() if name in expected}
    return expected | {n: v for n, v in said.items() if v is not True and n != "tokens"}


def load(folder: str) -> list[Golden]:
    """Every golden of `spans` or `traces`, in the order of their names."""
    return [_read(path) for path in sorted((HERE / folder).glob("*.json"))]


def _read(path: Path) -> Golden:
    kept = json.loads(path.read_text("utf-8"))
    name = kept["case"].replace(", ", "-").replace(" ", "-")
    version = path.stem.removeprefix(f"{kept['emitter']}-").removesuffix(f"-{name}")
    return Golden(
        path.stem,
        kept["emitter"],
        version,
        kept["case"],
        tuple(kept["calls"]),
        tuple(kept["spans"]),
    )


def otlp(spans: list[dict[str, Any]], number: int, start_ns: int) -> ExportTraceServiceRequest:
    """Spans of the golden with this number as a request, the first begun at `start_ns`."""
    request = ExportTraceServiceRequest()
    for span in spans:
        resource = request.resource_spans.add()
        _resource(resource, span.get("service", "golden"))
        scoped = resource.scope_spans.add()
        scoped.scope.name, scoped.scope.version = span["scope"], span["scope_version"]
        scoped.spans.append(_span(span, number, start_ns))
    return request


def span_id(number: int, span: int) -> int:
    """The id under which a golden's span is stored."""
    return number * 1000 + span


def _resource(resource: ResourceSpans, service: str) -> None:
    resource.resource.attributes.append(_attribute("service.name", service))


def _span(span: dict[str, Any], number: int, start_ns: int) -> Span:
    began = start_ns + span["start_us"] * 1000
    parent = span["parent"]
    return Span(
        trace_id=span_id(number, span["trace"]).to_bytes(16, "big"),
        span_id=span_id(number, span["span"]).to_bytes(8, "big"),
        parent_span_id=span_id(number, parent).to_bytes(8, "big") if parent else b"",
        name=span["name"],
        kind=Span.SpanKind.Value(f"SPAN_KIND_{span['kind'].upper()}"),
        start_time_unix_nano=began,
        end_time_unix_nano=began + span["duration_us"] * 1000,
        attributes=[_attribute(key, value) for key, value in span["attributes"].items()],
        status=Status(code=Status.StatusCode.Value(f"STATUS_CODE_{span['status'].upper()}")),
    )


def _attribute(key: str, value: Any) -> KeyValue:
    return KeyValue(key=key, value=_value(value))


def _value(value: Any) -> AnyValue:
    if isinstance(value, bool):
        return AnyValue(bool_value=value)
    if isinstance(value, int):
        return AnyValue(int_value=value)
    if isinstance(value, float):
        return AnyValue(double_value=value)
    if isinstance(value, list):
        return AnyValue(array_value=ArrayValue(values=map(_value, value)))
    return AnyValue(string_value=str(value))
