"""The optimizer as a job: `centspan optimize --every`, and inside `centspan up`."""

import json
import os
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from centspan.collector.dsn import connect
from centspan.collector.prices.sources import load_sources
from centspan.deploy.cli import main
from centspan.deploy.cli.optimize.repeating import every_of
from centspan.deploy.stack import optimizing
from centspan.deploy.stack.optimizing import Optimizing
from centspan.instrumentation.errors import CentspanError
from centspan.optimizer.life import planned
from centspan.optimizer.life.decide import adopt
from centspan.optimizer.life.planned import newest
from centspan.optimizer.life.stored import one, standing, write


@pytest.fixture(autouse=True)
def load(monkeypatch):
    """How busy the machine is said to be, for each of its processors."""
    told = {"load": 0.1}
    processors = os.cpu_count()
    monkeypatch.setattr(os, "getloadavg", lambda: (told["load"] * processors, 0.0, 0.0))
    return told


def test_a_job_that_is_off_or_not_due_does_nothing(answers_dsn):
    """Off there is no job; a stack that was just started, and one whose proposals are of today, look at nothing."""
    with connect(answers_dsn) as client:
        assert Optimizing(lambda: client, load_sources(), None).jobs == ()
        job = Optimizing(lambda: client, load_sources(), timedelta(hours=24))
        assert [each.state.name for each in job.jobs] == ["optimizer"]
        assert job.look() == ""
        assert standing(client) == {}


def test_a_due_run_stores_proposals_and_verifies_what_was_adopted(answers_dsn, monkeypatch):
    """A run stores what it proposes and what that saves together, and looks at what was adopted; the next is due after as long as was said."""
    monkeypatch.setattr(optimizing, "SETTLE", timedelta())
    with connect(answers_dsn) as client:
        job = Optimizing(lambda: client, load_sources(), timedelta(hours=24))
        assert job.look() == ""
        told = standing(client)
        assert {each.status for each in told.values()} == {"proposed"}
        runs = {each.run_id for each in told.values()}
        assert set(newest(client).steps) == set(told)
        assert job.look() == ""
        assert {each.run_id for each in standing(client).values()} == runs
        now = datetime.now(UTC)
        adopt(client, next(iter(told)), now - timedelta(hours=1), now, "ann")
        assert optimizing.run(client, load_sources(), datetime.now(UTC)) == ""


def started(client):
    """The daily job of a stack that was just started."""
    return Optimizing(lambda: client, load_sources(), timedelta(hours=24))


class InAnHour(datetime):
    """The clock an hour and a minute later."""

    @classmethod
    def now(cls, tz=None):
        return datetime.now(tz) + timedelta(minutes=61)


class Killed(BaseException):
    """Ends a run where it stands, as a signal does."""


def dies_before_its_plan(job, monkeypatch):
    """Have a job's run end after its proposals."""

    def die(*_):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(planned, "record", die)
        with pytest.raises(Killed):
            job.look()


def test_a_run_that_was_killed_before_its_plan_is_made_again(answers_dsn, monkeypatch):
    """A job that died between its proposals and their plan makes both when the stack starts again, and what was carried through is not made twice."""
    monkeypatch.setattr(optimizing, "SETTLE", timedelta())
    with connect(answers_dsn) as client:
        client.command("TRUNCATE TABLE plans")
        dies_before_its_plan(started(client), monkeypatch)
        assert standing(client)
        assert newest(client) is None
        assert started(client).look() == ""
        made = newest(client).planned_at
        assert started(client).look() == ""
        assert newest(client).planned_at == made


def test_a_run_that_failed_is_made_again_within_the_day(answers_dsn, monkeypatch):
    """After a run that failed the job waits before it tries again, an hour, not the whole day."""
    monkeypatch.setattr(optimizing, "SETTLE", timedelta())
    with connect(answers_dsn) as client:
        client.command("TRUNCATE TABLE plans")
        job = started(client)
        dies_before_its_plan(job, monkeypatch)
        assert job.look() == ""
        assert newest(client) is None
        monkeypatch.setattr(optimizing, "datetime", InAnHour)
        assert job.look() == ""
        assert newest(client) is not None


def test_a_due_run_waits_for_a_quieter_minute(answers_dsn, monkeypatch, load):
    """On a machine that has more to do than processors a due run waits, an hour at most."""
    monkeypatch.setattr(optimizing, "SETTLE", timedelta())
    load["load"] = 1.1
    with connect(answers_dsn) as client:
        client.command("TRUNCATE TABLE plans")
        job = started(client)
        assert job.look() == ""
        assert newest(client) is None
        monkeypatch.setattr(optimizing, "datetime", InAnHour)
        assert job.look() == ""
        assert newest(client) is not None


def test_optimize_every_goes_on_until_stopped(answers_dsn, monkeypatch, capsys):
    """`optimize --every 12h` tells a line for each run, and waits as long in between."""
    waited = []

    def wait(seconds):
        waited.append(seconds)
        raise KeyboardInterrupt

    monkeypatch.setattr(time, "sleep", wait)
    assert main(["optimize", "--every", "12h", "--dsn", answers_dsn]) == 130
    assert waited == [12 * 3600]
    assert "proposals stand" in capsys.readouterr().out


def test_verify_tells_what_came_of_all_that_was_adopted(answers_dsn, capsys):
    """`optimize verify` says of each adopted proposal whether its saving came, and of one of an hour that it is too early."""
    with connect(answers_dsn) as client:
        now = datetime.now(UTC)
        id_ = adopt(client, "cap", now - timedelta(hours=1), now, "ann").id
    assert main(["optimize", "verify", "--dsn", answers_dsn]) == 0
    told = capsys.readouterr().out
    assert f"{id_}  set max_tokens to 128" in told
    assert "too early to say: adopted less than two hours ago: it takes a week" in told
    assert main(["optimize", "verify", id_, "--dry-run", "--json", "--dsn", answers_dsn]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert (found["verdict"], found["found"]) == ("too early", None)
    share = ["optimize", "adopted", id_, "--dsn", answers_dsn, "--share"]
    for wrong, told in (("half", "such as 50%"), ("nan", "from 0.01"), ("1e-9", "from 0.01")):
        assert main([*share, wrong]) == 2
        assert f"expected a share {told}" in capsys.readouterr().err


def test_one_that_cannot_be_verified_hides_no_other(answers_dsn, capsys):
    """`optimize verify` of all tells what became of each, and of one whose calls nothing tells apart what is missing."""
    with connect(answers_dsn) as client:
        now = datetime.now(UTC)
        write(client, [replace(one(client, "cap"), id="batch-00ff", lever="batch")])
        adopt(client, "batch", now - timedelta(hours=48), now, "ann", Decimal(50))
    assert main(["optimize", "verify", "--dsn", answers_dsn]) == 2
    told = capsys.readouterr()
    assert "set max_tokens to 128" in told.out
    assert "expected calls with policy_id or route batch-" in told.err


@pytest.mark.parametrize("text", ["", "0h", "5m", "daily", "1y"])
def test_an_odd_time_between_runs_is_refused(text):
    """Less than ten minutes and what is no time are refused; `off` is never."""
    assert every_of("off") is None
    assert every_of("24h") == timedelta(hours=24)
    with pytest.raises(CentspanError, match="expected a time from 10m up"):
        every_of(text)
