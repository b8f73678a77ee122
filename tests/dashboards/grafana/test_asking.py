"""Every query of every board, expanded as Grafana expands it, on the real engine."""

import os
import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import grafana_macros
import pytest
from grafana_macros import ALL

from centspan.collector.query import load
from centspan.dashboards.board import Bars, Pie, Stat, Table, Trend
from centspan.dashboards.boards import BOARDS
from centspan.dashboards.grafana.names import panel_id

ONE = {"environment": "production", "feature": "o'b", "team": "red", "model": "gpt-4o"}
MANY = {
    "environment": ["production", "o'b"],
    "feature": ["o'b", "feature 1", "(none)", "<script>alert(1)</script>"],
    "team": ["o'b", "(none)"],
    "model": ["gpt-4o", "nobody-1"],
    "tenant": ["o'b", "tenant-1", "(none)"],
}
MONTH, MINUTES = timedelta(days=30), timedelta(minutes=5)
SCOPES = ((MANY, MONTH), (ALL, MONTH), (ONE, MINUTES))
KINDS = (
    ("time", re.compile(r"Date")),
    ("bool", re.compile(r"Bool$")),
    ("number", re.compile(r"(U?Int|Float|Decimal)")),
    ("string", re.compile(r"(String|FixedString|Enum|IPv)")),
)
"""ClickHouse's types as the plugin's converters make fields of them; all others become JSON."""


@dataclass
class Asked:
    """One panel as we define it and as Grafana has it."""

    board: object
    panel: object
    drawn: dict
    everything: dict

    @property
    def sql(self):
        return self.drawn["targets"][0]["rawSql"]


@pytest.fixture(scope="module")
def asked(built):
    """Every panel of every board."""
    found = []
    for board, drawn in zip(BOARDS, built, strict=False):
        everything = {
            each["name"]: each["allValue"]
            for each in drawn["templating"]["list"]
            if each["type"] == "query"
        }
        by_id = {panel["id"]: panel for panel in drawn["panels"]}
        for row in board.rows:
            found += [Asked(board, p, by_id[panel_id(p.title)], everything) for p in row.panels]
    return found


def answer(client, sql):
    """(column names, kinds, rows)"""
    result = client.query(sql)
    if not result.result_rows:  # then the client tells no columns
        described = client.query(f"DESCRIBE (\n{sql}\n)").result_rows
        return [row[0] for row in described], [kind(row[1]) for row in described], []
    kinds = [kind(each.name) for each in result.column_types]
    return list(result.column_names), kinds, result.result_rows


def kind(name):
    inner = re.sub(
        r"(LowCardinality|Nullable|SimpleAggregateFunction)\((?:\w+, )?(.*)\)", r"\2", name
    )
    if inner != name:
        return kind(inner)
    return next((kind for kind, pattern in KINDS if pattern.match(name)), "json")


def chosen(each, scope):
    """The reader's choice for every variable of the panel's board."""
    texts = {v.name: "" for v in each.board.variables if not v.many}
    if scope is ALL:
        return texts | dict.fromkeys(each.everything, ALL)
    return texts | {name: scope.get(name, ALL) for name in each.everything}


def through_grafana(each, scope, end, range_):
    start = end - range_
    step = grafana_macros.step_of(each.drawn, start, end)
    choices = chosen(each, scope)
    sql = grafana_macros.expanded(
        each.sql, choices, each.everything | choices_text(choices), start, end, step
    )
    return sql, step


def choices_text(choices):
    return {name: value for name, value in choices.items() if value == ""}


def directly(client, each, scope, end, range_, step):
    query = load(each.panel.question)
    lists = {
        f"{name}s": [value] if isinstance(value, str) else value
        for name, value in chosen(each, scope).items()
        if value is not ALL and value != "" and f"{name}s" in query.parameters
    }
    texts = {name: value for name, value in chosen(each, scope).items() if value == ""}
    given = {"start": end - range_, "end": end, **lists, **texts, **each.panel.values}
    if "grain" in query.parameters and isinstance(each.panel, Trend):
        given.setdefault("grain", step)
    kept = {name: value for name, value in given.items() if name in query.parameters}
    return query.rows(client, **kept)


def shape(panel, names, kinds, rows):
    """What of an answer does not fit the panel that shows it."""
    if "json" in kinds or "bool" in kinds:
        yield f"Grafana shows no {dict(zip(names, kinds, strict=True))}"
    by_name = dict(zip(names, kinds, strict=True))
    match panel:
        case Stat():
            if len(rows) > (2 if panel.before else 1):
                yield f"{len(rows)} rows for one figure"
            if by_name.get(panel.column) is None:
                yield f"no column {panel.column}"
        case Trend():
            series = {name for name in names if by_name[name] == "string"}
            if kinds[:1] != ["time"] or kinds.count("time") != 1 or "number" not in kinds:
                yield f"no lines over time: {by_name}"
            if series != ({panel.series} if panel.series else set()):
                yield f"its lines are of {series}, not {panel.series}"
            times = [row[0] for row in rows]
            if None in times or times != sorted(times):
                yield "is not sorted by time"
        case Pie() | Bars():
            if (by_name.get(panel.name), by_name.get(panel.column)) != ("string", "number"):
                yield f"no figures by name: {by_name}"
        case Table():
            if len(set(names)) != len(names):
                yield "two columns of one name"


def alike(one, other, loose):
    if isinstance(one, (int, float, Decimal)) and isinstance(other, (int, float, Decimal)):
        near = pytest.approx(float(one), rel=1e-2 if loose else 1e-9, abs=120 if loose else 1e-12)
        return float(other) == near
    return one == other or loose


def same_rows(each, got, expected):
    """Whether Grafana's rows are the question's own."""
    loose = "now(" in each.sql  # it tells ages, which go on between the two
    names, _, rows = got
    if isinstance(each.panel, Stat) and each.panel.before:
        now = [row[each.panel.column] for row in expected]
        return alike(rows[-1][0] if rows else None, now[0] if now else None, loose) and (
            not rows or alike(rows[0][0] or 0, float(expected[0][each.panel.before] or 0), loose)
        )
    listed = [[row[name] for name in names] for row in expected]
    return len(rows) == len(listed) and all(
        alike(one, other, loose)
        for row, line in zip(rows, listed, strict=True)
        for one, other in zip(row, line, strict=True)
    )


def test_macros_expand_as_the_plugin_s_own_tests_say(now):
    """The expander gives what the plugin's tests expect of each macro."""
    at = type(now).fromtimestamp(1415792726.371, now.tzinfo)
    golden = {
        "$__fromTime": "toDateTime(1415792726)",
        "$__fromTime_ms": "fromUnixTimestamp64Milli(1415792726371)",
        "$__timeFilter(a)": "a >= toDateTime(1415792726) AND a <= toDateTime(1415796326)",
        "$__timeInterval(a)": "toStartOfInterval(toDateTime(a), INTERVAL 600 second)",
        "$__interval_s": "600",
        "$__dateFilter(d)": "d >= toDate('2014-11-12') AND d <= toDate('2014-11-12')",
    }
    for sql, expected in golden.items():
        assert grafana_macros.with_macros(sql, at, at + timedelta(hours=1), 600) == expected
    choices = {"x": ["a", "o'b"], "y": ALL}
    sql = grafana_macros.with_variables(
        "[${x:singlequote}] [${y:singlequote}]", choices, {"y": "'*'"}
    )
    assert sql == "['a','o\\'b'] ['*']"


def different(client, each, scope, now, range_, told):
    """What is wrong with the answer that Grafana gets, beside the question's own."""
    sql, step = through_grafana(each, scope, now, range_)
    got = answer(client, sql) if sql not in told else told[sql]
    told[sql] = got
    key = (each.panel.question, str(each.panel.values), step, str(chosen(each, scope)), range_)
    if key not in told:
        told[key] = directly(client, each, scope, now, range_, step)
    yield from shape(each.panel, *got)
    if not same_rows(each, got, told[key]):
        yield got[2][:3], told[key][:3]


def test_stats_answer_on_empty_tables(asked, empty, now):
    """A figure beside its like before runs on an empty store, and its column fits its panel."""
    by_question = {
        each.panel.question: each
        for each in asked
        if isinstance(each.panel, Stat) and each.panel.before
    }
    assert by_question
    for each in by_question.values():
        sql, _ = through_grafana(each, ALL, now, MONTH)
        assert list(shape(each.panel, *answer(empty, sql))) == []


def test_grafana_gets_the_question_s_own_rows(filled, asked, now):
    """Every query gives its question's rows, for the same range and choices of all, one or many."""
    wrong, told = [], {}
    questions = list(dict.fromkeys(each.panel.question for each in asked))
    for each in asked:
        scope, range_ = SCOPES[questions.index(each.panel.question) % len(SCOPES)]
        found = different(filled, each, scope, now, range_, told)
        wrong += [(each.board.uid, each.panel.title, what) for what in found]
    assert wrong == []


@pytest.mark.skipif("CENTSPAN_EVERY_QUERY" not in os.environ, reason="takes minutes")
@pytest.mark.parametrize("range_", [MONTH, MINUTES], ids=["30d", "5min"])
@pytest.mark.parametrize("scope", [ALL, ONE, MANY], ids=["all", "one", "many"])
@pytest.mark.parametrize("which", ["empty", "filled"])
def test_grafana_gets_the_same_rows_in_every_way(request, asked, now, which, scope, range_):
    """Every query gives its question's rows in each range and choice, on empty and filled tables."""
    client, told = request.getfixturevalue(which), {}
    found = ((each, list(different(client, each, scope, now, range_, told))) for each in asked)
    assert [(each.board.uid, each.panel.title, what) for each, what in found if what] == []


def test_every_variable_lists_values_that_limit_a_board_to_them(filled, built, now):
    """A value as its variable lists it finds its calls, with quotes and backslashes in it."""
    start = now - MONTH
    seen = set()
    for board in built:
        for each in board["templating"]["list"]:
            if each["type"] != "query" or each["name"] in seen:
                continue
            seen.add(each["name"])
            asked = grafana_macros.with_macros(each["query"]["rawSql"], start, now, 60)
            listed = filled.query(asked).result_rows
            assert listed
            for value, text in listed:
                quoted = grafana_macros.formatted([value], "singlequote")
                assert filled.query(f"SELECT [{quoted}]").first_row[0] == [text]


def test_annotations_have_the_columns_grafana_takes(filled, built, now):
    """Annotations give a time and texts, on the filled store."""
    asked = {}
    for board in built:
        names = [each["name"] for each in board["templating"]["list"]]
        choices, everything = dict.fromkeys(names, ALL), dict.fromkeys(names, "'*'")
        for each in board["annotations"]["list"]:
            if "target" in each:
                sql = each["target"]["rawSql"]
                sql = grafana_macros.expanded(sql, choices, everything, now - MONTH, now, 60)
                asked[sql] = None
    for sql in asked:
        names, kinds, _ = answer(filled, sql)
        of = dict(zip(names, kinds, strict=True))
        assert (of["time"], of.get("timeEnd", "time")) == ("time", "time")
        assert [of[name] for name in ("title", "text", "tags")] == ["string"] * 3
