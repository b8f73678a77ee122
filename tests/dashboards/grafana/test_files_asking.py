"""The SQL that stands in dashboards/*.json, expanded as Grafana expands it, on a real engine without a call."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import grafana_macros
import pytest
from grafana_asking import kind, shape
from grafana_macros import ALL

from centspan.collector.grafana import board_uid
from centspan.dashboards.boards import BOARDS
from centspan.dashboards.grafana.checks.defined import pairs
from centspan.dashboards.grafana.checks.finding import queries

FOLDER = Path(__file__).parents[3] / "dashboards"
FILES = {
    board_uid(board.uid): json.loads((FOLDER / f"{board.uid}.json").read_text()) for board in BOARDS
}
NOW = datetime.now(UTC)


def expanded(board, sql):
    """What the store is asked for everything of the last month."""
    names = {each["name"]: each["type"] for each in board["templating"]["list"]}
    choices = {name: ALL if kind == "query" else "" for name, kind in names.items()}
    everything = {each["name"]: each.get("allValue", "''") for each in board["templating"]["list"]}
    return grafana_macros.expanded(
        sql, choices, everything, NOW - timedelta(days=30), NOW, grafana_macros.HOUR
    )


@pytest.fixture
def described(empty):
    """Names and kinds of the columns of an answer to SQL, which the store has analysed for it."""
    told = {}

    def describe(sql):
        if sql not in told:
            rows = empty.query(f"DESCRIBE (\n{sql}\n)").result_rows
            told[sql] = [row[0] for row in rows], [kind(row[1]) for row in rows]
        return told[sql]

    return describe


def test_the_store_understands_every_file(described):
    """Each panel's, variable's and annotation's SQL in the files is understood by the store, and fits what shows it."""
    for board in FILES.values():
        for where, query in queries(board):
            names, _ = described(expanded(board, query["rawSql"]))
            wanted = {"variable": {"value", "text"}, "annotation": {"time", "title", "text"}}
            assert wanted.get(where.split()[0], set()) <= set(names), (board["uid"], where)
        shown = list(pairs(board))
        assert len(shown) == len([panel for panel in board["panels"] if "targets" in panel])
        for panel, drawn in shown:
            answer = described(expanded(board, drawn["targets"][0]["rawSql"]))
            assert list(shape(panel, *answer, [])) == [], (board["uid"], panel.title)
