"""Whether another instrumentation already makes the spans of an SDK."""

import sys
from types import FunctionType
from typing import Any, Final

TRACERS: Final = (
    "opentelemetry.instrumentation.",
    "openinference.",
    "openlit.",
    "langfuse.",
    "logfire.",
    "traceloop.",
)
"""Modules whose wrappers make LLM spans in OpenTelemetry. Those of others (Datadog, New Relic,
Sentry …) report elsewhere and do not stand in for ours."""
_MAX_LAYERS: Final = 8

_judged: dict[tuple[type, str], tuple[Any, bool]] = {}


def resource_makes_spans(module: str, cls: str) -> bool:
    """Say whether `create` of a resource class of a loaded SDK is a known tracer's now."""
    owner = getattr(sys.modules.get(module), cls, None) if module else None
    return owner is not None and method_makes_spans(owner, "create")


def client_makes_spans(client: Any) -> bool:
    """Say whether the request method of a client is a known tracer's now."""
    cls = type(client)
    return _judge(cls, "request", vars(client).get("request") or cls.request)


def method_makes_spans(owner: type, name: str) -> bool:
    """Say whether a method that a class defines itself is a known tracer's now."""
    return _judge(owner, name, vars(owner).get(name))


def _judge(owner: type, name: str, function: Any) -> bool:
    known, verdict = _judged.get((owner, name), (None, False))
    if known is not function:
        verdict = makes_spans(function)
        _judged[owner, name] = (function, verdict)
    return verdict


def makes_spans(wrapped: Any) -> bool:
    """Say whether one of the layers around a function is a known tracer's."""
    for _ in range(_MAX_LAYERS):
        if wrapped is None:
            return False
        layer = getattr(wrapped, "_self_wrapper", wrapped)
        if _module(layer).startswith(TRACERS):
            return True
        wrapped = getattr(wrapped, "__wrapped__", None)
    return False


def _module(function: Any) -> str:
    """Return where a function's code stands, whatever `functools.wraps` made it say."""
    function = getattr(function, "__func__", function)
    if type(function) is FunctionType:
        return function.__globals__.get("__name__", "") + "."
    return str(getattr(function, "__module__", "")) + "."
