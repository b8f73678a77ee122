"""Apps, an agent, a gateway and the store: what the provider billed is what is stored, whatever dies between."""

import contextlib
import re
import sys
import threading
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from collectors import TOKEN, built, running_collectors
from ledger import of_ledger, of_store
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from running import free_port

sys.path.append(str(Path(__file__).parents[1] / "golden"))
import goldens

UNLIKE = "received_at, version"
"""Columns that tell of an arrival, not of a call."""
SPAN = {
    "service": "one",
    "scope": "x",
    "scope_version": "1",
    "name": "chat",
    "kind": "client",
    "trace": 1,
    "span": 1,
    "parent": 0,
    "start_us": 0,
    "duration_us": 10,
    "status": "error",
}
APP = """
import centspan.auto, openai, time
client = openai.OpenAI()
for number in range({calls}):
    client.chat.completions.create(model="gpt-4o-mini", messages=[{{"role": "user", "content": "a secret"}}])
    time.sleep({pause})
"""


@pytest.fixture(scope="module")
def collectors(stack, tmp_path_factory):
    binary = built()
    if not binary:
        pytest.skip("no Collector was built: install Go, then `make collector`")
    folder = tmp_path_factory.mktemp("collectors")
    with running_collectors(folder, stack.clickhouse, "sampling.yaml", binary=binary) as running:
        yield running


@pytest.fixture
def stored(stack):
    """Waits until a service has so many calls in the store, and gives them."""

    def wait(service, calls):
        stack.rows_once(
            "SELECT 1 FROM calls WHERE service = {service:String}", calls, service=service
        )
        return stack.calls(service, priced=True)

    return wait


def test_a_gateway_takes_nothing_without_its_token(collectors):
    """Whoever has no token is refused, and told so."""
    request = Request(collectors.gateway_otlp, b"{}", {"Content-Type": "application/json"})
    with pytest.raises(HTTPError, match="401"):
        urlopen(request, timeout=10, context=collectors.trust)


def test_what_the_provider_billed_is_stored_exactly(
    collectors, run_apps, app, stack, stored, provider
):
    """A real SDK's calls go through agent and gateway by TLS and token: each once, to the token and the dollar."""
    code = APP.format(calls=20, pause=0)
    run_apps(app("by-collectors", code, {"OTEL_EXPORTER_OTLP_ENDPOINT": collectors.otlp}))
    rows, billed = stored("by-collectors", 20), provider.of("by-collectors")
    assert Counter(map(of_store, rows)) == Counter(map(of_ledger, billed))
    assert {(row["counted"], row["price_status"]) for row in rows} == {(1, "priced")}


def test_what_dies_between_loses_no_call(collectors, run_apps, app, stored, provider):
    """Agent and gateway are killed while calls are made, one after the other: each call is counted once."""
    code = APP.format(calls=60, pause=0.1)
    with killing(collectors.gateway, collectors.agent):
        run_apps(app("killed-between", code, {"OTEL_EXPORTER_OTLP_ENDPOINT": collectors.otlp}))
    rows = [row for row in stored("killed-between", 60) if row["counted"]]
    assert Counter(map(of_store, rows)) == Counter(map(of_ledger, provider.of("killed-between")))


def test_a_refused_token_loses_nothing(collectors, stack, take, tmp_path):
    """What an agent took while the gateway refuses its token is kept, and stored once the token is the right one."""
    token, agent = tmp_path / "token", collectors.agent
    token.write_text("of yesterday")
    with beginning_anew(agent, CENTSPAN_TOKEN_FILE=str(token)):
        span = SPAN | {"attributes": {"gen_ai.request.model": "gpt-4o"}}
        take(f"{collectors.otlp}/v1/traces", [(9100, [span])], "refused", time.time_ns())
        wait_for(lambda: "refused (Unauthenticated)" in agent.said)
        sql = "SELECT SpanId FROM otel_traces WHERE ResourceAttributes['deployment.environment'] = 'refused'"
        assert stack.rows(sql) == []
        token.write_text(f"{TOKEN}\nof tomorrow\n")
        assert len(stack.rows_once(sql, 1)) == 1


@pytest.mark.parametrize("which", ["agent", "gateway"])
def test_a_collector_without_its_token_ends(collectors, which, tmp_path):
    """Where the token's file is missing a Collector takes nothing that it could not pass on: it says so and ends."""
    one = getattr(collectors, which)
    missing = str(tmp_path / "missing")
    alone = replace(
        one,
        folder=tmp_path / which,
        env=one.env | {"CENTSPAN_TOKEN_FILE": missing},
        health=free_port(),
    )
    with pytest.raises(AssertionError, match=re.escape(missing)):
        alone.start()
    assert alone.process.wait(timeout=10) != 0


def test_a_verdict_needs_no_column_for_its_name(collectors, stack):
    """Verdicts of log records are found though the gateway's exporter did not see the store's columns at its start."""
    whole = ExportLogsServiceRequest()
    record = whole.resource_logs.add().scope_logs.add().log_records.add()
    record.time_unix_nano, record.event_name = time.time_ns(), "gen_ai.evaluation.result"
    record.trace_id, record.span_id = b"v" * 16, b"v" * 8
    for key, value in {
        "gen_ai.evaluation.name": "by a gateway",
        "gen_ai.evaluation.score.label": "good",
    }.items():
        record.attributes.add(key=key).value.string_value = value
    headers = {"Content-Type": "application/x-protobuf"}
    request = Request(f"{collectors.otlp}/v1/logs", whole.SerializeToString(), headers)
    with urlopen(request, timeout=20) as answer:
        assert answer.status == 200
    stack.rows_once("SELECT 1 FROM evaluations WHERE name = 'by a gateway'", 1)
    sql = "SELECT LogAttributes['event.name'] AS said FROM otel_logs WHERE SpanId = {span:String}"
    assert stack.rows(sql, span=("v" * 8).encode().hex()) == [{"said": "gen_ai.evaluation.result"}]


def test_leaving_prompts_out_changes_no_number(collectors, stack, take):
    """Recorded spans of every emitter are the same calls with their prompts left out as with them."""
    spans = [(number, golden.spans) for number, golden in enumerate(goldens.load("spans"), 1)]
    began = time.time_ns() - 3600 * 10**9
    take(f"{stack.otlp_http}/v1/traces", spans, "whole", began)
    take(f"{collectors.otlp}/v1/traces", spans, "left out", began)
    sql = f"SELECT * EXCEPT (environment, {UNLIKE}) FROM llm_calls WHERE environment = {{environment:String}} ORDER BY span_id"
    expected = stack.rows(sql, environment="whole")
    assert stack.rows_once(sql, len(expected), environment="left out") == expected
    assert len(expected) > 200


def test_no_prompt_passes_a_collector(collectors, stack, take):
    """Attributes, events and messages that quote a prompt end at the agent, in namespaces of tomorrow, too."""
    quoting = (
        "gen_ai.input.messages",
        "gen_ai.of.tomorrow",
        "llm.input_messages.0.message.content",
        "input.value",
    )
    said = dict.fromkeys(quoting, "a secret") | {
        "gen_ai.request.model": "gpt-4o",
        "http.route": "/kept",
    }
    span = SPAN | {"attributes": said}
    take(f"{collectors.otlp}/v1/traces", [(9000, [span])], "told nothing", time.time_ns())
    sql = "SELECT SpanAttributes AS a FROM otel_traces WHERE ResourceAttributes['deployment.environment'] = 'told nothing'"
    assert [row["a"] for row in stack.rows_once(sql, 1)] == [
        {"gen_ai.request.model": "gpt-4o", "http.route": "/kept"}
    ]


def test_collectors_tell_how_they_are(collectors, stack):
    """What agent and gateway took, sent and hold is in the store, for the health board."""
    sql = "SELECT DISTINCT role, component FROM collector_metrics WHERE name = 'otelcol_exporter_queue_size' ORDER BY role"
    assert [(row["role"], row["component"]) for row in stack.rows_once(sql, 2)] == [
        ("centspan-agent", "load_balancing"),
        ("centspan-gateway", "clickhouse"),
    ]


@pytest.fixture
def take():
    """Sends recorded spans by OTLP, as those of an environment."""

    def send(url, spans, environment, began):
        whole = ExportTraceServiceRequest()
        for number, each in spans:
            whole.MergeFrom(goldens.otlp(each, number, began + number * 10**9))
        for of_resource in whole.resource_spans:
            of_resource.resource.attributes.add(
                key="deployment.environment"
            ).value.string_value = environment
        headers = {"Content-Type": "application/x-protobuf"}
        with urlopen(Request(url, whole.SerializeToString(), headers), timeout=20) as answer:
            assert answer.status == 200

    return send


@contextlib.contextmanager
def beginning_anew(collector, **env):
    """Run a Collector with other settings for a while."""
    before = collector.env
    collector.kill()
    collector.env = before | env
    collector.start()
    try:
        yield
    finally:
        collector.kill()
        collector.env = before
        collector.start()


def wait_for(true):
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@contextlib.contextmanager
def killing(*each_in_turn):
    """Kill and start again what is named, from a thread, while something else runs."""

    def work():
        for one in each_in_turn:
            time.sleep(2)
            one.kill()
            time.sleep(0.5)
            one.start()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        thread.join()
