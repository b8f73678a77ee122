"""Every query of every board, expanded as Grafana expands it, on the real engine."""

import os
from datetime import timedelta

import grafana_macros
import pytest
from grafana_asking import Asked, answer, different, shape, through_grafana
from grafana_macros import ALL

from centspan.dashboards.board import Stat
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
    """Every question's query gives its rows, for the same range and choices of all, one or many."""
    wrong, told = [], {}
    by_question = {(each.panel.question, str(each.panel.values)): each for each in asked}
    for place, each in enumerate(by_question.values()):
        scope, range_ = SCOPES[place % len(SCOPES)]
        found = different(filled, each, scope, now, range_, told)
        wrong += [(each.board.uid, each.panel.title, what) for what in found]
    assert wrong == []


if "CENTSPAN_EVERY_QUERY" in os.environ:  # takes minutes

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
