"""What people decide on a proposal; each decision is written down with who made it, and its policy with it."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from centspan.instrumentation.errors import CentspanError
from centspan.optimizer.life.policies import WHOLE, Policy, end, store
from centspan.optimizer.life.stored import Stored, one, write

LEAST_SHARE: Final = Decimal("0.01")
"""In percent, to two places."""


def accept(client: Any, id_: str, at: datetime, by: str) -> Stored:
    """Mean to do it: its policy is stored, for all calls of its scope."""
    was = one(client, id_)
    return _decided(client, was, replace(was, status="accepted"), Policy(at), at, by)


def dismiss(client: Any, id_: str, reason: str, at: datetime, by: str) -> Stored:
    """Not do it, and say why; it stays silent until its saving has doubled, and its policy ends."""
    if not reason.strip():
        raise CentspanError("expected a reason to dismiss it, found none: --reason '…'")
    was = one(client, id_)
    now = replace(was, status="dismissed", reason=" ".join(reason.split()))
    return _decided(client, was, now, None, at, by)


def adopt(
    client: Any, id_: str, since: datetime, at: datetime, by: str, share: Decimal = WHOLE
) -> Stored:
    """It is done for a percentage of its calls, since a moment that is not to come; now it can be verified."""
    if since > at:
        raise CentspanError(f"expected a time that has been, found {since:%Y-%m-%d %H:%M} UTC")
    if not (share.is_finite() and LEAST_SHARE <= share <= WHOLE):
        raise CentspanError(f"expected a share from {LEAST_SHARE} to {WHOLE} %, found {share} %")
    was = one(client, id_)
    now = replace(was, status="adopted", adopted_at=since)
    return _decided(client, was, now, Policy(since, share), at, by)


def _decided(
    client: Any, was: Stored, now: Stored, policy: Policy | None, at: datetime, by: str
) -> Stored:
    """Store the decision, its policy's next version (None: its end), and who decided."""
    now = replace(now, version=int(at.timestamp() * 1e6))
    write(client, [now])
    version = store(client, now, policy, at, by) if policy else end(client, now, at, by)
    adopted = now.adopted_at if now.status == "adopted" else None
    row = {
        "changed_at": adopted or at,
        "kind": "adoption" if adopted else "proposal",
        "environment": now.scope.get("environment", ""),
        "feature": now.scope.get("feature", ""),
        "title": f"{now.lever}: {now.change} ({now.status})",
        "detail": now.reason,
        "changed_by": by,
        "attributes": {
            "id": now.id,
            "from": was.status,
            "to": now.status,
            "policy_version": str(version),
        },
    }
    client.insert("changes", [list(row.values())], column_names=list(row))
    return now
