"""One store with the calls of every rule's cases."""

import json
import sys
from datetime import datetime
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "support"))

from case_files import COLUMNS, cases

from centspan.alerts.budgets.read import read
from centspan.alerts.budgets.store import store
from centspan.alerts.evaluate import judge
from centspan.collector.engine import Engine
from centspan.collector.roll import roll

NO_LIMIT = {"max_partitions_per_insert_block": 0}


@pytest.fixture(scope="session")
def _cases_data(tmp_path_factory, new_store):
    """A store's folder with every case's calls and budgets, rolled up; made once, as it takes seconds."""
    folder = tmp_path_factory.mktemp("cases")
    engine = Engine(new_store(folder / "store"))
    with engine.client() as client:
        rows = []
        for case in cases():
            rows += case.spans(len(rows))
        _by_hand(client, "prices")
        client.insert("otel_traces", rows, column_names=COLUMNS, settings=NO_LIMIT)
        roll(client, settle_seconds=-2)
        path = folder / "budgets.toml"
        path.write_text(_budgets(), "utf-8")
        store(client, read(path), "the tests")
        _by_hand(client, "budgets")  # the file would take them out again
    engine.close()
    return engine.path


@pytest.fixture(scope="module")
def cases_store(_cases_data):
    """A client of the store of all cases; only read."""
    engine = Engine(_cases_data)
    with engine.client() as client:
        yield client
    engine.close()


@pytest.fixture(scope="session")
def _answers():
    return {}


@pytest.fixture
def judged(cases_store, _answers):
    """What a rule finds in the store of all cases at a moment; asked once for all tests."""

    def ask(each, at):
        if (each.id, at) not in _answers:
            _answers[each.id, at] = judge(cases_store, each, at)
        return _answers[each.id, at]

    return ask


def _by_hand(client, table):
    for into, row in (each for case in cases() for each in case.stored()):
        if into == table:
            client.insert(into, [list(row.values())], column_names=list(row))


def _budgets():
    tables = (table for case in cases() for table in case.filed())
    return "\n".join(f"[[{kind}]]\n{_lines(said)}" for kind, said in tables)


def _lines(said):
    return "\n".join(f"{name} = {_literal(each)}" for name, each in said.items())


def _literal(value):
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(k)} = {_literal(v)}" for k, v in value.items()) + " }"
    return value.isoformat() if isinstance(value, datetime) else json.dumps(value)
