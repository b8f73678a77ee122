"""Two stores: an empty one, and one with calls of odd names, some rolled up and some not (fill.py)."""

import contextlib
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from centspan.collector.engine import Engine


@pytest.fixture
def empty(tmp_path_factory, new_store):
    """A client of a migrated, empty store."""
    yield from _client(new_store(tmp_path_factory.mktemp("empty")))


@pytest.fixture(scope="module")
def filled(tmp_path_factory, _filled):
    """A client of a store with calls. A module uses `empty` first, as only one is open at a time."""
    yield from _client(_copied(_filled, tmp_path_factory.mktemp("filled") / "store"))


@pytest.fixture(scope="session")
def now(_filled):
    """The moment up to which the store was filled."""
    return datetime.fromisoformat((_filled / "moment").read_text())


@pytest.fixture(scope="module")
def every_call(filled):
    """Every row of `calls` as pandas holds it, with its `hour`: amounts are Decimal, what is unknown is None."""
    frame = pd.DataFrame(list(filled.query("SELECT * FROM calls").named_results()), dtype=object)
    utc = pd.Series([each.replace(tzinfo=UTC) for each in frame.started_at], dtype=object)
    hours = [each.replace(minute=0, second=0, microsecond=0) for each in utc]
    return frame.assign(started_at=utc, hour=pd.Series(hours, dtype=object))


@pytest.fixture(scope="session")
def _filled(tmp_path_factory, new_store):
    """The filled store, made once by whichever worker asks first."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    store, ours = shared / "filled", tmp_path_factory.mktemp("filled") / "store"
    if not store.exists():
        new_store(ours)
        moment = datetime.now(UTC).replace(microsecond=0).isoformat()
        fill = Path(__file__).with_name("fill.py")
        subprocess.run([sys.executable, str(fill), str(ours), moment], check=True)
        (ours / "moment").write_text(moment)
        with contextlib.suppress(OSError):  # another worker was quicker
            ours.rename(store)
    return store


def _client(store):
    engine = Engine(store)
    with engine.client() as client:
        yield client
    engine.close()


def _copied(store, path):
    return shutil.copytree(store, path, symlinks=True)
