"""Deletes rollup rows that later ones have replaced."""

from typing import Any, Final

PRUNE_ABOVE: Final = 0.25
"""Share of superseded rollup rows from which `prune` deletes them."""
GRACE_SECONDS: Final = 60
"""How long a replaced draft stays, for readers that have just looked up which one stands."""
DRAFTED: Final = ("spend_rollup", "tenant_spend_rollup", "uncounted_rollup")
PRUNED: Final = (
    ("spend_rollup", "hour", "period = 'hour'"),
    ("spend_rollup", "toDate(hour)", "period = 'day'"),
    ("tenant_spend_rollup", "hour", "period = 'hour'"),
    ("tenant_spend_rollup", "toDate(hour)", "period = 'day'"),
    ("uncounted_rollup", "hour", "1"),
    ("user_spend_rollup", "day", "1"),
)
"""Every rollup, by which hour or day a later version replaces its rows, and which rows those are."""

_REPLACED_DRAFTS: Final = """
WITH toUInt64OrZero(extract(partition, ',(\\d+)')) AS draft
SELECT table, partition
FROM system.parts
WHERE active AND database = currentDatabase() AND table IN {tables:Array(String)} AND draft > 0
  AND draft < toUnixTimestamp64Micro(now64(6)) - 1000000 * {grace:UInt32}
  AND draft NOT IN (SELECT standing FROM hour_states)
GROUP BY table, partition
"""


def drop_drafts(client: Any) -> None:
    """Drop drafts that no hour stands on any more."""
    parameters = {"tables": list(DRAFTED), "grace": GRACE_SECONDS}
    for table, partition in client.query(_REPLACED_DRAFTS, parameters=parameters).result_rows:
        client.command(f"ALTER TABLE {table} DROP PARTITION {partition}")


def prune(client: Any) -> int:
    """Delete rows that a newer rollup of their hour or day has replaced; returns how many deletions were due."""
    pruned = 0
    for table, moment, rows in PRUNED:
        key, states = ("hour", "hour_states") if moment == "hour" else ("day", "day_states")
        # Not "whatever does not stand": rows newer than that are another roller's, not yet entered.
        stale = (
            f"{rows} AND ({moment}, version) IN (SELECT {key}, version "
            f"FROM (SELECT DISTINCT {moment} AS {key}, version FROM {table} WHERE {rows}) AS theirs "
            f"INNER JOIN {states} USING ({key}) WHERE version < standing)"
        )
        share = client.query(
            f"SELECT countIf({stale}) / greatest(countIf({rows}), 1) FROM {table}"
        ).result_rows[0][0]
        if share > PRUNE_ABOVE:
            client.command(f"DELETE FROM {table} WHERE {stale}")
            pruned += 1
    return pruned
