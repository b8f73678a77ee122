"""Where alerts lead."""

from datetime import UTC, datetime

import pytest
from starlette.datastructures import QueryParams

from centspan.alerts.address import BOARDS, Places, board_url, runbook_url
from centspan.alerts.rules import RULES
from centspan.collector.grafana import board_uid as uid
from centspan.dashboards.boards import BOARDS as DRAWN
from centspan.dashboards.viewer.asked import read

SINCE = datetime(2026, 11, 16, 11, tzinfo=UTC)
AT = datetime(2026, 11, 16, 12, 5, tzinfo=UTC)
SEVEN, ONE = SINCE.replace(hour=7), AT.replace(hour=13, minute=0)
LABELS = {
    "environment": "production",
    "feature": "chat & co",
    "tenant": "acme",
    "user": "u-1",
    "model": "gpt-5",
    "team": "search",
    "route": "r",
    "task": "t-1",
    "budget": "b",
    "threshold": "80",
    "prompt_version": "v2",
}
VIEWER = Places("https://centspan.example/")


@pytest.mark.parametrize("board", DRAWN, ids=lambda each: each.uid)
def test_an_alert_opens_a_board_with_its_time_and_scope(board):
    """A board's address in an alert is one that the viewer reads: its hours, and of its scope what the board knows."""
    url = board_url(VIEWER, board.uid, LABELS, SINCE, AT)
    path, _, query = url.partition("?")
    assert path == f"https://centspan.example/boards/{board.uid}"
    asked = read(board, QueryParams(query))
    assert (asked.range.start, asked.range.end) == (SEVEN, ONE)
    names = {variable.name for variable in board.variables}
    assert set(BOARDS[board.uid]) <= names
    known = {"task_id": "task", "user_id": "user"}
    expected = {
        name: LABELS[known.get(name, name)] for name in names if known.get(name, name) in LABELS
    }
    assert {name: values[0] for name, values in asked.chosen.items() if any(values)} == expected


@pytest.mark.parametrize("rule", RULES, ids=lambda each: each.id)
def test_every_rule_names_a_board_that_is_drawn(rule):
    """Every rule leads to a board that there is."""
    assert rule.board in {board.uid for board in DRAWN}


def test_in_grafana_an_alert_opens_the_same_board():
    """With Grafana's address the board opens there, its runbook where runbooks are."""
    places = Places(
        "https://viewer.example", "https://grafana.example/g", "https://docs.example/run"
    )
    url = board_url(places, "feature", {"feature": "chat"}, SINCE, AT)
    begins, ends = (int(each.timestamp() * 1000) for each in (SEVEN, ONE))
    board = f"https://grafana.example/g/d/{uid('feature')}"
    assert url == f"{board}?from={begins}&to={ends}&var-feature=chat"
    assert runbook_url(places, "day_up") == "https://docs.example/run/day_up"
    assert runbook_url(VIEWER, "day_up") == "https://centspan.example/runbooks/day_up"
    assert (board_url(Places(), "feature", {}, SINCE, AT), runbook_url(Places(), "x")) == ("", "")
