"""docs/boards.md beside the tables and the boards it tells of"""

import re
from pathlib import Path

from centspan.collector.migrate import migrations
from centspan.collector.query import load
from centspan.dashboards.boards import BOARDS
from centspan.dashboards.last_day import last_day

TOLD = (Path(__file__).parents[2] / "docs/boards.md").read_text("utf-8")
INTERNAL = {"period", "price_key", "version", "started_at", "span_id"}
"""Columns of keys that nobody filters by."""
OF_CALLS = re.compile(r"\b(?:FROM|JOIN) (?:calls|llm_calls|call_prefixes|otel_traces)\b")


def rows(heading):
    """The cells of each line of the table below a heading."""
    section = TOLD.split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")][1:]
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]


def indexed(table):
    """Columns of a table's primary key, then those with an index of their own."""
    statements = [text for migration in migrations() for text in migration.statements()]
    made = next(
        text for text in statements if text.startswith(f"CREATE TABLE IF NOT EXISTS {table}{{")
    )
    key = re.search(r"\nORDER BY \((.+)\)\n", made)[1].replace("toStartOfHour(started_at)", "hour")
    columns = key.split(", ") + re.findall(r"INDEX \w+ (\w+) TYPE", made)
    return {each for each in columns if each not in INTERNAL}


def test_filters_told_as_indexed_are():
    """docs/boards.md tells of each table that boards read exactly the filters that its key and indexes serve."""
    told = {table.strip("`"): set(filters.split(", ")) for table, filters, _ in rows("Filters")}
    assert told == {table: indexed(table) for table in told}
    assert len(told) == 4


def test_panels_of_calls_are_told_and_limited():
    """A panel that reads calls shows 24 hours where no index helps, and docs/boards.md lists every such panel."""
    panels = [(board, panel) for board in BOARDS for row in board.rows for panel in row.panels]
    limited = [
        (board.title, panel.title, last_day(panel.question))
        for board, panel in panels
        if last_day(panel.question)
    ]
    assert rows("Panels of 24 hours") == limited
    for _, panel in panels:
        assert not OF_CALLS.search(load(panel.question).sql) or last_day(panel.question), panel
