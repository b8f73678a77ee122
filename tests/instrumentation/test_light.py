"""The client is light: what importing it, and a first call, load and cost."""

import json

import pytest

HEAVY = ("chdb", "clickhouse_connect", "pandas", "plotly", "tiktoken", "genai_prices", "numpy")
CALL = """
from centspan.instrumentation import provider
span = provider.tracer().start_span("chat", attributes={
    "gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-4o-mini",
    "gen_ai.provider.name": "openai", "gen_ai.usage.input_tokens": 10})
span.end()
"""
REPORT = f"""
import json, sys
print(json.dumps([name for name in {HEAVY!r} if name in sys.modules]))
"""


def test_light_import_waits_for_the_sdk_before_it_loads_opentelemetry(run_python):
    """`import centspan.auto` alone loads neither OpenTelemetry nor wrapt nor any LLM SDK."""
    code = "import centspan.auto, sys\nprint([n for n in ('opentelemetry', 'wrapt', 'openai', "
    code += "'anthropic', 'multiprocessing', 'requests') if n in sys.modules])"
    assert run_python(code).stdout == "[]\n"


@pytest.mark.parametrize("then", ["", CALL], ids=["import", "first call"])
def test_light_import_loads_nothing_of_the_stack(then, run_python, otlp_sink):
    """Neither the import nor a first call load the store's, the charts' or the price libraries."""
    result = run_python(
        "import centspan.auto\n" + then + REPORT,
        {"OTEL_EXPORTER_OTLP_ENDPOINT": otlp_sink.endpoint},
    )
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout) == []
    assert len(otlp_sink.spans()) == (1 if then else 0)


MEASURE = """
import gc, resource, sys, time
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
OTLPSpanExporter()
def spent(): return time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
cpu, memory = spent()
import centspan.auto
from centspan.instrumentation import provider
provider.prepare()
cpu_after, memory_after = spent()
print((cpu_after - cpu) * 1000, memory_after - memory)
"""


def test_light_import_stays_inside_its_budget(run_python):
    """Import and set-up cost at most 150 ms CPU and 25 MB above OpenTelemetry SDK and exporter."""
    runs = [run_python(MEASURE).stdout.split() for _ in range(3)]
    assert min(float(cpu) for cpu, _ in runs) <= 150
    assert min(float(memory) for _, memory in runs) <= 25


def test_light_sending_imports_nothing_in_its_thread(run_python, otlp_sink):
    """All that sending needs is loaded with the SDK: a fork can meet no half-done import of ours."""
    code = """
import centspan.auto, sys, threading
from centspan.instrumentation import provider
from centspan.instrumentation.exit import flush
provider.prepare()
sought = set()
class Spy:
    def find_spec(self, name, path=None, target=None):
        if threading.current_thread() is not threading.main_thread():
            sought.add(name)
sys.meta_path.insert(0, Spy())
provider.tracer().start_span("chat", attributes={"gen_ai.operation.name": "chat"}).end()
assert flush(20)
print(*(sought & set(sys.modules)))  # looking whether there is a module is no import
"""
    for endpoint in (otlp_sink.endpoint, otlp_sink.endpoint.replace("127.0.0.1", "localhost")):
        result = run_python(code, {"OTEL_EXPORTER_OTLP_ENDPOINT": endpoint})
        assert (result.returncode, result.stdout) == (0, "\n"), result.stderr
    assert len(otlp_sink.spans()) == 2
