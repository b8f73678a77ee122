"""What every board promises of its panels, and every question of its answer."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from numbers import Number
from pathlib import Path

import pytest

from centspan.collector.query import load
from centspan.dashboards.board import Bars, Pie, Stat, Table, Trend
from centspan.dashboards.boards import BOARDS
from centspan.dashboards.columns import column

PANELS = [(board, panel) for board in BOARDS for row in board.rows for panel in row.panels]
ASKED = {
    (panel.question, tuple(panel.values.items())): [
        each for _, each in PANELS if (each.question, each.values) == (panel.question, panel.values)
    ]
    for _, panel in PANELS
}
"""The panels that show each answer: several read one."""
every_answer = pytest.mark.parametrize(
    ("panels", "question", "values"),
    [
        pytest.param(
            panels,
            question,
            dict(values),
            id="-".join((question, *map(str, dict(values).values()))),
        )
        for (question, values), panels in ASKED.items()
    ],
)
QUESTIONS = {question for board in BOARDS for question in board.annotations} | {
    variable.question for board in BOARDS for variable in board.variables if variable.question
}
NUMBERS = Path(__file__).parents[2] / "docs" / "how-numbers-are-made.md"
DAY = timedelta(days=1)


def asked(client, question, start, end, grain=0, **values):
    """The names of an answer's columns, and its rows as dicts."""
    query = load(question)
    texts = {name: "" for name, kind in query.parameters.items() if kind == "String"}
    given = {**texts, "start": start, "end": end, "grain": grain, **values}
    given = {name: value for name, value in given.items() if name in query.parameters}
    answer = query.answer(client, {}, **given)
    return answer.column_names, list(answer.named_results())


# Before any test of the filled store: the engine keeps to one store at a time.
def test_an_empty_store_answers_every_question(empty, now):
    """On a store without a call every panel, variable and mark has an answer: no rows, or one that knows nothing."""
    for question, values in [*ASKED, *((question, ()) for question in QUESTIONS)]:
        _, rows = asked(empty, question, now - DAY, now, **dict(values))
        assert not any(row[name] for row in rows for name in row if name.endswith("_share")), (
            question
        )
        panels = ASKED.get((question, values), [])
        assert len(rows) <= 1 or not any(isinstance(panel, Stat) for panel in panels)


@every_answer
def test_an_answer_fits_its_panels(panels, question, values, filled, now):
    """Columns and rows are what the panels draw: of weeks by days, and of hours limited to odd names and nobody's."""
    kinds = load(question).parameters.items()
    odd = ["(none)", "o'b", 'a"b\\c', "no\n", "<script>alert(1)</script>"]
    limits = {name: odd for name, kind in kinds if kind == "Array(String)"}
    for days, grain, more in ((30, 86400, {}), (2, 3600, limits)):
        names, rows = asked(filled, question, now - days * DAY, now, grain, **values, **more)
        for panel in panels if names else ():  # an answer without rows names no columns here
            SHAPES[type(panel)](panel, names, rows)
        assert len(set(names)) == len(names)
        assert len(rows) <= 5000


def test_panels_explain_themselves():
    """Each panel says what it shows, how its number is made, and what to do when there is nothing."""
    anchors = {
        re.sub(r"[^\w -]", "", line.lstrip("# ").lower()).strip().replace(" ", "-")
        for line in NUMBERS.read_text("utf-8").splitlines()
        if line.startswith("#")
    }
    for board, panel in PANELS:
        assert panel.number in anchors, (board.uid, panel.title)
        assert min(len(panel.description), 4 * len(panel.empty)) > 30, panel.title
        assert 1 <= panel.width <= 24
        assert load(panel.question).question.endswith("?")


def test_boards_lead_to_boards():
    """Every link leads to a board, or to the viewer's page, and sets only variables which that has."""
    boards = {board.uid: {variable.name for variable in board.variables} for board in BOARDS}
    for board, panel in PANELS:
        links = [getattr(panel, "link", None), *getattr(panel, "links", {}).values()]
        for link in filter(None, links):
            known = set(link.variables) if link.board.startswith("/") else boards[link.board]
            assert set(link.variables) <= known, (board.uid, panel.title)
    assert len(boards) == len(BOARDS)


def test_marks_have_a_time_and_a_text(filled, now):
    """What boards annotate has a moment in the range, a title, a text and tags; some have an end."""
    for question in {question for board in BOARDS for question in board.annotations}:
        names, rows = asked(filled, question, now - 30 * DAY, now)
        assert not rows or names[0] == "time"
        assert not rows or {"title", "text", "tags"} <= set(names)
        assert [row["time"] for row in rows] == sorted(row["time"] for row in rows)
        assert all(isinstance(row[name], str) for row in rows for name in ("title", "text", "tags"))
    titles = {row["title"] for row in asked(filled, "changes", now - DAY, now)[1]}
    assert titles >= {"o'b <script>alert(1)</script>", "adopted: cache all"}


def test_variables_list_their_values(filled, now):
    """Each variable's question gives names in one column, `(none)` for calls that say none."""
    for question in QUESTIONS - {question for board in BOARDS for question in board.annotations}:
        names, rows = asked(filled, question, now - 30 * DAY, now)
        assert names == ("value",)
        values = [row["value"] for row in rows]
        assert len(set(values)) == len(values) > 0
        assert "" not in values


def _stat(panel, names, rows):
    assert len(rows) <= 1
    _figures(rows, panel.column, *filter(None, [panel.before]))
    assert {panel.column, panel.before or panel.column} <= set(names)


def _trend(panel, names, rows):
    assert names[0] == "time"
    times = [row["time"] for row in rows]
    assert times == sorted(times)
    assert None not in times
    texts = [name for name in names[1:] if any(isinstance(row[name], str) for row in rows)]
    assert texts == ([panel.series] if panel.series and rows else [])
    _figures(rows, *(name for name in names[1:] if name != panel.series))
    lines = [(row["time"], row.get(panel.series)) for row in rows]
    assert len(set(lines)) == len(lines)
    assert len({line for _, line in lines}) <= 20


def _named(panel, names, rows):
    assert {panel.name, panel.column} <= set(names)
    assert all(isinstance(row[panel.name], str) and row[panel.name] for row in rows)
    assert len({row[panel.name] for row in rows}) == len(rows) <= 50
    _figures(rows, panel.column)


def _table(panel, names, rows):
    scalars = (Number, Decimal, str, datetime, date, bool, type(None))
    assert all(isinstance(value, scalars) for row in rows for value in row.values())
    needed = [*panel.links, *panel.thresholds]
    for link in panel.links.values():
        needed += [*link.variables.values(), *re.findall(r"\{(\w+)\}", link.board)]
    assert set(needed) <= set(names)


def _figures(rows, *names):
    for name in names:
        assert column(name).unit != "text", name
        assert all(isinstance(row[name], (Number, Decimal, type(None))) for row in rows), name


SHAPES = {Stat: _stat, Trend: _trend, Pie: _named, Bars: _named, Table: _table}
