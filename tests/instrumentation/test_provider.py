"""Where the spans go: the app's provider if it has one, else ours, configured by OTEL_*."""

import json

import pytest

LINE = """
import centspan.auto
from opentelemetry import trace
from centspan.instrumentation import provider

provider.prepare()  # as every hook does when its SDK is imported

def call(name):
    tracer = provider.tracer()
    tracer.start_span(f"chat {name}", attributes={"gen_ai.operation.name": "chat"}).end()

"""
APPS = """
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry import trace
kept = InMemorySpanExporter()
theirs = TracerProvider()
theirs.add_span_processor(SimpleSpanProcessor(kept))
def names(): return [span.name for span in kept.get_finished_spans()]
def processors(): return [type(p).__name__ for p in theirs._active_span_processor._span_processors]
"""
SET = "trace.set_tracer_provider(theirs)\n"


def ok(result, *, silent=True):
    assert result.returncode == 0, result.stderr
    assert not silent or result.stderr == ""
    return result.stdout


@pytest.mark.parametrize(
    "code",
    [LINE + APPS + SET, APPS + LINE + SET, APPS + SET + LINE],
    ids=["after our import", "after its own", "before our import"],
)
def test_provider_of_the_app_is_used_and_gets_no_exporter(code, otlp_sink, run_python):
    """With the app's provider, whichever import came first, spans go there and nowhere else."""
    code += "call('a')\nassert names() == ['chat a'], names()\n"
    code += "assert processors() == ['SimpleSpanProcessor', 'Enricher'], processors()\n"
    code += "assert trace.get_tracer_provider() is theirs\n"
    ok(run_python(code, {"OTEL_EXPORTER_OTLP_ENDPOINT": otlp_sink.endpoint}))
    assert otlp_sink.bodies == []


def test_provider_set_after_our_first_call_takes_over(otlp_sink, run_python):
    """An app that sets its provider late succeeds without a warning, and everything moves there."""
    code = (
        LINE
        + APPS
        + """
mine = trace.get_tracer("the app's own, made early")
call('first')
assert type(trace.get_tracer_provider()).__name__ == "OwnProvider"
mine.start_span("early").end()
open_span = mine.start_span("open while moving")
"""
        + SET
        + """
assert trace.get_tracer_provider() is theirs
call('second')
mine.start_span("late").end()
open_span.end()
assert names() == ['chat second', 'late'], names()
"""
    )
    ok(run_python(code, {"OTEL_EXPORTER_OTLP_ENDPOINT": otlp_sink.endpoint}))
    sent = [span["name"] for span in otlp_sink.spans()]
    assert sent == ["chat first", "early", "open while moving"]


def test_provider_of_ours_is_global_and_serves_the_app(otlp_sink, run_python):
    """Without a provider ours becomes the global one: the app's own spans are parents of calls."""
    code = """
from opentelemetry import trace
early = trace.get_tracer("made before we came")
"""
    code += LINE
    code += """
with early.start_as_current_span("handler"):
    call('a')
"""
    ok(run_python(code, {"OTEL_EXPORTER_OTLP_ENDPOINT": otlp_sink.endpoint}))
    spans = {span["name"]: span for span in otlp_sink.spans()}
    assert spans["chat a"]["parent"] == spans["handler"]["span_id"]
    assert spans["chat a"]["scope"] == "centspan"


def test_provider_honours_the_environment(otlp_sink, run_python):
    """Endpoint, headers, compression, resource, service name and span limits come from OTEL_*."""
    env = {
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": otlp_sink.endpoint + "/custom",
        "OTEL_EXPORTER_OTLP_HEADERS": "x-tenant=acme",
        "OTEL_EXPORTER_OTLP_COMPRESSION": "gzip",
        "OTEL_SERVICE_NAME": "shop",
        "OTEL_RESOURCE_ATTRIBUTES": "deployment.environment.name=test,service.name=other",
        "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT": "3",
        "OTEL_BSP_SCHEDULE_DELAY": "10",
    }
    ok(run_python(LINE + "call('a')", env), silent=False)  # the SDK reports the truncation
    (span,) = otlp_sink.spans()
    assert span["resource"]["service.name"] == "shop"
    assert span["resource"]["deployment.environment.name"] == "test"
    assert span["attributes"]["gen_ai.operation.name"] == "cha"
    assert otlp_sink.paths == ["/custom"]
    assert otlp_sink.headers[0]["x-tenant"] == "acme"
    assert otlp_sink.headers[0]["content-encoding"] == "gzip"


@pytest.mark.parametrize(
    "env", [{"OTEL_SDK_DISABLED": "true"}, {"OTEL_TRACES_EXPORTER": "none"}], ids=str
)
def test_provider_sends_nothing_where_the_environment_says_so(env, otlp_sink, run_python):
    """OTEL_SDK_DISABLED and OTEL_TRACES_EXPORTER=none are obeyed; the app runs on."""
    env = {"OTEL_EXPORTER_OTLP_ENDPOINT": otlp_sink.endpoint, **env}
    ok(run_python(LINE + "call('a')", env))
    assert otlp_sink.bodies == []


def test_provider_exports_to_the_console_and_elsewhere_at_once(otlp_sink, run_python):
    """OTEL_TRACES_EXPORTER may name several exporters; the console's output is its JSON."""
    env = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": otlp_sink.endpoint,
        "OTEL_TRACES_EXPORTER": "console,otlp",
    }
    printed = ok(run_python(LINE + "call('a')", env))
    assert json.loads(printed)["name"] == "chat a"
    assert len(otlp_sink.spans()) == 1


def test_provider_with_an_unknown_exporter_warns_once_and_uses_the_rest(otlp_sink, run_python):
    """A name nobody provides is one warning; the other exporters work."""
    env = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": otlp_sink.endpoint,
        "OTEL_TRACES_EXPORTER": "otlp,nobody",
        "OTEL_EXPORTER_OTLP_PROTOCOL": "carrier-pigeon",
        "OTEL_TRACES_SAMPLER": "nobodys",
        "OTEL_CONFIG_FILE": "nowhere.yaml",
    }
    result = run_python(LINE + "call('a')", env)
    ok(result, silent=False)
    assert len(otlp_sink.spans()) == 1
    warnings = result.stderr.splitlines()
    assert len([line for line in warnings if "found 'nobody'" in line]) == 1
    assert len([line for line in warnings if "carrier-pigeon" in line]) == 1
    assert len([line for line in warnings if "'nobodys'" in line]) == 1
    assert len([line for line in warnings if "nowhere.yaml" in line]) == 1


def test_provider_speaks_grpc_where_asked(run_python, grpc_sink):
    """OTEL_EXPORTER_OTLP_PROTOCOL=grpc sends the same spans over gRPC, at exit as well."""
    env = {
        "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc",
        "OTEL_EXPORTER_OTLP_ENDPOINT": grpc_sink.endpoint,
    }
    ok(run_python(LINE + "call('a')", env))
    assert [span["name"] for span in grpc_sink.spans()] == ["chat a"]


FOREIGN = {
    "the API's no-op": "Foreign = trace.NoOpTracerProvider",
    "a vendor's without anything of the SDK": """
class Foreign(trace.TracerProvider):
    def get_tracer(self, *args, **named): return trace.NoOpTracer()
""",
    "a vendor's that refuses": """
class Foreign(trace.TracerProvider):
    __hash__ = None
    sampler = property(lambda self: 1 / 0)
    def add_span_processor(self, processor): raise RuntimeError("no")
    def get_tracer(self, *args, **named): return trace.NoOpTracer()
""",
}


@pytest.mark.parametrize("foreign", FOREIGN)
def test_provider_of_a_vendor_never_breaks_the_app(foreign, otlp_sink, run_python):
    """With a provider that is not the SDK's the app runs on, and we add no second one."""
    code = LINE + FOREIGN[foreign] + "\ntrace.set_tracer_provider(Foreign())\ncall('a')\n"
    code += "assert type(trace.get_tracer_provider()).__name__ in ('Foreign', 'NoOpTracerProvider')"
    ok(
        run_python(code, {"OTEL_EXPORTER_OTLP_ENDPOINT": otlp_sink.endpoint}),
        silent="refuses" not in foreign,
    )
    assert otlp_sink.bodies == []


def test_provider_never_disturbs_before_the_first_span(otlp_sink, run_python):
    """Importing centspan.auto and an SDK sets no provider, starts no thread, opens no connection."""
    code = """
import centspan.auto, threading
import openai
from opentelemetry import trace
assert isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider)
assert threading.active_count() == 1
"""
    ok(run_python(code, {"OTEL_EXPORTER_OTLP_ENDPOINT": otlp_sink.endpoint}))
    assert otlp_sink.bodies == []


def test_provider_is_tiny_on_the_hot_path(run_python):
    """Asking again for the tracer runs one function of ours, and the API's look at its provider."""
    code = (
        LINE
        + """
import sys
provider.tracer()
called = []
sys.setprofile(lambda frame, event, _: event == "call" and called.append(frame.f_globals))
provider.tracer()
sys.setprofile(None)
print(*(names["__name__"] for names in called[:2]), len(called) <= 3)  # the third is a cast
"""
    )
    assert ok(run_python(code)) == "centspan.instrumentation.provider opentelemetry.trace True\n"
