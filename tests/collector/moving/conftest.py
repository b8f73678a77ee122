"""A store with something of everything in it, and a file of it."""

from datetime import UTC, datetime, timedelta

import pytest

from centspan.collector.engine import Engine
from centspan.collector.migrate import migrate
from centspan.collector.moving.backup_file import back_up
from centspan.collector.prices.resolve import resolve
from centspan.collector.prices.sources import load_sources
from centspan.collector.roll import roll

COLUMNS = (
    *("Timestamp", "TraceId", "SpanId", "SpanName", "ServiceName", "SpanAttributes"),
    "Duration",
)
LAST_BUT_ONE = 10


def spans(calls):
    """Calls of two months: rolled up, under way, without a price."""
    began = datetime.now(UTC) - timedelta(days=40)
    for number in range(calls):
        said = {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": "openai",
            "gen_ai.request.model": "gpt-4o" if number % 9 else "no-such-model",
            "gen_ai.response.id": f"r{number}",
            "gen_ai.usage.input_tokens": str(1000 + number),
            "gen_ai.usage.output_tokens": str(number),
            "centspan.feature": f"f{number % 3}",
        }
        at = began + timedelta(hours=number * 40 * 24 / calls)
        yield at, f"{number:032x}", f"{number:016x}", "chat", "app", said, 10**9


def nothing_told(*_):
    """Progress that nobody looks at."""


@pytest.fixture(scope="module")
def backed_up(tmp_path_factory):
    """A back-up of a store at the last migration but one, what it held, and its calls."""
    folder = tmp_path_factory.mktemp("backed-up")
    engine = Engine(folder / "store")
    with engine.client() as client:
        migrate(client, until=LAST_BUT_ONE)
        client.insert("otel_traces", list(spans(500)), column_names=COLUMNS)
        resolve(client, load_sources())
        roll(client, settle_seconds=-2)
        held = back_up(client, folder / "file.tar", nothing_told)
        answers = everything(client)
    engine.close()
    return folder / "file.tar", held, answers


def everything(client):
    """What the store says of every call and every hour."""
    return {
        view: client.query(f"SELECT * EXCEPT ({left_out}) FROM {view} ORDER BY ALL").result_rows
        for view, left_out in (("calls", "version"), ("spend", "price_id"))
    }


@pytest.fixture
def answers_of():
    """Asks a store the same."""
    return everything


@pytest.fixture
def silent():
    """Progress that nobody looks at."""
    return nothing_told


@pytest.fixture
def empty(tmp_path):
    """A client of a new, empty data directory."""
    engine = Engine(tmp_path / "store")
    with engine.client() as client:
        yield client
    engine.close()
