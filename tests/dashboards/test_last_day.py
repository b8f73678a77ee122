"""Panels that show less than the range above them."""

from centspan.collector.query import load, names
from centspan.dashboards.boards import BOARDS
from centspan.dashboards.grafana.files import dashboards
from centspan.dashboards.last_day import last_day
from centspan.dashboards.viewer.definitions import board_as_json

PANELS = [panel for board in BOARDS for row in board.rows for panel in row.panels]


def introduction(question):
    """What a question's file says of itself before it begins."""
    sql = load(question).sql
    return " ".join(line.removeprefix("--") for line in sql.splitlines() if line.startswith("--"))


def test_questions_of_the_whole_range_are_called_so():
    """A panel's title says of what it shows less than the range exactly where its question says so, too."""
    limited = {name for name in names() if "last 24 hours" in " ".join(introduction(name).split())}
    assert {name for name in names() if last_day(name)} == limited
    assert last_day("spend_by_feature") == ""
    assert last_day("top_users") == "last 24 h"
    assert last_day("calls_found") == "users and tenants: last 24 h"


def test_what_a_panel_leaves_out_stands_in_its_title():
    """Grafana's title ends with what a panel leaves out of the range, the viewer has it beside the title."""
    drawn = {panel["title"] for board in dashboards("") for panel in board["panels"]}
    told = {
        panel["title"]: panel["only"]
        for board in BOARDS
        for row in board_as_json(board, BOARDS)["rows"]
        for panel in row["panels"]
    }
    assert {last_day(panel.question) for panel in PANELS} > {"", "last 24 h"}
    for panel in PANELS:
        words = last_day(panel.question)
        assert (f"{panel.title} ({words})" if words else panel.title) in drawn
        assert told[panel.title] == (f"{words} of the range" if words else "")
