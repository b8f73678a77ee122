"""Receivers to deliver to, alerts to deliver, a clock to turn, and an empty store."""

import socket
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from http_receiver import receiving

from centspan.alerts.budgets.channel import Channel
from centspan.alerts.notify.http import Http
from centspan.alerts.notify.notification import Notification
from centspan.alerts.payload import Alert, BudgetStanding, Contributor, Split, dedup_key

AT = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
SCOPE = {"environment": "production", "feature": "chat"}
WHOLE = Alert(
    rule="feature_spike",
    title="Spend on chat far above its usual level",
    severity="page",
    state="firing",
    dedup_key=dedup_key("feature_spike", SCOPE),
    group_key="feature_spike:production",
    scope=SCOPE,
    started_at=AT - timedelta(minutes=20),
    at=AT,
    headline="chat spent $412.50 in the last hour, expected $96.00",
    owner="team-search",
    channel="ops",
    observed_usd=Decimal("412.500000000000000001"),
    expected_usd=Decimal(96),
    budget=BudgetStanding(
        id="chat-month",
        amount=Decimal(1200),
        used=Decimal(960),
        share=Decimal("0.8"),
        period="month",
        runs_out_at=AT + timedelta(days=2),
    ),
    contributors=(
        Contributor(
            dimension="tenant",
            value="acme",
            usd=Decimal(300),
            before_usd=Decimal(20),
            change_usd=Decimal(280),
            change_share=Decimal("0.88"),
            calls=1200,
        ),
    ),
    split=Split(price_usd=Decimal(0), volume_usd=Decimal("300.5"), mix_usd=Decimal(16)),
    trace_ids=("0af7651916cd43dd8448eb211c80319c",),
    board_url="https://centspan.example/boards/feature?feature=chat&from=1&to=2",
    runbook_url="https://docs.example/runbooks/feature_spike.md",
    unpriced_share=Decimal("0.031"),
    estimated_share=Decimal("0.2"),
    fresh_until=AT - timedelta(seconds=9),
    boards_behind_seconds=30,
)


@dataclass
class Clock:
    """A time that stands still until it is turned."""

    at: datetime = AT

    def __call__(self):
        return self.at

    def turn(self, **by):
        self.at += timedelta(**by)
        return self.at


@pytest.fixture
def receiver():
    """A stand-in for any receiver over HTTP."""
    with receiving() as receiver:
        yield receiver


@pytest.fixture(scope="session")
def free_port():
    """Finds a port on which nothing listens."""

    def find():
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            return taken.getsockname()[1]

    return find


@pytest.fixture
def nowhere(free_port):
    """The URL of a port on which nothing listens."""
    return f"http://127.0.0.1:{free_port()}"


@pytest.fixture
def http():
    return Http(seconds=3)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def alert():
    """Makes an alert with every field; those named are different."""

    def make(**changed):
        if feature := changed.pop("feature", None):
            scope = {**SCOPE, "feature": feature}
            changed |= {"scope": scope, "dedup_key": dedup_key("feature_spike", scope)}
        return replace(WHOLE, **changed)

    return make


@pytest.fixture
def notification(alert):
    """Makes a notification of the alerts given, of a whole one where none is."""

    def make(*alerts, **changed):
        whole = {
            "id": "5f3c",
            "channel": "ops",
            "group_key": WHOLE.group_key,
            "reason": "new",
            "at": AT,
        }
        return Notification(alerts=alerts or (alert(),), **whole | changed)

    return make


@pytest.fixture
def channel(monkeypatch):
    """Makes a channel whose secrets stand in the environment."""

    def make(kind, url="", secrets=(), **settings):
        for name, value in dict(secrets).items():
            monkeypatch.setenv(f"TEST_{name.upper()}", value)
            settings[name] = f"env:TEST_{name.upper()}"
        url = settings.pop("url", url)
        return Channel("ops", kind, url, settings)

    return make


# Not for the session: a process has one store open at a time.
@pytest.fixture(scope="module")
def _store(tmp_path_factory, new_store):
    from centspan.collector.engine import Engine

    engine = Engine(new_store(tmp_path_factory.mktemp("notify") / "store"))
    yield engine
    engine.close()


@pytest.fixture
def client(_store):
    """A client of a store in which nothing has been told yet."""
    client = _store.client()
    client.command("TRUNCATE TABLE alert_deliveries")
    yield client
    client.close()
