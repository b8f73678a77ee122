"""The life of proposals."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from centspan.collector.engine import Engine
from centspan.instrumentation.errors import CentspanError
from centspan.optimizer.interval import Interval
from centspan.optimizer.life.decide import accept, adopt, dismiss
from centspan.optimizer.life.record import record
from centspan.optimizer.life.stored import one, standing
from centspan.optimizer.optimize import Outcome
from centspan.optimizer.proposal import Proposal

AT = datetime(2026, 11, 16, 12, tzinfo=UTC)
FOUND = Proposal(
    lever="cap",
    scope={"environment": "production", "feature": "chat"},
    change="set max_tokens to 512",
    key="512",
    baseline_usd=Decimal(1000),
    saving_usd=Decimal(100),
    interval=Interval(Decimal("0.08"), Decimal("0.12")),
    users=40,
    evidence="replayed",
    calls=5000,
    quality="1.00% of its answers would be cut off",
    latency="none",
    effort="hours",
    figures={"saved_share": Decimal("0.1")},
)


@pytest.fixture
def client(tmp_path, new_store):
    """A store without a call."""
    engine = Engine(new_store(tmp_path / "store"))
    with engine.client() as connected:
        yield connected
    engine.close()


def run(client, *proposals, hours=0, levers=("cap",)):
    found = Outcome(tuple(proposals), ())
    return record(client, found, levers, AT + timedelta(hours=hours), f"run-{hours}")


def test_the_same_proposal_is_news_once(client):
    """A proposal is new the first time it is found, and stands as it was told last."""
    assert [each.id for each in run(client, FOUND)] == [FOUND.id]
    assert run(client, replace(FOUND, saving_usd=Decimal(110)), hours=1) == ()
    stored = one(client, FOUND.id)
    assert (stored.saving_usd, stored.low_usd, stored.status) == (110, 80, "proposed")
    assert stored.said["figures"] == {"saved_share": "0.1"}


def test_what_is_found_no_more_is_withdrawn_and_comes_back(client):
    """A proposal that its lever no longer finds is withdrawn, one of a lever that was not asked stays; found again it is news."""
    run(client, FOUND)
    run(client, hours=1, levers=("batch",))
    assert one(client, FOUND.id).status == "proposed"
    run(client, hours=2)
    assert one(client, FOUND.id).status == "withdrawn"
    assert len(run(client, FOUND, hours=3)) == 1


def test_a_dismissed_one_is_silent_until_its_saving_has_doubled(client):
    """A dismissed proposal is not told again until it saves twice as much as when it was dismissed."""
    run(client, FOUND)
    dismiss(client, FOUND.id, "answers must be long", AT + timedelta(hours=1), "ann")
    assert run(client, replace(FOUND, saving_usd=Decimal(199)), hours=2) == ()
    assert one(client, FOUND.id).reason == "answers must be long"
    assert len(run(client, replace(FOUND, saving_usd=Decimal(200)), hours=3)) == 1
    assert one(client, FOUND.id).status == "proposed"


def test_decisions_survive_a_run(client):
    """What was accepted or adopted stays as it was decided, whatever is found later."""
    run(client, FOUND)
    accept(client, FOUND.id[:8], AT + timedelta(hours=1), "ann")
    run(client, replace(FOUND, saving_usd=Decimal(900)), hours=2)
    assert (one(client, FOUND.id).status, one(client, FOUND.id).saving_usd) == ("accepted", 100)
    adopt(client, FOUND.id, AT, AT + timedelta(hours=3), "ann")
    run(client, hours=4)
    assert (one(client, FOUND.id).status, one(client, FOUND.id).adopted_at) == ("adopted", AT)


def test_every_decision_is_a_change(client):
    """Each decision is written down with who made it, and an adoption at the moment from which it holds."""
    run(client, FOUND)
    accept(client, FOUND.id, AT + timedelta(hours=1), "ann")
    adopt(client, FOUND.id, AT, AT + timedelta(hours=2), "bob")
    rows = client.query(
        "SELECT kind, changed_by, feature, toUnixTimestamp(changed_at) FROM changes ORDER BY changed_by"
    ).result_rows
    assert rows == [
        ("proposal", "ann", "chat", int((AT + timedelta(hours=1)).timestamp())),
        ("adoption", "bob", "chat", int(AT.timestamp())),
    ]


def test_a_decision_needs_its_proposal_and_its_reason(client):
    """An unknown id, a dismissal without a reason and an adoption to come are refused."""
    run(client, FOUND)
    with pytest.raises(CentspanError, match="found 'cap-x'"):
        accept(client, "cap-x", AT, "ann")
    with pytest.raises(CentspanError, match="expected a reason"):
        dismiss(client, FOUND.id, " ", AT, "ann")
    with pytest.raises(CentspanError, match="expected a time that has been"):
        adopt(client, FOUND.id, AT + timedelta(days=1), AT, "ann")
    assert {each.status for each in standing(client).values()} == {"proposed"}
