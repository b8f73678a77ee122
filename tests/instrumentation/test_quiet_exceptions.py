"""What exceptions say stays in the app, unless the app exports its spans itself or allows it."""

import pytest

CODE = """
import centspan.auto
from contextlib import suppress
from opentelemetry import trace
{provider}
from centspan.instrumentation import provider
from centspan.instrumentation.exit import flush
provider.prepare()
with suppress(LookupError), provider.ensure().provider.get_tracer("app").start_as_current_span("work") as span:
    span.add_event("step", {{"number": 1}})
    raise LookupError("what the user wrote")
assert flush(20)
"""
APP_MADE = """
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
theirs = TracerProvider()
theirs.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
trace.set_tracer_provider(theirs)
"""


@pytest.fixture
def span(run_python, otlp_sink):
    def of(provider="", **env):
        env |= {"OTEL_EXPORTER_OTLP_ENDPOINT": otlp_sink.endpoint}
        result = run_python(CODE.format(provider=provider), env)
        assert result.returncode == 0, result.stderr
        (found,) = otlp_sink.spans()
        return found

    return of


def test_an_app_with_its_own_provider_gets_its_exceptions_whole(span):
    """Spans that the app exports itself are left exactly as they are."""
    found = span(APP_MADE)
    assert found["status_message"] == "LookupError: what the user wrote"
    _, exception = found["events"]
    assert exception["attributes"]["exception.message"] == "what the user wrote"


def test_messages_of_exceptions_leave_where_the_setting_says_so(span):
    """CENTSPAN_CAPTURE_CONTENT=true keeps them in what our own provider exports."""
    assert span(CENTSPAN_CAPTURE_CONTENT="true")["status_message"].endswith("what the user wrote")


def test_our_own_provider_sends_the_classes_of_exceptions_only(span):
    """Where the app has no provider, a span's exceptions lose message and stack trace."""
    found = span()
    assert (found["status"], found["status_message"]) == ("error", "LookupError")
    step, exception = found["events"]
    assert step["attributes"] == {"number": 1}
    assert exception["attributes"] == {
        "exception.type": "LookupError",
        "exception.escaped": "False",
    }
