"""Labels, tasks, outcomes and verdicts end up in the columns that people ask by."""

import re
import time
from decimal import Decimal

import pytest

FRONT = """
import centspan.auto, openai, time, urllib.request
from contextlib import suppress
from pathlib import Path
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.propagate import inject
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import SimpleLogRecordProcessor
from opentelemetry._logs import LogRecord
from centspan.instrumentation import label, section, task

client = openai.OpenAI()
def call(**more):
    said = [{"role": "user", "content": section("retrieved", "what the search found")}]
    return client.chat.completions.create(model="gpt-4o-mini", messages=said, **more)

who = {"team": "core", "user": "u-17", "route": "/ask", "prompt_version": "v3", "session": "s-1"}
with label(feature="search", tenant="acme", purpose="production", **who):
    answer = call()
    with label(tenant="zen", purpose="eval"): call()
call(user="somebody@example.com")
with label(feature="tickets"):
    with task("answer", task_id="good") as one:
        call(); call(); one.succeeded(value_usd="1.25")
    with suppress(ValueError), task("answer", task_id="bad"):
        call(); raise ValueError
    with task("answer", task_id="unknown"): call()
    with task("answer", task_id="late"): call()

while not (port := Path("port")).exists(): time.sleep(0.02)
tracer = trace.get_tracer("front")
with label(feature="tickets", tenant="acme"), task("answer", task_id="shared"):
    with tracer.start_as_current_span("ask the back", kind=trace.SpanKind.CLIENT):
        headers = {}
        inject(headers)
        request = urllib.request.Request(f"http://127.0.0.1:{port.read_text()}/", headers=headers)
        urllib.request.urlopen(request).close()
        call()

def verdict(name, score):
    return {
        "gen_ai.evaluation.name": name, "gen_ai.evaluation.score.value": score,
        "gen_ai.evaluation.score.label": "pass", "gen_ai.response.id": answer.id,
        "gen_ai.evaluation.explanation": "which repeats the answer",
    }
with tracer.start_as_current_span("judge") as span:
    span.add_event("gen_ai.evaluation.result", verdict("as-span-event", 0.75))
logs = LoggerProvider()
logs.add_log_record_processor(SimpleLogRecordProcessor(OTLPLogExporter()))
logs.get_logger("judge").emit(LogRecord(
    timestamp=time.time_ns(), event_name="gen_ai.evaluation.result",
    attributes=verdict("as-log-record", 0.5)))
import sys
print(*sorted(sys.modules))
"""
HEAVY = {"chdb", "clickhouse_connect", "pandas", "plotly", "tiktoken", "pyarrow", "rich"}
BACK = """
import centspan.auto, openai
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from opentelemetry import context
from opentelemetry.propagate import extract
from centspan.instrumentation import report_outcome

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        token = context.attach(extract(self.headers))
        client = openai.OpenAI()
        client.embeddings.create(model="text-embedding-3-small", input="hi")
        context.detach(token)
        client.embeddings.create(model="text-embedding-3-small", input="hi")
        self.send_response(204); self.end_headers()

server = HTTPServer(("127.0.0.1", 0), Handler)
Path("port.new").write_text(str(server.server_port))
Path("port.new").rename("port")
server.handle_request()
report_outcome("late", ok=True, value_usd="0.5")
"""


@pytest.fixture(scope="module")
def ran():
    """Whether the apps have run in this session; their rows serve every test."""
    return []


@pytest.fixture
def calls(ran, run_apps, app, stack):
    """The stored calls of a service, with the outcome of their tasks."""
    if not ran:
        ran += run_apps(app("back", BACK, {"CENTSPAN_TEAM": "infra"}), app("front", FRONT))
    return lambda service, **wanted: [
        row for row in stack.calls(service) if wanted.items() <= row.items()
    ]


def test_an_app_that_has_made_its_calls_has_loaded_nothing_of_the_stack(calls, ran):
    """Calls of a real SDK, labels, tasks and sections load no engine, chart or tokenizer library."""
    assert len(calls("front")) == 9
    (front,) = (each for each in ran if each.name == "front")
    loaded = set(front.stdout.split())
    assert "openai" in loaded
    assert not HEAVY & loaded


def columns(row, *names):
    return tuple(row[name] for name in names)


def test_labels_stand_in_their_columns_the_inner_one_winning(calls):
    """Each label has its column; a call without one has '' there and is nobody's guess."""
    names = ("tenant", "purpose", "team", "route", "prompt_version", "session_id")
    rest = ("core", "/ask", "v3", "s-1")
    outer, inner = calls("front", feature="search")
    assert columns(outer, *names) == ("acme", "production", *rest)
    assert columns(inner, *names) == ("zen", "eval", *rest)
    (plain,) = calls("front", feature="")
    assert set(columns(plain, "tenant", "team", "route", "task_id", "task_outcome")) == {""}


def test_a_user_is_stored_as_a_hash(calls):
    """A label's user and the SDK's `user=` are told apart by keyed hashes, never by their names."""
    (row,) = calls("front", feature="")
    labelled = {each["user_id"] for each in calls("front", feature="search")}
    assert len(labelled) == 1
    for user in (row["user_id"], *labelled):
        assert re.fullmatch("u_[0-9a-f]{16}", user)
    assert row["user_id"] not in labelled


def test_a_task_ends_as_the_app_says_and_is_else_unknown(calls, stack):
    """Succeeded, failed by an exception, unknown, and told later by another process."""
    assert wait_for_outcome(calls, "late") == "succeeded"
    outcomes = {row["task_id"]: row["task_outcome"] for row in calls("front", feature="tickets")}
    assert outcomes == {
        "good": "succeeded",
        "bad": "failed",
        "unknown": "",
        "late": "succeeded",
        "shared": "",
    }
    assert len(calls("front", task_id="good")) == 2
    told = stack.rows("SELECT task_id, reason, value_usd FROM task_outcomes FINAL ORDER BY task_id")
    mine = [columns(row, "task_id", "reason", "value_usd") for row in told]
    assert [row for row in mine if row[0] in outcomes] == [
        ("bad", "ValueError", None),
        ("good", "", Decimal("1.25")),
        ("late", "", Decimal("0.5")),
    ]


def wait_for_outcome(calls, task_id):
    """The outcome of a task: the store looks for new ones every few seconds."""
    deadline = time.monotonic() + 30
    while True:
        (row,) = calls("front", task_id=task_id)
        if row["task_outcome"] or time.monotonic() > deadline:
            return row["task_outcome"]
        time.sleep(0.2)


def test_labels_cross_to_the_next_service_with_the_trace(calls):
    """Baggage carries labels and task to another service; its own environment fills the rest."""
    names = ("feature", "tenant", "task_id", "team")
    (here,) = calls("front", task_id="shared")
    there, after = calls("back")
    assert columns(there, *names) == ("tickets", "acme", "shared", "infra")
    assert there["trace_id"] == here["trace_id"]
    assert columns(after, *names) == ("", "", "", "infra")
    assert after["trace_id"] != here["trace_id"]


def test_verdicts_on_answers_are_evaluations(calls, stack):
    """Evaluation results, as span events and as log records, join the call that they judge."""
    (judged, _) = calls("front", feature="search")
    found = stack.rows(
        "SELECT name, score, label, toString(attributes) AS told FROM evaluations "
        "WHERE response_id = {id:String} ORDER BY name",
        id=judged["request_id"],
    )
    assert [columns(row, "name", "score", "label") for row in found] == [
        ("as-log-record", 0.5, "pass"),
        ("as-span-event", 0.75, "pass"),
    ]
    assert not any("repeats the answer" in row["told"] for row in found)
