"""How many answers a cache must have room for, held against one that is simulated answer by answer."""

from collections import OrderedDict
from datetime import UTC, datetime, timedelta

import pytest

from centspan.collector.engine import Engine
from centspan.collector.query import load
from centspan.optimizer.levers.cache_exact import TIMES
from centspan.optimizer.study import _sql  # pyright: ignore[reportPrivateUsage]

START = datetime(2026, 11, 1, tzinfo=UTC)
DAYS, CALLS = 4, 30_000


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """A table like a study's: few requests come often, most once, by day more than by night."""
    engine = Engine(tmp_path_factory.mktemp("held") / "data")
    with engine.client() as client:
        client.command(_sql("create").format(table="held"))
        client.command(
            "INSERT INTO held (started_at, call, environment, feature, tenant, model, status, request_fingerprint, "
            "weight, usd, duration_us) "
            f"SELECT toDateTime64('2026-11-01', 6, 'UTC') + toIntervalMicrosecond(toUInt64(pow(rand64(1) / pow(2, 64), 0.8) * {DAYS * 86400e6})), "
            "number, 'e', 'f', 't', 'm', 'ok', 1 + toUInt64(pow(20000, rand64(2) / pow(2, 64))), 1, 1, 0 "
            f"FROM numbers({CALLS})"
        )
        yield client
    engine.close()


def _told(client):
    said = {"environment": "e", "feature": "f", "by_user": 0, "most_temperature": 0.5}
    end = (START + timedelta(days=DAYS)).strftime("%Y-%m-%d %H:%M:%S")
    rows = load("lever_cache_exact_sizes").rows(
        client, study="held", ttls=[*TIMES, 0], end=end, seconds=DAYS * 86400.0, **said
    )
    return {row["choice"]: (row["answers"], float(row["saved_usd"])) for row in rows}


def test_room_for_so_many_answers_saves_what_a_simulated_cache_does(asked):
    """What is told of a size is within two points of a cache that drops what was used longest ago, followed call by call."""
    rows = asked.query("SELECT request_fingerprint FROM held ORDER BY started_at, call").result_rows
    told = _told(asked).values()
    for size in (50, 200, 1000):
        answers, saved = max(each for each in told if each[0] <= size)
        assert abs(_hits([row[0] for row in rows], round(answers)) - saved) / CALLS < 0.02


def test_an_answer_is_there_until_its_time_is_over(asked):
    """Kept for good, every request is there from its first time to the end; for no time at all none is."""
    (expected,) = asked.query(
        f"SELECT sum(dateDiff('microsecond', first, toDateTime64('2026-11-05', 6, 'UTC'))) / {DAYS * 86400e6} "
        "FROM (SELECT min(started_at) AS first FROM held GROUP BY request_fingerprint)"
    ).first_row
    told = _told(asked)
    assert told[0][0] == pytest.approx(expected, rel=1e-9)
    assert [told[ttl][0] for ttl in TIMES] == sorted(told[ttl][0] for ttl in TIMES)


def _hits(requests, size):
    kept, hits = OrderedDict(), 0
    for each in requests:
        hits += each in kept
        kept[each] = None
        kept.move_to_end(each)
        if len(kept) > size:
            kept.popitem(last=False)
    return hits
