"""What would carry a proposal out: its policy, as a client will read it (optimizer/policies/policy.schema.json)."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from centspan.optimizer.life.stored import Stored

ROLLBACK: Final = "the feature's pass rate or cost per successful task gets worse"


def policy(
    found: Stored,
    *,
    valid_from: datetime | None = None,
    version: int = 1,
    share: Decimal = Decimal(100),
) -> dict[str, Any]:
    """The policy of a proposal, for this percentage of its scope's calls."""
    begins = valid_from or found.adopted_at or found.proposed_at
    return {
        "id": found.id,
        "version": version,
        "kind": found.lever,
        "scope": dict(found.scope),
        "when": {},
        "do": found.said["do"],
        "guard": {"quality_floor": None, "max_latency_ms": None, "rollback_if": ROLLBACK},
        "share_pct": int(share) if share == int(share) else float(share),
        "valid_from": begins.astimezone(UTC).isoformat(),
    }
