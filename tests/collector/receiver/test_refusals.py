"""What the receiver turns down, how it says so, and what it keeps of a half-good request."""

import gzip
import json
import os
import time
import zlib

import pytest
import zstandard
from google.rpc.status_pb2 import Status

DAY = 86_400 * 10**9
MIB = 1024 * 1024


def test_a_good_request_is_answered_with_an_empty_response(served, traces):
    """No partial success where nothing was refused."""
    traces.span()
    answer = served.post(traces.body)
    assert (answer.status, answer.body) == (200, b"")
    assert answer.headers["content-type"] == "application/x-protobuf"


def test_nothing_to_store_is_a_success(served):
    """An empty request, of any signal, in any form, is fine."""
    for path in ("/v1/traces", "/v1/logs", "/v1/metrics"):
        assert served.post(b"", path).status == 200
        assert served.post(b"{}", path, "application/json").body == b"{}"


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "raw", "zstd", "identity"])
def test_compressed_requests_are_understood(served, traces, service, encoding):
    """gzip, deflate in both readings, zstd."""
    traces.span()
    raw = zlib.compressobj(wbits=-15)
    body = {
        "gzip": gzip.compress(traces.body[:9]) + gzip.compress(traces.body[9:]),
        "deflate": zlib.compress(traces.body),
        "raw": raw.compress(traces.body) + raw.flush(),
        "zstd": zstandard.compress(traces.body),
        "identity": traces.body,
    }[encoding]
    named = "deflate" if encoding == "raw" else encoding
    assert served.post(body, content_encoding=named).status == 200
    assert served.count(service) == 1


NOT_LOOKED_AT = ("wrong number", "out of range", "a large span of noise")
REFUSED = {
    "trace_id": ({"trace_id": b"\1" * 15}, "trace_id must be 16 bytes"),
    "zero trace_id": ({"trace_id": bytes(16)}, "trace_id must be 16 bytes"),
    "span_id": ({"span_id": b"\1" * 9}, "span_id must be 8 bytes"),
    "zero span_id": ({"span_id": bytes(8)}, "span_id must be 8 bytes"),
    "parent": ({"parent_span_id": b"\1"}, "parent_span_id"),
    "no start": ({"start_time_unix_nano": 0}, "days ago and tomorrow"),
    "1999": ({"start_time_unix_nano": 946_684_800 * 10**9 - 1}, "days ago and tomorrow"),
    "old": (
        {"start_time_unix_nano": time.time_ns() - 31 * DAY},
        "kept only if it is a model's call",
    ),
    "future": ({"start_time_unix_nano": time.time_ns() + 2 * DAY}, "days ago and tomorrow"),
    "far end": ({"end_time_unix_nano": 2**64 - 1}, "not lie after tomorrow"),
    "large": ({"name": "x" * (5 * MIB)}, "more than 4194304 bytes"),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_a_bad_span_is_refused_with_a_reason_and_its_neighbours_stored(
    served, traces, service, fault
):
    """Partial success: how many, and why; the rest of the request is in the store."""
    fields, reason = REFUSED[fault]
    traces.span()
    traces.span(**fields)
    traces.span({"map": {"a": 1}})
    answer = served.post(traces.body)
    assert answer.status == 200
    assert answer.partial.rejected_spans == 1
    assert reason in answer.partial.error_message
    assert served.count(service) == 2


def test_refused_spans_are_counted_by_reason_in_json_too(served, service):
    """`rejectedSpans` is a string, as OTLP/JSON writes 64 bits; an id that is no hex is no id."""
    spans = [{"traceId": "zz", "spanId": "01"}, {"traceId": "", "spanId": "01"}]
    document = {"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]}
    answer = served.post(json.dumps(document).encode(), content_type="application/json")
    partial = json.loads(answer.body)["partialSuccess"]
    assert partial["rejectedSpans"] == "2"
    assert partial["errorMessage"] == "2 × trace_id must be 16 bytes, not all zero"


def test_what_the_store_would_drop_at_once_is_refused(whole, traces, service):
    """A call is taken for as long as the table of calls keeps it, and nothing older."""
    for days in (40, 399, 401):
        at = time.time_ns() - days * DAY
        values = {"gen_ai.operation.name": "chat"}
        traces.span(values, start_time_unix_nano=at, end_time_unix_nano=at + 1)
    answer = whole.post(traces.body)
    assert answer.partial.rejected_spans == 1
    assert "between 400 days ago and tomorrow" in answer.partial.error_message
    kept = f"SELECT count() FROM llm_calls FINAL WHERE service = '{service}'"
    assert whole.query(kept) == [[2]]


def test_numbers_that_no_enum_has_are_stored(served, traces):
    """A kind and a status that OpenTelemetry does not know have no name; the span is kept."""
    spans = [traces.span(kind=number) for number in (-1, -6, 6, 2**31 - 1)]
    for span in spans:
        span.status.code = span.kind
    assert served.post(traces.body).status == 200
    for span in spans:
        assert served.row(span.span_id.hex(), "SpanKind, StatusCode") == ["", ""]


def test_a_request_over_many_days_keeps_its_newest(served, traces):
    """Each day is a partition to write: a request may touch 90."""
    now = time.time_ns()
    for back in range(100):
        at = {"start_time_unix_nano": now - back * DAY, "end_time_unix_nano": now}
        traces.span({"gen_ai.operation.name": "chat"}, **at)
    answer = served.taken(traces.body)
    assert answer.partial.rejected_spans == 10
    assert "90 different days" in answer.partial.error_message


def _field(tag: int, content: bytes) -> bytes:
    length = bytearray()
    rest = len(content)
    while rest > 127:
        length.append(rest & 127 | 128)
        rest >>= 7
    return bytes([tag, *length, rest]) + content


NONSENSE = {
    "a large span of noise": (_field(0x0A, _field(0x12, _field(0x12, b"\xff" * 2 * MIB))), {}),
    "noise": (os.urandom(1000), {}),
    "cut off": (b"\x0a\xff\xff\x03abc", {}),
    "not gzip": (b"\x0a\x00", {"content_encoding": "gzip"}),
    "half a gzip": (gzip.compress(os.urandom(5000))[:3000], {"content_encoding": "gzip"}),
    "garbage after gzip": (gzip.compress(b"") + b"more", {"content_encoding": "gzip"}),
    "not zstd": (b"\x0a\x00", {"content_encoding": "zstd"}),
    "not deflate": (b"\xff" * 20, {"content_encoding": "deflate"}),
    "protobuf as json": (b"\x0a\x00", {"content_type": "application/json"}),
    "json as protobuf": (b'{"resourceSpans": []}', {}),
    "a list": (b"[]", {"content_type": "application/json"}),
    "wrong type": (b'{"resourceSpans": 5}', {"content_type": "application/json"}),
    "wrong number": (
        b'{"resourceSpans":[{"scopeSpans":[{"spans":[{"startTimeUnixNano":"x"}]}]}]}',
        {"content_type": "application/json"},
    ),
    "out of range": (
        b'{"resourceSpans":[{"scopeSpans":[{"spans":[{"kind":99999999999}]}]}]}',
        {"content_type": "application/json"},
    ),
    "not utf-8": (b'{"a":"\xff"}', {"content_type": "application/json"}),
    "deep json": (b"[" * 100_000, {"content_type": "application/json"}),
}


@pytest.mark.parametrize("path", ["/v1/traces", "/v1/logs", "/v1/metrics"])
@pytest.mark.parametrize("kind", NONSENSE)
def test_nonsense_is_a_bad_request(served, path, kind):
    """400, with a message in the form of the request, and never a crash."""
    body, headers = NONSENSE[kind]
    if path != "/v1/traces":
        body = body.replace(b"Spans", b"Logs" if path == "/v1/logs" else b"Metrics")
        body = body.replace(b'"spans"', b'"logRecords"' if path == "/v1/logs" else b'"metrics"')
        body = body.replace(b"startTime", b"time").replace(b"kind", b"severityNumber")
    answer = served.post(body, path, **headers)
    if path == "/v1/metrics" and kind in NOT_LOOKED_AT:
        assert answer.status == 200  # metrics are taken and not looked into
    else:
        assert answer.status == 400
        assert answer.error


def test_json_may_not_nest_for_ever(served):
    """Values deeper than Protobuf could carry are refused, not followed."""
    deep = '{"arrayValue":{"values":[' * 60 + "{}" + "]}}" * 60
    body = (
        '{"resourceSpans":[{"resource":{"attributes":[{"key":"a","value":' + deep + "}]}}]}"
    ).encode()
    answer = served.post(body, content_type="application/json")
    assert answer.status == 400
    assert "nested" in answer.error


def test_protobuf_may_not_nest_for_ever(served, traces):
    """The parser stops at 100 messages in one another."""
    deep = b""
    for _ in range(200):
        deep = _field(0x2A, _field(0x0A, deep))
    span = traces.span().SerializeToString() + _field(0x4A, _field(0x12, deep))
    answer = served.post(_field(0x0A, _field(0x12, _field(0x12, span))))
    assert answer.status == 400
    assert "nested" in answer.error


@pytest.mark.parametrize(
    "content_type", ["text/plain", "", None, "application/x-www-form-urlencoded"]
)
def test_an_unknown_content_type_is_named(served, content_type):
    """415, saying what is spoken here."""
    answer = served.post(b"", content_type=content_type)
    assert answer.status == 415
    assert "application/x-protobuf" in answer.error


def test_an_unknown_content_encoding_is_named(served):
    """415, saying which encodings are spoken here."""
    answer = served.post(b"x", content_encoding="br")
    assert answer.status == 415
    assert "gzip" in answer.error


def test_a_body_over_the_limit_is_too_large(served):
    """413, whether or not its length was announced, and whatever it holds."""
    assert served.post(bytes(16 * MIB + 1)).status == 413
    assert served.post(iter([bytes(MIB)] * 17)).status == 413


@pytest.mark.parametrize("encoding", ["gzip", "zstd", "deflate"])
def test_a_bomb_is_stopped_while_it_inflates(served, encoding):
    """A body that inflates to gigabytes is refused without holding them."""
    before = served.memory()
    body = {
        "gzip": lambda: gzip.compress(bytes(300 * MIB), 6),
        "deflate": lambda: zlib.compress(bytes(300 * MIB), 6),
        "zstd": lambda: zstandard.compress(bytes(300 * MIB), 3),
    }[encoding]()
    answer = served.post(body, content_encoding=encoding)
    assert answer.status == 413
    assert "inflates" in Status.FromString(answer.body).message
    assert served.memory() - before < 100 * MIB


def test_floods_of_empty_parts_are_counted_before_they_take_memory(served):
    """Millions of empty spans, scopes or resources in a few megabytes are refused quickly."""
    empty = 4 * MIB
    many = b"\x12\x00" * (empty // 2)
    floods = (
        _field(0x0A, _field(0x12, many)),
        _field(0x0A, many),
        b"\x0a\x00" * (empty // 2),
    )
    for flood in floods:
        answer = served.post(flood)
        assert answer.status == 413


def test_too_many_attributes_events_or_elements_are_refused(served, service):
    """A few bytes of Protobuf or JSON that would become gigabytes are refused before they are read."""
    before = served.memory()
    listed = _field(0x4A, _field(0x0A, b"k") + _field(0x12, _field(0x2A, b"\x0a\x00" * 1_500_000)))
    longer_tags = b"\xca\x80\x00\x00" * 2_000_000  # of attributes, in more bytes than need be
    for parts in (b"\x4a\x00" * 4_000_000, b"\x5a\x00" * 4_000_000, longer_tags, listed * 3):
        answer = served.post(_field(0x0A, _field(0x12, _field(0x12, parts))))
        assert answer.status == 413
        assert "attributes, events and links" in answer.error
    document = b'{"resourceSpans":[' + b"{}," * 5_000_000 + b"{}]}"
    assert served.post(document, content_type="application/json").status == 413
    assert served.memory() - before < 400 * MIB
    assert served.count(service) == 0


def test_rows_that_repeat_a_large_resource_are_counted(served, traces):
    """Each span's row repeats its resource's attributes: a megabyte of them, times a hundred."""
    resource = traces.request.resource_spans[0].resource
    resource.attributes.add(key="big").value.string_value = "x" * MIB
    for _ in range(100):
        traces.span()
    answer = served.post(traces.body)
    assert answer.status == 413
    assert "repeats" in answer.error


def test_text_that_is_not_utf8_is_repaired(served, traces):
    """An SDK that sends other bytes loses those bytes, not its spans."""
    span = traces.span({"city": "M@nchen"})
    assert served.post(traces.body.replace(b"M@nchen", b"M\xfcnchen")).status == 200
    assert served.row(span.span_id.hex(), "SpanAttributes")[0] == {"city": "M\ufffdnchen"}


def test_fields_we_do_not_know_are_ignored(served, traces):
    """Newer fields, groups, and known numbers with another wire type do not keep a span out."""
    traces.span()
    newer, group, other_type = b"\xa2\x06\x01x", b"\x9b\x06\x9c\x06", b"\x38\x05"
    span = traces.span().SerializeToString() + newer + group + other_type
    assert served.post(_field(0x0A, _field(0x12, _field(0x12, span)))).body == b""


def test_a_hundred_thousand_attributes_are_stored(served, traces):
    """One span may have as many attributes as fit into its 4 MiB."""
    span = traces.span({f"k{n}": n for n in range(100_000)})
    span.attributes.add(key="huge").value.string_value = "x" * MIB
    answer = served.post(traces.body)
    assert answer.status == 200
    columns = "length(SpanAttributes), SpanAttributes['k99999'], length(SpanAttributes['huge'])"
    assert served.row(span.span_id.hex(), columns) == [100_001, "99999", MIB]


def test_only_posts_to_known_paths(served):
    """404 elsewhere; 405 for other methods is the framework's."""
    assert served.post(b"", "/v1/profiles").status == 404
