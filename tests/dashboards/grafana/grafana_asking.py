"""Asks a panel's question as Grafana does and directly, and says where the answers part."""

import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import grafana_macros
import pytest
from grafana_macros import ALL

from centspan.collector.query import load
from centspan.dashboards.board import Bars, Pie, Stat, Table, Trend

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
    # Boards show the whole hours that the range touches.
    start = (end - range_).replace(minute=0, second=0, microsecond=0)
    until = (end + timedelta(minutes=59, seconds=59)).replace(minute=0, second=0, microsecond=0)
    given = {"start": start, "end": until, **lists, **texts, **each.panel.values}
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
