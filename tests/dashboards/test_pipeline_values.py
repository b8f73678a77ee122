"""Figures of the pipeline and of savings beside what is stored, to the last digit."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from centspan.collector.query import load
from centspan.collector.roll import NEVER

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_the_rate_is_of_arrivals(filled, every_call, now):
    """Each span is counted once, in the five minutes in which it was stored, whatever its own time."""
    found = load("ingest_rate").rows(filled, start=now - DAY, end=now + HOUR)
    steps = defaultdict(set)
    for row in every_call.itertuples():
        step = row.received_at.replace(minute=row.received_at.minute // 5 * 5, second=0)
        steps[step].add((row.trace_id, row.span_id))
    rates = [
        {"time": time, "per_minute_calls": len(spans) / 5} for time, spans in sorted(steps.items())
    ]
    assert found == rates
    assert load("ingest_rate").rows(filled, start=now - 3 * DAY, end=now - DAY) == []


def test_losses_are_what_running_counts_grew_by(filled, now):
    """Each sender lost in a range what its count grew by since its last span before, summed by service and hour."""
    end = now.replace(minute=0, second=0) + HOUR
    spans = filled.query(
        "SELECT ServiceName, ResourceAttributes['deployment.environment.name'], SpanAttributes['centspan.sender.id'] AS sender,"
        " toStartOfHour(toDateTime(Timestamp + toIntervalNanosecond(Duration), 'UTC')) AS hour,"
        " toUInt32(SpanAttributes['centspan.sender.dropped_spans']) FROM otel_traces WHERE sender != ''"
    ).result_rows
    grown, told, last = defaultdict(int), set(), defaultdict(int)
    for service, environment, sender, hour, count in sorted(spans, key=lambda row: row[3:]):
        who, hour = (service, environment, sender), hour.replace(tzinfo=UTC)
        if end - DAY <= hour < end:
            grown[hour, service] += max(0, count - last[who])
            told.add(who)
        last[who] = max(last[who], count)
    found = load("dropped_over_time").rows(filled, start=end - DAY, end=end)
    assert {
        (row["time"].replace(tzinfo=UTC), row["service"]): row["dropped_count"] for row in found
    } == grown
    (row,) = load("dropped").rows(filled, start=end - DAY, end=end)
    assert row == {"dropped_count": sum(grown.values()), "telling_count": len(told)}
    assert 0 < sum(grown.values()) < max(last.values())


def test_replicas_without_a_common_key_are_told(filled, every_call, now):
    """A service with two keys is told with its calls of the last day; one whose replicas share a key is not."""
    end = now.replace(minute=0, second=0)
    (row,) = load("fingerprint_keys").rows(filled, start=now - 30 * DAY, end=end)
    asked = [
        each
        for each in every_call.itertuples()
        if each.counted and each.service == "app" and end - DAY <= each.hour < end
    ]
    assert (row["service"], row["keys_count"]) == ("app", 2)
    assert row["calls"] == sum(each.weight for each in asked)
    newest = max(each.started_at for each in asked).replace(tzinfo=None)
    assert row["last_call_at"] == newest


def test_sizes_are_those_of_the_engine(filled):
    """Tables and months add up to what is stored, and a call's bytes are those of its table's rows."""
    tables = {row["table"]: row for row in load("store_size").rows(filled)}
    (cost,) = load("store_cost").rows(filled)
    assert cost["stored_bytes"] == sum(row["stored_bytes"] for row in tables.values())
    assert cost["per_call_bytes"] == tables["llm_calls"]["row_bytes"]
    months = load("store_growth").rows(filled)
    assert [row["month"] for row in months] == sorted(row["month"] for row in months)
    assert 0 < sum(row["stored_bytes"] for row in months) <= cost["stored_bytes"]


def test_savings_are_of_the_newest_versions(filled):
    """A proposal counts as it stands now; a dismissed one saves nothing, and unknown is not zero."""
    (total,) = load("savings_total").rows(filled)
    so_far = total.pop("so_far_usd")
    assert Decimal(15) * 5 / 720 <= so_far < Decimal("0.2")  # adopted five hours ago
    assert total == {"adopted_usd": Decimal(20), "realised_usd": Decimal(15)}
    (lever,) = load("savings_by_lever").rows(filled)
    assert lever == {
        "lever": "cache",
        "open_count": 1,
        "together_usd": Decimal(9),
        "alone_usd": Decimal(12),
        "adopted_count": 1,
        "realised_usd": Decimal(15),
    }
    (adopted,) = load("savings_adopted").rows(filled)
    assert (adopted["id"], adopted["simulated_usd"], adopted["verdict"]) == ("p2", Decimal(20), "")
    assert (adopted["realised_usd"], adopted["realised_low_usd"]) == (Decimal(15), None)
    every = load("proposals").rows(filled)
    assert [row["status"] for row in every] == ["dismissed", "adopted", "proposed"]
    assert [row["realised_usd"] for row in every] == [None, Decimal(15), None]
    assert [row["together_usd"] for row in every] == [None, None, Decimal(9)]


def test_open_proposals_save_what_the_newest_plan_says(filled):
    """What open proposals save together is of the newest plan's steps that are still open, and never a sum of what each saves alone."""
    (whole,) = load("plan_standing").rows(filled)
    assert (whole["together_usd"], whole["baseline_usd"]) == (Decimal(9), Decimal(100))
    assert (whole["steps_count"], whole["gone_count"], whole["outside_count"]) == (1, 2, 0)
    assert (whole["low_usd"], whole["alone_usd"]) == (None, Decimal(12))
    steps = load("plan_steps").rows(filled)
    assert [row["id"] for row in steps] == ["p3", "p2", "p1"]
    assert [row["here_usd"] for row in steps] == [None, None, Decimal(9)]


def test_ages_grow_from_the_newest_call(filled, every_call, now):
    """The newest call's age is what has passed since it began; hours that wait for their rollup are counted."""
    (row,) = load("freshness_ages").rows(filled)
    newest = max(each.started_at for each in every_call.itertuples())
    (asked,) = filled.query("SELECT toUnixTimestamp(now())").result_rows[0]
    assert 0 <= asked - int(newest.timestamp()) - row["newest_call_age_seconds"] <= 2
    assert row["last_arrival_age_seconds"] <= row["newest_call_age_seconds"]
    assert row["hours_not_rolled_count"] > 0


def test_boards_are_behind_from_what_no_draft_holds(filled):
    """An arrival that waits for its draft is how far boards are behind; one that has it is not."""
    asked = "SELECT now('UTC') - {age:UInt32}"
    hour, ages = datetime(2026, 1, 1, 5, tzinfo=UTC), []
    for age, version in ((500, 1), (500, 2**60)):
        (moment,) = filled.query(asked, parameters={"age": age}).result_rows[0]
        filled.insert("dirty_hours", [[hour, moment]], column_names=["hour", "marked_at"])
        filled.insert(
            "rolled_hours",
            [[hour, version, NEVER]],
            column_names=["hour", "version", "settled_until"],
        )
        ages.append(load("freshness_ages").rows(filled)[0]["boards_behind_seconds"])
    assert ages[0] - 500 in (0, 1, 2)
    assert ages[1] < 500
