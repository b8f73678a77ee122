"""Takes back what a file brought: its rows, and the ledger's memory of them."""

from typing import Any

from centspan.collector.importing.ledger import File, Ledger


def remove(client: Any, file: File) -> int:
    """Delete the rows of a file's imports; returns how many calls they were."""
    origin = {"origin": file.origin}
    calls = client.query(
        "SELECT count() FROM llm_calls FINAL WHERE origin = {origin:String}", parameters=origin
    ).result_rows[0][0]
    of_origin = "(trace_id, span_id) IN (SELECT trace_id, span_id FROM llm_calls WHERE origin = {origin:String})"
    for table in ("call_prefixes", "call_content"):
        client.command(f"DELETE FROM {table} WHERE {of_origin}", parameters=origin)
    hours = client.query(
        "SELECT DISTINCT toStartOfHour(toDateTime(started_at, 'UTC')) FROM llm_calls "
        "WHERE origin = {origin:String}",
        parameters=origin,
    ).result_rows
    for table in ("llm_calls", "evaluations"):
        client.command(f"DELETE FROM {table} WHERE origin = {{origin:String}}", parameters=origin)
    if hours:
        now = client.query("SELECT now('UTC')").result_rows[0][0]
        client.insert("dirty_hours", [[hour, now] for (hour,) in hours], ["hour", "marked_at"])
    Ledger(client).forget(file.root)
    return calls
