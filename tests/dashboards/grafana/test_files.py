"""The files that Grafana loads are current, well-formed, and free of mistakes that show late."""

import json
from pathlib import Path

import grafana_schemas
import pytest

from centspan.collector.answers import columns
from centspan.dashboards.boards import BOARDS
from centspan.dashboards.columns import ENDINGS, NAMED, column
from centspan.dashboards.grafana.checks.every import findings
from centspan.dashboards.grafana.files import dashboards, file_name, stale, text, write
from centspan.dashboards.grafana.names import panel_id
from centspan.dashboards.grafana.units import UNITS
from centspan.instrumentation.errors import CentspanError

FOLDER = Path(__file__).parents[3] / "dashboards"


def test_the_files_are_current(built):
    """dashboards/*.json are what the boards are now; else run `centspan grafana build`."""
    assert stale(FOLDER, built) == []


def test_no_board_has_a_mistake(built, with_viewer):
    """No check finds anything wrong with the boards or their files, with a viewer or without."""
    files = [json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json"))]
    for boards in (built, with_viewer, files):
        assert [str(found) for found in findings(boards)] == []


def test_grafanas_own_types_allow_every_board(with_viewer):
    """Every board, panel, option and override is valid in Grafana 11, 12 and 13."""
    files = [json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json"))]
    for board in (*with_viewer, *files):
        assert list(grafana_schemas.errors(board)) == []


def test_building_twice_gives_the_same_bytes(page, built):
    """A board's file has the same bytes whenever it is built, and is JSON of what was built."""
    assert [text(board) for board in dashboards(page)] == [text(board) for board in built]
    assert [json.loads(text(board)) for board in built] == list(built)


def test_every_board_is_there(built):
    """Each board of ours, and the page of numbers, has a uid that begins with centspan-."""
    expected = [*(f"centspan-{board.uid}" for board in BOARDS), "centspan-numbers"]
    assert [board["uid"] for board in built] == expected


def test_ids_of_panels_outlast_panels_put_before_them(built):
    """A panel's id depends on its own title alone, so that links and alerts keep their panel."""
    for board, drawn in zip(BOARDS, built, strict=False):
        ids = {panel["id"] for panel in drawn["panels"] if "targets" in panel}
        assert ids == {panel_id(panel.title) for row in board.rows for panel in row.panels}


def test_links_to_traces_need_a_viewer(built, with_viewer):
    """Only where a viewer is named do boards know of one and link to it."""
    assert "viewer" not in json.dumps([board["templating"] for board in built])
    assert "${viewer}" not in json.dumps([board["panels"] for board in built])
    for board in with_viewer:
        named = [each for each in board["templating"]["list"] if each["name"] == "viewer"]
        assert bool(named) == ("${viewer}" in text(board))


def test_every_kind_of_column_has_a_unit():
    """Grafana has a unit for whatever columns.py says that a column counts."""
    assert {unit for _, unit in ENDINGS} | set(NAMED.values()) | {"text"} == set(UNITS)
    assert column("anything").unit == "text"


@pytest.mark.parametrize(
    ("sql", "names"),
    [
        ("SELECT a, p.b, sum(c) AS d, [1, 2][1] AS e FROM t", ("a", "b", "d", "e")),
        ("-- FROM, AS x?\nWITH y AS (SELECT 1 AS z) SELECT 'a, b' AS w FROM y", ("w",)),
        ("SELECT * FROM (SELECT if(a, ', FROM ', 'x') AS b FROM t)", ("b",)),
        ("SELECT now('UTC') AS at, (SELECT max(x) FROM t) AS most", ("at", "most")),
    ],
)
def test_columns_are_read_from_sql(sql, names):
    """The columns of an answer are read from its question, past comments, strings and subqueries."""
    assert columns(sql) == names


@pytest.mark.parametrize("sql", ["SELECT * FROM t", "SELECT sum(a) FROM t", "nothing"])
def test_columns_without_names_are_refused(sql):
    """A question whose columns cannot be told is refused, in words."""
    with pytest.raises(CentspanError):
        columns(sql)


def test_stale_files_are_named(tmp_path, built):
    """Files that are missing, behind their board or of no board are named one by one."""
    write(tmp_path, built)
    assert stale(tmp_path, built) == []
    names = [file_name(board) for board in built]
    (tmp_path / names[0]).unlink()
    (tmp_path / names[1]).write_text("{}")
    (tmp_path / "old.json").write_text("{}")
    found = stale(tmp_path, built)
    assert found == [
        f"{names[0]} is missing",
        f"{names[1]} is behind its board",
        "old.json is of no board",
    ]
    write(tmp_path, built)
    assert stale(tmp_path, built) == []
