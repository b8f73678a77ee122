"""`centspan alerts suggest`, on a store with a month of calls"""

from datetime import UTC, datetime, timedelta

import pytest

from centspan.collector.engine import Engine

COLUMNS = ["Timestamp", "TraceId", "SpanId", "SpanName", "ServiceName", "SpanAttributes"]


@pytest.fixture
def month(tmp_path, new_store):
    """The DSN of a store with a call of a dollar a day, kept open."""
    path = new_store(tmp_path / "store")
    engine = Engine(path)
    said = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-4o",
        "gen_ai.usage.input_tokens": "10",
        "gen_ai.usage.cost.amount": "1",
        "gen_ai.usage.cost.source": "gateway",
        "centspan.feature": "chat",
    }
    now = datetime.now(UTC)
    days = range(1, 31)
    rows = [[now - timedelta(days=n), f"{n:032x}", f"{n:016x}", "chat", "app", said] for n in days]
    engine.client().insert("otel_traces", rows, column_names=COLUMNS)
    yield f"chdb://{path}"
    engine.close()


def test_a_suggestion_is_written_checked_and_applied(month, centspan, tmp_path):
    """What is suggested is written to a new file, never over one, and the file checks and applies as it is."""
    out = tmp_path / "budgets.toml"
    store = ("--dsn", month)
    assert centspan("alerts", "suggest", "--out", out, *store)[0] == 0
    assert 'id = "chat"\nscope = { feature = "chat" }\namount = 43\n' in out.read_text()
    code, _, err = centspan("alerts", "suggest", "--out", out, *store)
    assert (code, f"expected {out} not to be there" in err) == (2, True)
    assert centspan("alerts", "check", out, *store)[0] == 0
    code, told, _ = centspan("alerts", "apply", out, *store)
    assert (code, told.endswith("2 added, 0 changed, 0 removed\n")) == (0, True)
