from datetime import UTC, datetime, timedelta

import pytest
from clickhouse_connect.driver.exceptions import DatabaseError

from centspan.collector.roll import Roller
from centspan.collector.rolling.judge import AGAIN_AFTER, HOUR, Judge

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
USAGE = {
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": "m",
    "gen_ai.response.id": "r",
    "gen_ai.usage.input_tokens": 100,
}
SEEN_TWICE = [
    {"attributes": USAGE, "span": 1, "scope": "a", "at": NOON},
    {"attributes": USAGE, "span": 2, "scope": "b", "at": NOON},
]


class TooSmall:
    """A client of a store that can judge no statement which names one of these hours."""

    def __init__(self, client, hours, said="MEMORY_LIMIT_EXCEEDED"):
        self._client, self._said = client, said
        self.hours = {hour.strftime("%Y-%m-%d %H:%M:%S") for hour in hours}
        self.judged = []

    def __getattr__(self, name):
        return getattr(self._client, name)

    def command(self, statement, parameters=None):
        if "around" not in (parameters or {}):
            return self._client.command(statement, parameters=parameters)
        self.judged.append(parameters["hours"])
        if self.hours.intersection(parameters["hours"]):
            raise DatabaseError(f"Code: 241. DB::Exception: over the limit. ({self._said})\nstack")
        return self._client.command(statement, parameters=parameters)


def counted(client):
    return client.query("SELECT sum(counted) FROM calls").first_row[0]


def test_what_was_judged_is_left_alone(deliver, client):
    """Hours that have not changed are judged no second time once they have settled."""
    deliver(SEEN_TWICE)
    told = TooSmall(client, [])
    judge = Judge(told, MINUTE)
    assert judge.run({NOON: NOON}, NOON + 2 * MINUTE) == 1
    assert judge.run({NOON: NOON}, NOON + 3 * MINUTE) == 0
    assert len(told.judged) == 1
    assert counted(client) == 1


def test_rows_that_come_to_be_seen_after_their_mark_are_judged(deliver, client):
    """What was judged before a change had settled is judged once more when it has."""
    judge = Judge(client, MINUTE)
    deliver(SEEN_TWICE[:1])
    assert judge.run({NOON: NOON}, NOON + MINUTE / 6) == 1
    deliver(SEEN_TWICE[1:])
    assert judge.run({NOON: NOON}, NOON + MINUTE / 2) == 0
    assert judge.run({NOON: NOON}, NOON + MINUTE) == 0
    assert judge.run({NOON: NOON}, NOON + 2 * MINUTE) == 1
    assert counted(client) == 1
    assert judge.run({NOON: NOON}, NOON + 3 * MINUTE) == 0


def test_an_hour_too_large_to_judge_holds_up_no_other(deliver, client):
    """The others are judged and rolled up; the large one is told, left out, and tried again."""
    days = [NOON - timedelta(days=day) for day in range(4)]
    for number, day in enumerate(days):
        deliver(
            {**call, "at": day, "span": call["span"] + 10 * number, "trace": number + 1}
            for call in SEEN_TWICE
        )
    small = TooSmall(client, [days[1]])
    roller = Roller(small, settle_seconds=-2)
    result = roller.run()
    assert result.unjudged == {
        "2026-11-19 12:00": "Code: 241. DB::Exception: over the limit. (MEMORY_LIMIT_EXCEEDED)"
    }
    assert result.rolled_hours == 3
    assert "2026-11-19 12:00 UTC" in result.problem()
    assert counted(client) == 5
    dirty = client.query("SELECT toString(hour) FROM hour_states WHERE dirty").result_rows
    assert dirty == [("2026-11-19 12:00:00",)]

    small.hours.clear()
    assert roller.run().unjudged  # tried a moment ago
    roller._judge.unjudged = {
        hour: type(each)(each.tried - AGAIN_AFTER, each.why)
        for hour, each in roller._judge.unjudged.items()
    }
    assert roller.run().problem() == ""
    assert counted(client) == 4
    assert client.query("SELECT count() FROM hour_states WHERE dirty").first_row[0] == 0


def test_other_failures_are_failures_of_the_pass(deliver, client):
    """A full disk is not taken for a large hour."""
    deliver(SEEN_TWICE)
    small = TooSmall(client, [NOON - HOUR], said="NOT_ENOUGH_SPACE")
    with pytest.raises(DatabaseError, match="NOT_ENOUGH_SPACE"):
        Roller(small).run()
    assert len(small.judged) == 1
