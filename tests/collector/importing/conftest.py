"""A store, files written on the spot, and what an import made of them."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from centspan.collector.importing.options import Options
from centspan.collector.importing.run import import_file

TABLES = [
    *("otel_traces", "llm_calls", "call_prefixes", "call_content", "evaluations", "task_outcomes"),
    *("price_keys_seen", "dirty_hours", "rolled_hours", "imports", "import_blocks"),
]
NOON = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=2)
COLUMNS = "started_at,provider,model,input_tokens,output_tokens"


@pytest.fixture
def client(engine):
    """A client on a migrated, empty store."""
    client = engine.client()
    filled = client.query(
        "SELECT name FROM system.tables WHERE database = currentDatabase() AND total_rows > 0"
    )
    for (table,) in filled.result_rows:
        if table in TABLES:
            client.command(f"TRUNCATE TABLE {table}")
    yield client
    client.close()


@pytest.fixture
def at():
    """An ISO time so many seconds after noon of the day before yesterday."""
    return lambda seconds=0: (NOON + timedelta(seconds=seconds)).isoformat()


@pytest.fixture
def row(at):
    """A line of a file with COLUMNS."""
    return lambda number, tokens=100: f"{at(number)},openai,gpt-4o,{tokens},10"


@pytest.fixture
def file(tmp_path):
    """Write lines (text, or objects as JSON) to a file; returns its path."""

    def write(name, *lines, header=None, end="\n"):
        texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        path = tmp_path / name
        path.write_text("\n".join([*([header] if header else []), *texts]) + end)
        return path

    return write


@pytest.fixture
def bring(client):
    """Import a file; returns the result, with the rejected rows as `refused`."""

    def run(path, format="calls", **options):
        refused = []
        result = import_file(client, str(path), Options(format, **options), refused.append)
        return result, {each.row.number: each.reasons for each in refused}

    return run


@pytest.fixture
def stored(client):
    """Ask for rows of the calls that stand, in the order of their time."""

    def ask(columns, table="llm_calls", order="started_at, span_id"):
        return client.query(f"SELECT {columns} FROM {table} FINAL ORDER BY {order}").result_rows

    return ask
