"""`centspan doctor` tells an app's owner, and a store's, what is lost and why."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from centspan.collector.dsn import connect
from centspan.instrumentation import guard

SILENT = "OTEL_TRACES_EXPORTER"
WITHOUT_STACK = """
import sys
for name in ("chdb", "clickhouse_connect", "pandas", "rich", "lz4", "sqlglot", "uvicorn"):
    sys.modules[name] = None
from centspan.deploy.cli import main
sys.exit(main())
"""
SHOP = """
import centspan.auto, openai
print("the shop opens")
app = object()
"""
BARE_PROVIDER = """
import centspan.auto, openai
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
trace.set_tracer_provider(TracerProvider())
"""


@pytest.fixture
def doctor(tmp_path):
    """Runs `centspan doctor` in an app's folder and environment: exit code, output, complaints."""

    def run(*arguments, code="", **variables):
        start = ["-c", code] if code else ["-m", "centspan.deploy.cli"]
        kept = {
            name: value for name, value in os.environ.items() if name[:5] not in ("OTEL_", "CENTS")
        }
        home = {"XDG_STATE_HOME": str(tmp_path / "state")}
        ran = subprocess.run(
            [sys.executable, *start, "doctor", *arguments],
            env=kept | home | {SILENT: "console"} | variables,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return ran.returncode, ran.stdout, ran.stderr

    return run


@pytest.fixture
def told(centspan, monkeypatch, tmp_path):
    """Runs `centspan doctor --json` on a store inside this process; returns what it says of it."""
    monkeypatch.setenv(SILENT, "console")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr(guard, "_swallowed", {})  # failures that other tests of this process made

    def run(*arguments):
        code, out, _ = centspan("doctor", "--json", *arguments)
        said = json.loads(out)
        assert code == any(each["level"] == "problem" for each in said["findings"])
        return said

    return run


def problems(said):
    return [each["text"] for each in said["findings"] if each["level"] == "problem"]


def test_where_nothing_is_wrong_doctor_says_so_and_ends_with_0(doctor):
    """Without a problem `centspan doctor` names SDKs, sampler and target, and its exit code is 0."""
    code, out, err = doctor("--no-store")
    assert (code, err) == (0, "")
    assert "no problem found" in out
    assert "every LLM call is kept" in out
    assert "sends to      console" in out.replace("sends to  ", "sends to   ")
    assert "PROBLEM" not in out
    sdk = next(line.split() for line in out.splitlines() if line.startswith("openai "))
    assert sdk[2] == "centspan"


def test_spans_that_do_not_arrive_are_a_problem(doctor):
    """An endpoint that takes nothing is named with the reason and what to do; exit code 1."""
    endpoint = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", SILENT: "otlp"}
    code, out, _ = doctor("--no-store", "--json", "--timeout", "1", **endpoint)
    said = json.loads(out)
    assert code == 1
    (problem,) = problems(said)
    assert "http://127.0.0.1:9/v1/traces" in problem
    assert "Connection refused" in problem
    assert "centspan up" in problem
    assert said["client"]["exports"][0]["arrives"] is False


def test_an_app_is_looked_at_by_importing_it(doctor, tmp_path):
    """--module imports an app as its server would; its output does not disturb the JSON."""
    (tmp_path / "shop.py").write_text(SHOP)
    code, out, err = doctor("--no-store", "--json", "--module", "shop:app")
    assert (code, err) == (0, "the shop opens\n")
    client = json.loads(out)["client"]
    sdks = {each["distribution"]: each["detail"] for each in client["sdks"]}
    assert client["active_here"] is True
    assert sdks["openai"] == "in this process: active"


def test_an_app_whose_spans_go_nowhere_is_told(doctor, tmp_path):
    """An app's own TracerProvider without an exporter gets none from us, and doctor says so."""
    (tmp_path / "shop.py").write_text(BARE_PROVIDER)
    code, out, _ = doctor("--no-store", "--json", "--module", "shop")
    assert code == 1
    (problem,) = problems(json.loads(out))
    assert problem.startswith("spans go nowhere: the app's TracerProvider has no exporter")


def test_an_app_that_forgot_the_import_is_told(doctor, tmp_path):
    """An app that does not import centspan.auto, or cannot be imported, is told in one line."""
    (tmp_path / "shop.py").write_text("import openai")
    code, out, _ = doctor("--no-store", "--json", "--module", "shop")
    assert code == 1
    assert problems(json.loads(out)) == ["shop does not import centspan.auto: no call is recorded"]
    (tmp_path / "broken.py").write_text("raise RuntimeError('no database')")
    code, out, err = doctor("--module", "broken")
    assert (code, out) == (2, "")
    assert "'broken' raised RuntimeError: no database" in err
    assert err.count("\n") == 1


def test_a_base_install_has_the_clients_half(doctor):
    """Without the stack's packages the client is judged, and the store's half names the extra."""
    code, out, _ = doctor(code=WITHOUT_STACK)
    assert code == 0
    assert 'pip install "centspan[stack]"' in " ".join(out.split())
    asked = {"CENTSPAN_DSN": "http://127.0.0.1:1"}
    assert doctor(code=WITHOUT_STACK, **asked)[0] == 1  # what was asked for was not answered


def test_a_named_store_that_does_not_answer_is_a_problem(told):
    """An unreachable --dsn is a problem; the rest is still told."""
    said = told("--dsn", "http://127.0.0.1:1")
    assert problems(said) == [
        "no store: nothing answers at http://127.0.0.1:1: start it with `centspan up` or set --dsn"
    ]
    assert said["client"]["client_version"]


def test_doctor_says_how_far_a_stores_numbers_can_be_trusted(dsn, told, centspan):
    """Per service: which calls are unattributed, unpriced, without usage, and under several keys."""
    assert centspan("prices", "watch", "--once", "--dsn", dsn)[0] == 0
    with connect(dsn) as client:
        client.insert(
            "otel_traces", [of_replica(number) for number in (1, 2)], column_names=COLUMNS
        )
    said = told("--dsn", dsn, "--since", "48h")
    services = {each["service"]: each for each in said["store"]["services"]}
    app = services["app"]
    assert (app["calls"], app["without_feature"], app["without_tenant"]) == (4, 1, 2)
    assert (app["unpriced"], app["unpriced_models"]) == (1, ["openai/nobody-knows-this-1"])
    assert (services["twins"]["fingerprint_keys"], services["twins"]["estimated_usage"]) == (2, 2)
    assert problems(said) == ["1 calls of app are unpriced: openai/nobody-knows-this-1"]
    assert "twins shows 2 fingerprint keys" in " ".join(each["text"] for each in said["findings"])
    _, out, _ = centspan("doctor", "--dsn", dsn, "--since", "48h")
    (line,) = (line.split() for line in out.splitlines() if line.startswith("app "))
    assert line[3:] == ["4", "25.0%", "50.0%", "100.0%", "25.0%", "–", "–", "–", "–"]


COLUMNS = ["Timestamp", "TraceId", "SpanId", "SpanName", "ServiceName", "SpanAttributes"]


def of_replica(number):
    """A call of one of two replicas that share no fingerprint key."""
    attributes = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-4o-mini",
        "centspan.usage.source": "estimated",
        "centspan.tokens.output": "5",
        "centspan.fingerprint.key_id": f"{number:08x}",
    }
    at = datetime.now(UTC) - timedelta(hours=1)
    return [at, f"{number + 90:032x}", f"{number + 90:016x}", "chat", "twins", attributes]
