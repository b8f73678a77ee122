"""What boards read of hours that are still under way."""

import time
from datetime import timedelta

import pytest

from centspan.collector.query import load
from centspan.collector.roll import Roller
from centspan.collector.rolling import chunks, pruning

from .conftest import NOON

DAY = NOON.replace(hour=0)
ASKED = {"start": DAY - timedelta(days=3), "end": DAY + timedelta(days=1), "grain": 0}
USAGE = {
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": "m",
    "gen_ai.usage.input_tokens": 100,
}


@pytest.fixture
def roller(client):
    """A roller of a store where nothing settles."""
    return Roller(client)


def calls(*numbers, at=NOON):
    return [{"attributes": USAGE, "span": n, "trace": n, "at": at} for n in numbers]


def counted(client):
    return load("spend_total").rows(client, **ASKED)[0]["calls"]


def partitions(client):
    sql = (
        "SELECT DISTINCT partition FROM system.parts WHERE active AND table = 'spend_rollup' "
        "AND database = currentDatabase()"
    )
    return len(client.query(sql).result_rows)


def test_what_has_not_changed_is_not_drafted_again(deliver, client, roller, next_second):
    """A pass without news since the last but one drafts nothing."""
    deliver(calls(1))
    next_second()
    assert roller.run().drafted_hours == 1
    next_second()
    roller.run()  # verdicts, too, are changes
    next_second()
    assert roller.run().drafted_hours == 0
    assert counted(client) == 1


def test_every_pass_brings_boards_what_came_before_it(deliver, client, roller):
    """Calls of an hour that changes with every pass are on boards after it, each once."""
    for number in range(1, 5):
        deliver(calls(number))
        roller.run()
        assert counted(client) == number


def test_a_late_call_of_a_sealed_day_is_found(deliver, client):
    """A day that was rolled up whole is read by hours again once a call of it has come late."""
    deliver([*calls(1), *calls(2, at=NOON - timedelta(days=1))])
    roller = Roller(client, settle_seconds=-2)
    assert roller.run().rolled_days == 2
    assert counted(client) == 2
    roller.settle_seconds = 60
    time.sleep(2.1)  # it settled two seconds ahead
    deliver(calls(3, at=NOON - timedelta(days=1)))
    roller.run()
    assert counted(client) == 3


def test_of_many_calls_under_way_the_newest_hours_have_drafts(deliver, client, roller, monkeypatch):
    """Of an import of more calls than a statement may read the newest show at once, all when they have settled."""
    monkeypatch.setattr(chunks, "CHUNK_CALLS", 3)
    deliver(call for n in range(5) for call in calls(n + 1, n + 11, at=NOON - timedelta(hours=n)))
    roller.run()
    assert counted(client) == 2  # a second hour would be four calls
    roller.settle_seconds = -2
    roller.run()
    assert counted(client) == 10


def test_replaced_drafts_are_dropped_and_others_stay(
    deliver, client, roller, monkeypatch, next_second
):
    """Of an hour drafted again and again one draft stays, beside that of an hour that did not change."""
    monkeypatch.setattr(pruning, "GRACE_SECONDS", 0)
    deliver(calls(100, at=NOON - timedelta(hours=5)))
    roller.run()
    next_second()
    roller.run()
    for number in range(1, 4):
        deliver(calls(number))
        next_second()
        roller.run()
    assert partitions(client) <= 3
    assert counted(client) == 4
    roller.settle_seconds = -2
    roller.run()
    assert (partitions(client), counted(client)) == (1, 4)
