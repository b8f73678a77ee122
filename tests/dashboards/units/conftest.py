"""A store with calls of all kinds, and the check that a question's answer is what a sum by hand says."""

import shutil
import sys
from datetime import UTC
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "support"))

from sums import within
from unit_calls import END, START, fill

from centspan.collector.engine import Engine
from centspan.collector.query import load


@pytest.fixture(scope="session")
def _store(tmp_path_factory, new_store):
    engine = Engine(new_store(tmp_path_factory.mktemp("units")))
    with engine.client() as client:
        fill(client)
    engine.close()
    return engine.path


@pytest.fixture(scope="module")
def client(tmp_path_factory, _store):
    engine = Engine(shutil.copytree(_store, tmp_path_factory.mktemp("unit") / "s", symlinks=True))
    with engine.client() as client:
        yield client
    engine.close()


@pytest.fixture(scope="module")
def every_call(client):
    """Every call that counts, with its hour, what it cost by its weight, and its prices."""
    prices = {
        row["price_id"]: row
        for row in client.query("SELECT *, price_id FROM prices").named_results()
    }
    rows = list(client.query("SELECT * FROM calls WHERE counted = 1").named_results())
    for row in rows:
        row["hour"] = row["started_at"].replace(minute=0, second=0, microsecond=0, tzinfo=UTC)
        spent = row["effective_usd"]
        row["usd"] = None if spent is None else spent * int(row["weight"])
        row["price"] = prices.get(row["contracted_id"])
    return rows


@pytest.fixture
def equals(client, every_call):
    """Holds the answer of the question that a brute-force function is named for against that function's."""

    def check(brute, **limits):
        rows = within(every_call, START, END, **limits)
        before = within(every_call, START - (END - START), START, **limits)
        answer = load(brute.__name__).rows(client, start=START, end=END, **limits)
        expected = brute(rows, before)
        assert len(answer) == len(expected) > 0
        for row, wanted in zip(answer, expected, strict=True):
            assert row == {name: wanted[name] for name in row}

    return check


@pytest.fixture(
    params=[{}, {"environments": ["o'b"], "teams": ["(none)", "red"]}], ids=["all", "limited"]
)
def limits(request):
    return request.param
