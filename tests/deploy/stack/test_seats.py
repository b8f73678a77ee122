"""Room in memory for remote queries, and who waits for it."""

import threading
from dataclasses import replace

import pytest

from centspan.deploy.stack.clickhouse_http.errors import ClickHouseError
from centspan.deploy.stack.clickhouse_http.seats import INSERTED_BYTES, REMEMBERED, Room, Seats

MOST = 1_500_000_000


@pytest.fixture
def room():
    """For a query that does not wait."""
    return Room(Seats(MOST), 0, threading.Event())


def test_one_query_may_hold_much_and_the_others_little(room):
    """A fifth of the engine's memory, a seventy-fifth for each beside it."""
    with room.much() as most:
        assert (most, room.seats.little) == (MOST // 5, MOST // 75)


def test_who_needed_much_once_is_known(room):
    """A statement that differs in its values only is known; another, and what was long ago, is not."""
    room.seats.remember("SELECT a FROM t WHERE at > '2026-11-22' LIMIT 5")
    assert room.seats.known("SELECT a FROM t WHERE at > '2026-11-23' LIMIT 50")
    assert not room.seats.known("SELECT b FROM t WHERE at > '2026-11-22' LIMIT 5")
    for number in range(REMEMBERED):
        room.seats.remember(f"SELECT a FROM t{number}")
    assert not room.seats.known("SELECT a FROM t WHERE at > '2026-11-22' LIMIT 5")


def test_nobody_waits_while_it_stops(room):
    """Who waits when the server stops is let go with 394."""
    patient = replace(room, seconds=600)
    with room.much():
        room.seats.close()
        with pytest.raises(ClickHouseError, match="394"), patient.much():
            pass


def test_who_needs_much_waits_and_then_hears_why(room):
    """A second query that needs much is refused with 241 after its time, and with 394 once nobody wants its answer."""
    with room.much():
        with pytest.raises(ClickHouseError, match=r"241\..*try again"), room.much():
            pass
        room.abandoned.set()
        with pytest.raises(ClickHouseError, match="394"), room.much():
            pass


def test_rows_have_room_beside_queries(room):
    """Rows go in beside a query that holds much, up to a limit together; many rows only alone."""
    third = INSERTED_BYTES // 3
    with room.much(), room.for_rows(third), room.for_rows(third), room.for_rows(third):
        with pytest.raises(ClickHouseError, match="241"), room.for_rows(third):
            pass
        with pytest.raises(ClickHouseError, match="241"), room.for_rows(INSERTED_BYTES + 1):
            pass
    with (
        room.for_rows(100 * INSERTED_BYTES),
        pytest.raises(ClickHouseError, match="241"),
        room.for_rows(1),
    ):
        pass
