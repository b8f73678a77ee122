"""What a span looks like once it is stored."""

import base64
import json
import time

COLUMNS = """TraceId, SpanId, ParentSpanId, TraceState, SpanName, SpanKind, ServiceName, ScopeName,
ScopeVersion, Duration, StatusCode, StatusMessage, toUnixTimestamp64Nano(Timestamp)"""


def test_a_span_is_stored_as_the_collectors_exporter_would(served, traces, service):
    """Ids in lower hex, enums by their short names, duration in nanoseconds, scope and service."""
    traces.scope.scope.version = "1.2"
    span = traces.span(trace_state="a=1", parent_span_id=b"\xab" * 8)
    span.status.code, span.status.message = 2, "boom"
    assert served.post(traces.body).status == 200
    assert served.row(span.span_id.hex(), COLUMNS) == [
        span.trace_id.hex(),
        span.span_id.hex(),
        "ab" * 8,
        "a=1",
        "chat gpt-5",
        "Client",
        service,
        "tests",
        "1.2",
        1_500_000_000,
        "Error",
        "boom",
        span.start_time_unix_nano,
    ]


def test_scalar_attributes_become_text_as_the_exporter_writes_it(served, traces):
    """Strings, integers, doubles in ECMAScript's notation, booleans, and lists as JSON."""
    values = {
        "text": "é😀",
        "empty": "",
        "zero": 0,
        "big": 2**63 - 1,
        "true": True,
        "false": False,
        "half": 0.5,
        "whole": 3.0,
        "tiny": 1.5e-7,
        "huge": 1e21,
        "nan": float("nan"),
        "infinite": float("-inf"),
        "gen_ai.response.finish_reasons": ["stop"],
        "none": [],
        "mixed": ['a"b/\n', 1, True, 2.5, 1e21],
        "not_json": [float("inf")],
    }
    span = traces.span(values)
    assert served.post(traces.body).status == 200
    assert served.row(span.span_id.hex(), "SpanAttributes")[0] == {
        "text": "é😀",
        "empty": "",
        "zero": "0",
        "big": "9223372036854775807",
        "true": "true",
        "false": "false",
        "half": "0.5",
        "whole": "3",
        "tiny": "1.5e-7",
        "huge": "1e+21",
        "nan": "json: unsupported value: NaN",
        "infinite": "json: unsupported value: -Inf",
        "gen_ai.response.finish_reasons": '["stop"]',
        "none": "[]",
        "mixed": '["a\\"b/\\n",1,true,2.5,1e+21]',
        "not_json": "",
    }


def test_values_the_engine_cannot_express_are_kept_exactly(served, traces):
    """Maps, bytes and nested lists are stored as the exporter's JSON and base64, wherever they are."""
    values = {"map": {"b": 1, "a": [None, {"x": b"\1\2"}]}, "bytes": b"\0\xff", "deep": [[1], []]}
    span = traces.span(values)
    event = span.events.add(name="e", time_unix_nano=span.start_time_unix_nano)
    event.attributes.add(key="event").value.bytes_value = b"\xfe"
    assert served.post(traces.body).status == 200
    stored, events = served.row(span.span_id.hex(), "SpanAttributes, Events.Attributes")
    assert stored == {
        "map": '{"a":[null,{"x":"AQI="}],"b":1}',
        "bytes": base64.b64encode(b"\0\xff").decode(),
        "deep": "[[1],[]]",
    }
    assert events == [{"event": "/g=="}]


def test_both_ways_into_the_store_write_the_same(served, new_traces, service):
    """A map beside them changes nothing about the other attributes of a request."""
    values = {"n": 1, "d": 1e-7, "b": True, "l": ["a", 2, 1e21], "s": "x\u2028", "none": []}
    plain, exact = new_traces(service), new_traces(service)
    first, second = plain.span(values), exact.span(values)
    exact.span({"map": {"k": "v"}})
    assert served.post(plain.body).status == served.post(exact.body).status == 200
    rows = [served.row(span.span_id.hex(), "SpanAttributes")[0] for span in (first, second)]
    assert rows[0] == rows[1]


def test_events_and_links_are_nested(served, traces):
    """Events keep time, name and attributes; links keep ids, state and attributes, in order."""
    span = traces.span()
    for at, name in ((1, "first"), (2, "second")):
        event = span.events.add(name=name, time_unix_nano=span.start_time_unix_nano + at)
        event.attributes.add(key="at").value.int_value = at
    link = span.links.add(trace_id=b"\xab" * 16, span_id=b"\xcd" * 8, trace_state="s=1")
    link.attributes.add(key="why").value.string_value = "retry"
    assert served.post(traces.body).status == 200
    columns = """arrayMap(t -> toUnixTimestamp64Nano(t), Events.Timestamp), Events.Name,
        Events.Attributes, Links.TraceId, Links.SpanId, Links.TraceState, Links.Attributes"""
    times, *rest = served.row(span.span_id.hex(), columns)
    start = span.start_time_unix_nano
    assert times == [start + 1, start + 2]
    assert rest == [
        ["first", "second"],
        [{"at": "1"}, {"at": "2"}],
        ["ab" * 16],
        ["cd" * 8],
        ["s=1"],
        [{"why": "retry"}],
    ]


def test_a_span_that_ends_before_it_starts_is_kept(served, traces):
    """A clock that was set back costs a span its duration, not its existence."""
    span = traces.span()
    span.end_time_unix_nano = span.start_time_unix_nano - 1
    assert served.post(traces.body).status == 200
    assert served.row(span.span_id.hex(), "Duration") == [0]


def test_a_single_call_is_visible_at_once(whole, traces, service):
    """On an idle receiver a span is stored, and answered, at once."""
    traces.span()
    answer = whole.post(traces.body)
    assert answer.status == 200
    assert whole.count(service) == 1


def test_a_call_reaches_llm_calls(whole, traces):
    """A stored span with an LLM operation becomes a call through the store's own views."""
    span = traces.span({"gen_ai.operation.name": "chat", "gen_ai.usage.input_tokens": 12})
    assert whole.post(traces.body).status == 200
    where = f"lower(hex(span_id)) = '{span.span_id.hex()}'"
    rows = whole.query(f"SELECT uncached_input_tokens FROM llm_calls WHERE {where}")
    assert rows == [[12]]


def test_a_json_request_is_stored_like_a_protobuf_one(served, service):
    """Hex ids, 64-bit numbers as strings, enum numbers, all value kinds; unknown fields ignored."""
    document = traces_in_json(service, time.time_ns() - 10**10)
    answer = served.post(json.dumps(document).encode(), content_type="application/json; a=b")
    assert (answer.status, answer.body) == (200, b"{}")
    columns = "TraceId, SpanKind, StatusCode, Duration, SpanAttributes, Events.Name"
    assert served.row("eee19b7ec3c1b174", columns) == [
        "5b8efff798038103d269b633813fc60c",
        "Client",
        "Ok",
        10**9,
        {
            "i": "9007199254740993",
            "d": "0.25",
            "b": "false",
            "y": "AQI=",
            "e": "",
            "a": '["😀"]',
            "m": '{"k":1}',
            "half": "x\ufffd",
        },
        ["e"],
    ]


def traces_in_json(service: str, start: int) -> dict:
    values = {
        "i": {"intValue": "9007199254740993"},
        "d": {"doubleValue": 0.25},
        "b": {"boolValue": False},
        "y": {"bytesValue": "AQI="},
        "e": {},
        "a": {"arrayValue": {"values": [{"stringValue": "\ud83d\ude00"}]}},
        "m": {"kvlistValue": {"values": [{"key": "k", "value": {"intValue": 1}}]}},
        "half": {"stringValue": "x\ud83d"},
    }
    span = {
        "traceId": "5B8EFFF798038103D269B633813FC60C",
        "spanId": "EEE19B7EC3C1B174",
        "parentSpanId": "",
        "name": "chat",
        "kind": 3,
        "startTimeUnixNano": str(start),
        "endTimeUnixNano": str(start + 10**9),
        "attributes": [{"key": key, "value": value} for key, value in values.items()],
        "status": {"code": 1},
        "events": [{"name": "e", "timeUnixNano": str(start + 5)}],
    }
    named = [{"key": "service.name", "value": {"stringValue": service}}]
    scopes = [{"scope": {"name": "js"}, "spans": [span]}]
    resource = {"resource": {"attributes": named}, "unheardOf": {"a": [1]}, "scopeSpans": scopes}
    return {"resourceSpans": [resource]}
