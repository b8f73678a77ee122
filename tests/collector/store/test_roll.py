import random
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from centspan.collector.priced import write_out
from centspan.collector.query import Query
from centspan.collector.roll import Roller, roll
from centspan.collector.rolling.pruning import prune

NOON = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=2)
SETTLED = -2
"""Marks have the resolution of a second, so that 0 leaves an hour of just now open."""
AS_ROLLED = Query(
    "as_rolled",
    write_out("""-- What do rollups alone sum to?
SELECT sum(p.calls), sum(p.uncached_input_tokens), sum(p.output_tokens)
FROM priced(SELECT feature FROM spend) AS p"""),
)
USAGE = {
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": "m",
    "gen_ai.usage.input_tokens": 100,
    "gen_ai.usage.output_tokens": 10,
}


@pytest.fixture
def verdicts(client):
    """Judge, then answer {span number: reason} for the calls that do not count."""

    def judge():
        roll(client, settle_seconds=0)
        rows = client.query(
            "SELECT span_id, not_counted_because FROM calls WHERE NOT counted"
        ).result_rows
        return {int(span, 16): reason for span, reason in rows}

    return judge


def call(span, response="", **more):
    extra = more.pop("attributes", {})
    identified = {"gen_ai.response.id": response} if response else {}
    return {"attributes": {**USAGE, **identified, **extra}, "span": span, **more}


def test_ordinary_calls_all_count(deliver, verdicts):
    """Calls that share nothing are left alone."""
    deliver(call(n, f"r{n}", trace=n) for n in range(1, 20))
    assert verdicts() == {}


def test_one_scope_repeating_a_response_id_is_many_calls(deliver, verdicts):
    """A response id that one instrumentation sees twice is two calls (a cache, a mock)."""
    deliver(call(n, "chatcmpl-1", trace=n) for n in range(1, 20))
    assert verdicts() == {}


def test_two_scopes_apart_in_time_are_two_calls(deliver, verdicts, client):
    """The same id in two scopes counts twice where the spans do not overlap."""
    deliver(
        [call(1, "r", scope="a", at=NOON), call(2, "r", scope="b", at=NOON + timedelta(minutes=5))]
    )
    assert verdicts() == {}


@pytest.mark.parametrize("seconds", [-8, 8])
def test_services_whose_clocks_differ_saw_one_call(deliver, verdicts, seconds):
    """A response seen by an app and a gateway counts once, though their clocks are seconds apart."""
    split = {"gen_ai.usage.cache_read.input_tokens": 60}
    at = NOON + timedelta(seconds=seconds)
    deliver(
        [call(1, "r", scope="a"), call(2, "r", scope="b", service="gw", at=at, attributes=split)]
    )
    assert verdicts() == {1: "same_response_id"}


@pytest.mark.parametrize(("service", "seconds"), [("app", 3), ("gw", 13), ("gw", -13)])
def test_services_further_apart_than_clocks_are_two_calls(deliver, verdicts, service, seconds):
    """One clock needs an overlap, and two clocks are at most ten seconds apart."""
    at = NOON + timedelta(seconds=seconds)
    deliver([call(1, "r", scope="a"), call(2, "r", scope="b", service=service, at=at)])
    assert verdicts() == {}


def test_double_instrumentation_counts_the_richer_span(deliver, verdicts):
    """Of two scopes that saw one answer, in one trace or two, the fuller span counts."""
    split = {"gen_ai.usage.cache_read.input_tokens": 60}
    deliver([call(1, "r", scope="a"), call(2, "r", scope="b", trace=2, attributes=split)])
    assert verdicts() == {1: "same_response_id"}


def test_an_hour_of_calls_that_all_failed_alike_takes_little_memory(client):
    """Every second view of 20,000 failures is found, and their pairs are never held all at once."""
    client.command(
        "INSERT INTO otel_traces (Timestamp, Duration, TraceId, SpanId, SpanName, ServiceName, ScopeName, StatusCode, SpanAttributes) "
        f"SELECT toDateTime64('{NOON:%F %T}', 9, 'UTC') + toIntervalMillisecond(number * 180 + 10 * view), "
        "1000000000 - 200000000 * view, lower(hex(MD5(toString((number, view))))), lower(hex(sipHash64(number, view))), "
        "'chat', 'app', ['one', 'other'][view + 1], 'Error', map('gen_ai.operation.name', 'chat', 'gen_ai.request.model', 'm') "
        "FROM numbers(20000) ARRAY JOIN [0, 1] AS view"
    )
    client.set_client_setting("max_memory_usage", 150_000_000)
    roll(client, settle_seconds=0)
    counted = client.query(
        "SELECT counted, not_counted_because, count() FROM calls GROUP BY ALL ORDER BY ALL"
    ).result_rows
    assert counted == [(0, "same_call", 20_000), (1, "", 20_000)]


def test_a_parent_that_repeats_its_children_does_not_count(deliver, verdicts):
    """A span with tokens above calls with tokens is a roll-up."""
    deliver([call(1), call(2, parent=1), call(3, parent=1)])
    assert verdicts() == {1: "rollup_of_children"}


def test_an_agent_counts_only_without_calls_below_it(deliver, verdicts):
    """An agent's own total counts only where no call of its trace lies inside it."""
    agent = {"gen_ai.operation.name": "invoke_agent"}
    deliver([call(1, attributes=agent, seconds=60), call(2, parent=77)])
    deliver([call(3, attributes=agent, trace=9, seconds=60)])
    assert verdicts() == {1: "rollup_of_children"}


def test_a_pair_across_the_hour_is_found(deliver, verdicts):
    """The outer span may start in another hour than the inner one."""
    edge = NOON - timedelta(milliseconds=500)
    deliver([call(1, "r", scope="a", at=edge, seconds=3)])
    assert verdicts() == {}
    deliver([call(2, "r", scope="b", at=NOON, attributes={"gen_ai.usage.total_tokens": 110})])
    assert list(verdicts().values()) == ["same_response_id"]


def test_a_failed_call_asked_again_is_superseded(deliver, client):
    """The first of two equal requests within ten minutes is superseded, the second a retry."""
    same = {"centspan.fingerprint.request": "00000000000000aa"}
    deliver(
        [
            call(1, attributes={**same, "error.type": "Timeout"}),
            call(2, attributes=same, at=NOON + timedelta(minutes=9)),
            call(3, attributes=same, at=NOON + timedelta(minutes=30)),
        ]
    )
    roll(client, settle_seconds=0)
    rows = client.query("SELECT superseded, is_retry FROM calls ORDER BY started_at").result_rows
    assert rows == [(1, 0), (0, 1), (0, 0)]


def test_weight_multiplies_every_sum(deliver, client):
    """A sampled call stands for weight calls in every sum."""
    deliver([call(1, attributes={"centspan.weight": 20}), call(2)])
    roll(client, settle_seconds=0)
    assert client.query("SELECT sum(calls), sum(uncached_input_tokens) FROM spend").result_rows == [
        (21, 2100)
    ]


def test_a_fractional_weight_is_not_rounded_away(deliver, client):
    """Calls that stand for 2.5 each sum to the right count and money, however thinly they spread."""
    sampled = {"centspan.weight": 2.5, "gen_ai.usage.cost": "0.01"}
    deliver([call(n, attributes={**sampled, "centspan.feature": f"f{n}"}) for n in range(1, 5)])
    roll(client, settle_seconds=0)
    for view in ("spend", "tenant_spend", "user_spend"):
        found = client.query(f"SELECT sum(calls), sum(recorded_usd) FROM {view}").result_rows
        assert found == [(10, Decimal("0.1"))], view


def test_pruning_spares_what_another_roller_is_writing(deliver, client, monkeypatch, next_second):
    """Rows that a second roller has written but not yet entered outlive `prune`, and then stand."""
    deliver(call(n, trace=n, attributes={"user.id": "u"}) for n in range(1, 5))
    roll(client, settle_seconds=0)
    next_second()
    insert, pruned = client.insert, []

    def interrupted(table, *args, **kwargs):
        if not pruned:
            pruned.append(prune(client))
        return insert(table, *args, **kwargs)

    roll(client, settle_seconds=0)
    deliver(call(n, trace=n) for n in range(5, 7))
    next_second()
    monkeypatch.setattr(client, "insert", interrupted)
    assert roll(client, settle_seconds=0).rolled_hours == 1
    assert pruned
    for view in ("spend", "tenant_spend", "user_spend"):
        assert sums(client, view)[0] == 6, view
    assert prune(client) == 5
    assert client.query(
        "SELECT uniqExact(version) FROM spend_rollup WHERE period = 'hour'"
    ).result_rows == [(1,)]
    assert sums(client, "spend")[0] == 6


def test_a_clock_set_back_leaves_no_older_rollup_standing(deliver, client):
    """A rollup is newer than the one it replaces, whatever clock that one was written by."""
    deliver([call(1)])
    ahead = 2 * time.time_ns() // 1000
    hour = NOON.replace(tzinfo=UTC)
    client.insert(
        "rolled_hours", [[hour, ahead, NOON]], column_names=["hour", "version", "settled_until"]
    )
    roll(client, settle_seconds=SETTLED)
    assert client.query("SELECT dirty FROM hour_states").result_rows == [(0,)]
    assert sums(client, "spend")[0] == 1


@pytest.mark.parametrize(
    ("rollup", "added"),
    [
        ("spend", ["version", "period", "draft"]),
        ("tenant_spend", ["version", "period", "draft"]),
        ("user_spend", ["version"]),
        ("uncounted", ["version", "draft"]),
    ],
)
def test_a_rollup_has_the_columns_of_its_view(client, rollup, added):
    """What is summed from the calls goes into its rollup column by column, and which rollup it is behind it."""
    columns = "SELECT name FROM system.columns WHERE database = currentDatabase() AND table = "
    of_view = client.query(f"{columns}'{rollup}_of_calls' ORDER BY position").result_columns[0]
    of_table = client.query(f"{columns}'{rollup}_rollup' ORDER BY position").result_columns[0]
    assert list(of_table) == [*of_view, *added]


def test_rare_prompt_versions_become_other(deliver, client):
    """A rolled hour keeps a feature's fifty busiest prompt versions apart and loses no call of the rest."""
    versions = ["v01", "v02"] * 2 + [f"v{n:02}" for n in range(3, 53)]
    deliver(
        call(n, trace=n, attributes={"centspan.prompt_version": version})
        for n, version in enumerate(versions, 1)
    )
    roll(client, settle_seconds=SETTLED)
    assert client.query("SELECT dirty FROM hour_states").result_rows == [(0,)]
    found = client.query("SELECT prompt_version, sum(calls) FROM spend GROUP BY 1").result_rows
    assert len(found) == 51
    assert dict(found)["v01"] == 2
    assert dict(found)["other"] == 2
    assert sum(calls for _, calls in found) == len(versions)


def sums(client, view):
    return client.query(
        f"SELECT sum(calls), sum(uncached_input_tokens), sum(output_tokens) FROM {view}"
    ).result_rows[0]


@st.composite
def deliveries(draw):
    """A day's copies of spans, and the batches in which they arrive: repeated, split, late, reordered."""
    rng = random.Random(draw(st.integers(0, 2**32)))
    copies = []
    for number in range(1, draw(st.integers(5, 40))):
        second, feature = rng.randrange(86_400), rng.choice("ab")
        for _ in range(rng.choice((1, 1, 2, 3))):
            tokens = {"gen_ai.usage.input_tokens": rng.randrange(1, 9999)}
            labels = {"centspan.feature": feature, "user.id": rng.choice(("", "u"))}
            copies.append((number, second, {**tokens, **labels}))
    batches = []
    for _ in range(draw(st.integers(1, 3))):
        order = copies[:]
        rng.shuffle(order)
        cut = sorted(rng.sample(range(len(order) + 1), min(3, len(order))))
        pairs = zip([0, *cut], [*cut, len(order)], strict=True)
        batches += [order[start:end] for start, end in pairs]
    return copies, [batch for batch in batches if batch], rng


@settings(
    max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(deliveries())
def test_any_delivery_of_a_day_ends_in_the_same_sums(client, empty, deliver, drawn):
    """Spans late, repeated, changed on one way, reordered and re-batched sum to each once, at any time."""
    copies, batches, rng = drawn
    midnight = NOON.replace(hour=0)

    def arrive(batch):
        deliver(
            call(n, trace=n, at=midnight + timedelta(seconds=second), attributes=attributes)
            for n, second, attributes in batch
        )

    empty()
    arrive(copies)
    expected = sums(client, "spend")
    assert expected[0] == len({number for number, _, _ in copies})
    empty()
    roller, rolled = Roller(client, settle_seconds=0), 0
    for batch in batches:
        arrive(batch)
        if rng.random() < 0.2:
            rolled += roller.run().rolled_hours
            (as_rolled,) = AS_ROLLED.rows(client, start=midnight, end=midnight + timedelta(days=1))
            assert tuple(as_rolled.values()) == sums(client, "spend")
    assert sums(client, "spend") == expected
    roller.settle_seconds = SETTLED
    assert rolled + roller.run().rolled_hours > 0
    assert client.query("SELECT count() FROM hour_states WHERE dirty").result_rows == [(0,)]
    for view in ("spend", "tenant_spend", "user_spend"):
        assert sums(client, view) == expected
