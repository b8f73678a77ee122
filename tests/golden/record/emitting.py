"""What an emitter's process does: cases on a provider of ours, spans to a collector of ours.

Runs in the emitter's environment, so it needs the OpenTelemetry SDK and nothing else.
"""

import json
import os
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor

SINK = os.environ["GOLDEN_SINK"]
LLM = os.environ["GOLDEN_LLM"]
PACKAGES = os.environ["GOLDEN_PACKAGES"].split(",")
"""Where spans go, where the provider is, and whose versions matter."""
facts: dict[str, Any] = {}
"""What is true of every call until told otherwise: the provider, say."""


def processor() -> SimpleSpanProcessor:
    """Each span at once, over OTLP."""
    return SimpleSpanProcessor(OTLPSpanExporter(f"{SINK}/v1/traces"))


def provider() -> TracerProvider:
    """The app's own tracer provider, made global."""
    made = TracerProvider(resource=Resource({"service.name": "golden"}))
    made.add_span_processor(processor())
    trace.set_tracer_provider(made)
    return made


@contextmanager
def case(name: str, *plans: dict[str, Any], truth: dict[str, Any] | None = None) -> Iterator[None]:
    """Record one case; each plan changes the scenario of one answer."""
    told = {
        "case": name,
        "plans": plans or ({},),
        "truth": facts | (truth or {}),
        "versions": versions(),
    }
    _post("begin", told)
    with suppress(Expected):
        yield
    with suppress(Exception):  # some providers have nothing to flush
        trace.get_tracer_provider().force_flush()  # type: ignore[attr-defined]
    _post("end", {})


class Expected(Exception):
    """The case's own error, which the app sees."""


@contextmanager
def failing() -> Iterator[None]:
    """The app catches what its SDK raises."""
    try:
        yield
    except Exception as error:
        raise Expected from error


def versions() -> dict[str, str]:
    """Package → version, of those that are there."""
    found: dict[str, str] = {}
    for each in PACKAGES:
        with suppress(PackageNotFoundError):
            found[each] = version(each)
    return found


def _post(path: str, told: dict[str, Any]) -> None:
    body = json.dumps(told).encode()
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(urllib.request.Request(f"{SINK}/{path}", body)) as answer:
        answer.read()
