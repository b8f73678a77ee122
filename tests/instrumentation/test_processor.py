"""Spans that others make get what they lack, once, and nothing else is touched."""

import gc
import sys
import weakref

import pytest
from opentelemetry import baggage, trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind

from centspan.instrumentation.attach import adopt
from centspan.instrumentation.duplicates import Duplicates, Seen

OFFICIAL = "opentelemetry.instrumentation.genai.openai"
CHAT = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-4o-mini",
    "gen_ai.response.model": "gpt-4o-mini-2024-07-18",
}
USED = {
    "gen_ai.usage.input_tokens": 1000,
    "gen_ai.usage.output_tokens": 200,
    "gen_ai.usage.cache_read.input_tokens": 600,
    "gen_ai.usage.reasoning.output_tokens": 64,
}


class App:
    """An app whose LLM spans another instrumentation makes; our processor was added last."""

    def __init__(self):
        self.kept = InMemorySpanExporter()
        self.provider = TracerProvider(shutdown_on_exit=False)
        self.provider.add_span_processor(SimpleSpanProcessor(self.kept))
        adopt(self.provider)

    def start(self, scope=OFFICIAL, attributes=CHAT, name="chat gpt-4o-mini", **options):
        return self.provider.get_tracer(scope).start_span(
            name, attributes=attributes, kind=SpanKind.CLIENT, **options
        )

    def ended(self):
        return [dict(span.attributes) for span in self.kept.get_finished_spans()]


@pytest.fixture
def app():
    return App()


def test_processor_leaves_other_spans_alone(app):
    """A span that is no LLM call has the attributes its author gave it, nothing more."""
    http = {"http.request.method": "GET", "url.full": "http://x"}
    tool = {"gen_ai.operation.name": "execute_tool", "gen_ai.request.model": "gpt-4o"}
    app.start("opentelemetry.instrumentation.httpx", http, name="GET").end()
    app.start(attributes=tool, name="execute_tool search").end()
    assert app.ended() == [http, tool]


def test_processor_adds_exclusive_buckets_and_cost(app):
    """Inclusive counts become exclusive buckets, and a list price, before the span is exported."""
    span = app.start()
    span.set_attributes(USED)
    span.end()
    (found,) = app.ended()
    assert {
        name: value for name, value in found.items() if name.startswith("centspan.tokens.")
    } == {
        "centspan.tokens.uncached_input": 400,
        "centspan.tokens.cache_read": 600,
        "centspan.tokens.output": 136,
        "centspan.tokens.reasoning": 64,
    }
    assert found["centspan.usage.source"] == "provider"
    assert found["centspan.usage.status"] == "ok"
    assert float(found["gen_ai.usage.cost.amount"]) == pytest.approx(0.000225)
    assert found["gen_ai.usage.cost.source"] == "client"
    assert found["gen_ai.usage.input_tokens"] == 1000


def test_processor_overwrites_nothing(app):
    """What the span says itself stands: its cost, its user, its buckets if they are ours already."""
    span = app.start(attributes={**CHAT, **USED, "gen_ai.usage.cost": 0.5, "user.id": "theirs"})
    token = trace.context_api.attach(baggage.set_baggage("user.id", "ours"))
    span.end()
    trace.context_api.detach(token)
    app.start("centspan", {**CHAT, "centspan.usage.source": "none"}).end()
    theirs, ours = app.ended()
    assert "gen_ai.usage.cost.amount" not in theirs
    assert theirs["user.id"] == "theirs"
    assert "centspan.usage.status" not in ours


def test_processor_says_when_there_is_no_usage(app):
    """A call without counts is recorded with source none and no cost, never with $0."""
    app.start().end()
    (found,) = app.ended()
    assert found["centspan.usage.source"] == "none"
    assert not [name for name in found if "cost" in name or "tokens" in name]


def test_processor_adds_the_labels_of_the_context_the_call_began_in(app):
    """Labels come from where the call began, though it ends elsewhere."""
    context = baggage.set_baggage("centspan.tenant", "acme")
    span = app.start(context=context)
    span.end()
    assert app.ended()[0]["centspan.tenant"] == "acme"


def test_processor_adds_the_kind_of_the_local_root(app):
    """A call below a message consumer says so, without anyone joining over ancestors later."""
    tracer = app.provider.get_tracer("app")
    with (
        tracer.start_as_current_span("job", kind=SpanKind.CONSUMER),
        tracer.start_as_current_span("step"),
    ):
        app.start().end()
    app.start().end()
    kinds = [found.get("centspan.root.kind") for found in app.ended()]
    assert kinds == ["consumer", None, None, "client"]  # chat, step, job, chat


def test_processor_counts_a_doubled_call_once(app):
    """Two instrumentations on one call: the first to end carries it, the other is flagged."""
    outer = app.start("openinference.instrumentation.langchain", CHAT | USED)
    inner = app.start(OFFICIAL, CHAT | USED)
    for span in (inner, outer):
        span.set_attribute("gen_ai.response.id", "chatcmpl-1")
        span.end()
    first, second = app.ended()
    assert "centspan.not_counted_because" not in first
    assert "gen_ai.usage.cost.amount" in first
    assert second["centspan.not_counted_because"] == "same_response_id"
    assert second["centspan.duplicate_of"] == f"{inner.get_span_context().span_id:016x}"
    assert "gen_ai.usage.cost.amount" not in second


def test_processor_counts_our_span_and_a_foreign_one_once(app):
    """A framework's span around a call of ours is flagged as well, and the other way round."""
    for outer, inner in (("traceloop", "centspan"), ("centspan", "traceloop")):
        own = {"centspan.usage.source": "provider", "gen_ai.response.id": f"r-{outer}"}
        spans = [app.start(scope, CHAT | own) for scope in (outer, inner)]
        spans[1].end()
        spans[0].end()
    flags = [found.get("centspan.not_counted_because") for found in app.ended()]
    assert flags == [None, "same_response_id", None, "same_response_id"]


def test_processor_counts_calls_that_share_an_id(app):
    """Providers repeat ids (Ollama draws from 999): calls one after the other all count."""
    for scope in (OFFICIAL, OFFICIAL, "another"):
        app.start(scope, {**CHAT, "gen_ai.response.id": "chatcmpl-7"}).end()
    together = [app.start(attributes={**CHAT, "gen_ai.response.id": "x"}) for _ in range(2)]
    for span in together:
        span.end()
    assert [found.get("centspan.not_counted_because") for found in app.ended()] == [None] * 5


def test_processor_remembers_a_bounded_number_of_calls():
    """Response ids are forgotten, oldest first, so that memory is bounded."""
    duplicates = Duplicates(remembered=2)
    for name in "abc":
        assert duplicates.earlier(name, Seen("one", 1, 10), 0) is None
    assert duplicates.earlier("a", Seen("two", 2, 10), 0) is None
    assert duplicates.earlier("c", Seen("two", 2, 10), 0) is not None


def test_processor_failure_never_reaches_the_app(app, monkeypatch, caplog):
    """If completing a span fails, it ends as it is, and one warning tells where."""
    monkeypatch.setattr(
        "centspan.instrumentation.processor.what_is_missing", lambda *_: {}["broken"]
    )
    app.start().end()
    assert len(app.ended()) == 1


def test_processor_ends_a_span_once(app):
    """Ending twice exports once, as the SDK does; explicit end times are kept."""
    span = app.start()
    span.end(end_time=2_000_000_000_000_000_000)
    span.end()
    assert [span.end_time for span in app.kept.get_finished_spans()] == [2_000_000_000_000_000_000]


def test_processor_keeps_no_span_alive(app):
    """An ended span is freed by reference counting alone."""
    gc.disable()
    try:
        span = app.start()
        alive = weakref.ref(span)
        span.end()
        app.kept.clear()
        del span
        assert alive() is None
    finally:
        gc.enable()


def test_processor_costs_other_spans_almost_nothing():
    """A span that is no LLM call runs at most a dozen functions of ours."""
    attached = TracerProvider(shutdown_on_exit=False)
    adopt(attached)
    tracer = attached.get_tracer("app")
    parent = trace.set_span_in_context(tracer.start_span("root"))
    attributes = {"http.request.method": "GET", "url.full": "http://x", "server.port": 80}
    ours = []

    def watch(frame, event, _):
        if event == "call" and "/centspan/" in frame.f_code.co_filename:
            ours.append(frame.f_code.co_qualname)

    sys.setprofile(watch)
    try:
        tracer.start_span("GET", parent, SpanKind.CLIENT, attributes).end()
    finally:
        sys.setprofile(None)
    assert 0 < len(ours) <= 12, ours
