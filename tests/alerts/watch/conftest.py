"""A store in which one tenant's calls made a feature cost far more than usual, and what is kept beside."""

from datetime import UTC, datetime, timedelta

import pytest
from case_files import COLUMNS, Case

from centspan.alerts.address import Places
from centspan.alerts.budgets.channel import Channel
from centspan.alerts.budgets.read import read
from centspan.alerts.budgets.store import store as apply
from centspan.alerts.enrich.belonging import Belonging
from centspan.alerts.rules.spikes import FEATURE_SPIKE
from centspan.alerts.watch import Given, Watch
from centspan.collector.engine import Engine
from centspan.collector.roll import roll

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
KEPT = (
    *("alert_states", "alert_events", "alert_deliveries", "alert_acks"),
    *("budgets", "silences", "planned_windows", "limits"),
)
USUAL = {"from": "-35d", "to": "6h", "every": "1h", "usd": 1.0, "feature": "chat"}
CALLS = [
    *({**USUAL, "tenant": f"tenant-{n}", "user": f"u-{n}"} for n in range(5)),
    {**USUAL, "feature": "search", "tenant": "tenant-0"},
    # Forty calls of one tenant, the dearest in a trace of its own.
    {"at": "-30m", "usd": 2, "n": 39, "feature": "chat", "tenant": "acme", "team": "sales"},
    {"at": "-20m", "usd": 9, "feature": "chat", "tenant": "acme", "trace": "feed" * 8},
    {"at": "-10m", "n": 2, "feature": "chat", "tenant": "acme", "model": "no-such-model"},
    {"at": "-10m", "feature": "chat", "tenant": "acme", "centspan.usage.source": "estimated"},
]


@pytest.fixture(scope="module")
def _engine(tmp_path_factory, new_store):
    engine = Engine(new_store(tmp_path_factory.mktemp("watch") / "store"))
    with engine.client() as client:
        case = Case("watch", "production", {"at": NOON, "calls": CALLS})
        rows = list(case.spans(0))
        limit = {"max_partitions_per_insert_block": 0}
        client.insert("otel_traces", rows, column_names=COLUMNS, settings=limit)
        roll(client, settle_seconds=-2)
    yield engine
    engine.close()


@pytest.fixture
def client(_engine):
    """A client of the store, in which nothing stands yet."""
    client = _engine.client()
    for table in KEPT:
        client.command(f"TRUNCATE TABLE {table}")
    yield client
    client.close()


@pytest.fixture
def budgets(client, tmp_path):
    """Applies a text as budgets.toml."""

    def put(text):
        path = tmp_path / "budgets.toml"
        path.write_text(text, "utf-8")
        apply(client, read(path), "the tests")

    return put


@pytest.fixture
def said():
    return Given(
        {"ops": Channel("ops", "slack", "env:NOWHERE")},
        Belonging("platform", "ops"),
        Places("http://127.0.0.1:8088"),
    )


@pytest.fixture
def watching(client, said):
    """Starts a watch of some rules; what is returned looks at a moment, told relative to noon."""

    def start(*rules):
        watch = Watch(client, rules or (FEATURE_SPIKE,))

        def look(minutes=0):
            return watch.look(said, NOON + timedelta(minutes=minutes))

        look.watch = watch
        return look

    return start
