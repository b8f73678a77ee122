"""Sampling never loses money, and never changes what else the app chose to keep."""

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.sampling import (
    ALWAYS_OFF,
    ALWAYS_ON,
    DEFAULT_ON,
    Decision,
    ParentBased,
    Sampler,
    SamplingResult,
    TraceIdRatioBased,
)
from opentelemetry.trace import (
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    TraceFlags,
    TraceState,
    set_span_in_context,
)

from centspan.instrumentation.attach import adopt
from centspan.instrumentation.weight import probability_of

CALL = {"gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-4o"}


class App:
    """An app with a provider of its own, attached to."""

    def __init__(self, sampler, *, attach=True):
        self.kept = InMemorySpanExporter()
        self.provider = TracerProvider(sampler=sampler, shutdown_on_exit=False)
        self.provider.add_span_processor(SimpleSpanProcessor(self.kept))
        if attach:
            adopt(self.provider)

    @property
    def tracer(self):
        return self.provider.get_tracer("app")

    def call(self, context=None):
        return self.tracer.start_span("chat", context, SpanKind.CLIENT, CALL)

    def spans(self):
        return {span.name: span for span in self.kept.get_finished_spans()}


def incoming(*, sampled, state=""):
    flags = TraceFlags(TraceFlags.SAMPLED if sampled else 0)
    header = TraceState.from_header([state]) if state else None
    return set_span_in_context(NonRecordingSpan(SpanContext(7, 9, True, flags, header)))


SCRIPT = """
import centspan.auto
from opentelemetry import trace
{provider}
from centspan.instrumentation import provider
provider.prepare()
app = trace.get_tracer("app")
for number in range(2000):
    with app.start_as_current_span("handler"):
        span = provider.tracer().start_span("chat", attributes={{"gen_ai.operation.name": "chat"}})
        span.end()
"""
APP_MADE = """
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import TraceIdRatioBased
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
theirs = TracerProvider(sampler=TraceIdRatioBased(0.05))
theirs.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(), max_queue_size=8192))
trace.set_tracer_provider(theirs)
"""


@pytest.mark.parametrize("provider", ["", APP_MADE], ids=["by environment", "by the app"])
def test_sampling_keeps_2000_of_2000_calls(provider, otlp_sink, run_python):
    """2,000 calls at traceidratio 0.05 give 2,000 exported spans, and about 5 % of the others."""
    env = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": otlp_sink.endpoint,
        "OTEL_BSP_MAX_QUEUE_SIZE": "8192",
        "OTEL_TRACES_SAMPLER": "traceidratio",
        "OTEL_TRACES_SAMPLER_ARG": "0.05",
    }
    result = run_python(SCRIPT.format(provider=provider), env)
    assert result.returncode == 0, result.stderr
    spans = otlp_sink.spans()
    calls = [span for span in spans if span["name"] == "chat"]
    assert len(calls) == len({span["span_id"] for span in calls}) == 2000
    assert all(span["parent"] for span in calls)
    assert "centspan.weight" not in calls[0]["attributes"]
    assert {span["attributes"]["centspan.root.kind"] for span in calls} == {"internal"}
    assert 40 <= len(spans) - 2000 <= 170


@pytest.mark.parametrize("sampler", [ALWAYS_OFF, TraceIdRatioBased(0), ParentBased(ALWAYS_OFF)])
def test_sampling_keeps_a_call_below_a_dropped_parent(sampler):
    """A call in a dropped trace is exported with the app's context as its parent."""
    app = App(sampler)
    with app.tracer.start_as_current_span("handler", kind=SpanKind.SERVER) as handler:
        app.call().end()
    spans = app.spans()
    assert list(spans) == ["chat"]
    assert spans["chat"].parent.span_id == handler.get_span_context().span_id
    assert spans["chat"].context.trace_id == handler.get_span_context().trace_id
    assert spans["chat"].attributes["centspan.root.kind"] == "server"
    assert spans["chat"].attributes["gen_ai.request.model"] == "gpt-4o"


def test_sampling_keeps_a_call_in_a_trace_another_service_dropped():
    """An incoming unsampled traceparent drops the app's spans, never the call."""
    app = App(DEFAULT_ON)
    context = incoming(sampled=False, state="vendor=1")
    with app.tracer.start_as_current_span("handler", context, SpanKind.SERVER):
        app.call().end()
    (span,) = app.spans().values()
    assert span.name == "chat"
    assert span.context.trace_state.to_header() == "vendor=1"
    assert span.attributes["centspan.root.kind"] == "server"


def test_sampling_drops_what_is_below_a_kept_call_as_the_app_wants():
    """HTTP spans below a call we kept are sampled as if the call had been dropped."""
    app = App(ParentBased(ALWAYS_OFF))
    with trace.use_span(app.call(), end_on_exit=True):
        below = app.tracer.start_span("POST")
        assert not below.get_span_context().trace_flags.sampled
        below.end()
        app.call().end()
    assert [span.name for span in app.kept.get_finished_spans()] == ["chat", "chat"]


def test_sampling_leaves_sampled_traces_whole():
    """In a trace the app keeps, everything below the call is kept as before."""
    app = App(ParentBased(ALWAYS_ON))
    with trace.use_span(app.call(), end_on_exit=True):
        app.tracer.start_span("POST").end()
    assert sorted(app.spans()) == ["POST", "chat"]


def test_sampling_reaches_tracers_made_before_us():
    """A tracer that copied the app's sampler before we came keeps calls too."""
    app = App(ALWAYS_OFF, attach=False)
    early = app.provider.get_tracer("early")
    adopt(app.provider)
    early.start_span("chat gpt-4o", attributes=CALL).end()
    early.start_span("other").end()
    assert list(app.spans()) == ["chat gpt-4o"]


def test_sampling_knows_calls_that_name_themselves_only():
    """`chat gpt-4o` of kind client is a call even where attributes come after the start."""
    app = App(ALWAYS_OFF)
    app.tracer.start_span("chat gpt-4o", kind=SpanKind.CLIENT).end()
    app.tracer.start_span("chat room", kind=SpanKind.SERVER).end()
    app.tracer.start_span("execute_tool x", attributes={"gen_ai.operation.name": "execute_tool"})
    assert list(app.spans()) == ["chat gpt-4o"]


class Custom(Sampler):
    """A sampler as apps write them: one shared result, no trace state, attributes of its own."""

    result = SamplingResult(Decision.RECORD_ONLY, {"app.rule": "7"})

    def should_sample(self, parent_context, trace_id, name, kind=None, attributes=None, links=None):
        return self.result

    def get_description(self):
        return "Custom"


def test_sampling_keeps_through_samplers_the_app_wrote():
    """Custom samplers with older signatures work; their shared results are not changed."""
    app = App(Custom())
    with app.tracer.start_as_current_span("handler", kind=SpanKind.CONSUMER):
        app.call().end()
    assert list(app.spans()) == ["chat"]
    assert app.spans()["chat"].attributes["centspan.root.kind"] == "consumer"
    assert Custom.result.trace_state is None


@pytest.fixture
def app_decides(monkeypatch):
    monkeypatch.setenv("CENTSPAN_KEEP_ALL", "false")


@pytest.mark.parametrize("sampler", [TraceIdRatioBased(0.25), ParentBased(TraceIdRatioBased(0.25))])
@pytest.mark.usefixtures("app_decides")
def test_sampling_by_the_app_weighs_each_kept_call(sampler):
    """With CENTSPAN_KEEP_ALL=false the app's sampler stands; kept calls carry 1/probability."""
    app = App(sampler)
    for _ in range(400):
        with app.tracer.start_as_current_span("handler"):
            app.call().end()
    calls = [span for span in app.kept.get_finished_spans() if span.name == "chat"]
    assert 50 < len(calls) < 160
    assert {span.attributes["centspan.weight"] for span in calls} == {4.0}


@pytest.mark.usefixtures("app_decides")
@pytest.mark.parametrize(
    ("state", "weight"), [("ot=th:c", 4.0), ("ot=rv:12345678901234;th:8", 2.0), ("", None)]
)
def test_sampling_by_another_service_weighs_only_what_is_known(state, weight):
    """A trace sampled elsewhere is weighed by its `ot=th:`; without one no weight is invented."""
    app = App(ParentBased(TraceIdRatioBased(0.5)))
    app.call(incoming(sampled=True, state=state)).end()
    app.call(incoming(sampled=False, state=state)).end()
    (span,) = app.kept.get_finished_spans()
    assert span.attributes.get("centspan.weight") == weight


@pytest.mark.usefixtures("app_decides")
def test_sampling_of_everything_needs_no_weight():
    """Where the app keeps every trace no weight is written: absent means 1."""
    app = App(DEFAULT_ON)
    app.call().end()
    assert "centspan.weight" not in app.spans()["chat"].attributes


def test_sampling_probability_is_read_from_the_samplers_description():
    """What doctor says of a sampler: its probability, or None where that depends."""
    assert probability_of(TraceIdRatioBased(0.05).get_description()) == 0.05
    assert probability_of(ParentBased(TraceIdRatioBased(0.1)).get_description()) == 0.1
    assert probability_of(DEFAULT_ON.get_description()) == 1.0
    assert probability_of(DEFAULT_ON.get_description(), remote=True) is None
    assert probability_of("Custom") is None
