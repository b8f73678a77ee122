"""Ways in which what panels ask breaks: columns, units, macros, formats, data sources."""

import re

from grafana_parts import choice, first, of_kind, overrides, rewrite, shown, target

from centspan.dashboards.grafana.checks.finding import asking


def renamed_column_of_a_stat(board):
    of_kind(board, "stat")["options"]["reduceOptions"]["fields"] = "/^usd_effective$/"


def renamed_column_in_sql(board):
    panel = of_kind(board, "stat", "piechart", "bargauge", "table")
    sql = target(panel)["rawSql"]
    begun = list(
        re.finditer(r" AS (\w+_(?:usd|share|calls|tokens|seconds|ms|count|at|bytes))\b", sql)
    )
    at = first(m for m in begun if sql.count("(", 0, m.start()) == sql.count(")", 0, m.start()))
    target(panel)["rawSql"] = sql[: at.start(1)] + "wrong" + sql[at.end(1) :]


def renamed_column_of_an_override(board):
    first(overrides(board))["matcher"]["options"] = "no_such_column"


def lost_column_of_a_pie_or_bars(board):
    panel = of_kind(board, "piechart", "bargauge")
    panel["transformations"][0]["options"]["include"]["names"].pop()
    panel["transformations"][1]["options"]["mappings"][1]["fieldName"] = "nothing"


def label_of_no_column(board):
    panel = first(p for p in asking(board) if "displayName" in p["fieldConfig"]["defaults"])
    panel["fieldConfig"]["defaults"]["displayName"] = "${__field.labels.nobody}"


def unknown_unit(board):
    of_kind(board, "stat")["fieldConfig"]["defaults"]["unit"] = "dollars"


def unit_of_another_kind(board):
    panel = of_kind(board, "stat", "piechart", "bargauge")
    unit = panel["fieldConfig"]["defaults"]["unit"]
    panel["fieldConfig"]["defaults"]["unit"] = "bytes" if unit != "bytes" else "currencyUSD"


def unit_of_an_override(board):
    override = first(overrides(board))
    shown(override, "unit")["value"] = "percentage"


def macro_without_its_dollar(board):
    rewrite(board, "$__toTime", "__toTime")


def macro_with_two_dollars(board):
    rewrite(board, "$__toTime", "$$__toTime")


def macro_misspelt(board):
    rewrite(board, "$__fromTime", "$__fromTme")


def macro_in_braces(board):
    rewrite(board, "$__fromTime", "${__fromTime}")


def parameter_left(board):
    rewrite(board, "toTimeZone($__fromTime, 'UTC')", "{start:DateTime('UTC')}")


def parenthesis_lost(board):
    sql = target(asking(board)[0])
    sql["rawSql"] = sql["rawSql"].replace(")", "", 1)


def no_sql(board):
    target(asking(board)[-1])["rawSql"] = " "


def order_lost(board):
    sql = target(of_kind(board, "timeseries"))
    sql["rawSql"] = sql["rawSql"][: sql["rawSql"].rindex("ORDER BY")]


def time_not_first(board):
    sql = target(of_kind(board, "timeseries"))
    sql["rawSql"] = f"SELECT 1 AS one, answer.* FROM (\n{sql['rawSql']}\n) AS answer"


def query_doubled(board):
    panel = asking(board)[0]
    panel["targets"].append(dict(target(panel)))


def query_lost(board):
    asking(board)[0]["targets"] = []


def data_source_by_uid(board):
    target(asking(board)[0])["datasource"] = {**target(asking(board)[0])["datasource"], "uid": "P1"}


def data_source_by_name(board):
    asking(board)[0]["datasource"] = "ClickHouse"


def data_source_of_another_plugin(board):
    choice(board)["datasource"] = {"type": "prometheus", "uid": "${datasource}"}


def format_of_lines_for_a_table(board):
    target(of_kind(board, "stat", "table"))["format"] = 0


def format_of_a_table_for_lines(board):
    target(of_kind(board, "timeseries"))["format"] = 1


def format_as_text(board):
    target(asking(board)[0])["format"] = "table"


def query_type_of_another_format(board):
    target(asking(board)[0])["queryType"] = "logs"


def plugin_version_lost(board):
    del target(asking(board)[0])["pluginVersion"]


def steps_finer_than_rollups(board):
    of_kind(board, "timeseries")["interval"] = "1m"


def annotation_without_text(board):
    each = first(each for each in board["annotations"]["list"] if "target" in each)
    each["target"]["rawSql"] = f"SELECT time, title, tags FROM (\n{each['target']['rawSql']}\n)"


def query_hidden(board):
    target(asking(board)[0])["hide"] = True


def points_without_a_limit(board):
    del of_kind(board, "timeseries")["maxDataPoints"]


def annotation_switched_off(board):
    first(each for each in board["annotations"]["list"] if "target" in each)["enable"] = False


QUERIES = (
    renamed_column_of_a_stat,
    renamed_column_in_sql,
    renamed_column_of_an_override,
    lost_column_of_a_pie_or_bars,
    label_of_no_column,
    unknown_unit,
    unit_of_another_kind,
    unit_of_an_override,
    macro_without_its_dollar,
    macro_with_two_dollars,
    macro_misspelt,
    macro_in_braces,
    parameter_left,
    parenthesis_lost,
    no_sql,
    order_lost,
    time_not_first,
    query_doubled,
    query_lost,
    data_source_by_uid,
    data_source_by_name,
    data_source_of_another_plugin,
    format_of_lines_for_a_table,
    format_of_a_table_for_lines,
    format_as_text,
    query_type_of_another_format,
    plugin_version_lost,
    steps_finer_than_rollups,
    annotation_without_text,
    query_hidden,
    points_without_a_limit,
    annotation_switched_off,
)
