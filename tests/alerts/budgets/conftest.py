"""Two months of known calls, and files of budgets written for one test."""

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "support"))

from budget_calls import COLUMNS, EVERY_DAY, calls, span

from centspan.alerts.budgets.read import read
from centspan.collector.engine import Engine
from centspan.collector.roll import roll


@pytest.fixture(scope="session")
def every_call():
    """Every call that the store `spent` has."""
    return tuple(calls())


@pytest.fixture(scope="session")
def _spent(tmp_path_factory, new_store, every_call):
    engine = Engine(new_store(tmp_path_factory.mktemp("spent") / "store"))
    with engine.client() as client:
        rows = [span(number, call) for number, call in enumerate(every_call)]
        client.insert("otel_traces", rows, column_names=COLUMNS, settings=EVERY_DAY)
        roll(client, settle_seconds=-2)
    engine.close()
    return engine.path


@pytest.fixture(scope="module")
def spent(tmp_path_factory, _spent):
    """A store with two months of calls, rolled up."""
    engine = Engine(shutil.copytree(_spent, tmp_path_factory.mktemp("own") / "s", symlinks=True))
    with engine.client() as client:
        yield client
    engine.close()


@pytest.fixture
def empty(tmp_path, new_store):
    """A store without a call."""
    engine = Engine(new_store(tmp_path / "store"))
    with engine.client() as client:
        yield client
    engine.close()


@pytest.fixture
def said(tmp_path):
    """Reads a file of budgets with this text."""

    def write(text):
        path = tmp_path / "budgets.toml"
        path.write_text(text, "utf-8")
        return read(path)

    return write
