"""One store with the calls of every case of an adoption."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from case_files import COLUMNS, Case, cases, length

from centspan.collector.engine import Engine
from centspan.collector.prices import book
from centspan.optimizer.interval import Interval
from centspan.optimizer.life.decide import adopt
from centspan.optimizer.life.record import record
from centspan.optimizer.optimize import Outcome
from centspan.optimizer.proposal import Proposal

NO_LIMIT = {"max_partitions_per_insert_block": 0}
FOLDER = Path(__file__).parent / "cases"


def proposal_of(case) -> Proposal:
    """The proposal that a case says was adopted."""
    low, high = map(Decimal, case.said.get("proposed", ("1", "2")))
    scope = {"environment": case.environment, "feature": "chat"}
    return Proposal(
        lever=case.said.get("lever", "cap"),
        scope=scope | ({"model": case.said["model"]} if "model" in case.said else {}),
        change="the change",
        baseline_usd=Decimal(10),
        saving_usd=(low + high) / 2,
        interval=Interval(low / 10, high / 10),
        users=5,
        evidence="replayed",
        calls=70,
        quality="none",
        latency="none",
        effort="hours",
        do=case.said.get("do", {"max_tokens": 100}),
    )


def every_user(case) -> Case:
    """The case with a line of calls for each of its lines' users."""
    id_ = proposal_of(case).id
    lines = [
        {
            **{name: _filled(value, id_) for name, value in line.items() if name != "users"},
            "provider": case.environment,
            "user": f"u-{user}",
            "centspan.task.id": f"t-{user}",
        }
        for line in case.said["calls"]
        for user in range(line["users"])
    ]
    return replace(case, said={**case.said, "calls": lines})


@pytest.fixture(scope="session")
def adoptions():
    """All cases."""
    return tuple(every_user(case) for case in cases(FOLDER))


@pytest.fixture(scope="module")
def adopted_store(tmp_path_factory, new_store, adoptions):
    """A client of a store in which every case's proposal was adopted."""
    engine = Engine(new_store(tmp_path_factory.mktemp("adopted") / "store"))
    with engine.client() as client:
        rows = []
        for case in adoptions:
            rows += case.spans(len(rows))
            for into, row in case.stored():
                client.insert(into, [list(row.values())], column_names=list(row))
        client.insert("otel_traces", rows, column_names=COLUMNS, settings=NO_LIMIT)
        book.reload(client)
        at = adoptions[0].at
        found = tuple(proposal_of(case) for case in adoptions)
        record(client, Outcome(found, ()), ["cap", "route", "retry"], at - timedelta(days=60), "r")
        for case, each in zip(adoptions, found, strict=True):
            since = case.at + length(case.said["adopted"])
            share = Decimal(case.said.get("share", 100))
            adopt(client, each.id, since, at - timedelta(seconds=1), "ann", share)
        yield client
    engine.close()


@pytest.fixture(scope="session")
def proposal():
    """The proposal of a case."""
    return proposal_of


def _filled(value, id_):
    return value.replace("{proposal}", id_) if isinstance(value, str) else value
