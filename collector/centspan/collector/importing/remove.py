"""Takes back what a file brought: its rows, and the ledger's memory of them."""

from typing import Any, Final

from centspan.collector.importing.ledger import File, Ledger

THEIRS: Final = "origin IN {origins:Array(String)}"
CALLS: Final = f"SELECT trace_id, span_id FROM llm_calls WHERE {THEIRS}"
OUTCOMES: Final = (
    "SELECT task_id, addMicroseconds(started_at, duration_us) FROM llm_calls "
    f"WHERE {THEIRS} AND task_id != ''"
)
HANG_ON: Final = (
    ("call_prefixes", "(trace_id, span_id)", CALLS),
    ("call_content", "(trace_id, span_id)", CALLS),
    ("task_outcomes", "(task_id, reported_at)", OUTCOMES),
)
"""Table → its key, and which of them calls brought: outcomes that others reported later stay."""


def remove(client: Any, file: File) -> int:
    """Delete the rows of a file's imports; returns how many calls they were."""
    calls = _remove(client, file.origin, file.open_origin)
    Ledger(client).forget(file.root)
    return calls


def remove_open(client: Any, file: File) -> None:
    """Delete what a last line said that had no end then."""
    _remove(client, file.open_origin)


def _remove(client: Any, *origins: str) -> int:
    names = {"origins": list(origins)}

    def ask(sql: str) -> Any:
        return client.query(sql, parameters=names).result_rows

    calls = ask(f"SELECT count() FROM llm_calls FINAL WHERE {THEIRS}")[0][0]
    hours = ask(f"SELECT DISTINCT toStartOfHour(started_at) FROM llm_calls WHERE {THEIRS}")  # fmt: skip
    for table, key, brought in HANG_ON:
        client.command(f"DELETE FROM {table} WHERE {key} IN ({brought})", parameters=names)
    for table in ("llm_calls", "evaluations"):
        client.command(f"DELETE FROM {table} WHERE {THEIRS}", parameters=names)
    if hours:
        now = client.query("SELECT now('UTC')").result_rows[0][0]
        client.insert("dirty_hours", [[hour, now] for (hour,) in hours], ["hour", "marked_at"])
    return calls
