"""Single calls: the dearest, those of an id, and traces"""

import pytest
from sums import priced, within
from unit_calls import END, START

from centspan.collector.query import load


def dearest_calls(rows, _):
    known = sorted(
        priced(rows),
        key=lambda row: (-row["effective_usd"], -row["started_at"].timestamp(), row["span_id"]),
    )
    return [
        {**row, "cache_write_tokens": row["cache_write_5m_tokens"] + row["cache_write_1h_tokens"]}
        for row in known[:100]
    ]


def test_the_dearest_calls_are_the_dearest(limits, equals):
    """Of the calls asked for the hundred dearest are listed, the dearest first, each with what `calls` says of it."""
    equals(dearest_calls, **limits)


NOBODY = {"request_id": "", "trace_id": "", "task_id": "", "user_id": ""}


@pytest.mark.parametrize("wanted", ["request_id", "trace_id", "task_id", "user_id"])
def test_calls_are_found_by_any_id(wanted, client, every_call):
    """A request, trace, task or user finds exactly its calls of the time asked for, the newest first."""
    rows = within(every_call, START, END)
    one = next(row[wanted] for row in rows if row[wanted])
    answer = load("calls_found").rows(client, start=START, end=END, **{**NOBODY, wanted: one})
    found = sorted((row for row in rows if row[wanted] == one), key=lambda row: row["started_at"])
    assert {row["span_id"] for row in answer} == {row["span_id"] for row in found}
    assert answer[0]["started_at"] == found[-1]["started_at"]
    assert answer[-1]["effective_usd"] in {row["effective_usd"] for row in found}


def test_a_tenants_calls_are_found(client, every_call):
    """A tenant chosen finds its newest calls, those of a user of it only where one is typed too."""
    rows = [row for row in within(every_call, START, END) if row["tenant"] == "o'b"]
    user = rows[0]["user_id"]
    asked = {"start": START, "end": END, "tenants": ["o'b"]}
    answer = load("calls_found").rows(client, **asked, **NOBODY)
    assert {row["span_id"] for row in answer} == {row["span_id"] for row in rows}
    answer = load("calls_found").rows(client, **asked, **{**NOBODY, "user_id": user or "(none)"})
    mine = {row["span_id"] for row in rows if row["user_id"] == user}
    assert {row["span_id"] for row in answer} == mine


def test_no_id_finds_nothing(client):
    """Without an id no call is looked for, and one that nothing has finds none, whatever it is made of."""
    for odd in ("", "o'b", "%", "zz" * 40, "\\"):
        limits = {**NOBODY, "trace_id": odd}
        assert load("calls_found").rows(client, start=START, end=END, **limits) == []
        assert load("trace").rows(client, trace_id=odd) == []


def test_a_trace_holds_together(client, every_call):
    """A trace lists every span once, calls with tokens, amounts and verdict, others by name and duration."""
    call = next(row for row in every_call if row["task_id"] == "t3")
    spans = load("trace").rows(client, trace_id=call["trace_id"].upper())
    calls = {row["span_id"]: row for row in every_call if row["trace_id"] == call["trace_id"]}
    assert [span["started_at"] for span in spans] == sorted(span["started_at"] for span in spans)
    assert {span["span_id"] for span in spans if span["is_call"]} == set(calls)
    for span in spans:
        if row := calls.get(span["span_id"]):
            assert span["effective_usd"] == row["effective_usd"]
            assert (span["counted"], span["price_status"]) == (1, row["price_status"])
            assert span["output_tokens"] == row["output_tokens"]
            assert span["parent_span_id"] in {other["span_id"] for other in spans}
    others = [span for span in spans if not span["is_call"]]
    assert [(span["name"], span["parent_span_id"], span["counted"]) for span in others] == [
        ("centspan.task", "", None)
    ]
