"""What `centspan doctor` knows: facts, from the environment it runs in, sending no span."""

import json

import pytest

FACTS = """
import dataclasses, json
from centspan.instrumentation.doctor import facts
print(json.dumps(dataclasses.asdict(facts(timeout=1.0))))
"""


@pytest.fixture
def facts(run_python, tmp_path):
    def collect(env=None, before=""):
        env = {"XDG_STATE_HOME": str(tmp_path / "state"), **(env or {})}
        result = run_python(before + FACTS, env)
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout)

    return collect


def test_doctor_asks_a_real_endpoint_and_sends_no_span(facts, otlp_sink):
    """It sends an empty OTLP request where spans would go, and says that it was taken."""
    found = facts({"OTEL_EXPORTER_OTLP_ENDPOINT": otlp_sink.endpoint})
    (export,) = found["exports"]
    assert export == {
        "exporter": "otlp",
        "protocol": "http/protobuf",
        "endpoint": f"{otlp_sink.endpoint}/v1/traces",
        "arrives": True,
        "answer": "took an empty request",
    }
    assert otlp_sink.paths == ["/v1/traces"]
    assert otlp_sink.spans() == []


def test_doctor_asks_over_grpc(facts, grpc_sink):
    """With OTEL_EXPORTER_OTLP_PROTOCOL=grpc it asks as the exporter would send."""
    env = {
        "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc",
        "OTEL_EXPORTER_OTLP_ENDPOINT": grpc_sink.endpoint,
    }
    (export,) = facts(env)["exports"]
    assert (export["protocol"], export["arrives"]) == ("grpc", True)


def test_doctor_says_why_spans_do_not_arrive(facts, otlp_sink):
    """No listener, or one that refuses: the answer names the reason, briefly."""
    (export,) = facts({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"})["exports"]
    assert export["arrives"] is False
    assert export["answer"].endswith("[Errno 111] Connection refused")
    assert len(export["answer"]) < 100
    otlp_sink.answer = 401
    (export,) = facts({"OTEL_EXPORTER_OTLP_ENDPOINT": otlp_sink.endpoint})["exports"]
    assert "401" in export["answer"]


APPS_OWN = """
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, ConsoleSpanExporter
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.exporter.otlp.proto.{kind}.trace_exporter import OTLPSpanExporter
theirs = TracerProvider()
theirs.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint="{endpoint}")))
theirs.add_span_processor(SimpleSpanProcessor(ConsoleSpanExporter()))
trace.set_tracer_provider(theirs)
import centspan.auto
from centspan.instrumentation import provider
provider.prepare()
"""


def test_doctor_asks_through_the_apps_own_exporters(facts, otlp_sink, grpc_sink):
    """Where the app has a provider, its exporters are named and asked, and sent no span."""
    http = {"kind": "http", "endpoint": f"{otlp_sink.endpoint}/v1/traces"}
    otlp, console = facts(before=APPS_OWN.format(**http))["exports"]
    assert otlp == {
        "exporter": "the app's OTLPSpanExporter",
        "protocol": "http/protobuf",
        "endpoint": http["endpoint"],
        "arrives": True,
        "answer": "took an empty request",
    }
    assert (console["exporter"], console["arrives"]) == ("the app's ConsoleSpanExporter", None)
    grpc = {"kind": "grpc", "endpoint": grpc_sink.endpoint}
    otlp, _ = facts(before=APPS_OWN.format(**grpc))["exports"]
    assert (otlp["protocol"], otlp["arrives"]) == ("grpc", True)
    assert otlp_sink.spans() == grpc_sink.spans() == []


def test_doctor_does_not_wait_for_the_apps_exporters_retries(facts):
    """An app's exporter that nobody answers is reported after the timeout, with the reason."""
    nowhere = {"kind": "http", "endpoint": "http://127.0.0.1:9/v1/traces"}
    (otlp, _) = facts(before=APPS_OWN.format(**nowhere))["exports"]
    assert otlp["arrives"] is False
    assert otlp["answer"].endswith("[Errno 111] Connection refused")


def test_doctor_says_what_the_sampler_means_for_money(facts):
    """Kept at 100 % by default; weighed, or too low, where the app insists on its sampler."""
    sampled = {
        "OTEL_TRACES_EXPORTER": "none",
        "OTEL_TRACES_SAMPLER": "parentbased_traceidratio",
        "OTEL_TRACES_SAMPLER_ARG": "0.05",
    }
    kept = facts(sampled)["sampler"]
    assert (kept["probability"], kept["keeps_every_call"]) == (0.05, True)
    assert kept["meaning"].startswith("every LLM call is kept")
    weighed = facts({**sampled, "CENTSPAN_KEEP_ALL": "false"})["sampler"]
    assert weighed["keeps_every_call"] is False
    assert "each call in them counts 20 times" in weighed["meaning"]


def test_doctor_names_installed_sdks_and_who_instruments_them(facts):
    """Each installed SDK has its version and who makes its spans; one nobody covers is named."""
    env = {"OTEL_TRACES_EXPORTER": "none", "CENTSPAN_EXCLUDE": "anthropic"}
    code = "import sys\nfrom importlib.metadata import version\nimport centspan.auto, openai\n"
    found = facts(env, code)
    sdks = {each["distribution"]: each for each in found["sdks"]}
    assert sdks["openai"]["instrumented_by"] == "centspan"
    assert sdks["openai"]["detail"] == "in this process: active"
    assert sdks["openai"]["version"].count(".") == 2
    assert sdks["anthropic"]["instrumented_by"] == "excluded"
    assert found["active_here"] is True
    assert found["provider"] == "none yet"


def test_doctor_calls_an_sdk_nobody_watches_not_covered(facts, tmp_path):
    """An installed SDK without any instrumentation is `not covered`; an official one is credited."""
    for name in (
        "together-9.9",
        "fireworks_ai-1.0",
        "opentelemetry_instrumentation_genai_fireworks-1",
    ):
        folder = tmp_path / f"{name}.dist-info"
        folder.mkdir()
        project, _, version = name.rpartition("-")
        text = f"Metadata-Version: 2.1\nName: {project.replace('_', '-')}\nVersion: {version}\n"
        (folder / "METADATA").write_text(text)
    found = facts({"OTEL_TRACES_EXPORTER": "none"})["sdks"]
    by = {each["distribution"]: each["instrumented_by"] for each in found}
    assert by["together"] == "not covered"
    assert by["fireworks-ai"] == "official"


def test_doctor_tells_key_labels_and_settings_but_no_secret(facts):
    """Key origin and id, content capture, default labels and our settings; never the key."""
    env = {
        "OTEL_TRACES_EXPORTER": "none",
        "CENTSPAN_FINGERPRINT_KEY": "hush-hush",
        "CENTSPAN_TEAM": "search",
        "CENTSPAN_CAPTURE_CONTENT": "yes",
    }
    found = facts(env)
    assert found["fingerprint_key_origin"] == "environment"
    assert len(found["fingerprint_key_id"]) == 8
    assert found["default_labels"] == {"centspan.team": "search"}
    assert found["captures_content"] is True
    assert "hush-hush" not in json.dumps(found)
    assert {"name": "CENTSPAN_FINGERPRINT_KEY", "value": "(set)"} in found["settings"]


def test_doctor_counts_what_this_process_lost(run_python):
    """Spans dropped because memory was full or nobody took them are counted, not forgotten."""
    code = """
import centspan.auto
from centspan.instrumentation import provider
from centspan.instrumentation.doctor import facts
from centspan.instrumentation.exit import flush
tracer = provider.tracer()
for _ in range(50):
    tracer.start_span("chat", attributes={"gen_ai.operation.name": "chat"}).end()
assert not flush(0.5)
health = facts(timeout=0.5).health
assert health.dropped_queue_full >= 30, health
"""
    env = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9",
        "OTEL_BSP_MAX_QUEUE_SIZE": "10",
        "CENTSPAN_EXIT_TIMEOUT": "0.1",
    }
    result = run_python(code, env)
    assert result.returncode == 0, result.stderr


def test_doctor_needs_nothing_of_the_stack(facts):
    """The facts are there in a base install: nothing of the stack is loaded for them."""
    code = "import sys\nfor name in ('chdb', 'clickhouse_connect', 'pandas', 'rich'):\n"
    code += "    sys.modules[name] = None\n"
    assert facts({"OTEL_TRACES_EXPORTER": "none"}, code)["client_version"]
