"""The working tables of a study."""

from datetime import UTC, datetime, timedelta

import pytest

from centspan.optimizer.study import FORGOTTEN, sweep

WORKING = "SELECT count() FROM system.tables WHERE startsWith(name, 'optimizer_study_')"


def working(client):
    """How many working tables there are."""
    return client.query(WORKING).result_rows[0][0]


def test_nothing_is_left_behind(client, studied, levers):
    """A study and its changes leave no table behind, also where something fails in between."""
    connected = client[0]

    def fail():
        with studied() as calls:
            said = levers[0].examine(calls)
            found = next(each for each in said if hasattr(each, "saving_usd"))
            with levers[0].apply(calls, found):
                assert working(connected) > 1
                raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert working(connected) == 0


def test_what_a_killed_run_left_is_swept(client):
    """Working tables that a killed run left are dropped once they are old, younger ones and others stay."""
    connected, now = client[0], datetime.now(UTC)
    connected.command("CREATE TABLE optimizer_study_left (a UInt8) ENGINE = MergeTree ORDER BY a")
    sweep(connected, now - FORGOTTEN)
    assert working(connected) == 1
    sweep(connected, now + timedelta(minutes=1))
    assert working(connected) == 0
    assert connected.query("SELECT count() FROM calls").result_rows[0][0] > 0
