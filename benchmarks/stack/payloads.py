"""OTLP requests of LLM spans: 30 attributes each, about 1.3 kB, no two alike; made before a clock runs."""

import random
import time
from dataclasses import dataclass

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

_FEATURES = ("support-answer", "classify", "summarise", "agent", "search", "extract", "translate")
_MODELS = (
    ("openai", "gpt-4o-mini", "gpt-4o-mini-2024-07-18"),
    ("openai", "gpt-4o", "gpt-4o-2024-08-06"),
    ("anthropic", "claude-sonnet-4-5", "claude-sonnet-4-5-20250929"),
    ("gcp.gemini", "gemini-2.5-flash", "gemini-2.5-flash"),
)
_SPREAD_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Payload:
    """One request as it goes over the wire, and the spans in it."""

    body: bytes
    spans: int


def payloads(spans: int, batch: int) -> list[Payload]:
    """Make requests of `batch` spans of the last minute, `spans` in all."""
    sizes = [batch] * (spans // batch) + ([spans % batch] if spans % batch else [])
    return [Payload(_request(size).SerializeToString(), size) for size in sizes]


def _request(spans: int) -> ExportTraceServiceRequest:
    request = ExportTraceServiceRequest()
    resource = request.resource_spans.add()
    for name, value in (
        ("service.name", random.choice(("support", "search", "batch"))),
        ("deployment.environment.name", "production"),
        ("telemetry.sdk.language", "python"),
    ):
        resource.resource.attributes.add(key=name).value.string_value = value
    scope = resource.scope_spans.add()
    scope.scope.name = "centspan"
    for _ in range(spans):
        _fill(scope.spans.add())
    return request


def _fill(span: Span) -> None:
    provider, asked, served = random.choice(_MODELS)
    ended = time.time_ns() - random.randrange(_SPREAD_SECONDS * 10**9)
    span.trace_id, span.span_id = random.randbytes(16), random.randbytes(8)
    span.name, span.kind = f"chat {asked}", Span.SPAN_KIND_CLIENT
    span.start_time_unix_nano = ended - random.randrange(10**8, 10**10)
    span.end_time_unix_nano = ended
    for name, value in (_words(provider, asked, served) | _hashes()).items():
        span.attributes.add(key=name).value.string_value = value
    for name, count in _counts().items():
        span.attributes.add(key=name).value.int_value = count
    span.attributes.add(key="gen_ai.request.temperature").value.double_value = 0.5
    span.attributes.add(key="gen_ai.usage.cost.amount").value.double_value = random.random() / 100


def _words(provider: str, asked: str, served: str) -> dict[str, str]:
    return {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": provider,
        "gen_ai.request.model": asked,
        "gen_ai.response.model": served,
        "gen_ai.response.id": f"chatcmpl-{random.getrandbits(128):032x}",
        "server.address": "api.example.com",
        "centspan.feature": random.choice(_FEATURES),
        "centspan.tenant": f"tenant-{random.randrange(300)}",
        "centspan.prompt_version": f"v{random.randrange(9)}",
        "user.id": f"u_{random.randrange(5000):016x}",
        "session.id": f"s_{random.getrandbits(64):016x}",
        "centspan.root.kind": "server",
        "centspan.usage.source": "provider",
        "gen_ai.usage.cost.currency": "USD",
        "gen_ai.usage.cost.source": "client",
        "centspan.request.id": f"req_{random.getrandbits(96):024x}",
    }


def _hashes() -> dict[str, str]:
    return {
        "centspan.fingerprint.key_id": "72551beb",
        "centspan.fingerprint.request": f"{random.getrandbits(64):016x}",
        "centspan.fingerprint.system": f"{random.randrange(20):016x}",
        "centspan.fingerprint.prefixes": "".join(
            f"{n:016x}" for n in (7, 8, random.getrandbits(64))
        ),
        "centspan.sections": "system:900,history:1200,user:300",
    }


def _counts() -> dict[str, int]:
    taken, given = random.randrange(200, 3000), random.randrange(20, 900)
    return {
        "gen_ai.request.max_tokens": 1000,
        "gen_ai.usage.input_tokens": taken + 128,
        "gen_ai.usage.output_tokens": given,
        "centspan.tokens.uncached_input": taken,
        "centspan.tokens.cache_read": 128,
        "centspan.tokens.output": given,
        "server.port": 443,
    }
