"""Which exporters the environment asks for, as OpenTelemetry's specification says."""

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from typing import Final

from opentelemetry.sdk.trace.export import ConsoleSpanExporter, SpanExporter

_log: Final = logging.getLogger("centspan")
_DEFAULT_PORT: Final = {"grpc": 4317, "http/protobuf": 4318}


@dataclass(frozen=True, slots=True)
class Destination:
    """An exporter still to be made, and where it will send."""

    name: str
    endpoint: str
    survives_forks: bool
    """Whether an exporter may be made before a fork: gRPC starts threads of its own."""
    make: Callable[..., SpanExporter]
    """Takes the exporter's own arguments; none means as the environment says."""


def destinations() -> tuple[Destination, ...]:
    """The exporters of OTEL_TRACES_EXPORTER (default `otlp`); what is unknown is left out."""
    asked = [name.strip() for name in _given("OTEL_TRACES_EXPORTER", "otlp").split(",")]
    found = (_destination(name) for name in asked if name and name.lower() != "none")
    return tuple(destination for destination in found if destination is not None)


def protocol() -> str:
    """The OTLP protocol asked for: `http/protobuf` (the default) or `grpc`."""
    general = _given("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
    asked = _given("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", general)
    if asked in _DEFAULT_PORT:
        return asked
    _warn(
        "centspan: expected OTEL_EXPORTER_OTLP_PROTOCOL to be grpc or http/protobuf, found "
        f"{asked!r}; http/protobuf is used"
    )
    return "http/protobuf"


def endpoint(over: str) -> str:
    """Where OTLP over this protocol goes, as the exporter will read it from the environment."""
    if traces := _given("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", ""):
        return traces
    base = _given("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://localhost:{_DEFAULT_PORT[over]}")
    return base if over == "grpc" else f"{base.removesuffix('/')}/v1/traces"


def _destination(name: str) -> Destination | None:
    try:
        if name in ("otlp", "otlp_proto_http", "otlp_proto_grpc"):
            return _otlp(name)
        if name == "console":
            return Destination(name, "the console", survives_forks=True, make=ConsoleSpanExporter)
        return Destination(name, name, survives_forks=False, make=_plugin(name))
    except Exception as error:  # noqa: BLE001 - the app runs on without this exporter
        _warn(
            "centspan: expected OTEL_TRACES_EXPORTER to name otlp, console, none or an installed "
            f"exporter, found {name!r} ({type(error).__name__}: {error}); nothing is sent there"
        )
        return None


def _otlp(name: str) -> Destination:
    over = {"otlp_proto_http": "http/protobuf", "otlp_proto_grpc": "grpc"}.get(name) or protocol()
    if over == "grpc":
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
    else:
        from centspan.instrumentation.fast_exporter import FastSpanExporter as OTLPSpanExporter
    return Destination(name, endpoint(over), survives_forks=over != "grpc", make=OTLPSpanExporter)


def _plugin(name: str) -> Callable[[], SpanExporter]:
    for point in entry_points(group="opentelemetry_traces_exporter", name=name):
        return point.load()
    raise LookupError("no installed package provides it")


@cache
def _warn(message: str) -> None:
    _log.warning(message)


def _given(variable: str, default: str) -> str:
    return os.environ.get(variable, "").strip() or default
