"""`centspan alerts serve` in a process of its own: it judges, tells, and goes on where it stopped."""

import json
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import urllib3

sys.path.append(str(Path(__file__).parents[2] / "alerts" / "support"))

from http_receiver import receiving

from centspan.collector.engine import Engine
from centspan.collector.roll import roll

COLUMNS = (
    *("Timestamp", "TraceId", "SpanId", "SpanName", "ServiceName", "ResourceAttributes"),
    *("SpanAttributes", "Duration"),
)
BUDGETS = """\
[defaults]
owner = "platform"
channel = "hook"

[[channel]]
name = "hook"
kind = "webhook"
url = "{url}"
"""


def call(number, at, usd):
    attributes = {
        "gen_ai.operation.name": "chat",
        "gen_ai.request.model": "gpt-4o",
        "gen_ai.usage.cost.amount": str(usd),
        "gen_ai.usage.cost.source": "gateway",
        "centspan.feature": "chat",
    }
    ids = (f"{number + 1:032x}", f"{number + 1:016x}")
    resource = {"deployment.environment.name": "production"}
    return [at, *ids, "chat", "app", resource, attributes, 10**9]


@pytest.fixture(scope="module")
def data(tmp_path_factory, new_store):
    """A store whose last whole hour cost twenty times the usual."""
    path = new_store(tmp_path_factory.mktemp("alerting") / "store")
    # Of now: a whole run may have begun in the hour before.
    of_now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    engine = Engine(path)
    with engine.client() as client:
        rows = [call(hour, of_now - timedelta(hours=hour), 5) for hour in range(1, 700)]
        rows.append(call(1000, of_now - timedelta(minutes=5), 95))
        settings = {"max_partitions_per_insert_block": 0}
        client.insert("otel_traces", rows, column_names=COLUMNS, settings=settings)
        roll(client, settle_seconds=-2)
    engine.close()
    return path


@pytest.fixture(scope="module")
def hook():
    """A web server that keeps the notifications it is sent."""
    with receiving() as receiver:
        yield receiver


def until(check, seconds=120):
    end = time.monotonic() + seconds
    while not check() and time.monotonic() < end:
        time.sleep(0.1)
    return check()


@pytest.fixture
def serving(data, hook, tmp_path, environment):
    """Starts `alerts serve`; returns it with its address, and stops it in the end."""
    budgets = tmp_path / "budgets.toml"
    budgets.write_text(BUDGETS.format(url=hook.url))
    started = []

    def start():
        arguments = (
            "--dsn",
            f"chdb://{data}",
            "--budgets",
            str(budgets),
            "--listen",
            "127.0.0.1:0",
        )
        process = subprocess.Popen(
            [sys.executable, "-m", "centspan.deploy.cli", "alerts", "serve", *arguments],
            stdout=subprocess.PIPE,
            env=environment(),
            text=True,
        )
        started.append(process)
        return process, process.stdout.readline().rpartition(" ")[2].strip()

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def runs(address):
    jobs = json.loads(urllib3.request("GET", f"{address}/healthz", timeout=30).data)["jobs"]
    assert {job["last_error"] for job in jobs.values()} == {""}
    return jobs["alerts"]["runs"]


def test_serve_tells_of_a_spike_and_after_a_restart_not_again(serving, hook):
    """`alerts serve` finds a spike, delivers it with owner and cause, and does not tell it again after a restart."""
    process, address = serving()
    assert until(lambda: spikes(hook))
    (spike,) = spikes(hook)
    assert (spike["reason"], spike["alerts"][0]["owner"]) == ("new", "platform")
    assert spike["alerts"][0]["observed_usd"] == "100"
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    _, address = serving()
    assert until(lambda: runs(address) >= 1)
    assert len(spikes(hook)) == 1


def spikes(hook):
    """Notifications of the feature's spike that have arrived."""
    told = (asked.json for asked in hook.asked)
    return [each for each in told if each["alerts"][0]["rule"] == "feature_spike"]
