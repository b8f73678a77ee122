"""`centspan break-even`, and the data set to train a smaller model with."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from centspan.collector.engine import Engine
from centspan.collector.prices.resolve import resolve
from centspan.collector.prices.sources import load_sources
from centspan.collector.roll import roll

COLUMNS = ("Timestamp", "TraceId", "SpanId", "SpanName", "SpanAttributes", "Duration", "StatusCode")
JUDGED = ("evaluated_at", "trace_id", "span_id", "name", "score")
NOON = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(days=1)
PAIR = """
[self_hosting]
gpus = 2
usd_per_gpu_hour = 3.50
requests_per_hour = 800
operations_usd_per_month = {operations}
[[fine_tuning]]
name = "a small model"
set_up_usd = 1200
usd_per_million_input = 1
usd_per_million_output = 1
"""
DECLARED = """
[api]
queries_per_month = 400_000
input_tokens = 1000
output_tokens = 1250
usd_per_million_input = 1
usd_per_million_output = 10
"""


@pytest.fixture
def finance(tmp_path):
    """Writes a finance file; returns its path."""

    def write(text, operations=0):
        path = tmp_path / "finance.toml"
        path.write_text(text.format(operations=operations), "utf-8")
        return path

    return write


def test_whole_replicas_break_even_where_they_are_known_to(answer, finance):
    """At $0.0135 a request a pair of GPUs pays from 373,334, not from 576,001 to 746,666, and with $15,000 of operations from 3,351,112."""
    found = answer("break-even", "--finance", finance(DECLARED + PAIR))
    assert Decimal(found["api_usd_per_request"]) == Decimal("0.0135")
    own, tuned = found["options"]
    assert own["pays"] == [{"first": 373_334, "last": 576_000}, {"first": 746_667, "last": None}]
    assert (own["replicas"], own["usd_first_year"]) == (1, "60480")
    assert (tuned["usd_per_month"], tuned["usd_first_year"]) == ("900", "12000")
    assert tuned["pays"] == [{"first": 8889, "last": None}]
    staffed = answer("break-even", "--finance", finance(DECLARED + PAIR, 15_000))
    assert staffed["options"][0]["pays"][0]["first"] == 3_351_112


def test_it_is_told_what_is_assumed(centspan, finance):
    """The table has the API, each option, where it pays, and what is assumed."""
    code, out, _ = centspan("break-even", "--finance", finance(DECLARED + PAIR))
    assert code == 0
    for said in ("API, as it is", "$64,800.00", "pays above 8,888 calls a month", "Assumed:"):
        assert said in out, said


def test_a_file_without_options_is_refused(centspan, finance):
    """Without anything to compare with it says what to write."""
    code, _, complaint = centspan("break-even", "--finance", finance(DECLARED))
    assert code == 2
    assert "expected [self_hosting], [quantised] or [[fine_tuning]]" in complaint


def _span(number):
    attributes = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-4o",
        "centspan.tokens.uncached_input": "1000",
        "centspan.tokens.output": "100",
        "centspan.usage.source": "provider",
        "centspan.feature": "chat",
        "centspan.fingerprint.request": "00000000000000aa",
        "gen_ai.system_instructions": '[{"type":"text","content":"Be brief."}]',
        "gen_ai.input.messages": json.dumps(
            [{"role": "user", "parts": [{"type": "text", "content": f"Why {min(number, 3)}?"}]}]
        ),
        "gen_ai.output.messages": json.dumps([{"role": "assistant", "content": f"So {number}."}]),
    }
    at = NOON + timedelta(minutes=3 * number)
    status = "Error" if number == 1 else "Unset"
    return [at, f"{number + 1:032x}", f"{number + 1:016x}", "chat", attributes, 10**9, status]


@pytest.fixture(scope="module")
def kept(tmp_path_factory, new_store):
    """A store with six calls whose text is kept: one failed, one was judged bad, two ask what another asks."""
    path = new_store(tmp_path_factory.mktemp("own") / "store")
    engine = Engine(path)
    with engine.client() as client:
        client.insert("otel_traces", [_span(n) for n in range(6)], column_names=COLUMNS)
        bad = (NOON, bytes(15) + b"\x03", bytes(7) + b"\x03", "judge", 0.1)
        client.insert("evaluations", [bad], column_names=JUDGED)
        resolve(client, load_sources())
        roll(client, settle_seconds=-2)
    engine.close()
    return f"chdb://{path}"


def test_the_load_is_that_of_the_store(answer, finance, kept):
    """Without [api] the month is that of the store's calls, with its busy hours, and standing proposals are the alternatives."""
    assert answer("optimize", "--dsn", kept, "--lever", "cache_exact", "--least-usd", "0")
    found = answer("break-even", "--finance", finance(PAIR), "--dsn", kept)
    assert Decimal(found["api_usd_per_request"]) == Decimal("0.0035")
    assert Decimal(found["peak"]) > 20
    assert [each["alternative"] for each in found["alternatives"]] == [
        *("prompt", "routing", "caching")
    ]


def test_answers_are_written_to_learn_from(centspan, kept, tmp_path):
    """Each request that was answered well is written once with its answer, to a new file that nobody else may read."""
    file = tmp_path / "answers.jsonl"
    asked = ("optimize", "export-distillation", file, "--dsn", kept)
    code, out, _ = centspan(*asked)
    assert code == 0
    assert "2 examples" in out
    assert "2 asked before, 1 failed, 1 judged bad" in out
    first, second = (json.loads(line) for line in file.read_text("utf-8").splitlines())
    assert first["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Why 0?"},
        {"role": "assistant", "content": "So 0."},
    ]
    assert second["messages"][2]["content"] == "So 3."
    assert file.stat().st_mode & 0o077 == 0
    code, _, complaint = centspan(*asked)
    assert code == 2
    assert "expected to write a new file" in complaint
