import json
import os
import socket
import subprocess
import sys
from contextlib import ExitStack, suppress
from decimal import Decimal

import pytest

from centspan.collector.dsn import connect
from centspan.deploy.cli.up import PORTS
from centspan.deploy.demo.backfill.ledger import FILE
from centspan.optimizer.life.stored import standing

DEMO = """
import argparse, sys
from centspan.deploy.cli import demo
parser = argparse.ArgumentParser()
demo.add(parser.add_subparsers())
args = parser.parse_args()
sys.exit(args.run(args))
"""
SECONDS = 200


def run(folder, *arguments, **environment):
    return subprocess.run(
        [sys.executable, "-c", DEMO, "demo", "--data", str(folder), *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


@pytest.fixture(scope="module")
def ports_of_our_own():
    """Keep the usual ports taken: apps of other tests, which run beside this one, send there."""
    with ExitStack() as held:
        for _, port, _ in PORTS:
            with suppress(OSError):
                held.enter_context(socket.socket()).bind(("127.0.0.1", port))
        yield


@pytest.fixture(scope="module")
def played(tmp_path_factory, ports_of_our_own):
    """A small demo that ended by itself."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    once = {"DEMO_ONCE": "1", "DEMO_SEED": "5", "CENTSPAN_FEATURE": "not-of-the-demo"}
    done = run(folder, "--calls", "1000", "--json", **once)
    assert done.returncode == 0, done.stderr
    return folder, json.loads(done.stdout)


def test_a_demo_ends_by_itself_and_leaves_its_data(played):
    """DEMO_ONCE plays everything, exits 0 and names the folder with the store and the ledger."""
    folder, said = played
    truth = json.loads((folder / FILE).read_text())
    assert said["data"] == str(folder)
    assert said["seed"] == truth["seed"] == 5
    assert said["backfilled"]["calls"] == truth["totals"]["calls"] >= 1000
    assert said["backfilled"]["inconsistent"] == 0
    with connect(f"chdb://{folder}") as client:
        count = client.query("SELECT count(), countIf(feature = 'not-of-the-demo') FROM calls")
        assert count.result_rows == [(truth["totals"]["calls"] + said["live"]["calls"], 0)]


def test_a_demo_says_what_would_have_cost_less(played):
    """What is proposed on the demo's month is told, the largest saving first, and stored for `optimize list`."""
    folder, said = played
    with connect(f"chdb://{folder}") as client:
        stored = standing(client)
    assert [each["id"] for each in said["proposals"]] == list(stored)
    savings = [Decimal(each["saving_usd"]) for each in said["proposals"]]
    assert savings == sorted(savings, reverse=True)


def test_every_call_of_the_sample_apps_arrives(played):
    """The examples make real SDK calls against the provider; each is one counted, priced row."""
    _, said = played
    assert said["live"]["calls"] > 150
    assert (said["live"]["inconsistent"], said["live"]["unpriced"]) == (0, 0)
    features = {row["value"] for row in said["report"]["rows"]}
    assert {"support-answer", "ticket-classify", "nightly-summary", "research-agent"} <= features


def test_budgets_stand_and_what_fired_is_told_and_kept(played):
    """A demo's budgets stand, and every alert that fired in its month is told and kept as an event."""
    folder, said = played
    with connect(f"chdb://{folder}") as client:
        (budgets,) = client.query("SELECT count() FROM budgets FINAL WHERE amount > 0").result_rows
        (events,) = client.query("SELECT uniq(dedup_key) FROM alert_events").result_rows
    assert budgets[0] > 3
    assert events[0] >= len(said["alerts"])


def test_a_folder_of_someone_else_ends_the_demo(tmp_path):
    """A step that fails is a clear sentence and exit code 1."""
    (tmp_path / "thesis.txt").write_text("years of work")
    done = run(tmp_path, "--once")
    assert done.returncode == 1
    assert "not made by a demo" in done.stderr


@pytest.mark.parametrize("arguments", [("--seed", "x"), ("--calls", "10"), ("--days", "31")])
def test_a_size_that_makes_no_demo_is_refused(tmp_path, arguments):
    """Arguments out of range are refused before anything is started."""
    done = run(tmp_path / "data", *arguments)
    assert done.returncode == 2
    assert "expected a" in done.stderr
