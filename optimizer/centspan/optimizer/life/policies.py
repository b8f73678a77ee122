"""The policies of proposals that were decided, a version for each decision; nobody obeys them yet."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from centspan.collector.query import load
from centspan.optimizer.life.policy import policy
from centspan.optimizer.life.stored import Stored

WHOLE: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class Policy:
    """From when a policy holds, and for which percentage of its calls."""

    valid_from: datetime
    share: Decimal = WHOLE


def newest(client: Any, id_: str) -> Mapping[str, Any] | None:
    """The newest version of a policy, as stored; None where there is none."""
    rows = load("policy_newest").rows(client, id=id_)
    return rows[0] if rows else None


def current(client: Any, of: Stored) -> dict[str, Any]:
    """The policy of a proposal: the newest that is stored, else as it would be."""
    found = newest(client, of.id)
    return json.loads(found["document"]) if found else policy(of)


def share_of(client: Any, id_: str) -> Decimal:
    """The percentage of calls that a policy holds for; all where there is none."""
    found = newest(client, id_)
    return found["share_pct"] if found else WHOLE


def store(client: Any, of: Stored, wanted: Policy, at: datetime, by: str) -> int:
    """Store a policy's next version; returns its number."""
    was = newest(client, of.id)
    version = was["version"] + 1 if was else 1
    said = policy(of, valid_from=wanted.valid_from, version=version, share=wanted.share)
    _insert(client, of, _Row(said, wanted.share, wanted.valid_from, None), at, by)
    return version


def end(client: Any, of: Stored, at: datetime, by: str) -> int:
    """Let a policy end, where there is one that has not; returns its newest version, 0 without one."""
    was = newest(client, of.id)
    if was is None or was["valid_to"] is not None:
        return was["version"] if was else 0
    said = {**json.loads(was["document"]), "version": was["version"] + 1}
    _insert(client, of, _Row(said, was["share_pct"], was["valid_from"], at), at, by)
    return said["version"]


@dataclass(frozen=True, slots=True)
class _Row:
    document: Mapping[str, Any]
    share: Decimal
    valid_from: datetime
    valid_to: datetime | None


def _insert(client: Any, of: Stored, row: _Row, at: datetime, by: str) -> None:
    said = {
        "id": of.id,
        "version": row.document["version"],
        "kind": of.lever,
        "scope": dict(of.scope),
        "document": json.dumps(row.document, default=str),
        "share_pct": row.share,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "changed_at": at,
        "changed_by": by,
    }
    client.insert("policies", [list(said.values())], column_names=list(said))
