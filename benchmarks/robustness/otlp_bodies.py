"""What an OTLP request holds and an answer says, and bodies that are packed badly."""

import gzip
import json
import os
import random
import zlib
from collections.abc import Callable

import zstandard
from garble import Garble
from google.protobuf.json_format import MessageToDict
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

from centspan.collector.receiver.variants import LENIENT

PROTOBUF, JSON = "application/x-protobuf", "application/json"


def spans_in(body: bytes, kind: str) -> int:
    """Return how many spans a request holds, whatever they are worth."""
    if kind == JSON:
        return len(list(_json_spans(json.loads(body))))
    request = LENIENT.of(ExportTraceServiceRequest).FromString(body)
    return sum(len(scope.spans) for part in request.resource_spans for scope in part.scope_spans)


def _json_spans(document):
    for resource in _list(document, "resourceSpans", "resource_spans"):
        for scope in _list(resource, "scopeSpans", "scope_spans"):
            yield from _list(scope, "spans", "spans")


def _list(document: dict, *names: str) -> list:
    return [item for name in dict.fromkeys(names) for item in document.get(name) or ()]


def partial(answer: bytes, kind: str) -> tuple[int, str]:
    """Return how many spans a response refuses, and why."""
    if kind == JSON:
        said = json.loads(answer).get("partialSuccess", {})
        return int(said.get("rejectedSpans", 0)), said.get("errorMessage", "")
    said = ExportTraceServiceResponse.FromString(answer).partial_success
    return said.rejected_spans, said.error_message


def otlp_json(request: ExportTraceServiceRequest, dice: random.Random) -> bytes:
    """Return a request as OTLP/JSON, now and then with numbers JSON should not hold."""
    document = MessageToDict(request)
    for span in _json_spans(document):
        for name, size in (("traceId", 16), ("spanId", 8)):
            span[name] = os.urandom(size).hex()
        if dice.random() < 0.1:
            span["startTimeUnixNano"] = dice.choice(
                ("-1", 1.5, "1e18", 10**30, None, [], "9" * 5000)
            )
        if dice.random() < 0.1:
            span["kind"] = dice.choice(("SPAN_KIND_CLIENT", "NO_KIND", 3.0, True, {}))
    return json.dumps(document, ensure_ascii=dice.random() < 0.5).encode("utf-8", "surrogatepass")


CHECKED = zstandard.ZstdCompressor(write_checksum=True)
"""Without a checksum what is broken on the way could still be a request."""
Packer = Callable[[random.Random, bytes], tuple[str, bytes]]
PACKED: tuple[Packer, ...] = (
    lambda dice, body: ("gzip", gzip.compress(body)[: dice.randrange(200)]),
    lambda dice, body: ("gzip", Garble(dice.randrange(2**32))(gzip.compress(body))),
    lambda dice, body: ("gzip", gzip.compress(bytes(dice.choice((10**5, 10**8))), 9)),
    lambda dice, body: ("gzip", gzip.compress(gzip.compress(body))),
    lambda dice, body: ("deflate", Garble(dice.randrange(2**32))(zlib.compress(body))),
    lambda dice, body: ("zstd", zstandard.compress(bytes(10**8), 19)),
    lambda dice, body: ("zstd", Garble(dice.randrange(2**32))(CHECKED.compress(body))),
    lambda dice, body: (dice.choice(("br", "gzip, gzip", "x", "GZIP")), gzip.compress(body)),
)
