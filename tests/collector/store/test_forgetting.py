"""A forgotten person is nowhere in the store, and no dollar is gone."""

from datetime import UTC, datetime, timedelta

import pytest

from centspan.collector.forgetting import forget, found
from centspan.collector.prices.resolve import resolve
from centspan.collector.prices.sources import load_sources
from centspan.collector.roll import roll

AT = datetime.now(UTC) - timedelta(days=2)
SPENT = "SELECT sum(calls), sum(effective_usd) FROM spend"
ALICE, HASHED = "alice@example.com", "u_0011223344556677"


@pytest.fixture(scope="module")
def client(engine):
    """A store with calls of three users, kept text, and an alert that names one."""
    client = engine.client()
    rows = [
        [
            AT + timedelta(seconds=number),
            f"{number:032x}",
            f"{number:016x}",
            {
                "gen_ai.operation.name": "chat",
                "gen_ai.provider.name": "openai",
                "gen_ai.request.model": "gpt-4o",
                "gen_ai.usage.input_tokens": "1000",
                "gen_ai.input.messages": f"I am {user}",
                "user.id": user,
                "session.id": f"session of {user}",
            },
        ]
        for number, user in enumerate([ALICE, HASHED, "bob"] * 5, 1)
    ]
    columns = ["Timestamp", "TraceId", "SpanId", "SpanAttributes"]
    client.insert("otel_traces", rows, column_names=columns)
    told = [[AT, "runaway_task", {"user": ALICE}, f'{{"who": "{ALICE} and bob"}}']]
    client.insert("alert_events", told, column_names=["at", "rule", "scope", "document"])
    resolve(client, load_sources())
    roll(client, settle_seconds=-2)
    return client


def everything(client):
    """All rows of all tables, as text."""
    tables = client.query(
        "SELECT name FROM system.tables WHERE database = 'centspan' AND engine LIKE '%MergeTree'"
    ).result_rows
    return {
        table: client.raw_query(f"SELECT * FROM {table}", fmt="TSV").decode() for (table,) in tables
    }


def test_a_person_is_gone_and_what_they_cost_is_not(client):
    """No table holds their name, sessions or text; others' stay, and calls and dollars are the same."""
    before = client.query(SPENT).result_rows
    users = [ALICE, HASHED]
    assert {"calls": 10, "spans": 10, "texts": 10, "alerts": 1}.items() <= found(
        client, users
    ).items()
    forget(client, users, "me")
    roll(client, settle_seconds=-2)
    left = everything(client)
    assert [table for table, text in left.items() if ALICE in text or HASHED in text] == []
    assert {table for table, text in left.items() if "bob" in text} >= {
        *("otel_traces", "call_content", "llm_calls", "user_spend_rollup", "alert_events")
    }
    assert client.query(SPENT).result_rows == before
    assert client.command("SELECT uniqExact(session_id) FROM llm_calls") == 3
    assert not any(found(client, users).values())
    assert "a user was forgotten" in left["changes"]
