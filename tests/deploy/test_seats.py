"""Room in memory for remote queries, and who waits for it."""

import threading

import pytest

from centspan.deploy.clickhouse_http.errors import ClickHouseError
from centspan.deploy.clickhouse_http.seats import INSERTED_BYTES, Room, Seats

MOST = 1_500_000_000


@pytest.fixture
def room():
    """For a query that does not wait."""
    return Room(Seats(MOST), 0, threading.Event())


def test_one_query_may_hold_much_and_the_others_little(room):
    """The first gets a fifth of the engine's memory, those beside it a fiftieth, the next again a fifth."""
    with room.at_once() as first, room.at_once() as second, room.at_once() as third:
        assert (first, second, third) == (MOST // 5, MOST // 50, MOST // 50)
    with room.at_once() as later:
        assert later == MOST // 5


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
