"""What the audit says of policies."""

from datetime import UTC, timedelta
from decimal import Decimal

from centspan.collector.query import load
from centspan.optimizer.life.decide import accept, adopt, dismiss
from centspan.optimizer.life.record import record
from centspan.optimizer.optimize import Outcome


def test_every_edit_of_a_policy_is_in_the_audit(adopted_store, proposal, adoptions):
    """Each version is told with who made it, when it was decided, and what it says beside the one before."""
    case = adoptions[0]
    found, at = proposal(case), case.at + timedelta(days=2)
    found = type(found)(
        **{**{name: getattr(found, name) for name in found.__dataclass_fields__}, "key": "audited"}
    )
    record(adopted_store, Outcome((found,), ()), [], at, "r")
    accept(adopted_store, found.id, at + timedelta(seconds=1), "ann")
    adopt(adopted_store, found.id, at, at + timedelta(seconds=2), "bob", Decimal(25))
    dismiss(adopted_store, found.id, "no", at + timedelta(seconds=3), "cid")
    rows = [
        row
        for row in load("audit").rows(adopted_store, start=at, end=at + timedelta(seconds=4))
        if row["what"].startswith(found.id)
    ]
    assert [(row["kind"], row["by"], row["what"]) for row in rows] == [
        ("policy", who, f"{found.id} version {version}")
        for version, who in enumerate(("ann", "bob", "cid"), 1)
    ]
    assert [row["at"].replace(tzinfo=UTC) for row in rows] == [
        at + timedelta(seconds=n) for n in (1, 2, 3)
    ]
    first, second, third = (row["change"].split(" → ") for row in rows)
    assert [len(each) for each in (first, second, third)] == [1, 2, 2]
    assert "100 % from" in second[0]
    assert "25 % from" in second[1]
    assert third[0] == second[1]
    assert third[1].startswith(f"{second[1]} to ")
